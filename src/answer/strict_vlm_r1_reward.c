#include "answer/python_text.h"
#include "answer/strict.h"

static od_status read_reward(od_reading *r, od_str text, od_error *err)
{
    od_str answer, fence;

    if (!od_strict_begin(r, text))
        return OD_OK;
    if (!od_strict_last(text, "<answer>", "</answer>", &answer))
        return OD_OK;
    answer = od_python_strip(answer);
    if (od_strict_last(answer, "```json", "```", &fence))
        return od_strict_items(r, od_python_strip(fence), true, err);
    od_strict_end(r, od_str_equal(answer, OD_STR("None")));
    return OD_OK;
}

const od_strict_reader od_strict_vlm_r1_reward = {
    .name = "vlm-r1-reward",
    .title = "VLM-R1, the boxes that the detection rewards look at (od_ap, od_ap50, odLength)",
    .help =
        "In the last <answer>..</answer>: the last closed ```json fence, as strict JSON: items with a text "
        "as\n"
        "label and four numbers as bbox_2d; of more than four the first four. The text None says that there\n"
        "is nothing. Drops in silence: JSON outside a fence, items that lack one of the two fields, labels\n"
        "that the ground truth of the image has not (--unknown-labels drop).\n",
    .source = "om-ai-lab/VLM-R1, open_r1/grpo_jsonl.py, od_reward and map_reward",
    .read = read_reward,
};
