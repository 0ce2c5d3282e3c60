#include <string.h>

#include "answer/python_inner.h"
#include "answer/python_literal.h"

/* ast.literal_eval(str): constants, tuples, lists, dicts, sets, set(), + and - before a number, and a sum of
 * a real and an imaginary number. Everything else that Python's grammar has makes literal_eval raise, so it
 * need not be told from what the grammar has not. */

/* Of a number, how it is written: literal_eval takes one sign before a bare one, and sums of certain two. */
typedef enum form { FORM_OTHER, FORM_BARE, FORM_SIGNED } form;

static bool invalid(od_python_reader *r)
{
    return od_python_stop(r, OD_PYTHON_INVALID);
}

/* The bytes of the line end at p: 0, 1, or 2 for \r\n. */
static size_t line_end(const char *p, const char *end)
{
    if (p == end || (*p != '\n' && *p != '\r'))
        return 0;
    return *p == '\r' && end - p > 1 && p[1] == '\n' ? 2 : 1;
}

static void skip_comment(od_python_reader *r)
{
    while (r->p < r->end && *r->p != '\n' && *r->p != '\r')
        r->p++;
}

/* A backslash that joins two lines, at r->p: false when it is not followed by a line end and another line. */
static bool join_lines(od_python_reader *r)
{
    size_t n = line_end(r->p + 1, r->end);

    if (n == 0 || r->p + 1 + n == r->end)
        return invalid(r);
    r->p += 1 + n;
    return true;
}

/* White space between tokens, comments, joined lines; line ends only inside brackets. */
static bool skip_blanks(od_python_reader *r)
{
    while (r->p < r->end) {
        if (*r->p == ' ' || *r->p == '\t' || *r->p == '\f') {
            r->p++;
        } else if (*r->p == '#') {
            skip_comment(r);
        } else if (*r->p == '\\') {
            if (!join_lines(r))
                return false;
        } else if (r->depth > 0 && line_end(r->p, r->end)) {
            r->p++;
        } else {
            break;
        }
    }
    return true;
}

static bool comes(const od_python_reader *r, char c)
{
    return r->p < r->end && *r->p == c;
}

/* ---- words, numbers ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_word(od_python_reader *r, const char *word)
{
    size_t n = strlen(word);

    if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0 ||
        (r->p + n < r->end && (is_letter(r->p[n]) || is_digit(r->p[n]))))
        return false;
    r->p += n;
    return true;
}

/* set ( ): the one call that literal_eval makes. r->p is behind the word. */
static bool read_set_call(od_python_reader *r, const char *at)
{
    od_python_id id;

    if (!skip_blanks(r))
        return false;
    if (!comes(r, '('))
        return invalid(r);
    r->p++;
    r->depth++;
    if (r->depth > OD_PYTHON_LITERAL_DEPTH || !skip_blanks(r) || !comes(r, ')'))
        return invalid(r);
    r->p++;
    r->depth--;
    if (!od_python_open(r, OD_PYTHON_SET, at, &id))
        return false;
    od_python_close(r, id);
    return true;
}

static bool read_word(od_python_reader *r)
{
    const char *at = r->p;

    if (take_word(r, "None"))
        return od_python_add_number(r, OD_PYTHON_NONE, at, 0);
    if (take_word(r, "True"))
        return od_python_add_number(r, OD_PYTHON_BOOL, at, 1);
    if (take_word(r, "False"))
        return od_python_add_number(r, OD_PYTHON_BOOL, at, 0);
    if (take_word(r, "set"))
        return read_set_call(r, at);
    return invalid(r);
}

static bool read_number(od_python_reader *r)
{
    const char *at = r->p;
    od_python_kind kind;
    double value;

    r->p = od_python_number_token(r->p, r->end, &kind, &value);
    if (r->p && (r->p == r->end || !is_letter(*r->p)))
        return od_python_add_number(r, kind, at, value);
    r->p = at;
    return invalid(r);
}

/* ---- brackets ---- */

static bool read_sum(od_python_reader *r, form *how);

static bool read_item(od_python_reader *r)
{
    form how;

    return read_sum(r, &how) && skip_blanks(r);
}

