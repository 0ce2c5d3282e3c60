#include "metric/ap_table.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"

od_status od_ap_table_init(od_ap_table *t, const od_problem *problem, od_error *err)
{
    *t = (od_ap_table){.n_categories = problem->dataset->n_categories, .n_areas = problem->protocol->n_areas};
    return OD_ALLOC(t->n_truths, (size_t)t->n_categories * t->n_areas, err);
}

void od_ap_table_release(od_ap_table *t)
{
    free(t->rows);
    free(t->n_truths);
    free(t->picked);
    free(t->matches);
    od_matcher_free(&t->matcher);
    *t = (od_ap_table){0};
}

void od_ap_table_add_truths(od_ap_table *t, const od_image_view *view)
{
    for (uint32_t c = 0; c < view->n_cells; c++)
        od_count_truths(view, &view->cells[c], t->n_truths + (size_t)view->cells[c].category * t->n_areas);
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

static od_status add_cell(od_ap_table *t, const od_image_view *view, const od_cell *cell, const uint8_t *keep,
                          uint32_t variants, od_error *err)
{
    const od_protocol *p = view->problem->protocol;
    od_status st;
    uint32_t n;

    if ((st = OD_GROW(t->picked, t->picked_capacity, cell->n_det, err)) != OD_OK ||
        (st = OD_GROW(t->matches, t->matches_capacity, cell->n_det, err)) != OD_OK ||
        (st = OD_GROW(t->rows, t->capacity, t->n + cell->n_det, err)) != OD_OK)
        return st;
    n = pick(t, cell, keep, p->max_dets[p->n_max_dets - 1]);
    if ((st = od_match_cell(&t->matcher, view, cell, t->picked, n, t->matches, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < n; i++)
        t->rows[t->n++] = (od_ap_row){
            .score = view->det_score[cell->first_det + t->picked[i]],
            .matched = t->matches[i].matched,
            .ignored = t->matches[i].ignored,
            .category = cell->category,
            .image = view->image,
            .rank = i,
            .variants = variants,
        };
    return OD_OK;
}

od_status od_ap_table_add(od_ap_table *t, const od_image_view *view, const uint8_t *keep, uint32_t variants,
                          od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t c = 0; c < view->n_cells && st == OD_OK; c++)
        if (view->cells[c].n_det)
            st = add_cell(t, view, &view->cells[c], keep, variants, err);
    return st;
}

od_status od_ap_table_merge(od_ap_table *t, const od_ap_table *other, od_error *err)
{
    od_status st;

    if ((st = OD_GROW(t->rows, t->capacity, t->n + other->n, err)) != OD_OK)
        return st;
    if (other->n)
        memcpy(t->rows + t->n, other->rows, other->n * sizeof *t->rows);
    t->n += other->n;
    for (size_t i = 0; i < (size_t)t->n_categories * t->n_areas; i++)
        t->n_truths[i] += other->n_truths[i];
    return OD_OK;
}

static od_status save_row(const od_ap_row *row, od_buffer *bytes, od_error *err)
{
    od_status st;

    if ((st = od_put_double(bytes, row->score, err)) != OD_OK ||
        (st = od_put_u64(bytes, row->matched, err)) != OD_OK ||
        (st = od_put_u64(bytes, row->ignored, err)) != OD_OK ||
        (st = od_put_u32(bytes, row->category, err)) != OD_OK ||
        (st = od_put_u32(bytes, row->image, err)) != OD_OK || (st = od_put_u32(bytes, row->rank, err)) != OD_OK)
        return st;
    return od_put_u32(bytes, row->variants, err);
}

static bool load_row(od_ap_row *row, const char **bytes, const char *end)
{
    return od_take_double(bytes, end, &row->score) && od_take_u64(bytes, end, &row->matched) &&
           od_take_u64(bytes, end, &row->ignored) && od_take_u32(bytes, end, &row->category) &&
           od_take_u32(bytes, end, &row->image) && od_take_u32(bytes, end, &row->rank) &&
           od_take_u32(bytes, end, &row->variants);
}

enum { STATE_VERSION = 1, ROW_BYTES = 40 };

od_status od_ap_table_save(const od_ap_table *t, od_buffer *bytes, od_error *err)
{
    od_status st;

    if ((st = od_put_u32(bytes, STATE_VERSION, err)) != OD_OK ||
        (st = od_put_u32(bytes, t->n_categories, err)) != OD_OK ||
        (st = od_put_u32(bytes, t->n_areas, err)) != OD_OK || (st = od_put_u64(bytes, t->n, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < (size_t)t->n_categories * t->n_areas && st == OD_OK; i++)
        st = od_put_u64(bytes, t->n_truths[i], err);
    for (size_t i = 0; i < t->n && st == OD_OK; i++)
        st = save_row(&t->rows[i], bytes, err);
    return st;
}

static od_status bad_state(od_error *err, const char *what)
{
    od_fail(err, OD_INPUT, "the saved state %s", what);
    return od_remedy(err, "score the predictions again with this version of odeval");
}

od_status od_ap_table_load(od_ap_table *t, const char **bytes, const char *end, od_error *err)
{
    uint32_t version, n_categories, n_areas;
    uint64_t n;
    od_status st;

    if (!od_take_u32(bytes, end, &version) || !od_take_u32(bytes, end, &n_categories) ||
        !od_take_u32(bytes, end, &n_areas) || !od_take_u64(bytes, end, &n))
        return bad_state(err, "is cut short");
    if (version != STATE_VERSION)
        return bad_state(err, "is of another version");
    if (n_categories != t->n_categories || n_areas != t->n_areas)
        return bad_state(err, "is of another data set or protocol");
    for (size_t i = 0; i < (size_t)n_categories * n_areas; i++)
        if (!od_take_u64(bytes, end, &t->n_truths[i]))
            return bad_state(err, "is cut short");
    if (n > (uint64_t)(end - *bytes) / ROW_BYTES)
        return bad_state(err, "is cut short");
    if ((st = OD_GROW(t->rows, t->capacity, (size_t)n, err)) != OD_OK)
        return st;
    for (t->n = 0; t->n < n; t->n++) {
        od_ap_row *row = &t->rows[t->n];

        if (!load_row(row, bytes, end))
            return bad_state(err, "is cut short");
        if (row->category >= n_categories)
            return bad_state(err, "is damaged");
    }
    return OD_OK;
}
