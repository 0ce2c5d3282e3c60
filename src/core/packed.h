/* packed.h: a column of doubles in half the room, exact to the bit.
 *
 * Numbers in files are rarely arbitrary doubles: most are float32 values written out in full, or decimals
 * with a few places. A row (the four numbers of a box, a score) is kept as one 32-bit word a value when every
 * value comes back from its word with all of its bits: as a float, or as a whole number divided by a power of
 * ten. Any other row is kept in full, beside the column. On W2 it took the peak from 48 to 39 MiB,
 * and a twentieth off the time, since there is less to touch; kinds of four rows in a byte took 9 MB of W5's
 * 345.
 */
#ifndef OD_CORE_PACKED_H
#define OD_CORE_PACKED_H

#include <string.h>

#include "core/memory.h"

enum { OD_PACKED_WIDTH = 4 };

/* How a row is kept. */
enum { OD_PACKED_FLOAT, OD_PACKED_DECIMAL, OD_PACKED_FULL };

/* Made with its width and scale set and all else zero. */
typedef struct od_packed {
    unsigned width;  /* values a row, up to OD_PACKED_WIDTH */
    double scale;    /* of decimals: 100 for two places */
    uint32_t *words; /* n x width; of a full row the first is its number in `full` */
    uint8_t *kind;   /* of 4 rows each, the first in the lowest 2 bits */
    double *full;    /* n_full x width */
    size_t n, n_full;
    size_t room;                                         /* rows that fit without growing */
    size_t words_capacity, kind_capacity, full_capacity; /* words and full: in values; kind: in bytes */
} od_packed;

/* Room for rows up to n in all. */
od_status od_packed_reserve(od_packed *p, size_t n, od_error *err);
od_status od_packed_add(od_packed *p, const double *values, od_error *err);
/* Adds all rows of `from`, which has the same width and scale. */
od_status od_packed_append(od_packed *p, const od_packed *from, od_error *err);
/* Moves n rows from `from` down to `to`, over those that are there. */
void od_packed_move(od_packed *p, size_t to, size_t from, size_t n);
/* Forgets the rows from n on. */
void od_packed_cut(od_packed *p, size_t n);
/* Forgets the rows and keeps the room. */
void od_packed_clear(od_packed *p);
void od_packed_release(od_packed *p);

static inline unsigned od_packed_kind(const od_packed *p, size_t row)
{
    return p->kind[row / 4] >> row % 4 * 2 & 3;
}

/* The values of a row, `width` of them, as they were added. */
static inline void od_packed_get(const od_packed *p, size_t row, double *values)
{
    const uint32_t *words = p->words + row * p->width;

    switch (od_packed_kind(p, row)) {
    case OD_PACKED_FLOAT:
        for (unsigned i = 0; i < p->width; i++) {
            float value;

            memcpy(&value, &words[i], sizeof value);
            values[i] = value;
        }
        return;
    case OD_PACKED_DECIMAL:
        for (unsigned i = 0; i < p->width; i++)
            values[i] = (double)(int32_t)words[i] / p->scale;
        return;
    default: memcpy(values, p->full + (size_t)words[0] * p->width, p->width * sizeof *values);
    }
}

#endif
