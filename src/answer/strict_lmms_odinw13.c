#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer/python_text.h"
#include "answer/scan.h"
#include "answer/strict.h"
#include "answer/strict_lmms.h"

/* ---- from values to boxes ---- */

/* Values that are still to be looked at: the last is next, so that lists come out backwards. */
typedef struct pile {
    od_python_id *ids;
    size_t n, capacity;
} pile;

static od_status push(pile *p, od_python_id id, od_error *err)
{
    od_status st = OD_GROW(p->ids, p->capacity, p->n + 1, err);

    if (st == OD_OK)
        p->ids[p->n++] = id;
    return st;
}

/* A dict's key, its place, and the value of the last key that is the same. */
typedef struct entry {
    od_str key;
    size_t index;
    od_python_id value;
} entry;

static int by_key(const void *a, const void *b)
{
    const entry *e = a, *f = b;
    int order = od_str_compare(e->key, f->key);

    return order ? order : (e->index > f->index) - (e->index < f->index);
}

static int by_index(const void *a, const void *b)
{
    const entry *e = a, *f = b;

    return (e->index > f->index) - (e->index < f->index);
}

/* One entry for each key, where it first stood, with the value that it last had. Returns how many. */
static size_t unite(entry *entries, size_t n)
{
    size_t kept = 0;

    qsort(entries, n, sizeof *entries, by_key);
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && od_str_equal(entries[kept - 1].key, entries[i].key))
            entries[kept - 1].value = entries[i].value;
        else
            entries[kept++] = entries[i];
    }
    qsort(entries, kept, sizeof *entries, by_index);
    return kept;
}

static od_status push_values(pile *p, const od_python *py, od_python_id dict, od_error *err)
{
    const od_python_value *d = od_python_at(py, dict);
    od_python_id id = od_python_first(py, dict);
    entry *entries = NULL;
    size_t n = 0;
    od_status st;

    if ((st = OD_ALLOC(entries, d->n, err)) != OD_OK)
        return st;
    for (; id < d->end; id = od_python_next(py, od_python_next(py, id)), n++)
        entries[n] = (entry){od_python_text(py, od_python_at(py, id)), n, od_python_next(py, id)};
    n = n > 1 ? unite(entries, n) : n;
    for (size_t i = 0; i < n && st == OD_OK; i++)
        st = push(p, entries[i].value, err);
    free(entries);
    return st;
}

static od_status push_items(pile *p, const od_python *py, od_python_id list, od_error *err)
{
    od_python_id id = od_python_first(py, list), end = od_python_at(py, list)->end;
    od_status st = OD_OK;

    for (; id < end && st == OD_OK; id = od_python_next(py, id))
        st = push(p, id, err);
    return st;
}

/* The value of the first of these keys that a dict has; 0 when it has none. */
static od_python_id get_first(const od_python *py, od_python_id dict, const char *const *keys)
{
    od_python_id id = 0;

    for (; *keys && !id; keys++)
        id = od_python_get(py, dict, *keys);
    return id;
}

/* float(); false for what raises. */
static bool to_float(const od_python *py, od_python_id id, double *value)
{
    const od_python_value *v = od_python_at(py, id);

    if (v->kind == OD_PYTHON_STR)
        return od_python_float(od_python_text(py, v), value);
    if (!od_python_is_number(v))
        return false;
    *value = v->as.number;
    return v->kind != OD_PYTHON_INT || isfinite(*value);
}

/* The label, as the evaluation compares it: str(label).strip().lower(). */
static od_status add_labelled(od_reading *r, const double v[4], const od_python *py, od_python_id label,
                              od_error *err)
{
    od_buffer written = {0}, small = {0};
    od_str text;
    od_status st = od_python_str(py, label, &written, err);

    if (st == OD_OK) {
        text = written.n ? od_python_strip((od_str){written.bytes, written.n}) : OD_STR("");
        st = od_python_lower(&small, text, err);
    }
    if (st == OD_OK)
        st = od_strict_add(r, v, small.n ? (od_str){small.bytes, small.n} : OD_STR(""), err);
    od_buffer_free(&written);
    od_buffer_free(&small);
    return st;
}

/* *good is false when a number is none, which stops the evaluation. */
static od_status take_box(od_reading *r, const od_python *py, od_python_id dict, od_python_id box, bool *good,
                          od_error *err)
{
    static const char *const keys[] = {"label", "class", "category", "name", "class_name", NULL};
    od_python_id label = get_first(py, dict, keys), item = od_python_first(py, box);
    double v[4];

    for (int i = 0; i < 4 && *good; i++, item = od_python_next(py, item))
        *good = to_float(py, item, &v[i]);
    if (!*good)
        return OD_OK;
    if (!label || od_python_at(py, label)->kind == OD_PYTHON_NONE)
        return od_strict_add(r, v, (od_str){NULL, 0}, err);
    return add_labelled(r, v, py, label, err);
}

