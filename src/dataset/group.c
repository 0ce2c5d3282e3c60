#include "dataset/group.h"

#include <stdlib.h>

#include "core/sort.h"

/* ---- ids used twice ---- */

typedef struct id_range {
    uint32_t n; /* truths looked at */
    int64_t min, max;
    bool ascending; /* strictly: no id repeats */
} id_range;

static id_range range_of_ids(const od_dataset *set, const uint8_t *drop)
{
    id_range r = {.ascending = true};
    int64_t before = 0;

    for (uint32_t t = 0; t < set->n_truths; t++) {
        int64_t id = od_truth_id(set, t);
        if (drop && drop[t])
            continue;
        if (r.n == 0)
            r.min = r.max = id;
        else if (id <= before)
            r.ascending = false;
        if (id < r.min)
            r.min = id;
        if (id > r.max)
            r.max = id;
        before = id;
        r.n++;
    }
    return r;
}

/* One bit per id of a range that has `span` ids. */
static od_status repeats_in_range(const od_dataset *set, const uint8_t *drop, int64_t min, uint64_t span,
                                  bool *repeats, od_error *err)
{
    uint64_t *seen = NULL;
    od_status st;

    *repeats = false;
    if ((st = OD_ALLOC(seen, (size_t)(span / 64 + 1), err)) != OD_OK)
        return st;
    for (uint32_t t = 0; t < set->n_truths && !*repeats; t++) {
        uint64_t at = (uint64_t)od_truth_id(set, t) - (uint64_t)min;
        if (drop && drop[t])
            continue;
        *repeats = seen[at / 64] >> (at % 64) & 1;
        seen[at / 64] |= UINT64_C(1) << (at % 64);
    }
    free(seen);
    return OD_OK;
}

static uint32_t keyed_by_id(const od_dataset *set, const uint8_t *drop, od_keyed *items)
{
    uint32_t n = 0;

    for (uint32_t t = 0; t < set->n_truths; t++) {
        if (!drop || !drop[t])
            items[n++] = (od_keyed){(uint64_t)od_truth_id(set, t), t};
    }
    return n;
}

static od_status last_by_sorting(const od_dataset *set, const uint8_t *drop, uint32_t **last, od_error *err)
{
    od_keyed *items = NULL, *scratch = NULL;
    uint32_t n, *found = NULL;
    bool repeats = false;
    od_status st;

    if ((st = OD_ALLOC(items, set->n_truths, err)) != OD_OK ||
        (st = OD_ALLOC(scratch, set->n_truths, err)) != OD_OK ||
        (st = OD_ALLOC(found, set->n_truths, err)) != OD_OK)
        goto done;
    n = keyed_by_id(set, drop, items);
    od_sort_keyed(items, scratch, n);
    for (uint32_t t = 0; t < set->n_truths; t++)
        found[t] = t;
    for (uint32_t i = n; i-- > 1;) {
        if (items[i - 1].key != items[i].key)
            continue;
        found[items[i - 1].value] = found[items[i].value];
        repeats = true;
    }
    if (repeats) {
        *last = found;
        found = NULL;
    }
done:
    free(found);
    free(scratch);
    free(items);
    return st;
}

od_status od_dataset_last_of_id(const od_dataset *set, const uint8_t *drop, uint32_t **last, od_error *err)
{
    id_range range;
    uint64_t span;
    bool repeats;
    od_status st;

    *last = NULL;
    if (!set->truth_id)
        return OD_OK;
    range = range_of_ids(set, drop);
    span = (uint64_t)range.max - (uint64_t)range.min;
    if (range.ascending)
        return OD_OK;
    if (span / 64 < range.n) {
        if ((st = repeats_in_range(set, drop, range.min, span, &repeats, err)) != OD_OK || !repeats)
            return st;
    }
    return last_by_sorting(set, drop, last, err);
}

/* ---- counting sorts ---- */

/* Turns counts per image into the end of each image's list, and start[n_images] into the total. */
static uint32_t ends_of_counts(uint32_t *start, uint32_t n_images)
{
    uint32_t total = 0;

    for (uint32_t i = 0; i < n_images; i++) {
        total += start[i];
        start[i] = total;
    }
    start[n_images] = total;
    return total;
}

/* Turns counts per image into where each image's truths start, and start[n_images] into the total. */
static void starts_of_counts(uint32_t *start, uint32_t n_images)
{
    uint32_t total = 0;

    for (uint32_t i = 0; i <= n_images; i++) {
        uint32_t n = start[i];
        start[i] = total;
        total += n;
    }
}

