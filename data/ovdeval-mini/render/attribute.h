/* attribute.h: pictures whose labels are "VALUE SHAPE" ("red circle", "striped square"), for color and
 * material.
 *
 * Of three values and three shapes some pairs are in the picture. Two or three of those are asked and
 * annotated wherever they are; the others are there to mislead. The hard negatives pair a value and a shape
 * that are both in the picture, but never on the same thing.
 */
#ifndef ATTRIBUTE_H
#define ATTRIBUTE_H

#include "picture.h"
#include "shape.h"

typedef struct attribute {
    int n_values;
    const char *const *values;
    int n_shapes; /* 3 or more */
    const shape *shapes;
    int smallest; /* pixels: no radius is below this */

    /* Paint for a thing of this radius, in units, and the colour of its outline. */
    paint (*paint)(chance *c, int value, int radius, rgb *outline);
} attribute;

void attribute_draw(picture *p, int index, const attribute *a);

#endif
