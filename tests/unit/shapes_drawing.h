/* shapes_drawing.h: small drawings for the tests of the backend "shapes": anti-aliased, like what it is for.
 */
#ifndef SHAPES_DRAWING_H
#define SHAPES_DRAWING_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "backend/shapes.h"

static const od_rgb drawn_paper = {246, 244, 240}, drawn_red = {214, 48, 49}, drawn_blue = {45, 100, 205},
                    drawn_yellow = {248, 210, 48}, drawn_black = {38, 40, 46}, drawn_white = {252, 252, 252},
                    drawn_brown = {130, 85, 50}, drawn_green = {52, 160, 80};

typedef struct drawing {
    int width, height;
    unsigned char *rgb;
} drawing;

static inline drawing drawing_new(int width, int height)
{
    drawing d = {width, height, malloc((size_t)width * (size_t)height * 3)};

    assert_non_null(d.rgb);
    for (int i = 0; i < width * height; i++)
        memcpy(d.rgb + 3 * i, &drawn_paper, 3);
    return d;
}

static inline void drawing_free(drawing *d)
{
    free(d->rgb);
}

/* A form: whether a point is in it, seen from its middle and with its radius as the unit. */
typedef bool (*drawn_form)(double x, double y);

static inline bool drawn_disc(double x, double y)
{
    return x * x + y * y <= 1;
}

static inline bool drawn_square(double x, double y)
{
    return fabs(x) <= 1 && fabs(y) <= 1;
}

static inline bool drawn_ring(double x, double y)
{
    return x * x + y * y <= 1 && x * x + y * y > 0.5;
}

static inline bool drawn_bar(double x, double y)
{
    return fabs(x) <= 1 && fabs(y) <= 0.25;
}

static inline bool drawn_diamond(double x, double y)
{
    return fabs(x) / 0.75 + fabs(y) <= 1;
}

static inline bool drawn_plus(double x, double y)
{
    return fabs(x) <= 1 && fabs(y) <= 1 && (fabs(x) < 0.33 || fabs(y) < 0.33);
}

static inline bool drawn_moon(double x, double y)
{
    return x * x + y * y <= 1 && (x - 0.45) * (x - 0.45) + y * y > 0.75 * 0.75;
}

/* Corners at equal angles, the first one up; every other one at `core`, or none with core 1. */
static inline bool in_corners(int n, double core, double x, double y)
{
    bool in = false;

    for (int i = 0; i < n; i++) {
        double a = 2 * 3.14159265358979 * i / n, b = 2 * 3.14159265358979 * (i + 1) / n;
        double p = i % 2 ? core : 1, q = (i + 1) % n % 2 ? core : 1;
        double x0 = p * sin(a), y0 = -p * cos(a), x1 = q * sin(b), y1 = -q * cos(b);

        if ((y0 > y) != (y1 > y) && x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
            in = !in;
    }
    return in;
}

static inline bool drawn_triangle(double x, double y)
{
    return in_corners(3, 1, x, y);
}

static inline bool drawn_hexagon(double x, double y)
{
    return in_corners(6, 1, x, y);
}

static inline bool drawn_star(double x, double y)
{
    return in_corners(10, 0.4, x, y);
}

/* Colours by place: the texture's mark or its ground. */
typedef bool (*drawn_mark)(int x, int y);

static inline void drawing_fill(drawing *d, drawn_form form, double cx, double cy, double radius,
                                od_rgb colour, drawn_mark mark, od_rgb ink)
{
    for (int y = 0; y < d->height; y++)
        for (int x = 0; x < d->width; x++) {
            unsigned char *at = d->rgb + 3 * (y * d->width + x);
            od_rgb paint = mark && mark(x, y) ? ink : colour;
            int n = 0;

            for (int i = 0; i < 16; i++)
                n += form((x + (i % 4) / 4.0 + 0.125 - cx) / radius,
                          (y + (i / 4) / 4.0 + 0.125 - cy) / radius);
            at[0] = (unsigned char)((paint.r * n + at[0] * (16 - n) + 8) / 16);
            at[1] = (unsigned char)((paint.g * n + at[1] * (16 - n) + 8) / 16);
            at[2] = (unsigned char)((paint.b * n + at[2] * (16 - n) + 8) / 16);
        }
}

static inline void draw(drawing *d, drawn_form form, double cx, double cy, double radius, od_rgb colour)
{
    drawing_fill(d, form, cx, cy, radius, colour, NULL, colour);
}

/* The stages up to the things of a drawing. */
typedef struct seen {
    od_raster picture;
    od_segments segments;
    od_things things;
} seen;

static inline seen look_at(const drawing *d)
{
    static od_forms forms;
    seen s;

    od_forms_make(&forms);
    assert_int_equal(od_raster_make(&s.picture, d->rgb, (uint32_t)d->width, (uint32_t)d->height, NULL),
                     OD_OK);
    assert_int_equal(od_segments_make(&s.segments, &s.picture, NULL), OD_OK);
    assert_int_equal(od_things_find(&s.things, &s.picture, &s.segments, &forms, 24, NULL), OD_OK);
    return s;
}

static inline void seen_free(seen *s)
{
    od_things_free(&s->things);
    od_segments_free(&s->segments);
    od_raster_free(&s->picture);
}

#endif
