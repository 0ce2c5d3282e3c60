#include "answer/lenient_inner.h"

#include <math.h>
#include <string.h>

static const od_str no_text = {NULL, 0};

/* ---- objects ---- */

/* "bbox_2d": [1, 2], [3, 4]: points without the list around them. */
static od_status loose_pairs_end(od_lenient *m, od_level *l)
{
    od_status st;

    l->n_children = l->n_pairs;
    st = od_take_pairs(m, l, l->key.plural ? 2 : 1);
    l->n_pairs = 0;
    return st;
}

/* "bbox_2d": 1, 2, 3, 4: numbers without the list around them, or with braces. */
static od_status loose_numbers_end(od_lenient *m, od_level *l)
{
    size_t n = l->n_numbers;
    bool bad = l->n_bad > 0;

    if (l->n_pairs)
        return loose_pairs_end(m, l);
    l->n_numbers = 0;
    l->n_bad = 0;
    if (n + bad == 0 || (l->key.role != OD_KEY_BOX && !l->part))
        return OD_OK;
    if (n + bad == 1 && l->key.rank == UINT8_MAX)
        return OD_OK; /* "bbox_count": 3 */
    if (l->part)
        l->key = l[-1].key;
    if (bad) {
        od_passed_over(m, l, OD_PASSED_NUMBER, 1);
        return OD_OK;
    }
    return od_take_box(m, l, l->numbers, n, 0);
}

static bool has_corners(const od_item *item, od_corner a, od_corner b, od_corner c, od_corner d)
{
    uint32_t bits = 1u << a | 1u << b | 1u << c | 1u << d;

    return (item->corners & bits) == bits;
}

/* Named numbers that make a box, and in which order. */
static bool corners_of(const od_item *item, od_corner c[4], od_order *order)
{
    static const struct {
        od_corner c[4];
        od_order order;
    } shapes[] = {
        {{OD_CORNER_X1, OD_CORNER_Y1, OD_CORNER_X2, OD_CORNER_Y2}, OD_ORDER_XYXY},
        {{OD_CORNER_X0, OD_CORNER_Y0, OD_CORNER_X1, OD_CORNER_Y1}, OD_ORDER_XYXY},
        {{OD_CORNER_CX, OD_CORNER_CY, OD_CORNER_W, OD_CORNER_H}, OD_ORDER_CXCYWH},
        {{OD_CORNER_X, OD_CORNER_Y, OD_CORNER_W, OD_CORNER_H}, OD_ORDER_XYWH},
        {{OD_CORNER_X1, OD_CORNER_Y1, OD_CORNER_W, OD_CORNER_H}, OD_ORDER_XYWH},
    };

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (has_corners(item, shapes[i].c[0], shapes[i].c[1], shapes[i].c[2], shapes[i].c[3])) {
            memcpy(c, shapes[i].c, sizeof shapes[i].c);
            *order = shapes[i].order;
            return true;
        }
    }
    return false;
}

static bool has_box(const od_item *item)
{
    od_corner c[4];
    od_order order;

    return item->n_boxes || corners_of(item, c, &order);
}

/* {"x": 1, "y": 2} where a corner or a box is due; false when neither is. */
static bool take_point(od_lenient *m, const od_level *l)
{
    const double v[2] = {l->item.corner[OD_CORNER_X], l->item.corner[OD_CORNER_Y]};
    od_level *around = od_top(m);

    if (!around || around == l)
        return false;
    if (!around->is_list && around->key.role == OD_KEY_PLACE) {
        bool places = around->item.places;

        od_put_place(around, v);
        around->item.places = places;
        return true;
    }
    if (!around->is_list || around->key.role != OD_KEY_BOX)
        return false;
    od_put_pair(around, v);
    around->named_pairs = true;
    return true;
}

static od_status take_corners(od_lenient *m, od_level *l)
{
    od_item *item = &l->item;
    const uint32_t sides = 1u << OD_CORNER_X1 | 1u << OD_CORNER_Y1 | 1u << OD_CORNER_X2 | 1u << OD_CORNER_Y2;
    uint32_t given = item->corners;
    od_key key = {.usual = true, .has_order = true};
    od_corner c[4];
    double v[4];
    od_status st;

    item->corners = 0;
    if (!given || item->n_boxes)
        return OD_OK;
    item->corners = given;
    if (corners_of(item, c, &key.order)) {
        for (int i = 0; i < 4; i++)
            v[i] = item->corner[c[i]];
        key.has_order = !item->places;
        if ((st = od_reading_add(m->r, v, no_text, m->err)) != OD_OK)
            return st;
        od_own_last_box(m, l, key);
    } else if ((given >> OD_CORNER_X & 3) == 3 || (given >> OD_CORNER_CX & 3) == 3) {
        if (!(given >> OD_CORNER_X & 3) || !take_point(m, l))
            od_passed_over(m, l, OD_PASSED_POINT, 1);
    } else if (given & sides) {
        od_passed_over(m, l, OD_PASSED_ARITY, 1);
    }
    item->corners = 0;
    return OD_OK;
}

