/* line_lists.h: the lists of numbers that a line can hold beside its boxes; only line*.c include it. */
#ifndef OD_PREDICTION_LINE_LISTS_H
#define OD_PREDICTION_LINE_LISTS_H

#include "prediction/line.h"

/* Reads over a value. What others wrote is passed over without asking whether it is UTF-8. */
od_status od_line_pass(od_json *j);

/* Each takes the place of what the line had before; what is no list is passed over. */
od_status od_line_read_proposals(od_json *j, od_line *line);
od_status od_line_read_box_scores(od_json *j, od_line *line);

#endif
