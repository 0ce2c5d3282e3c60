/* view.h: one image, as metrics see it: its ground truth and its detections, grouped by category, with their
 * IoU.
 */
#ifndef OD_METRIC_VIEW_H
#define OD_METRIC_VIEW_H

#include "dataset/filter.h"
#include "metric/protocol.h"
#include "prediction/detections.h"

/* What is evaluated: nothing of it changes while metrics run. All borrowed. */
typedef struct od_problem {
    const od_dataset *dataset;
    const od_detections *detections; /* grouped */
    const uint8_t *answered;         /* per image, as od_target has it; NULL: images with detections are */
    const od_protocol *protocol;
    od_mode mode;   /* positive: detections of categories without a truth in their image are left out; 1bbox:
                     * besides,   only the first detection in file order of an image and category counts */
    unsigned fixes; /* OD_FIX_* in force */
    bool
        labels_asked; /* each image was asked for its own labels (od_dataset.asked), not for all categories */
    const uint8_t *left_out; /* per image: 1 where it takes no part, its truths neither; NULL: none */
} od_problem;

/* Whether an image takes part. */
static inline bool od_problem_has(const od_problem *problem, uint32_t image)
{
    return !problem->dataset->image_excluded[image] && !(problem->left_out && problem->left_out[image]);
}

/* One category of one image: a range of the view's detections and one of its truths. */
typedef struct od_cell {
    uint32_t category;
    uint32_t first_det,
        n_det;               /* positions in the view's det_* arrays: best score first, ties in file order */
    uint32_t first_gt, n_gt; /* positions in the view's gt_* arrays: file order */
    const double *iou;       /* n_det x n_gt, row-major; against a crowd: intersection over detection area */
} od_cell;

typedef struct od_image_view {
    const od_problem *problem;
    uint32_t image; /* index */

    /* Detections that count, by category (OD_NONE last), then by falling score (NaN last), then in file
     * order. */
    uint32_t n_det;
    const uint32_t *detection; /* index in the target: its order is file order */
    const uint32_t *det_category;
    const double (*det_box)[4]; /* x, y, w, h */
    const double *det_score;

    /* Truths as the reference's index gives them (od_dataset.indexed), by category, then in file order. */
    uint32_t n_gt;
    const uint32_t *truth; /* index in the data set */
    const double (*gt_box)[4];
    const double *gt_area;
    const uint8_t *gt_crowd;   /* 1: matched by intersection over detection area, any number of times */
    const uint8_t *gt_ignored; /* 1: neither found nor missed (crowds; and "ignore" under OD_FIX_IGNORE) */
    const uint8_t *gt_id_zero; /* 1: the reference takes a match with it for none */

    uint32_t n_cells; /* categories with a detection or a truth, ascending; OD_NONE has no cell */
    const od_cell *cells;
} od_image_view;

/* Scratch for views, one per thread; a view lives until the next is made with the same scratch. */
typedef struct od_view_scratch od_view_scratch;

od_status od_view_scratch_create(od_view_scratch **out, od_error *err);
void od_view_scratch_free(od_view_scratch *s);

od_status od_view_make(od_view_scratch *s, const od_problem *problem, uint32_t image,
                       const od_image_view **view, od_error *err);

/* IoU as the reference computes it (semantics A4), in its order of operations. */
double od_iou(const double det[4], const double gt[4], bool crowd);

#endif
