/* tagged.h: answers of the shape "label in tags, then boxes in tags". Only grammars use it.
 *
 * Many families write so and differ in the words of their tags and in what stands in the box tags. Here the
 * tags are put in order, whatever is missing of them; what stands between box tags is the grammar's own.
 */
#ifndef OD_ANSWER_TAGGED_H
#define OD_ANSWER_TAGGED_H

#include "answer/label.h"
#include "answer/tags.h"

/* What a tag does: the kinds of the words. */
enum {
    OD_TAGGED_LABEL, /* a label begins */
    OD_TAGGED_LABEL_END,
    OD_TAGGED_BOXES, /* boxes begin */
    OD_TAGGED_BOXES_END,
    OD_TAGGED_POLYGON, /* a polygon begins: counted, and passed over */
    OD_TAGGED_POLYGON_END,
};

typedef struct od_tagged {
    const od_tag_word *words;
    /* Takes the boxes between two box tags. `open`: the text ends there because the answer does; an item that
     * is not complete then is counted under OD_REPAIR_CUT, and the reading's status is OD_ANSWER_TRUNCATED.
     */
    od_status (*take)(od_reading *r, od_str text, od_label *label, bool open, od_error *err);
    bool unlabelled; /* there are no label tags, and text around the boxes is no label */
} od_tagged;

/* Reads the whole answer:
 * - A label holds for the boxes after it, until text or another label comes; one without boxes is counted.
 * - Where label tags are missing, the label is the phrase before the box (od_phrase_before).
 * - A tag that is not closed ends where the next one begins, or with the text.
 * - Boxes that say "None" are an answer: when there are no others, the status is OD_ANSWER_EMPTY. */
od_status od_tagged_read(od_reading *r, const od_tagged *form, od_str text, od_error *err);

#endif
