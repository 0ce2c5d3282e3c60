/* shapes_marks.c: a thing's colours, its border, dot and stripe, and its silhouette. */
#include <math.h>

#include "backend/shapes.h"

#define PI 3.14159265358979323846

enum { DIFFERENT = 60 }; /* colours of a mark and of what it is on */

static od_rgb raw_at(const od_raster *p, int x, int y)
{
    return p->rgb[(size_t)y * (size_t)p->width + (size_t)x];
}

/* The colour that stands for the pixel: without the blends of its borders. */
static od_rgb clean_at(const od_raster *p, const od_segments *s, int x, int y)
{
    return p->rgb[s->source[(size_t)y * (size_t)p->width + (size_t)x]];
}

/* The hue of that colour. A thing's mask may hold a little ground, which has none named. */
static od_hue hue_at(const od_raster *p, const od_segments *s, int x, int y)
{
    size_t at = (size_t)y * (size_t)p->width + (size_t)x;

    return s->patches[s->patch[at]].ground ? od_hue_of(clean_at(p, s, x, y)) : (od_hue)s->hue[at];
}

/* ---- colours ---- */

typedef struct hue_sum {
    double n, r, g, b;
} hue_sum;

static od_rgb mean_of(const hue_sum *h)
{
    if (h->n == 0)
        return (od_rgb){0};
    return (od_rgb){(uint8_t)(h->r / h->n), (uint8_t)(h->g / h->n), (uint8_t)(h->b / h->n)};
}

/* The most frequent one; black does not count when it is the border's and there is something else. */
static od_hue most_frequent(const hue_sum *sums, double all, double border)
{
    od_hue best = OD_RED;

    for (int i = 1; i < OD_N_HUES; i++)
        if (sums[i].n > sums[best].n)
            best = (od_hue)i;
    if (best != OD_BLACK || border < 0.6 || sums[OD_BLACK].n > 0.65 * all)
        return best;
    for (int i = 0; i < OD_N_HUES; i++)
        if (i != OD_BLACK && sums[i].n > 0.15 * all && (best == OD_BLACK || sums[i].n > sums[best].n))
            best = (od_hue)i;
    return best;
}

static bool is_dark(od_rgb c)
{
    int most = c.r > c.g ? c.r : c.g, least = c.r < c.g ? c.r : c.g;

    most = most > c.b ? most : c.b;
    least = least < c.b ? least : c.b;
    return most < 100 && most - least < 30;
}

/* The part of the outline that has each hue. */
static void measure_rim(const od_mask *m, const od_raster *p, const od_segments *s, double rim[OD_N_HUES])
{
    double n = 0;

    for (int y = m->box.y0; y < m->box.y1; y++)
        for (int x = m->box.x0; x < m->box.x1; x++) {
            if (od_mask_at(m, x, y) != OD_INSIDE ||
                (od_mask_at(m, x + 1, y) == OD_INSIDE && od_mask_at(m, x - 1, y) == OD_INSIDE &&
                 od_mask_at(m, x, y + 1) == OD_INSIDE && od_mask_at(m, x, y - 1) == OD_INSIDE))
                continue;
            rim[hue_at(p, s, x, y)]++;
            n++;
        }
    for (int i = 0; i < OD_N_HUES && n > 0; i++)
        rim[i] /= n;
}

/* The part of the outline along which the second pixel inwards is black. */
static double border_share(const od_mask *m, const od_raster *p)
{
    static const int dx[4] = {1, -1, 0, 0}, dy[4] = {0, 0, 1, -1};
    double rim = 0, dark = 0;

    for (int y = m->box.y0; y < m->box.y1; y++)
        for (int x = m->box.x0; x < m->box.x1; x++)
            for (int i = 0; i < 4; i++) {
                int nx = x - dx[i], ny = y - dy[i];

                if (od_mask_at(m, x, y) == OD_OUTSIDE || od_mask_at(m, x + dx[i], y + dy[i]) != OD_OUTSIDE)
                    continue;
                rim++;
                dark += nx >= m->box.x0 && ny >= m->box.y0 && nx < m->box.x1 && ny < m->box.y1 &&
                        is_dark(raw_at(p, nx, ny));
            }
    return rim > 0 ? dark / rim : 0;
}

