/* shapes_face.c: finds drawn faces, and what is on them.
 *
 * A face is an area of one colour of skin with something else on top of it (hat or hair), perhaps a beard
 * below, and dark eyes where eyes are. Everything on it is looked for where it is on any face, in hundredths
 * of the half height of the head: eyes a third to the side of the middle, glasses as dark rims around both of
 * them, a patch as one dark disc over one of them, a moustache between nose and mouth.
 */
#include <math.h>
#include <stdlib.h>

#include "backend/shapes.h"

enum {
    SAME_SKIN = 6,
    SAME_TOP = 10,
    NARROWEST = 8,    /* pixels */
    MOST_TRIES = 400, /* patches of the colour of skin that may be faces */
    HALF_WIDTH = 80,  /* of a head, in hundredths of its half height, about */
    CHIN = 98,        /* below the middle; of a beard: */
    BEARD_END = 114,
};

typedef struct search {
    const od_raster *p;
    const od_segments *s;
    bool *used; /* of each patch */
} search;

/* A head: its middle, and a hundredth of its half height in pixels. */
typedef struct head {
    od_bounds skin, top, beard; /* top and beard: x1 is 0 when there is none */
    od_rgb colour, top_colour, beard_colour;
    od_hue top_hue;
    double x, y, unit;
} head;

static double soft(double v, double none, double full)
{
    double part = (v - none) / (full - none);

    return part < 0 ? 0 : part > 1 ? 1 : part;
}

static double lightness(od_rgb c)
{
    return (2 * c.r + 5 * c.g + c.b) / 8.0;
}

static bool is_skin(od_rgb c)
{
    int range = c.r - c.b, hue; /* in sixtieths of the way from red to yellow */

    if (c.r < 150 || c.g <= c.b || c.r <= c.g || range * 100 < 18 * c.r || range * 100 > 62 * c.r)
        return false;
    hue = 60 * (c.g - c.b) / range;
    return hue >= 14 && hue <= 36;
}

static void join(od_bounds *b, od_bounds other)
{
    od_bounds_add(b, other.x0, other.y0);
    od_bounds_add(b, other.x1 - 1, other.y1 - 1);
}

static bool near(od_bounds a, od_bounds b, int gap)
{
    return a.x0 - gap < b.x1 && b.x0 - gap < a.x1 && a.y0 - gap < b.y1 && b.y0 - gap < a.y1;
}

static uint32_t patch_at(const search *f, int x, int y)
{
    if (x < 0 || y < 0 || x >= f->p->width || y >= f->p->height)
        return UINT32_MAX;
    return f->s->patch[(size_t)y * (size_t)f->p->width + (size_t)x];
}

static od_rgb raw_at(const search *f, int x, int y)
{
    return f->p->rgb[(size_t)y * (size_t)f->p->width + (size_t)x];
}

/* Whether the patch can be a piece of the face whose widest piece is so wide. */
static bool is_piece(const search *f, const head *h, uint32_t patch, int widest)
{
    const od_patch *p = &f->s->patches[patch];
    od_bounds both = h->skin;
    int width = p->box.x1 - p->box.x0;

    if (f->used[patch] || od_rgb_distance(p->colour, h->colour) > SAME_SKIN ||
        !near(h->skin, p->box, widest / 7 + 1))
        return false;
    widest = width > widest ? width : widest;
    join(&both, p->box);
    return (both.x1 - both.x0) * 5 <= widest * 6 + 5 && (both.y1 - both.y0) * 10 <= widest * 14;
}

/* Glasses cut a face in pieces: joins those of the colour that are near. */
static void gather_skin(search *f, head *h, uint32_t first)
{
    const od_patch *all = f->s->patches;
    int widest;

    h->skin = all[first].box;
    h->colour = all[first].colour;
    f->used[first] = true;
    widest = h->skin.x1 - h->skin.x0;
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < f->s->n; i++) {
            if (!is_piece(f, h, i, widest))
                continue;
            f->used[i] = true;
            join(&h->skin, all[i].box);
            if (all[i].box.x1 - all[i].box.x0 > widest)
                widest = all[i].box.x1 - all[i].box.x0;
        }
}

/* Whether a line of the skin's box has its very colour in an eighth of its pixels. */
static bool has_skin(const search *f, const head *h, int x, int y, int dx, int dy, int length)
{
    int n = 0;

    for (int i = 0; i < length; i++)
        n += od_rgb_distance(raw_at(f, x + i * dx, y + i * dy), h->colour) <= 2 * SAME_SKIN;
    return n > length / 8;
}

/* Drops the edges of the skin's box that are ears, blends and other small things, and measures the head by
 * what is left. */
