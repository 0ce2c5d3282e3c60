/* curves.h: precision and score over recall, and recall, per IoU threshold, category, area range and
 * max_dets.
 */
#ifndef OD_METRIC_CURVES_H
#define OD_METRIC_CURVES_H

#include <stddef.h>

#include "metric/protocol.h"

/* Values are -1 where a category has no ground truth in the range, as in the reference's arrays. */
typedef struct od_curves {
    uint32_t n_iou, n_categories, n_areas, n_max_dets; /* T, K, A, M; R is OD_RECALL_POINTS */
    double *recall;                                    /* [M][A][T][K] */
    double *precision[OD_MAX_DETS_MAX];                /* per m: [A][T][R][K]; NULL where not wanted */
    double *score[OD_MAX_DETS_MAX];                    /* the same shape; NULL where not wanted */
} od_curves;

/* wanted: bit m asks for precision at max_dets[m]; with_scores: score wherever precision is. */
od_status od_curves_init(od_curves *c, const od_protocol *p, uint32_t n_categories, unsigned wanted,
                         bool with_scores, od_error *err);
void od_curves_free(od_curves *c);

size_t od_curves_recall_at(const od_curves *c, uint32_t m, uint32_t a, uint32_t t, uint32_t k);
size_t od_curves_point_at(const od_curves *c, uint32_t a, uint32_t t, uint32_t r, uint32_t k);

/* How many truths must be found for recall to reach a threshold: the least c with c / n_truths >= threshold.
 */
uint64_t od_recall_needed(double threshold, uint64_t n_truths);

/* Values that a mean holds at a time. */
enum { OD_MEAN_PIECE = 8192 };

/* The mean of the values above -1, summed pairwise in the way of numpy (semantics A8), in pieces as numpy
 * does up to its version 2.2; NaN when there are none. `scratch` has room for OD_MEAN_PIECE
 * values. */
double od_mean_defined(const double *values, size_t n, double *scratch);

#endif