static bool enter(od_python_reader *r, od_python_kind kind, od_python_id *id)
{
    if (++r->depth > OD_PYTHON_LITERAL_DEPTH)
        return invalid(r);
    return od_python_open(r, kind, r->p++, id) && skip_blanks(r);
}

static bool leave(od_python_reader *r, od_python_id id)
{
    r->p++;
    r->depth--;
    od_python_close(r, id);
    return true;
}

/* A comma, or what closes. */
static bool separate(od_python_reader *r, char closing)
{
    if (comes(r, closing))
        return true;
    if (!comes(r, ','))
        return invalid(r);
    r->p++;
    return skip_blanks(r);
}

static bool read_list(od_python_reader *r)
{
    od_python_id id;

    if (!enter(r, OD_PYTHON_LIST, &id))
        return false;
    while (!comes(r, ']')) {
        if (!read_item(r) || !separate(r, ']'))
            return false;
        r->py->values[id].n++;
    }
    return leave(r, id);
}

/* Takes over what a group's one value, or a tuple's items, say about it. */
static void inherit(od_python_reader *r, od_python_id id)
{
    od_python *py = r->py;

    for (od_python_id item = id + 1; item < py->n; item = od_python_next(py, item))
        py->values[id].unhashable |= py->values[item].unhashable;
}

/* A tuple, or one value in parentheses. */
static bool read_parentheses(od_python_reader *r, form *how)
{
    od_python_id id;
    bool comma = false;

    if (!enter(r, OD_PYTHON_TUPLE, &id))
        return false;
    *how = FORM_OTHER;
    while (!comes(r, ')')) {
        if (!read_sum(r, how) || !skip_blanks(r))
            return false;
        r->py->values[id].n++;
        comma |= comes(r, ',');
        if (!separate(r, ')'))
            return false;
    }
    if (r->py->values[id].n == 1 && !comma)
        r->py->values[id].kind = OD_PYTHON_GROUP;
    else
        *how = FORM_OTHER;
    inherit(r, id);
    return leave(r, id);
}

/* What has just been read can be a key, or in a set. */
static bool check_hashable(od_python_reader *r, od_python_id id)
{
    return !r->py->values[id].unhashable || invalid(r);
}

static bool read_element(od_python_reader *r, od_python_id braces)
{
    od_python_id id = (od_python_id)r->py->n;
    bool dict = r->py->values[braces].kind == OD_PYTHON_DICT;

    if (!read_item(r))
        return false;
    if (r->py->values[braces].n == 0 && !comes(r, ':'))
        r->py->values[braces].kind = OD_PYTHON_SET;
    else if (dict != comes(r, ':'))
        return invalid(r);
    if (comes(r, ':')) {
        r->p++;
        if (!skip_blanks(r) || !read_item(r))
            return false;
    }
    r->py->values[braces].n++;
    return check_hashable(r, id) && separate(r, '}');
}

/* {} is a dict; the first element says which of the two it is. */
static bool read_braces(od_python_reader *r)
{
    od_python_id id;

    if (!enter(r, OD_PYTHON_DICT, &id))
        return false;
    while (!comes(r, '}'))
        if (!read_element(r, id))
            return false;
    return leave(r, id);
}

/* ---- expressions ---- */

static bool read_atom(od_python_reader *r, form *how)
{
    char c = r->p < r->end ? *r->p : '\0';
    const char *at = r->p;

    *how = FORM_OTHER;
    if (c == '[')
        return read_list(r);
    if (c == '{')
        return read_braces(r);
    if (c == '(')
        return read_parentheses(r, how);
    if (is_digit(c) || (c == '.' && r->end - r->p > 1 && is_digit(r->p[1]))) {
        *how = FORM_BARE;
        return read_number(r);
    }
    if (od_python_begins_text(r->p, r->end))
        return od_python_read_text(r) && skip_blanks(r) && od_python_join_texts(r, skip_blanks);
    if (r->end - r->p >= 3 && memcmp(r->p, "...", 3) == 0) {
        r->p += 3;
        return od_python_add_number(r, OD_PYTHON_ELLIPSIS, at, 0);
    }
    return read_word(r);
}

