#include <math.h>
#include <string.h>

#include "answer/python_literal.h"
#include "answer/python_text.h"

/* ---- numbers ---- */

static bool is_decimal_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits of a base up to 16, one _ between any two; p itself when there are none, NULL when _ stands wrongly.
 */
static const char *grouped(const char *p, const char *end, uint32_t base)
{
    const char *begin = p;
    uint32_t digit;

    for (;;) {
        while (od_python_hex(p, end, 1, &digit) && digit < base)
            p++;
        if (p == end || *p != '_')
            return p;
        if (p == begin || p[-1] == '_' || !od_python_hex(p + 1, end, 1, &digit) || digit >= base)
            return NULL;
        p++;
    }
}

/* An integer of base 2, 8 or 16, rounded to the nearest double, ties to even: 64 leading bits decide, with
 * the lowest of them standing for all that follow. */
static double binary_value(const char *p, const char *end, unsigned bits)
{
    uint64_t top = 0;
    int64_t shift = 0;
    uint32_t digit;

    for (; p < end; p++) {
        if (*p == '_' || !od_python_hex(p, end, 1, &digit))
            continue;
        if (top >> (64 - bits) == 0) {
            top = top << bits | digit;
        } else {
            top |= digit != 0;
            shift += bits;
        }
    }
    return ldexp((double)top, shift < 100000 ? (int)shift : 100000);
}

static const char *binary_number(const char *p, const char *end, double *value)
{
    int letter = p[1] | 0x20;
    unsigned bits = letter == 'x' ? 4 : letter == 'o' ? 3 : 1;
    const char *digits = p + 2, *after;

    if (digits < end && *digits == '_')
        digits++;
    after = grouped(digits, end, 1u << bits);
    if (!after || after == digits || (after < end && is_decimal_digit(*after)))
        return NULL;
    *value = binary_value(digits, after, bits);
    return after;
}

/* Behind the e; NULL when no digit follows. */
static const char *exponent(const char *p, const char *end)
{
    const char *after;

    p += p < end && (*p == '+' || *p == '-');
    after = grouped(p, end, 10);
    return after && after > p ? after : NULL;
}

/* Zeros alone may begin with a 0. */
static bool is_integer(const char *p, const char *end)
{
    size_t n = 0;
    bool zero = *p == '0', other = false;

    for (; p < end; p++) {
        n += *p != '_';
        other |= *p != '0' && *p != '_';
    }
    return n <= OD_PYTHON_INTEGER_DIGITS && !(zero && other);
}

const char *od_python_number_token(const char *p, const char *end, od_python_kind *kind, double *value)
{
    const char *begin = p;

    *kind = OD_PYTHON_INT;
    if (*p == '0' && end - p > 1 && strchr("xXoObB", p[1]) && p[1])
        return binary_number(p, end, value);
    if (!(p = grouped(p, end, 10)))
        return NULL;
    if (p < end && *p == '.') {
        *kind = OD_PYTHON_FLOAT;
        p++;
        if (p < end && is_decimal_digit(*p) && !(p = grouped(p, end, 10)))
            return NULL;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        *kind = OD_PYTHON_FLOAT;
        if (!(p = exponent(p + 1, end)))
            return NULL;
    }
    *value = od_python_decimal((od_str){begin, (size_t)(p - begin)});
    if (p < end && (*p == 'j' || *p == 'J')) {
        *kind = OD_PYTHON_COMPLEX;
        return p + 1;
    }
    return *kind == OD_PYTHON_FLOAT || is_integer(begin, p) ? p : NULL;
}

/* ---- texts ---- */

/* How a text is written. */
typedef struct style {
    bool raw, bytes;
    size_t prefix; /* letters before the quote */
} style;

static bool read_style(const char *p, const char *end, style *s)
{
    bool u = false;

    *s = (style){0};
    for (; p < end && *p != '"' && *p != '\''; p++, s->prefix++) {
        int c = *p | 0x20;
        bool *seen = c == 'r' ? &s->raw : c == 'b' ? &s->bytes : c == 'u' ? &u : NULL;

        if (!seen || *seen || u)
            return false;
        *seen = true;
        if (u && s->prefix > 0)
            return false;
    }
    return p < end;
}

bool od_python_begins_text(const char *p, const char *end)
{
    style s;

    return read_style(p, end, &s);
}

static bool invalid(od_python_reader *r)
{
    return od_python_stop(r, OD_PYTHON_INVALID);
}

/* Adds a character, or in bytes one byte. */
static bool add(od_python_reader *r, const style *s, uint32_t code)
{
    char byte = (char)(code & 0xff);

    return s->bytes ? od_python_add_bytes(r, &byte, 1) : od_python_add_code(r, code);
}

