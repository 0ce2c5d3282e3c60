#include "answer/python_text.h"
#include "answer/strict.h"

/* json.loads(fence.strip())[0]["bbox_2d"]: the first four numbers of what stands there. */
static od_status read_fence(od_reading *r, od_str fence, bool *list, od_error *err)
{
    od_python py = {0};
    od_python_id root, box;
    od_python_outcome outcome;
    double v[4];
    od_status st;

    if ((st = od_python_begin(&py, fence, err)) != OD_OK ||
        (st = od_python_json(&py, fence, &root, &outcome, err)) != OD_OK)
        goto done;
    *list = od_python_at(&py, root)->kind == OD_PYTHON_LIST;
    if (!*list || od_python_at(&py, root)->n == 0)
        goto done;
    box = od_python_get(&py, od_python_first(&py, root), "bbox_2d");
    if (od_strict_four(&py, box, v))
        st = od_strict_add(r, v, (od_str){NULL, 0}, err);
    else
        od_strict_pass(r, &py, box);
done:
    od_python_release(&py);
    return st;
}

static od_status read_od(od_reading *r, od_str text, od_error *err)
{
    od_str fence;
    bool list = false;
    od_status st = OD_OK;

    if (!od_strict_begin(r, text))
        return OD_OK;
    if (od_strict_first(text, "```json", "```", &fence))
        st = read_fence(r, od_python_strip(fence), &list, err);
    od_strict_end(r, list);
    return st;
}

const od_strict_reader od_strict_vlm_r1_od = {
    .name = "vlm-r1-od",
    .title = "VLM-R1, detection, one box an answer (test_od_r1.py)",
    .help =
        "The first ```json fence anywhere in the answer, as strict JSON: of its first item the bbox_2d. One\n"
        "box, with the label that was asked; of more than four numbers the first four. Drops: all other\n"
        "items, answers without a closed fence, JSON with the slightest fault.\n",
    .source = "om-ai-lab/VLM-R1, src/eval/test_od_r1.py",
    .labels_asked = true,
    .read = read_od,
};
