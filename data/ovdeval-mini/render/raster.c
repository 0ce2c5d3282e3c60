#include "raster.h"

#include <stddef.h>

enum { SAMPLES = 4, SAMPLE_STEP = UNITS_PER_PX / SAMPLES, FULL_TURN = 360, SINE_ONE = 16384 };

/* round(16384 * sin(degrees)), 0 to 90. */
static const int16_t quarter_sine[91] = {
    0,     286,   572,   857,   1143,  1428,  1713,  1997,  2280,  2563,  2845,  3126,  3406,
    3686,  3964,  4240,  4516,  4790,  5063,  5334,  5604,  5872,  6138,  6402,  6664,  6924,
    7182,  7438,  7692,  7943,  8192,  8438,  8682,  8923,  9162,  9397,  9630,  9860,  10087,
    10311, 10531, 10749, 10963, 11174, 11381, 11585, 11786, 11982, 12176, 12365, 12551, 12733,
    12911, 13085, 13255, 13421, 13583, 13741, 13894, 14044, 14189, 14330, 14466, 14598, 14726,
    14849, 14968, 15082, 15191, 15296, 15396, 15491, 15582, 15668, 15749, 15826, 15897, 15964,
    16026, 16083, 16135, 16182, 16225, 16262, 16294, 16322, 16344, 16362, 16374, 16382, 16384};

static int sine(int degrees)
{
    int d = degrees % FULL_TURN;

    if (d < 0)
        d += FULL_TURN;
    if (d >= 180)
        return -sine(d - 180);
    return quarter_sine[d <= 90 ? d : 180 - d];
}

point point_polar(point centre, int radius, int degrees)
{
    return (point){centre.x + radius * sine(degrees) / SINE_ONE,
                   centre.y - radius * sine(degrees + 90) / SINE_ONE};
}

region region_ellipse(point centre, int rx, int ry)
{
    return (region){.kind = REGION_ELLIPSE, .at = centre, .rx = rx, .ry = ry};
}

region region_box(point centre, int half_width, int half_height)
{
    int left = centre.x - half_width, right = centre.x + half_width;
    int top = centre.y - half_height, bottom = centre.y + half_height;

    return (region){.kind = REGION_POLYGON,
                    .at = centre,
                    .n_corners = 4,
                    .corner = {{left, top}, {right, top}, {right, bottom}, {left, bottom}}};
}

region region_stroke(point from, point to, int width)
{
    return (region){.kind = REGION_STROKE, .at = from, .end = to, .rx = width / 2};
}

static int64_t square(int64_t v)
{
    return v * v;
}

static bool ellipse_contains(const region *r, point p)
{
    int64_t dx = p.x - r->at.x, dy = p.y - r->at.y;

    return square(dx * r->ry) + square(dy * r->rx) <= square((int64_t)r->rx * r->ry);
}

/* Even-odd rule; an edge owns its upper end, not its lower one. */
static bool polygon_contains(const region *r, point p)
{
    bool inside = false;

    for (int i = 0, j = r->n_corners - 1; i < r->n_corners; j = i++) {
        point a = r->corner[i], b = r->corner[j];
        int64_t side;

        if ((a.y > p.y) == (b.y > p.y))
            continue;
        side = (int64_t)(b.x - a.x) * (p.y - a.y) - (int64_t)(p.x - a.x) * (b.y - a.y);
        if (b.y > a.y ? side > 0 : side < 0)
            inside = !inside;
    }
    return inside;
}

static bool stroke_contains(const region *r, point p)
{
    int64_t dx = r->end.x - r->at.x, dy = r->end.y - r->at.y;
    int64_t px = p.x - r->at.x, py = p.y - r->at.y;
    int64_t along = px * dx + py * dy, length2 = dx * dx + dy * dy, reach2 = square(r->rx);

    if (along <= 0)
        return px * px + py * py <= reach2;
    if (along >= length2)
        return square(p.x - r->end.x) + square(p.y - r->end.y) <= reach2;
    return square(px * dy - py * dx) <= reach2 * length2;
}

static bool solid_contains(const region *r, point p)
{
    switch (r->kind) {
    case REGION_ELLIPSE: return ellipse_contains(r, p);
    case REGION_POLYGON: return polygon_contains(r, p);
    case REGION_STROKE: return stroke_contains(r, p);
    }
    return false;
}

