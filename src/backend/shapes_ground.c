/* shapes_ground.c: which zones of a picture are what things stand on: paper, walls, sky and hills.
 *
 * Ground reaches along the picture's edge, or differs hardly from ground beside it, or shows the colour that
 * the ground has in the same rows further left or right, as through the hole of a ring.
 */
#include <stdlib.h>

#include "backend/shapes_segment.h"

enum {
    EDGE_PART = 25,       /* ground holds at least 1 / EDGE_PART of the picture's edge, or, */
    PALE_EDGE_PART = 160, /* when it is pale as what is far away, this one of it */
    LARGE_PART =
        200, /* a zone of 1 / LARGE_PART of the picture may join ground that it hardly differs from, */
    OPEN_PART = 1000, /* and one of this part when it lies open to ground */
    FAINT = 14,       /* what "hardly" is */
    REACH = 3,        /* pixels across a border */
    ROUNDS = 3,
    SAMPLES = 16, /* pixels of a zone that are compared along their rows */
    SAME = 5,     /* colours that are the same, but for noise */
    BLEND_SLACK = 4,
};

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

typedef struct tally {
    uint32_t area, edge, samples, same, seen;
    uint32_t border, open, faint; /* ways across the border; to ground; to ground of nearly its colour */
    uint32_t edge_pixel;          /* one of those at the edge */
} tally;

static void count_edge(const od_cutting *c, tally *of, int x, int y)
{
    uint32_t at = od_pixel(c, x, y);
    tally *t = &of[c->zone[at]];

    t->edge++;
    t->edge_pixel = at;
}

static void count_areas(const od_cutting *c, tally *of)
{
    for (size_t i = 0; i < c->n; i++)
        of[c->zone[i]].area++;
    for (int x = 0; x < c->width; x++) {
        count_edge(c, of, x, 0);
        count_edge(c, of, x, c->height - 1);
    }
    for (int y = 0; y < c->height; y++) {
        count_edge(c, of, 0, y);
        count_edge(c, of, c->width - 1, y);
    }
}

static bool is_pale(od_rgb c)
{
    int most = larger(larger(c.r, c.g), c.b), least = smaller(smaller(c.r, c.g), c.b);

    return most > 160 && (most - least) * 4 < most;
}

static void take_edges(od_cutting *c, const tally *of)
{
    uint32_t around = 2 * ((uint32_t)c->width + (uint32_t)c->height), most = 0;
    bool any = false;

    for (uint32_t z = 1; z <= c->n_zones; z++) {
        bool pale = of[z].edge > 0 && is_pale(c->p->rgb[of[z].edge_pixel]);

        c->ground[z] = of[z].edge * (pale ? PALE_EDGE_PART : EDGE_PART) >= around;
        any |= c->ground[z];
        if (most == 0 || of[z].edge > of[most].edge)
            most = z;
    }
    if (!any && most > 0 && of[most].edge > 0)
        c->ground[most] = true;
}

/* Looks from a pixel of a zone in one direction for the next zone, across the border. */
static void look_across(const od_cutting *c, tally *of, int x, int y, int dx, int dy)
{
    uint32_t at = od_pixel(c, x, y), zone = c->zone[at];

    for (int i = 1; i <= REACH; i++) {
        int nx = x + i * dx, ny = y + i * dy;
        uint32_t next;

        if (nx < 0 || ny < 0 || nx >= c->width || ny >= c->height)
            return;
        next = od_pixel(c, nx, ny);
        if (c->zone[next] == zone)
            return;
        if (c->zone[next] == 0)
            continue;
        of[zone].border++;
        if (!c->ground[c->zone[next]])
            return;
        of[zone].open++;
        of[zone].faint += od_rgb_distance(c->p->rgb[c->source[at]], c->p->rgb[c->source[next]]) <= FAINT;
        return;
    }
}

/* Ground grows by large zones with a tenth of their border next to ground of nearly their colour. */
static bool take_faint(od_cutting *c, tally *of)
{
    bool grown = false;

    for (uint32_t z = 0; z <= c->n_zones; z++)
        of[z].border = of[z].open = of[z].faint = 0;
    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++) {
            uint32_t zone = c->zone[od_pixel(c, x, y)];

            if (zone == 0 || c->ground[zone] || of[zone].area * OPEN_PART < c->n)
                continue;
            look_across(c, of, x, y, 1, 0);
            look_across(c, of, x, y, -1, 0);
            look_across(c, of, x, y, 0, 1);
            look_across(c, of, x, y, 0, -1);
        }
    for (uint32_t z = 1; z <= c->n_zones; z++)
        if (of[z].area * LARGE_PART >= c->n && of[z].faint > 0 && of[z].faint * 10 >= of[z].border)
            grown = c->ground[z] = true;
    return grown;
}

static bool lies_open(const tally *t)
{
    return t->open * 10 > t->border * 3;
}

#define NONE UINT32_MAX

/* For each column of a row the next pixel of ground to the right, itself included; NONE without one. */
static void look_right(const od_cutting *c, int y, uint32_t *right)
{
    uint32_t next = NONE;

    for (int x = c->width - 1; x >= 0; x--) {
        uint32_t at = od_pixel(c, x, y);

        next = c->ground[c->zone[at]] ? at : next;
        right[x] = next;
    }
}

