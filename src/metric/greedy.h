/* greedy.h: which boxes of an image find each other, by the rule of the metric greedy.
 */
#ifndef OD_METRIC_GREEDY_H
#define OD_METRIC_GREEDY_H

#include "metric/metric.h"

/* The IoU that a pair needs: of the metric greedy among n uses, else its standard. */
double od_greedy_iou(const od_metric_use *uses, size_t n);

typedef enum od_mark {
    OD_MARK_ALONE,   /* a false detection, a missed truth */
    OD_MARK_MATCHED, /* one of a pair */
    OD_MARK_ASIDE,   /* counts neither way: a crowd, or a detection on one */
} od_mark;

/* What became of the boxes of one cell; scratch for the next. Zero-initialised before the first. */
typedef struct od_greedy_pairing {
    uint8_t *det_mark, *gt_mark; /* of the cell's detections and truths */
    uint32_t n_matched;
    struct od_greedy_pair *pairs;
    size_t det_capacity, gt_capacity, pairs_capacity;
} od_greedy_pairing;

od_status od_greedy_pair(od_greedy_pairing *p, const od_image_view *view, const od_cell *cell, double iou_min,
                         od_error *err);
void od_greedy_pairing_release(od_greedy_pairing *p);

/* Marks all of an image's detections (view->n_det) and truths (view->n_gt). */
od_status od_greedy_mark(const od_image_view *view, double iou_min, uint8_t *det_mark, uint8_t *gt_mark,
                         od_error *err);

#endif
