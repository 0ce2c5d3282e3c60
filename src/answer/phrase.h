/* phrase.h: the label that stands before a box in running text. Only grammars use it. */
#ifndef OD_ANSWER_PHRASE_H
#define OD_ANSWER_PHRASE_H

#include "answer/scan.h"

/* The label at the end of `text`, which is what stands between the previous box and this one: from the last
 * line or sentence end on, without list marks, quotes, emphasis and punctuation around it, without "and",
 * "with" or "there is" before it, and without the words that only lead to a box after it ("is at", ":").
 * Articles are kept. "The bounding box is", which names nothing, and a text without letters give {NULL, 0}.
 */
od_str od_phrase_before(od_str text);

/* Whether there is anything but white space and punctuation in it. */
bool od_phrase_any(od_str text);

/* Whether it says that there is nothing: "None", "no", "[]", "[[]]". */
bool od_phrase_says_none(od_str text);

#endif
