/* sampler.h: a metric's numbers on resampled images, computed from its state, without matching again.
 *
 * The bootstrap draws as many images as there are, with replacement; an image drawn w times weighs w. A
 * sampler is made once from a finished state and then asked for the numbers under one list of weights after
 * another, from any number of threads. With every weight 1 it gives what finish() gives, to the last bit
 * where it says so in the metric's help and to 1e-12 otherwise.
 */
#ifndef OD_METRIC_SAMPLER_H
#define OD_METRIC_SAMPLER_H

#include "metric/scores.h"

typedef struct od_sampler od_sampler;

struct od_sampler {
    const char *const *names; /* of the numbers, NULL-terminated: "nms_AP", "nms_AP50"; those that can be a
                                 headline */
    size_t n;                 /* names */
    size_t scratch_bytes;     /* that each thread lends draw(), aligned for anything */
    /* The numbers of a resample: weight[image] for the n_images of the data set. NaN: undefined. */
    void (*draw)(const od_sampler *s, const uint16_t *weight, void *scratch, double *values);
    void (*release)(od_sampler *s); /* frees the sampler too */
};

#endif
