#include <math.h>
#include <string.h>

#include "answer/python_inner.h"
#include "core/number.h"

/* json.loads(str), strict: white space is JSON's four characters; NaN, Infinity and -Infinity are numbers;
 * lone surrogates in escapes are characters; bytes that are no UTF-8 may stand in texts. */

static void skip_space(od_python_reader *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\r' || *r->p == '\t'))
        r->p++;
}

/* The next byte that is no white space; 0 at the end (a NUL begins nothing either). */
static char next(od_python_reader *r)
{
    skip_space(r);
    return r->p < r->end ? *r->p : '\0';
}

static bool invalid(od_python_reader *r)
{
    return od_python_stop(r, OD_PYTHON_INVALID);
}

/* ---- texts ---- */

/* \uXXXX, a pair of surrogates being one character. r->p is behind the u. */
static bool read_unicode(od_python_reader *r)
{
    uint32_t code, low;

    if (!od_python_hex(r->p, r->end, 4, &code))
        return invalid(r);
    r->p += 4;
    if (code >= 0xd800 && code <= 0xdbff && r->end - r->p > 6 && r->p[0] == '\\' && r->p[1] == 'u') {
        if (!od_python_hex(r->p + 2, r->end, 4, &low))
            return invalid(r);
        if (low >= 0xdc00 && low <= 0xdfff) {
            r->p += 6;
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        }
    }
    return od_python_add_code(r, code);
}

/* r->p is behind the backslash. */
static bool read_escape(od_python_reader *r)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *known = r->p < r->end && *r->p ? strchr(from, *r->p) : NULL;

    if (known) {
        r->p++;
        return od_python_add_bytes(r, &to[known - from], 1);
    }
    if (r->p == r->end || *r->p != 'u')
        return invalid(r);
    r->p++;
    return read_unicode(r);
}

static const char *plain_end(const char *p, const char *end)
{
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= ' ')
        p++;
    return p;
}

/* r->p is at the opening quote. */
static bool read_string(od_python_reader *r)
{
    od_python_id id;
    size_t at = r->py->texts.n;
    const char *plain = r->p + 1, *stop = plain_end(plain, r->end);
    od_python_value *v;

    if (!od_python_open(r, OD_PYTHON_STR, r->p, &id))
        return false;
    if (stop < r->end && *stop == '"') {
        v = &r->py->values[id];
        v->in_source = true;
        v->as.text.at = (uint32_t)(plain - r->py->source.p);
        v->as.text.bytes = (uint32_t)(stop - plain);
        r->p = stop + 1;
        od_python_close(r, id);
        return true;
    }
    while (stop < r->end && *stop == '\\') {
        r->p = stop + 1;
        if (!od_python_add_bytes(r, plain, (size_t)(stop - plain)) || !read_escape(r))
            return false;
        plain = r->p;
        stop = plain_end(plain, r->end);
    }
    if (stop == r->end || *stop != '"')
        return invalid(r);
    if (!od_python_add_bytes(r, plain, (size_t)(stop - plain)))
        return false;
    r->p = stop + 1;
    v = &r->py->values[id];
    v->as.text.at = (uint32_t)at;
    v->as.text.bytes = (uint32_t)(r->py->texts.n - at);
    od_python_close(r, id);
    return true;
}

/* ---- numbers and words ---- */

static bool read_word(od_python_reader *r, const char *word, od_python_kind kind, double number)
{
    size_t n = strlen(word);

    if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
        return invalid(r);
    r->p += n;
    return od_python_add_number(r, kind, r->p - n, number);
}

static bool read_number(od_python_reader *r)
{
    const char *begin = r->p, *after;
    double value;
    bool integer;

    if (*begin == '-' && r->end - begin > 1 && begin[1] == 'I')
        return read_word(r, "-Infinity", OD_PYTHON_FLOAT, -INFINITY);
    after = od_number_read(begin, r->end, &value);
    if (!after)
        return invalid(r);
    integer = !memchr(begin, '.', (size_t)(after - begin)) && !memchr(begin, 'e', (size_t)(after - begin)) &&
              !memchr(begin, 'E', (size_t)(after - begin));
    if (integer && after - begin - (*begin == '-') > OD_PYTHON_INTEGER_DIGITS)
        return od_python_stop(r, OD_PYTHON_RAISED);
    r->p = after;
    return integer ? od_python_add_number(r, OD_PYTHON_INT, begin, od_python_integer(value))
                   : od_python_add_number(r, OD_PYTHON_FLOAT, begin, value);
}

/* ---- nesting ---- */

static bool read_value(od_python_reader *r);

static bool enter(od_python_reader *r, od_python_kind kind, od_python_id *id)
{
    if (++r->depth > OD_PYTHON_JSON_DEPTH)
        return od_python_stop(r, OD_PYTHON_RAISED);
    return od_python_open(r, kind, r->p++, id);
}

static bool leave(od_python_reader *r, od_python_id id)
{
    r->p++;
    r->depth--;
    od_python_close(r, id);
    return true;
}

static bool read_array(od_python_reader *r)
{
    od_python_id id;

    if (!enter(r, OD_PYTHON_LIST, &id))
        return false;
    if (next(r) == ']')
        return leave(r, id);
    for (;;) {
        if (!read_value(r))
            return false;
        r->py->values[id].n++;
        if (next(r) == ']')
            return leave(r, id);
        if (next(r) != ',')
            return invalid(r);
        r->p++;
    }
}

static bool read_pair(od_python_reader *r)
{
    if (next(r) != '"')
        return invalid(r);
    if (!read_string(r))
        return false;
    if (next(r) != ':')
        return invalid(r);
    r->p++;
    return read_value(r);
}

static bool read_object(od_python_reader *r)
{
    od_python_id id;

    if (!enter(r, OD_PYTHON_DICT, &id))
        return false;
    if (next(r) == '}')
        return leave(r, id);
    for (;;) {
        if (!read_pair(r))
            return false;
        r->py->values[id].n++;
        if (next(r) == '}')
            return leave(r, id);
        if (next(r) != ',')
            return invalid(r);
        r->p++;
    }
}

/* Recursion is bounded by OD_PYTHON_JSON_DEPTH. */
static bool read_value(od_python_reader *r)
{
    switch (next(r)) {
    case '"': return read_string(r);
    case '[': return read_array(r);
    case '{': return read_object(r);
    case 'n': return read_word(r, "null", OD_PYTHON_NONE, 0);
    case 't': return read_word(r, "true", OD_PYTHON_BOOL, 1);
    case 'f': return read_word(r, "false", OD_PYTHON_BOOL, 0);
    case 'N': return read_word(r, "NaN", OD_PYTHON_FLOAT, NAN);
    case 'I': return read_word(r, "Infinity", OD_PYTHON_FLOAT, INFINITY);
    case '-': return read_number(r);
    default: return r->p < r->end && *r->p >= '0' && *r->p <= '9' ? read_number(r) : invalid(r);
    }
}

od_status od_python_json(od_python *py, od_str text, od_python_id *root, od_python_outcome *outcome,
                         od_error *err)
{
    od_python_reader r = {.py = py, .p = text.p, .end = text.p + text.n, .err = err};
    od_python_id first = (od_python_id)py->n;

    *root = 0;
    if (text.n >= UINT32_MAX || py->source.n >= UINT32_MAX)
        invalid(&r);
    else if (read_value(&r)) {
        skip_space(&r);
        if (r.p < r.end)
            invalid(&r);
    }
    *outcome = r.outcome;
    if (r.st == OD_OK && r.outcome == OD_PYTHON_READ)
        *root = first;
    return r.st;
}
