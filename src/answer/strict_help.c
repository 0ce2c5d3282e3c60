#include <math.h>
#include <string.h>

#include "answer/python_text.h"
#include "answer/scan.h"
#include "answer/strict.h"
#include "core/utf8.h"

bool od_strict_begin(od_reading *r, od_str text)
{
    static const char tag[] = "</think>";
    const char *end, *body = text.p, *found;

    od_reading_clear(r);
    r->status = text.p ? OD_ANSWER_UNPARSABLE : OD_ANSWER_FAILED;
    if (!text.p)
        return false;
    end = text.p + text.n;
    while ((found = od_scan_find(body, end, tag)))
        body = found + sizeof tag - 1;
    r->think_bytes = (size_t)(body - text.p);
    r->answer_bytes = (size_t)(end - body);
    return true;
}

void od_strict_end(od_reading *r, bool list)
{
    if (r->status == OD_ANSWER_FAILED)
        return;
    r->status = r->n_boxes ? OD_ANSWER_PARSED : list ? OD_ANSWER_EMPTY : OD_ANSWER_UNPARSABLE;
}

void od_strict_drop(od_reading *r)
{
    r->n_boxes = 0;
    r->texts.n = 0;
}

/* ---- boxes ---- */

static od_status add_label(od_reading *r, od_str label, od_answer_box *box, od_error *err)
{
    const char *p = label.p, *end = label.p + label.n;
    od_status st = OD_OK;

    box->has_label = true;
    box->label = r->texts.n;
    while (p < end && st == OD_OK) {
        const char *valid = p;
        uint32_t code;
        int n;

        while (p < end && *p && (n = od_utf8_length(p, end)) > 0)
            p += n;
        st = od_buffer_add(&r->texts, valid, (size_t)(p - valid), err);
        if (p < end && st == OD_OK) {
            st = od_buffer_add(&r->texts, "\xef\xbf\xbd", 3, err);
            p += od_python_char(p, end, &code);
        }
    }
    box->label_bytes = r->texts.n - box->label;
    return st;
}

od_status od_strict_add(od_reading *r, const double v[4], od_str label, od_error *err)
{
    od_answer_box box = {.v = {v[0], v[1], v[2], v[3]}, .index = UINT32_MAX};
    od_status st;

    if (!isfinite(v[0]) || !isfinite(v[1]) || !isfinite(v[2]) || !isfinite(v[3])) {
        r->passed[OD_PASSED_NUMBER]++;
        return OD_OK;
    }
    if ((st = OD_GROW(r->boxes, r->boxes_capacity, r->n_boxes + 1, err)) != OD_OK)
        return st;
    if (label.p && (st = add_label(r, label, &box, err)) != OD_OK)
        return st;
    r->boxes[r->n_boxes++] = box;
    return OD_OK;
}

od_status od_strict_add_str(od_reading *r, const double v[4], const od_python *py, od_python_id label,
                            od_error *err)
{
    const od_python_value *text = od_python_at(py, label);
    od_buffer written = {0};
    od_status st;

    if (text->kind == OD_PYTHON_STR)
        return od_strict_add(r, v, od_python_text(py, text), err);
    if ((st = od_python_str(py, label, &written, err)) == OD_OK)
        st = od_strict_add(r, v, (od_str){written.bytes, written.n}, err);
    od_buffer_free(&written);
    return st;
}

/* ---- places ---- */

/* Moves *p behind the next open(.*?)close. */
static bool next_between(const char **p, const char *end, const char *open, const char *close, od_str *inner)
{
    const char *begin = od_scan_find(*p, end, open), *stop;

    if (!begin)
        return false;
    begin += strlen(open);
    if (!(stop = od_scan_find(begin, end, close)))
        return false;
    *inner = (od_str){begin, (size_t)(stop - begin)};
    *p = stop + strlen(close);
    return true;
}

bool od_strict_first(od_str text, const char *open, const char *close, od_str *inner)
{
    const char *p = text.p;

    return p && next_between(&p, p + text.n, open, close, inner);
}

bool od_strict_last(od_str text, const char *open, const char *close, od_str *inner)
{
    const char *p = text.p, *end;
    bool any = false;

    if (!p)
        return false;
    end = p + text.n;
    while (next_between(&p, end, open, close, inner))
        any = true;
    return any;
}

