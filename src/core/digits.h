/* digits.h: runs of decimal digits in one go.
 *
 * Numbers in prediction files have 1 to 18 digits in a row. A loop over them mispredicts its end nearly every
 * time; bytes taken eight or sixteen at once do not have one. Reading W2's numbers took 577 million
 * instructions with a loop and 464 million with eight bytes at once; with the ends of a number's digits found
 * in one look at 32 bytes, and 16 digits joined at once, what reads records (json_shape.c) went from 693 to
 * 567 million.
 */
#ifndef OD_CORE_DIGITS_H
#define OD_CORE_DIGITS_H

#include <stdint.h>
#include <string.h>

#ifdef __x86_64__
#include <emmintrin.h>
#endif

/* How many of the 8 bytes at p, from the first on, are digits (0 to 8), and the number that these spell. */
static inline unsigned od_digits_one_by_one(const char *p, uint64_t *value)
{
    unsigned n = 0;

    for (*value = 0; n < 8 && (unsigned char)(p[n] - '0') < 10; n++)
        *value = *value * 10 + (uint64_t)(p[n] - '0');
    return n;
}

/* The number of the lowest bit of a mask that is not 0. */
static inline unsigned od_lowest_bit(uint32_t mask)
{
#ifdef __GNUC__
    return (unsigned)__builtin_ctz(mask);
#else
    unsigned i = 0;

    while (!(mask >> i & 1))
        i++;
    return i;
#endif
}

/* Bit i says whether byte i of the 32 at p is a digit. */
static inline uint32_t od_digit_mask_one_by_one(const char *p)
{
    uint32_t mask = 0;

    for (unsigned i = 0; i < 32; i++)
        mask |= (uint32_t)((unsigned char)(p[i] - '0') < 10) << i;
    return mask;
}

#if defined(__GNUC__) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OD_DIGITS_EVERY UINT64_C(0x0101010101010101)

/* A digit's byte is 0 to 9 afterwards. */
static inline uint64_t od_digits_load(const char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return v ^ '0' * OD_DIGITS_EVERY;
}

/* The highest bit of each byte that is not 0 to 9. */
static inline uint64_t od_digits_others(uint64_t v)
{
    return (((v & 0x7f * OD_DIGITS_EVERY) + 0x76 * OD_DIGITS_EVERY) | v) & 0x80 * OD_DIGITS_EVERY;
}

/* The number that the first n (1 to 8) bytes spell. What is behind them is shifted out, which puts zeros in
 * front; then neighbours are joined to pairs, pairs to fours, fours to eight. */
static inline uint64_t od_digits_join(uint64_t v, unsigned n)
{
    const uint64_t byte_of_pairs = UINT64_C(0x000000ff000000ff);

    v <<= 64 - 8 * n;
    v = v * 10 + (v >> 8);
    return ((v & byte_of_pairs) * (100 + (UINT64_C(1000000) << 32)) +
            (v >> 16 & byte_of_pairs) * (1 + (UINT64_C(10000) << 32))) >>
           32;
}

/* The same as od_digits_one_by_one. */
static inline unsigned od_digits(const char *p, uint64_t *value)
{
    const uint64_t v = od_digits_load(p), others = od_digits_others(v);
    const unsigned n = others ? (unsigned)__builtin_ctzll(others) / 8 : 8;

    *value = n ? od_digits_join(v, n) : 0;
    return n;
}

/* The number that the first n (1 to 8) of the 8 bytes at p spell, which are digits. */
static inline uint64_t od_digits_of(const char *p, unsigned n)
{
    uint32_t v;

    if (n > 4)
        return od_digits_join(od_digits_load(p), n);
    memcpy(&v, p, sizeof v);
    v = (v ^ '0' * (uint32_t)OD_DIGITS_EVERY) << (32 - 8 * n);
    v = v * 10 + (v >> 8);
    return (v & 0xff) * 100 + (v >> 16 & 0xff);
}

/* The same with as many zeros behind it as there are bytes left. */
static inline uint64_t od_digits_8(const char *p, unsigned n)
{
    return od_digits_join(od_digits_load(p) & UINT64_MAX >> (64 - 8 * n), 8);
}

/* The same as od_digit_mask_one_by_one. A product brings the highest bits of eight bytes together. */
static inline uint32_t od_digit_mask_by_words(const char *p)
{
    uint32_t others = 0;

    for (unsigned i = 0; i < 4; i++) {
        const uint64_t word = od_digits_others(od_digits_load(p + 8 * i));

        others |= (uint32_t)((word >> 7) * UINT64_C(0x0102040810204080) >> 56) << 8 * i;
    }
    return ~others;
}
#else
static inline unsigned od_digits(const char *p, uint64_t *value)
{
    return od_digits_one_by_one(p, value);
}

static inline uint64_t od_digits_of(const char *p, unsigned n)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < n; i++)
        value = value * 10 + (uint64_t)(p[i] - '0');
    return value;
}

static inline uint64_t od_digits_8(const char *p, unsigned n)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < 8; i++)
        value = value * 10 + (i < n ? (uint64_t)(p[i] - '0') : 0);
    return value;
}

static inline uint32_t od_digit_mask_by_words(const char *p)
{
    return od_digit_mask_one_by_one(p);
}
#endif

/* The number that the first n (1 to 16) of the 16 bytes at p spell, which are digits, with as many zeros
 * behind it as there are bytes left. */
static inline uint64_t od_digits_16_by_words(const char *p, unsigned n)
{
    return n <= 8 ? od_digits_8(p, n) * 100000000 : od_digits_8(p, 8) * 100000000 + od_digits_8(p + 8, n - 8);
}

#ifdef __x86_64__
static inline uint32_t od_digit_mask_16(const char *p)
{
    __m128i v;

    memcpy(&v, p, sizeof v);
    v = _mm_sub_epi8(v, _mm_set1_epi8('0'));
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(9)), v));
}

/* The same as od_digit_mask_one_by_one. */
static inline uint32_t od_digit_mask(const char *p)
{
    return od_digit_mask_16(p) | od_digit_mask_16(p + 16) << 16;
}

/* The same as od_digits_16_by_words: neighbours are joined to pairs, pairs to fours, fours to eights. */
static inline uint64_t od_digits_16(const char *p, unsigned n)
{
    static const unsigned char kept[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                           255, 255, 255, 255, 255, 255, 255, 255};
    const __m128i zero = _mm_setzero_si128();
    __m128i v, mask, low, high;
    uint64_t eights;

    memcpy(&v, p, sizeof v);
    memcpy(&mask, kept + 16 - n, sizeof mask);
    v = _mm_and_si128(_mm_sub_epi8(v, _mm_set1_epi8('0')), mask);
    low = _mm_madd_epi16(_mm_unpacklo_epi8(v, zero), _mm_set1_epi32(1 << 16 | 10));
    high = _mm_madd_epi16(_mm_unpackhi_epi8(v, zero), _mm_set1_epi32(1 << 16 | 10));
    v = _mm_madd_epi16(_mm_packs_epi32(low, high), _mm_set1_epi32(1 << 16 | 100));
    v = _mm_madd_epi16(_mm_packs_epi32(v, v), _mm_set1_epi32(1 << 16 | 10000));
    eights = (uint64_t)_mm_cvtsi128_si64(v);
    return (uint32_t)eights * UINT64_C(100000000) + (eights >> 32);
}
#else
static inline uint32_t od_digit_mask(const char *p)
{
    return od_digit_mask_by_words(p);
}

static inline uint64_t od_digits_16(const char *p, unsigned n)
{
    return od_digits_16_by_words(p, n);
}
#endif

#endif
