#include "dataset/filters.h"
#include "dataset/tally.h"

static bool is_kept(const od_tally *tally, uint32_t category, uint32_t boxes)
{
    return tally->boxes[category] >= 1 && tally->boxes[category] <= boxes;
}

static bool keeps_any(const od_tally *tally, uint32_t boxes)
{
    for (uint32_t p = 0; p < tally->n_present; p++) {
        if (is_kept(tally, tally->present[p], boxes))
            return true;
    }
    return false;
}

static od_status mark(const od_dataset *set, uint32_t boxes, od_mode mode, uint8_t *drop_truth,
                      uint8_t *drop_image, od_error *err)
{
    od_tally tally;
    od_status st;

    if ((st = od_tally_init(&tally, set, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < set->n_images; i++) {
        od_tally_image(&tally, set, i);
        for (uint32_t k = set->by_image_start[i]; k < set->by_image_start[i + 1]; k++) {
            uint32_t t = od_truth_at(set->by_image, k), c = set->truth_category[t];
            if (c != OD_NONE && !is_kept(&tally, c, boxes))
                drop_truth[t] = 1;
        }
        if (mode != OD_MODE_ALL && !keeps_any(&tally, boxes))
            drop_image[i] = 1;
    }
    od_tally_release(&tally);
    return OD_OK;
}

const od_filter od_filter_category_at_most = {
    .name = "category_at_most",
    .title = "per image, only categories with at most N boxes",
    .help = "An image keeps the truths of a category when it has 1 to N boxes of it that are no crowds (N is "
            "10 unless\n"
            "told otherwise). All other truths of the image go, crowds too, and detections of those "
            "categories in that\n"
            "image are not charged. An image that keeps no category stays in mode all, where detections in "
            "it are\n"
            "false positives, and is left out in modes positive and 1bbox.\n"
            "\n"
            "A file made by --write-gt cannot say which detections are not charged: in mode all, another "
            "tool gives\n"
            "lower numbers on it.\n"
            "\n"
            "Source: COCO_filtered, also called COCO_pos_1, of the VLM-R1 blog posts of 20 and 24 March "
            "2025: \"filter\n"
            "out categories with more than 10 annotation boxes\". That boxes are counted per image, that "
            "crowds are\n"
            "not counted, and what becomes of emptied images is odeval's reading.\n",
    .boxes = 10,
    .mark = mark,
};
