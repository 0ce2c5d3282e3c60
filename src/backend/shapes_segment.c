/* shapes_segment.c: cuts a picture into patches of smooth colour.
 *
 * A pixel is flat when its neighbours differ little; flat pixels that touch are a zone, however far its
 * colour drifts. What is left are borders, thin lines and textures. A border pixel goes to the zone that it
 * resembles more than half of the way to the strongest contrast nearby, that is, to the one that covers more
 * of it; a line goes to the zone of the figure whose colour is nearest. So boxes are right to the pixel.
 */
#include "backend/shapes_segment.h"

#include <stdlib.h>
#include <string.h>

enum {
    FLAT_STEP = 6,       /* differences of neighbours within a zone, when there is no noise */
    MOST_FLAT_STEP = 24, /* with any noise */
    SMALLEST_ZONE = 4,   /* pixels */
    BORDER_ROUNDS = 2,   /* a border is at most so many pixels wide on either side */
    LINE_REACH = 3,      /* pixels from a line to the zone that it outlines */
    LIGHTER = 60,        /* a light line, than what it lies on */
    PIECE = 150,         /* pixels: a smaller zone may be a piece of the next one of its colour */
    PIECE_STEP = 10,     /* their colours differ by no more */
};

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* The median difference of pixels side by side. */
static int measure_noise(const od_raster *p)
{
    size_t count[256] = {0}, n = 0, below = 0;
    int median = 0;

    for (int y = 0; y < p->height; y++)
        for (int x = 0; x + 1 < p->width; x++, n++) {
            const od_rgb *at = p->rgb + (size_t)y * (size_t)p->width + (size_t)x;

            count[od_rgb_distance(at[0], at[1])]++;
        }
    while (median < 255 && (below += count[median]) <= n / 2)
        median++;
    return median;
}

static bool is_flat(const od_raster *p, int x, int y, int step)
{
    size_t at = (size_t)y * (size_t)p->width + (size_t)x;
    const od_rgb *c = p->rgb + at;

    return (x == 0 || od_rgb_distance(c[0], c[-1]) <= step) &&
           (x + 1 == p->width || od_rgb_distance(c[0], c[1]) <= step) &&
           (y == 0 || od_rgb_distance(c[0], c[-p->width]) <= step) &&
           (y + 1 == p->height || od_rgb_distance(c[0], c[p->width]) <= step);
}

uint32_t od_flood(od_flood_job *job, uint32_t seed)
{
    static const int dx[8] = {1, -1, 0, 0, 1, 1, -1, -1}, dy[8] = {0, 0, 1, -1, 1, -1, 1, -1};
    int w = job->width, n_steps = job->corners ? 8 : 4, step[8];
    int64_t n = (int64_t)w * job->height;
    size_t head = 0, tail = 0;

    for (int i = 0; i < 8; i++)
        step[i] = dy[i] * w + dx[i];
    job->label[seed] = job->to;
    job->queue[tail++] = seed;
    while (head < tail) {
        uint32_t at = job->queue[head++];
        int x = (int)(at % (uint32_t)w);

        for (int i = 0; i < n_steps; i++) {
            int64_t next = (int64_t)at + step[i];

            if (next < 0 || next >= n || x + dx[i] < 0 || x + dx[i] >= w || job->label[next] != job->from)
                continue;
            job->label[next] = job->to;
            job->queue[tail++] = (uint32_t)next;
        }
    }
    return (uint32_t)tail;
}

#define FLAT UINT32_MAX /* a label of pixels that wait to be flooded */

/* Numbers the zones from 1; 0 is what belongs to none. */
static void find_zones(od_cutting *c)
{
    od_flood_job job = {c->width, c->height, c->zone, c->queue, .from = FLAT};

    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++) {
            uint32_t at = od_pixel(c, x, y);

            c->source[at] = at;
            c->zone[at] = is_flat(c->p, x, y, c->step) ? FLAT : 0;
        }
    for (size_t i = 0; i < c->n; i++) {
        uint32_t area;

        if (c->zone[i] != FLAT)
            continue;
        job.to = c->n_zones + 1;
        area = od_flood(&job, (uint32_t)i);
        if (area >= SMALLEST_ZONE) {
            c->n_zones++;
            continue;
        }
        for (uint32_t k = 0; k < area; k++)
            c->zone[c->queue[k]] = 0;
    }
}

