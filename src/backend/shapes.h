/* shapes.h: the stages of the built-in backend "shapes", a classical detector for flat drawings.
 *
 *     pixels -> patches -> things -> what each thing is -> which thing a label names
 *
 * A patch is an area of one smooth colour. The ground is the patches that everything stands on. A thing is a
 * candidate: a blob on the ground, one patch of it with what it encloses, or what is left of a blob without
 * one of its patches; so the parts of a thing are things as well. Features say how much a thing is a circle,
 * red, striped, ...: 0 to 1. A label becomes a query, and a query is scored on every thing.
 *
 * Nothing here is random or depends on anything but its arguments. Sizes are in pixels of the picture that
 * the stages see, which od_raster_make bounds.
 */
#ifndef OD_BACKEND_SHAPES_H
#define OD_BACKEND_SHAPES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/memory.h"

/* ---- pixels ---- */

typedef struct od_rgb {
    uint8_t r, g, b;
} od_rgb;

/* The largest difference of a channel. */
static inline int od_rgb_distance(od_rgb a, od_rgb b)
{
    int r = a.r > b.r ? a.r - b.r : b.r - a.r, g = a.g > b.g ? a.g - b.g : b.g - a.g;
    int l = a.b > b.b ? a.b - b.b : b.b - a.b, most = r > g ? r : g;

    return most > l ? most : l;
}

/* What the stages look at, the picture: the image, reduced by a whole factor when it has more than
 * OD_RASTER_PIXELS. */
enum { OD_RASTER_PIXELS = 1 << 20 };
typedef struct od_raster {
    int width, height;
    int factor;  /* pixels of the image to one of the picture, in each direction; 1 or more */
    od_rgb *rgb; /* width x height */
} od_raster;

/* width and height are 1 or more; rgb has no padding. */
od_status od_raster_make(od_raster *p, const unsigned char *rgb, uint32_t width, uint32_t height,
                         od_error *err);
void od_raster_free(od_raster *p);

/* ---- colours ---- */

typedef enum od_hue {
    OD_RED,
    OD_ORANGE,
    OD_YELLOW,
    OD_GREEN,
    OD_BLUE,
    OD_PURPLE,
    OD_PINK,
    OD_BROWN,
    OD_BLACK,
    OD_WHITE,
    OD_GRAY,
    OD_N_HUES
} od_hue;

/* How well the word fits the colour: 1 well, 0 not at all. Orange and brown, say, fit some colours both. */
double od_hue_fits(od_hue h, od_rgb c);
/* The word that fits best. */
od_hue od_hue_of(od_rgb c);

/* ---- patches ---- */

typedef struct od_bounds {
    int x0, y0, x1, y1; /* x1 and y1 are the first ones outside */
} od_bounds;

/* Makes the box hold the pixel; start with {width, height, 0, 0}. */
static inline void od_bounds_add(od_bounds *b, int x, int y)
{
    b->x0 = x < b->x0 ? x : b->x0;
    b->y0 = y < b->y0 ? y : b->y0;
    b->x1 = x >= b->x1 ? x + 1 : b->x1;
    b->y1 = y >= b->y1 ? y + 1 : b->y1;
}

typedef struct od_patch {
    od_bounds box;
    uint32_t area;
    od_rgb colour; /* the mean */
    bool ground;
    uint32_t blob; /* which; 0 on the ground */
} od_patch;

/* A picture cut up. Pixels at a border of two colours belong to the one that covers them by half or more, and
 * pixels of an outline to the patch that they outline. */
typedef struct od_segments {
    int width, height;
    uint32_t *patch; /* of each pixel */
    uint32_t
        *source;  /* of each pixel: the one whose colour stands for it: itself, or one nearby of the patch */
    uint8_t *hue; /* of each pixel of the figure, by that colour: an od_hue */
    od_patch *patches; /* n */
    uint32_t n;
    uint32_t *blob; /* of each pixel: 0 is the ground, else 1 .. n_blobs: connected by sides or corners */
    uint32_t n_blobs;
    int noise; /* the median difference of neighbours */
} od_segments;

od_status od_segments_make(od_segments *s, const od_raster *p, od_error *err);
void od_segments_free(od_segments *s);

/* ---- things ---- */

typedef enum od_form {
    OD_CIRCLE,
    OD_OVAL,
    OD_SQUARE,
    OD_RECTANGLE, /* upright, longer one way */
    OD_TRIANGLE,
    OD_DIAMOND, /* a corner up */
    OD_PENTAGON,
    OD_HEXAGON,
    OD_STAR,
    OD_CROSS,
    OD_CRESCENT,
    OD_SHIELD,
    OD_N_FORMS
} od_form;

