#include <stdlib.h>
#include <string.h>

#include "answer/python_text.h"
#include "answer/scan.h"
#include "answer/strict.h"

/* A box that has been read. */
typedef struct find {
    double v[4];
    od_str label;
    uint32_t index; /* among the finds */
    uint32_t group; /* index of the first find with this label */
} find;

typedef struct finds {
    find *items;
    size_t n, capacity;
} finds;

/* Adds `text` to `out` without the word, wherever it stands. */
static od_status without(od_buffer *out, od_str text, const char *word, od_error *err)
{
    const char *p = text.p, *end = text.p + text.n, *at;
    od_status st = OD_OK;

    while (st == OD_OK && (at = od_scan_find(p, end, word))) {
        st = od_buffer_add(out, p, (size_t)(at - p), err);
        p = at + strlen(word);
    }
    return st == OD_OK ? od_buffer_add(out, p, (size_t)(end - p), err) : st;
}

/* split("</think>")[-1].strip(), then without "```json", then without "```". */
static od_status clean(od_buffer *out, const od_reading *r, od_str text, od_error *err)
{
    od_buffer half = {0};
    od_status st;

    text = od_python_strip((od_str){text.p + r->think_bytes, text.n - r->think_bytes});
    st = without(&half, text, "```json", err);
    if (st == OD_OK && half.n)
        st = without(out, (od_str){half.bytes, half.n}, "```", err);
    od_buffer_free(&half);
    return st;
}

/* *good is false when the script's loop, or what follows it, raises. */
static od_status take_item(od_reading *r, finds *f, const od_python *py, od_python_id item, bool *good,
                           od_error *err)
{
    od_python_id box = od_python_get(py, item, "bbox_2d"), label = od_python_get(py, item, "label");
    int64_t length = box ? od_python_length(py, box) : 0;
    find next = {.index = (uint32_t)f->n};
    od_status st;

    *good = od_python_at(py, item)->kind == OD_PYTHON_DICT && length >= 0;
    if (*good && length != 4) {
        od_strict_pass(r, py, box);
        return OD_OK;
    }
    *good =
        *good && label && od_python_at(py, label)->kind == OD_PYTHON_STR && od_strict_four(py, box, next.v);
    if (!*good)
        return OD_OK;
    next.label = od_python_text(py, od_python_at(py, label));
    if ((st = OD_GROW(f->items, f->capacity, f->n + 1, err)) == OD_OK)
        f->items[f->n++] = next;
    return st;
}

static od_status take_items(od_reading *r, finds *f, const od_python *py, od_python_id root, bool *good,
                            od_error *err)
{
    od_python_id item = od_python_first(py, root), end = od_python_at(py, root)->end;
    int64_t length = root ? od_python_length(py, root) : -1;
    od_status st = OD_OK;

    *good = length == 0 || (length > 0 && item < end); /* the characters of a text are no dicts */
    for (; *good && st == OD_OK && item < end; item = od_python_next(py, item))
        st = take_item(r, f, py, item, good, err);
    return st;
}

static int by_label(const void *a, const void *b)
{
    const find *f = a, *g = b;
    int order = od_str_compare(f->label, g->label);

    return order ? order : (f->index > g->index) - (f->index < g->index);
}

static int by_group(const void *a, const void *b)
{
    const find *f = a, *g = b;
    int order = (f->group > g->group) - (f->group < g->group);

    return order ? order : (f->index > g->index) - (f->index < g->index);
}

/* Boxes with one label together, labels in the order in which they first appear. */
static void regroup(finds *f)
{
    if (f->n < 2)
        return;
    qsort(f->items, f->n, sizeof *f->items, by_label);
    for (size_t i = 0; i < f->n; i++) {
        bool same = i > 0 && od_str_equal(f->items[i].label, f->items[i - 1].label);

        f->items[i].group = same ? f->items[i - 1].group : f->items[i].index;
    }
    qsort(f->items, f->n, sizeof *f->items, by_group);
}

static od_status add_finds(od_reading *r, const finds *f, od_error *err)
{
    od_buffer label = {0};
    od_status st = OD_OK;

    for (size_t i = 0; i < f->n && st == OD_OK; i++) {
        label.n = 0;
        if ((st = od_python_lower(&label, f->items[i].label, err)) == OD_OK)
            st = od_strict_add(r, f->items[i].v, label.n ? (od_str){label.bytes, label.n} : OD_STR(""), err);
    }
    od_buffer_free(&label);
    return st;
}

static od_status read_odinw(od_reading *r, od_str text, od_error *err)
{
    od_python py = {0};
    od_buffer body = {0};
    finds f = {0};
    od_python_id root;
    od_python_outcome outcome;
    bool good = false;
    od_str literal;
    od_status st;

    if (!od_strict_begin(r, text))
        return OD_OK;
    if (!text.p)
        return OD_OK;
    if ((st = clean(&body, r, text, err)) != OD_OK)
        goto done;
    literal = body.n ? (od_str){body.bytes, body.n} : (od_str){"", 0};
    if ((st = od_python_begin(&py, literal, err)) != OD_OK ||
        (st = od_python_literal(&py, literal, &root, &outcome, err)) != OD_OK ||
        (st = take_items(r, &f, &py, root, &good, err)) != OD_OK)
        goto done;
    if (good) {
        regroup(&f);
        st = add_finds(r, &f, err);
    }
    od_strict_end(r, good);
done:
    free(f.items);
    od_python_release(&py);
    od_buffer_free(&body);
    return st;
}

const od_strict_reader od_strict_qwen3_odinw = {
    .name = "qwen3-odinw",
    .title = "Qwen3-VL, ODinW-13 (run_odinw.py)",
    .help =
        "What stands behind the last </think>, without ```json and ```, as a Python literal. Items whose\n"
        "bbox_2d has not four parts are passed over; one item without a label, or with a number that is "
        "none,\n"
        "and true, false or null anywhere, empty the whole image. Boxes are put together by label, in the\n"
        "order in which labels first appear, which decides ties in AP. Labels are lower-cased, as the "
        "script\n"
        "compares them: where the ground truth has capitals, give --label-match folded. The script drops\n"
        "labels that are no category without counting them as false positives.\n",
    .source = "QwenLM/Qwen3-VL, evaluation/ODinW-13/run_odinw.py",
    .read = read_odinw,
};
