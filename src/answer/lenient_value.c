#include "answer/lenient_inner.h"
#include "answer/words.h"

#include <math.h>
#include <string.h>

static const od_str no_text = {NULL, 0};

void od_passed_over(od_lenient *m, const od_level *l, od_passed passed, uint32_t times)
{
    od_item *item = od_owner(m, l);

    m->r->passed[passed] += times;
    m->content = true;
    if (item)
        item->passed = true;
}

/* ---- boxes ---- */

void od_own_last_box(od_lenient *m, const od_level *l, od_key under)
{
    od_answer_box *box = od_reading_last(m->r);
    od_item *item = od_owner(m, l);

    if (!box) {
        item->passed = true;
        return;
    }
    box->index = l->owner;
    box->has_order = under.has_order;
    box->order = under.order;
    item->n_boxes++;
    item->box_rank = under.rank;
    if (under.usual || item->key_remarked || (under.plural && m->form == OD_LENIENT_ARRAYS))
        return;
    item->key_remarked = true;
    od_repaired(m, OD_REPAIR_KEY_NAME);
}

od_status od_take_box(od_lenient *m, od_level *l, const double *v, size_t n, uint8_t lists)
{
    od_status st;

    m->content = true;
    if (l->owner == OD_NO_OWNER)
        return OD_OK;
    if ((st = od_reading_take(m->r, v, n, no_text, m->err)) != OD_OK)
        return st;
    if (n == 4 && lists == 0)
        od_repaired(m, OD_REPAIR_BRACKET);
    if (n == 4 && lists > 1 && !l->key.plural)
        od_repaired(m, OD_REPAIR_NESTED_BOX);
    od_own_last_box(m, l, l->key);
    return OD_OK;
}

/* Four numbers under a key that is perhaps their label. */
static od_status take_keyed_box(od_lenient *m, od_level *l)
{
    od_item *item = od_owner(m, l);
    od_answer_box *box;
    od_status st;

    if (!item || !l->name.raw.n)
        return OD_OK;
    if (!item->key_label.is_there) {
        if ((st = od_quoted_keep(m->r, &l->name, &item->key_label.at, &item->key_label.bytes, m->err)) !=
            OD_OK)
            return st;
        item->key_label.is_there = true;
    }
    if ((st = od_reading_add(m->r, l->numbers, no_text, m->err)) != OD_OK)
        return st;
    if ((box = od_reading_last(m->r)) == NULL)
        return OD_OK;
    box->index = l->owner | OD_OWNER_KEYED;
    box->has_label = true;
    box->label = item->key_label.at;
    box->label_bytes = item->key_label.bytes;
    item->n_keyed++;
    return OD_OK;
}

/* ---- lists ---- */

void od_put_pair(od_level *l, const double v[2])
{
    if (l->n_pairs < 2)
        memcpy(l->numbers + 2 * (size_t)l->n_pairs, v, 2 * sizeof *v);
    l->n_pairs++;
}

/* [[x1, y1], [x2, y2]] where one box is due; else they are points. */
od_status od_take_pairs(od_lenient *m, od_level *l, uint8_t lists)
{
    bool all_pairs = l->n_pairs == l->n_children && !l->n_numbers;
    od_key key = l->key;
    od_status st;

    if (l->n_pairs == 2 && all_pairs && lists == (l->key.plural ? 2 : 1)) {
        l->key.has_order |= l->named_pairs;
        st = od_take_box(m, l, l->numbers, 4, l->key.plural ? 1 : 2);
        l->key = key;
        return st;
    }
    if (l->n_pairs > 2 && all_pairs)
        od_passed_over(m, l, OD_PASSED_POLYGON, 1);
    else
        od_passed_over(m, l, OD_PASSED_POINT, l->n_pairs);
    return OD_OK;
}

