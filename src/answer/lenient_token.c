#include "answer/lenient_inner.h"

#include <math.h>
#include <string.h>

enum { KEY_LONGEST = 64 }; /* bytes in which a key that lacks a quote must end */

/* ---- quotes ---- */

static char mark_of(const char *p, const char *end)
{
    return p < end ? od_mark_at(p, end).c : '\0';
}

/* Whether a quote before p opens a list or an object, rather than a text. */
static bool opens_bracket(const char *p, const char *end)
{
    char c = mark_of(od_gap(p, end), end);

    return c == '{' || c == '[';
}

/* A quote before brackets: the whole of what follows was made a text, or the quote is one too many. What the
 * brackets hold tells: a plain quote there would have ended a text. */
static void count_opening_quote(od_lenient *m, const od_quoted *t, const char *p)
{
    while (p < m->s.end && strchr("{[( \t\r\n", *p) && *p)
        p++;
    if (p < m->s.end && *p == t->quote) {
        od_repaired(m, OD_REPAIR_STRAY_QUOTE);
        return;
    }
    od_repaired(m, OD_REPAIR_QUOTED_OBJECT);
    m->quoted++;
}

/* A quote where a comma is due, before a bracket, a comma or the end. */
static bool is_closing_stray(const od_lenient *m, const char *after)
{
    const char *p = od_gap(after, m->s.end);

    return p == m->s.end || strchr("}]),`<", mark_of(p, m->s.end)) != NULL;
}

static void count_closing_quote(od_lenient *m)
{
    if (m->quoted)
        m->quoted--;
    else
        od_repaired(m, OD_REPAIR_STRAY_QUOTE);
}

static void count_quotes(od_lenient *m, const od_quoted *t)
{
    bool in_text = m->quoted || m->quoted_outside;

    if ((t->quote == '\'' || t->wide) && m->form != OD_LENIENT_ARRAYS && !in_text)
        od_repaired(m, OD_REPAIR_SINGLE_QUOTES);
    if (t->slashes && !in_text)
        od_repaired(m, OD_REPAIR_INVALID_ESCAPE);
    if (t->has_quotes)
        od_repaired(m, OD_REPAIR_STRAY_QUOTE);
    if (!t->closed)
        od_repaired(m, OD_REPAIR_UNCLOSED_TEXT);
}

/* Whether a text here is the value that was waited for, a key, or an entry. */
static od_text_place place_of(const od_lenient *m, const od_level *top)
{
    if (top->is_list)
        return OD_TEXT_ITEM;
    return top->value_due && !od_known_key_at(m->s.p, m->s.end) ? OD_TEXT_VALUE : OD_TEXT_KEY;
}

/* Whether brackets in quotes are looked into: not where texts belong. */
static bool may_be_quoted(const od_level *top)
{
    return !top->skipped && (top->is_list || top->value_due) && top->key.role != OD_KEY_LABEL &&
           top->key.role != OD_KEY_MASK;
}

/* A key inside a list: the list was not closed, or the brace before the key is missing. */
static od_status make_room_for_key(od_lenient *m)
{
    od_level *top = od_top(m);
    od_status st;

    while (top && top->is_list && top->owner != OD_NO_OWNER &&
           (top->key.role == OD_KEY_BOX || top->n_numbers || top->skipped)) {
        od_repaired(m, OD_REPAIR_BRACKET);
        top->after_comma = false; /* it is the object's */
        if ((st = od_close_top(m)) != OD_OK)
            return st;
        top = od_top(m);
    }
    if (top && !top->is_list) {
        top->after_value = false;
        return OD_OK;
    }
    od_repaired(m, OD_REPAIR_BRACKET);
    return od_open_object(m, true);
}

/* Over the colon behind a key. False: there is none. */
static bool take_colon(od_lenient *m)
{
    const char *p = od_gap(m->s.p, m->s.end);
    od_mark mark;

    if (p == m->s.end)
        return false;
    mark = od_mark_at(p, m->s.end);
    if (mark.c != ':' && mark.c != '=')
        return false;
    if (mark.bytes > 1)
        od_repaired(m, OD_REPAIR_BRACKET);
    m->s.p = p + mark.bytes;
    if (mark.c == '=') { /* or "=>" */
        od_repaired(m, OD_REPAIR_MISSING_COMMA);
        m->s.p += m->s.p < m->s.end && *m->s.p == '>';
    }
    return true;
}

