/* eval_options.h: the options of the main job, in the groups that other commands share.
 */
#ifndef OD_CLI_EVAL_OPTIONS_H
#define OD_CLI_EVAL_OPTIONS_H

#include "cli/options.h"

/* What is scored. */
typedef struct od_input_options {
    const char *bench, *preds, *preds_format, *data, *gt, *subset, *label_match, *unknown, *name;
    const char *frame, *reader, *min_pixels, *max_pixels, *patch, *duplicates, *unknown_labels;
} od_input_options;

/* How it is scored. */
typedef struct od_protocol_options {
    const char *metrics, *rules, *mode, *iou, *area, *max_dets;
} od_protocol_options;

/* What comes out. */
typedef struct od_output_options {
    const char *format, *output, *save, *per_image, *export, *write_gt, *colour;
    bool per_category, with_environment;
} od_output_options;

/* How the command behaves. */
typedef struct od_running_options {
    unsigned threads;
    const char *progress;
    bool quiet, verbose, timing;
} od_running_options;

extern const od_option od_options_input[], od_options_protocol[], od_options_output[], od_options_running[];

#endif