void od_put_place(od_level *l, const double v[2])
{
    od_corner x = l->key.corner;

    l->item.corner[x] = v[0];
    l->item.corner[x + 1] = v[1];
    l->item.corners |= 3u << x;
    l->item.places = true;
}

static od_status box_list_ends(od_lenient *m, od_level *l)
{
    od_level *around = od_top(m);

    if (l->n_pairs)
        return od_take_pairs(m, l, l->lists);
    if (l->n_bad && !l->n_children) {
        od_passed_over(m, l, OD_PASSED_NUMBER, 1);
        return OD_OK;
    }
    if (!l->n_numbers) {
        if (!l->n_children && od_owner(m, l))
            od_owner(m, l)->empty_box = true;
        return OD_OK;
    }
    if (l->n_numbers == 2 && !l->n_children && !around->n_numbers) {
        od_put_pair(around, l->numbers);
        return OD_OK;
    }
    return od_take_box(m, l, l->numbers, l->n_numbers, l->lists);
}

static od_status other_list_ends(od_lenient *m, od_level *l)
{
    if (l->n_bad + l->n_numbers == 4 && l->n_bad && l->n_numbers) {
        od_passed_over(m, l, OD_PASSED_NUMBER, 1);
        return OD_OK;
    }
    if (!l->n_numbers || l->n_bad)
        return OD_OK;
    m->content = true;
    if (l->n_numbers == 4)
        return take_keyed_box(m, l);
    if (l->lists > 1)
        od_passed_over(m, l,
                       l->n_numbers == 2  ? OD_PASSED_POINT
                       : l->n_numbers > 4 ? OD_PASSED_POLYGON
                                          : OD_PASSED_ARITY,
                       1);
    return OD_OK;
}

/* ["dog", 1, 2, 3, 4] or ["dog", [1, 2, 3, 4]]: a box and its label without keys. */
static od_status row_ends(od_lenient *m, od_level *l)
{
    od_level *around = od_top(m);
    bool is_quad = l->n_numbers == 4 && !l->n_bad && !l->n_children;
    od_answer_box *box;
    od_status st;

    if (l->n_texts == 1 && (is_quad || (l->n_quads == 1 && l->n_children == 1 && !l->n_numbers))) {
        m->content = true;
        od_repaired(m, OD_REPAIR_KEY_NAME);
        if ((st = od_reading_add(m->r, l->numbers, no_text, m->err)) != OD_OK)
            return st;
        if ((box = od_reading_last(m->r)) == NULL)
            return OD_OK;
        box->has_label = true;
        return od_quoted_keep(m->r, &l->name, &box->label, &box->label_bytes, m->err);
    }
    if (is_quad && !l->n_texts && around && around->is_list && !around->n_numbers) {
        memcpy(around->numbers, l->numbers, sizeof around->numbers);
        around->n_quads++;
    }
    return OD_OK;
}

od_status od_list_ends(od_lenient *m, od_level *l)
{
    if (l->skipped)
        return OD_OK;
    m->content |= l->n_numbers || l->n_bad;
    if (l->key.role == OD_KEY_BOX)
        return box_list_ends(m, l);
    if (l->key.role == OD_KEY_OTHER)
        return other_list_ends(m, l);
    if (l->key.role == OD_KEY_GROUP)
        return row_ends(m, l);
    if (l->key.role == OD_KEY_POINT && l->n_numbers)
        od_passed_over(m, l, OD_PASSED_POINT, 1);
    else if (l->key.role == OD_KEY_PLACE && l->lists == 1 && l->n_numbers == 2 && !l->n_bad)
        od_put_place(od_top(m), l->numbers);
    return OD_OK;
}

/* ---- values ---- */

static od_status keep_label(od_lenient *m, od_level *l, const od_quoted *t)
{
    od_item *item = &l->item;
    od_kept kept = {.is_there = true};
    od_status st;

    if (item->label.is_there && item->label_rank <= l->key.rank)
        return OD_OK;
    if ((st = od_quoted_keep(m->r, t, &kept.at, &kept.bytes, m->err)) != OD_OK)
        return st;
    if (!kept.bytes)
        return OD_OK;
    item->label = kept;
    item->label_rank = l->key.rank;
    item->label_sure = l->key.sure;
    return OD_OK;
}

