/* odeval.h: evaluation of object detection, as a library.
 *
 * An `odeval` is one evaluation of one benchmark: ground truth and detections go in, from files or from
 * arrays, and numbers come out. It goes through four steps, in this order:
 *
 *     odeval_create         one benchmark, by name or by definition
 *     odeval_set            options, named as on the command line
 *     ground truth          odeval_load_ground_truth, or odeval_add_image, _category, _truths
 *     detections            odeval_load_predictions, odeval_add_detections, or both
 *     odeval_score          then odeval_get and the rest, as often as wanted
 *
 * odeval_clear_detections goes back to before the detections and keeps the ground truth: the next epoch of a
 * training loop starts there. data/examples/score.c shows the whole.
 *
 * Nothing here prints, exits or keeps anything outside the object. Any number of objects may be in use at
 * once, each by one thread at a time.
 *
 * Whatever can fail returns an odeval_status and fills an odeval_error, which may be NULL. Pointers are not
 * NULL unless it says so; texts are UTF-8 and terminated. What is given is copied; what is returned through a
 * `const` pointer belongs to the object and stays until odeval_clear_detections or odeval_free, unless it
 * says less.
 *
 * Until version 1.0 the interface may change with the minor version; the shared library's name then does,
 * too.
 */
#ifndef ODEVAL_ODEVAL_H
#define ODEVAL_ODEVAL_H

#include <stddef.h>
#include <stdint.h>

#define ODEVAL_VERSION "0.1.0"
#define ODEVAL_VERSION_MAJOR 0
#define ODEVAL_VERSION_MINOR 1
#define ODEVAL_VERSION_PATCH 0

#if defined(__GNUC__)
#define ODEVAL_API __attribute__((visibility("default")))
#else
#define ODEVAL_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library that runs, as ODEVAL_VERSION is that of the header: "0.1.0". */
ODEVAL_API const char *odeval_version(void);

/* ---- errors ---- */

/* The values are the exit codes of the command. */
typedef enum odeval_status {
    ODEVAL_OK = 0,
    ODEVAL_USAGE = 2,   /* a value or an order of calls that makes no sense */
    ODEVAL_INPUT = 3,   /* unreadable, malformed, does not fit the data set */
    ODEVAL_BACKEND = 4, /* a detector failed */
    ODEVAL_SYSTEM = 5   /* out of memory, disk full, write failed */
} odeval_status;

/* What a position counts. */
typedef enum odeval_unit {
    ODEVAL_UNIT_NONE = 0,  /* there is no position */
    ODEVAL_UNIT_BYTE = 1,  /* offset from 0 */
    ODEVAL_UNIT_LINE = 2,  /* from 1 */
    ODEVAL_UNIT_RECORD = 3 /* from 1: the n-th element of an array */
} odeval_unit;

/* The caller's; all zero means: no error. A call fills it only while it holds no error, so after several
 * calls it holds the first; set it to zero to use it again. */
typedef struct odeval_error {
    odeval_status code;
    odeval_unit unit;
    uint64_t position;  /* in the unit */
    char input[256];    /* the file's name as given; "" when the error has no input */
    char message[1200]; /* "what: where: what to do"; may name options as the command does */
} odeval_error;

/* ---- an evaluation ---- */

typedef struct odeval odeval;

/* `bench` is a built-in benchmark's name ("coco", "ovdeval"; `odeval list benches` shows them) or the path of
 * a definition (it has a '/' in it or ends in ".json"). *out is NULL on failure, else freed by the caller
 * with odeval_free. ODEVAL_USAGE: no such benchmark; ODEVAL_INPUT: the definition cannot be read. */
ODEVAL_API odeval_status odeval_create(odeval **out, const char *bench, odeval_error *err);

/* The same with a definition in memory: n bytes of JSON, need not be terminated. */
ODEVAL_API odeval_status odeval_create_json(odeval **out, const char *json, size_t n, odeval_error *err);

ODEVAL_API void odeval_free(odeval *o); /* NULL allowed */

