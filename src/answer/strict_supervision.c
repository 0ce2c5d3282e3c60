#include <math.h>
#include <string.h>

#include "answer/python_text.h"
#include "answer/strict.h"

/* ^```(json)? and ```$ removed, each with the white space around the rest. */
static od_str without_fence(od_str text)
{
    const char *begin, *end;

    text = od_python_strip(text);
    begin = text.p;
    end = text.p + text.n;
    if (text.n >= 3 && memcmp(begin, "```", 3) == 0)
        begin = od_strict_skip_json(begin + 3, end);
    text = od_python_strip((od_str){begin, (size_t)(end - begin)});
    if (text.n >= 3 && memcmp(text.p + text.n - 3, "```", 3) == 0)
        text.n -= 3;
    return od_python_strip(text);
}

static const char *find_last(od_str text, char c)
{
    while (text.n && text.p[text.n - 1] != c)
        text.n--;
    return text.n ? text.p + text.n - 1 : NULL;
}

/* From the first [ to the last ], when they come in this order. */
static od_str within_brackets(od_str text)
{
    const char *first = memchr(text.p, '[', text.n), *last = find_last(text, ']');

    return first && last && last > first ? (od_str){first, (size_t)(last - first) + 1} : text;
}

/* recover_truncated_qwen_2_5_vl_response(): from the first [ to the last }, a comma behind it off, and a ].
 * *root is 0 when that is no JSON. */
static od_status recover(od_python *py, od_buffer *mended, od_str text, od_python_id *root, od_error *err)
{
    const char *first = memchr(text.p, '[', text.n), *last;
    od_python_outcome outcome;
    od_str body;
    od_status st;

    *root = 0;
    if (!first)
        return OD_OK;
    body = (od_str){first, (size_t)(text.p + text.n - first)};
    if (!(last = find_last(body, '}')))
        return OD_OK;
    body.n = (size_t)(last - first) + 1;
    mended->n = 0;
    if ((st = od_buffer_add(mended, body.p, body.n, err)) != OD_OK ||
        (st = od_buffer_add(mended, "]", 1, err)) != OD_OK)
        return st;
    body = (od_str){mended->bytes, mended->n};
    if ((st = od_python_begin(py, body, err)) != OD_OK)
        return st;
    return od_python_json(py, body, root, &outcome, err);
}

static od_status parse(od_python *py, od_buffer *mended, od_str text, od_python_id *root, od_error *err)
{
    od_python_outcome outcome;
    od_status st;

    if ((st = od_python_begin(py, text, err)) != OD_OK ||
        (st = od_python_json(py, text, root, &outcome, err)) != OD_OK || outcome != OD_PYTHON_INVALID)
        return st;
    if ((st = recover(py, mended, text, root, err)) != OD_OK || *root)
        return st;
    if ((st = od_python_begin(py, text, err)) != OD_OK)
        return st;
    return od_python_literal(py, text, root, &outcome, err);
}

/* numpy's float of an item; false for what makes numpy raise. */
static bool to_float(const od_python *py, od_python_id id, double *value)
{
    const od_python_value *v = od_python_at(py, id);

    *value = od_python_is_number(v) ? v->as.number : NAN;
    if (v->kind == OD_PYTHON_STR)
        return od_python_float(od_python_text(py, v), value);
    if (v->kind == OD_PYTHON_INT)
        return isfinite(*value);
    return v->kind == OD_PYTHON_NONE || od_python_is_number(v);
}

/* A row of the array: four numbers, or one, which numpy stretches to four. */
static bool to_row(const od_python *py, od_python_id box, uint32_t n, double v[4])
{
    const od_python_value *list = od_python_at(py, box);
    od_python_id item = od_python_first(py, box);

    if (!od_python_is_list(list) || list->n != n || (n != 4 && n != 1))
        return false;
    for (uint32_t i = 0; i < n; i++, item = od_python_next(py, item))
        if (!to_float(py, item, &v[i]))
            return false;
    for (uint32_t i = n; i < 4; i++)
        v[i] = v[0];
    return true;
}

/* Adds the item when it has both keys; *good is false when numpy would raise. *n is the rows' length. */
static od_status add_item(od_reading *r, const od_python *py, od_python_id item, uint32_t *n, bool *good,
                          od_error *err)
{
    od_python_id box = od_python_get(py, item, "bbox_2d"), label = od_python_get(py, item, "label");
    double v[4];

    if (!box || !label) {
        r->passed[box ? OD_PASSED_NO_LABEL : OD_PASSED_NO_BOX]++;
        return OD_OK;
    }
    if (*n == 0)
        *n = od_python_at(py, box)->n;
    *good = !od_python_is_list(od_python_at(py, label)) && to_row(py, box, *n, v);
    return *good ? od_strict_add_str(r, v, py, label, err) : OD_OK;
}

static od_status read_supervision(od_reading *r, od_str text, od_error *err)
{
    od_python py = {0};
    od_buffer mended = {0};
    od_python_id root;
    bool list = false, good = true;
    uint32_t n = 0;
    od_status st;

    if (!od_strict_begin(r, text))
        return OD_OK;
    if (!text.p)
        return OD_OK;
    if ((st = parse(&py, &mended, within_brackets(without_fence(text)), &root, err)) != OD_OK)
        goto done;
    list = od_python_at(&py, root)->kind == OD_PYTHON_LIST;
    for (od_python_id item = od_python_first(&py, root);
         list && good && st == OD_OK && item < od_python_at(&py, root)->end; item = od_python_next(&py, item))
        st = add_item(r, &py, item, &n, &good, err);
    if (!good)
        od_strict_drop(r);
    od_strict_end(r, list && good);
done:
    od_python_release(&py);
    od_buffer_free(&mended);
    return st;
}

const od_strict_reader od_strict_supervision = {
    .name = "supervision",
    .title = "roboflow supervision, Qwen2.5-VL and Qwen3-VL (from_qwen_2_5_vl)",
    .help =
        "One fence around the answer is taken off, then everything before the first [ and behind the last "
        "].\n"
        "What is left is read as JSON; failing that, up to the last } with a ] put behind it; failing that, "
        "as\n"
        "a Python literal. Items need bbox_2d and label, and all rows four numbers: one of another length, "
        "or\n"
        "with a text that is no number, and supervision stops, which here empties the answer. Labels match\n"
        "with their case and white space. Drops: items without one of the two keys, a single object outside\n"
        "of a list, answers with brackets in the words before or behind the list.\n",
    .source = "roboflow/supervision, src/supervision/detection/vlm.py",
    .read = read_supervision,
};
