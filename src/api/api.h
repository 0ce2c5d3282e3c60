/* api.h: what is behind an `odeval`; only src/api includes this.
 *
 * Every public function has the same shape: it fills an od_error of its own, and od_api_return hands that
 * over to the caller.
 */
#ifndef OD_API_API_H
#define OD_API_API_H

#include "odeval/odeval.h"
#include "record/record.h"

/* How far an evaluation is. */
typedef enum od_stage {
    OD_STAGE_OPTIONS,  /* no ground truth: options may be set */
    OD_STAGE_BUILDING, /* ground truth is being added from memory */
    OD_STAGE_READY,    /* the ground truth is complete: detections may be given */
    OD_STAGE_SCORED,
} od_stage;

enum { OD_API_OPTIONS_MAX = 24 };

/* What was set, and what it means. */
typedef struct od_api_options {
    char *value[OD_API_OPTIONS_MAX]; /* owned, by row of the table in options.c; NULL: not set */
    od_job_options job;              /* its texts lie in `value` and `subset_text` */
    od_record_options record;
    char *subset_text;    /* owned: the value of "subset", cut into names */
    const char **subsets; /* owned */
} od_api_options;

/* One subset's ground truth and detections on their way from memory. */
typedef struct od_draft {
    od_dataset_builder *builder; /* NULL: nothing was added */
    uint64_t n_truths;
    bool with_ids;         /* the truths came with annotation ids */
    uint64_t n_detections; /* given since the last odeval_clear_detections, the dropped ones included */
} od_draft;

struct odeval {
    od_bench *bench;
    od_api_options options;
    od_stage stage;
    od_draft *drafts;   /* bench->n_subsets */
    od_job *job;        /* from the ground truth on */
    bool incomplete;    /* a call failed half-way: only odeval_clear_detections goes on */
    od_record *summary; /* once scored: numbers and warnings */
    od_record *record;  /* with fingerprints and what the options ask for; made when first asked for */
    od_buffer record_text, report_text;
};

/* Hands an error over to the caller (who may not want it, or hold one already) and returns `st`. */
odeval_status od_api_return(odeval_error *to, const od_error *from, od_status st);

/* Back to OD_STAGE_OPTIONS: all ground truth is dropped. */
void od_api_drop_truth(odeval *o);

/* The index of a subset's name, or of the one set for NULL. */
od_status od_api_subset(const odeval *o, const char *subset, uint32_t *index, od_error *err);

/* Builds what was added from memory; fails when there is no ground truth at all. */
od_status od_api_complete_truth(odeval *o, od_error *err);

/* Fails unless the evaluation is scored. */
od_status od_api_need_scores(const odeval *o, od_error *err);

/* Frees what od_api_options owns. */
void od_api_options_free(od_api_options *options);

#endif
