#include "metric/view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/sort.h"

struct od_view_scratch {
    od_image_view view;
    od_keyed *keyed, *swap;
    size_t keyed_capacity, swap_capacity;
    uint32_t *detection, *det_category, *truth;
    size_t detection_capacity, det_category_capacity, truth_capacity;
    double (*det_box)[4], (*gt_box)[4], *det_score, *gt_area, *iou;
    size_t det_box_capacity, gt_box_capacity, det_score_capacity, gt_area_capacity, iou_capacity;
    uint8_t *gt_crowd, *gt_ignored, *gt_id_zero;
    size_t gt_crowd_capacity, gt_ignored_capacity, gt_id_zero_capacity;
    od_cell *cells;
    size_t cells_capacity;
    uint32_t *tally; /* n_categories + 1, all 0 between images */
    size_t tally_capacity;
};

od_status od_view_scratch_create(od_view_scratch **out, od_error *err)
{
    return od_alloc(out, 1, sizeof **out, err);
}

void od_view_scratch_free(od_view_scratch *s)
{
    if (!s)
        return;
    free(s->keyed);
    free(s->swap);
    free(s->detection);
    free(s->det_category);
    free(s->truth);
    free(s->det_box);
    free(s->gt_box);
    free(s->det_score);
    free(s->gt_area);
    free(s->iou);
    free(s->gt_crowd);
    free(s->gt_ignored);
    free(s->gt_id_zero);
    free(s->cells);
    free(s->tally);
    free(s);
}

/* fmin and fmax but for the sign of a zero, which no result depends on; spelt out, for the library's are
 * calls. */
static inline double lower(double a, double b)
{
    return a < b ? a : b == b ? b : a;
}

static inline double upper(double a, double b)
{
    return a > b ? a : b == b ? b : a;
}

double od_iou(const double det[4], const double gt[4], bool crowd)
{
    double det_area = det[2] * det[3], gt_area = gt[2] * gt[3];
    double w = lower(det[2] + det[0], gt[2] + gt[0]) - upper(det[0], gt[0]);
    double h, intersection;

    if (w <= 0)
        return 0;
    h = lower(det[3] + det[1], gt[3] + gt[1]) - upper(det[1], gt[1]);
    if (h <= 0)
        return 0;
    intersection = w * h;
    return intersection / (crowd ? det_area : det_area + gt_area - intersection);
}

static od_status reserve(od_view_scratch *s, uint32_t n_det, uint32_t n_gt, od_error *err)
{
    size_t n = n_det > n_gt ? n_det : n_gt;
    od_status st;

    if ((st = OD_GROW(s->keyed, s->keyed_capacity, n, err)) != OD_OK ||
        (st = OD_GROW(s->swap, s->swap_capacity, n, err)) != OD_OK ||
        (st = OD_GROW(s->detection, s->detection_capacity, n_det, err)) != OD_OK ||
        (st = OD_GROW(s->det_category, s->det_category_capacity, n_det, err)) != OD_OK ||
        (st = OD_GROW(s->det_box, s->det_box_capacity, n_det, err)) != OD_OK ||
        (st = OD_GROW(s->det_score, s->det_score_capacity, n_det, err)) != OD_OK ||
        (st = OD_GROW(s->truth, s->truth_capacity, n_gt, err)) != OD_OK ||
        (st = OD_GROW(s->gt_box, s->gt_box_capacity, n_gt, err)) != OD_OK ||
        (st = OD_GROW(s->gt_area, s->gt_area_capacity, n_gt, err)) != OD_OK ||
        (st = OD_GROW(s->gt_crowd, s->gt_crowd_capacity, n_gt, err)) != OD_OK ||
        (st = OD_GROW(s->gt_ignored, s->gt_ignored_capacity, n_gt, err)) != OD_OK ||
        (st = OD_GROW(s->gt_id_zero, s->gt_id_zero_capacity, n_gt, err)) != OD_OK ||
        (st = OD_GROW(s->cells, s->cells_capacity, (size_t)n_det + n_gt, err)) != OD_OK)
        return st;
    return OD_OK;
}

static void gather_truths(od_view_scratch *s, const od_problem *problem, uint32_t image)
{
    const od_dataset *set = problem->dataset;
    uint32_t begin = set->indexed_start[image], n = set->indexed_start[image + 1] - begin;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t t = od_truth_at(set->indexed, begin + i);
        s->keyed[i] = (od_keyed){set->truth_category[t], t};
    }
    od_sort_keyed(s->keyed, s->swap, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t t = s->keyed[i].value;
        unsigned flags = set->truth_flags[t];

        s->truth[i] = t;
        od_truth_box(set, t, s->gt_box[i]);
        s->gt_area[i] = od_truth_area(set, t);
        s->gt_crowd[i] = (flags & OD_TRUTH_CROWD) != 0;
        s->gt_ignored[i] =
            s->gt_crowd[i] || ((problem->fixes & OD_FIX_IGNORE) && (flags & OD_TRUTH_IGNORE) != 0);
        s->gt_id_zero[i] = od_truth_id(set, t) == 0 && !(flags & OD_TRUTH_ID_MISSING);
    }
    s->view.n_gt = n;
}

