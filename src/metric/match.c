#include "metric/match.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void od_matcher_free(od_matcher *m)
{
    free(m->used);
    free(m->ignoring);
    free(m->candidate);
    *m = (od_matcher){0};
}

unsigned od_areas_outside(const od_protocol *p, double area)
{
    unsigned outside = 0;

    for (uint32_t a = 0; a < p->n_areas; a++)
        if (area < p->area[a].low || area > p->area[a].high)
            outside |= 1u << a;
    return outside;
}

static unsigned areas_ignoring(const od_image_view *view, uint32_t gt)
{
    const od_protocol *p = view->problem->protocol;

    return view->gt_ignored[gt] ? (1u << p->n_areas) - 1 : od_areas_outside(p, view->gt_area[gt]);
}

unsigned od_truth_areas(const od_image_view *view, uint32_t gt)
{
    return areas_ignoring(view, gt) ^ ((1u << view->problem->protocol->n_areas) - 1);
}

/* All bits of the area ranges in `areas`. */
static uint64_t spread(unsigned areas, const od_protocol *p)
{
    const uint64_t line = (UINT64_C(1) << p->n_iou) - 1; /* n_iou is at most OD_IOU_MAX */
    uint64_t bits = 0;

    for (uint32_t a = 0; a < p->n_areas; a++)
        if (areas >> a & 1)
            bits |= line << (a * p->n_iou);
    return bits;
}

/* The reference never asks for more than this, so that a threshold of 1 can be met. */
static double reachable(double threshold)
{
    return threshold < 1 - 1e-10 ? threshold : 1 - 1e-10;
}

/* Truths that could be matched at the lowest threshold. Once a NaN is the best IoU of the reference's scan no
 * other is less, so with a NaN every truth is a candidate; the highest is NaN then, which is no less than any
 * threshold. */
static uint32_t find_candidates(const double *iou, uint32_t n_gt, double lowest, uint32_t *candidate,
                                double *highest)
{
    uint32_t n = 0;

    *highest = 0;
    for (uint32_t g = 0; g < n_gt; g++) {
        if (iou[g] < lowest)
            continue;
        if (isnan(iou[g])) {
            *highest = iou[g];
            break;
        }
        candidate[n++] = g;
        if (iou[g] > *highest)
            *highest = iou[g];
    }
    if (!isnan(*highest))
        return n;
    for (uint32_t g = 0; g < n_gt; g++)
        candidate[g] = g;
    return n_gt;
}

/* Truths that count in the area range come first, both kinds in file order. */
static void order_candidates(const od_matcher *m, uint32_t a, const uint32_t *candidate, uint32_t n,
                             uint32_t *ordered)
{
    uint32_t k = 0;

    for (uint32_t i = 0; i < n; i++)
        if (!(m->ignoring[candidate[i]] >> a & 1))
            ordered[k++] = candidate[i];
    for (uint32_t i = 0; i < n; i++)
        if (m->ignoring[candidate[i]] >> a & 1)
            ordered[k++] = candidate[i];
}

/* The truth that the reference's scan ends with: a better IoU or an equal one later in the order wins, and a
 * truth that counts is not given up for one that does not. OD_NONE: none. */
static uint32_t best_truth(const od_matcher *m, const uint8_t *crowd, const double *iou,
                           const uint32_t *ordered, uint32_t n, uint32_t a, uint64_t bit, double threshold)
{
    uint32_t best = OD_NONE;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t g = ordered[i];

        if ((m->used[g] & bit) && !crowd[g])
            continue;
        if (best != OD_NONE && !(m->ignoring[best] >> a & 1) && (m->ignoring[g] >> a & 1))
            break;
        if (iou[g] < threshold)
            continue;
        threshold = iou[g];
        best = g;
    }
    return best;
}

