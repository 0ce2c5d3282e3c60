#include "answer/lenient.h"

#include <string.h>

#include "answer/lenient_inner.h"
#include "answer/words.h"

enum { KEY_LOOKED_BACK = 64 }; /* bytes */

/* ---- sections: a fence's inside, and what lies between fences ---- */

static od_lenient_mark mark_now(const od_lenient *m)
{
    od_lenient_mark mark = {.n_boxes = m->r->n_boxes};

    memcpy(mark.repairs, m->r->repairs, sizeof mark.repairs);
    memcpy(mark.passed, m->r->passed, sizeof mark.passed);
    return mark;
}

static void return_to(od_lenient *m, const od_lenient_mark *mark)
{
    m->r->n_boxes = mark->n_boxes;
    memcpy(m->r->repairs, mark->repairs, sizeof mark->repairs);
    memcpy(m->r->passed, mark->passed, sizeof mark->passed);
}

/* What came before the present section never was. */
static void forget_before_section(od_lenient *m)
{
    od_reading *r = m->r;
    size_t n = r->n_boxes - m->section.n_boxes;

    if (m->section.n_boxes > m->start.n_boxes)
        memmove(r->boxes + m->start.n_boxes, r->boxes + m->section.n_boxes, n * sizeof *r->boxes);
    r->n_boxes = m->start.n_boxes + n;
    for (int i = 0; i < OD_N_REPAIRS; i++)
        r->repairs[i] -= m->section.repairs[i] - m->start.repairs[i];
    for (int i = 0; i < OD_N_PASSED; i++)
        r->passed[i] -= m->section.passed[i] - m->start.passed[i];
}

/* The last fence with boxes counts; without one, all that is found. */
static void end_section(od_lenient *m)
{
    bool found = m->r->n_boxes > m->section.n_boxes;

    if (m->in_fence && found) {
        m->superseded += (uint32_t)(m->section.n_boxes - m->start.n_boxes);
        forget_before_section(m);
        m->fence_won = true;
    } else if (m->fence_won || (m->in_fence && m->section.n_boxes > m->start.n_boxes)) {
        m->superseded += (uint32_t)(m->r->n_boxes - m->section.n_boxes);
        return_to(m, &m->section);
    }
    m->section = mark_now(m);
    m->any_value = false;
    m->prose_since = false;
    m->comma_since = false;
}

/* ---- fences ---- */

/* Three backticks and what they open with, "json" for one. */
static bool take_fence(od_lenient *m, bool *has_name)
{
    const char *p = m->s.p, *end = m->s.end, *name;

    while (p < end && *p == '`')
        p++;
    if (p - m->s.p < 3) {
        m->s.p = p;
        return false;
    }
    for (name = p; p < end && od_is_word(od_mark_at(p, end)) && (unsigned char)*p < 0x80; p++)
        ;
    *has_name = p > name;
    m->s.p = p;
    return true;
}

static bool value_comes(const od_lenient *m)
{
    const char *p = od_gap(m->s.p, m->s.end);
    char c = p < m->s.end ? od_mark_at(p, m->s.end).c : '\0';

    return c == '{' || c == '[' || c == '"';
}

static od_status meet_fence(od_lenient *m)
{
    bool has_name, opens;
    od_status st;

    if (!take_fence(m, &has_name)) {
        m->fences++; /* a backtick or two */
        return OD_OK;
    }
    if ((st = od_close_all(m)) != OD_OK)
        return st;
    if (!m->in_fence && m->any_value && !has_name && od_gap(m->s.p, m->s.end) == m->s.end) {
        m->fences++; /* closes what was not opened */
        return OD_OK;
    }
    opens = !m->in_fence || (has_name && value_comes(m));
    if (m->in_fence && has_name)
        m->fences++; /* the one before is not closed, or not as it should be */
    end_section(m);
    m->in_fence = opens;
    m->had_fence |= opens;
    return OD_OK;
}

/* ---- outside of brackets ---- */

static bool stops_prose(unsigned char c)
{
    return c >= 0x80 || c == '{' || c == '}' || c == '[' || c == ']' || c == '"' || c == '\'' || c == '\\' ||
           c == '`' || c == ',' || c == ':' || c == '=';
}

