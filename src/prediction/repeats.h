/* repeats.h: boxes that an answer gives more than once.
 */
#ifndef OD_PREDICTION_REPEATS_H
#define OD_PREDICTION_REPEATS_H

#include "answer/answer.h"

/* Working memory, used again and again. Zero-initialised means: none yet. */
typedef struct od_repeats {
    uint32_t *slots;
    size_t capacity;
} od_repeats;

void od_repeats_release(od_repeats *r);

/* How many boxes of the reading are, in their numbers and in their label, an earlier one's equal. */
od_status od_repeats_count(od_repeats *r, const od_reading *reading, uint64_t *n, od_error *err);

/* Whether both give the same boxes with the same labels in the same order. */
bool od_readings_agree(const od_reading *a, const od_reading *b);

#endif
