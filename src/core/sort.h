/* sort.h: stable sorting of small keys, for orders that decide results.
 */
#ifndef OD_CORE_SORT_H
#define OD_CORE_SORT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A key with what it stands for. */
typedef struct od_keyed {
    uint64_t key;
    uint32_t value;
} od_keyed;

/* Ascending by key, stable. `scratch` has room for n. The result is in `items`. */
void od_sort_keyed(od_keyed *items, od_keyed *scratch, size_t n);

/* A key whose ascending order is the descending order of scores as numpy's argsort(-scores, kind="mergesort")
 * has it: 0.0 and -0.0 are equal, every NaN is last and equal to every other. */
static inline uint64_t od_score_key(double score)
{
    uint64_t bits;

    if (score != score)
        return UINT64_MAX;
    score += 0.0; /* -0.0 becomes 0.0 */
    memcpy(&bits, &score, sizeof bits);
    bits = bits >> 63 ? ~bits : bits | (UINT64_C(1) << 63);
    return ~bits;
}

#endif