bool region_contains(const region *r, point p)
{
    if (!solid_contains(r, p))
        return false;
    if (r->hole > 0) {
        point scaled = {r->at.x + (p.x - r->at.x) * 64 / r->hole, r->at.y + (p.y - r->at.y) * 64 / r->hole};

        if (solid_contains(r, scaled))
            return false;
    }
    return (!r->within || region_contains(r->within, p)) && (!r->without || !region_contains(r->without, p));
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* Units; the region lies within, ends included. */
typedef struct extent {
    int left, top, right, bottom;
} extent;

static extent region_extent(const region *r)
{
    extent e = {r->at.x - r->rx, r->at.y - r->ry, r->at.x + r->rx, r->at.y + r->ry};

    if (r->kind == REGION_STROKE) {
        e.left = smaller(r->at.x, r->end.x) - r->rx;
        e.right = larger(r->at.x, r->end.x) + r->rx;
        e.top = smaller(r->at.y, r->end.y) - r->rx;
        e.bottom = larger(r->at.y, r->end.y) + r->rx;
    } else if (r->kind == REGION_POLYGON) {
        e = (extent){r->corner[0].x, r->corner[0].y, r->corner[0].x, r->corner[0].y};
        for (int i = 1; i < r->n_corners; i++) {
            e.left = smaller(e.left, r->corner[i].x);
            e.right = larger(e.right, r->corner[i].x);
            e.top = smaller(e.top, r->corner[i].y);
            e.bottom = larger(e.bottom, r->corner[i].y);
        }
    }
    return e;
}

/* v modulo n, never negative. */
static int cycle(int v, int n)
{
    return v % n < 0 ? v % n + n : v % n;
}

static bool in_dot(int x, int y, int pitch)
{
    int row = y / pitch;
    int dx = cycle(x + (row & 1) * pitch / 2, pitch) - pitch / 2, dy = cycle(y, pitch) - pitch / 2;

    return dx * dx + dy * dy <= pitch * pitch / 10;
}

static bool in_mortar(int x, int y, int pitch)
{
    int row = y / pitch, joint = pitch / 5;

    return cycle(y, pitch) < joint || cycle(x + (row & 1) * pitch, 2 * pitch) < joint;
}

static bool in_wave(int x, int y, int pitch)
{
    int swing = pitch * sine(x * FULL_TURN / (pitch * 5 / 2)) / SINE_ONE * 2 / 5;

    return cycle(y + swing, pitch) < pitch * 2 / 5;
}

/* Whether (x, y), in units from the region's upper left corner, lies in a mark of the texture. */
static bool in_mark(const paint *p, int x, int y)
{
    switch (p->texture) {
    case TEXTURE_PLAIN: return false;
    case TEXTURE_STRIPED: return cycle(x + y, p->pitch) < p->pitch / 2;
    case TEXTURE_DOTTED: return in_dot(x, y, p->pitch);
    case TEXTURE_CHECKERED: return ((x / p->pitch + y / p->pitch) & 1) != 0;
    case TEXTURE_BRICK: return in_mortar(x, y, p->pitch);
    case TEXTURE_WAVY: return in_wave(x, y, p->pitch);
    }
    return false;
}

paint paint_plain(rgb colour)
{
    return (paint){.base = colour};
}

static uint8_t mix_channel(int from, int to, int part)
{
    return (uint8_t)(from + (to - from) * part / 256);
}

rgb rgb_mix(rgb colour, rgb other, int part)
{
    return (rgb){mix_channel(colour.r, other.r, part), mix_channel(colour.g, other.g, part),
                 mix_channel(colour.b, other.b, part)};
}

/* The paint's colour at p, for a region of this extent. */
static rgb paint_at(const paint *p, extent e, point at)
{
    rgb colour = in_mark(p, at.x - e.left, at.y - e.top) ? p->ink : p->base;
    int height = larger(e.bottom - e.top, 1);
    int light = p->shade * (e.top + e.bottom - 2 * at.y) / height;

    if (light >= 0)
        return rgb_mix(colour, (rgb){255, 255, 255}, light);
    return rgb_mix(colour, (rgb){0, 0, 0}, -light);
}

typedef struct sample_sum {
    int n, r, g, b;
    uint16_t covered;
} sample_sum;

static sample_sum sample_pixel(const region *r, const paint *p, extent e, int column, int row)
{
    sample_sum sum = {0};

    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        point at = {PX(column) + SAMPLE_STEP * (i % SAMPLES) + SAMPLE_STEP / 2,
                    PX(row) + SAMPLE_STEP * (i / SAMPLES) + SAMPLE_STEP / 2};
        rgb colour;

        if (!region_contains(r, at))
            continue;
        colour = paint_at(p, e, at);
        sum.n++;
        sum.r += colour.r;
        sum.g += colour.g;
        sum.b += colour.b;
        sum.covered |= (uint16_t)(1u << i);
    }
    return sum;
}

static uint8_t blend(int sum, int n, uint8_t under)
{
    int all = SAMPLES * SAMPLES;

    return (uint8_t)((sum + (all - n) * under + all / 2) / all);
}

void canvas_fill(canvas *c, const region *r, const paint *p)
{
    extent e = region_extent(r);
    int left = larger(e.left / UNITS_PER_PX, 0), right = smaller(e.right / UNITS_PER_PX, c->width - 1);
    int top = larger(e.top / UNITS_PER_PX, 0), bottom = smaller(e.bottom / UNITS_PER_PX, c->height - 1);

    for (int row = top; row <= bottom; row++) {
        for (int column = left; column <= right; column++) {
            size_t at = (size_t)row * (size_t)c->width + (size_t)column;
            sample_sum sum = sample_pixel(r, p, e, column, row);

            c->rgb[3 * at] = blend(sum.r, sum.n, c->rgb[3 * at]);
            c->rgb[3 * at + 1] = blend(sum.g, sum.n, c->rgb[3 * at + 1]);
            c->rgb[3 * at + 2] = blend(sum.b, sum.n, c->rgb[3 * at + 2]);
            c->covered[at] |= sum.covered;
        }
    }
}

void canvas_gradient(canvas *c, int from_px, int to_px, rgb top, rgb bottom)
{
    for (int row = larger(from_px, 0); row < smaller(to_px, c->height); row++) {
        rgb colour = rgb_mix(top, bottom, (row - from_px) * 256 / larger(to_px - from_px, 1));
        uint8_t *pixel = c->rgb + 3 * (size_t)row * (size_t)c->width;

        for (int column = 0; column < c->width; column++, pixel += 3) {
            pixel[0] = colour.r;
            pixel[1] = colour.g;
            pixel[2] = colour.b;
        }
    }
}
