/* answer_log.h: what was found in each line of a file, kept until it is known which lines count.
 *
 * When an image is answered twice, one of the answers may have to be forgotten again, with all that was
 * counted of it. So readers count nothing: they write down, a few bytes a line, and od_target_settle() adds
 * up.
 */
#ifndef OD_PREDICTION_ANSWER_LOG_H
#define OD_PREDICTION_ANSWER_LOG_H

#include "answer/answer.h"
#include "core/id.h"

/* What can be found, with a value each. */
typedef enum od_finding {
    OD_FOUND_REPAIR,                                  /* + od_repair: how often */
    OD_FOUND_PASSED = OD_FOUND_REPAIR + OD_N_REPAIRS, /* + od_passed: how often */
    OD_FOUND_BOXES = OD_FOUND_PASSED + OD_N_PASSED,   /* how many were read */
    OD_FOUND_REVERSED,                                /* boxes */
    OD_FOUND_FLAT,                                    /* boxes */
    OD_FOUND_REPEATED,                                /* boxes */
    OD_FOUND_LABEL_MISSING,                           /* boxes */
    OD_FOUND_LABEL_NOT_ASKED,                         /* boxes */
    OD_FOUND_LABEL_UNKNOWN,                           /* the label's index in `labels`, once a box */
    OD_FOUND_LABEL_BEYOND,                            /* boxes with labels for which there was no room */
    OD_FOUND_THINK_BYTES,
    OD_FOUND_ANSWER_BYTES,
    OD_FOUND_UNCLOSED_THINK, /* 1 */
    OD_FOUND_OTHER_FAMILY,   /* 1 */
    OD_FOUND_TOO_LONG,       /* 1 */
    OD_FOUND_TOKENS,
    OD_FOUND_SECONDS, /* a double's bits */
    OD_FOUND_RETRIES,
    OD_FOUND_DIFFER, /* 1 */
    OD_FOUND_STRICT_BOXES,
    OD_FOUND_LENIENT_BOXES,
    OD_N_FINDINGS,
} od_finding;

/* One line that was for an image of the data set. */
typedef struct od_logged {
    uint64_t asked;    /* tells sets of asked labels apart; 0: the line names none */
    uint64_t at;       /* its place, of the unit below */
    size_t findings;   /* where its own begin, up to the next line's */
    uint32_t input;    /* index into the detections' inputs */
    uint32_t image;    /* index */
    uint32_t first, n; /* its detections */
    uint32_t n_without_score;
    uint8_t unit;    /* od_unit */
    uint8_t as_text; /* 1: an answer as text, or a failure; 0: boxes */
    uint8_t status;  /* od_answer_status */
} od_logged;

/* Zero-initialised means: empty. */
typedef struct od_answer_log {
    od_logged *lines; /* in the order in which they were read */
    size_t n, capacity;
    size_t n_settled;   /* lines among which repetitions have been dealt with */
    od_buffer findings; /* a byte for what, and the value in seven bits a byte */
    od_str *labels;     /* that no category has, terminated, cut at OD_LOGGED_LABEL bytes */
    size_t n_labels, labels_capacity;
    od_id_map *label_index;
    od_arena texts;
} od_answer_log;

enum { OD_LOGGED_LABEL = 200 };

void od_answer_log_release(od_answer_log *log);

/* Begins a line; what is found from now on is of it. */
od_status od_answer_log_line(od_answer_log *log, const od_logged *line, od_error *err);
/* A count of 0 is not worth a byte. */
od_status od_answer_log_find(od_answer_log *log, unsigned finding, uint64_t value, od_error *err);
/* A box with a label that no category has. */
od_status od_answer_log_unknown(od_answer_log *log, od_str label, od_error *err);

/* Takes the next finding of [*p, end); false at the end. */
bool od_answer_log_next(const char **p, const char *end, unsigned *finding, uint64_t *value);
/* The findings of a line. */
od_str od_answer_log_findings(const od_answer_log *log, size_t line);

/* Forgets the lines for which drop[i] is 1. Their detections are the caller's affair. */
void od_answer_log_drop(od_answer_log *log, const uint8_t *drop);

#endif
