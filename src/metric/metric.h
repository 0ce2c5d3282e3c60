/* metric.h: what a metric is.
 *
 * A metric is a monoid over images: observe() takes in one image, merge() joins two states, finish() turns a
 * state into numbers. Because the result does not depend on how images were split or in which order states
 * were merged, the same code runs on one thread, on many, on shards of a data set on other machines, and on
 * the single image of an RL rollout.
 */
#ifndef OD_METRIC_METRIC_H
#define OD_METRIC_METRIC_H

#include "core/jsonout.h"
#include "metric/curves.h"
#include "metric/sampler.h"
#include "metric/scores.h"
#include "metric/view.h"

enum { OD_PARAMS_MAX = 4 };

/* A declared option of a metric: "nms_AP:iou=0.5:tie=last". */
typedef struct od_param {
    const char *name;
    const char *help;
    double standard;            /* default: the number, or the index into choices */
    double low, high;           /* of a number: low < value <= high */
    const char *const *choices; /* NULL-terminated; NULL when the value is a number */
} od_param;

/* A metric with its options, as the user wants it. */
typedef struct od_metric_use {
    const struct od_metric *metric;
    double params[OD_PARAMS_MAX]; /* parallel to metric->params */
} od_metric_use;

/* What a state may look at; the same for all states of one evaluation. */
typedef struct od_metric_context {
    const od_problem *problem;
    const double *params;
    unsigned n_threads; /* that finish() may use */
} od_metric_context;

typedef struct od_metric {
    const char *name;  /* what --metrics takes: "greedy" */
    const char *title; /* one line, for `odeval list metrics` */
    const char *help;  /* formula and caveats, for `odeval help greedy` */
    const char *cite;  /* where the definition comes from */
    const char
        *primary; /* the score that stands for the metric where there is room for one only: "greedy_f1" */
    od_param params[OD_PARAMS_MAX + 1]; /* ends with a row without a name */
    size_t state_size; /* bytes; the host allocates them, zeroed, and frees them after release() */
    od_status (*init)(void *state, const od_metric_context *c, od_error *err); /* NULL: zeroes will do */
    /* Takes in one image. Pure but for the state; any thread. */
    od_status (*observe)(void *state, const od_metric_context *c, const od_image_view *image, od_error *err);
    /* Adds `other` of the same metric, options and data set to `state`; other stays as it is. */
    od_status (*merge)(void *state, const void *other, od_error *err);
    /* Optional (NULL: merge). The same, taking from `other`, which can only be released afterwards. */
    od_status (*absorb)(void *state, void *other, od_error *err);
    od_status (*finish)(const void *state, const od_metric_context *c, od_scores *scores, od_error *err);
    /* The state as bytes, versioned, the same on every machine; and back, into a state that was init()ed. */
    od_status (*save)(const void *state, od_buffer *bytes, od_error *err);
    od_status (*load)(void *state, const char *bytes, size_t n, od_error *err);
    /* Optional (NULL): writes keys and values about one image into an open object, for --per-image. */
    od_status (*describe)(const od_metric_context *c, const od_image_view *image, od_jsonout *out);
    /* Optional (NULL): arrays over thresholds, recall, categories; wanted and with_scores as in
     * od_curves_init. */
    od_status (*curves)(const void *state, const od_metric_context *c, unsigned wanted, bool with_scores,
                        od_curves *curves, od_error *err);
    /* Optional (NULL): one number for each image of the data set, from 0 to 1, higher is better, into values:
     * what runs are compared by image by image. NaN where an image takes no part. */
    od_status (*per_image)(const void *state, const od_metric_context *c, double *values, od_error *err);
    /* Optional (NULL): the numbers of resampled images, from a finished state, which must outlive it. */
    od_status (*sampler)(od_sampler **out, const void *state, const od_metric_context *c, od_error *err);
    void (*release)(void *state); /* NULL when the state owns nothing */
} od_metric;

/* NULL-terminated. */
extern const od_metric *const od_metrics[];
const od_metric *od_metric_find(const char *name); /* NULL when there is none */

/* The row with its default options. */
od_metric_use od_metric_use_default(const od_metric *metric);
/* "AP" or "nms_AP:iou=0.5:tie=last". Unknown names and options, values out of range: OD_USAGE, naming what
 * there is. */
od_status od_metric_use_parse(od_metric_use *use, od_str text, od_error *err);
/* "nms_AP:iou=0.5:tie=last", all options spelt out; just the name when it has none. Returns buf. */
char *od_metric_use_text(const od_metric_use *use, char *buf, size_t size);

#endif
