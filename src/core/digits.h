/* digits.h: up to eight decimal digits in one go.
 *
 * Numbers in prediction files have 1 to 16 digits in a row. A loop over them mispredicts its end nearly every
 * time; eight bytes taken as one word do not have one. Reading W2's numbers took 577 million instructions
 * with a loop and 464 million this way.
 */
#ifndef OD_CORE_DIGITS_H
#define OD_CORE_DIGITS_H

#include <stdint.h>
#include <string.h>

/* How many of the 8 bytes at p, from the first on, are digits (0 to 8), and the number that these spell. */
static inline unsigned od_digits_one_by_one(const char *p, uint64_t *value)
{
    unsigned n = 0;

    for (*value = 0; n < 8 && (unsigned char)(p[n] - '0') < 10; n++)
        *value = *value * 10 + (uint64_t)(p[n] - '0');
    return n;
}

#if defined(__GNUC__) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* The same. Bytes are turned into digits all at once; those behind the run are shifted out, which puts zeros
 * in front; then neighbours are joined to pairs, pairs to fours, fours to eight. */
static inline unsigned od_digits(const char *p, uint64_t *value)
{
    const uint64_t every = UINT64_C(0x0101010101010101), byte_of_pairs = UINT64_C(0x000000ff000000ff);
    uint64_t v, no_digit;
    unsigned n;

    memcpy(&v, p, sizeof v);
    v ^= '0' * every; /* a digit is now 0 to 9 */
    no_digit = (((v & 0x7f * every) + 0x76 * every) | v) & 0x80 * every;
    n = no_digit ? (unsigned)__builtin_ctzll(no_digit) / 8 : 8;
    v = n ? v << (64 - 8 * n) : 0;
    v = v * 10 + (v >> 8);
    *value = ((v & byte_of_pairs) * (100 + (UINT64_C(1000000) << 32)) +
              (v >> 16 & byte_of_pairs) * (1 + (UINT64_C(10000) << 32))) >>
             32;
    return n;
}
#else
static inline unsigned od_digits(const char *p, uint64_t *value)
{
    return od_digits_one_by_one(p, value);
}
#endif

#endif