/* A text or a number in a list that was only passed over: its next entry. */
static bool next_entry(od_scan *s, uint32_t *lists, od_quoted *t)
{
    while (s->p < s->end && *lists) {
        od_mark mark = od_mark_at(s->p, s->end);
        const char *after, *start = s->p;
        double value;

        if (od_quote_at(s->p, s->end, t, &after)) {
            od_quoted_read(s, OD_TEXT_ITEM, t);
            return true;
        }
        if (mark.c == '[' || mark.c == '(' || mark.c == ']' || mark.c == ')') {
            *lists += mark.c == '[' || mark.c == '(' ? 1u : UINT32_MAX;
            s->p += mark.bytes;
            continue;
        }
        if (mark.c == '}' || mark.c == '`')
            return false;
        if (od_scan_number(s, &value)) {
            *t = (od_quoted){.raw = {start, (size_t)(s->p - start)}};
            return true;
        }
        s->p += mark.bytes;
        while (od_is_word(mark) && s->p < s->end && od_is_word(od_mark_at(s->p, s->end)))
            s->p++;
        /* a word; "dtype=float32" and what stands before a bracket is none of ours */
        if (od_is_word(mark) && s->p < s->end && *s->p != '(' && *s->p != '=' && *s->p != '.' &&
            start[-1] != '=') {
            *t = (od_quoted){.raw = {start, (size_t)(s->p - start)}};
            return true;
        }
    }
    return false;
}

/* The boxes of an object that has lists of labels or of scores: the first goes with the first, and so on. */
typedef struct pairing {
    od_scan labels, scores;
    uint32_t label_lists, score_lists; /* open; 0: at the end, or there is no such list */
    bool has_labels;
} pairing;

static pairing pairing_of(const od_lenient *m, const od_item *item)
{
    return (pairing){
        .labels = {item->labels, m->s.p},
        .scores = {item->scores, m->s.p},
        .label_lists = item->labels != NULL,
        .score_lists = item->scores != NULL,
        .has_labels = item->labels != NULL,
    };
}

/* Whether the box has its partners; they are put into it. */
static od_status pair_box(od_lenient *m, pairing *p, od_answer_box *box, bool *keep)
{
    od_quoted t;
    double score;
    od_status st;

    *keep = true;
    if (p->has_labels) {
        if (!next_entry(&p->labels, &p->label_lists, &t)) {
            p->label_lists = 0;
            m->r->passed[OD_PASSED_NO_LABEL]++;
            *keep = false;
            return OD_OK;
        }
        if ((st = od_quoted_keep(m->r, &t, &box->label, &box->label_bytes, m->err)) != OD_OK)
            return st;
        box->has_label = box->label_bytes > 0;
    }
    if (p->score_lists && next_entry(&p->scores, &p->score_lists, &t) && od_number_in(t.raw, &score) &&
        isfinite(score)) {
        box->has_score = true;
        box->score = score;
    }
    return OD_OK;
}

static od_status label_of_item(od_lenient *m, od_item *item, od_kept *label)
{
    od_status st;

    *label = item->label;
    if (label->is_there)
        return OD_OK;
    *label = item->inherited;
    if (!item->under.raw.n)
        return OD_OK;
    if ((st = od_quoted_keep(m->r, &item->under, &label->at, &label->bytes, m->err)) != OD_OK)
        return st;
    label->is_there = label->bytes > 0;
    return OD_OK;
}

/* Gives the item's boxes what it says about them. From here on they are the reading's. */
static od_status settle_boxes(od_lenient *m, od_level *l)
{
    od_item *item = &l->item;
    pairing p = pairing_of(m, item);
    size_t kept = item->first;
    od_kept label;
    od_quoted t;
    od_status st;

    if ((st = label_of_item(m, item, &label)) != OD_OK)
        return st;
    for (size_t i = item->first; i < m->r->n_boxes; i++) {
        od_answer_box box = m->r->boxes[i];
        bool keep = true;

        if (box.index == l->owner) {
            box.index = UINT32_MAX;
            box.has_label = label.is_there;
            box.label = label.at;
            box.label_bytes = label.bytes;
            box.has_score = item->has_score;
            box.score = item->score;
            if ((st = pair_box(m, &p, &box, &keep)) != OD_OK)
                return st;
        } else if (box.index == (l->owner | OD_OWNER_KEYED)) {
            box.index = UINT32_MAX;
            keep = item->n_boxes == 0 && !item->label.is_there;
        }
        if (keep)
            m->r->boxes[kept++] = box;
    }
    m->r->n_boxes = kept;
    while ((item->n_boxes || !item->passed) && p.label_lists && next_entry(&p.labels, &p.label_lists, &t))
        m->r->passed[OD_PASSED_NO_BOX]++;
    return OD_OK;
}