/* A key was read, or something in its place. */
static od_status key_was_read(od_lenient *m, const od_quoted *name)
{
    od_level *top = od_top(m);

    od_value_begins(m);
    if (!take_colon(m)) {
        if (od_key_of(name->raw).role == OD_KEY_OTHER) {
            top->after_value = true;
            m->content |= !top->skipped;
            return OD_OK;
        }
        if (m->s.p < m->s.end)
            od_repaired(m, OD_REPAIR_MISSING_COMMA);
    }
    return od_take_key(m, name);
}

/* "bbox_2d: [..]: a key whose closing quote is missing ends at its colon. */
static void end_at_colon(od_lenient *m, od_quoted *t)
{
    od_str name = {t->raw.p, t->raw.n < KEY_LONGEST ? t->raw.n : KEY_LONGEST};
    const char *colon = name.n ? memchr(name.p, ':', name.n) : NULL;

    if (!colon || mark_of(od_gap(m->s.p, m->s.end), m->s.end) == ':')
        return;
    name.n = (size_t)(colon - name.p);
    if (od_key_of(name).role == OD_KEY_OTHER)
        return;
    *t = (od_quoted){.raw = name, .quote = t->quote};
    m->s.p = colon;
}

static od_status value_was_read(od_lenient *m, const od_quoted *t)
{
    od_level *top = od_top(m);
    od_status st;

    if (top->is_list)
        od_value_begins(m);
    st = od_take_text(m, t);
    top->value_due = false;
    top->after_value = true;
    return st;
}

static od_status take_text(od_lenient *m, od_quoted *t, const char *after)
{
    od_level *top = od_top(m);
    od_text_place place;
    od_status st;

    if (top->after_value && is_closing_stray(m, after)) {
        count_closing_quote(m);
        m->s.p = after;
        return OD_OK;
    }
    if (may_be_quoted(top) && opens_bracket(after, m->s.end)) {
        count_opening_quote(m, t, after);
        m->s.p = after;
        return OD_OK;
    }
    place = place_of(m, top);
    od_quoted_read(&m->s, place, t);
    if (place == OD_TEXT_KEY && (m->s.p == m->s.end || *m->s.p != ':'))
        end_at_colon(m, t);
    if (t->cut && !m->r->whole) {
        m->s.p = m->s.end;
        m->cut_in_text = true;
        return OD_OK;
    }
    count_quotes(m, t);
    if (place == OD_TEXT_ITEM && mark_of(od_gap(m->s.p, m->s.end), m->s.end) == ':') {
        if ((st = make_room_for_key(m)) != OD_OK)
            return st;
        place = OD_TEXT_KEY;
    }
    return place == OD_TEXT_KEY && m->depth && !m->beyond ? key_was_read(m, t) : value_was_read(m, t);
}

/* ---- words and numbers ---- */

/* The rest of a value without quotes. */
static od_str bare_value(od_scan *s)
{
    const char *start = s->p;

    while (s->p < s->end) {
        od_mark mark = od_mark_at(s->p, s->end);

        if (*s->p == '\n' || (mark.c && strchr(",}]{[`", mark.c)))
            break;
        s->p += mark.bytes;
    }
    return od_trimmed((od_str){start, (size_t)(s->p - start)});
}

static od_str word_at(od_scan *s)
{
    const char *start = s->p;

    while (s->p < s->end && od_is_word(od_mark_at(s->p, s->end)))
        s->p++;
    return (od_str){start, (size_t)(s->p - start)};
}

/* Words of four or five letters. */
static bool is_one_of(od_str word, const char *const *words)
{
    for (; word.n >= 4 && word.n <= 5 && *words; words++) {
        if (od_str_equal(word, od_str_of(*words)))
            return true;
    }
    return false;
}