static void take_score(od_level *l, double value)
{
    if (!isfinite(value) || l->item.has_score)
        return;
    l->item.has_score = true;
    l->item.score = value;
}

static void take_corner(od_level *l, double value)
{
    l->item.corners |= 1u << l->key.corner;
    l->item.corner[l->key.corner] = value;
}

static void push_number(od_level *l, double value)
{
    if (isnan(value)) {
        l->n_bad++;
        return;
    }
    if (l->n_numbers < 4)
        l->numbers[l->n_numbers] = value;
    l->n_numbers++;
}

od_status od_take_number(od_lenient *m, double value, od_str written)
{
    od_level *l = od_top(m);

    if (l->skipped)
        return OD_OK;
    if (l->is_list) {
        push_number(l, value);
        return OD_OK;
    }
    if (m->without_braces && !l->value_due && !l->n_numbers)
        return OD_OK; /* "box: [1, 2, 3, 4]\n2. label: dog" */
    if (l->key.role == OD_KEY_BOX || (l->part && !l->item.seen)) {
        push_number(l, value);
    } else if (l->value_due && l->key.role == OD_KEY_LABEL) {
        return written.p ? keep_label(m, l, &(od_quoted){.raw = written}) : OD_OK;
    } else if (l->value_due && l->key.role == OD_KEY_SCORE) {
        take_score(l, value);
    } else if (l->value_due && l->key.role == OD_KEY_CORNER) {
        take_corner(l, value);
        m->content = true;
    } else {
        m->content |= l->key.role != OD_KEY_SKIP && value != 0.0; /* "count": 0 */
    }
    return OD_OK;
}

bool od_number_in(od_str text, double *value)
{
    od_scan s = od_scan_of(od_trimmed(text));

    return s.p < s.end && od_scan_number(&s, value) && s.p == s.end;
}

/* Over "x1=" or "x1:" before the n-th number. */
static bool take_corner_name(od_scan *s, size_t n)
{
    const char *p = s->p;
    od_key key;

    while (p < s->end && od_is_word(od_mark_at(p, s->end)))
        p++;
    key = od_key_of((od_str){s->p, (size_t)(p - s->p)});
    if (key.role != OD_KEY_CORNER || (size_t)key.corner != n || p == s->end || (*p != '=' && *p != ':'))
        return false;
    s->p = p + 1;
    return true;
}

/* Over "<box>", "</box>", "<|box_start|>": a "<" and no number. */
static bool take_any_tag(od_scan *s)
{
    const char *p = s->p + 1;

    while (p < s->end && (*p == '|' || *p == '/' || *p == '_' || (*p >= 'a' && *p <= 'z')))
        p++;
    if (*s->p != '<' || p == s->end || *p != '>')
        return false;
    s->p = p + 1;
    return true;
}

/* The numbers of a text that holds nothing but numbers, their names, commas, white space, brackets and tags;
 * 0 when it does not. More than five are five. */
static size_t numbers_in(od_str text, double v[5])
{
    od_scan s = od_scan_of(text);
    size_t n = 0;
    double value;

    while (s.p < s.end) {
        if (strchr(" \t\r\n,;[]()", *s.p) && *s.p) {
            s.p++;
        } else if (od_scan_number(&s, &value)) {
            if (n < 5)
                v[n++] = value;
        } else if (!take_any_tag(&s) && !take_corner_name(&s, n)) {
            return 0;
        }
    }
    return n;
}

