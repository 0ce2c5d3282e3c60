/* best.h: the boxes with the highest scores, out of any number that are offered.
 */
#ifndef OD_BACKEND_OPENCV_BEST_H
#define OD_BACKEND_OPENCV_BEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A box that a network sees: two corners, in pixels of the network's input. */
typedef struct od_seen {
    float left, top, right, bottom;
    float score;
    uint32_t label;
    uint32_t place; /* in the output: of equal scores, the first place comes first */
} od_seen;

/* Zero-initialised but for items, capacity and threshold. */
typedef struct od_best {
    od_seen *items; /* the caller's, `capacity` of them, at least 1; a heap until od_best_sort */
    size_t n, capacity;
    float threshold; /* scores below it are not kept */
    size_t n_nan;    /* boxes offered with a score that is no number: the network is broken */
} od_best;

void od_best_offer(od_best *best, const od_seen *seen);

/* Highest score first. */
void od_best_sort(od_best *best);

/* Of the sorted boxes, drops each that overlaps a kept one of its label with an IoU above `iou`, and ends
 * with `most` kept ones. */
void od_best_suppress(od_best *best, double iou, size_t most);

#ifdef __cplusplus
}
#endif

#endif
