#include <string.h>

#include "answer/python_text.h"
#include "answer/strict.h"

/* re.search(r"\{.*\[(\d+),\s*(\d+),\s*(\d+),\s*(\d+)]\s*.*\}", answer, re.DOTALL): the first .* is greedy, so
 * of all boxes behind the first { and before the last } it is the last. */
static bool last_in_braces(od_str answer, double v[4])
{
    const char *end = answer.p + answer.n, *p;
    bool any = false;

    while (end > answer.p && end[-1] != '}')
        end--;
    p = end > answer.p ? memchr(answer.p, '{', (size_t)(end - answer.p)) : NULL;
    while (p && (p = memchr(p, '[', (size_t)(end - p)))) {
        double found[4];
        const char *after = od_strict_integers(p, end, found);

        if (after) {
            memcpy(v, found, sizeof found);
            any = true;
        }
        p = after ? after : p + 1;
    }
    return any;
}

static od_status read_rec(od_reading *r, od_str text, od_error *err)
{
    od_str answer;
    double v[4];
    od_status st = OD_OK;

    if (!od_strict_begin(r, text))
        return OD_OK;
    if (od_strict_first(text, "<answer>", "</answer>", &answer) && last_in_braces(answer, v))
        st = od_strict_add(r, v, (od_str){NULL, 0}, err);
    od_strict_end(r, false);
    return st;
}

const od_strict_reader od_strict_vlm_r1_rec = {
    .name = "vlm-r1-rec",
    .title = "VLM-R1, referring expressions, models trained by reinforcement (test_rec_r1.py)",
    .help =
        "In the first <answer>..</answer>: the last [d, d, d, d] of whole numbers without a sign that "
        "stands\n"
        "between a { and a }. One box; no white space behind the [, none before a comma or the ]. The label\n"
        "is the one that was asked. Drops: answers without both tags, boxes outside braces, numbers with a\n"
        "point or a sign, all boxes but the last (the training reward takes the first: vlm-r1-reward-rec).\n",
    .source = "om-ai-lab/VLM-R1, src/eval/test_rec_r1.py",
    .labels_asked = true,
    .read = read_rec,
};
