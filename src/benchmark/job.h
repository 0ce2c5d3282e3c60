/* job.h: one run of a benchmark: load the ground truth, load the predictions, score, average.
 */
#ifndef OD_BENCHMARK_JOB_H
#define OD_BENCHMARK_JOB_H

#include "benchmark/benchmark.h"
#include "metric/evaluate.h"
#include "prediction/prediction.h"

typedef enum od_rules {
    OD_RULES_REFERENCE, /* as the reference implementation, known defects included */
    OD_RULES_CORRECTED, /* with the defects of semantics A9 mended */
} od_rules;

/* What the user asked for. Zero-initialised means: the benchmark's defaults. Texts are borrowed for the job's
 * life. */
typedef struct od_job_options {
    const char *data;           /* root of the data set; NULL: looked for */
    const char *gt;             /* one annotation file, for benchmarks of one set */
    const char *const *subsets; /* NULL-terminated: only these; NULL: all */
    const char *metrics;        /* "AP,nms_AP:tie=first" */
    const char *iou, *area, *max_dets;
    const char *mode; /* "all", "positive", "1bbox" */
    od_rules rules;
    od_label_match label_match;
    bool drop_unknown; /* predictions for unknown images are dropped and counted, not refused */
    const od_prediction_format *format; /* NULL: by content */
    /* how answers as text are read, as the user says it; each NULL when not given */
    const char *frame, *reader, *min_pixels, *max_pixels, *patch;
    const char *duplicates;     /* "last", "first", "error", "all" */
    const char *unknown_labels; /* "charge", "drop" */
    od_answer_way answers;      /* made of these by od_job_create */
    bool images_by_place;       /* the ground truth is a survey's of the predictions: see survey.h */
    const char *part;           /* which images were asked about, in words; NULL: all */
    const char *model;          /* name in records and reports */
    unsigned threads;           /* 0: as many as there are processors */
    void (*progress)(void *context, const char *stage, uint64_t done, uint64_t total); /* may be NULL */
    void *progress_context;
} od_job_options;

/* What one mended defect would change. */
typedef struct od_effect {
    unsigned fix;    /* one bit of OD_FIX_* */
    od_scores other; /* the subset's scores with this one fix switched to the other side */
} od_effect;

typedef struct od_job_subset {
    const od_bench_subset *definition;
    bool wanted;         /* asked for, and (when optional) present */
    char *gt_path;       /* file that the ground truth came from; NULL: memory */
    od_dataset *dataset; /* filtered; owned */
    od_target target;    /* its detections */
    bool has_target;
    uint8_t *left_out; /* per image: 1 where nobody was asked, which takes no part; NULL: none; owned */
    od_problem problem;
    od_evaluation evaluation; /* under the job's rules; scores, states, audit */
    bool evaluated;
    od_effect *effects;
    size_t n_effects;
} od_job_subset;

/* The scores without the images whose answer was refused, unparsable or failed, which the job's own scores
 * count as answered with nothing. */
typedef struct od_readable {
    uint64_t left_out;            /* images, over all subsets; 0: there is none, and no score is here */
    od_scores *subsets;           /* bench->n_subsets; empty where none was left out: see od_readable_of */
    od_scores *groups, *averages; /* bench->n_groups, bench->n_averages */
} od_readable;

typedef struct od_job {
    const od_bench *bench; /* borrowed */
    od_job_options options;
    od_protocol protocol;
    od_mode mode;
    unsigned fixes; /* in force */
    od_metric_use *metrics;
    size_t n_metrics;
    od_job_subset *subsets;       /* bench->n_subsets */
    od_scores *groups, *averages; /* bench->n_groups, bench->n_averages; after scoring */
    od_readable readable;         /* after scoring */
    char *root;                   /* of the data set; NULL: not from files */
    char *preds_path;             /* the first of them; NULL: memory */
    uint32_t n_preds;             /* how many were loaded */
    od_buffer model;              /* the name that the predictions give their model; empty: none */
    od_run_facts runs;            /* what the heads of journals among them say; none: no journal */
    od_ledger ledger;             /* what belongs to no subset */
    od_timing timing;             /* of what was done so far; the report is the caller's to add */
} od_job;

/* Checks the options; loads nothing. The bench must outlive the job. */
od_status od_job_create(od_job **out, const od_bench *bench, const od_job_options *options, od_error *err);
void od_job_free(od_job *job);

/* Ground truth from the benchmark's files (or options.gt). */
od_status od_job_load_truth(od_job *job, od_error *err);
/* Ground truth of one subset from memory: filters it; takes the data set over in any case. */
od_status od_job_take_truth(od_job *job, uint32_t subset, od_dataset *dataset, od_error *err);
/* After the ground truth: only images with a 1 in `asked` (per image of the subset) take part in scores. A
 * subset of which none was asked takes no part, as if --subset had left it out. */
od_status od_job_narrow(od_job *job, uint32_t subset, const uint8_t *asked, od_error *err);
/* After the ground truth: reads predictions ("-": standard input). May be called again: detections add up. */
od_status od_job_load_predictions(od_job *job, const char *path, od_error *err);
/* Forgets predictions and scores and keeps the ground truth: predictions may be loaded, and scored, anew.
 * When it fails, for lack of memory, it must succeed again before anything else is asked of the job. */
od_status od_job_reset_predictions(od_job *job, od_error *err);
/* Scores every wanted subset, the effect of each defect found, groups and averages. Once, and
 * once more after each od_job_reset_predictions. */
od_status od_job_score(od_job *job, od_error *err);

/* In the place of scoring: only the counts, and what looks wrong about the detections. */
od_status od_job_audit(od_job *job, od_error *err);

/* The model's name: the user's, else the predictions' own, else NULL. */
const char *od_job_model(const od_job *job);

/* The headline scores: of the headline average, or of the one set. Valid after scoring. */
const od_scores *od_job_headline(const od_job *job);

/* Of a scored subset, and of the headline, without unreadable answers; where there are none, the same as with
 * them. Valid after scoring, while readable.left_out is not 0. */
const od_scores *od_readable_of(const od_job *job, uint32_t subset);
const od_scores *od_readable_headline(const od_job *job);

/* For loading: says how far it is; prepares a subset with its ground truth for predictions. */
void od_job_tell(const od_job *job, const char *stage, uint64_t done, uint64_t total);
od_status od_job_init_target(const od_job *job, od_job_subset *s, od_error *err);

/* For loading predictions: notes every run, from the first-th that was read on, that was made with another
 * benchmark, mode or ground truth than the job's. */
od_status od_job_check_runs(od_job *job, size_t first, od_error *err);

/* For scoring and its undoing: fills, and empties, job->readable. */
od_status od_readable_score(od_job *job, od_error *err);
void od_readable_release(od_job *job);

/* The headline's `score` as it would be with one fix (or all of several: bits) switched to the other side,
 * among those for which an effect was computed; NaN when undefined. */
od_status od_job_headline_with(const od_job *job, unsigned fix, const char *score, double *value,
                               od_error *err);

/* The folder with a subset's image files, into `out`: below the root; for one annotation file below --data,
 * in --data itself, or else beside the file. It need not be there. */
od_status od_job_image_folder(const od_job *job, const od_job_subset *subset, od_buffer *out, od_error *err);
bool od_is_folder(const char *path);

#endif
