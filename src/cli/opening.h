/* opening.h: from the options that several commands share to a job.
 */
#ifndef OD_CLI_OPENING_H
#define OD_CLI_OPENING_H

#include "benchmark/job.h"
#include "cli/eval_options.h"
#include "cli/outputs.h"
#include "cli/terminal.h"

enum { OD_OPENING_SUBSETS_MAX = 256 };

/* What the user gave. */
typedef struct od_opening_options {
    const od_input_options *input;
    const od_protocol_options *protocol; /* NULL: the benchmark's own */
    const od_running_options *running;
    bool any_frame; /* answers as text are read in pixels when no frame is declared, rather than refused */
} od_opening_options;

/* A benchmark and a job of it. Zero-initialised means: none. */
typedef struct od_opening {
    char *subset_text;                           /* --subset, cut into pieces */
    const char *subsets[OD_OPENING_SUBSETS_MAX]; /* the pieces; ends with NULL */
    od_meter meter;
    od_bench *bench;
    bool undeclared;    /* pixels were taken for want of a frame */
    const char *unused; /* the option on text that the user must hear of when there is no text; NULL: none */
    od_job *job;        /* its progress is drawn by `meter`: the opening must stay where it is */
} od_opening;

/* With nothing loaded. --gt alone stands for the benchmark "coco". */
od_status od_opening_make(od_opening *o, const od_opening_options *options, od_error *err);
/* Without --bench and --gt: a benchmark and data sets made of what the predictions say (see survey.h),
 * loaded. */
od_status od_opening_survey(od_opening *o, const od_opening_options *options, od_error *err);
/* Loads all of a NULL-terminated list of predictions. Warns on standard error when --frame or --reader is
 * given and they hold no text. */
od_status od_opening_load(od_opening *o, const char *const *preds, od_error *err);
void od_opening_release(od_opening *o);

/* Nothing may be written over the ground truth; where that lies is known once it was read. */
od_status od_opening_spare_truth(const od_opening *o, const od_outputs *outputs, od_error *err);

#endif