/* Sets an option, before the ground truth. Names and values are the command's, without dashes:
 *
 *     data         root folder of the data set
 *     gt           one COCO annotation file, for benchmarks of one set
 *     subset       "negation,color": only these
 *     metrics      "AP,nms_AP:tie=first"
 *     rules        "reference" or "corrected"
 *     mode         "all", "positive" or "1bbox"
 *     max-dets     "1,10,100"
 *     iou          "0.5", "0.5,0.75" or "0.5:0.95:0.05"
 *     area         "all=0:1e10,tiny=0:256"
 *     label-match  "exact" or "folded"
 *     unknown      "error" or "drop": detections for images that the data set does not have
 *     preds-format "coco", "subsets", "jsonl" or "results"; else prediction files are told by content
 *     name         the model's, for records and reports
 *     frame        what the numbers of a model's answers mean: "qwen2.5-vl" (`odeval list frames` shows all),
 *                  or one's own, "space=1000,order=yxyx"
 *     reader       "lenient", or the reader of published code (`odeval list readers`)
 *     min-pixels, max-pixels, patch
 *                  "3136": how the model's processor chooses its input size, where lines do not give it; set
 *                  the frame first
 *     duplicates   "last", "first", "error" or "all": an image that is answered more than once
 *     unknown-labels
 *                  "charge" or "drop": boxes of answers with a label that no category has
 *     threads      "4"; else as many as this process may use
 *
 * and two that are flags there, "yes" or "no" here: per-category, with-environment (more in odeval_record and
 * odeval_report). NULL as the value: the default again. ODEVAL_USAGE, and nothing is changed: unknown option,
 * value that makes no sense, ground truth is there already. */
ODEVAL_API odeval_status odeval_set(odeval *o, const char *option, const char *value, odeval_error *err);

/* ---- ground truth ----
 *
 * From files or from memory, not both. When it turns out to be unusable, whichever call says so, it is
 * dropped as a whole and can be given anew. `subset` is one of the benchmark's subsets; NULL for benchmarks
 * of one set. From memory, subsets that are given nothing are left out, as with the option "subset". */

/* Reads the benchmark's annotation files (or the option gt). ODEVAL_INPUT: missing or malformed, with the
 * place. */
ODEVAL_API odeval_status odeval_load_ground_truth(odeval *o, odeval_error *err);

typedef struct odeval_image {
    int64_t id;
    uint32_t width, height; /* pixels; 0: unknown */
    const char *file_name;  /* NULL: none */
} odeval_image;

ODEVAL_API odeval_status odeval_add_image(odeval *o, const char *subset, const odeval_image *image,
                                          odeval_error *err);

/* A label that the image added last is asked for, for benchmarks whose prompts differ by image (OVDEval:
 * `text`, and with negative = 1 `neg_text`, which is known not to be in the image). */
ODEVAL_API odeval_status odeval_add_label(odeval *o, const char *subset, const char *label, int negative,
                                          odeval_error *err);

ODEVAL_API odeval_status odeval_add_category(odeval *o, const char *subset, int64_t id, const char *name,
                                             odeval_error *err);

/* Annotations as columns of n each. Their order matters where boxes tie, as it does in a file; images and
 * categories may be added before or after. */
typedef struct odeval_truths {
    size_t n;
    const int64_t *image_id, *category_id;
    const double *box;           /* 4n: x, y, width, height in pixels; x and y of the upper left corner */
    const double *area;          /* square pixels; NULL, or NaN in it: width x height */
    const unsigned char *crowd;  /* 1: a crowd region; NULL: none is */
    const unsigned char *ignore; /* 1: COCO's "ignore", honoured by corrected rules; NULL: none is */
    const int64_t *id; /* annotation ids as the reference would see them (0, and ids that repeat, count
                        * among its known defects); NULL: 1, 2, 3 ..., in all calls for a subset or in none */
} odeval_truths;

ODEVAL_API odeval_status odeval_add_truths(odeval *o, const char *subset, const odeval_truths *truths,
                                           odeval_error *err);

/* ---- detections ----
 *
 * The first call completes the ground truth, and its errors can come from there. Detections add up. After
 * odeval_score the next ones need odeval_clear_detections first: ODEVAL_USAGE else. */

/* Reads predictions: a file, a .gz, a directory, "-" for standard input. ODEVAL_INPUT, with the place:
 * unreadable, malformed, for images that the data set does not have (unless unknown is "drop"). After a
 * failure only odeval_clear_detections goes on. */
ODEVAL_API odeval_status odeval_load_predictions(odeval *o, const char *path, odeval_error *err);