/* The strongest contrast to the colour among the neighbours of (x, y). */
static int contrast_nearby(const od_cutting *c, int x, int y, od_rgb colour)
{
    int most = 0;

    for (int ny = larger(y - 1, 0); ny <= smaller(y + 1, c->height - 1); ny++)
        for (int nx = larger(x - 1, 0); nx <= smaller(x + 1, c->width - 1); nx++)
            most = larger(most, od_rgb_distance(c->p->rgb[od_pixel(c, nx, ny)], colour));
    return most;
}

/* The pixel whose zone covers more than half of this one, or this one itself when there is none such nearby.
 */
static uint32_t covering_neighbour(const od_cutting *c, int x, int y)
{
    uint32_t here = od_pixel(c, x, y), best = here;
    int nearest = 256;

    for (int ny = larger(y - 1, 0); ny <= smaller(y + 1, c->height - 1); ny++)
        for (int nx = larger(x - 1, 0); nx <= smaller(x + 1, c->width - 1); nx++) {
            uint32_t next = od_pixel(c, nx, ny), source = c->source[next];
            int distance = od_rgb_distance(c->p->rgb[here], c->p->rgb[source]);

            if (c->zone[next] == 0 || distance >= nearest)
                continue;
            if (2 * distance >= contrast_nearby(c, x, y, c->p->rgb[source]))
                continue;
            nearest = distance;
            best = source;
        }
    return best;
}

/* Takes over what a round decided for pixels without a zone: zones change only between rounds, so that the
 * order of pixels does not matter. */
static void take_over(od_cutting *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->zone[i] == 0 && c->source[i] != i)
            c->zone[i] = c->zone[c->source[i]];
}

static void settle_borders(od_cutting *c, int rounds)
{
    for (int round = 0; round < rounds; round++) {
        for (int y = 0; y < c->height; y++)
            for (int x = 0; x < c->width; x++) {
                uint32_t at = od_pixel(c, x, y);

                if (c->zone[at] == 0)
                    c->source[at] = covering_neighbour(c, x, y);
            }
        take_over(c);
    }
}

static int lightness(od_rgb c)
{
    return (2 * c.r + 5 * c.g + c.b) / 8;
}

/* Whether all zones around are much darker. A blend at a border has one beside it that is lighter. */
static bool is_light_line(const od_cutting *c, int x, int y)
{
    int own = lightness(c->p->rgb[od_pixel(c, x, y)]);
    bool any = false;

    for (int ny = larger(y - 2, 0); ny <= smaller(y + 2, c->height - 1); ny++)
        for (int nx = larger(x - 2, 0); nx <= smaller(x + 2, c->width - 1); nx++) {
            uint32_t next = od_pixel(c, nx, ny);

            if (c->zone[next] == 0)
                continue;
            if (lightness(c->p->rgb[c->source[next]]) + LIGHTER > own)
                return false;
            any = true;
        }
    return any;
}

/* A light line on something dark is no outline, but something drawn on it: a zone although it is not flat. */
static void find_light_lines(od_cutting *c)
{
    od_flood_job job = {c->width, c->height, c->zone, c->queue, .corners = true, .from = FLAT};
    uint32_t n = 0;

    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++)
            if (c->zone[od_pixel(c, x, y)] == 0 && is_light_line(c, x, y))
                c->queue[n++] = od_pixel(c, x, y);
    for (uint32_t i = 0; i < n; i++)
        c->zone[c->queue[i]] = FLAT;
    for (size_t i = 0; i < c->n && n > 0; i++)
        if (c->zone[i] == FLAT) {
            job.to = ++c->n_zones;
            od_flood(&job, (uint32_t)i);
        }
}

