/* prediction.h: prediction files, in every form that cli.md section 4 names.
 *
 * A format is one row: it recognises its content and reads it into targets. Forms are told by content; a name
 * is only looked at inside a directory, where it says which subset a file is for.
 */
#ifndef OD_PREDICTION_PREDICTION_H
#define OD_PREDICTION_PREDICTION_H

#include "core/json.h"
#include "prediction/detections.h"
#include "prediction/line.h"
#include "prediction/run_facts.h"

typedef struct od_prediction_format od_prediction_format;

/* Where readers put what they read, and how. */
typedef struct od_prediction_sink {
    od_target *targets;
    uint32_t n_targets;
    uint32_t target; /* the one that records without a subset go to; OD_NONE when that is not known */
    od_label_match label_match;
    const od_answer_way *answers;       /* how answers as text are read; NULL: they are refused */
    const od_prediction_format *format; /* forced by the user; NULL: by content */
    /* Subsets of the benchmark that were not asked for (--subset): their records are passed over with a
     * notice. */
    const char *const *passed_over; /* NULL-terminated, or NULL */
    od_ledger *ledger;              /* for what belongs to no target (records of an unknown subset, ...) */
    od_buffer *model;     /* the first name of a model that the file gives is put here; NULL: not wanted */
    od_run_facts *runs;   /* the heads of journals are put here; NULL: not wanted */
    unsigned n_threads;   /* that readers may use; 0 and 1: one */
    size_t piece_bytes;   /* for tests: cut arrays into pieces of this size, however small; 0: as is best */
    bool images_by_place; /* lines that name no image are for the one that a survey made for them */
    bool routed;          /* for readers: something was given for one of the targets */
} od_prediction_sink;

struct od_prediction_format {
    const char *name;    /* "coco", "subsets", "jsonl", "results" */
    const char *title;   /* one line */
    const char *help;    /* the form in full */
    const char *example; /* a few records, as they stand in a file */
    /* How sure the format is from the first bytes (up to 64 KiB, `whole` when that is all): 0 not mine .. 100
     * surely. */
    int (*probe)(const char *bytes, size_t n, bool whole);
    od_status (*read)(od_prediction_sink *sink, od_input *in, od_error *err);
    /* Of formats with a line an image: gives out each, as data (line.h); NULL: the format has none. */
    od_status (*lines)(od_input *in, od_line_use use, void *context, od_error *err);
};

/* NULL-terminated. */
extern const od_prediction_format *const od_prediction_formats[];
const od_prediction_format *od_prediction_format_find(const char *name);
/* By the content of an input that has not been read from; what is no prediction file fails, as it would be
 * read.
 */
od_status od_prediction_format_of(od_input *in, const od_prediction_format **format, od_error *err);

/* Reads a file, a .gz, a directory of files per subset, or standard input ("-"). Something that is no
 * prediction file is an error that says what it looks like (an annotation file, ...). */
od_status od_predictions_read(od_prediction_sink *sink, const char *path, od_error *err);
/* The same from an input that has been opened and not yet read from. */
od_status od_predictions_read_input(od_prediction_sink *sink, od_input *in, od_error *err);

/* Reads a text that names the model and keeps the first one; any other value is read over. */
od_status od_sink_model(od_prediction_sink *sink, od_json *j, od_error *err);

/* The target of a subset's name, OD_NONE (after noting it) when records of it are to be passed over. */
od_status od_sink_target(od_prediction_sink *sink, od_str subset, od_place place, uint32_t *target,
                         od_error *err);

/* The names of the targets' subsets as a list for messages, into buf, always terminated. Returns buf. */
char *od_sink_subsets(const od_prediction_sink *sink, char *buf, size_t size);
/* Fails because nothing says which subset a record is for, and explains how to say it. */
od_status od_sink_fail_subset(const od_prediction_sink *sink, od_place place, od_error *err);

/* Resolvers that readers share; each notes in the target's ledger what it could not resolve. */
od_status od_resolve_image(od_target *t, od_id id, od_place place, uint32_t *image, od_error *err);
od_status od_resolve_file(od_target *t, od_str file, od_place place, uint32_t *image, od_error *err);
/* A category id. A text that is no category's id gives OD_NONE and, for corrected rules, in `mended` the
 * category of that name, or whose numeric id the text spells. */
od_status od_resolve_category(od_target *t, od_id id, od_place place, uint32_t *category, uint32_t *mended,
                              od_error *err);
/* A label string: category index or OD_NONE. Finding notes nothing. */
od_status od_find_label(od_target *t, od_str label, od_label_match match, uint32_t *category, od_error *err);
od_status od_resolve_label(od_target *t, od_str label, od_label_match match, od_place place,
                           uint32_t *category, od_error *err);

/* What readers can notice. */
extern const od_ledger_kind od_kind_unknown_image;
extern const od_ledger_kind
    od_kind_unknown_category; /* kept: they can win in NMS-AP and count in greedy precision */
extern const od_ledger_kind od_kind_category_text; /* a text where an id was due: unknown to the reference */
extern const od_ledger_kind od_kind_label_unmatched;
extern const od_ledger_kind od_kind_record_unusable; /* missing field, wrong arity or type */
extern const od_ledger_kind od_kind_unknown_subset;
extern const od_ledger_kind od_kind_subset_passed_over; /* a notice */
extern const od_ledger_kind od_kind_image_by_number;    /* a log's results without images */
/* journals: not of the run of the first one; made with another benchmark, mode or ground truth */
extern const od_ledger_kind od_kind_other_run;
extern const od_ledger_kind od_kind_run_elsewhere;
/* two keys of a line contradict each other, or a line the data set */
extern const od_ledger_kind od_kind_image_disagrees;
extern const od_ledger_kind od_kind_box_disagrees;
extern const od_ledger_kind od_kind_size_disagrees;
/* JSON Lines: two lines for one image and the same labels; all of them count, the last one does, the first
 * one does */
extern const od_ledger_kind od_kind_image_answered_twice;
extern const od_ledger_kind od_kind_image_answer_replaced;
extern const od_ledger_kind od_kind_image_answer_ignored;
extern const od_ledger_kind od_kind_failure_repeated;    /* a notice: a failure beside an answer that came */
extern const od_ledger_kind od_kind_subset_without_file; /* a directory holds nothing for the subset */
extern const od_ledger_kind od_kind_file_passed_over; /* a notice: a directory's file that is for no subset */

#endif