static od_status value_word(od_lenient *m, od_level *top, od_str word)
{
    static const char *const python[] = {"None", "True", "False", NULL};
    static const char *const json[] = {"null", "true", "false", NULL};
    od_quoted t;

    if (is_one_of(word, json))
        return od_take_null(m);
    if (is_one_of(word, python)) {
        if (m->form != OD_LENIENT_ARRAYS)
            od_repaired(m, OD_REPAIR_PYTHON_LITERAL);
        return od_take_null(m);
    }
    if (top->is_list || top->skipped || top->key.role != OD_KEY_LABEL) {
        m->content |= !top->skipped;
        return od_take_null(m);
    }
    od_repaired(m, OD_REPAIR_BARE_KEY);
    m->s.p = word.p;
    t = (od_quoted){.raw = bare_value(&m->s), .closed = true};
    if (t.raw.n && t.raw.p[t.raw.n - 1] == '"')
        t.raw.n--; /* label: dog" */
    return od_take_text(m, &t);
}

/* Behind a word that may be a key: moves over what only parts it from its colon, a quote whose partner is
 * missing (bbox_2d": [..]) or, without braces, emphasis (**Label**: dog). Returns the mark there. */
static char mark_behind_key(od_lenient *m)
{
    const char *p = od_gap(m->s.p, m->s.end), *after;
    od_quoted quote;

    while (m->without_braces && p < m->s.end && *p == '*')
        p++;
    if (p < m->s.end && od_quote_at(p, m->s.end, &quote, &after))
        p = mark_of(od_gap(after, m->s.end), m->s.end) == ':' ? od_gap(after, m->s.end) : p;
    if (mark_of(p, m->s.end) == ':')
        m->s.p = p;
    return mark_of(p, m->s.end);
}

/* Whether the word is a key, with the mark behind it. In lists only those that an object is known by. */
static bool is_bare_key(const od_level *top, od_str word, char next)
{
    od_key_role role;

    if (next != ':' && next != '=')
        return false;
    if (!top->is_list)
        return !top->value_due;
    role = od_key_of(word).role;
    if (next == ':')
        return role != OD_KEY_OTHER;
    return role == OD_KEY_BOX || role == OD_KEY_LABEL || role == OD_KEY_CORNER || role == OD_KEY_SCORE;
}

od_status od_take_bare_key(od_lenient *m, od_str word)
{
    od_quoted name = {.raw = word, .quote = '"', .closed = true};
    od_status st;

    od_repaired(m, OD_REPAIR_BARE_KEY);
    if (od_top(m)->is_list && (st = make_room_for_key(m)) != OD_OK)
        return st;
    return m->beyond ? OD_OK : key_was_read(m, &name);
}

static od_status take_word(od_lenient *m)
{
    od_level *top = od_top(m);
    od_str word = word_at(&m->s);
    od_status st;

    if (is_bare_key(top, word, mark_behind_key(m)))
        return od_take_bare_key(m, word);
    if (m->s.p < m->s.end && (*m->s.p == '(' || *m->s.p == '=' || *m->s.p == '.')) {
        m->s.p += *m->s.p != '('; /* np.float32(0.9), dtype=float32 */
        return OD_OK;
    }
    if (!top->is_list && !top->value_due) {
        m->content |= !top->skipped;
        m->prose = true;
        if (m->without_braces)
            top->key = (od_key){.role = OD_KEY_SKIP}; /* "Box: [1, 2, 3, 4]. The dog [1] is red." */
        return OD_OK;
    }
    if (top->is_list)
        od_value_begins(m);
    st = value_word(m, top, word);
    top->value_due = false;
    top->after_value = true;
    return st;
}

static od_status take_number(od_lenient *m, double value, od_str written)
{
    od_level *top = od_top(m);
    od_status st;

    if (top->is_list || top->after_value || top->after_comma)
        od_value_begins(m);
    st = od_take_number(m, value, written);
    top->value_due = false;
    top->after_value = true;
    return st;
}

/* What is none of the grammar's marks. In a list of numbers it spoils them. */
static void take_garbage(od_lenient *m)
{
    od_level *top = od_top(m);
    const char *p = m->s.p;

    if (*p == '.' || od_mark_at(p, m->s.end).c == '.') {
        m->s.p += od_mark_at(p, m->s.end).bytes; /* "..." stands for more of the same */
        m->prose = true;
        return;
    }
    if (top->is_list && !top->skipped && (top->key.role == OD_KEY_BOX || top->key.role == OD_KEY_OTHER))
        top->n_bad++;
    m->prose |= !top->skipped;
    do
        m->s.p++;
    while (m->s.p < m->s.end && ((unsigned char)*m->s.p & 0xc0) == 0x80);
}

