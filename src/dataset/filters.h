/* filters.h: the rows of filter.c, one file each. */
#ifndef OD_DATASET_FILTERS_H
#define OD_DATASET_FILTERS_H

#include "dataset/filter.h"

extern const od_filter od_filter_category_at_most;
extern const od_filter od_filter_one_box;
extern const od_filter od_filter_image_at_most;

#endif
