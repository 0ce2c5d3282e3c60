#include <math.h>
#include <stdio.h>
#include <string.h>

#include "answer/python_text.h"
#include "core/number.h"
#include "core/utf8.h"

enum { REPLACEMENT = 0xfffd };

size_t od_python_wide_char(const char *p, const char *end, uint32_t *code)
{
    const unsigned char *s = (const unsigned char *)p;
    int n = od_utf8_length(p, end);

    if (n <= 1) {
        bool surrogate =
            n == 0 && end - p >= 3 && s[0] == 0xed && (s[1] & 0xe0) == 0xa0 && (s[2] & 0xc0) == 0x80;

        *code = n == 1 ? s[0] : REPLACEMENT;
        return surrogate ? 3 : 1;
    }
    *code = n == 2 ? s[0] & 0x1fu : n == 3 ? s[0] & 0x0fu : s[0] & 0x07u;
    for (int i = 1; i < n; i++)
        *code = *code << 6 | (s[i] & 0x3fu);
    return (size_t)n;
}

bool od_python_is_space(uint32_t code)
{
    if (code < 0x80)
        return code == ' ' || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f);
    return code == 0x85 || code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) ||
           code == 0x2028 || code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

/* The zeros of Unicode 14.0's decimal digits; the other nine follow each. */
static const uint32_t zeros[] = {
    0x30,    0x660,   0x6f0,   0x7c0,   0x966,   0x9e6,   0xa66,   0xae6,   0xb66,   0xbe6,   0xc66,
    0xce6,   0xd66,   0xde6,   0xe50,   0xed0,   0xf20,   0x1040,  0x1090,  0x17e0,  0x1810,  0x1946,
    0x19d0,  0x1a80,  0x1a90,  0x1b50,  0x1bb0,  0x1c40,  0x1c50,  0xa620,  0xa8d0,  0xa900,  0xa9d0,
    0xa9f0,  0xaa50,  0xabf0,  0xff10,  0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
    0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60,
    0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
};

int od_python_digit(uint32_t code)
{
    if (code < 0x80)
        return code >= '0' && code <= '9' ? (int)(code - '0') : -1;
    for (size_t i = 1; i < sizeof zeros / sizeof *zeros && zeros[i] <= code; i++)
        if (code - zeros[i] < 10)
            return (int)(code - zeros[i]);
    return -1;
}

const char *od_python_spaces(const char *p, const char *end)
{
    uint32_t code;
    size_t n;

    for (; p < end; p += n) {
        n = od_python_char(p, end, &code);
        if (!od_python_is_space(code))
            break;
    }
    return p;
}

const char *od_python_digits(const char *p, const char *end)
{
    uint32_t code;
    size_t n;

    for (; p < end; p += n) {
        n = od_python_char(p, end, &code);
        if (od_python_digit(code) < 0)
            break;
    }
    return p;
}

/* Where the last character before `end` begins. */
static const char *step_back(const char *begin, const char *end)
{
    uint32_t code;

    for (size_t n = 1; n <= 4 && n <= (size_t)(end - begin); n++)
        if (((unsigned char)end[-(ptrdiff_t)n] & 0xc0) != 0x80)
            return od_python_char(end - n, end, &code) == n ? end - n : end - 1;
    return end - 1;
}

od_str od_python_rstrip(od_str text)
{
    const char *begin = text.p, *end = text.p + text.n;

    while (end > begin) {
        const char *last = step_back(begin, end);
        uint32_t code;

        od_python_char(last, end, &code);
        if (!od_python_is_space(code))
            break;
        end = last;
    }
    return (od_str){begin, (size_t)(end - begin)};
}

od_str od_python_strip(od_str text)
{
    const char *end = text.p + text.n, *begin = od_python_spaces(text.p, end);

    return od_python_rstrip((od_str){begin, (size_t)(end - begin)});
}

/* ---- numbers ---- */

enum {
    DIGITS =
        800, /* more than decide how any decimal number is rounded (767); what follows only breaks ties */
    EXPONENT = 100000, /* beyond it everything is 0 or infinite */
};

/* A number's significant digits, its value being 0.dd...d times 10 to the power of DIGITS' count and shift.
 */
typedef struct decimal {
    char digits[DIGITS + 32];
    size_t n;
    int64_t shift;
    bool negative, point, rest; /* rest: a digit other than 0 did not find room */
} decimal;

static void add_digit(decimal *d, int digit)
{
    if (d->n == 0 && digit == 0) {
        d->shift -= d->point;
    } else if (d->n < DIGITS) {
        d->digits[d->n++] = (char)('0' + digit);
        d->shift -= d->point;
    } else {
        d->rest |= digit != 0;
        d->shift += !d->point;
    }
}