static bool is_listed(const od_dataset *set, uint32_t truth)
{
    return set->truth_image[truth] != OD_NONE && set->truth_category[truth] != OD_NONE;
}

/* True when a list by image would hold each truth in the place of its index. OD_NONE is greater than any
 * image, so truths of unlisted ones may stand at the end, where no image's places reach. */
static bool is_by_image(const od_dataset *set, const uint8_t *drop)
{
    uint32_t before = 0;

    for (uint32_t t = 0; t < set->n_truths; t++) {
        if (set->truth_image[t] < before || (drop && drop[t]))
            return false;
        before = set->truth_image[t];
    }
    return true;
}

/* Without a list where none is needed. */
static od_status group_by_image(const od_dataset *set, const uint8_t *drop, uint32_t **starts,
                                uint32_t **list, od_error *err)
{
    uint32_t *start;
    od_status st;

    if ((st = OD_ALLOC(*starts, (size_t)set->n_images + 1, err)) != OD_OK)
        return st;
    start = *starts;
    for (uint32_t t = 0; t < set->n_truths; t++) {
        if (set->truth_image[t] != OD_NONE && !(drop && drop[t]))
            start[set->truth_image[t]]++;
    }
    if (is_by_image(set, drop)) {
        starts_of_counts(start, set->n_images);
        return OD_OK;
    }
    if ((st = OD_ALLOC(*list, ends_of_counts(start, set->n_images), err)) != OD_OK)
        return st;
    /* Backwards from each end: what remains in `start` is then where each list starts. */
    for (uint32_t t = set->n_truths; t-- > 0;) {
        if (set->truth_image[t] != OD_NONE && !(drop && drop[t]))
            (*list)[--start[set->truth_image[t]]] = t;
    }
    return OD_OK;
}

/* The truth that the reference evaluates when it meets `truth` in its list; OD_NONE when there is none. */
static uint32_t stands_for(const od_dataset *set, const uint32_t *last, uint32_t truth)
{
    uint32_t seen = last ? last[truth] : truth;

    return is_listed(set, truth) && is_listed(set, seen) ? seen : OD_NONE;
}

static od_status group_as_indexed(const od_dataset *set, const uint32_t *last, const uint32_t *by_image,
                                  uint32_t n, uint32_t **starts, uint32_t **list, od_error *err)
{
    uint32_t *start;
    od_status st;

    if ((st = OD_ALLOC(*starts, (size_t)set->n_images + 1, err)) != OD_OK)
        return st;
    start = *starts;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t seen = stands_for(set, last, od_truth_at(by_image, k));
        if (seen != OD_NONE)
            start[set->truth_image[seen]]++;
    }
    if ((st = OD_ALLOC(*list, ends_of_counts(start, set->n_images), err)) != OD_OK)
        return st;
    for (uint32_t k = n; k-- > 0;) {
        uint32_t seen = stands_for(set, last, od_truth_at(by_image, k));
        if (seen != OD_NONE)
            (*list)[--start[set->truth_image[seen]]] = seen;
    }
    return OD_OK;
}

static bool all_listed(const od_dataset *set, const uint32_t *truths, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++) {
        if (!is_listed(set, od_truth_at(truths, k)))
            return false;
    }
    return true;
}

static void free_lists(uint32_t *start, uint32_t *list, uint32_t *indexed_start, uint32_t *indexed)
{
    if (indexed_start != start)
        free(indexed_start);
    if (indexed != list)
        free(indexed);
    free(start);
    free(list);
}

od_status od_dataset_group(od_dataset *set, const uint8_t *drop, const uint32_t *last, od_error *err)
{
    uint32_t *start = NULL, *list = NULL, *indexed_start = NULL, *indexed = NULL, n;
    od_status st;

    if ((st = group_by_image(set, drop, &start, &list, err)) != OD_OK)
        goto failed;
    n = start[set->n_images];
    if (!last && all_listed(set, list, n)) {
        indexed_start = start;
        indexed = list;
    } else if ((st = group_as_indexed(set, last, list, n, &indexed_start, &indexed, err)) != OD_OK) {
        goto failed;
    }
    free_lists(set->by_image_start, set->by_image, set->indexed_start, set->indexed);
    set->by_image_start = start;
    set->by_image = list;
    set->indexed_start = indexed_start;
    set->indexed = indexed;
    return OD_OK;
failed:
    free_lists(start, list, indexed_start, indexed);
    return st;
}