typedef enum od_texture {
    OD_PLAIN,
    OD_STRIPED,
    OD_DOTTED,
    OD_CHECKERED,
    OD_BRICK,
    OD_WAVY,
    OD_N_TEXTURES
} od_texture;

enum { OD_LEVELS = 10 };

typedef struct od_thing {
    od_bounds box;
    uint32_t blob;
    double area; /* of what the outline encloses, without holes */
    double hole; /* the part of what the outline encloses through which the surroundings show */
    uint32_t n_holes;
    double extent;           /* area over the box's */
    double part;             /* area over that of the largest thing of its blob */
    od_rgb colour;           /* the mean of its most frequent hue */
    uint32_t alike;          /* things in its blob of about its size and colour, itself included */
    bool core;               /* the same form as its blob has, less that one's border */
    double form[OD_N_FORMS]; /* of the outline */
    double texture[OD_N_TEXTURES];
    double hue[OD_N_HUES];       /* the part of it that is red, ... */
    double upper_hue[OD_N_HUES]; /* the same of its upper half alone */
    double rim_hue[OD_N_HUES];   /* of its outline */
    double main_hue[OD_N_HUES];  /* how well the word fits its most frequent colour */

    /* Marks that something as a whole can have or lack. */
    double border, dot, stripe;

    /* The silhouette at the middle of each tenth of its height, from the top. */
    double span[OD_LEVELS];   /* from the leftmost to the rightmost pixel, over the box's width */
    unsigned runs[OD_LEVELS]; /* pieces in which a line from left to right meets it */
    double bands;             /* how much its colour changes from top to bottom and back: 0 to 1 */
} od_thing;

/* A thing's pixels, in its box and one pixel around: stride is box width + 2. */
enum { OD_OUTSIDE = 0, OD_INSIDE = 1, OD_HOLE = 2 };
typedef struct od_mask {
    od_bounds box; /* without the margin */
    int stride, rows;
    uint8_t *at; /* rows x stride */
} od_mask;

/* The mask's byte at (x, y) of the picture, which is at most one pixel outside of its box. */
static inline uint8_t od_mask_at(const od_mask *m, int x, int y)
{
    return m->at[(size_t)(y - m->box.y0 + 1) * (size_t)m->stride + (size_t)(x - m->box.x0 + 1)];
}

/* ---- forms ---- */

/* What forms look like: the outline's distance from the middle in each direction, in variants (a longer
 * rhombus, a star with a smaller core), for outlines of one and the same area. */
enum { OD_DIRECTIONS = 72, OD_MOST_VARIANTS = 4 };
typedef struct od_forms {
    double reach[OD_N_FORMS][OD_MOST_VARIANTS][2 * OD_DIRECTIONS]; /* twice the same, for turning */
    int n_variants[OD_N_FORMS];
} od_forms;

void od_forms_make(od_forms *f);

/* Measure one side each of a thing, from its mask; area and hole are known. */
void od_measure_form(od_thing *t, const od_mask *m, const od_forms *f);
void od_measure_texture(od_thing *t, const od_mask *m, const od_raster *p, int noise);
void od_measure_hues(od_thing *t, const od_mask *m, const od_raster *p, const od_segments *s);
void od_measure_marks(od_thing *t, const od_mask *m, const od_raster *p, const od_segments *s);
void od_measure_silhouette(od_thing *t, const od_mask *m, const od_raster *p, const od_segments *s);

typedef struct od_things {
    od_thing *at;
    size_t n, capacity;
} od_things;

/* Things of at least min_area pixels; of very busy pictures the largest ones. */
od_status od_things_find(od_things *t, const od_raster *p, const od_segments *s, const od_forms *f,
                         uint32_t min_area, od_error *err);
void od_things_free(od_things *t);

/* ---- faces ---- */

/* A drawn face from the front: an upright oval of one colour of skin, what is on it, and what is on top. */
typedef struct od_face {
    od_bounds box;    /* with hat, hair and beard, without neck */
    double hat, hair; /* which of the two is on top: 0 to 1 */
    double top_hue[OD_N_HUES];
    double round_glasses, square_glasses, patch, moustache, beard;
} od_face;

typedef struct od_faces {
    od_face *at;
    size_t n, capacity;
} od_faces;

od_status od_faces_find(od_faces *f, const od_raster *p, const od_segments *s, od_error *err);
void od_faces_free(od_faces *f);

#endif
