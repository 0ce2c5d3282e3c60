/* Any bytes as COCO annotations: read whole, by the general reader alone, through a small window and on
 * several threads with the same outcome, every index in range, and filtered. */
#include <stdlib.h>

#include "../unit/same.h"
#include "dataset/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

typedef struct reading {
    od_dataset *set; /* NULL after an error */
    od_error err;
} reading;

/* window 0: all of the text. */
static reading read_by(const uint8_t *data, size_t size, size_t window, od_coco_way way)
{
    reading r = {NULL, {0}};
    od_input *in = NULL;
    od_status st;

    if (window > 0)
        st = od_input_of_chunks(&in, "fuzz", data, size, window, &r.err);
    else
        st = od_input_of_bytes(&in, "fuzz", data, size, &r.err);
    if (st == OD_OK)
        st = od_dataset_read_coco_by(&r.set, in, NULL, way, &r.err);
    require((st == OD_OK) == (r.set != NULL) && st == r.err.code);
    od_input_close(in);
    return r;
}

static void check_lists(const od_dataset *set, const uint32_t *start, const uint32_t *list)
{
    require(start[0] == 0 && start[set->n_images] <= set->n_truths);
    for (uint32_t i = 0; i < set->n_images; i++) {
        require(start[i] <= start[i + 1]);
        for (uint32_t k = start[i]; k < start[i + 1]; k++)
            require(od_truth_at(list, k) < set->n_truths && set->truth_image[od_truth_at(list, k)] == i);
    }
}

static void check(const od_dataset *set)
{
    for (uint32_t i = 0; i < set->n_images; i++) {
        require(i == 0 || od_id_compare(set->image_id[i - 1], set->image_id[i]) < 0);
        require(od_dataset_image(set, set->image_id[i]) == i);
    }
    for (uint32_t c = 0; c < set->n_categories; c++) {
        require(c == 0 || od_id_compare(set->category_id[c - 1], set->category_id[c]) < 0);
        require(set->category_name[c].p != NULL);
    }
    for (uint32_t t = 0; t < set->n_truths; t++) {
        require(set->truth_image[t] < set->n_images || set->truth_image[t] == OD_NONE);
        require(set->truth_category[t] < set->n_categories || set->truth_category[t] == OD_NONE);
    }
    check_lists(set, set->by_image_start, set->by_image);
    check_lists(set, set->indexed_start, set->indexed);
}

static void check_filtered(od_dataset *set, size_t seed)
{
    uint32_t before = set->by_image_start[set->n_images];
    const od_filter *filter = od_filters[seed % 3];

    require(od_dataset_filter(set, filter, (uint32_t)(seed / 3 % 4), (od_mode)(seed / 12 % 3), NULL) ==
            OD_OK);
    check(set);
    require(set->by_image_start[set->n_images] <= before);
    for (uint32_t i = 0; i < set->n_images; i++)
        require(!set->image_excluded[i] || set->by_image_start[i] == set->by_image_start[i + 1]);
    for (uint32_t k = 0; k < set->removed_start[set->n_images]; k++)
        require(set->removed[k] < set->n_categories);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    reading whole = read_by(data, size, 0, (od_coco_way){0});
    reading general = read_by(data, size, 0, (od_coco_way){.general = true});
    reading windowed = read_by(data, size, size % 13 + 1, (od_coco_way){0});
    reading split = read_by(data, size, 0, (od_coco_way){.n_threads = 3, .piece_bytes = size % 61 + 1});

    /* A message may quote what the window holds, and a window of one byte holds little. */
    require(whole.err.code == windowed.err.code && whole.err.at == windowed.err.at);
    require(same_error(&whole.err, &split.err) && same_error(&whole.err, &general.err));
    require(!whole.set || (same_dataset(whole.set, windowed.set) && same_dataset(whole.set, split.set) &&
                           same_dataset(whole.set, general.set)));
    od_dataset_free(general.set);
    od_dataset_free(windowed.set);
    od_dataset_free(split.set);
    if (whole.set) {
        check(whole.set);
        check_filtered(whole.set, size);
    }
    od_dataset_free(whole.set);
    return 0;
}
