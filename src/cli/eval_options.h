/* eval_options.h: the options of the main job, in the groups that other commands share.
 */
#ifndef OD_CLI_EVAL_OPTIONS_H
#define OD_CLI_EVAL_OPTIONS_H

#include "cli/options.h"

/* What is scored. */
typedef struct od_input_options {
    const char *bench, *data, *gt, *subset;                    /* the data set */
    const char *preds[OD_OPTION_TEXTS_MAX + 1], *preds_format; /* files that are scored together */
    const char *label_match, *unknown, *name;
    const char *frame, *reader, *min_pixels, *max_pixels, *patch, *duplicates, *unknown_labels;
} od_input_options;

/* How it is scored. */
typedef struct od_protocol_options {
    const char *metrics, *rules, *mode, *iou, *area, *max_dets;
} od_protocol_options;

/* What comes out. */
typedef struct od_output_options {
    const char *format, *output, *save, *per_image, *export, *report, *write_gt, *colour;
    bool per_category, with_environment;
    unsigned bootstrap, seed, gallery;
} od_output_options;

/* How the command behaves. */
typedef struct od_running_options {
    unsigned threads, verbose;
    const char *progress;
    bool quiet, timing;
} od_running_options;

/* The data set, the predictions, and how these are read: all in od_input_options. */
extern const od_option od_options_data[], od_options_predictions[], od_options_reading[];
extern const od_option od_options_protocol[], od_options_running[];
/* Reports, their intervals, and the ground truth as a file: all in od_output_options. */
extern const od_option od_options_output[], od_options_intervals[], od_options_truth[];
/* The intervals where --seed is another group's. */
extern const od_option od_options_run_intervals[];

/* The groups of commands that read predictions; `at` is the offset of their od_input_options. */
#define OD_INPUT_GROUPS(at)                                                                                  \
    {"Data set", od_options_data, (at)}, {"Predictions", od_options_predictions, (at)},                      \
    {                                                                                                        \
        "How predictions are read", od_options_reading, (at)                                                 \
    }

#endif
