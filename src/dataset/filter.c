#include "dataset/filter.h"

#include <stdlib.h>
#include <string.h>

#include "dataset/filters.h"
#include "dataset/group.h"

const od_filter *const od_filters[] = {
    &od_filter_category_at_most,
    &od_filter_one_box,
    &od_filter_image_at_most,
    NULL,
};

const od_filter *od_filter_find(const char *name)
{
    for (const od_filter *const *f = od_filters; *f; f++) {
        if (strcmp((*f)->name, name) == 0)
            return *f;
    }
    return NULL;
}

/* ---- modes ---- */

static const char *const mode_names[] = {
    [OD_MODE_ALL] = "all", [OD_MODE_POSITIVE] = "positive", [OD_MODE_ONE_BOX] = "1bbox"};

const char *od_mode_name(od_mode mode)
{
    return (size_t)mode < sizeof mode_names / sizeof *mode_names ? mode_names[mode] : NULL;
}

bool od_mode_parse(const char *name, od_mode *mode)
{
    for (size_t i = 0; i < sizeof mode_names / sizeof *mode_names; i++) {
        if (strcmp(mode_names[i], name) == 0) {
            *mode = (od_mode)i;
            return true;
        }
    }
    return false;
}

/* ---- applying ---- */

/* What goes with its image; and unlisted truths, which a derived annotation file could not name either. */
static void spread_drops(const od_dataset *set, const uint8_t *drop_image, uint8_t *drop_truth)
{
    for (uint32_t t = 0; t < set->n_truths; t++) {
        uint32_t i = set->truth_image[t];
        if (i == OD_NONE || set->truth_category[t] == OD_NONE || drop_image[i])
            drop_truth[t] = 1;
    }
}

static int ascending(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

/* `seen` has a place per category, OD_NONE at first. */
static uint32_t list_removed(const od_dataset *set, uint32_t image, const uint8_t *drop_truth, uint32_t *seen,
                             uint32_t *list)
{
    uint32_t n = 0;

    for (uint32_t k = set->by_image_start[image]; k < set->by_image_start[image + 1]; k++) {
        uint32_t t = od_truth_at(set->by_image, k), c = set->truth_category[t];
        if (!drop_truth[t] || c == OD_NONE || seen[c] == image)
            continue;
        seen[c] = image;
        list[n++] = c;
    }
    qsort(list, n, sizeof *list, ascending);
    return n;
}

static od_status find_removed(const od_dataset *set, const uint8_t *drop_truth, uint32_t **start,
                              uint32_t **list, od_error *err)
{
    uint32_t *seen = NULL;
    od_status st;

    if ((st = OD_ALLOC(*start, (size_t)set->n_images + 1, err)) != OD_OK ||
        (st = OD_ALLOC(*list, set->by_image_start[set->n_images], err)) != OD_OK ||
        (st = OD_ALLOC(seen, set->n_categories, err)) != OD_OK)
        return st;
    for (uint32_t c = 0; c < set->n_categories; c++)
        seen[c] = OD_NONE;
    for (uint32_t i = 0; i < set->n_images; i++)
        (*start)[i + 1] = (*start)[i] + list_removed(set, i, drop_truth, seen, *list + (*start)[i]);
    free(seen);
    return OD_OK;
}

static od_status mark_all(const od_dataset *set, const od_filter *filter, uint32_t boxes, od_mode mode,
                          uint8_t *drop_truth, uint8_t *drop_image, od_error *err)
{
    od_status st = filter->mark(set, boxes ? boxes : filter->boxes, mode, drop_truth, drop_image, err);

    /* The mode looks at the image as it is, before the filter: a category whose many boxes go was not one
     * box. */
    if (st == OD_OK && mode == OD_MODE_ONE_BOX)
        st = od_filter_one_box.mark(set, od_filter_one_box.boxes, mode, drop_truth, drop_image, err);
    spread_drops(set, drop_image, drop_truth);
    return st;
}

od_status od_dataset_filter(od_dataset *set, const od_filter *filter, uint32_t boxes, od_mode mode,
                            od_error *err)
{
    uint8_t *drop_truth = NULL, *drop_image = NULL;
    uint32_t *removed_start = NULL, *removed = NULL, *last = NULL;
    od_status st;

    if (set->removed_start)
        return od_fail(err, OD_USAGE, "a data set can be filtered only once");
    if ((st = OD_ALLOC(drop_truth, set->n_truths, err)) != OD_OK ||
        (st = OD_ALLOC(drop_image, set->n_images, err)) != OD_OK ||
        (st = mark_all(set, filter, boxes, mode, drop_truth, drop_image, err)) != OD_OK ||
        (st = find_removed(set, drop_truth, &removed_start, &removed, err)) != OD_OK ||
        (st = od_dataset_last_of_id(set, drop_truth, &last, err)) != OD_OK ||
        (st = od_dataset_group(set, drop_truth, last, err)) != OD_OK)
        goto done;
    if (set->n_images > 0)
        memcpy(set->image_excluded, drop_image, set->n_images);
    set->removed_start = removed_start;
    set->removed = removed;
    removed_start = removed = NULL;
done:
    free(last);
    free(removed);
    free(removed_start);
    free(drop_image);
    free(drop_truth);
    return st;
}
