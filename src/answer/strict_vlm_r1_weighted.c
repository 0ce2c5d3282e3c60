#include <string.h>

#include "answer/python_text.h"
#include "answer/strict.h"

static bool ends_with_space(const char *begin, const char *end)
{
    od_str stripped = od_python_rstrip((od_str){begin, (size_t)(end - begin)});

    return stripped.n < (size_t)(end - begin);
}

/* Adds `text` to `out` with every `ending` removed behind white space and made a blank elsewhere. */
static od_status drop_ending(od_buffer *out, od_str text, char ending, od_error *err)
{
    const char *p = text.p, *end = text.p + text.n, *at;
    od_status st = OD_OK;

    while (st == OD_OK && p < end && (at = memchr(p, ending, (size_t)(end - p)))) {
        bool space = at > p ? ends_with_space(p, at) : at > text.p; /* an ending is white space, too */

        st = od_buffer_add(out, p, (size_t)(at - p), err);
        if (st == OD_OK && !space)
            st = od_buffer_add(out, " ", 1, err);
        p = at + 1;
    }
    return st == OD_OK ? od_buffer_add(out, p, (size_t)(end - p), err) : st;
}

static od_str buffer_text(const od_buffer *b)
{
    return (od_str){b->bytes, b->n};
}

/* clean_text(): the last answer, or all; line ends out; stripped, then its points at the end, then lower
 * case. */
static od_status clean(od_str text, od_buffer *out, od_error *err)
{
    od_buffer lines = {0}, plain = {0};
    od_str body;
    od_status st;

    od_strict_last(text, "<answer>", "</answer>", &text);
    if ((st = drop_ending(&lines, text, '\n', err)) == OD_OK &&
        (st = drop_ending(&plain, buffer_text(&lines), '\r', err)) == OD_OK) {
        body = plain.n ? od_python_strip(buffer_text(&plain)) : (od_str){"", 0};
        while (body.n && body.p[body.n - 1] == '.')
            body.n--;
        st = od_python_lower(out, body, err);
    }
    od_buffer_free(&lines);
    od_buffer_free(&plain);
    return st;
}

static od_status read_weighted(od_reading *r, od_str text, od_error *err)
{
    od_buffer cleaned = {0};
    od_str body, fence;
    od_status st;

    if (!od_strict_begin(r, text))
        return OD_OK;
    if (!text.p)
        return OD_OK;
    if ((st = clean(text, &cleaned, err)) != OD_OK)
        goto done;
    body = buffer_text(&cleaned);
    if (body.n && od_strict_first(body, "```json", "```", &fence))
        st = od_strict_items(r, od_python_strip(fence), false, err);
    else
        od_strict_end(r, od_str_equal(body, OD_STR("none")));
done:
    od_buffer_free(&cleaned);
    return st;
}

const od_strict_reader od_strict_vlm_r1_weighted = {
    .name = "vlm-r1-weighted",
    .title = "VLM-R1, the boxes that the weighted reward looks at (weighted_sum, detection_score)",
    .help =
        "In the last <answer>..</answer>, or in all of the answer when there is none, put into lower case: "
        "the\n"
        "first closed ```json fence, as strict JSON: items with four numbers as bbox_2d, of more the first\n"
        "four, with or without a label. The text none, points behind it or not, says that there is nothing.\n"
        "Items without a usable box, which the reward counts as false alarms, are no boxes here. Lower case\n"
        "makes labels unknown that the ground truth writes with capitals, unless --label-match folded is "
        "given.\n",
    .source = "om-ai-lab/VLM-R1, open_r1/grpo_jsonl.py, clean_text and detection_score",
    .read = read_weighted,
};
