/* unwrap.h: answers that something on the way to the file has wrapped up as a whole. Only read.c uses it. */
#ifndef OD_ANSWER_UNWRAP_H
#define OD_ANSWER_UNWRAP_H

#include "answer/answer.h"

/* A way to wrap a text. */
typedef struct od_wrapping {
    od_repair repair; /* that taking it off counts as */
    /* The text without it in `out`, which has room for it, or 0 when it is not wrapped so. `out` may be the
     * text itself: what comes out is never longer. */
    size_t (*take_off)(od_str text, char *out);
} od_wrapping;

/* In the order in which they are tried; ends with a row whose take_off is NULL. */
extern const od_wrapping od_wrappings[];

#endif