void od_measure_hues(od_thing *t, const od_mask *m, const od_raster *p, const od_segments *s)
{
    int half = (m->box.y0 + m->box.y1) / 2;
    hue_sum sums[OD_N_HUES] = {0}, upper[OD_N_HUES] = {0};
    double all = 0, above = 0;
    od_hue main_hue;

    for (int y = m->box.y0; y < m->box.y1; y++)
        for (int x = m->box.x0; x < m->box.x1; x++) {
            od_rgb c = clean_at(p, s, x, y);
            od_hue h;

            if (od_mask_at(m, x, y) != OD_INSIDE)
                continue;
            h = hue_at(p, s, x, y);
            sums[h] = (hue_sum){sums[h].n + 1, sums[h].r + c.r, sums[h].g + c.g, sums[h].b + c.b};
            upper[h].n += y < half;
            above += y < half;
            all++;
        }
    measure_rim(m, p, s, t->rim_hue);
    t->border = border_share(m, p);
    main_hue = most_frequent(sums, all, t->border);
    t->colour = mean_of(&sums[main_hue]);
    for (int i = 0; i < OD_N_HUES; i++) {
        t->hue[i] = all > 0 ? sums[i].n / all : 0;
        t->upper_hue[i] = above > 0 ? upper[i].n / above : 0;
        t->main_hue[i] = od_hue_fits((od_hue)i, t->colour);
    }
}

/* ---- marks ---- */

typedef struct middle {
    double x, y, radius; /* of a circle as large as the thing */
} middle;

static middle middle_of(const od_mask *m)
{
    double x = 0, y = 0, n = 0;

    for (int row = m->box.y0; row < m->box.y1; row++)
        for (int column = m->box.x0; column < m->box.x1; column++)
            if (od_mask_at(m, column, row) != OD_OUTSIDE) {
                x += column + 0.5;
                y += row + 0.5;
                n++;
            }
    return (middle){x / n, y / n, sqrt(n / PI)};
}

/* The colour at so many radii from the middle. */
static od_rgb colour_near(const od_mask *m, const od_raster *p, middle at, double dx, double dy)
{
    int x = (int)floor(at.x + dx * at.radius), y = (int)floor(at.y + dy * at.radius);

    x = x < m->box.x0 ? m->box.x0 : x >= m->box.x1 ? m->box.x1 - 1 : x;
    y = y < m->box.y0 ? m->box.y0 : y >= m->box.y1 ? m->box.y1 - 1 : y;
    return raw_at(p, x, y);
}

void od_measure_marks(od_thing *t, const od_mask *m, const od_raster *p, const od_segments *s)
{
    const double aside = 0.45;
    middle at = middle_of(m);
    od_rgb centre = colour_near(m, p, at, 0, 0);
    od_rgb left = colour_near(m, p, at, -aside, 0), right = colour_near(m, p, at, aside, 0);
    od_rgb over = colour_near(m, p, at, 0, -aside), under = colour_near(m, p, at, 0, aside);
    int contrast = DIFFERENT + s->noise;

    t->dot = od_rgb_distance(centre, t->colour) > contrast && od_rgb_distance(centre, left) > contrast &&
             od_rgb_distance(centre, right) > contrast &&
             (od_rgb_distance(centre, over) > contrast || od_rgb_distance(centre, under) > contrast);
    t->stripe = od_rgb_distance(left, t->colour) > contrast && od_rgb_distance(right, t->colour) > contrast &&
                od_rgb_distance(left, right) < contrast &&
                (od_rgb_distance(over, t->colour) < contrast || od_rgb_distance(under, t->colour) < contrast);
}

/* ---- silhouette ---- */

static void measure_level(od_thing *t, const od_mask *m, int level)
{
    int y = m->box.y0 + (m->box.y1 - m->box.y0) * (2 * level + 1) / (2 * OD_LEVELS);
    int left = m->box.x1, right = m->box.x0 - 1;
    bool in = false;

    for (int x = m->box.x0; x < m->box.x1; x++) {
        bool body = od_mask_at(m, x, y) == OD_INSIDE;

        t->runs[level] += body && !in;
        in = body;
        if (body) {
            left = x < left ? x : left;
            right = x;
        }
    }
    t->span[level] = right < left ? 0 : (double)(right - left + 1) / (m->box.x1 - m->box.x0);
}

/* The most frequent hue of a row of the thing. */
static od_hue row_hue(const od_mask *m, const od_raster *p, const od_segments *s, int y)
{
    unsigned n[OD_N_HUES] = {0};
    od_hue best = OD_RED;

    for (int x = m->box.x0; x < m->box.x1; x++)
        if (od_mask_at(m, x, y) == OD_INSIDE)
            n[hue_at(p, s, x, y)]++;
    for (int i = 1; i < OD_N_HUES; i++)
        if (n[i] > n[best])
            best = (od_hue)i;
    return best;
}

void od_measure_silhouette(od_thing *t, const od_mask *m, const od_raster *p, const od_segments *s)
{
    enum { ROWS = 30, MANY = 5 };
    int height = m->box.y1 - m->box.y0, changes = 0;
    od_hue before = row_hue(m, p, s, m->box.y0);

    for (int i = 0; i < OD_LEVELS; i++)
        measure_level(t, m, i);
    for (int i = 1; i < ROWS && i < height; i++) {
        od_hue now = row_hue(m, p, s, m->box.y0 + (height < ROWS ? i : height * i / ROWS));

        changes += now != before;
        before = now;
    }
    t->bands = changes >= MANY ? 1 : (double)changes / MANY;
}
