/* shapes_texture.c: plain, striped, dotted, ...: by the directions of the edges inside of a thing.
 *
 * Each pixel's gradient has a direction a and a strength. The means of the directions 2a and 4a, weighted by
 * strength, tell textures apart without their scale and turn. Parallel stripes give 1 and 1. Squares at right
 * angles have as much edge one way as the other: 0, and up to 1. Bricks have more length lying than standing:
 * 0.4, and up to 1. Waves lie, but their edges are steep on either side of that: 0.4, and 4a points the other
 * way: -0.5. Dots have all directions: 0 and 0.
 */
#include <math.h>

#include "backend/shapes.h"

enum {
    MARGIN = 3,  /* pixels from the outline that are left out: it has edges of its own */
    EDGE = 24,   /* a gradient weaker than this is shading */
    FEWEST = 30, /* pixels to judge by */
};

static int lightness(od_rgb c)
{
    return (2 * c.r + 5 * c.g + c.b) / 8;
}

/* Whether everything within the margin, along the axes and diagonals, is inside. */
static bool is_deep(const od_mask *m, int x, int y)
{
    for (int i = -1; i <= 1; i++)
        for (int k = -1; k <= 1; k++) {
            int nx = x + i * MARGIN, ny = y + k * MARGIN;

            if (nx < m->box.x0 || ny < m->box.y0 || nx >= m->box.x1 || ny >= m->box.y1 ||
                od_mask_at(m, nx, ny) != OD_INSIDE)
                return false;
        }
    return true;
}

typedef struct edges {
    double strength, n, all;       /* of edges, how many, of how many pixels */
    double cos2, sin2, cos4, sin4; /* weighted sums */
} edges;

static void edges_add(edges *e, double dx, double dy)
{
    double s = hypot(dx, dy), c = dx / s, d = dy / s;
    double cos2 = c * c - d * d, sin2 = 2 * c * d;

    e->strength += s;
    e->n++;
    e->cos2 += s * cos2;
    e->sin2 += s * sin2;
    e->cos4 += s * (cos2 * cos2 - sin2 * sin2);
    e->sin4 += s * 2 * sin2 * cos2;
}

static edges collect_edges(const od_mask *m, const od_raster *p, int noise)
{
    edges e = {0};
    double least = EDGE + 4.0 * noise;

    for (int y = m->box.y0 + MARGIN; y < m->box.y1 - MARGIN; y++)
        for (int x = m->box.x0 + MARGIN; x < m->box.x1 - MARGIN; x++) {
            const od_rgb *at = p->rgb + (size_t)y * (size_t)p->width + (size_t)x;
            double dx, dy;

            if (!is_deep(m, x, y))
                continue;
            dx = lightness(at[1]) - lightness(at[-1]);
            dy = lightness(at[p->width]) - lightness(at[-p->width]);
            e.all++;
            if (dx * dx + dy * dy >= least * least)
                edges_add(&e, dx, dy);
        }
    return e;
}

/* Where each texture lies in the plane of the two means. */
typedef struct place {
    double two, four;
} place;

static const place places[OD_N_TEXTURES] = {
    [OD_STRIPED] = {0.98, 0.98}, [OD_DOTTED] = {0.05, 0.05}, [OD_CHECKERED] = {0.05, 0.7},
    [OD_BRICK] = {0.4, 0.78},    [OD_WAVY] = {0.37, -0.47},
};

static place place_of(const edges *e)
{
    double two = hypot(e->cos2, e->sin2), four = hypot(e->cos4, e->sin4);
    /* twice the mean direction of 2a, against which 4a is seen; without one, 4a is by itself */
    double along = (e->cos4 * (e->cos2 * e->cos2 - e->sin2 * e->sin2) + e->sin4 * 2 * e->cos2 * e->sin2);

    if (two > 0.2 * e->strength)
        four = along / (two * two);
    return (place){two / e->strength, four / e->strength};
}

void od_measure_texture(od_thing *t, const od_mask *m, const od_raster *p, int noise)
{
    edges e = collect_edges(m, p, noise);
    double share = e.all > 0 ? e.n / e.all : 0, sum = 0;
    double rough = e.all < FEWEST || share < 0.05 ? 0 : share > 0.2 ? 1 : (share - 0.05) / 0.15;
    place at;

    t->texture[OD_PLAIN] = 1 - rough;
    if (rough <= 0)
        return;
    at = place_of(&e);
    for (int i = OD_STRIPED; i < OD_N_TEXTURES; i++) {
        double two = (at.two - places[i].two) / 0.13, four = (at.four - places[i].four) / 0.2;

        t->texture[i] = exp(-(two * two + four * four) / 2);
        sum += t->texture[i];
    }
    for (int i = OD_STRIPED; i < OD_N_TEXTURES; i++)
        t->texture[i] = rough * t->texture[i] / (sum + 0.05);
}