/* The nearest colour of a zone of the figure within reach, and among equals the nearest place. */
static uint32_t outlined_pixel(const od_cutting *c, int x, int y)
{
    uint32_t here = od_pixel(c, x, y), best = here;
    int least = INT32_MAX;

    for (int ny = larger(y - LINE_REACH, 0); ny <= smaller(y + LINE_REACH, c->height - 1); ny++)
        for (int nx = larger(x - LINE_REACH, 0); nx <= smaller(x + LINE_REACH, c->width - 1); nx++) {
            uint32_t next = od_pixel(c, nx, ny), source = c->source[next];
            int steps = abs(nx - x) + abs(ny - y), cost;

            if (c->zone[next] == 0 || c->ground[c->zone[next]])
                continue;
            cost = od_rgb_distance(c->p->rgb[here], c->p->rgb[source]) * 8 + steps;
            if (cost < least) {
                least = cost;
                best = source;
            }
        }
    return best;
}

static void attach_lines(od_cutting *c)
{
    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++) {
            uint32_t at = od_pixel(c, x, y);

            if (c->zone[at] == 0)
                c->source[at] = outlined_pixel(c, x, y);
        }
    take_over(c);
}

static uint32_t root_of(uint32_t *parent, uint32_t zone)
{
    while (parent[zone] != zone)
        zone = parent[zone] = parent[parent[zone]];
    return zone;
}

/* Whether two pixels side by side are of pieces of one zone that something thin or pointed cut up. */
static bool one_zone(const od_cutting *c, const uint32_t *area, uint32_t a, uint32_t b)
{
    uint32_t l = c->zone[a], r = c->zone[b];

    return l != r && l != 0 && r != 0 && !c->ground[l] && !c->ground[r] &&
           (area[l] < PIECE || area[r] < PIECE) &&
           od_rgb_distance(c->p->rgb[c->source[a]], c->p->rgb[c->source[b]]) <= PIECE_STEP;
}

/* Joins the pieces of the figure's zones, and numbers all zones anew without gaps. `parent` and `area` have
 * room for the zones; parent is left holding the new numbers. */
static void join_pieces(od_cutting *c, uint32_t *parent, uint32_t *area)
{
    static const int dx[4] = {1, 0, 1, -1}, dy[4] = {0, 1, 1, 1};
    uint32_t n = 0;

    for (uint32_t z = 0; z <= c->n_zones; z++)
        parent[z] = z;
    for (size_t i = 0; i < c->n; i++)
        area[c->zone[i]]++;
    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++)
            for (int i = 0; i < 4; i++) {
                uint32_t a = od_pixel(c, x, y), b, l, r;

                if (c->ground[c->zone[a]] || x + dx[i] < 0 || x + dx[i] >= c->width || y + dy[i] >= c->height)
                    continue;
                b = od_pixel(c, x + dx[i], y + dy[i]);
                if (!one_zone(c, area, a, b))
                    continue;
                l = root_of(parent, c->zone[a]);
                r = root_of(parent, c->zone[b]);
                parent[l > r ? l : r] = l > r ? r : l;
            }
    for (uint32_t z = 1; z <= c->n_zones; z++) {
        uint32_t root = root_of(parent, z);

        area[z] = root == z ? ++n : area[root];
        c->ground[area[z]] = c->ground[z];
    }
    for (size_t i = 0; i < c->n; i++)
        c->zone[i] = c->zone[i] ? area[c->zone[i]] : 0;
    c->n_zones = n;
}

/* What is still without a zone becomes zones of its own, each with the colours of its pixels. */
static void number_rest(od_cutting *c)
{
    od_flood_job job = {c->width, c->height, c->zone, c->queue, .corners = true, .from = 0};

    for (size_t i = 0; i < c->n; i++) {
        if (c->zone[i] != 0)
            continue;
        job.to = ++c->n_zones;
        od_flood(&job, (uint32_t)i);
    }
}

static od_status describe_patches(od_segments *s, const od_cutting *c, uint32_t n_own, od_error *err)
{
    struct sum {
        uint64_t r, g, b;
    } *sums = NULL;
    od_status st;

    s->n = c->n_zones;
    if ((st = OD_ALLOC(s->patches, s->n, err)) != OD_OK || (st = OD_ALLOC(sums, s->n, err)) != OD_OK)
        goto done;
    for (uint32_t i = 0; i < s->n; i++)
        s->patches[i] =
            (od_patch){.box = {c->width, c->height, 0, 0}, .ground = i < n_own && c->ground[i + 1]};
    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++) {
            uint32_t at = od_pixel(c, x, y);
            od_patch *patch = &s->patches[s->patch[at] = c->zone[at] - 1];
            od_rgb colour = c->p->rgb[s->source[at]];
            struct sum *sum = &sums[s->patch[at]];

            od_bounds_add(&patch->box, x, y);
            patch->area++;
            sum->r += colour.r;
            sum->g += colour.g;
            sum->b += colour.b;
        }
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t area = s->patches[i].area;

        s->patches[i].colour =
            (od_rgb){(uint8_t)(sums[i].r / area), (uint8_t)(sums[i].g / area), (uint8_t)(sums[i].b / area)};
    }
