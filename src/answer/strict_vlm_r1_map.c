#include "answer/python_text.h"
#include "answer/strict.h"

static od_status read_map(od_reading *r, od_str text, od_error *err)
{
    od_str fence;

    if (!od_strict_begin(r, text))
        return OD_OK;
    if (!od_strict_last(text, "```json", "```", &fence))
        return OD_OK;
    return od_strict_items(r, od_python_strip(fence), true, err);
}

const od_strict_reader od_strict_vlm_r1_map = {
    .name = "vlm-r1-map",
    .title = "VLM-R1, the boxes that map_reward by itself looks at",
    .help = "The last closed ```json fence anywhere in the answer, tags or not, as strict JSON: items with a "
            "text\n"
            "as label and four numbers as bbox_2d; of more than four the first four. Drops in silence: items "
            "that\n"
            "lack one of the two, labels that the ground truth of the image has not (which odeval lists and "
            "charges, or drops).\n",
    .source = "om-ai-lab/VLM-R1, open_r1/grpo_jsonl.py, map_reward",
    .read = read_map,
};