static bool trim_skin(const search *f, head *h)
{
    od_bounds *b = &h->skin;

    while (b->x0 < b->x1 && !has_skin(f, h, b->x0, b->y0, 0, 1, b->y1 - b->y0))
        b->x0++;
    while (b->x0 < b->x1 && !has_skin(f, h, b->x1 - 1, b->y0, 0, 1, b->y1 - b->y0))
        b->x1--;
    while (b->y0 < b->y1 && !has_skin(f, h, b->x0, b->y0, 1, 0, b->x1 - b->x0))
        b->y0++;
    while (b->y0 < b->y1 && !has_skin(f, h, b->x0, b->y1 - 1, 1, 0, b->x1 - b->x0))
        b->y1--;
    h->x = (b->x0 + b->x1) / 2.0;
    h->unit = (b->x1 - b->x0 + 0.7) / (2.0 * HALF_WIDTH); /* the outermost columns are blends */
    return b->x0 < b->x1 && b->y0 < b->y1;
}

/* Whether the pixel shows what is on top: its colour, or that of its shadow. */
static bool is_top(const search *f, const head *h, int x, int y)
{
    od_rgb c = raw_at(f, x, y);

    return od_rgb_distance(c, h->top_colour) <= SAME_TOP || od_hue_fits(h->top_hue, c) > 0.9;
}

static int clip(double v, int most)
{
    return v < 0 ? 0 : v > most ? most : (int)v;
}

/* The colour that differs most from skin in the first rows above (dy -1) or below (1) it, in the middle.
 * Where that is ground, or there is none: false. */
static bool colour_beyond(const search *f, const head *h, int dy, int rows, od_rgb *colour)
{
    int from = dy < 0 ? h->skin.y0 - 1 : h->skin.y1, most = 40, x = (int)h->x;

    for (int i = 0; i < rows; i++) {
        int y = from + i * dy;
        uint32_t patch = patch_at(f, x, y);

        if (patch == UINT32_MAX || f->s->patches[patch].ground)
            break;
        if (od_rgb_distance(raw_at(f, x, y), h->colour) > most + 8) {
            *colour = raw_at(f, x, y);
            most = od_rgb_distance(*colour, h->colour);
        }
    }
    return most > 40;
}

/* The bounds of the pixels that the test accepts, in a part of the picture given in units from the middle and
 * pixels from the top. */
static od_bounds bounds_of(const search *f, const head *h, double aside, double y0, double y1,
                           bool (*accepts)(const search *f, const head *h, int x, int y))
{
    od_bounds b = {f->p->width, f->p->height, 0, 0};
    int right = clip(h->x + aside * h->unit + 1, f->p->width), lower = clip(y1, f->p->height);

    for (int y = clip(y0, f->p->height); y < lower; y++)
        for (int x = clip(h->x - aside * h->unit, f->p->width); x < right; x++)
            if (accepts(f, h, x, y))
                od_bounds_add(&b, x, y);
    return b;
}

/* What stands on the skin: the colour right above its middle, as far as it reaches around. */
static bool gather_top(const search *f, head *h)
{
    if (!colour_beyond(f, h, -1, (int)(14 * h->unit) + 2, &h->top_colour))
        return false;
    h->top_hue = od_hue_of(h->top_colour);
    h->top = bounds_of(f, h, 108, h->skin.y0 - 125 * h->unit - 1, h->skin.y0 + 60 * h->unit, is_top);
    return h->top.x1 - h->top.x0 >= 1.6 * HALF_WIDTH * h->unit && h->skin.y0 - h->top.y0 >= 20 * h->unit;
}

static bool is_beard(const search *f, const head *h, int x, int y)
{
    return od_rgb_distance(raw_at(f, x, y), h->beard_colour) <= 4 * SAME_TOP;
}

/* A beard begins below the skin, and is nearly as wide. */
static void gather_beard(const search *f, head *h)
{
    od_bounds b;

    if (!colour_beyond(f, h, 1, (int)(14 * h->unit) + 2, &h->beard_colour))
        return;
    b = bounds_of(f, h, 95, h->skin.y1 - 40 * h->unit, h->skin.y1 + 90 * h->unit, is_beard);
    if (b.x1 - b.x0 >= 1.4 * HALF_WIDTH * h->unit && b.y1 - h->skin.y1 >= 25 * h->unit)
        h->beard = b;
}

/* How dark the face is at a place, in units from its middle: 0 as skin, 1 black; between pixels. */
static double darkness(const search *f, const head *h, double x, double y)
{
    double px = h->x + x * h->unit - 0.5, py = h->y + y * h->unit - 0.5, sum = 0;
    double skin = lightness(h->colour);
    int left = (int)floor(px), top = (int)floor(py);

    for (int i = 0; i < 4; i++) {
        int column = left + i % 2, row = top + i / 2;
        double weight = (i % 2 ? px - left : 1 - px + left) * (i / 2 ? py - top : 1 - py + top);

        if (column < 0 || row < 0 || column >= f->p->width || row >= f->p->height)
            continue;
        sum += weight * soft(lightness(raw_at(f, column, row)), skin, 45);
    }
    return sum;
}