static void prose_at(od_lenient *m, size_t bytes)
{
    m->prose = true;
    m->prose_since = true;
    m->s.p += bytes;
}

/* A quote outside of brackets belongs to what it is next to, if that is a bracket or a key. */
static od_status outer_quote(od_lenient *m, const od_quoted *t, const char *after)
{
    const char *next = od_gap(after, m->s.end);
    char c = next < m->s.end ? od_mark_at(next, m->s.end).c : '\0';

    if (c == '{' || c == '[') {
        const char *inside = od_gap(next + 1, m->s.end);

        od_repaired(m, inside < m->s.end && *inside == t->quote ? OD_REPAIR_STRAY_QUOTE
                                                                : OD_REPAIR_QUOTED_OBJECT);
        m->s.p = after;
        if (inside == m->s.end || *inside != t->quote)
            m->quoted_outside = true;
    } else if (od_known_key_at(m->s.p, m->s.end)) {
        od_repaired(m, OD_REPAIR_BRACKET);
        return od_open_object(m, true);
    } else if (m->any_value && !m->prose_since) {
        if (!m->quoted_outside)
            od_repaired(m, OD_REPAIR_STRAY_QUOTE);
        m->quoted_outside = false;
        m->s.p = after;
    } else {
        prose_at(m, (size_t)(after - m->s.p));
    }
    return OD_OK;
}

/* The word before p, without white space, quotes and emphasis between. */
static od_str word_before(const char *from, const char *p)
{
    const char *end;

    while (p > from && strchr(" *\"'`", p[-1]) && p[-1])
        p--;
    for (end = p; p > from && end - p < KEY_LOOKED_BACK && od_is_word(od_mark_at(p - 1, end)); p--)
        ;
    return (od_str){p, (size_t)(end - p)};
}

/* "label: dog" or "bbox_2d = [..]" outside of all brackets: the colon is at s.p. */
static od_status outer_colon(od_lenient *m, size_t bytes)
{
    od_str word = word_before(m->text, m->s.p);
    od_key key = m->without_braces && word.n ? od_key_of(word) : (od_key){.role = OD_KEY_OTHER};
    od_status st;

    if (key.role != OD_KEY_BOX && key.role != OD_KEY_CORNER && !(key.role == OD_KEY_LABEL && key.sure)) {
        prose_at(m, bytes);
        return OD_OK;
    }
    od_repaired(m, OD_REPAIR_BRACKET);
    if ((st = od_open_object(m, true)) != OD_OK)
        return st;
    return od_take_bare_key(m, word);
}

/* The next piece of what stands outside of all brackets. */
static od_status take_outside(od_lenient *m)
{
    const char *p = m->s.p, *after;
    od_mark mark;
    od_quoted t;

    while (p < m->s.end && !stops_prose((unsigned char)*p)) {
        m->prose_since |= od_mark_at(p, m->s.end).c != ' ';
        p++;
    }
    m->prose |= m->prose_since;
    m->s.p = p;
    if (p == m->s.end)
        return OD_OK;
    mark = od_mark_at(p, m->s.end);
    switch (mark.c) {
    case '{':
    case '[':
    case '}':
    case ']': return od_take_token(m);
    case '`': return meet_fence(m);
    case ':':
    case '=': return outer_colon(m, mark.bytes);
    case ' ': m->s.p += mark.bytes; return OD_OK;
    case ',':
        m->comma_since = true;
        m->prose |= !m->any_value;
        m->s.p += mark.bytes;
        return OD_OK;
    default: break;
    }
    if (od_quote_at(p, m->s.end, &t, &after))
        return outer_quote(m, &t, after);
    if (mark.c == '\\') {
        m->prose = true; /* \n as two characters */
        m->s.p = od_past_slashes(p, m->s.end);
        return OD_OK;
    }
    prose_at(m, mark.bytes);
    return OD_OK;
}

/* ---- the whole ---- */