done:
    free(sums);
    return st;
}

static void find_blobs(od_segments *s, uint32_t *queue)
{
    od_flood_job job = {s->width, s->height, s->blob, queue, .corners = true, .from = FLAT};
    size_t n = (size_t)s->width * (size_t)s->height;

    for (size_t i = 0; i < n; i++)
        s->blob[i] = s->patches[s->patch[i]].ground ? 0 : FLAT;
    for (size_t i = 0; i < n; i++) {
        if (s->blob[i] != FLAT)
            continue;
        job.to = ++s->n_blobs;
        od_flood(&job, (uint32_t)i);
    }
    for (size_t i = 0; i < n; i++)
        s->patches[s->patch[i]].blob = s->blob[i];
}

static void name_hues(od_segments *s, const od_raster *p)
{
    size_t n = (size_t)s->width * (size_t)s->height;
    od_rgb last = {0, 0, 0};
    od_hue hue = od_hue_of(last);

    for (size_t i = 0; i < n; i++) {
        od_rgb colour = p->rgb[s->source[i]];

        if (s->patches[s->patch[i]].ground)
            continue;
        if (od_rgb_distance(colour, last) > 0) {
            hue = od_hue_of(colour);
            last = colour;
        }
        s->hue[i] = (uint8_t)hue;
    }
}

static od_status cut(od_segments *s, od_cutting *c, od_error *err)
{
    uint32_t *parent = NULL, *area = NULL, n_own;
    od_status st;

    find_zones(c);
    settle_borders(c, BORDER_ROUNDS);
    find_light_lines(c);
    if ((st = OD_ALLOC(c->ground, (size_t)c->n_zones + 1, err)) != OD_OK ||
        (st = OD_ALLOC(parent, (size_t)c->n_zones + 1, err)) != OD_OK ||
        (st = OD_ALLOC(area, (size_t)c->n_zones + 1, err)) != OD_OK || (st = od_ground_find(c, err)) != OD_OK)
        goto done;
    settle_borders(c, 1);
    attach_lines(c);
    join_pieces(c, parent, area);
    n_own = c->n_zones;
    number_rest(c);
    if ((st = describe_patches(s, c, n_own, err)) != OD_OK)
        goto done;
    find_blobs(s, c->queue);
    name_hues(s, c->p);
done:
    free(parent);
    free(area);
    return st;
}

od_status od_segments_make(od_segments *s, const od_raster *p, od_error *err)
{
    od_cutting c = {.p = p, .width = p->width, .height = p->height};
    od_status st;

    *s = (od_segments){.width = p->width, .height = p->height, .noise = measure_noise(p)};
    c.n = (size_t)p->width * (size_t)p->height;
    c.step = smaller(FLAT_STEP + 2 * s->noise, MOST_FLAT_STEP);
    c.noise = s->noise;
    if ((st = OD_ALLOC(s->patch, c.n, err)) != OD_OK || (st = OD_ALLOC(s->hue, c.n, err)) != OD_OK ||
        (st = OD_ALLOC(s->source, c.n, err)) != OD_OK || (st = OD_ALLOC(s->blob, c.n, err)) != OD_OK ||
        (st = OD_ALLOC(c.queue, c.n, err)) != OD_OK)
        goto done;
    c.zone = s->patch;
    c.source = s->source;
    st = cut(s, &c, err);
done:
    free(c.queue);
    free(c.ground);
    if (st != OD_OK)
        od_segments_free(s);
    return st;
}

void od_segments_free(od_segments *s)
{
    free(s->patch);
    free(s->source);
    free(s->hue);
    free(s->patches);
    free(s->blob);
    *s = (od_segments){0};
}
