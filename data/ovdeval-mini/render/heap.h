/* heap.h: a tight heap of small shapes: what COCO calls a crowd, annotated as one box with iscrowd 1. */
#ifndef HEAP_H
#define HEAP_H

#include "picture.h"
#include "shape.h"

/* A heap of about `radius` units around the centre, as one item; the item's index. outline_width 0: no
 * outlines. */
int heap_draw(picture *p, shape s, const paint *fill, rgb outline, int outline_width, point centre,
              int radius);

#endif
