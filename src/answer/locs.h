/* locs.h: locations as tokens, <loc0256> or <loc_52>, with labels between them. Only grammars use it. */
#ifndef OD_ANSWER_LOCS_H
#define OD_ANSWER_LOCS_H

#include "answer/tags.h"

/* The kinds of the words. */
enum {
    OD_LOC,         /* a number */
    OD_LOC_MASK,    /* a piece of a mask, which belongs to the box before it */
    OD_LOC_POLYGON, /* the locations up to the next word are a polygon */
    OD_LOC_PART,    /* parts two things, and says nothing */
};

typedef struct od_locs {
    const od_tag_word *words;
    bool label_first; /* the label stands before its locations; else after them, up to a ";" */
    bool several;     /* more than four locations in a row are more than one box, and not a slip */
} od_locs;

/* A run of locations is a box for every four of them. A single text that stands on the other side of its
 * locations than it should is still their label, as a slip. */
od_status od_locs_read(od_reading *r, const od_locs *form, od_str text, od_error *err);

#endif