static bool has_truth(const od_view_scratch *s, const od_dataset *set, uint32_t category)
{
    for (uint32_t i = 0; i < s->view.n_gt; i++)
        if (set->truth_category[s->truth[i]] == category)
            return true;
    return false;
}

static bool was_removed(const od_dataset *set, uint32_t image, uint32_t category)
{
    if (!set->removed_start)
        return false;
    for (uint32_t i = set->removed_start[image]; i < set->removed_start[image + 1]; i++)
        if (set->removed[i] == category)
            return true;
    return false;
}

static bool is_finite_detection(const od_detections *d, uint32_t i)
{
    double box[4];

    od_detection_box(d, i, box);
    return isfinite(box[0]) && isfinite(box[1]) && isfinite(box[2]) && isfinite(box[3]) &&
           isfinite(od_detection_score(d, i));
}

static uint32_t mended_category(const od_detections *d, uint32_t detection)
{
    size_t low = 0, high = d->n_mended;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (d->mended[middle].detection < detection)
            low = middle + 1;
        else
            high = middle;
    }
    return low < d->n_mended && d->mended[low].detection == detection ? d->mended[low].category : OD_NONE;
}

static uint32_t category_of(const od_problem *problem, uint32_t detection)
{
    const od_detections *d = problem->detections;
    uint32_t category = d->category[detection];

    if (category == OD_NONE && (problem->fixes & OD_FIX_CATEGORY_TEXT) && d->n_mended)
        category = mended_category(d, detection);
    return category;
}

static bool in_scope(const od_view_scratch *s, const od_problem *problem, uint32_t image, uint32_t category)
{
    if (was_removed(problem->dataset, image, category))
        return false;
    return problem->mode == OD_MODE_ALL || has_truth(s, problem->dataset, category);
}

/* The detections that count, keyed by category, in file order. Returns how many. */
static uint32_t select_detections(od_view_scratch *s, const od_problem *problem, uint32_t image)
{
    const od_detections *d = problem->detections;
    const uint32_t begin = d->by_image_start[image], end = d->by_image_start[image + 1];
    const bool plain = problem->mode == OD_MODE_ALL && !problem->dataset->removed_start;
    const bool finite_only = (problem->fixes & OD_FIX_NON_FINITE) != 0;
    uint32_t n = 0;

    for (uint32_t i = begin; i < end; i++) {
        uint32_t detection = od_detection_at(d, i);
        uint32_t category = category_of(problem, detection);

        if (finite_only && !is_finite_detection(d, detection))
            continue;
        if (plain || in_scope(s, problem, image, category))
            s->keyed[n++] = (od_keyed){category, detection};
    }
    return n;
}

static uint32_t keep_first_of_each_category(od_keyed *sorted, uint32_t n)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || sorted[i].key != sorted[i - 1].key)
            sorted[kept++] = sorted[i];
    return kept;
}

/* Sorts each run of one category by falling score; the runs are in file order, and the sort is stable. */
static void sort_runs_by_score(od_view_scratch *s, const od_detections *d, uint32_t n)
{
    for (uint32_t i = 0; i < n;) {
        uint32_t begin = i, category = (uint32_t)s->keyed[i].key;

        for (; i < n && (uint32_t)s->keyed[i].key == category; i++)
            s->det_category[i] = category;
        for (uint32_t k = begin; k < i; k++)
            s->keyed[k].key = od_score_key(od_detection_score(d, s->keyed[k].value));
        od_sort_keyed(s->keyed + begin, s->swap, i - begin);
    }
}

