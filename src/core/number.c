#include "core/number.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/number_plain.h"

#if defined(__GNUC__)
#define OD_APART __attribute__((noinline))
#else
#define OD_APART
#endif

enum {
    DIGITS_IN_64 = 19, /* any number of 19 digits fits 64 bits */
    DIGITS_KEPT = 800  /* no number half way between two doubles has more than 768 */
};

/* Where a written exponent stops counting: no text is long enough to bring it back. */
static const int64_t exponent_max = INT64_C(1000000000000000);

/* A number as written: sign, digits x 10^exponent. */
typedef struct decimal {
    uint64_t mantissa;  /* the first 19 significant digits */
    int64_t exponent;   /* of ten, for `mantissa` */
    const char *first;  /* of the digits, for those that need them all */
    const char *last;   /* after the digits and the point */
    int64_t written;    /* the exponent as written after the 'e' */
    bool negative, cut; /* cut: `mantissa` is not all of it */
} decimal;

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

/* A number that has more than 19 digits: the first 19 significant ones again, with the exponent that they
 * need. */
static void cut_digits(decimal *d)
{
    int n = 0;
    bool point = false;

    d->mantissa = 0;
    d->exponent = d->written;
    for (const char *p = d->first; p < d->last; p++) {
        if (*p == '.') {
            point = true;
            continue;
        }
        if (n < DIGITS_IN_64) {
            d->mantissa = d->mantissa * 10 + (uint64_t)(*p - '0');
            n += d->mantissa != 0;
            d->exponent -= point;
        } else {
            d->cut |= *p != '0';
            d->exponent += !point;
        }
    }
}

/* The exponent after an 'e'; NULL when there is none. */
static const char *scan_exponent(const char *p, const char *end, int64_t *exponent)
{
    bool negative;

    if (p == end)
        return NULL;
    negative = *p == '-';
    p += *p == '-' || *p == '+';
    if (p == end || !is_digit(*p))
        return NULL;
    *exponent = 0;
    for (; p < end && is_digit(*p); p++)
        if (*exponent < exponent_max)
            *exponent = *exponent * 10 + (*p - '0');
    if (negative)
        *exponent = -*exponent;
    return p;
}

/* The digits with their point, from d->first on; the mantissa may overflow, the caller sees that by their
 * number. */
static const char *scan_digits(const char *p, const char *end, decimal *d)
{
    const char *fraction;
    uint64_t m = 0;

    if (p == end || !is_digit(*p))
        return NULL;
    d->first = p;
    if (*p == '0')
        p++;
    else
        for (; p < end && is_digit(*p); p++)
            m = m * 10 + (uint64_t)(*p - '0');
    if (p < end && *p == '.') {
        fraction = ++p;
        for (; p < end && is_digit(*p); p++)
            m = m * 10 + (uint64_t)(*p - '0');
        if (p == fraction)
            return NULL;
        d->exponent = fraction - p;
    }
    d->mantissa = m;
    d->last = p;
    return p;
}

static const char *scan(const char *p, const char *end, decimal *d)
{
    *d = (decimal){.negative = p < end && *p == '-'};
    p = scan_digits(p + d->negative, end, d);
    if (!p)
        return NULL;
    if (p < end && (*p == 'e' || *p == 'E')) {
        p = scan_exponent(p + 1, end, &d->written);
        if (!p)
            return NULL;
        d->exponent += d->written;
    }
    if (d->last - d->first > DIGITS_IN_64)
        cut_digits(d);
    return p;
}

/* Exact: both operands are doubles without error, and the one operation rounds once (Clinger 1990). */
static bool clinger(const decimal *d, double *value)
{
    if (FLT_EVAL_METHOD != 0 || d->cut || d->mantissa > (uint64_t)1 << 53 || d->exponent < -22 ||
        d->exponent > 22)
        return false;
    *value = d->exponent < 0 ? (double)d->mantissa / od_ten_to[-d->exponent]
                             : (double)d->mantissa * od_ten_to[d->exponent];
    return true;
}

static bool by_product(const decimal *d, double *value)
{
    if (d->exponent < OD_POW5_MIN || d->exponent > OD_POW5_MAX || d->mantissa == 0)
        return false;
    *value = od_eisel_lemire(d->mantissa, (int)d->exponent);
    return !d->cut || *value == od_eisel_lemire(d->mantissa + 1, (int)d->exponent);
}