static bool read_octal(od_python_reader *r, const style *s)
{
    uint32_t code = 0;

    for (int n = 0; n < 3 && r->p < r->end && *r->p >= '0' && *r->p <= '7'; n++)
        code = code * 8 + (uint32_t)(*r->p++ - '0');
    return add(r, s, code);
}

/* \xXX, \uXXXX, \UXXXXXXXX: r->p is behind the letter. */
static bool read_hex(od_python_reader *r, const style *s, unsigned digits)
{
    uint32_t code;

    if (!od_python_hex(r->p, r->end, digits, &code) || code > 0x10ffff)
        return invalid(r);
    r->p += digits;
    return add(r, s, code);
}

/* The bytes of a line end, which reads as \n. */
static size_t line_end(const char *p, const char *end)
{
    if (p == end || (*p != '\n' && *p != '\r'))
        return 0;
    return *p == '\r' && end - p > 1 && p[1] == '\n' ? 2 : 1;
}

/* r->p is behind the backslash, and something follows. */
static bool read_escape(od_python_reader *r, const style *s)
{
    static const char from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
    char c = *r->p;
    const char *known = strchr(from, c);
    size_t n = line_end(r->p, r->end);

    r->p += n;
    if (n)
        return true;
    if (c >= '0' && c <= '7')
        return read_octal(r, s);
    if (known) {
        r->p++;
        return od_python_add_bytes(r, &to[known - from], 1);
    }
    if (c == 'x' || (!s->bytes && (c == 'u' || c == 'U'))) {
        r->p++;
        return read_hex(r, s, c == 'x' ? 2 : c == 'u' ? 4 : 8);
    }
    if (c == 'N' && !s->bytes)
        return invalid(r);
    return od_python_add_bytes(r, "\\", 1);
}

/* In a raw text a backslash stays, and so does what follows it. */
static bool read_raw_escape(od_python_reader *r)
{
    size_t n = line_end(r->p, r->end);
    const char *next = n ? "\n" : r->p;

    if (!od_python_add_bytes(r, "\\", 1) || !od_python_add_bytes(r, next, 1))
        return false;
    r->p += n ? n : 1;
    return true;
}

static bool at_quote(const od_python_reader *r, char quote, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((size_t)(r->end - r->p) <= i || r->p[i] != quote)
            return false;
    return true;
}

/* What stands between the quotes, of which there are n on each side. */
static bool read_body(od_python_reader *r, const style *s, char quote, size_t n)
{
    while (!at_quote(r, quote, n)) {
        const char *plain = r->p;
        size_t line = line_end(r->p, r->end);

        if (r->p == r->end || (line && n == 1) || (s->bytes && (unsigned char)*r->p >= 0x80))
            return invalid(r);
        if (*r->p == '\\') {
            r->p++;
            if (r->p == r->end)
                return invalid(r);
            if (s->raw ? !read_raw_escape(r) : !read_escape(r, s))
                return false;
        } else {
            r->p += line ? line : 1;
            while (!line && r->p < r->end && *r->p != quote && *r->p != '\\' && *r->p != '\n' &&
                   *r->p != '\r' && (unsigned char)*r->p < 0x80)
                r->p++;
            if (!od_python_add_bytes(r, line ? "\n" : plain, line ? 1 : (size_t)(r->p - plain)))
                return false;
        }
    }
    r->p += n;
    return true;
}

/* Adds the text at r->p to the value, which is the last. */
static bool append_text(od_python_reader *r, const style *s, od_python_id id)
{
    od_python_value *v;
    char quote;
    size_t n;

    r->p += s->prefix;
    quote = *r->p;
    n = at_quote(r, quote, 3) ? 3 : 1;
    r->p += n;
    if (!read_body(r, s, quote, n))
        return false;
    v = &r->py->values[id];
    v->as.text.bytes = (uint32_t)(r->py->texts.n - v->as.text.at);
    return true;
}

bool od_python_read_text(od_python_reader *r)
{
    od_python_id id;
    style s;

    if (!read_style(r->p, r->end, &s))
        return invalid(r);
    if (!od_python_open(r, s.bytes ? OD_PYTHON_BYTES : OD_PYTHON_STR, r->p, &id))
        return false;
    r->py->values[id].as.text.at = (uint32_t)r->py->texts.n;
    if (!append_text(r, &s, id))
        return false;
    od_python_close(r, id);
    return true;
}

bool od_python_join_texts(od_python_reader *r, bool (*skip)(od_python_reader *r))
{
    od_python_id id = (od_python_id)r->py->n - 1;
    bool bytes = r->py->values[id].kind == OD_PYTHON_BYTES;
    style s;

    while (read_style(r->p, r->end, &s)) {
        if (s.bytes != bytes)
            return invalid(r);
        if (!append_text(r, &s, id) || !skip(r))
            return false;
    }
    return true;
}
