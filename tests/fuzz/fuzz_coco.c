/* Any bytes as COCO annotations: read whole and in pieces with the same outcome, every index in range, and
 * filtered. */
#include <stdlib.h>
#include <string.h>

#include "dataset/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static od_dataset *read_pieces(const uint8_t *data, size_t size, size_t piece, od_error *err)
{
    od_input *in = NULL;
    od_dataset *set = NULL;
    od_status st;

    if (piece > 0)
        st = od_input_of_chunks(&in, "fuzz", data, size, piece, err);
    else
        st = od_input_of_bytes(&in, "fuzz", data, size, err);
    if (st == OD_OK)
        st = od_dataset_read_coco(&set, in, NULL, err);
    require((st == OD_OK) == (set != NULL) && st == err->code);
    od_input_close(in);
    return set;
}

static void check_lists(const od_dataset *set, const uint32_t *start, const uint32_t *list)
{
    require(start[0] == 0 && start[set->n_images] <= set->n_truths);
    for (uint32_t i = 0; i < set->n_images; i++) {
        require(start[i] <= start[i + 1]);
        for (uint32_t k = start[i]; k < start[i + 1]; k++)
            require(list[k] < set->n_truths && set->truth_image[list[k]] == i);
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

static void check_same(const od_dataset *a, const od_dataset *b)
{
    require(a->n_images == b->n_images && a->n_categories == b->n_categories && a->n_truths == b->n_truths);
    require(memcmp(a->truth_id, b->truth_id, a->n_truths * sizeof *a->truth_id) == 0);
    require(memcmp(a->truth_box, b->truth_box, a->n_truths * sizeof *a->truth_box) == 0);
    require(memcmp(a->truth_image, b->truth_image, a->n_truths * sizeof *a->truth_image) == 0);
    require(a->ledger.n == b->ledger.n);
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
    od_error err = {0}, err_in_pieces = {0};
    od_dataset *set = read_pieces(data, size, 0, &err);
    od_dataset *in_pieces = read_pieces(data, size, size % 13 + 1, &err_in_pieces);

    require(err.code == err_in_pieces.code && err.at == err_in_pieces.at);
    if (set) {
        check(set);
        check_same(set, in_pieces);
        check_filtered(set, size);
    }
    od_dataset_free(set);
    od_dataset_free(in_pieces);
    return 0;
}
