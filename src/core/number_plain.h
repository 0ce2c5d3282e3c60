/* number_plain.h: the numbers that files are full of, in as few steps as can be; for number.c and for readers
 * that take numbers by the million. Whatever else there is, malformed numbers too, is left to number.c.
 */
#ifndef OD_CORE_NUMBER_PLAIN_H
#define OD_CORE_NUMBER_PLAIN_H

#include <float.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/digits.h"
#include "core/pow5.h"

/* How many bytes must be readable where a plain number is looked for, and how many it has at most. */
enum { OD_PLAIN_BYTES = 48, OD_PLAIN_MOST = 27 };

/* Powers of ten that are doubles without error. */
static const double od_ten_to[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static inline od_pow5 od_pow5_product(uint64_t a, uint64_t b)
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

static inline int od_leading_zeros(uint64_t w)
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
static inline double od_eisel_lemire(uint64_t w, int q)
{
    const od_pow5 *five = &od_pow5_table[q - OD_POW5_MIN];
    int zeros = od_leading_zeros(w), upper, shift, power;
    od_pow5 z = od_pow5_product(w << zeros, five->high);
    uint64_t m, bits;
    double value;

    if ((z.high & 0x1ff) == 0x1ff) {
        uint64_t more = od_pow5_product(w << zeros, five->low).high;
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

/* m x 10^q, for m that may be 0. */
static inline double od_scaled(uint64_t m, int q)
{
    return m ? od_eisel_lemire(m, q) : 0;
}

/* m and the digits behind the point from p on, 1 to 8 of them, as one number. False when it has more than 64
 * bits.
 */
static inline bool od_join_more(uint64_t *m, const char *p, unsigned n)
{
    static const struct {
        uint64_t power, most; /* of ten; m that surely has room for n digits more */
    } of[] = {{1, UINT64_MAX - 1},
              {10, UINT64_MAX / 10 - 1},
              {100, UINT64_MAX / 100 - 1},
              {1000, UINT64_MAX / 1000 - 1},
              {10000, UINT64_MAX / 10000 - 1},
              {100000, UINT64_MAX / 100000 - 1},
              {1000000, UINT64_MAX / 1000000 - 1},
              {10000000, UINT64_MAX / 10000000 - 1},
              {100000000, UINT64_MAX / 100000000 - 1}};

    if (*m > of[n].most)
        return false;
    *m = *m * of[n].power + od_digits_of(p, n);
    return true;
}

/* `whole` and the digits behind its point at p, of which there are 9 to 24. Zeros behind them let numbers of
 * up to 16 places take the same steps. False when they are not one number of 64 bits. */
static inline bool od_long_fraction(uint64_t whole, const char *p, unsigned places, double *value)
{
    const uint64_t ten_to_16 = UINT64_C(10000000000000000);
    uint64_t m = whole;

    if (whole >= UINT64_MAX / ten_to_16) {
        if (places > 16 || !od_join_more(&m, p, 8) || !od_join_more(&m, p + 8, places - 8))
            return false;
    } else {
        m = whole * ten_to_16 + od_digits_16(p, places < 16 ? places : 16);
        if (places <= 16) {
            *value = od_scaled(m, -16);
            return true;
        }
        if (!od_join_more(&m, p + 16, places - 16))
            return false;
    }
    *value = od_scaled(m, -(int)places);
    return true;
}

/* For 1 to 8 digits behind the point, and up to 7 before the point: an exact number of 15 digits, divided
 * once. */
static inline double od_short_fraction(uint64_t whole, const char *p, unsigned places)
{
    const uint64_t m = whole * 100000000 + od_digits_8(p, places);

    return FLT_EVAL_METHOD == 0 ? (double)(int64_t)m / 1e8 : od_scaled(m, -8);
}

/* Reads up to 7 digits, perhaps a point and more digits that do not make it too long, no exponent; returns
 * the byte after them. NULL for any other number, and for what is none. Where the number ends is found before
 * its value, since what comes next waits for the one and not for the other. */
static inline const char *od_number_plain(const char *p, double *value)
{
    const bool negative = *p == '-';
    uint32_t others = ~od_digit_mask(p += negative) | UINT32_C(1) << 31;
    const unsigned n = od_lowest_bit(others);
    unsigned places, length = n;
    uint64_t whole;

    if (n - 1 >= 7 || (*p == '0' && n > 1))
        return NULL;
    whole = od_digits_of(p, n);
    *value = (double)(int64_t)whole;
    if (p[n] == '.') {
        others &= others - 1;
        length = od_lowest_bit(others);
        places = length - n - 1;
        if (places - 1 < 8)
            *value = od_short_fraction(whole, p + n + 1, places);
        else if (places == 0 || length >= OD_PLAIN_MOST || !od_long_fraction(whole, p + n + 1, places, value))
            return NULL;
    }
    if ((p[length] | 0x20) == 'e')
        return NULL;
    if (negative)
        *value = -*value;
    return p + length;
}

/* The same for integers of up to 7 digits. */
static inline const char *od_integer_plain(const char *p, int64_t *value)
{
    const bool negative = *p == '-';
    uint64_t m;
    unsigned n = od_digits(p += negative, &m);

    if (n - 1 >= 7 || (*p == '0' && n > 1) || p[n] == '.' || (p[n] | 0x20) == 'e')
        return NULL;
    *value = negative ? -(int64_t)m : (int64_t)m;
    return p + n;
}

#endif