/* Detections as columns of n each. Their order breaks ties. */
typedef struct odeval_detections {
    size_t n;
    const int64_t *image_id;
    const int64_t *category_id; /* NULL: see label; an id that the data set lacks counts as wrong */
    const char *const *label; /* when category_id is NULL: category names; one that is none counts as wrong */
    const double *box;        /* 4n: x, y, width, height in pixels of the image as annotated */
    const double *score;      /* any number, higher is surer; NULL: all 1.0 */
} odeval_detections;

/* ODEVAL_INPUT, and none is added: an image that the data set does not have (unless unknown is "drop": then
 * it is counted and passed over). The error's position is the element of these arrays. */
ODEVAL_API odeval_status odeval_add_detections(odeval *o, const char *subset,
                                               const odeval_detections *detections, odeval_error *err);

/* The model was asked about this image: it then counts as predicted even without a detection. */
ODEVAL_API odeval_status odeval_add_answered(odeval *o, const char *subset, int64_t image_id,
                                             odeval_error *err);

/* Forgets detections and scores, keeps the ground truth. Ends the life of every text that the object gave
 * out. */
ODEVAL_API odeval_status odeval_clear_detections(odeval *o, odeval_error *err);

/* ---- scores ---- */

/* Computes everything, also of no detections at all. Again without new detections: does nothing. Everything
 * below asks for this first: ODEVAL_USAGE else. */
ODEVAL_API odeval_status odeval_score(odeval *o, odeval_error *err);

/* A number by its path in the run record: "nms_AP" or "overall.nms_AP" (the headline), "averages.flat8.AP",
 * "groups.attribute.AP50", "subsets.negation.nms_AP", "subsets.negation.counts.gt", "counts.predictions",
 * "ledger.unknown_category" (there when it is not 0). Scores are fractions of 1. *value is NaN when the score
 * is undefined, which is no error, and on failure. ODEVAL_USAGE: there is no such number. */
ODEVAL_API odeval_status odeval_get(const odeval *o, const char *path, double *value, odeval_error *err);

/* The same for one category: "AP", "AP50", "nms_AP". ODEVAL_USAGE: no such category or score, or a score
 * that is not known per category. */
ODEVAL_API odeval_status odeval_get_category(const odeval *o, const char *subset, int64_t category_id,
                                             const char *score, double *value, odeval_error *err);

/* What was suspicious about the input. */
typedef struct odeval_warning {
    const char *code;   /* as in the run record: "unknown_category" */
    const char *subset; /* NULL: of the whole */
    const char *text;   /* a sentence: what, the first example, what to do */
    uint64_t count;     /* cases */
    int notice;         /* 1: a remark, which the command shows only with -v */
} odeval_warning;

ODEVAL_API size_t odeval_warning_count(const odeval *o); /* 0 before odeval_score */

/* The index-th, from 0. */
ODEVAL_API odeval_status odeval_get_warning(const odeval *o, size_t index, odeval_warning *warning,
                                            odeval_error *err);

/* The run record, JSON of the schema odeval.run/1: the bytes that the command saves. Ground truth and
 * predictions that came from files are read once more for their fingerprints. *text is terminated; *n (may be
 * NULL) is its length. */
ODEVAL_API odeval_status odeval_record(odeval *o, const char **text, size_t *n, odeval_error *err);

/* A report as the command prints it: "table", "json", "csv", "markdown". *text lives until the next report,
 * too. */
ODEVAL_API odeval_status odeval_report(odeval *o, const char *format, const char **text, size_t *n,
                                       odeval_error *err);

/* ---- files ----
 *
 * Each is written beside its name and renamed when complete. ODEVAL_SYSTEM: could not be written. */

ODEVAL_API odeval_status odeval_write_record(odeval *o, const char *path, odeval_error *err);

/* The arrays behind AP as precision.npy, recall.npy, scores.npy and axes.json in a folder, which is made. */
ODEVAL_API odeval_status odeval_write_arrays(const odeval *o, const char *folder, odeval_error *err);

/* One line of JSON per image. */
ODEVAL_API odeval_status odeval_write_per_image(const odeval *o, const char *path, odeval_error *err);

/* A subset's ground truth after the benchmark's filter, as COCO annotations. Completes the ground truth;
 * needs no scores. */
ODEVAL_API odeval_status odeval_write_ground_truth(odeval *o, const char *subset, const char *path,
                                                   odeval_error *err);

#ifdef __cplusplus
}
#endif

#endif