/* A box that is an object: what it says itself is kept, the rest is for the object around it to say. */
static void settle_part(od_lenient *m, const od_level *l)
{
    const od_item *item = &l->item;

    for (size_t i = item->first; i < m->r->n_boxes; i++) {
        od_answer_box *box = &m->r->boxes[i];

        if (box->index != l->owner || !item->label.is_there)
            continue;
        box->index = UINT32_MAX;
        box->has_label = true;
        box->label = item->label.at;
        box->label_bytes = item->label.bytes;
        box->has_score = item->has_score;
        box->score = item->score;
    }
}

static od_status settle(od_lenient *m, od_level *l)
{
    od_item *item = &l->item;
    bool has_lists = item->labels || item->scores;
    od_status st;

    if (l->part) {
        settle_part(m, l);
        return OD_OK;
    }
    if (has_lists && (item->n_boxes || item->empty_box))
        m->parallel = true;
    if (item->label.is_there && !item->empty_box)
        m->content = true;
    if ((item->n_boxes || item->n_keyed || item->labels) && (st = settle_boxes(m, l)) != OD_OK)
        return st;
    if (item->label.is_there && item->label_sure && m->r->n_boxes == item->first && !item->passed)
        m->r->passed[OD_PASSED_NO_BOX]++;
    return OD_OK;
}

od_status od_object_ends(od_lenient *m, od_level *l)
{
    od_status st;

    if (l->skipped)
        return OD_OK;
    if ((st = loose_numbers_end(m, l)) != OD_OK || (st = take_corners(m, l)) != OD_OK)
        return st;
    return settle(m, l);
}

/* ---- keys ---- */

/* The object's boxes so far came under a key that counts less than the one that comes now. */
static void drop_own_boxes(od_lenient *m, od_level *l)
{
    size_t kept = l->item.first;

    for (size_t i = l->item.first; i < m->r->n_boxes; i++) {
        if (m->r->boxes[i].index != l->owner)
            m->r->boxes[kept++] = m->r->boxes[i];
    }
    m->r->n_boxes = kept;
    l->item.n_boxes = 0;
}

/* {.., "label": "a", "bbox_2d": ..}: a key comes again when box and label are there: another object begins.
 */
static od_status next_object_begins(od_lenient *m, od_level *l)
{
    od_kept inherited = l->item.inherited;
    od_quoted under = l->item.under;
    od_status st;

    od_repaired(m, OD_REPAIR_BRACKET);
    if ((st = od_object_ends(m, l)) != OD_OK)
        return st;
    l->item = (od_item){.first = m->r->n_boxes, .inherited = inherited, .under = under};
    return OD_OK;
}

od_status od_take_key(od_lenient *m, const od_quoted *name)
{
    od_level *l = od_top(m);
    od_item *item = &l->item;
    od_key key = od_key_of(name->raw);
    bool again;
    od_status st;

    l->value_due = true;
    if (l->skipped)
        return OD_OK;
    if ((st = loose_numbers_end(m, l)) != OD_OK)
        return st;
    again = (key.role == OD_KEY_BOX && key.rank == item->box_rank) ||
            (key.role == OD_KEY_LABEL && key.rank == item->label_rank) ||
            (key.role == OD_KEY_CORNER && (item->corners >> key.corner & 1));
    if (again && has_box(item) && item->label.is_there && (st = next_object_begins(m, l)) != OD_OK)
        return st;
    if (key.role == OD_KEY_BOX && item->n_boxes && key.rank > item->box_rank)
        key.role = OD_KEY_SKIP;
    if (key.role == OD_KEY_BOX && item->n_boxes && key.rank < item->box_rank)
        drop_own_boxes(m, l);
    l->key = key;
    l->name = *name;
    item->seen |= key.role != OD_KEY_GROUP;
    item->key_remarked = false;
    item->key_label = (od_kept){0};
    return OD_OK;
}

/* ---- the end ---- */

/* What stays of a box when its object is not finished: a box whose key is its label. */
static bool outlasts(const od_lenient *m, const od_answer_box *box)
{
    const od_item *item;

    if (box->index == UINT32_MAX)
        return true;
    if (!(box->index & OD_OWNER_KEYED))
        return false;
    item = &m->stack[box->index & (OD_OWNER_KEYED - 1)].item;
    return item->n_boxes == 0 && !item->label.is_there;
}

void od_text_breaks_off(od_lenient *m)
{
    const od_level *top = od_top(m);
    size_t first = m->r->n_boxes, kept;
    bool inside = m->cut_in_text || (top->is_list && top->n_numbers), is_innermost = true;

    for (uint32_t i = m->depth; i-- > 0;) {
        const od_level *l = &m->stack[i];

        if (l->is_list || l->skipped)
            continue;
        inside |= is_innermost && (l->item.seen || !l->any);
        is_innermost = false;
        first = l->item.first;
    }
    m->cuts += inside;
    kept = first;
    for (size_t i = first; i < m->r->n_boxes; i++) {
        od_answer_box *box = &m->r->boxes[i];

        if (!outlasts(m, box))
            continue;
        box->index = UINT32_MAX;
        m->r->boxes[kept++] = *box;
    }
    m->r->n_boxes = kept;
    m->depth = 0;
}
