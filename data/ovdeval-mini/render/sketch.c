#include "sketch.h"

int sketch_length(const sketch *s, int length)
{
    return length * s->size / 100;
}

point sketch_point(const sketch *s, int x, int y)
{
    return (point){s->at.x + sketch_length(s, x), s->at.y + sketch_length(s, y)};
}

void sketch_fill(const sketch *s, const region *r, rgb colour)
{
    paint p = paint_plain(colour);

    canvas_fill(s->on, r, &p);
}

void sketch_box(const sketch *s, int left, int top, int right, int bottom, rgb colour)
{
    point a = sketch_point(s, left, top), b = sketch_point(s, right, bottom);
    region r = {.kind = REGION_POLYGON, .at = a, .n_corners = 4, .corner = {a, {b.x, a.y}, b, {a.x, b.y}}};

    sketch_fill(s, &r, colour);
}

void sketch_disc(const sketch *s, int x, int y, int rx, int ry, rgb colour)
{
    region r = region_ellipse(sketch_point(s, x, y), sketch_length(s, rx), sketch_length(s, ry));

    sketch_fill(s, &r, colour);
}

void sketch_ring(const sketch *s, int x, int y, int radius, int width, rgb colour)
{
    point centre = sketch_point(s, x, y);
    int outer = sketch_length(s, radius), inner = sketch_length(s, radius - width);
    region hole = region_ellipse(centre, inner, inner), r = region_ellipse(centre, outer, outer);

    r.without = &hole;
    sketch_fill(s, &r, colour);
}

void sketch_line(const sketch *s, int x0, int y0, int x1, int y1, int width, rgb colour)
{
    region r = region_stroke(sketch_point(s, x0, y0), sketch_point(s, x1, y1), sketch_length(s, width));

    sketch_fill(s, &r, colour);
}

region sketch_outline(const sketch *s, int n, const short (*corners)[2])
{
    region r = {.kind = REGION_POLYGON, .at = s->at, .n_corners = n};

    for (int i = 0; i < n; i++)
        r.corner[i] = sketch_point(s, corners[i][0], corners[i][1]);
    return r;
}

void sketch_polygon(const sketch *s, int n, const short (*corners)[2], rgb colour)
{
    region r = sketch_outline(s, n, corners);

    sketch_fill(s, &r, colour);
}
