#include "dataset/tally.h"

#include <stdlib.h>

od_status od_tally_init(od_tally *tally, const od_dataset *set, od_error *err)
{
    od_status st;

    *tally = (od_tally){0};
    if ((st = OD_ALLOC(tally->boxes, set->n_categories, err)) != OD_OK ||
        (st = OD_ALLOC(tally->crowds, set->n_categories, err)) != OD_OK ||
        (st = OD_ALLOC(tally->present, set->n_categories, err)) != OD_OK)
        od_tally_release(tally);
    return st;
}

void od_tally_image(od_tally *tally, const od_dataset *set, uint32_t image)
{
    for (uint32_t p = 0; p < tally->n_present; p++)
        tally->boxes[tally->present[p]] = tally->crowds[tally->present[p]] = 0;
    tally->n_present = tally->all_boxes = tally->all_crowds = 0;
    for (uint32_t k = set->by_image_start[image]; k < set->by_image_start[image + 1]; k++) {
        uint32_t t = od_truth_at(set->by_image, k), c = set->truth_category[t];
        if (c == OD_NONE)
            continue;
        if (tally->boxes[c] == 0 && tally->crowds[c] == 0)
            tally->present[tally->n_present++] = c;
        if (set->truth_flags[t] & OD_TRUTH_CROWD) {
            tally->crowds[c]++;
            tally->all_crowds++;
        } else {
            tally->boxes[c]++;
            tally->all_boxes++;
        }
    }
}

void od_tally_release(od_tally *tally)
{
    free(tally->boxes);
    free(tally->crowds);
    free(tally->present);
    *tally = (od_tally){0};
}
