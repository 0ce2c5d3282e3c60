#include "answer/lenient_inner.h"

#include <string.h>

void od_value_begins(od_lenient *m)
{
    od_level *top = od_top(m);

    if (top->after_value)
        od_repaired(m, OD_REPAIR_MISSING_COMMA);
    top->after_value = false;
    top->after_comma = false;
    top->any = true;
}

/* Brackets that open outside of all others, one after the other, lack the list around them. */
static void first_level_begins(od_lenient *m)
{
    if (m->any_value && !m->prose_since)
        od_repaired(m, m->comma_since ? OD_REPAIR_BRACKET : OD_REPAIR_MISSING_COMMA);
    m->prose_since = false;
    m->comma_since = false;
}

/* The key under which the next level stands. */
static od_key key_around(const od_level *top)
{
    return top ? top->key : (od_key){.role = OD_KEY_GROUP};
}

static bool is_skipped(const od_level *top, od_key_role role)
{
    return top && (top->skipped || role == OD_KEY_LABEL || role == OD_KEY_SCORE || role == OD_KEY_POLYGON ||
                   role == OD_KEY_MASK || role == OD_KEY_SKIP || role == OD_KEY_CORNER);
}

/* A level more, without its item; NULL when the stack is full, which is counted at the first. */
static od_level *push(od_lenient *m, bool is_list)
{
    od_level *top = od_top(m), *l;
    od_key key = key_around(top);

    if (m->depth == OD_LENIENT_DEPTH) {
        if (!m->beyond++)
            od_repaired(m, OD_REPAIR_BRACKET);
        return NULL;
    }
    if (top) {
        top->n_children++;
        top->value_due = false;
    }
    l = &m->stack[m->depth++];
    memset(l, 0, offsetof(od_level, item));
    l->is_list = is_list;
    l->skipped = is_skipped(top, key.role);
    l->owner = top ? top->owner : OD_NO_OWNER;
    l->key = key;
    if (top)
        l->name = top->name;
    return l;
}

/* What an object takes over from around it. `l` is on top of the stack. */
static void begin_item(od_lenient *m, od_level *l)
{
    const od_level *around = m->depth > 1 ? l - 1 : NULL;
    od_item *item = &l->item;

    memset(item, 0, sizeof *item);
    item->first = m->r->n_boxes;
    if (around && around->owner != OD_NO_OWNER) {
        const od_item *outer = &m->stack[around->owner].item;

        item->inherited = outer->label.is_there && outer->label_sure ? outer->label : outer->inherited;
        if (l->key.role == OD_KEY_OTHER)
            item->under = l->name;
    }
    l->part = around && l->key.role == OD_KEY_BOX;
    if (!l->part)
        l->owner = (uint8_t)(m->depth - 1);
    l->key = (od_key){.role = OD_KEY_GROUP};
}

static void count_shape(od_lenient *m, od_level *holder, od_key_role role)
{
    m->r->passed[role == OD_KEY_MASK ? OD_PASSED_MASK : OD_PASSED_POLYGON]++;
    m->content = true;
    if (holder->owner != OD_NO_OWNER)
        m->stack[holder->owner].item.passed = true;
}

/* A brace opens inside an object whose value is complete: that object was not closed. */
static od_status close_unclosed_object(od_lenient *m)
{
    od_level *top = od_top(m);
    bool comma;
    od_status st;

    if (!top || top->is_list || top->value_due)
        return OD_OK;
    od_repaired(m, OD_REPAIR_BRACKET);
    comma = top->after_comma;
    top->after_comma = false;
    top->after_value = false;
    if (!top->item.n_boxes && !top->item.label.is_there && !top->item.corners)
        return OD_OK;
    st = od_close_top(m);
    /* the comma stands between the two */
    m->comma_since = comma;
    if (m->depth && comma)
        od_top(m)->after_value = false;
    return st;
}

/* {"categories": [{"name": .., "boxes": ..}]}: what was taken for a list of labels is one of items. */
static void list_of_labels_holds_objects(od_lenient *m, od_level *list)
{
    const od_level *around = m->depth > 1 ? list - 1 : NULL;
    od_item *item = od_owner(m, list);

    if (list->lists != 1 || !around || around->skipped || !item)
        return;
    list->skipped = false;
    list->key = (od_key){.role = OD_KEY_GROUP};
    item->labels = NULL;
}

od_status od_open_object(od_lenient *m, bool implied)
{
    od_level *top, *l;
    od_status st;

    if (m->beyond) {
        m->beyond++;
        return OD_OK;
    }
    if ((st = close_unclosed_object(m)) != OD_OK)
        return st;
    top = od_top(m);
    if (top && top->is_list && top->key.role == OD_KEY_LABEL && top->key.plural)
        list_of_labels_holds_objects(m, top);
    if (top)
        od_value_begins(m);
    else
        first_level_begins(m);
    if (top && !top->is_list && !top->skipped &&
        (top->key.role == OD_KEY_MASK || top->key.role == OD_KEY_POLYGON))
        count_shape(m, top, top->key.role);
    if ((l = push(m, false)) == NULL)
        return OD_OK;
    l->implied = implied;
    begin_item(m, l);
    return OD_OK;
}