/* Sorts by category, stable. With many detections to few categories counting beats comparing. */
static od_status sort_by_category(od_view_scratch *s, uint32_t n, uint32_t n_categories, od_error *err)
{
    const size_t none = n_categories; /* where OD_NONE is counted: last */
    const size_t before = s->tally_capacity;
    uint32_t at = 0;
    od_status st;

    if (n < n_categories / 4) {
        od_sort_keyed(s->keyed, s->swap, n);
        return OD_OK;
    }
    if ((st = OD_GROW(s->tally, s->tally_capacity, none + 1, err)) != OD_OK)
        return st;
    memset(s->tally + before, 0, (s->tally_capacity - before) * sizeof *s->tally);
    for (uint32_t i = 0; i < n; i++)
        s->tally[s->keyed[i].key < none ? s->keyed[i].key : none]++;
    for (size_t k = 0; k <= none; k++) {
        uint32_t count = s->tally[k];

        s->tally[k] = at;
        at += count;
    }
    for (uint32_t i = 0; i < n; i++)
        s->swap[s->tally[s->keyed[i].key < none ? s->keyed[i].key : none]++] = s->keyed[i];
    memset(s->tally, 0, (none + 1) * sizeof *s->tally);
    if (n > 0)
        memcpy(s->keyed, s->swap, n * sizeof *s->keyed);
    return OD_OK;
}

static od_status gather_detections(od_view_scratch *s, const od_problem *problem, uint32_t image,
                                   od_error *err)
{
    const od_detections *d = problem->detections;
    uint32_t n = select_detections(s, problem, image);
    od_status st;

    s->view.n_det = 0;
    if ((st = sort_by_category(s, n, problem->dataset->n_categories, err)) != OD_OK)
        return st;
    if (problem->mode == OD_MODE_ONE_BOX)
        n = keep_first_of_each_category(s->keyed, n);
    sort_runs_by_score(s, d, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t detection = s->keyed[i].value;

        s->detection[i] = detection;
        od_detection_box(d, detection, s->det_box[i]);
        s->det_score[i] = od_detection_score(d, detection);
    }
    s->view.n_det = n;
    return OD_OK;
}

/* Walks both lists, which are sorted by category, side by side. Returns the number of IoU values needed. */
static size_t make_cells(od_view_scratch *s, const od_dataset *set)
{
    uint32_t d = 0, g = 0, n_det = s->view.n_det, n_gt = s->view.n_gt, n = 0;
    size_t pairs = 0;

    while (d < n_det || g < n_gt) {
        uint32_t of_det = d < n_det ? s->det_category[d] : OD_NONE;
        uint32_t of_gt = g < n_gt ? set->truth_category[s->truth[g]] : OD_NONE;
        od_cell cell = {.category = of_det < of_gt ? of_det : of_gt, .first_det = d, .first_gt = g};

        if (cell.category == OD_NONE)
            break;
        while (d < n_det && s->det_category[d] == cell.category)
            d++;
        while (g < n_gt && set->truth_category[s->truth[g]] == cell.category)
            g++;
        cell.n_det = d - cell.first_det;
        cell.n_gt = g - cell.first_gt;
        pairs += (size_t)cell.n_det * cell.n_gt;
        s->cells[n++] = cell;
    }
    s->view.n_cells = n;
    return pairs;
}

static void fill_iou(od_view_scratch *s)
{
    double *iou = s->iou;

    for (uint32_t c = 0; c < s->view.n_cells; c++) {
        od_cell *cell = &s->cells[c];

        cell->iou = iou;
        for (uint32_t d = 0; d < cell->n_det; d++)
            for (uint32_t g = 0; g < cell->n_gt; g++)
                *iou++ = od_iou(s->det_box[cell->first_det + d], s->gt_box[cell->first_gt + g],
                                s->gt_crowd[cell->first_gt + g]);
    }
}

od_status od_view_make(od_view_scratch *s, const od_problem *problem, uint32_t image,
                       const od_image_view **view, od_error *err)
{
    const od_dataset *set = problem->dataset;
    const od_detections *d = problem->detections;
    od_status st;
    size_t pairs;

    *view = NULL;
    st = reserve(s, d->by_image_start[image + 1] - d->by_image_start[image],
                 set->indexed_start[image + 1] - set->indexed_start[image], err);
    if (st != OD_OK)
        return st;
    gather_truths(s, problem, image);
    if ((st = gather_detections(s, problem, image, err)) != OD_OK)
        return st;
    pairs = make_cells(s, set);
    if ((st = OD_GROW(s->iou, s->iou_capacity, pairs, err)) != OD_OK)
        return st;
    fill_iou(s);
    s->view = (od_image_view){
        .problem = problem,
        .image = image,
        .n_det = s->view.n_det,
        .detection = s->detection,
        .det_category = s->det_category,
        .det_box = (const double(*)[4])s->det_box,
        .det_score = s->det_score,
        .n_gt = s->view.n_gt,
        .truth = s->truth,
        .gt_box = (const double(*)[4])s->gt_box,
        .gt_area = s->gt_area,
        .gt_crowd = s->gt_crowd,
        .gt_ignored = s->gt_ignored,
        .gt_id_zero = s->gt_id_zero,
        .n_cells = s->view.n_cells,
        .cells = s->cells,
    };
    *view = &s->view;
    return OD_OK;
}
