/* record.h: the run record: scores with everything that is needed to trust and compare them (cli.md section
 * 6).
 *
 * Made from a scored job, or read back from a file; reports and decisions look at nothing else.
 * Byte-deterministic: no time, no path of the machine.
 */
#ifndef OD_RECORD_RECORD_H
#define OD_RECORD_RECORD_H

#include "benchmark/job.h"

#define OD_RECORD_SCHEMA "odeval.run/1"

typedef struct od_named_value {
    const char *name;
    double value; /* NaN: undefined, null in JSON */
} od_named_value;

typedef struct od_named_text {
    const char *name, *value;
} od_named_text;

/* A list of numbers in a fixed order. */
typedef struct od_record_scores {
    od_named_value *list;
    uint32_t n;
} od_record_scores;

typedef struct od_record_category {
    const char *id, *name;
    bool text_id;            /* the id is a text, not a number */
    od_record_scores scores; /* one for each score that is known per category */
} od_record_category;

typedef struct od_record_input {
    const char *role; /* "ground_truth", "predictions" */
    const char *name; /* last path component */
    uint64_t bytes;
    char sha256[65]; /* "": not taken, and bytes is 0 */
} od_record_input;

typedef struct od_record_subset {
    const char *name;
    od_record_scores scores, counts;
    od_record_input *inputs;
    uint32_t n_inputs;
    od_record_category *categories;
    uint32_t n_categories;
} od_record_subset;

typedef struct od_record_group {
    const char *name, *title;
    const char **subsets; /* names; of an average over groups: the groups' names */
    uint32_t n_subsets;
    od_record_scores scores;
} od_record_group;

typedef struct od_record_entry {
    const char *code;
    uint64_t count;
    const char *examples[OD_LEDGER_EXAMPLES];
    uint32_t n_examples;
} od_record_entry;

typedef struct od_record_warning {
    const char *code;   /* "annotation-id-0", or a ledger kind's code */
    const char *text;   /* a sentence for people: what, with the first example, and what to do */
    const char *subset; /* NULL: of the whole */
    uint64_t count;
    bool notice;             /* shown only on request */
    od_record_scores effect; /* change that the defect makes to headline numbers: reference minus corrected;
                                may be empty */
} od_record_warning;

typedef struct od_record {
    const char *odeval; /* version that made it */
    const char *bench, *bench_title, *definition_sha256;
    const char *model; /* NULL: not given */
    bool simulated;    /* no model was run: the model's name says "simulated" (in any case) */
    const char *rules, *mode;
    od_named_text *params; /* in force: "iou", "area", "max_dets", "label_match", "metrics", "tie", ... */
    uint32_t n_params;
    bool params_default; /* the protocol is the benchmark's own */
    const char *primary;
    const char *headline; /* name of the headline average, NULL for a benchmark of one set */
    od_record_scores overall;
    od_record_scores counts; /* summed over the subsets */
    od_record_group *averages, *groups;
    od_record_subset *subsets;
    uint32_t n_averages, n_groups, n_subsets;
    od_record_entry *ledger; /* one entry a code, over all subsets */
    uint32_t n_ledger;
    od_record_warning *warnings;
    uint32_t n_warnings;
    od_named_text *environment; /* only when asked for */
    uint32_t n_environment;
    od_arena texts; /* owns all of the above */
} od_record;

typedef struct od_record_options {
    bool fingerprint; /* hash the input files (needed for records that are kept; costs a read of each) */
    bool categories;  /* scores per category */
    bool environment; /* machine, threads: makes records differ between machines */
} od_record_options;

/* From a scored job. */
od_status od_record_make(od_record **out, const od_job *job, const od_record_options *options, od_error *err);
void od_record_free(od_record *r); /* NULL allowed */

/* The record as JSON (od_buffer owned by the caller). */
od_status od_record_json(const od_record *r, od_buffer *text, od_error *err);

/* A number by path: "overall.nms_AP", "averages.flat8.AP", "groups.attribute.AP", "subsets.negation.nms_AP",
 * "subsets.negation.counts.gt", "counts.gt", "ledger.unknown_category", or just "nms_AP" for overall. False
 * when there is no such number; true with NaN when it is undefined. */
bool od_record_number(const od_record *r, const char *path, double *value);

double od_record_score(const od_record_scores *s, const char *name); /* NaN when absent or undefined */
bool od_record_has(const od_record_scores *s, const char *name);

/* ---- details that need more than the record ---- */

/* Arrays of the job's primary AP-like metric, per subset, as cli.md's --export lays down: DIR/precision.npy,
 * recall.npy, scores.npy and axes.json; with several subsets in DIR/SUBSET/. */
od_status od_export_arrays(const od_job *job, const char *folder, od_error *err);

/* One line of JSON per image: subset, image_id, file_name, counts, and what each metric has to say. */
od_status od_write_per_image(const od_job *job, const char *path, od_error *err);

#endif
