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
    free(t->plain);
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

static void add_row(od_ap_table *t, const od_match *match, od_ap_plain key)
{
    if (match->plain)
        t->plain[t->n_plain++] = key;
    else
        t->rows[t->n_rows++] = (od_ap_row){key, match->matched, match->ignored};
}

static od_status add_cell(od_ap_table *t, const od_image_view *view, const od_cell *cell, const uint8_t *keep,
                          uint8_t variants, od_error *err)
{
    const od_protocol *p = view->problem->protocol;
    od_status st;
    uint32_t n;

    if ((st = OD_GROW(t->picked, t->picked_capacity, cell->n_det, err)) != OD_OK ||
        (st = OD_GROW(t->matches, t->matches_capacity, cell->n_det, err)) != OD_OK ||
        (st = OD_GROW(t->rows, t->rows_capacity, t->n_rows + cell->n_det, err)) != OD_OK ||
        (st = OD_GROW(t->plain, t->plain_capacity, t->n_plain + cell->n_det, err)) != OD_OK)
        return st;
    n = pick(t, cell, keep, p->max_dets[p->n_max_dets - 1]);
    if ((st = od_match_cell(&t->matcher, view, cell, t->picked, n, t->matches, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < n; i++) {
        od_ap_plain key = {.category = cell->category,
                           .image = view->image,
                           .rank = i,
                           .outside = t->matches[i].outside,
                           .variants = variants};

        memcpy(key.score, &view->det_score[cell->first_det + t->picked[i]], sizeof key.score);
        add_row(t, &t->matches[i], key);
    }
    return OD_OK;
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

od_status od_ap_table_merge(od_ap_table *t, const od_ap_table *other, od_error *err)
{
    od_status st;

    if ((st = OD_GROW(t->rows, t->rows_capacity, t->n_rows + other->n_rows, err)) != OD_OK ||
        (st = OD_GROW(t->plain, t->plain_capacity, t->n_plain + other->n_plain, err)) != OD_OK)
        return st;
    if (other->n_rows)
        memcpy(t->rows + t->n_rows, other->rows, other->n_rows * sizeof *t->rows);
    if (other->n_plain)
        memcpy(t->plain + t->n_plain, other->plain, other->n_plain * sizeof *t->plain);
    t->n_rows += other->n_rows;
    t->n_plain += other->n_plain;
    for (size_t i = 0; i < (size_t)t->n_categories * t->n_areas; i++)
        t->n_truths[i] += other->n_truths[i];
    return OD_OK;
}

/* ---- as bytes ---- */

enum { STATE_VERSION = 1, PLAIN_BYTES = 24, ROW_BYTES = PLAIN_BYTES + 16 };

static od_status save_plain(const od_ap_plain *key, od_buffer *bytes, od_error *err)
{
    od_status st;

    if ((st = od_put_double(bytes, od_ap_score(key), err)) != OD_OK ||
        (st = od_put_u32(bytes, key->category, err)) != OD_OK ||
        (st = od_put_u32(bytes, key->image, err)) != OD_OK ||
        (st = od_put_u32(bytes, key->rank, err)) != OD_OK)
        return st;
    return od_put_u32(bytes, key->outside | key->variants << 8u, err);
}

static od_status save_row(const od_ap_row *row, od_buffer *bytes, od_error *err)
{
    od_status st;

    if ((st = save_plain(&row->key, bytes, err)) != OD_OK ||
        (st = od_put_u64(bytes, row->matched, err)) != OD_OK)
        return st;
    return od_put_u64(bytes, row->ignored, err);
}

od_status od_ap_table_save(const od_ap_table *t, od_buffer *bytes, od_error *err)
{
    od_status st;

    if ((st = od_put_u32(bytes, STATE_VERSION, err)) != OD_OK ||
        (st = od_put_u32(bytes, t->n_categories, err)) != OD_OK ||
        (st = od_put_u32(bytes, t->n_areas, err)) != OD_OK ||
        (st = od_put_u64(bytes, t->n_rows, err)) != OD_OK ||
        (st = od_put_u64(bytes, t->n_plain, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < (size_t)t->n_categories * t->n_areas && st == OD_OK; i++)
        st = od_put_u64(bytes, t->n_truths[i], err);
    for (size_t i = 0; i < t->n_rows && st == OD_OK; i++)
        st = save_row(&t->rows[i], bytes, err);
    for (size_t i = 0; i < t->n_plain && st == OD_OK; i++)
        st = save_plain(&t->plain[i], bytes, err);
    return st;
}

static od_status bad_state(od_error *err, const char *what)
{
    od_fail(err, OD_INPUT, "the saved state %s", what);
    return od_remedy(err, "score the predictions again with this version of odeval");
}

static bool load_plain(od_ap_plain *key, const char **bytes, const char *end)
{
    uint32_t rank, flags;
    double score;

    if (!od_take_double(bytes, end, &score) || !od_take_u32(bytes, end, &key->category) ||
        !od_take_u32(bytes, end, &key->image) || !od_take_u32(bytes, end, &rank) ||
        !od_take_u32(bytes, end, &flags) || rank >= OD_AP_RANKS || flags >> 8 >> OD_AP_VARIANTS)
        return false;
    memcpy(key->score, &score, sizeof score);
    key->rank = rank & (OD_AP_RANKS - 1);
    key->outside = flags & 0xff;
    key->variants = flags >> 8 & 0xf;
    return true;
}

static bool load_row(od_ap_row *row, const char **bytes, const char *end)
{
    return load_plain(&row->key, bytes, end) && od_take_u64(bytes, end, &row->matched) &&
           od_take_u64(bytes, end, &row->ignored);
}

static od_status load_header(const od_ap_table *t, const char **bytes, const char *end, uint64_t *n_rows,
                             uint64_t *n_plain, od_error *err)
{
    uint32_t version, n_categories, n_areas;
    const uint64_t n_counts = (uint64_t)t->n_categories * t->n_areas;

    if (!od_take_u32(bytes, end, &version) || !od_take_u32(bytes, end, &n_categories) ||
        !od_take_u32(bytes, end, &n_areas) || !od_take_u64(bytes, end, n_rows) ||
        !od_take_u64(bytes, end, n_plain))
        return bad_state(err, "is cut short");
    if (version != STATE_VERSION)
        return bad_state(err, "is of another version");
    if (n_categories != t->n_categories || n_areas != t->n_areas)
        return bad_state(err, "is of another data set or protocol");
    if (n_counts > (uint64_t)(end - *bytes) / 8 || *n_rows > (uint64_t)(end - *bytes) / ROW_BYTES ||
        *n_plain > (uint64_t)(end - *bytes) / PLAIN_BYTES)
        return bad_state(err, "is cut short");
    return OD_OK;
}

od_status od_ap_table_load(od_ap_table *t, const char **bytes, const char *end, od_error *err)
{
    uint64_t n_rows, n_plain;
    od_status st;

    if ((st = load_header(t, bytes, end, &n_rows, &n_plain, err)) != OD_OK ||
        (st = OD_GROW(t->rows, t->rows_capacity, (size_t)n_rows, err)) != OD_OK ||
        (st = OD_GROW(t->plain, t->plain_capacity, (size_t)n_plain, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < (size_t)t->n_categories * t->n_areas; i++)
        if (!od_take_u64(bytes, end, &t->n_truths[i]))
            return bad_state(err, "is cut short");
        else if (t->n_truths[i] > UINT32_MAX)
            return bad_state(err, "is damaged");
    for (; t->n_rows < n_rows; t->n_rows++)
        if (!load_row(&t->rows[t->n_rows], bytes, end))
            return bad_state(err, "is cut short");
        else if (t->rows[t->n_rows].key.category >= t->n_categories)
            return bad_state(err, "is damaged");
    for (; t->n_plain < n_plain; t->n_plain++)
        if (!load_plain(&t->plain[t->n_plain], bytes, end))
            return bad_state(err, "is cut short");
        else if (t->plain[t->n_plain].category >= t->n_categories)
            return bad_state(err, "is damaged");
    return *bytes == end ? OD_OK : bad_state(err, "goes on after its end");
}
