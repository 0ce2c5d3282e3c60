/* match.h: which detections of a cell are matched, at every IoU threshold and area range at once (semantics
 * A5).
 */
#ifndef OD_METRIC_MATCH_H
#define OD_METRIC_MATCH_H

#include "metric/view.h"

/* What became of a detection. Bits of matched and ignored: area range a and threshold t are bit a * n_iou +
 * t. */
typedef struct od_match {
    uint64_t matched; /* found a truth (the reference's dtMatches is not 0) */
    uint64_t ignored; /* neither right nor wrong */
    uint8_t outside;  /* bit a: its own area is outside area range a */
    bool plain; /* took no truth anywhere: wrong in every area range that it is not outside of, ignored there
                 */
} od_match;

/* Scratch, one per thread. Zero-initialised means: empty. */
typedef struct od_matcher {
    uint64_t *used;    /* per truth of the cell: where it is taken */
    uint8_t *ignoring; /* per truth: bit a where it does not count in area range a */
    uint32_t *candidate;
    size_t used_capacity, ignoring_capacity, candidate_capacity;
} od_matcher;

void od_matcher_free(od_matcher *m);

/* Matches the detections `rows` (positions within the cell, in the order of the cell: n of them) and writes n
 * results. */
od_status od_match_cell(od_matcher *m, const od_image_view *view, const od_cell *cell, const uint32_t *rows,
                        uint32_t n, od_match *out, od_error *err);

/* Bit a where an area is outside area range a; both ends of a range belong to it, NaN is in every range. */
unsigned od_areas_outside(const od_protocol *p, double area);

/* Bit a where a truth (its position in the view) counts in area range a. */
unsigned od_truth_areas(const od_image_view *view, uint32_t gt);

#endif
