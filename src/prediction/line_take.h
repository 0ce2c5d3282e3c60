/* line_take.h: a line of a file into the target that it is for.
 */
#ifndef OD_PREDICTION_LINE_TAKE_H
#define OD_PREDICTION_LINE_TAKE_H

#include "prediction/line.h"
#include "prediction/prediction.h"
#include "prediction/repeats.h"

/* What taking lines needs from one to the next. Zero-initialised but for the sink. */
typedef struct od_line_taker {
    od_prediction_sink *sink;
    od_reading reading, lenient; /* the second beside a strict reader's */
    od_repeats repeats;
    uint32_t *asked_by; /* per category: the number of the last line that asked for it */
    size_t asked_capacity;
    uint32_t n_lines; /* taken so far */
} od_line_taker;

void od_line_taker_release(od_line_taker *taker);

/* An od_line_use; `taker` is an od_line_taker. */
od_status od_line_take(void *taker, const od_line *line, od_error *err);

/* Reads the lines that `lines` gives out into the sink's targets. */
od_status od_lines_take(od_prediction_sink *sink, od_input *in,
                        od_status (*lines)(od_input *in, od_line_use use, void *context, od_error *err),
                        od_error *err);

/* ---- for the parts of this module ---- */

/* Opens the line in the target's log, as one of boxes or, with a status, as an answer, and says where its
 * detections come from; closing it counts them. */
od_status od_line_open(od_target *t, const od_line *line, uint32_t image, bool as_text,
                       od_answer_status status, od_error *err);
void od_line_close(od_target *t, uint32_t n_without_score_before);

/* The line's answer as text: reads it, and adds its boxes. */
od_status od_answer_take(od_line_taker *taker, od_target *t, uint32_t image, const od_line *line,
                         od_error *err);
/* The line says that no answer came. */
od_status od_answer_fail(od_line_taker *taker, od_target *t, uint32_t image, const od_line *line,
                         od_error *err);

/* Lines are counted when all of a file have been taken: repeated ones are kept or forgotten as the user
 * wants, and the target's tally and its ledger's notes of answers are made anew. `way` may be NULL. */
od_status od_target_settle(od_target *t, const od_answer_way *way, od_error *err);
od_status od_target_drop_repeated(od_target *t, od_duplicates policy, od_error *err);
od_status od_target_tally(od_target *t, const od_answer_way *way, od_error *err);

#endif
