/* bit_counts.h: how often each of 64 bits is set in many words, counted for all of them at once.
 *
 * Plane i holds bit i of each of the 64 counts, so that adding a word is a ripple of carries: two planes on
 * average.
 */
#ifndef OD_CORE_BIT_COUNTS_H
#define OD_CORE_BIT_COUNTS_H

#include <stddef.h>
#include <stdint.h>

/* Zero-initialised means: no word was added. */
typedef struct od_bit_counts {
    uint64_t plane[64];
} od_bit_counts;

static inline void od_bit_counts_add(od_bit_counts *c, uint64_t word)
{
    for (unsigned i = 0; word; i++) {
        uint64_t both = c->plane[i] & word;

        c->plane[i] ^= word;
        word = both;
    }
}

static inline size_t od_bit_counts_of(const od_bit_counts *c, unsigned bit)
{
    size_t n = 0;

    for (unsigned i = 0; i < 64; i++)
        n |= (size_t)(c->plane[i] >> bit & 1) << i;
    return n;
}

#endif
