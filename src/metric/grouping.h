/* grouping.h: a table's rows by category, a batch of categories at a time.
 *
 * A counting sort of row numbers. Rows of many categories are not all listed at once: W5 has 6 million, whose
 * numbers would take 24 MB beside them. Each step is cut into parts for threads to share; the lists do not
 * depend on how many.
 */
#ifndef OD_METRIC_GROUPING_H
#define OD_METRIC_GROUPING_H

#include "metric/ap_table.h"

typedef struct od_grouping {
    const od_blocks *blocks; /* of rows that begin with an od_ap_plain; borrowed */
    uint32_t n_categories, variant;
    unsigned n_parts;
    size_t *start;       /* n_categories + 1: rows of the categories before */
    size_t *next;        /* n_parts x n_categories: where the part puts its next row of a category */
    uint32_t first, end; /* categories of the present batch */
    uint32_t *number;    /* of its rows, category by category */
    size_t number_capacity;
} od_grouping;

/* More than 2^32 rows: OD_INPUT. */
od_status od_grouping_init(od_grouping *g, const od_blocks *blocks, uint32_t n_categories, uint32_t variant,
                           unsigned n_parts, od_error *err);
void od_grouping_release(od_grouping *g);

/* First: counts each part's rows of the variant, all parts in any order; then adds up. */
void od_grouping_count(od_grouping *g, unsigned part);
void od_grouping_add_up(od_grouping *g);

/* Then, for batch after batch in ascending order: makes room, and lists each part's rows. */
od_status od_grouping_batch(od_grouping *g, uint32_t first, uint32_t end, od_error *err);
void od_grouping_list(od_grouping *g, unsigned part);

static inline size_t od_grouping_size(const od_grouping *g, uint32_t category)
{
    return g->start[category + 1] - g->start[category];
}

/* The numbers (od_blocks_at) of the rows of a category of the batch, in table order. */
static inline const uint32_t *od_grouping_rows(const od_grouping *g, uint32_t category)
{
    return g->number + (g->start[category] - g->start[g->first]);
}

#endif
