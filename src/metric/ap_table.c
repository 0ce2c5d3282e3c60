#include "metric/ap_table.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"

od_status od_ap_table_init(od_ap_table *t, const od_problem *problem, od_error *err)
{
    *t = (od_ap_table){.rows = {.item_size = sizeof(od_ap_row)},
                       .plain = {.item_size = sizeof(od_ap_plain)},
                       .n_categories = problem->dataset->n_categories,
                       .n_areas = problem->protocol->n_areas};
    return OD_ALLOC(t->n_truths, (size_t)t->n_categories * t->n_areas, err);
}

void od_ap_table_release(od_ap_table *t)
{
    od_blocks_release(&t->rows);
    od_blocks_release(&t->plain);
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
        (st = od_blocks_append(&t->plain, &other->plain, err)) == OD_OK)
        add_counts(t, other);
    return st;
}

od_status od_ap_table_absorb(od_ap_table *t, od_ap_table *other, od_error *err)
{
    od_status st;

    if ((st = od_blocks_absorb(&t->rows, &other->rows, err)) == OD_OK &&
        (st = od_blocks_absorb(&t->plain, &other->plain, err)) == OD_OK)
        add_counts(t, other);
    return st;
}

/* ---- as bytes ---- */

enum { STATE_VERSION = 1, PLAIN_BYTES = 24, ROW_BYTES = PLAIN_BYTES + 16 };

static od_status save_plain(const void *item, od_buffer *bytes, od_error *err)
{
    const od_ap_plain *key = item;
    od_status st;

    if ((st = od_put_double(bytes, od_ap_score(key), err)) != OD_OK ||
        (st = od_put_u32(bytes, key->category, err)) != OD_OK ||
        (st = od_put_u32(bytes, key->image, err)) != OD_OK ||
        (st = od_put_u32(bytes, od_ap_rank(key), err)) != OD_OK)
        return st;
    return od_put_u32(bytes, od_ap_outside(key) | od_ap_variants(key) << 8, err);
}

static od_status save_row(const void *item, od_buffer *bytes, od_error *err)
{
    const od_ap_row *row = item;
    od_status st;

    if ((st = save_plain(&row->key, bytes, err)) != OD_OK ||
        (st = od_put_u64(bytes, row->matched, err)) != OD_OK)
        return st;
    return od_put_u64(bytes, row->ignored, err);
}

static od_status save_blocks(const od_blocks *b, od_status (*save)(const void *, od_buffer *, od_error *),
                             od_buffer *bytes, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < b->n; i++)
        for (uint32_t item = 0; item < b->used[i] && st == OD_OK; item++)
            st = save(b->block[i] + item * b->item_size, bytes, err);
    return st;
}

od_status od_ap_table_save(const od_ap_table *t, od_buffer *bytes, od_error *err)
{
    od_status st;

    if ((st = od_put_u32(bytes, STATE_VERSION, err)) != OD_OK ||
        (st = od_put_u32(bytes, t->n_categories, err)) != OD_OK ||
        (st = od_put_u32(bytes, t->n_areas, err)) != OD_OK ||
        (st = od_put_u64(bytes, t->rows.count, err)) != OD_OK ||
        (st = od_put_u64(bytes, t->plain.count, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < (size_t)t->n_categories * t->n_areas && st == OD_OK; i++)
        st = od_put_u64(bytes, t->n_truths[i], err);
    if (st != OD_OK || (st = save_blocks(&t->rows, save_row, bytes, err)) != OD_OK)
        return st;
    return save_blocks(&t->plain, save_plain, bytes, err);
}

static od_status bad_state(od_error *err, const char *what)
{
    od_fail(err, OD_INPUT, "the saved state %s", what);
    return od_remedy(err, "score the predictions again with this version of odeval");
}

static bool load_plain(void *item, const char **bytes, const char *end)
{
    od_ap_plain *key = item;
    uint32_t rank, flags;
    double score;

    if (!od_take_double(bytes, end, &score) || !od_take_u32(bytes, end, &key->category) ||
        !od_take_u32(bytes, end, &key->image) || !od_take_u32(bytes, end, &rank) ||
        !od_take_u32(bytes, end, &flags) || rank >= OD_AP_RANKS || flags >> 8 >> OD_AP_VARIANTS)
        return false;
    memcpy(key->score, &score, sizeof score);
    key->marks = od_ap_marks(rank, flags & 0xff, flags >> 8);
    return true;
}

static bool load_row(void *item, const char **bytes, const char *end)
{
    od_ap_row *row = item;

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

static od_status load_blocks(od_ap_table *t, od_blocks *b, uint64_t n,
                             bool (*load)(void *, const char **, const char *), const char **bytes,
                             const char *end, od_error *err)
{
    od_ap_plain *key; /* the row itself, or its first member */
    od_status st;

    for (uint64_t i = 0; i < n; i++) {
        if ((st = od_blocks_room(b, 1, &key, err)) != OD_OK)
            return st;
        if (!load(key, bytes, end))
            return bad_state(err, "is cut short");
        if (key->category >= t->n_categories)
            return bad_state(err, "is damaged");
        od_blocks_added(b, 1);
    }
    return OD_OK;
}

od_status od_ap_table_load(od_ap_table *t, const char **bytes, const char *end, od_error *err)
{
    uint64_t n_rows, n_plain;
    od_status st;

    if ((st = load_header(t, bytes, end, &n_rows, &n_plain, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < (size_t)t->n_categories * t->n_areas; i++)
        if (!od_take_u64(bytes, end, &t->n_truths[i]))
            return bad_state(err, "is cut short");
        else if (t->n_truths[i] > UINT32_MAX)
            return bad_state(err, "is damaged");
    if ((st = load_blocks(t, &t->rows, n_rows, load_row, bytes, end, err)) != OD_OK ||
        (st = load_blocks(t, &t->plain, n_plain, load_plain, bytes, end, err)) != OD_OK)
        return st;
    return *bytes == end ? OD_OK : bad_state(err, "goes on after its end");
}
