#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "metric/greedy.h"

typedef struct od_greedy_pair {
    double iou;
    uint32_t file;    /* the detection's place in the order of the file */
    uint32_t det, gt; /* positions within the cell */
} pair;

/* Best IoU first; then the detection, then the ground truth that is first in the file. */
static int compare_pairs(const void *left, const void *right)
{
    const pair *a = left, *b = right;

    if (a->iou != b->iou)
        return a->iou > b->iou ? -1 : 1;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    return (a->gt > b->gt) - (a->gt < b->gt);
}

static od_status find_pairs(od_greedy_pairing *s, const od_image_view *view, const od_cell *cell,
                            double iou_min, size_t *n, od_error *err)
{
    od_status st;

    *n = 0;
    for (uint32_t d = 0; d < cell->n_det; d++) {
        for (uint32_t g = 0; g < cell->n_gt; g++) {
            double iou = cell->iou[(size_t)d * cell->n_gt + g];

            if (view->gt_ignored[cell->first_gt + g] || !(iou >= iou_min))
                continue;
            if ((st = OD_GROW(s->pairs, s->pairs_capacity, *n + 1, err)) != OD_OK)
                return st;
            s->pairs[(*n)++] = (pair){iou, view->detection[cell->first_det + d], d, g};
        }
    }
    return OD_OK;
}

/* Takes the pairs, best first, whose two ends are still free. */
static void take_pairs(od_greedy_pairing *s, size_t n)
{
    if (n)
        qsort(s->pairs, n, sizeof *s->pairs, compare_pairs);
    for (size_t i = 0; i < n; i++) {
        const pair *p = &s->pairs[i];

        if (s->det_mark[p->det] == OD_MARK_MATCHED || s->gt_mark[p->gt] == OD_MARK_MATCHED)
            continue;
        s->det_mark[p->det] = s->gt_mark[p->gt] = OD_MARK_MATCHED;
        s->n_matched++;
    }
}

/* A detection without a partner that lies on a crowd (or on ground truth to be ignored) counts neither way.
 */
static bool is_excused(const od_image_view *view, const od_cell *cell, uint32_t d, double iou_min)
{
    for (uint32_t g = 0; g < cell->n_gt; g++)
        if (view->gt_ignored[cell->first_gt + g] && cell->iou[(size_t)d * cell->n_gt + g] >= iou_min)
            return true;
    return false;
}

od_status od_greedy_pair(od_greedy_pairing *s, const od_image_view *view, const od_cell *cell, double iou_min,
                         od_error *err)
{
    size_t n;
    od_status st;

    s->n_matched = 0;
    if ((st = OD_GROW(s->det_mark, s->det_capacity, cell->n_det, err)) != OD_OK ||
        (st = OD_GROW(s->gt_mark, s->gt_capacity, cell->n_gt, err)) != OD_OK ||
        (st = find_pairs(s, view, cell, iou_min, &n, err)) != OD_OK)
        return st;
    if (cell->n_det)
        memset(s->det_mark, OD_MARK_ALONE, cell->n_det);
    if (cell->n_gt)
        memset(s->gt_mark, OD_MARK_ALONE, cell->n_gt);
    take_pairs(s, n);
    for (uint32_t d = 0; d < cell->n_det; d++)
        if (s->det_mark[d] == OD_MARK_ALONE && is_excused(view, cell, d, iou_min))
            s->det_mark[d] = OD_MARK_ASIDE;
    for (uint32_t g = 0; g < cell->n_gt; g++)
        if (view->gt_ignored[cell->first_gt + g])
            s->gt_mark[g] = OD_MARK_ASIDE;
    return OD_OK;
}

void od_greedy_pairing_release(od_greedy_pairing *s)
{
    free(s->det_mark);
    free(s->gt_mark);
    free(s->pairs);
    *s = (od_greedy_pairing){0};
}

od_status od_greedy_mark(const od_image_view *view, double iou_min, uint8_t *det_mark, uint8_t *gt_mark,
                         od_error *err)
{
    od_greedy_pairing p = {0};
    od_status st = OD_OK;

    for (uint32_t i = 0; i < view->n_cells && st == OD_OK; i++) {
        const od_cell *cell = &view->cells[i];

        if ((st = od_greedy_pair(&p, view, cell, iou_min, err)) != OD_OK)
            break;
        if (cell->n_det)
            memcpy(det_mark + cell->first_det, p.det_mark, cell->n_det);
        if (cell->n_gt)
            memcpy(gt_mark + cell->first_gt, p.gt_mark, cell->n_gt);
    }
    /* Labels that the data set does not have stand last. */
    for (uint32_t d = view->n_det; d-- > 0 && view->det_category[d] == OD_NONE;)
        det_mark[d] = OD_MARK_ALONE;
    od_greedy_pairing_release(&p);
    return st;
}
