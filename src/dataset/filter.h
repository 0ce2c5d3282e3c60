/* filter.h: protocols that score only a part of a data set (semantics C).
 *
 * A filter is one row: it takes truths, or whole images, out of a data set in place, and leaves a note of
 * what it took, so that detections of what was taken out are not charged.
 */
#ifndef OD_DATASET_FILTER_H
#define OD_DATASET_FILTER_H

#include "dataset/dataset.h"

/* How the model was asked (semantics C1). */
typedef enum od_mode {
    OD_MODE_ALL,      /* for all categories, or the image's own list */
    OD_MODE_POSITIVE, /* only for categories that the image shows */
    OD_MODE_ONE_BOX,  /* for one box per category: images where every category has one box, first detection
                         each */
} od_mode;

/* "all", "positive", "1bbox"; NULL beyond the end. */
const char *od_mode_name(od_mode mode);
bool od_mode_parse(const char *name, od_mode *mode);

typedef struct od_filter {
    const char *name;  /* what a benchmark definition writes: "category_at_most" */
    const char *title; /* one line */
    const char *help;  /* the rule in full, with its source */
    uint32_t boxes;    /* default of its one parameter */
    /* Marks what goes: drop_truth (set->n_truths) and drop_image (set->n_images) are zeroed on entry. */
    od_status (*mark)(const od_dataset *set, uint32_t boxes, od_mode mode, uint8_t *drop_truth,
                      uint8_t *drop_image, od_error *err);
} od_filter;

/* NULL-terminated. */
extern const od_filter *const od_filters[];
const od_filter *od_filter_find(const char *name);

/* Applies a filter with its parameter (0: the row's default). Once per data set. Truths of unlisted images
 * and categories go too, so that what is left is what od_dataset_write_coco writes; OD_MODE_ONE_BOX also
 * leaves out, with any filter, the images that "one_box_per_category" would leave out of the unfiltered set.
 */
od_status od_dataset_filter(od_dataset *set, const od_filter *filter, uint32_t boxes, od_mode mode,
                            od_error *err);

#endif
