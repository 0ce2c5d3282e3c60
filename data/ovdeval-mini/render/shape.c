#include "shape.h"

const char *const shape_name[N_SHAPES] = {
    [SHAPE_CIRCLE] = "circle", [SHAPE_SQUARE] = "square",   [SHAPE_TRIANGLE] = "triangle",
    [SHAPE_STAR] = "star",     [SHAPE_DIAMOND] = "diamond", [SHAPE_HEXAGON] = "hexagon",
    [SHAPE_CROSS] = "cross",   [SHAPE_RING] = "ring",       [SHAPE_FRAME] = "frame",
};

const char *const colour_name[N_COLOURS] = {
    [COLOUR_RED] = "red",     [COLOUR_ORANGE] = "orange", [COLOUR_YELLOW] = "yellow",
    [COLOUR_GREEN] = "green", [COLOUR_BLUE] = "blue",     [COLOUR_PURPLE] = "purple",
    [COLOUR_PINK] = "pink",   [COLOUR_BROWN] = "brown",   [COLOUR_BLACK] = "black",
    [COLOUR_WHITE] = "white", [COLOUR_GRAY] = "gray",
};

const rgb colour_rgb[N_COLOURS] = {
    [COLOUR_RED] = {214, 48, 49},     [COLOUR_ORANGE] = {240, 140, 30}, [COLOUR_YELLOW] = {248, 210, 48},
    [COLOUR_GREEN] = {52, 160, 80},   [COLOUR_BLUE] = {45, 100, 205},   [COLOUR_PURPLE] = {132, 70, 178},
    [COLOUR_PINK] = {240, 135, 180},  [COLOUR_BROWN] = {130, 85, 50},   [COLOUR_BLACK] = {38, 40, 46},
    [COLOUR_WHITE] = {252, 252, 252}, [COLOUR_GRAY] = {140, 146, 154},
};

/* n corners at equal angles, the first straight up before turning; odd ones at inner_64ths of the radius. */
static region radial(point centre, int radius, int n, int inner_64ths, int degrees)
{
    region r = {.kind = REGION_POLYGON, .at = centre, .n_corners = n};

    for (int i = 0; i < n; i++)
        r.corner[i] = point_polar(centre, i % 2 ? radius * inner_64ths / 64 : radius, degrees + i * 360 / n);
    return r;
}

static region cross(point centre, int radius, int degrees)
{
    region r = {.kind = REGION_POLYGON, .at = centre, .n_corners = 12};
    int arm = radius * 61 / 64, notch = radius * 28 / 64;

    for (int i = 0; i < 4; i++) {
        r.corner[3 * i] = point_polar(centre, arm, degrees + 90 * i - 19);
        r.corner[3 * i + 1] = point_polar(centre, arm, degrees + 90 * i + 19);
        r.corner[3 * i + 2] = point_polar(centre, notch, degrees + 90 * i + 45);
    }
    return r;
}

region shape_region(shape s, point centre, int radius, int degrees)
{
    region r = region_ellipse(centre, radius, radius);

    switch (s) {
    case SHAPE_CIRCLE: break;
    case SHAPE_RING: r.hole = 50; break;
    case SHAPE_SQUARE:
    case SHAPE_FRAME:
        r = radial(centre, radius * 5 / 4, 4, 64, degrees + 45);
        r.hole = s == SHAPE_FRAME ? 50 : 0;
        break;
    case SHAPE_TRIANGLE: r = radial(centre, radius, 3, 64, degrees); break;
    case SHAPE_STAR: r = radial(centre, radius, 10, 28, degrees); break;
    case SHAPE_DIAMOND: r = radial(centre, radius, 4, 48, degrees); break;
    case SHAPE_HEXAGON: r = radial(centre, radius, 6, 64, degrees + 30); break;
    case SHAPE_CROSS: r = cross(centre, radius, degrees); break;
    case N_SHAPES: break;
    }
    return r;
}

/* The corner, or with a hole the matching corner of the hole. */
static point edge_corner(const region *r, int i, bool of_hole)
{
    point p = r->corner[i % r->n_corners];

    if (!of_hole)
        return p;
    return (point){r->at.x + (p.x - r->at.x) * r->hole / 64, r->at.y + (p.y - r->at.y) * r->hole / 64};
}

static void draw_polygon_edges(canvas *c, const region *r, const paint *p, int width, bool of_hole)
{
    for (int i = 0; i < r->n_corners; i++) {
        region edge = region_stroke(edge_corner(r, i, of_hole), edge_corner(r, i + 1, of_hole), 2 * width);

        edge.within = r;
        canvas_fill(c, &edge, p);
    }
}

static void draw_ellipse_edges(canvas *c, const region *r, const paint *p, int width)
{
    region inner = region_ellipse(r->at, r->rx - width, r->ry - width);
    region outer_edge = *r,
           hole_edge = region_ellipse(r->at, r->rx * r->hole / 64 + width, r->ry * r->hole / 64 + width);

    outer_edge.without = &inner;
    canvas_fill(c, &outer_edge, p);
    hole_edge.within = r;
    if (r->hole > 0)
        canvas_fill(c, &hole_edge, p);
}

void shape_outline(canvas *c, const region *r, rgb colour, int width)
{
    paint p = paint_plain(colour);

    if (r->kind == REGION_ELLIPSE) {
        draw_ellipse_edges(c, r, &p, width);
        return;
    }
    draw_polygon_edges(c, r, &p, width, false);
    if (r->hole > 0)
        draw_polygon_edges(c, r, &p, width, true);
}

void shape_draw(canvas *c, const region *r, const paint *p, rgb outline, int width)
{
    canvas_fill(c, r, p);
    if (width > 0)
        shape_outline(c, r, outline, width);
}
