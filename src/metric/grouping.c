#include "metric/grouping.h"

#include <stdlib.h>

od_status od_grouping_init(od_grouping *g, const od_blocks *blocks, uint32_t n_categories, uint32_t variant,
                           unsigned n_parts, od_error *err)
{
    od_status st;

    *g =
        (od_grouping){.blocks = blocks, .n_categories = n_categories, .variant = variant, .n_parts = n_parts};
    if (!od_blocks_numbered(blocks))
        return od_fail(err, OD_INPUT, "more than 2^32 detections in one evaluation");
    if ((st = OD_ALLOC(g->start, (size_t)n_categories + 1, err)) != OD_OK)
        return st;
    return od_alloc(&g->next, n_parts, n_categories * sizeof *g->next, err);
}

void od_grouping_release(od_grouping *g)
{
    free(g->start);
    free(g->next);
    free(g->number);
    *g = (od_grouping){0};
}

static size_t first_block(const od_grouping *g, unsigned part)
{
    return g->blocks->n * part / g->n_parts;
}

static bool is_of(const od_ap_plain *row, uint32_t variant)
{
    return od_ap_variants(row) >> variant & 1;
}

void od_grouping_count(od_grouping *g, unsigned part)
{
    size_t *n = g->next + (size_t)part * g->n_categories;

    for (size_t b = first_block(g, part); b < first_block(g, part + 1); b++)
        for (uint32_t i = 0; i < g->blocks->used[b]; i++) {
            const od_ap_plain *row = od_blocks_at(g->blocks, od_blocks_number(b, i));

            n[row->category] += is_of(row, g->variant);
        }
}

void od_grouping_add_up(od_grouping *g)
{
    size_t at = 0;

    for (uint32_t k = 0; k < g->n_categories; k++) {
        g->start[k] = at;
        for (unsigned part = 0; part < g->n_parts; part++) {
            size_t *next = &g->next[(size_t)part * g->n_categories + k], n = *next;

            *next = at;
            at += n;
        }
    }
    g->start[g->n_categories] = at;
}

od_status od_grouping_batch(od_grouping *g, uint32_t first, uint32_t end, od_error *err)
{
    g->first = first;
    g->end = end;
    /* One more, so that there is a list even where it is empty. */
    return OD_GROW(g->number, g->number_capacity, g->start[end] - g->start[first] + 1, err);
}

void od_grouping_list(od_grouping *g, unsigned part)
{
    size_t *next = g->next + (size_t)part * g->n_categories;
    const size_t before = g->start[g->first];
    const uint32_t first = g->first, n = g->end - g->first;

    for (size_t b = first_block(g, part); b < first_block(g, part + 1); b++)
        for (uint32_t i = 0; i < g->blocks->used[b]; i++) {
            const uint32_t number = od_blocks_number(b, i);
            const od_ap_plain *row = od_blocks_at(g->blocks, number);

            if (row->category - first < n && is_of(row, g->variant))
                g->number[next[row->category]++ - before] = number;
        }
}