/* Whether the colour that stands for the pixel is that of the ground at `there`. */
static bool same_colour(const od_cutting *c, uint32_t here, uint32_t there, int limit)
{
    return there != NONE && od_rgb_distance(c->p->rgb[c->source[here]], c->p->rgb[c->source[there]]) <= limit;
}

/* What is enclosed must have the very colour; for a large zone that lies open to the ground, as a hill beyond
 * a tower, nearly is enough. */
static bool take_same(od_cutting *c, tally *of)
{
    bool grown = false;

    for (uint32_t z = 0; z <= c->n_zones; z++)
        of[z].seen = of[z].samples = of[z].same = 0;
    for (int y = 0; y < c->height; y++) {
        uint32_t left = NONE;

        look_right(c, y, c->queue);
        for (int x = 0; x < c->width; x++) {
            uint32_t at = od_pixel(c, x, y);
            tally *t = &of[c->zone[at]];
            int limit = (lies_open(t) ? FAINT : SAME) + 2 * c->noise;

            left = c->ground[c->zone[at]] ? at : left;
            if (left == at || c->zone[at] == 0 || t->seen++ % (t->area / SAMPLES + 1) != 0)
                continue;
            t->samples++;
            t->same += same_colour(c, at, left, limit) || same_colour(c, at, c->queue[x], limit);
        }
    }
    for (uint32_t z = 1; z <= c->n_zones; z++)
        if (of[z].samples > 0 && of[z].same * 5 >= of[z].samples * (lies_open(&of[z]) ? 3 : 4))
            grown = c->ground[z] = true;
    return grown;
}

/* The range of each channel over the ground nearby. */
typedef struct spread {
    od_rgb low, high;
    uint32_t first, second; /* pixels of two different zones; second is NONE when there is one only */
} spread;

static void spread_add(spread *s, const od_cutting *c, uint32_t at)
{
    od_rgb v = c->p->rgb[c->source[at]];

    if (s->first == NONE) {
        *s = (spread){v, v, at, NONE};
        return;
    }
    if (c->zone[at] != c->zone[s->first])
        s->second = at;
    s->low = (od_rgb){v.r < s->low.r ? v.r : s->low.r, v.g < s->low.g ? v.g : s->low.g,
                      v.b < s->low.b ? v.b : s->low.b};
    s->high = (od_rgb){v.r > s->high.r ? v.r : s->high.r, v.g > s->high.g ? v.g : s->high.g,
                       v.b > s->high.b ? v.b : s->high.b};
}

static bool between(uint8_t v, uint8_t low, uint8_t high)
{
    return v + BLEND_SLACK >= low && v <= high + BLEND_SLACK;
}

/* A pixel where two grounds meet blends their colours. */
static void take_blend(od_cutting *c, int x, int y)
{
    spread s = {.first = NONE, .second = NONE};
    uint32_t here = od_pixel(c, x, y);
    od_rgb v = c->p->rgb[here];

    for (int ny = y - 2; ny <= y + 2; ny++)
        for (int nx = x - 2; nx <= x + 2; nx++)
            if (nx >= 0 && ny >= 0 && nx < c->width && ny < c->height &&
                c->ground[c->zone[od_pixel(c, nx, ny)]])
                spread_add(&s, c, od_pixel(c, nx, ny));
    if (s.second != NONE && between(v.r, s.low.r, s.high.r) && between(v.g, s.low.g, s.high.g) &&
        between(v.b, s.low.b, s.high.b))
        c->source[here] = c->source[s.second];
}

static void take_blends(od_cutting *c)
{
    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++)
            if (c->zone[od_pixel(c, x, y)] == 0)
                take_blend(c, x, y);
}

/* A gap too narrow for a zone shows ground when it has the colour of the next ground in its row. */
static void take_gaps(od_cutting *c)
{
    for (int y = 0; y < c->height; y++) {
        uint32_t left = NONE;

        look_right(c, y, c->queue);
        for (int x = 0; x < c->width; x++) {
            uint32_t at = od_pixel(c, x, y);

            left = c->ground[c->zone[at]] ? at : left;
            if (c->zone[at] != 0)
                continue;
            if (same_colour(c, at, left, SAME + c->noise))
                c->source[at] = c->source[left];
            else if (same_colour(c, at, c->queue[x], SAME + c->noise))
                c->source[at] = c->source[c->queue[x]];
        }
    }
}

static void take_over(od_cutting *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->zone[i] == 0 && c->source[i] != i)
            c->zone[i] = c->zone[c->source[i]];
}

od_status od_ground_find(od_cutting *c, od_error *err)
{
    tally *of = NULL;
    od_status st = OD_ALLOC(of, (size_t)c->n_zones + 1, err);

    if (st != OD_OK)
        return st;
    count_areas(c, of);
    take_edges(c, of);
    for (int i = 0; i < ROUNDS; i++) {
        bool grown = take_faint(c, of);

        if (!take_same(c, of) && !grown)
            break;
    }
    take_blends(c);
    take_over(c);
    take_gaps(c);
    take_over(c);
    free(of);
    return OD_OK;
}
