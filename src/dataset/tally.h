/* tally.h: how many boxes of each category one image has; what filters decide by. Only the dataset room
 * includes this. */
#ifndef OD_DATASET_TALLY_H
#define OD_DATASET_TALLY_H

#include "dataset/dataset.h"

/* Of one image at a time; truths of unlisted categories are not counted. */
typedef struct od_tally {
    uint32_t *boxes, *crowds; /* per category: truths that are no crowds, and crowds; 0 where not present */
    uint32_t *present;        /* the categories that have a truth, in order of first sight */
    uint32_t n_present;
    uint32_t all_boxes, all_crowds;
} od_tally;

od_status od_tally_init(od_tally *tally, const od_dataset *set, od_error *err);
void od_tally_image(od_tally *tally, const od_dataset *set, uint32_t image);
void od_tally_release(od_tally *tally); /* a zeroed one allowed */

#endif