static bool take_comment(od_lenient *m)
{
    const char *p = m->s.p, *end = m->s.end, *stop;

    if (*p == '/' && p + 1 < end && p[1] == '*') {
        if (m->no_comment_end)
            return false;
        stop = od_scan_find(p + 2, end, "*/");
        m->no_comment_end = !stop;
        if (!stop)
            return false;
        m->s.p = stop + 2;
    } else if (*p == '#' || (*p == '/' && p + 1 < end && p[1] == '/')) {
        stop = memchr(p, '\n', (size_t)(end - p));
        m->s.p = stop ? stop : end;
    } else {
        return false;
    }
    m->prose = true;
    return true;
}

static od_status take_scalar(od_lenient *m, od_mark mark)
{
    od_str written = {m->s.p, 0};
    double value;

    if ((mark.c >= '0' && mark.c <= '9') || mark.c == '-' || mark.c == '+' || mark.c == '.') {
        if (mark.bytes == 1 && od_scan_number(&m->s, &value)) {
            written.n = (size_t)(m->s.p - written.p);
            return take_number(m, value, written);
        }
        if ((mark.c == '-' || mark.c == '+') && m->s.p + 1 < m->s.end &&
            od_is_word(od_mark_at(m->s.p + 1, m->s.end))) {
            m->s.p++;
            return take_word(m); /* -inf */
        }
    }
    if (od_is_word(mark))
        return take_word(m);
    if (!take_comment(m))
        take_garbage(m);
    return OD_OK;
}

static void take_comma(od_lenient *m)
{
    od_level *top = od_top(m);

    if (!top->after_value && !top->skipped)
        od_repaired(m, OD_REPAIR_TRAILING_COMMA);
    top->after_value = false;
    top->after_comma = true;
    top->value_due = false;
}

/* A semicolon stands for a comma, and behind four numbers parts one box from the next. */
static od_status take_semicolon(od_lenient *m)
{
    od_level *top = od_top(m);
    od_status st = OD_OK;

    od_repaired(m, OD_REPAIR_MISSING_COMMA);
    if (top->is_list && !top->skipped && top->key.role == OD_KEY_BOX && top->n_numbers == 4 && !top->n_bad) {
        st = od_take_box(m, top, top->numbers, 4, (uint8_t)(top->lists + 1));
        top->n_numbers = 0;
        top->n_children++;
    }
    take_comma(m);
    return st;
}

od_status od_take_token(od_lenient *m)
{
    od_mark mark = od_mark_at(m->s.p, m->s.end);
    const char *after;
    od_quoted t;

    if (mark.bytes > 1 && mark.c != ' ' && strchr("{}[](),:", mark.c))
        od_repaired(m, OD_REPAIR_BRACKET);
    switch (mark.c) {
    case ' ':
    case ':': m->s.p += mark.bytes; return OD_OK;
    case '{': m->s.p += mark.bytes; return od_open_object(m, false);
    case '[':
    case '(':
        m->s.p += mark.bytes;
        if (mark.c == '(' && mark.bytes == 1 && m->form != OD_LENIENT_ARRAYS)
            od_repaired(m, OD_REPAIR_BRACKET);
        return od_open_list(m, mark.c == '(');
    case '}':
    case ']':
    case ')': m->s.p += mark.bytes; return od_close(m, mark.c);
    case ',':
        m->s.p += mark.bytes;
        if (!m->beyond)
            take_comma(m);
        return OD_OK;
    case ';': m->s.p += mark.bytes; return m->beyond ? OD_OK : take_semicolon(m);
    default: break;
    }
    if (m->beyond) {
        m->s.p += mark.bytes;
        return OD_OK;
    }
    if (od_quote_at(m->s.p, m->s.end, &t, &after))
        return take_text(m, &t, after);
    if (mark.c == '\\') {
        m->s.p = od_past_slashes(m->s.p, m->s.end);
        m->prose |= !m->quoted && !m->quoted_outside;
        return OD_OK;
    }
    return take_scalar(m, mark);
}