const char *od_strict_skip_json(const char *p, const char *end)
{
    const char *q = p;

    if (q == end || (*q++ | 0x20) != 'j')
        return p;
    if (end - q >= 2 && q[0] == '\xc5' && q[1] == '\xbf')
        q += 2;
    else if (q == end || (*q++ | 0x20) != 's')
        return p;
    return end - q >= 2 && (q[0] | 0x20) == 'o' && (q[1] | 0x20) == 'n' ? q + 2 : p;
}

/* ---- numbers ---- */

const char *od_strict_integers(const char *p, const char *end, double v[4])
{
    for (int i = 0; i < 4; i++) {
        const char *digits = i ? od_python_spaces(p + 1, end) : p + 1;

        p = od_python_digits(digits, end);
        if (p == digits || p == end || *p != (i < 3 ? ',' : ']'))
            return NULL;
        v[i] = od_python_decimal((od_str){digits, (size_t)(p - digits)});
    }
    return p + 1;
}

od_status od_strict_answer_integers(od_reading *r, od_str text, od_error *err)
{
    od_str answer = {text.p, 0};
    const char *p, *end;
    double v[4];
    bool found = false;
    od_status st = OD_OK;

    if (!od_strict_begin(r, text))
        return OD_OK;
    od_strict_first(text, "<answer>", "</answer>", &answer);
    p = answer.p;
    end = answer.p + answer.n;
    while (!found && p && (p = memchr(p, '[', (size_t)(end - p)))) {
        found = od_strict_integers(p, end, v) != NULL;
        p++;
    }
    if (found)
        st = od_strict_add(r, v, (od_str){NULL, 0}, err);
    od_strict_end(r, false);
    return st;
}

bool od_strict_four(const od_python *py, od_python_id list, double v[4])
{
    const od_python_value *l = od_python_at(py, list);
    od_python_id item = od_python_first(py, list);

    if (!od_python_is_list(l) || l->n < 4)
        return false;
    for (int i = 0; i < 4; i++, item = od_python_next(py, item)) {
        const od_python_value *number = od_python_at(py, item);

        if (!od_python_is_number(number))
            return false;
        v[i] = number->as.number;
    }
    return true;
}

/* ---- lists of items ---- */

void od_strict_pass(od_reading *r, const od_python *py, od_python_id box)
{
    const od_python_value *v = od_python_at(py, box);

    if (!box || !od_python_is_list(v))
        r->passed[OD_PASSED_NO_BOX]++;
    else if (v->n == 2)
        r->passed[OD_PASSED_POINT]++;
    else
        r->passed[v->n < 4 ? OD_PASSED_ARITY : OD_PASSED_NUMBER]++;
}

static od_status read_item(od_reading *r, const od_python *py, od_python_id item, bool labelled,
                           od_error *err)
{
    od_python_id box = od_python_get(py, item, "bbox_2d"), label = od_python_get(py, item, "label");
    const od_python_value *text = od_python_at(py, label);
    bool has_label = label && text->kind == OD_PYTHON_STR;
    double v[4];

    if (!od_strict_four(py, box, v)) {
        od_strict_pass(r, py, box);
        return OD_OK;
    }
    if (labelled && !has_label) {
        r->passed[OD_PASSED_NO_LABEL]++;
        return OD_OK;
    }
    return od_strict_add(r, v, has_label ? od_python_text(py, text) : (od_str){NULL, 0}, err);
}

od_status od_strict_items(od_reading *r, od_str text, bool labelled, od_error *err)
{
    od_python py = {0};
    od_python_id root;
    od_python_outcome outcome;
    const od_python_value *list;
    bool found = false;
    od_status st;

    if ((st = od_python_begin(&py, text, err)) != OD_OK ||
        (st = od_python_json(&py, text, &root, &outcome, err)) != OD_OK)
        goto done;
    list = od_python_at(&py, root);
    found =
        root && (list->kind == OD_PYTHON_LIST || list->kind == OD_PYTHON_DICT || list->kind == OD_PYTHON_STR);
    if (!found || list->kind != OD_PYTHON_LIST)
        goto done;
    for (od_python_id item = od_python_first(&py, root); item < list->end && st == OD_OK;
         item = od_python_next(&py, item))
        st = read_item(r, &py, item, labelled, err);
done:
    od_python_release(&py);
    od_strict_end(r, found);
    return st;
}
