#include <math.h>
#include <string.h>

#include "answer/python_text.h"
#include "answer/scan.h"
#include "answer/strict.h"

/* The place behind the line end at p (as str.splitlines() knows them), or NULL when there is none. */
static const char *over_line_end(const char *p, const char *end)
{
    uint32_t code;
    size_t n = od_python_char(p, end, &code);

    if (code == '\r' && end - p > 1 && p[1] == '\n')
        return p + 2;
    return (code >= 0x0a && code <= 0x0d) || (code >= 0x1c && code <= 0x1e) || code == 0x85 ||
                   code == 0x2028 || code == 0x2029
               ? p + n
               : NULL;
}

/* Where the line that begins at p ends; *next is where the next one begins, or `end`. */
static const char *line_end(const char *p, const char *end, const char **next)
{
    uint32_t code;

    while (p < end && !(*next = over_line_end(p, end)))
        p += od_python_char(p, end, &code);
    if (p == end)
        *next = end;
    return p;
}

/* The lines of `text` joined with \n, up to the first fence. */
static od_status join_lines(od_buffer *out, od_str text, od_error *err)
{
    const char *p = text.p, *end = text.p + text.n, *fence = od_scan_find(p, end, "```"), *next;
    bool first = true;
    od_status st = OD_OK;

    end = fence ? fence : end;
    for (; p < end && st == OD_OK; p = next) {
        const char *stop = line_end(p, end, &next);

        if (!first)
            st = od_buffer_add(out, "\n", 1, err);
        if (st == OD_OK)
            st = od_buffer_add(out, p, (size_t)(stop - p), err);
        first = false;
        if (next == end && stop < end && fence && st == OD_OK) /* the fence stands on a line of its own */
            st = od_buffer_add(out, "\n", 1, err);
    }
    return st;
}

/* parse_json(): what follows the first line that is ```json, up to the next fence; or all of the text. */
static od_status parse_json(od_buffer *out, od_str text, od_error *err)
{
    static const char mark[] = "```json";
    const char *p = text.p, *end = text.p + text.n, *next;

    for (; p < end; p = next) {
        const char *stop = line_end(p, end, &next);

        if (od_str_equal((od_str){p, (size_t)(stop - p)}, OD_STR(mark)))
            return join_lines(out, (od_str){next, (size_t)(end - next)}, err);
    }
    return od_buffer_add(out, text.p, text.n, err);
}

/* literal_eval of all, else of what stands up to the last "} with a ] put behind it. The buffer is changed.
 */
static od_status parse(od_python *py, od_buffer *body, od_python_id *root, od_error *err)
{
    od_str text = body->n ? (od_str){body->bytes, body->n} : (od_str){"", 0};
    od_python_outcome outcome;
    size_t cut = text.n;
    od_status st;

    if ((st = od_python_begin(py, text, err)) != OD_OK ||
        (st = od_python_literal(py, text, root, &outcome, err)) != OD_OK || *root)
        return st;
    while (cut >= 2 && memcmp(text.p + cut - 2, "\"}", 2) != 0)
        cut--;
    body->n = cut >= 2 ? cut : text.n ? 1 : 0; /* not found: -1 + 2 */
    if ((st = od_buffer_add(body, "]", 1, err)) != OD_OK)
        return st;
    text = (od_str){body->bytes, body->n};
    if ((st = od_python_begin(py, text, err)) != OD_OK)
        return st;
    return od_python_literal(py, text, root, &outcome, err);
}

static void swap(double *a, double *b)
{
    if (*a > *b) {
        double t = *a;

        *a = *b;
        *b = t;
    }
}

/* *good is false when drawing the item raises. */
static od_status add_item(od_reading *r, const od_python *py, od_python_id item, bool *good, od_error *err)
{
    od_python_id label = od_python_get(py, item, "label");
    const od_python_value *text = od_python_at(py, label);
    double v[4];

    *good = od_strict_four(py, od_python_get(py, item, "bbox_2d"), v) &&
            (!label || text->kind == OD_PYTHON_STR) && isfinite(v[0]) && isfinite(v[1]) && isfinite(v[2]) &&
            isfinite(v[3]);
    if (!*good)
        return OD_OK;
    swap(&v[0], &v[2]);
    swap(&v[1], &v[3]);
    return od_strict_add(r, v, label ? od_python_text(py, text) : (od_str){NULL, 0}, err);
}

static od_status read_cookbook(od_reading *r, od_str text, od_error *err)
{
    od_python py = {0};
    od_buffer body = {0};
    od_python_id root, item;
    bool good = true;
    od_status st;

    if (!od_strict_begin(r, text))
        return OD_OK;
    if (!text.p)
        return OD_OK;
    if ((st = parse_json(&body, text, err)) != OD_OK || (st = parse(&py, &body, &root, err)) != OD_OK)
        goto done;
    good = root && od_python_length(&py, root) >= 0;
    item = od_python_first(&py, root);
    for (; good && st == OD_OK && item < od_python_at(&py, root)->end; item = od_python_next(&py, item))
        st = add_item(r, &py, item, &good, err);
    good = good && (r->n_boxes > 0 || od_python_length(&py, root) == 0);
    if (!good)
        od_strict_drop(r);
    od_strict_end(r, good);
done:
    od_python_release(&py);
    od_buffer_free(&body);
    return st;
}

const od_strict_reader od_strict_qwen_cookbook = {
    .name = "qwen-cookbook",
    .title = "Qwen's cookbooks (parse_json and plot_bounding_boxes of the spatial understanding notebooks)",
    .help =
        "What follows a line that is exactly ```json, up to the next fence, or all of the answer, as a "
        "Python\n"
        "literal; failing that, up to the last \"} with a ] put behind it. Every item needs a bbox_2d, of "
        "more\n"
        "than four numbers the first four; a label may be missing. Corners are put in order. One item that\n"
        "can't be drawn, or true, false or null anywhere, stops the notebook, which here empties the "
        "answer.\n"
        "That the notebook draws at whole pixels, fractions cut off, is not repeated.\n",
    .source = "QwenLM/Qwen2.5-VL, cookbooks/spatial_understanding.ipynb",
    .read = read_cookbook,
};
