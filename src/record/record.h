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
#define OD_CHECK_SCHEMA "odeval.check/1"

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

typedef struct od_record_label {
    const char *label;
    double count; /* boxes that carried it */
} od_record_label;

/* What became of the answers that came as text. All are counts. */
typedef struct od_record_answers {
    double n;                  /* answers; 0: none came as text, and nothing else is here */
    od_record_scores statuses; /* answers; every od_answer_status */
    od_record_scores repairs;  /* answers that needed one, of the kinds that came up */
    od_record_scores passed;   /* how often, of the kinds that came up */
    od_record_scores boxes;    /* "read", and of these "reversed", "flat", "repeated", "unknown_label" */
    od_record_scores lengths;  /* sums: "answer_bytes", "think_bytes", ..., and over how many answers */
    od_record_scores reading; /* with a strict reader: "strict_boxes", "lenient_boxes", and "differ": answers;
                                 else empty */
    od_record_label *labels;  /* those that no category has, most frequent first */
    uint32_t n_labels, n_listed; /* how many there are; how many of them are in `labels` */
} od_record_answers;

/* What one coordinate frame makes of the boxes that came as text; see plausible.h. */
typedef struct od_record_frame {
    const char *name, *words;       /* "qwen3-vl", "0..1000 of the image's width and height, x1 y1 x2 y2" */
    bool declared;                  /* the one that the boxes were read in */
    bool fits;                      /* none explains the numbers much better */
    double boxes;                   /* that can be placed in it */
    double outside, reversed, flat; /* fractions of these; NaN where there are none */
    double reach_x, reach_y;
} od_record_frame;

/* Between which two numbers a score lies; both NaN where that is unknown. */
typedef struct od_record_range {
    const char *name;
    double low, high;
} od_record_range;

typedef struct od_record_ranges {
    od_record_range *list;
    uint32_t n;
} od_record_ranges;

typedef struct od_record_subset {
    const char *name;
    od_record_scores scores, counts;
    od_record_answers answers;
    od_record_scores readable, readable_counts; /* see od_record.left_out */
    od_record_ranges intervals;                 /* see od_record.resamples */
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
    od_record_scores readable;  /* see od_record.left_out */
    od_record_ranges intervals; /* see od_record.resamples */
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

/* What made the answers, as the heads of their journals say (backend/journal.h); NULL where they do not
 * agree. */
typedef struct od_record_run {
    bool known;          /* there was a journal; else nothing else is here */
    const char *backend; /* with its options: "openai:model=m,key=***,temperature=0" */
    const char *backend_version;
    const char *prompt_sha256; /* of the prompt before labels were put in */
} od_record_run;

typedef struct od_record {
    const char *odeval; /* version that made it */
    const char *bench, *bench_title, *definition_sha256;
    const char *model; /* NULL: not given */
    bool simulated;    /* no model was run: the model's name says "simulated" (in any case) */
    od_record_run run;
    const char *rules, *mode;
    od_named_text *params; /* in force: "iou", "area", "max_dets", "label_match", "metrics", "tie", ... */
    uint32_t n_params;
    bool params_default; /* the protocol is the benchmark's own */
    const char *primary;
    const char *headline; /* name of the headline average, NULL for a benchmark of one set */
    od_record_scores overall;
    od_record_scores counts;   /* summed over the subsets */
    od_record_answers answers; /* over all subsets */
    od_record_scores
        numbers; /* of boxes as written: "boxes", "integers" (boxes of four), "largest"; with frames */
    od_record_frame *frames; /* only when asked for */
    uint32_t n_frames;
    const char *frame, *reader; /* how answers that came as text were read; NULL: none came so */
    double left_out; /* images whose answer could not be read; where there is one, the members named
                        `readable` hold the scores without these images, else they are empty */
    od_record_scores readable, readable_counts;
    uint32_t resamples; /* of the bootstrap that gave the members named `intervals`; 0: there was none */
    uint32_t seed;
    double confidence;
    od_record_ranges intervals; /* of `overall` */
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
    bool frames;      /* what every frame makes of boxes that came as text */
    bool undeclared;  /* the frame that they were read in is nobody's claim */
    bool environment; /* machine, threads: makes records differ between machines */
} od_record_options;

/* From a scored job. */
od_status od_record_make(od_record **out, const od_job *job, const od_record_options *options, od_error *err);
void od_record_free(od_record *r); /* NULL allowed */

/* The record as JSON (od_buffer owned by the caller). */
od_status od_record_json(const od_record *r, od_buffer *text, od_error *err);

/* The health of a data set and of predictions, of a record made after od_job_audit: what the ledgers say, and
 * no scores (schema odeval.check/1). */
od_status od_record_check_json(const od_record *r, od_buffer *text, od_error *err);
/* Whether a warning is about how the scores came about, and no matter of health; that answers as text have no
 * scores is none. */
bool od_record_is_of_scores(const od_record *r, const od_record_warning *w);
/* How many warnings a check has found: no notices. */
uint32_t od_record_findings(const od_record *r);

/* A number by path: "overall.nms_AP", "averages.flat8.AP", "groups.attribute.AP", "subsets.negation.nms_AP",
 * "subsets.negation.counts.gt", "counts.gt", "ledger.unknown_category", or just "nms_AP" for overall; of text
 * answers "answers.n", "answers.statuses.failed", "readable.nms_AP", "subsets.negation.readable.AP". False
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
