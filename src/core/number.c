#include "core/number.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/digits.h"
#include "core/pow5.h"

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

static const double ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                             1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Exact: both operands are doubles without error, and the one operation rounds once (Clinger 1990). */
static bool clinger(const decimal *d, double *value)
{
    if (FLT_EVAL_METHOD != 0 || d->cut || d->mantissa > (uint64_t)1 << 53 || d->exponent < -22 ||
        d->exponent > 22)
        return false;
    *value =
        d->exponent < 0 ? (double)d->mantissa / ten[-d->exponent] : (double)d->mantissa * ten[d->exponent];
    return true;
}

static od_pow5 product(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
    __extension__ const unsigned __int128 wide = (unsigned __int128)a * b;

    return (od_pow5){(uint64_t)(wide >> 64), (uint64_t)wide};
#else
    uint64_t a1 = a >> 32, a0 = (uint32_t)a, b1 = b >> 32, b0 = (uint32_t)b;
    uint64_t middle = a1 * b0 + (a0 * b0 >> 32), other = a0 * b1 + (uint32_t)middle;

    return (od_pow5){a1 * b1 + (middle >> 32) + (other >> 32), a * b};
#endif
}

static int leading_zeros(uint64_t w)
{
#ifdef __GNUC__
    return __builtin_clzll(w);
#else
    int n = 0;

    for (; !(w >> 63); w <<= 1)
        n++;
    return n;
#endif
}

/* w x 10^q correctly rounded, for w > 0 and q in the table. Lemire 2021, section 6; that it needs no way out
 * for undecided products is shown in N. Mushtak and D. Lemire, "Fast number parsing without fallback", 2023.
 */
static double eisel_lemire(uint64_t w, int q)
{
    const od_pow5 *five = &od_pow5_table[q - OD_POW5_MIN];
    int zeros = leading_zeros(w), upper, shift, power;
    od_pow5 z = product(w << zeros, five->high);
    uint64_t m, bits;
    double value;

    if ((z.high & 0x1ff) == 0x1ff) {
        uint64_t more = product(w << zeros, five->low).high;
        z.low += more;
        z.high += z.low < more;
    }
    upper = (int)(z.high >> 63);
    shift = upper + 64 - 52 - 3;
    m = z.high >> shift;
    power = (217706 * q >> 16) + 63 + upper - zeros + 1023; /* 217706 / 2^16 is log2(10) */
    /* Exactly half way, which only these powers allow: to even. */
    if (z.low <= 1 && q >= -4 && q <= 23 && (m & 3) == 1 && m << shift == z.high)
        m &= ~(uint64_t)1;
    m = (m + (m & 1)) >> 1;
    if (m >> 53) {
        m >>= 1;
        power++;
    }
    bits = (m & (((uint64_t)1 << 52) - 1)) | (uint64_t)power << 52;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static bool by_product(const decimal *d, double *value)
{
    if (d->exponent < OD_POW5_MIN || d->exponent > OD_POW5_MAX || d->mantissa == 0)
        return false;
    *value = eisel_lemire(d->mantissa, (int)d->exponent);
    return !d->cut || *value == eisel_lemire(d->mantissa + 1, (int)d->exponent);
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

/* Where the steps of the two functions below need not look for the end. */
enum { PLAIN_BYTES = 48 };

/* The numbers that files are full of: up to 7 digits, a point, more digits up to 19 in all, no exponent. NULL
 * for any other, and for what is no number: the general way decides. */
static inline const char *read_plain(const char *p, double *value)
{
    static const uint64_t ten_to[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    const bool negative = *p == '-';
    uint64_t m, more;
    unsigned n = od_digits(p += negative, &m), places = 0, k;

    if (n == 0 || n == 8 || (*p == '0' && n > 1))
        return NULL;
    p += n;
    if (*p == '.') {
        p++;
        do {
            k = od_digits(p, &more);
            m = m * ten_to[k] + more;
            places += k;
            p += k;
        } while (k == 8 && places < 24);
        if (places == 0 || k == 8 || n + places > DIGITS_IN_64)
            return NULL;
    }
    if (*p == 'e' || *p == 'E')
        return NULL;
    if (m <= (uint64_t)1 << 53 && FLT_EVAL_METHOD == 0)
        *value = (double)m / ten[places];
    else
        *value = eisel_lemire(m, -(int)places);
    if (negative)
        *value = -*value;
    return p;
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
    const char *after = end - p >= PLAIN_BYTES ? read_plain(p, value) : NULL;

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

/* The ids that files are full of: up to 7 digits. NULL for any other. */
static inline const char *read_plain_int64(const char *p, int64_t *value)
{
    const bool negative = *p == '-';
    uint64_t m;
    unsigned n = od_digits(p += negative, &m);

    if (n == 0 || n == 8 || (*p == '0' && n > 1) || p[n] == '.' || p[n] == 'e' || p[n] == 'E')
        return NULL;
    *value = negative ? -(int64_t)m : (int64_t)m;
    return p + n;
}

const char *od_number_read_int64(const char *p, const char *end, int64_t *value)
{
    const char *after = end - p >= PLAIN_BYTES ? read_plain_int64(p, value) : NULL;
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
