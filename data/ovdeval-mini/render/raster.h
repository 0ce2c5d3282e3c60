/* raster.h: regions of the plane, filled on a canvas with 4 x 4 samples a pixel.
 *
 * Everything is integer arithmetic, so that any compiler on any machine renders the same bytes. Lengths and
 * positions are in units of 1/8 pixel; x grows to the right, y downwards; the canvas begins at (0, 0).
 */
#ifndef RASTER_H
#define RASTER_H

#include <stdbool.h>
#include <stdint.h>

enum { UNITS_PER_PX = 8, MAX_CORNERS = 24 };

#define PX(pixels) ((pixels)*UNITS_PER_PX)

typedef struct rgb {
    uint8_t r, g, b;
} rgb;

typedef struct point {
    int x, y; /* units */
} point;

typedef enum region_kind { REGION_ELLIPSE, REGION_POLYGON, REGION_STROKE } region_kind;

/* A set of points. Made by the functions below; members may then be changed. */
typedef struct region {
    region_kind kind;
    point at;      /* ellipse: centre; polygon: the point that it was built around; stroke: one end */
    point end;     /* stroke: the other end */
    int rx, ry;    /* ellipse: half axes; stroke: rx is half the width */
    int n_corners; /* polygon: corners in use */
    point corner[MAX_CORNERS];    /* polygon, not crossing itself */
    int hole;                     /* 64ths: the region scaled by this about `at` is cut out; 0: no hole */
    const struct region *within;  /* NULL, or only what lies in this one too; must outlive the region */
    const struct region *without; /* NULL, or only what does not lie in this one; must outlive the region */
} region;

typedef enum texture {
    TEXTURE_PLAIN,
    TEXTURE_STRIPED,
    TEXTURE_DOTTED,
    TEXTURE_CHECKERED,
    TEXTURE_BRICK,
    TEXTURE_WAVY
} texture;

typedef struct paint {
    rgb base;        /* colour of the ground */
    rgb ink;         /* colour of the texture's marks; not used by TEXTURE_PLAIN */
    texture texture; /* which marks */
    int pitch;       /* units from one mark to the next; not used by TEXTURE_PLAIN */
    int shade;       /* 256ths: this much lighter at the region's top, as much darker at its bottom */
} paint;

typedef struct canvas {
    int width, height; /* pixels */
    uint8_t *rgb;      /* height rows of width pixels of 3 bytes */
    uint16_t *covered; /* a pixel's 16 samples: 1 where the current item covers it; see picture.h */
} canvas;

region region_ellipse(point centre, int rx, int ry);
region region_box(point centre, int half_width, int half_height);
region region_stroke(point from, point to, int width);

/* The point at `radius` from the centre, `degrees` clockwise from straight up; degrees may be any number. */
point point_polar(point centre, int radius, int degrees);

bool region_contains(const region *r, point p);

paint paint_plain(rgb colour);

/* The colour, `part` 256ths of the way to `other`. */
rgb rgb_mix(rgb colour, rgb other, int part);

/* The region on the canvas, anti-aliased; what lies outside the canvas is not drawn. */
void canvas_fill(canvas *c, const region *r, const paint *p);

/* Rows from_px to to_px - 1, from one colour at the top to another at the bottom. Covers nothing in the sense
 * above. */
void canvas_gradient(canvas *c, int from_px, int to_px, rgb top, rgb bottom);

#endif
