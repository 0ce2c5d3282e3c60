/* shape.h: the words of the labels: colours and shapes, by name. */
#ifndef SHAPE_H
#define SHAPE_H

#include "raster.h"

typedef enum colour_id {
    COLOUR_RED,
    COLOUR_ORANGE,
    COLOUR_YELLOW,
    COLOUR_GREEN,
    COLOUR_BLUE,
    COLOUR_PURPLE,
    COLOUR_PINK,
    COLOUR_BROWN,
    COLOUR_BLACK,
    COLOUR_WHITE,
    COLOUR_GRAY,
    N_COLOURS
} colour_id;

enum { N_HUES = COLOUR_BLACK }; /* red to brown: those that stand out from every background */

typedef enum shape {
    SHAPE_CIRCLE,
    SHAPE_SQUARE,
    SHAPE_TRIANGLE,
    SHAPE_STAR,
    SHAPE_DIAMOND,
    SHAPE_HEXAGON,
    SHAPE_CROSS,
    SHAPE_RING,
    SHAPE_FRAME,
    N_SHAPES
} shape;

extern const char *const shape_name[N_SHAPES];
extern const char *const colour_name[N_COLOURS];
extern const rgb colour_rgb[N_COLOURS];

/* The shape around a centre, within `radius` units of it, turned clockwise; the corners of a square and of a
 * frame are 5/4 radius away, so that all shapes look equally large. A ring and a frame have holes. */
region shape_region(shape s, point centre, int radius, int degrees);

/* The outermost `width` units of the region, around its hole too. */
void shape_outline(canvas *c, const region *r, rgb colour, int width);

/* The shape in one paint, with an outline of `width` units that lies inside its border; 0: no outline. */
void shape_draw(canvas *c, const region *r, const paint *p, rgb outline, int width);

#endif
