/* sketch.h: drawing in a small coordinate system of one's own: emblems, buildings and faces of any size.
 *
 * 100 sketch units are `size` canvas units; (0, 0) is at `at`; y grows downwards. Colours are flat.
 */
#ifndef SKETCH_H
#define SKETCH_H

#include "raster.h"

typedef struct sketch {
    canvas *on;
    point at;
    int size; /* canvas units */
} sketch;

/* Sketch units to canvas units: a length, and a point. */
int sketch_length(const sketch *s, int length);
point sketch_point(const sketch *s, int x, int y);

void sketch_fill(const sketch *s, const region *r, rgb colour);
void sketch_box(const sketch *s, int left, int top, int right, int bottom, rgb colour);
void sketch_disc(const sketch *s, int x, int y, int rx, int ry, rgb colour);
void sketch_ring(const sketch *s, int x, int y, int radius, int width, rgb colour);
void sketch_line(const sketch *s, int x0, int y0, int x1, int y1, int width, rgb colour);

/* n corners (at most MAX_CORNERS) as x, y pairs. */
region sketch_outline(const sketch *s, int n, const short (*corners)[2]);
void sketch_polygon(const sketch *s, int n, const short (*corners)[2], rgb colour);

#endif
