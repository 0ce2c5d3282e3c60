/* words.h: what an answer says in words: that there is nothing, or that it will not answer.
 */
#ifndef OD_ANSWER_WORDS_H
#define OD_ANSWER_WORDS_H

#include "answer/answer.h"

/* Nothing but "", none, null, nothing, no, n/a, "no objects", "not found" and the like, in any case, with or
 * without a full stop. */
bool od_says_none(od_str text);

/* A sentence that denies that the object is there, in the first 600 bytes: "there is no", "no objects", "is
 * not present", "I do not see any", ... To be asked only where no box was found. */
bool od_says_absent(od_str text);

/* A text that says that there was no image to look at: that is no answer about the object. To be asked before
 * od_says_absent(). */
bool od_says_no_image(od_str text);

/* A text that begins by declining: "I'm sorry", "I cannot", "As an AI", ... To be asked last: "I'm sorry,
 * there is no dog" declares that there is nothing. */
bool od_says_refused(od_str text);

#endif
