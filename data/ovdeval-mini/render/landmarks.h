/* landmarks.h: the buildings of the landmark subset, each a drawing that stands on (0, 0) of its sketch. */
#ifndef LANDMARKS_H
#define LANDMARKS_H

#include "sketch.h"

typedef struct landmark {
    const char *label;      /* NULL: it is there to mislead, or as scenery */
    int half_width, height; /* sketch units; the larger of width and height is about 200 */
    void (*draw)(const sketch *s);
} landmark;

enum { N_LANDMARKS = 9, N_DECOYS = 3 };

extern const landmark landmarks[N_LANDMARKS]; /* with labels */
extern const landmark decoys[N_DECOYS];       /* without */

#endif
