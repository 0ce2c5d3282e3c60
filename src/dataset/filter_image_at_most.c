#include "dataset/filters.h"
#include "dataset/tally.h"

static od_status mark(const od_dataset *set, uint32_t boxes, od_mode mode, uint8_t *drop_truth,
                      uint8_t *drop_image, od_error *err)
{
    od_tally tally;
    od_status st;

    (void)mode;
    (void)drop_truth;
    if ((st = od_tally_init(&tally, set, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < set->n_images; i++) {
        od_tally_image(&tally, set, i);
        if (tally.all_boxes < 1 || tally.all_boxes > boxes)
            drop_image[i] = 1;
    }
    od_tally_release(&tally);
    return OD_OK;
}

const od_filter od_filter_image_at_most = {
    .name = "image_at_most",
    .title = "only images with at most N boxes",
    .help = "An image stays when it has 1 to N boxes over all categories (N is 10 unless told otherwise). "
            "Crowds are not\n"
            "counted: an image that stays keeps its crowds, and one that has nothing but crowds goes. All "
            "other images\n"
            "are left out, in every mode, and detections in them do not count.\n"
            "\n"
            "Source: COCO_pos_3 of the VLM-R1 blog post of 24 March 2025: the total box count across "
            "categories \"does\n"
            "not exceed 10\". What happens to crowds is odeval's reading.\n",
    .boxes = 10,
    .mark = mark,
};
