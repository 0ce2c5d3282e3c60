#include <string.h>

#include "answer/python_text.h"
#include "answer/strict.h"

/* -?\d*\.?\d+\s* at p: the byte behind it, or NULL. What follows it is a comma or a bracket, so it never pays
 * to give back digits, and a point without a digit behind it fits nowhere. */
static const char *match_number(const char *p, const char *end)
{
    const char *whole, *after;

    p += p < end && *p == '-';
    whole = after = od_python_digits(p, end);
    if (whole < end && *whole == '.')
        after = od_python_digits(whole + 1, end);
    return after == p || after == whole + 1 ? NULL : od_python_spaces(after, end);
}

/* \[(\s*number),\s*(\s*number),\s*(\s*number),\s*(\s*number)\] with p at the bracket. */
static bool match_box(const char *p, const char *end, od_str groups[4])
{
    for (int i = 0; i < 4; i++) {
        const char *begin = od_python_spaces(p + 1, end), *group = i ? begin : p + 1;

        p = match_number(begin, end);
        if (!p || p == end || *p != (i < 3 ? ',' : ']'))
            return false;
        groups[i] = (od_str){group, (size_t)(p - group)};
    }
    return true;
}

/* float() of the groups, which refuses some white space that \s takes: false where it raises. */
static bool to_box(const od_str groups[4], double v[4])
{
    for (int i = 0; i < 4; i++)
        if (!od_python_float(groups[i], &v[i]))
            return false;
    return true;
}

static od_status read_baseline(od_reading *r, od_str text, od_error *err)
{
    const char *p = text.p, *end = p ? p + text.n : NULL;
    od_str groups[4];
    double v[4];
    bool found = false;
    od_status st = OD_OK;

    if (!od_strict_begin(r, text))
        return OD_OK;
    while (!found && p && (p = memchr(p, '[', (size_t)(end - p)))) {
        found = match_box(p, end, groups);
        p++;
    }
    if (found && to_box(groups, v))
        st = od_strict_add(r, v, (od_str){NULL, 0}, err);
    od_strict_end(r, false);
    return st;
}

const od_strict_reader od_strict_vlm_r1_rec_baseline = {
    .name = "vlm-r1-rec-baseline",
    .title = "VLM-R1, referring expressions, untrained and fine-tuned models (test_rec_baseline.py)",
    .help =
        "The first [n, n, n, n] anywhere in the answer, thoughts included; numbers may have a minus sign,\n"
        "decimals and white space around them. \".5\" is a number; \"5.\", \"+5\" and \"5e1\" are not. One "
        "box,\n"
        "with the label that was asked.\n",
    .source = "om-ai-lab/VLM-R1, src/eval/test_rec_baseline.py",
    .labels_asked = true,
    .read = read_baseline,
};
