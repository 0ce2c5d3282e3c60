/* head_centernet.c: objects as points. A map per label says how sure the network is that an object's key
 * point lies in a cell; a peak of the map is an object, and four more maps hold how far its sides are.
 */
#include "backend/opencv/heads.h"

/* A cell, its map, and the map's size. */
typedef struct cell {
    const float *map;
    size_t x, y, width, height;
} cell;

/* The first output of n_maps maps, other than `not_this`; NULL when there is none. */
static const od_tensor *find_maps(const od_outputs *o, size_t n_maps, const od_tensor *not_this)
{
    for (const od_tensor *t = o->tensors; t < o->tensors + o->n; t++)
        if (t != not_this && t->n_dims == 3 && t->dims[0] == n_maps && t->dims[1] > 0 && t->dims[2] > 0)
            return t;
    return NULL;
}

static const od_tensor *find_heat(const od_outputs *o)
{
    return find_maps(o, o->n_labels, NULL);
}

static const od_tensor *find_sides(const od_outputs *o)
{
    return find_maps(o, 4, find_heat(o));
}

static bool centernet_accepts(const od_outputs *o)
{
    const od_tensor *heat = find_heat(o), *sides = find_sides(o);

    return o->n == 2 && heat && sides && heat->dims[1] == sides->dims[1] && heat->dims[2] == sides->dims[2];
}

/* No neighbour is higher. Of equal neighbours each is a peak. */
static bool is_peak(const cell *c)
{
    float value = c->map[c->y * c->width + c->x];
    size_t bottom = c->y + 1 < c->height ? c->y + 1 : c->y;
    size_t right = c->x + 1 < c->width ? c->x + 1 : c->x;

    for (size_t y = c->y > 0 ? c->y - 1 : 0; y <= bottom; y++)
        for (size_t x = c->x > 0 ? c->x - 1 : 0; x <= right; x++)
            if (c->map[y * c->width + x] > value)
                return false;
    return true;
}

static void offer_cell(const od_outputs *o, const float *all_sides, const cell *c, uint32_t label,
                       od_best *best)
{
    size_t n_cells = c->width * c->height, at = c->y * c->width + c->x;
    const float *sides = all_sides + at; /* left, top, right, bottom */
    float x = (float)c->x * (float)o->width / (float)c->width;
    float y = (float)c->y * (float)o->height / (float)c->height;
    od_seen seen = {.left = x - sides[0],
                    .top = y - sides[n_cells],
                    .right = x + sides[2 * n_cells],
                    .bottom = y + sides[3 * n_cells],
                    .score = c->map[at],
                    .label = label,
                    .place = (uint32_t)(label * n_cells + at)};

    od_best_offer(best, &seen);
}

static void centernet_decode(const od_outputs *o, od_best *best)
{
    const od_tensor *heat = find_heat(o), *sides = find_sides(o);
    cell c = {.map = heat->values, .height = heat->dims[1], .width = heat->dims[2]};

    for (uint32_t label = 0; label < heat->dims[0]; label++, c.map += c.width * c.height)
        for (c.y = 0; c.y < c.height; c.y++)
            for (c.x = 0; c.x < c.width; c.x++)
                /* Written so that a value that is no number passes, too, and is counted. */
                if (!(c.map[c.y * c.width + c.x] < best->threshold) && is_peak(&c))
                    offer_cell(o, sides->values, &c, label, best);
}

const od_head od_head_centernet = {
    .name = "centernet",
    .help = "peaks of a map per label (sigmoid applied), and maps of the distances to a box's four sides",
    .form = "1 x C x h x w (heat) and 1 x 4 x h x w (left, top, right, bottom)",
    .size = 512,
    .scale = 1,
    .letterbox = false,
    .affine = true,
    .nms = 1,
    .clip = false,
    .accepts = centernet_accepts,
    .decode = centernet_decode,
};
