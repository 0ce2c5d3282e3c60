#include "report/run_worst.h"

#include <stdlib.h>

#include "metric/greedy.h"

typedef struct search {
    od_worst *found;
    double iou_min;
    od_greedy_pairing pairing;
    od_view_scratch *scratch;
    od_error *err;
} search;

static od_status consider(search *s, const od_image_view *view, uint32_t subset)
{
    uint32_t matched = 0, wrong = 0;
    od_worst *w = s->found;
    od_status st;

    for (uint32_t c = 0; c < view->n_cells; c++) {
        const od_cell *cell = &view->cells[c];

        if ((st = od_greedy_pair(&s->pairing, view, cell, s->iou_min, s->err)) != OD_OK)
            return st;
        matched += s->pairing.n_matched;
        for (uint32_t d = 0; d < cell->n_det; d++)
            wrong += s->pairing.det_mark[d] == OD_MARK_ALONE;
        for (uint32_t g = 0; g < cell->n_gt; g++)
            wrong += s->pairing.gt_mark[g] == OD_MARK_ALONE;
    }
    for (uint32_t d = view->n_det; d-- > 0 && view->det_category[d] == OD_NONE;)
        wrong++;
    if (matched + wrong == 0)
        return OD_OK;
    if ((st = OD_GROW(w->list, w->capacity, w->n + 1, s->err)) != OD_OK)
        return st;
    w->list[w->n++] = (od_worst_image){2. * matched / (2. * matched + wrong), wrong, subset, view->image};
    return OD_OK;
}

static od_status consider_subset(search *s, const od_job_subset *subset, uint32_t index)
{
    const od_image_view *view;
    od_status st = OD_OK;

    for (uint32_t i = 0; subset->evaluated && i < subset->dataset->n_images && st == OD_OK; i++)
        if (od_problem_has(&subset->problem, i) &&
            (st = od_view_make(s->scratch, &subset->problem, i, &view, s->err)) == OD_OK)
            st = consider(s, view, index);
    return st;
}

static int compare(const void *left, const void *right)
{
    const od_worst_image *a = left, *b = right;

    if (a->f1 != b->f1)
        return a->f1 < b->f1 ? -1 : 1;
    if (a->wrong != b->wrong)
        return a->wrong > b->wrong ? -1 : 1;
    if (a->subset != b->subset)
        return a->subset < b->subset ? -1 : 1;
    return (a->image > b->image) - (a->image < b->image);
}

od_status od_worst_find(od_worst *w, const od_job *job, double iou_min, od_error *err)
{
    search s = {.found = w, .iou_min = iou_min, .err = err};
    od_status st = od_view_scratch_create(&s.scratch, err);

    for (uint32_t i = 0; i < job->bench->n_subsets && st == OD_OK; i++)
        st = consider_subset(&s, &job->subsets[i], i);
    if (st == OD_OK && w->n)
        qsort(w->list, w->n, sizeof *w->list, compare);
    od_greedy_pairing_release(&s.pairing);
    od_view_scratch_free(s.scratch);
    return st;
}