static int64_t read_exponent(const char *p, const char *end)
{
    int64_t value = 0;
    bool negative = false;
    uint32_t code;

    for (; p < end; p += od_python_char(p, end, &code)) {
        int digit;

        od_python_char(p, end, &code);
        digit = od_python_digit(code);
        negative |= code == '-';
        if (digit >= 0 && value < (int64_t)1 << 40)
            value = value * 10 + digit;
    }
    return negative ? -value : value;
}

static double value_of(decimal *d, int64_t exponent)
{
    double value = 0;

    if (d->rest) {
        d->digits[d->n++] = '1';
        d->shift--;
    }
    exponent += d->shift;
    exponent = exponent < -EXPONENT ? -EXPONENT : exponent > EXPONENT ? EXPONENT : exponent;
    if (d->n > 0) {
        size_t n = d->n + (size_t)snprintf(d->digits + d->n, 32, "e%d", (int)exponent);

        od_number_read(d->digits, d->digits + n, &value);
    }
    return d->negative ? -value : value;
}

/* Most numbers are a few digits, with or without a point: below 2^53 over a power of ten that is exact, so
 * that one division rounds as it should (Clinger). */
static bool read_short(od_str text, double *value)
{
    static const double powers[] = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    bool negative = text.n > 0 && text.p[0] == '-';
    size_t point = 0;
    int64_t digits = 0;

    if (text.n > 15)
        return false;
    for (size_t i = negative; i < text.n; i++) {
        if (text.p[i] == '.' && !point)
            point = i + 1;
        else if (text.p[i] >= '0' && text.p[i] <= '9')
            digits = digits * 10 + (text.p[i] - '0');
        else
            return false;
    }
    *value = (double)digits / powers[point ? text.n - point : 0];
    *value = negative ? -*value : *value;
    return true;
}

double od_python_decimal(od_str text)
{
    const char *end = text.p + text.n;
    decimal d;
    double value;
    uint32_t code;

    if (read_short(text, &value))
        return value;
    d.n = 0;
    d.shift = 0;
    d.negative = d.point = d.rest = false;
    for (const char *p = text.p; p < end; p += od_python_char(p, end, &code)) {
        int digit;

        od_python_char(p, end, &code);
        if ((digit = od_python_digit(code)) >= 0)
            add_digit(&d, digit);
        else if (code == 'e' || code == 'E')
            return value_of(&d, read_exponent(p + 1, end));
        d.negative |= code == '-';
        d.point |= code == '.';
    }
    return value_of(&d, 0);
}

static bool is_word(const char *p, const char *end, const char *word)
{
    for (; *word; word++, p++)
        if (p == end || (*p | 0x20) != *word)
            return false;
    return p == end;
}

/* digits, one _ between any two of them; NULL when they begin or end with one */
static const char *grouped_digits(const char *p, const char *end)
{
    for (;;) {
        const char *q = od_python_digits(p, end);

        if (q == end || *q != '_')
            return q;
        if (q == p || od_python_digits(q + 1, end) == q + 1)
            return NULL;
        p = q + 1;
    }
}

/* Whether a number in od_python_decimal's form begins at p and ends at `end`. */
static bool is_decimal(const char *p, const char *end)
{
    const char *q = grouped_digits(p, end);
    bool any = q && q > p;

    if (q && q < end && *q == '.') {
        p = q + 1;
        q = grouped_digits(p, end);
        any |= q && q > p;
    }
    if (!q || !any || q == end || (*q != 'e' && *q != 'E'))
        return any && q == end;
    p = q + 1;
    p += p < end && (*p == '+' || *p == '-');
    q = grouped_digits(p, end);
    return q && q > p && q == end;
}

/* float() does not take the separators U+001C to U+001F for white space, as strip() does. */
static bool has_separator(od_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] >= 0x1c && text.p[i] <= 0x1f)
            return true;
    return false;
}

bool od_python_float(od_str text, double *value)
{
    od_str t = od_python_strip(text);
    const char *p = t.p, *end = t.p + t.n;
    bool negative = p < end && *p == '-';

    if (has_separator(text))
        return false;
    p += p < end && (*p == '-' || *p == '+');
    if (is_word(p, end, "inf") || is_word(p, end, "infinity"))
        *value = negative ? -INFINITY : INFINITY;
    else if (is_word(p, end, "nan"))
        *value = NAN;
    else if (is_decimal(p, end))
        *value = od_python_decimal(t);
    else
        return false;
    return true;
}