/* The truths that the detection takes, over all combinations; its `plain` turns false with the first. */
static void take_truths(od_matcher *m, const od_image_view *view, const od_cell *cell, uint32_t row,
                        uint32_t n, double highest, od_match *result)
{
    const od_protocol *p = view->problem->protocol;
    const bool zero_unmatched = !(view->problem->fixes & OD_FIX_ID_ZERO);
    const double *iou = cell->iou + (size_t)row * cell->n_gt;
    const uint8_t *crowd = view->gt_crowd + cell->first_gt, *id_zero = view->gt_id_zero + cell->first_gt;
    uint32_t *ordered = m->candidate + cell->n_gt;

    for (uint32_t a = 0; a < p->n_areas; a++) {
        order_candidates(m, a, m->candidate, n, ordered);
        for (uint32_t t = 0; t < p->n_iou; t++) {
            uint64_t bit = UINT64_C(1) << (a * p->n_iou + t);
            double threshold = reachable(p->iou[t]);
            uint32_t g;

            if (highest < threshold)
                break; /* thresholds rise; false for NaN */
            g = best_truth(m, crowd, iou, ordered, n, a, bit, threshold);
            if (g == OD_NONE)
                continue;
            m->used[g] |= bit;
            result->plain = false;
            if (!(zero_unmatched && id_zero[g]))
                result->matched |= bit;
            if (m->ignoring[g] >> a & 1)
                result->ignored |= bit;
        }
    }
}

/* Thresholds that an IoU reaches. */
static uint32_t thresholds_reached(const od_protocol *p, double iou)
{
    uint32_t n = 0;

    while (n < p->n_iou && !(iou < reachable(p->iou[n])))
        n++;
    return n;
}

/* The same with one truth to take, which is most cases: it is taken at every threshold that its IoU reaches
 * where it is free, in all area ranges alike. */
static void take_only_truth(od_matcher *m, const od_image_view *view, const od_cell *cell, uint32_t g,
                            double iou, od_match *result)
{
    const od_protocol *p = view->problem->protocol;
    const uint32_t n = thresholds_reached(p, iou);
    const uint64_t line = (UINT64_C(1) << n) - 1;
    uint64_t taken = 0;

    for (uint32_t a = 0; a < p->n_areas; a++)
        taken |= line << (a * p->n_iou);
    if (!view->gt_crowd[cell->first_gt + g])
        taken &= ~m->used[g];
    if (!taken)
        return;
    m->used[g] |= taken;
    result->plain = false;
    result->ignored = taken & spread(m->ignoring[g], p);
    if ((view->problem->fixes & OD_FIX_ID_ZERO) || !view->gt_id_zero[cell->first_gt + g])
        result->matched = taken;
}

static od_status prepare(od_matcher *m, const od_image_view *view, const od_cell *cell, od_error *err)
{
    const uint32_t n = cell->n_gt;
    od_status st;

    if ((st = OD_GROW(m->used, m->used_capacity, n, err)) != OD_OK ||
        (st = OD_GROW(m->ignoring, m->ignoring_capacity, n, err)) != OD_OK ||
        (st = OD_GROW(m->candidate, m->candidate_capacity, 2 * (size_t)n, err)) != OD_OK)
        return st;
    for (uint32_t g = 0; g < n; g++) {
        m->used[g] = 0;
        m->ignoring[g] = (uint8_t)areas_ignoring(view, cell->first_gt + g);
    }
    return OD_OK;
}

od_status od_match_cell(od_matcher *m, const od_image_view *view, const od_cell *cell, const uint32_t *rows,
                        uint32_t n, od_match *out, od_error *err)
{
    const od_protocol *p = view->problem->protocol;
    const double lowest = reachable(p->iou[0]);
    od_status st;

    if ((st = prepare(m, view, cell, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < n; i++) {
        const double *box = view->det_box[cell->first_det + rows[i]];
        double highest = 0;
        uint32_t n_candidates = 0;

        out[i] = (od_match){.outside = (uint8_t)od_areas_outside(p, box[2] * box[3]), .plain = true};
        if (cell->n_gt)
            n_candidates = find_candidates(cell->iou + (size_t)rows[i] * cell->n_gt, cell->n_gt, lowest,
                                           m->candidate, &highest);
        if (n_candidates == 1)
            take_only_truth(m, view, cell, m->candidate[0], highest, &out[i]);
        else if (n_candidates)
            take_truths(m, view, cell, rows[i], n_candidates, highest, &out[i]);
        if (!out[i].plain)
            out[i].ignored |= spread(out[i].outside, p) & ~out[i].matched;
    }
    return OD_OK;
}