static od_status take_box_text(od_lenient *m, od_level *l, od_str text)
{
    double v[5];
    size_t n = numbers_in(text, v);

    if (od_says_none(text)) {
        l->item.empty_box = true;
    } else if (n) {
        od_repaired(m, OD_REPAIR_NUMBER_TEXT);
        return od_take_box(m, l, v, n, 1);
    } else if (l->key.usual) {
        od_passed_over(m, l, OD_PASSED_NUMBER, 1);
    } else {
        m->content = true; /* "position": "on the left" */
    }
    return OD_OK;
}

/* ["10, 20", "110, 220"], ["10, 20, 110, 220"]: several numbers in one of a list's texts. */
static od_status take_texts_numbers(od_lenient *m, od_level *l, od_str text)
{
    double v[5];
    size_t n = numbers_in(text, v);

    if (n != 2 && n != 4) {
        l->n_bad++;
        return OD_OK;
    }
    od_repaired(m, OD_REPAIR_NUMBER_TEXT);
    l->n_children++;
    if (n == 4)
        return od_take_box(m, l, v, n, (uint8_t)(l->lists + 1));
    od_put_pair(l, v);
    return OD_OK;
}

static od_status take_list_text(od_lenient *m, od_level *l, const od_quoted *t)
{
    double value;

    if (l->key.role != OD_KEY_BOX && l->key.role != OD_KEY_OTHER) {
        m->content |= !od_says_none(t->raw);
        if (l->key.role == OD_KEY_GROUP && !l->n_texts++)
            l->name = *t;
    } else if (od_number_in(t->raw, &value)) {
        od_repaired(m, OD_REPAIR_NUMBER_TEXT);
        push_number(l, value);
    } else if (l->key.role == OD_KEY_BOX) {
        return take_texts_numbers(m, l, t->raw);
    } else {
        l->n_bad++;
    }
    return OD_OK;
}

/* "top_left": "10, 20" */
static void take_place_text(od_lenient *m, od_level *l, od_str text)
{
    double v[5];

    m->content = true;
    if (numbers_in(text, v) != 2)
        return;
    od_repaired(m, OD_REPAIR_NUMBER_TEXT);
    od_put_place(l, v);
}

static double number_of_text(od_lenient *m, od_str text)
{
    double value;

    if (!od_number_in(text, &value))
        return NAN;
    od_repaired(m, OD_REPAIR_NUMBER_TEXT);
    return value;
}

od_status od_take_text(od_lenient *m, const od_quoted *t)
{
    od_level *l = od_top(m);

    if (l->skipped)
        return OD_OK;
    if (l->is_list)
        return take_list_text(m, l, t);
    switch (l->key.role) {
    case OD_KEY_LABEL: return keep_label(m, l, t);
    case OD_KEY_BOX: return take_box_text(m, l, t->raw);
    case OD_KEY_SCORE: take_score(l, number_of_text(m, t->raw)); break;
    case OD_KEY_CORNER: take_corner(l, number_of_text(m, t->raw)); break;
    case OD_KEY_MASK: od_passed_over(m, l, OD_PASSED_MASK, 1); break;
    case OD_KEY_POLYGON: od_passed_over(m, l, OD_PASSED_POLYGON, 1); break;
    case OD_KEY_PLACE: take_place_text(m, l, t->raw); break;
    case OD_KEY_OTHER:
    case OD_KEY_GROUP:
    case OD_KEY_POINT: m->content = m->content || !(od_says_none(t->raw) || od_says_absent(t->raw)); break;
    case OD_KEY_SKIP: break;
    }
    return OD_OK;
}

od_status od_take_null(od_lenient *m)
{
    od_level *l = od_top(m);

    if (l->skipped)
        return OD_OK;
    if (l->is_list && (l->key.role == OD_KEY_BOX || l->key.role == OD_KEY_OTHER))
        l->n_bad++;
    else if (!l->is_list && l->key.role == OD_KEY_BOX)
        l->item.empty_box = true;
    else if (!l->is_list && l->key.role == OD_KEY_CORNER)
        take_corner(l, NAN);
    return OD_OK;
}