/* Takes all boxes that the values on the pile hold. */
static od_status flatten(od_reading *r, pile *p, const od_python *py, bool *good, od_error *err)
{
    static const char *const keys[] = {"bbox_2d", "bbox", "box_2d", "box", NULL};
    od_status st = OD_OK;

    while (p->n > 0 && *good && st == OD_OK) {
        od_python_id id = p->ids[--p->n];
        const od_python_value *v = od_python_at(py, id), *b;
        od_python_id box;

        if (v->kind == OD_PYTHON_LIST)
            st = push_items(p, py, id, err);
        if (v->kind != OD_PYTHON_DICT)
            continue;
        box = get_first(py, id, keys);
        b = od_python_at(py, box);
        if (b->kind == OD_PYTHON_LIST && b->n == 4)
            st = take_box(r, py, id, box, good, err);
        else
            st = push_values(p, py, id, err);
    }
    return st;
}

/* ---- from the text to values ---- */

/* The first fence that is JSON, or RAISED. The language's name is read over in any case. */
static od_status parse_fences(od_python *py, od_str text, od_python_id *root, od_python_outcome *outcome,
                              od_error *err)
{
    const char *p = text.p, *end = text.p + text.n, *stop;
    od_status st = OD_OK;

    *outcome = OD_PYTHON_INVALID;
    while (st == OD_OK && *outcome == OD_PYTHON_INVALID && (p = od_scan_find(p, end, "```"))) {
        p = od_python_spaces(od_strict_skip_json(p + 3, end), end);
        if (!(stop = od_scan_find(p, end, "```")))
            break;
        if ((st = od_python_begin(py, text, err)) == OD_OK)
            st = od_python_json(py, (od_str){p, (size_t)(stop - p)}, root, outcome, err);
        p = stop + 3;
    }
    return st;
}

/* All of the text, else a fence, else every object in braces: the values found are put on the pile. */
static od_status parse(od_python *py, pile *p, od_str text, bool *good, od_error *err)
{
    od_python_outcome outcome;
    od_python_id root;
    od_status st;

    if ((st = od_python_begin(py, text, err)) != OD_OK ||
        (st = od_python_json(py, text, &root, &outcome, err)) != OD_OK)
        return st;
    if (outcome == OD_PYTHON_INVALID && (st = parse_fences(py, text, &root, &outcome, err)) != OD_OK)
        return st;
    *good = outcome != OD_PYTHON_RAISED;
    if (outcome == OD_PYTHON_READ)
        return push(p, root, err);
    return *good ? od_lmms_objects(py, text, &p->ids, &p->n, &p->capacity, good, err) : OD_OK;
}

static od_status read_lmms(od_reading *r, od_str text, od_error *err)
{
    od_python py = {0};
    pile p = {0};
    bool good = true, some = false;
    od_status st;

    if (!od_strict_begin(r, text))
        return OD_OK;
    if (!text.p || text.n == 0)
        return OD_OK;
    if ((st = parse(&py, &p, text, &good, err)) != OD_OK)
        goto done;
    some = p.n > 0;
    if ((st = flatten(r, &p, &py, &good, err)) != OD_OK)
        goto done;
    if (!good)
        od_strict_drop(r);
    else if (r->n_boxes == 0 && r->passed[OD_PASSED_NUMBER] == 0)
        st = od_lmms_quads(r, text, err);
    od_strict_end(r, good && some);
done:
    free(p.ids);
    od_python_release(&py);
    return st;
}

const od_strict_reader od_strict_lmms_odinw13 = {
    .name = "lmms-odinw13",
    .title = "lmms-eval, ODinW-13 (odinw13/utils.py)",
    .help =
        "JSON of the whole answer; else the first fence, of any language, that is JSON; else every {..} "
        "that\n"
        "is. Boxes are lists of four under bbox_2d, bbox, box_2d or box, at any depth, their labels under\n"
        "label, class, category, name or class_name; texts that are numbers count, one that is none stops "
        "the\n"
        "evaluation, which here empties the answer. Failing all, any four numbers in a row, without a "
        "label.\n"
        "Boxes come out from the last to the first, which decides ties in AP. Labels are trimmed and\n"
        "lower-cased, as they are compared: where the ground truth has capitals, give --label-match folded.\n"
        "That lmms-eval then picks, for each box, the frame that fits the ground truth best is not "
        "repeated.\n",
    .source = "EvolvingLMMs-Lab/lmms-eval, lmms_eval/tasks/odinw13/utils.py",
    .read = read_lmms,
};
