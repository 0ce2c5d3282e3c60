/* pow5.h: powers of five to 128 bits, for reading numbers.
 *
 * Row q holds the 128 leading bits of 5^q, the highest bit set: cut off for q >= 0 (exact up to 5^55),
 * rounded up for q < 0, as Eisel and Lemire's method wants them. The range is such that no number made of 64
 * bits times a power in it over- or underflows. tests/unit/test_number.c recomputes every row.
 */
#ifndef OD_CORE_POW5_H
#define OD_CORE_POW5_H

#include <stdint.h>

enum { OD_POW5_MIN = -65, OD_POW5_MAX = 65 };

typedef struct od_pow5 {
    uint64_t high, low;
} od_pow5;

extern const od_pow5 od_pow5_table[OD_POW5_MAX - OD_POW5_MIN + 1]; /* row q at q - OD_POW5_MIN */

#endif
