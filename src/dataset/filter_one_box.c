#include "dataset/filters.h"
#include "dataset/tally.h"

static bool has_one_box_per_category(const od_tally *tally)
{
    for (uint32_t p = 0; p < tally->n_present; p++) {
        uint32_t c = tally->present[p];
        if (tally->boxes[c] != 1 || tally->crowds[c] != 0)
            return false;
    }
    return tally->n_present > 0;
}

static od_status mark(const od_dataset *set, uint32_t boxes, od_mode mode, uint8_t *drop_truth,
                      uint8_t *drop_image, od_error *err)
{
    od_tally tally;
    od_status st;

    (void)boxes;
    (void)mode;
    (void)drop_truth;
    if ((st = od_tally_init(&tally, set, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < set->n_images; i++) {
        od_tally_image(&tally, set, i);
        if (!has_one_box_per_category(&tally))
            drop_image[i] = 1;
    }
    od_tally_release(&tally);
    return OD_OK;
}

const od_filter od_filter_one_box = {
    .name = "one_box_per_category",
    .title = "only images where every category that is there has one box",
    .help =
        "An image stays when it has a truth and every category in it has exactly one, which is no crowd. All "
        "other\n"
        "images are left out, in every mode, and detections in them do not count. There is no parameter.\n"
        "\n"
        "Source: COCO_pos_2 of the VLM-R1 blog post of 24 March 2025: \"images where each category has only "
        "one\n"
        "bounding box\". That a crowd makes a category more than one is odeval's reading.\n",
    .boxes = 1,
    .mark = mark,
};