/* [+-] atom */
static bool read_signed(od_python_reader *r, form *how)
{
    od_python_id id = (od_python_id)r->py->n;
    od_python_value *v;
    char sign = r->p < r->end ? *r->p : '\0';

    if (sign != '+' && sign != '-')
        return read_atom(r, how);
    r->p++;
    if (!skip_blanks(r) || !read_atom(r, how))
        return false;
    if (*how != FORM_BARE)
        return invalid(r);
    *how = FORM_SIGNED;
    v = &r->py->values[od_python_first(r->py, id) - 1];
    if (sign == '-')
        v->as.number = v->kind == OD_PYTHON_INT ? od_python_integer(-v->as.number) : -v->as.number;
    return true;
}

/* A value, or a real number with an imaginary one added or taken off. */
static bool read_sum(od_python_reader *r, form *how)
{
    od_python_id left = (od_python_id)r->py->n, right;

    if (!read_signed(r, how) || !skip_blanks(r))
        return false;
    if (!comes(r, '+') && !comes(r, '-'))
        return true;
    if (*how == FORM_OTHER || od_python_at(r->py, left)->kind == OD_PYTHON_COMPLEX)
        return invalid(r);
    r->p++;
    right = (od_python_id)r->py->n;
    if (!skip_blanks(r) || !read_atom(r, how))
        return false;
    if (*how != FORM_BARE || od_python_at(r->py, right)->kind != OD_PYTHON_COMPLEX)
        return invalid(r);
    *how = FORM_OTHER;
    r->py->n = left + 1;
    r->py->values[left].kind = OD_PYTHON_COMPLEX;
    od_python_close(r, left);
    return skip_blanks(r) && ((!comes(r, '+') && !comes(r, '-')) || invalid(r));
}

/* ---- lines ---- */

/* Passes over lines that hold nothing, up to what stands on the next. False when that is indented; a line
 * without an end that holds blanks alone is, too. */
static bool skip_lines(od_python_reader *r)
{
    bool indented = false, joined = false;

    for (; r->p < r->end;) {
        size_t n = line_end(r->p, r->end);

        if (n) {
            r->p += n;
            indented = joined = false;
        } else if (*r->p == ' ' || *r->p == '\t') {
            indented = true;
            r->p++;
        } else if (*r->p == '\f') { /* sets the column to 0 */
            indented = false;
            r->p++;
        } else if (*r->p == '\\') { /* blanks before it count, whatever comes on the next line */
            joined |= indented;
            if (!join_lines(r))
                return false;
        } else if (*r->p == '#') {
            skip_comment(r);
            indented = joined = false;
        } else {
            break;
        }
    }
    return (!indented && !joined) || invalid(r);
}

/* expression, or expression, expression, ...: a tuple; then nothing but empty lines. */
static bool read_all(od_python_reader *r)
{
    od_python_id id;
    bool comma = false, more = true;
    form how;

    if (!skip_lines(r) || !od_python_open(r, OD_PYTHON_TUPLE, r->p, &id))
        return false;
    while (more) {
        if (!read_sum(r, &how))
            return false;
        r->py->values[id].n++;
        if ((more = comes(r, ','))) {
            comma = true;
            r->p++;
            if (!skip_blanks(r))
                return false;
            more = r->p < r->end && !line_end(r->p, r->end);
        }
    }
    if (!comma)
        r->py->values[id].kind = OD_PYTHON_GROUP;
    if (r->p < r->end && !line_end(r->p, r->end))
        return invalid(r);
    od_python_close(r, id);
    return skip_lines(r) && (r->p == r->end || invalid(r));
}

od_status od_python_literal(od_python *py, od_str text, od_python_id *root, od_python_outcome *outcome,
                            od_error *err)
{
    od_python_reader r = {.py = py, .p = text.p, .end = text.p + text.n, .err = err};
    od_python_id first = (od_python_id)py->n;

    *root = 0;
    while (r.p < r.end && (*r.p == ' ' || *r.p == '\t'))
        r.p++;
    if (text.n == 0 || memchr(text.p, '\0', text.n) || text.n >= UINT32_MAX || py->source.n >= UINT32_MAX)
        invalid(&r);
    else
        read_all(&r);
    *outcome = r.outcome;
    if (r.st == OD_OK && r.outcome == OD_PYTHON_READ)
        *root = first;
    return r.st;
}
