#include <string.h>

#include "core/json_inner.h"
#include "core/utf8.h"

/* True when none of the eight bytes is below 0x20, a quote, a backslash or above 0x7f. (x - 0x01..) & ~x &
 * 0x80.. finds zero bytes, and with another subtrahend small ones; a borrow can only make a false alarm. */
static bool eight_are_plain(const char *p)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t x, quote, backslash;

    memcpy(&x, p, sizeof x);
    quote = x ^ ones * '"';
    backslash = x ^ ones * '\\';
    return (((x - ones * 0x20) | (quote - ones) | (backslash - ones) | x) & tops) == 0;
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c < 0x80;
}

const char *od_json_plain(const char *p, const char *end)
{
    int n;

    for (;;) {
        while (end - p >= 8 && eight_are_plain(p))
            p += 8;
        while (p < end && is_plain((unsigned char)*p))
            p++;
        if (p == end || (unsigned char)*p < 0x80)
            return p;
        n = od_utf8_length(p, end);
        if (n <= 0)
            return p;
        p += n;
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The four digits after a \u whose backslash is at p; -1 when they are not all there. */
static int32_t code_unit(const char *p, const char *end)
{
    int32_t code = 0;

    if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

/* \uXXXX, or two of them that are one character above U+FFFF; half a pair alone is left to become U+FFFD. */
static od_status unicode_escape(od_json *j, uint32_t *code)
{
    int32_t high, low;
    od_status st;

    if ((st = od_json_need(j, 12)) != OD_OK)
        return st;
    high = code_unit(j->p, j->end);
    if (high < 0 && j->end - j->p < 6)
        return od_json_ended(j, "inside a string");
    if (high < 0)
        return od_json_fail(j, "\\u needs four hexadecimal digits");
    *code = (uint32_t)high;
    j->p += 6;
    if (high < 0xd800 || high > 0xdbff)
        return OD_OK;
    low = code_unit(j->p, j->end);
    if (low >= 0xdc00 && low <= 0xdfff) {
        *code = 0x10000 + ((uint32_t)(high - 0xd800) << 10) + (uint32_t)(low - 0xdc00);
        j->p += 6;
    }
    return OD_OK;
}

static od_status escape(od_json *j, uint32_t *code)
{
    static const char names[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    const char *name;
    od_status st;

    if ((st = od_json_need(j, 2)) != OD_OK)
        return st;
    if (j->end - j->p < 2)
        return od_json_ended(j, "inside a string");
    if (j->p[1] == 'u')
        return unicode_escape(j, code);
    name = memchr(names, j->p[1], sizeof names - 1);
    if (!name)
        return od_json_fail(j, "a backslash in a string is followed by none of \" \\ / b f n r t u");
    *code = (unsigned char)means[name - names];
    j->p += 2;
    return OD_OK;
}

/* What becomes of the text being read. */
typedef struct keeping {
    bool on;    /* it is decoded into scratch, else only checked */
    bool *fits; /* of a text that is too long: says so there; NULL: that is an error */
} keeping;

static od_status too_long(od_json *j, keeping *k)
{
    if (k->fits) {
        *k->fits = k->on = false;
        return OD_OK;
    }
    od_json_fail(j, "a string of more than 16 MiB");
    return od_remedy(j->err, "a string that long has no meaning here: check what wrote the file");
}

static od_status add(od_json *j, keeping *k, const char *bytes, size_t n)
{
    if (!k->on)
        return OD_OK;
    if (n > OD_JSON_TEXT_MAX || j->scratch.n > OD_JSON_TEXT_MAX - n)
        return too_long(j, k);
    if (j->scratch.bytes && n < j->scratch.capacity - j->scratch.n) {
        memcpy(j->scratch.bytes + j->scratch.n, bytes, n);
        j->scratch.n += n;
        j->scratch.bytes[j->scratch.n] = '\0';
        return OD_OK;
    }
    return od_buffer_add(&j->scratch, bytes, n, j->err);
}

/* A byte that is no UTF-8. */
static od_status strange_byte(od_json *j, keeping *k)
{
    od_status st;

    if (j->any_bytes) {
        if ((st = add(j, k, j->p, 1)) == OD_OK)
            j->p++;
        return st;
    }
    od_json_fail(j, "the byte 0x%02x in a string is not UTF-8", (unsigned char)*j->p);
    return od_remedy(j->err, "save the file as UTF-8");
}

/* A backslash and the letter after it, as they nearly always come: in the window, and with room for what they
 * stand for. */
static bool simple_escape(od_json *j, const keeping *k)
{
    od_buffer *b = &j->scratch;
    unsigned char means;

    if (j->end - j->p < 2 || !k->on || b->n >= OD_JSON_TEXT_MAX || b->capacity - b->n < 2)
        return false;
    switch (j->p[1]) {
    case '"':
    case '\\':
    case '/': means = (unsigned char)j->p[1]; break;
    case 'n': means = '\n'; break;
    case 't': means = '\t'; break;
    default: return false;
    }
    b->bytes[b->n++] = (char)means;
    b->bytes[b->n] = '\0';
    j->p += 2;
    return true;
}

/* At a byte that od_json_plain stopped at, and not the closing quote: reads over it, or says what is wrong.
 */
static od_status special(od_json *j, keeping *k)
{
    unsigned char c = (unsigned char)*j->p;
    uint32_t code = 0;
    char utf8[4];
    int length;
    od_status st;

    if (c == '\\') {
        if ((st = escape(j, &code)) != OD_OK)
            return st;
        return add(j, k, utf8, od_utf8_put(utf8, code));
    }
    if (c < 0x20)
        return od_json_fail(j, "a string contains the control character 0x%02x, which JSON writes as \\u%04x",
                            c, c);
    if ((st = od_json_need(j, 4)) != OD_OK)
        return st;
    length = od_utf8_length(j->p, j->end);
    if (length > 0)
        return OD_OK; /* it was only cut by the window */
    if (length < 0 && !j->any_bytes)
        return od_json_ended(j, "inside a string");
    return strange_byte(j, k);
}

od_status od_json_text(od_json *j, bool keep, bool *fits)
{
    keeping k = {keep, fits};
    const char *run;
    od_status st = OD_OK;

    j->scratch.n = 0;
    if (keep)
        st = od_buffer_add(&j->scratch, "", 0, j->err); /* so that the empty string has an address too */
    while (st == OD_OK) {
        run = j->p;
        j->p = od_json_plain(run, j->end);
        if (j->p > run && (st = add(j, &k, run, (size_t)(j->p - run))) != OD_OK)
            break;
        if (j->p == j->end) {
            if (j->last)
                return od_json_ended(j, "inside a string");
            st = od_json_refill(j);
        } else if (*j->p == '"') {
            j->p++;
            break;
        } else if (*j->p != '\\' || !simple_escape(j, &k)) {
            st = special(j, &k);
        }
    }
    return st;
}
