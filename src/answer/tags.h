/* tags.h: the tags of an answer, well spelt or not. Only grammars use it.
 *
 * A grammar lists the tags it knows. They are also found when case, bars, separators or white space are not
 * as they should be ("< Box_Start|>" for "<|box_start|>"), when "<" or ">" is missing or written as an
 * entity, and then the tag says that it is not exact. Every other "<" is plain text.
 */
#ifndef OD_ANSWER_TAGS_H
#define OD_ANSWER_TAGS_H

#include "answer/scan.h"

enum {
    OD_TAG_CUT = -1,   /* the text breaks off inside a tag */
    OD_TAG_TOKEN = -2, /* a token that only frames answers: <s>, <|im_end|>, <eos>. These are known to every
                           grammar; further ones are in its list */
};

/* A tag that a grammar knows. A list of them ends with a name of NULL. */
typedef struct od_tag_word {
    const char *name;     /* lower case without separators, "/" first when it closes: "boxstart", "/ref" */
    const char *spelling; /* exactly: "<|box_start|>"; "#" stands for digits, "####" for just four */
    int kind;             /* the grammar's own number for it, from 0 */
    bool numbered;        /* digits belong to it */
} od_tag_word;

typedef struct od_tag {
    int kind;
    bool exact;
    double number;           /* of a tag with "#"; may be infinite. Of one that is cut: the digits there
                                are, or NaN */
    const char *start, *end; /* of the tag in the text */
} od_tag;

/* Finds the next tag at or after s->p and moves behind it. False when there is none: then s->p is the end. */
bool od_tag_next(od_scan *s, const od_tag_word *words, od_tag *tag);

/* The same for a tag that begins at p, where there is a "<", a bar or an entity. */
bool od_tag_at(const char *p, const char *end, const od_tag_word *words, od_tag *tag);

/* Whether a part of a tag's name comes, in any case. Ten times faster than a look for tags. */
bool od_tag_hint(od_str text, const char *lower);

/* Whether one of the tags comes, well spelt or not. */
bool od_tag_in(od_str text, const od_tag_word *words);

/* Whether there are numbers in tags of their own, "<35>", which no list of words needs to name. */
bool od_tag_has_numbers(od_str text);

#endif
