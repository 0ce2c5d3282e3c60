/* groups.h: numbers in brackets, as they stand inside box tags or in running text. Only grammars use it. */
#ifndef OD_ANSWER_GROUPS_H
#define OD_ANSWER_GROUPS_H

#include "answer/label.h"

/* How a text holds its numbers. */
typedef struct od_groups {
    const char *brackets; /* those that open a group: "[", "([<" */
    bool pairs;           /* two groups of two numbers, one after the other, are the corners of a box */
    bool labels;          /* text before a group is its label (od_phrase_before) */
    bool prose;           /* it is running text, where brackets and numbers may also mean nothing */
} od_groups;

/* Adds a box for every innermost group of four numbers; ";" parts groups like a bracket. A text without any
 * bracket is one group, unless it is prose. Other groups are counted as od_reading_take() says, and
 * what had to be mended is too. `label` is the boxes' until text
 * names another. `open`: the text ends because
 * the answer does; a group that is not closed then is dropped, and the answer is truncated. */
od_status od_groups_read(od_reading *r, const od_groups *how, od_str text, od_label *label, bool open,
                         od_error *err);

#endif
