/* group.h: truths by image, in file order and as the reference sees them. Only the dataset room includes
 * this. */
#ifndef OD_DATASET_GROUP_H
#define OD_DATASET_GROUP_H

#include "dataset/dataset.h"

/* For each truth, the last in the file that has its id (semantics A1); *last is NULL when no id repeats.
 * `drop` (NULL: none) marks truths that are as if they were not in the file. Freed by the caller. */
od_status od_dataset_last_of_id(const od_dataset *set, const uint8_t *drop, uint32_t **last, od_error *err);

/* Replaces by_image and indexed by those of the truths that `drop` (NULL: none) does not mark; on failure the
 * data set is as before. `last` is what od_dataset_last_of_id gave for the same `drop`. */
od_status od_dataset_group(od_dataset *set, const uint8_t *drop, const uint32_t *last, od_error *err);

#endif