/* Three backticks end the fence also where brackets are open. */
static bool fence_comes(const od_lenient *m)
{
    return *m->s.p == '`' && m->s.end - m->s.p >= 3 && memcmp(m->s.p, "```", 3) == 0;
}

/* "[see there": a bracket in a sentence. */
static bool is_prose_only(const od_lenient *m)
{
    const od_level *l = &m->stack[0];

    return m->depth == 1 && l->is_list && l->any && !l->n_children && !l->n_numbers && !m->cut_in_text;
}

/* Without braces a box alone may be all, unless others before it had a label. */
static bool misses_label(const od_lenient *m, const od_item *item)
{
    const od_reading *r = m->r;

    return !item->label.is_there &&
           !(m->without_braces && r->n_boxes > m->start.n_boxes && !r->boxes[m->start.n_boxes].has_label);
}

/* Brackets are open where the text ends, and not because the object never had any. */
static bool breaks_off(const od_lenient *m)
{
    const od_level *l = &m->stack[0];

    if (m->depth == 1 && !l->is_list && l->implied && !m->cut_in_text && !misses_label(m, &l->item))
        return false;
    return m->depth && !m->r->whole;
}

static od_status end_of_text(od_lenient *m)
{
    bool cut, unclosed;
    od_status st;

    if (is_prose_only(m)) {
        m->depth = 0;
        m->prose = true;
    }
    cut = breaks_off(m);
    if (cut)
        od_text_breaks_off(m);
    if ((st = od_close_all(m)) != OD_OK)
        return st;
    unclosed = m->in_fence && !cut;
    m->ends_in_prose = m->prose_since && !m->had_fence;
    end_section(m);
    m->fences += unclosed && m->fence_won;
    m->was_cut = cut;
    return OD_OK;
}

static void conclude(od_lenient *m)
{
    od_reading *r = m->r;
    bool found = r->n_boxes > m->start.n_boxes;

    if (m->form == OD_LENIENT_ARRAYS && !m->parallel) {
        return_to(m, &m->start);
        return;
    }
    if (found && m->prose)
        od_repaired(m, OD_REPAIR_PROSE);
    if (found) {
        r->repairs[OD_REPAIR_FENCE] += m->fences;
        r->passed[OD_PASSED_SUPERSEDED] += m->superseded;
    } else if (m->without_braces) { /* "Object: the dog": a sentence */
        r->passed[OD_PASSED_NO_BOX] = m->start.passed[OD_PASSED_NO_BOX];
    }
    r->repairs[OD_REPAIR_CUT] += m->cuts;
    if (m->was_cut)
        r->status = OD_ANSWER_TRUNCATED;
    else if (!found && m->any_list && !m->content && !m->ends_in_prose)
        r->status = OD_ANSWER_EMPTY;
}

od_status od_lenient_read(od_reading *r, od_lenient_form form, od_str text, od_error *err)
{
    od_lenient m;
    od_status st = OD_OK;

    memset(&m, 0, offsetof(od_lenient, stack));
    m.r = r;
    m.err = err;
    m.form = form;
    m.s = od_scan_of(text);
    m.text = text.p;
    m.without_braces = !od_lenient_bracket(text, '{');
    m.start = mark_now(&m);
    m.section = m.start;
    while (m.s.p < m.s.end && st == OD_OK) {
        if (!m.depth)
            st = take_outside(&m);
        else
            st = fence_comes(&m) ? meet_fence(&m) : od_take_token(&m);
    }
    if (st == OD_OK)
        st = end_of_text(&m);
    if (st == OD_OK)
        conclude(&m);
    return st;
}

/* `lead`: the first byte of a wide bracket. */
static bool has_wide(const char *p, const char *end, char lead, char bracket)
{
    while ((p = memchr(p, lead, (size_t)(end - p))) != NULL && od_mark_at(p, end).c != bracket)
        p++;
    return p != NULL;
}

bool od_lenient_bracket(od_str text, char bracket)
{
    const char *p = text.p, *end = text.p + text.n;

    if (!text.n || memchr(p, bracket, text.n))
        return text.n > 0;
    return has_wide(p, end, '\xef', bracket) || (bracket == '[' && has_wide(p, end, '\xe3', bracket));
}
