/* label.h: a label that boxes share. Only grammars use it.
 *
 * The text is kept in the reading once, with the first box that needs it, however many follow: 100,000 boxes
 * with one long label stay linear.
 */
#ifndef OD_ANSWER_LABEL_H
#define OD_ANSWER_LABEL_H

#include "answer/scan.h"

typedef struct od_label {
    od_str text; /* in the answer; .p NULL: none */
    bool kept;   /* `at` and `bytes` hold its place in the reading's texts */
    size_t at, bytes;
} od_label;

static inline od_label od_label_of(od_str text)
{
    return (od_label){.text = text};
}

/* od_reading_add() and od_reading_take() with a label that other boxes have, too. */
od_status od_label_add(od_reading *r, const double v[4], od_label *label, od_error *err);
od_status od_label_take(od_reading *r, const double *v, size_t n, od_label *label, od_error *err);

/* Gives the label to all boxes from `from` on. */
od_status od_label_boxes(od_reading *r, size_t from, od_label *label, od_error *err);

#endif
