#include "metric/ap_table.h"

#include <stdlib.h>
#include <string.h>

od_status od_ap_table_init(od_ap_table *t, const od_problem *problem, od_error *err)
{
    *t = (od_ap_table){.rows = {.item_size = sizeof(od_ap_row)},
                       .plain = {.item_size = sizeof(od_ap_plain)},
                       .truths = {.item_size = sizeof(od_ap_truths)},
                       .n_images = problem->dataset->n_images,
                       .n_categories = problem->dataset->n_categories,
                       .n_areas = problem->protocol->n_areas};
    return OD_ALLOC(t->n_truths, (size_t)t->n_categories * t->n_areas, err);
}

void od_ap_table_release(od_ap_table *t)
{
    od_blocks_release(&t->rows);
    od_blocks_release(&t->plain);
    od_blocks_release(&t->truths);
    free(t->n_truths);
    free(t->picked);
    free(t->matches);
    od_matcher_free(&t->matcher);
    *t = (od_ap_table){0};
}

/* Adds n truths that count in `areas`. */
static od_status add_truths(od_ap_table *t, const od_ap_truths *truths, od_error *err)
{
    uint64_t *counts = t->n_truths + (size_t)truths->category * t->n_areas;
    od_ap_truths *room;
    od_status st = od_blocks_room(&t->truths, 1, &room, err);

    if (st != OD_OK)
        return st;
    *room = *truths;
    od_blocks_added(&t->truths, 1);
    for (uint32_t a = 0; a < t->n_areas; a++)
        counts[a] += od_ap_truths_areas(truths) >> a & 1 ? od_ap_truths_n(truths) : 0;
    return OD_OK;
}

/* Runs of truths that count in the same area ranges, which most often are few. */
static od_status add_cell_truths(od_ap_table *t, const od_image_view *view, const od_cell *cell,
                                 od_error *err)
{
    uint32_t n = 0, areas = 0;
    od_status st = OD_OK;

    for (uint32_t g = 0; g <= cell->n_gt && st == OD_OK; g++) {
        const uint32_t next = g < cell->n_gt ? od_truth_areas(view, cell->first_gt + g) : 0;

        if (n && areas && (g == cell->n_gt || next != areas || n == OD_AP_TRUTHS_MAX))
            st = add_truths(t, &(od_ap_truths){cell->category, view->image, n | areas << 24}, err);
        n = next == areas && n < OD_AP_TRUTHS_MAX ? n + 1 : 1;
        areas = next;
    }
    return st;
}

od_status od_ap_table_add_truths(od_ap_table *t, const od_image_view *view, od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t c = 0; c < view->n_cells && st == OD_OK; c++)
        if (view->cells[c].n_gt)
            st = add_cell_truths(t, view, &view->cells[c], err);
    return st;
}

/* The detections of a cell that take part: the best max_dets of those kept. */
static uint32_t pick(const od_ap_table *t, const od_cell *cell, const uint8_t *keep, uint32_t max_dets)
{
    uint32_t n = 0;

    for (uint32_t d = 0; d < cell->n_det && n < max_dets; d++)
        if (!keep || keep[cell->first_det + d])
            t->picked[n++] = d;
    return n;
}

static od_ap_plain key_of(const od_ap_table *t, const od_image_view *view, const od_cell *cell, uint32_t i,
                          uint8_t variants)
{
    od_ap_plain key = {.category = cell->category,
                       .image = view->image,
                       .marks = od_ap_marks(i, t->matches[i].outside, variants)};

    memcpy(key.score, &view->det_score[cell->first_det + t->picked[i]], sizeof key.score);
    return key;
}

/* Rows first .. first + n - 1 of a cell, n at most OD_BLOCK. */
static od_status add_rows(od_ap_table *t, const od_image_view *view, const od_cell *cell, uint32_t first,
                          uint32_t n, uint8_t variants, od_error *err)
{
    od_ap_row *rows;
    od_ap_plain *plain;
    uint32_t n_rows = 0, n_plain = 0;
    od_status st;

    if ((st = od_blocks_room(&t->rows, n, &rows, err)) != OD_OK ||
        (st = od_blocks_room(&t->plain, n, &plain, err)) != OD_OK)
        return st;
    for (uint32_t i = first; i < first + n; i++) {
        const od_match *match = &t->matches[i];
        const od_ap_plain key = key_of(t, view, cell, i, variants);

        if (match->plain)
            plain[n_plain++] = key;
        else
            rows[n_rows++] = (od_ap_row){key, match->matched, match->ignored};
    }
    od_blocks_added(&t->rows, n_rows);
    od_blocks_added(&t->plain, n_plain);
    return OD_OK;
}

static od_status add_cell(od_ap_table *t, const od_image_view *view, const od_cell *cell, const uint8_t *keep,
                          uint8_t variants, od_error *err)
{
    const od_protocol *p = view->problem->protocol;
    od_status st;
    uint32_t n;

    if ((st = OD_GROW(t->picked, t->picked_capacity, cell->n_det, err)) != OD_OK ||
        (st = OD_GROW(t->matches, t->matches_capacity, cell->n_det, err)) != OD_OK)
        return st;
    n = pick(t, cell, keep, p->max_dets[p->n_max_dets - 1]);
    st = od_match_cell(&t->matcher, view, cell, t->picked, n, t->matches, err);
    for (uint32_t first = 0; first < n && st == OD_OK; first += OD_BLOCK)
        st = add_rows(t, view, cell, first, n - first < OD_BLOCK ? n - first : OD_BLOCK, variants, err);
    return st;
}

od_status od_ap_table_add(od_ap_table *t, const od_image_view *view, const uint8_t *keep, uint8_t variants,
                          od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t c = 0; c < view->n_cells && st == OD_OK; c++)
        if (view->cells[c].n_det)
            st = add_cell(t, view, &view->cells[c], keep, variants, err);
    return st;
}

static void add_counts(od_ap_table *t, const od_ap_table *other)
{
    for (size_t i = 0; i < (size_t)t->n_categories * t->n_areas; i++)
        t->n_truths[i] += other->n_truths[i];
}

od_status od_ap_table_merge(od_ap_table *t, const od_ap_table *other, od_error *err)
{
    od_status st;

    if ((st = od_blocks_append(&t->rows, &other->rows, err)) == OD_OK &&
        (st = od_blocks_append(&t->plain, &other->plain, err)) == OD_OK &&
        (st = od_blocks_append(&t->truths, &other->truths, err)) == OD_OK)
        add_counts(t, other);
    return st;
}

od_status od_ap_table_absorb(od_ap_table *t, od_ap_table *other, od_error *err)
{
    od_status st;

    if ((st = od_blocks_absorb(&t->rows, &other->rows, err)) == OD_OK &&
        (st = od_blocks_absorb(&t->plain, &other->plain, err)) == OD_OK &&
        (st = od_blocks_absorb(&t->truths, &other->truths, err)) == OD_OK)
        add_counts(t, other);
    return st;
}