/* strtod reads digits and an exponent without a point, so the locale's decimal point does not come into it.
 * Digits after the 800th only say whether there is something: one '1' stands for them. */
static double by_strtod(const decimal *d)
{
    char text[DIGITS_KEPT + 32];
    int64_t exponent = d->written;
    size_t n = 0;
    bool point = false, rest = false;
    uint64_t left;

    for (const char *p = d->first; p < d->last; p++) {
        if (*p == '.') {
            point = true;
        } else if (n < DIGITS_KEPT) {
            text[n] = *p;
            n += n > 0 || *p != '0';
            exponent -= point;
        } else {
            rest |= *p != '0';
            exponent += !point;
        }
    }
    if (n == 0)
        return 0.0;
    if (rest) {
        text[n++] = '1';
        exponent--;
    }
    exponent = exponent > 99999 ? 99999 : exponent < -99999 ? -99999 : exponent;
    text[n++] = 'e';
    text[n++] = exponent < 0 ? '-' : '+';
    left = (uint64_t)(exponent < 0 ? -exponent : exponent);
    for (uint64_t unit = 10000; unit; unit /= 10)
        text[n++] = (char)('0' + left / unit % 10);
    text[n] = '\0';
    return strtod(text, NULL);
}

static const char *read_word(const char *p, const char *end, double *value)
{
    bool negative = p < end && *p == '-';
    const char *word = p + negative;
    size_t n = (size_t)(end - word);

    if (n >= 8 && memcmp(word, "Infinity", 8) == 0) {
        *value = negative ? -INFINITY : INFINITY;
        return word + 8;
    }
    if (!negative && n >= 3 && memcmp(word, "NaN", 3) == 0) {
        *value = NAN;
        return word + 3;
    }
    return NULL;
}

/* Any number, one step at a time. Kept apart so that the plain ones do not pay for its bookkeeping. */
OD_APART static const char *read_any(const char *p, const char *end, double *value)
{
    decimal d;
    const char *after = scan(p, end, &d);

    if (!after)
        return read_word(p, end, value);
    if (!clinger(&d, value) && !by_product(&d, value))
        *value = by_strtod(&d);
    if (d.negative)
        *value = -*value;
    return after;
}

const char *od_number_read(const char *p, const char *end, double *value)
{
    const char *after = end - p >= OD_PLAIN_BYTES ? od_number_plain(p, value) : NULL;

    return after ? after : read_any(p, end, value);
}

static const char *over_digits(const char *p, const char *end)
{
    while (p < end && is_digit(*p))
        p++;
    return p;
}

const char *od_number_skip(const char *p, const char *end)
{
    const char *at = p + (p < end && *p == '-'), *fraction;
    int64_t exponent;
    double word;

    if (at == end || !is_digit(*at))
        return read_word(p, end, &word);
    at = *at == '0' ? at + 1 : over_digits(at, end);
    if (at < end && *at == '.') {
        fraction = at + 1;
        at = over_digits(fraction, end);
        if (at == fraction)
            return NULL;
    }
    return at < end && (*at == 'e' || *at == 'E') ? scan_exponent(at + 1, end, &exponent) : at;
}

const char *od_number_read_int64(const char *p, const char *end, int64_t *value)
{
    const char *after = end - p >= OD_PLAIN_BYTES ? od_integer_plain(p, value) : NULL;
    bool negative;
    uint64_t m = 0, maximum;

    if (after)
        return after;
    negative = p < end && *p == '-';
    maximum = (uint64_t)INT64_MAX + negative;
    p += negative;
    if (p == end || !is_digit(*p))
        return NULL;
    if (*p == '0')
        p++;
    else
        for (; p < end && is_digit(*p); p++) {
            unsigned digit = (unsigned)(*p - '0');

            if (m > (maximum - digit) / 10)
                return NULL;
            m = m * 10 + digit;
        }
    if (p < end && (*p == '.' || *p == 'e' || *p == 'E'))
        return NULL;
    *value = negative ? (m ? -(int64_t)(m - 1) - 1 : 0) : (int64_t)m;
    return p;
}