/* Lists of labels and scores are read when their object ends and its boxes are known. */
static void remember_list(od_lenient *m, od_level *l)
{
    od_item *item;

    if (l->lists != 1 || l->owner == OD_NO_OWNER ||
        !(l->key.role == OD_KEY_LABEL || l->key.role == OD_KEY_SCORE))
        return;
    item = &m->stack[l->owner].item;
    if (l->key.role == OD_KEY_LABEL && !item->labels)
        item->labels = m->s.p;
    if (l->key.role == OD_KEY_SCORE && !item->scores)
        item->scores = m->s.p;
}

od_status od_open_list(od_lenient *m, bool is_paren)
{
    od_level *top = od_top(m), *l;

    if (m->beyond) {
        m->beyond++;
        return OD_OK;
    }
    if (!top) {
        first_level_begins(m);
    } else {
        /* {"bbox_2d": [..], [..]}: once more what the key says */
        if (!top->is_list && !top->value_due)
            od_repaired(m, OD_REPAIR_BRACKET);
        od_value_begins(m);
    }
    if ((l = push(m, true)) == NULL)
        return OD_OK;
    l->is_paren = is_paren;
    l->lists = (uint8_t)(top && top->is_list ? top->lists + 1 : 1);
    if (!(top && top->skipped))
        remember_list(m, l);
    return OD_OK;
}

/* np.float32(0.9): the one number in parentheses is the value. */
static od_status unwrap_number(od_lenient *m, const od_level *l, bool *unwrapped)
{
    *unwrapped = m->depth && l->is_paren && !l->skipped && l->n_numbers == 1 && !l->n_bad && !l->n_children;
    if (!*unwrapped)
        return OD_OK;
    od_top(m)->n_children--;
    return od_take_number(m, l->numbers[0], (od_str){NULL, 0});
}

od_status od_close_top(od_lenient *m)
{
    od_level *l = od_top(m), *top;
    bool unwrapped = false;
    od_status st;

    if (l->after_comma && !l->skipped)
        od_repaired(m, OD_REPAIR_TRAILING_COMMA);
    m->depth--;
    top = od_top(m);
    if (l->is_list && (st = unwrap_number(m, l, &unwrapped)) != OD_OK)
        return st;
    if (!unwrapped && (st = l->is_list ? od_list_ends(m, l) : od_object_ends(m, l)) != OD_OK)
        return st;
    if (l->is_list && l->lists == 1 && l->any && top && !top->skipped &&
        (l->key.role == OD_KEY_MASK || l->key.role == OD_KEY_POLYGON))
        count_shape(m, top, l->key.role);
    m->any_list = true;
    if (top) {
        top->after_value = true;
        top->value_due = false;
    } else {
        m->any_value = true;
        m->quoted = 0;
    }
    return OD_OK;
}

od_status od_close_all(od_lenient *m)
{
    od_status st = OD_OK;

    m->beyond = 0;
    while (m->depth && st == OD_OK) {
        od_repaired(m, OD_REPAIR_BRACKET);
        st = od_close_top(m);
    }
    return st;
}

/* The innermost level of the kind, as the number of levels up to and with it; 0 when there is none. */
static uint32_t innermost(const od_lenient *m, bool is_list)
{
    uint32_t n = m->depth;

    while (n && m->stack[n - 1].is_list != is_list)
        n--;
    return n;
}

/* Whether the answer ends at p. */
static bool ends_at(const od_lenient *m, const char *p)
{
    p = od_gap(p, m->s.end);
    return p == m->s.end || *p == '`' || *p == '<';
}

/* The bracket closes another kind than the one that is open. */
static od_status close_other(od_lenient *m, bool is_list)
{
    uint32_t to = innermost(m, is_list);
    bool key_comes = od_key_comes(m->s.p, m->s.end);
    od_status st;

    od_repaired(m, OD_REPAIR_BRACKET);
    if (is_list && key_comes)
        return OD_OK; /* {"bbox_2d": [..]], "label": ..}: one too many */
    if (!to)
        return ends_at(m, m->s.p) ? od_close_top(m) : OD_OK;
    if (!is_list && key_comes)
        return od_close_top(m); /* {"bbox_2d": [..}, "label": ..}: the wrong one */
    while (m->depth > to) {
        if ((st = od_close_top(m)) != OD_OK)
            return st;
    }
    return od_close_top(m);
}

od_status od_close(od_lenient *m, char bracket)
{
    const od_level *top = od_top(m);

    if (m->beyond) {
        m->beyond--;
        return OD_OK;
    }
    if (!top) {
        if (m->any_value && !m->prose_since)
            od_repaired(m, OD_REPAIR_BRACKET);
        else
            m->prose = true;
        return OD_OK;
    }
    if (top->is_list != (bracket != '}'))
        return close_other(m, bracket != '}');
    if (top->is_list && top->is_paren != (bracket == ')'))
        od_repaired(m, OD_REPAIR_BRACKET);
    return od_close_top(m);
}