/* The mean of the places (x, y) mirrored to either side, or all four ways when `four`. */
static double mirrored(const search *f, const head *h, double middle, double x, double y, bool four)
{
    double sum = 0;

    for (int side = -1; side <= 1; side += 2) {
        sum += darkness(f, h, side * middle + x, -8 + y) + darkness(f, h, side * middle - x, -8 + y);
        if (four)
            sum += darkness(f, h, side * middle + x, -8 - y) + darkness(f, h, side * middle - x, -8 - y);
    }
    return sum / (four ? 8 : 4);
}

/* The mean over one eye and its surroundings. */
static double eye_area(const search *f, const head *h, double x)
{
    double sum = 0;
    int n = 0;

    for (int i = -2; i <= 2; i++)
        for (int k = -2; k <= 2; k++)
            if (i * i + k * k <= 5) {
                sum += darkness(f, h, x + 9 * i, -7 + 8 * k);
                n++;
            }
    return sum / n;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* The width of what is on top in one row, in pixels. */
static int top_width(const search *f, const head *h, double y)
{
    int left = INT32_MAX, right = -1;

    for (int x = h->top.x0; x < h->top.x1; x++) {
        if (!is_top(f, h, x, (int)y))
            continue;
        left = x < left ? x : left;
        right = x;
    }
    return right < left ? 0 : right - left + 1;
}

/* A hat is about as wide above as further down; hair is round. */
static double hat_like(const search *f, const head *h)
{
    int height = h->skin.y0 - h->top.y0;
    int above = top_width(f, h, h->top.y0 + 0.1 * height), below = top_width(f, h, h->top.y0 + 0.55 * height);

    return below > 0 ? soft((double)above / below, 0.62, 0.8) : 0;
}

static od_face judge(const search *f, const head *h)
{
    double left = eye_area(f, h, -33), right = eye_area(f, h, 33);
    double rims = mirrored(f, h, 34, 25, 0, false), corners = mirrored(f, h, 34, 24, 18, true);
    double round = mirrored(f, h, 34, 0, 25, true),
           lip = (darkness(f, h, -16, 43) + darkness(f, h, 16, 43)) / 2;
    bool beard = h->beard.x1 > 0;
    od_face face = {.box = h->skin};

    join(&face.box, h->top);
    if (beard)
        join(&face.box, h->beard);
    face.hat = hat_like(f, h);
    face.hair = 1 - face.hat;
    for (int i = 0; i < OD_N_HUES; i++)
        face.top_hue[i] = od_hue_fits((od_hue)i, h->top_colour);
    face.patch = soft(fabs(left - right), 0.2, 0.45);
    face.round_glasses = smaller(soft(rims, 0.3, 0.6), soft(round - corners, -0.05, 0.3)) * (1 - face.patch);
    face.square_glasses = smaller(soft(rims, 0.3, 0.6), soft(corners - round, -0.05, 0.3)) * (1 - face.patch);
    face.beard = beard;
    face.moustache = beard ? 0 : soft(lip, 0.25, 0.6);
    return face;
}

static bool has_eyes(const search *f, const head *h)
{
    double left = darkness(f, h, -34, -8), right = darkness(f, h, 34, -8);

    return left > 0.4 && right > 0.4;
}

/* Whether a head begins with this patch of skin. */
static bool is_head(search *f, head *h, uint32_t first)
{
    int width, height;

    gather_skin(f, h, first);
    if (!trim_skin(f, h))
        return false;
    width = h->skin.x1 - h->skin.x0;
    height = h->skin.y1 - h->skin.y0;
    if (width < NARROWEST || height * 10 < width * 3 || height * 10 > width * 15 || !gather_top(f, h))
        return false;
    gather_beard(f, h);
    h->y = h->beard.x1 > 0 ? h->beard.y1 - BEARD_END * h->unit : h->skin.y1 - CHIN * h->unit;
    return has_eyes(f, h);
}

od_status od_faces_find(od_faces *out, const od_raster *p, const od_segments *s, od_error *err)
{
    search f = {p, s, NULL};
    od_status st;

    *out = (od_faces){0};
    if ((st = OD_ALLOC(f.used, s->n, err)) != OD_OK)
        return st;
    for (uint32_t i = 0, tries = 0; i < s->n && tries < MOST_TRIES; i++) {
        const od_patch *patch = &s->patches[i];
        head h = {.y = 0};

        if (f.used[i] || patch->ground || patch->box.x1 - patch->box.x0 < NARROWEST ||
            !is_skin(patch->colour))
            continue;
        tries++;
        if (!is_head(&f, &h, i))
            continue;
        if ((st = OD_GROW(out->at, out->capacity, out->n + 1, err)) != OD_OK)
            break;
        out->at[out->n++] = judge(&f, &h);
    }
    free(f.used);
    return st;
}

void od_faces_free(od_faces *f)
{
    free(f->at);
    *f = (od_faces){0};
}
