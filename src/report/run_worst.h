/* run_worst.h: a run's images, those with the most wrong first. */
#ifndef OD_REPORT_RUN_WORST_H
#define OD_REPORT_RUN_WORST_H

#include "benchmark/job.h"

typedef struct od_worst_image {
    double f1;      /* greedy, of this image */
    uint32_t wrong; /* boxes missed, and false ones */
    uint32_t subset, image;
} od_worst_image;

/* Images with a truth or a detection that counts: lowest F1 first, then most wrong boxes, then in the order
 * of subsets and images. */
typedef struct od_worst {
    od_worst_image *list; /* to be freed */
    size_t n, capacity;
} od_worst;

od_status od_worst_find(od_worst *w, const od_job *job, double iou_min, od_error *err);

#endif
