/* subset_position.c: "square left of the circle": where a thing is, seen from the only one of another kind.
 *
 * A thing is left of another when its box ends before the other's begins and their rows overlap; above
 * likewise. A label is asked only when each thing of its kind either is there in this sense, or is not on
 * that side at all; it is denied only when none is on that side at all.
 */
#include "shape.h"
#include "subset.h"

typedef enum side { SIDE_LEFT, SIDE_RIGHT, SIDE_ABOVE, SIDE_BELOW, N_SIDES } side;

enum {
    MAX_THINGS = 9,
    N_KINDS = 5,
    MAX_CLAIMS = N_KINDS * N_KINDS * N_SIDES,
    WANTED_POSITIVES = 3,
    WANTED_NEGATIVES = 4
};

static const char *const side_words[N_SIDES] = {
    [SIDE_LEFT] = "left of", [SIDE_RIGHT] = "right of", [SIDE_ABOVE] = "above", [SIDE_BELOW] = "below"};
static const shape kinds[N_KINDS] = {SHAPE_CIRCLE, SHAPE_SQUARE, SHAPE_TRIANGLE, SHAPE_STAR, SHAPE_RING};

typedef struct thing {
    shape shape;
    int item;
} thing;

typedef struct scene {
    thing things[MAX_THINGS];
    int n;
} scene;

/* Seen from `from`: wholly on that side, whatever the other direction. */
static bool beyond(box b, box from, side s)
{
    switch (s) {
    case SIDE_LEFT: return b.x + b.w <= from.x;
    case SIDE_RIGHT: return from.x + from.w <= b.x;
    case SIDE_ABOVE: return b.y + b.h <= from.y;
    case SIDE_BELOW: return from.y + from.h <= b.y;
    case N_SIDES: break;
    }
    return false;
}

static bool beside(box b, box from, side s)
{
    bool rows = b.y < from.y + from.h && from.y < b.y + b.h,
         columns = b.x < from.x + from.w && from.x < b.x + b.w;

    return beyond(b, from, s) && (s == SIDE_LEFT || s == SIDE_RIGHT ? rows : columns);
}

/* The only thing of a kind, or NULL when there are none or several. */
static const thing *only_one(const scene *sc, shape s)
{
    const thing *found = NULL;

    for (int i = 0; i < sc->n; i++) {
        if (sc->things[i].shape != s)
            continue;
        if (found)
            return NULL;
        found = &sc->things[i];
    }
    return found;
}

/* How many things of the kind there are, beside the reference on that side, and loosely on that side. */
typedef struct tally {
    int all, beside, beyond;
} tally;

static tally count_things(const picture *p, const scene *sc, shape s, side where, const thing *from)
{
    tally t = {0, 0, 0};

    for (int i = 0; i < sc->n; i++) {
        box b = p->items[sc->things[i].item].box, origin = p->items[from->item].box;

        if (sc->things[i].shape != s)
            continue;
        t.all++;
        t.beside += beside(b, origin, where);
        t.beyond += beyond(b, origin, where);
    }
    return t;
}

static void ask(picture *p, const scene *sc, shape s, side where, const thing *from, const char *label)
{
    for (int i = 0; i < sc->n; i++) {
        int item = sc->things[i].item;

        if (sc->things[i].shape == s && beside(p->items[item].box, p->items[from->item].box, where))
            picture_annotate(p, item, label, false);
    }
}

/* Goes through the claims in random order; asks those that are true, denies those that are false. */
static void judge_claims(picture *p, const scene *sc, bool contrast_only)
{
    int claims[MAX_CLAIMS];

    for (int i = 0; i < MAX_CLAIMS; i++)
        claims[i] = i;
    chance_shuffle(&p->chance, claims, MAX_CLAIMS);
    for (int i = 0; i < MAX_CLAIMS; i++) {
        shape s = kinds[claims[i] % N_KINDS], of = kinds[claims[i] / N_KINDS % N_KINDS];
        side where = (side)(claims[i] / (N_KINDS * N_KINDS));
        const thing *from = only_one(sc, of);
        char label[LABEL_SIZE];
        tally t;

        if (s == of || !from)
            continue;
        t = count_things(p, sc, s, where, from);
        label_format(label, "%s %s the %s", shape_name[s], side_words[where], shape_name[of]);
        if (t.all == 0 || label_list_has(&p->positive, label) || label_list_has(&p->negative, label))
            continue;
        if (t.beyond == 0 && p->negative.n < WANTED_NEGATIVES)
            picture_deny(p, label);
        else if (t.beside > 0 && t.beside == t.beyond && (t.all > t.beside || !contrast_only) &&
                 p->positive.n < WANTED_POSITIVES)
            ask(p, sc, s, where, from, label);
    }
}

static void draw_thing(picture *p, scene *sc, shape s, point at, int radius)
{
    rgb base = colour_rgb[chance_below(&p->chance, N_HUES)];
    paint fill = {.base = base, .shade = 22};
    region r = shape_region(s, at, radius, 0);

    picture_begin_item(p);
    shape_draw(&p->canvas, &r, &fill, rgb_mix(base, colour_rgb[COLOUR_BLACK], 110), PX(3) / 2);
    sc->things[sc->n++] = (thing){s, picture_end_item(p)};
}

/* Things on a grid, a little out of place; the first kind twice or three times, the others mostly once. */
static void draw(picture *p, int index)
{
    int columns = index % 3 == 2 ? 2 : 3, rows = index % 3 == 0 ? 3 : 2;
    int cell_w = p->canvas.width / columns, cell_h = p->canvas.height / rows;
    int room = (cell_w < cell_h ? cell_w : cell_h) / 2 - 4;
    int cells[MAX_THINGS] = {0, 1, 2, 3, 4, 5, 6, 7, 8}, order[N_KINDS] = {0, 1, 2, 3, 4};
    scene sc = {.n = 0};

    picture_paper(p);
    chance_shuffle(&p->chance, cells, (size_t)(columns * rows));
    chance_shuffle(&p->chance, order, N_KINDS);
    for (int i = 0; i < columns * rows && i < 6; i++) {
        static const int cast[] = {0, 1, 0, 2, 0, 3};
        int radius = room * chance_between(&p->chance, i % 3 == 2 ? 30 : 50, i % 3 == 2 ? 45 : 95) / 100;
        int slack = room - radius;
        point at = {
            PX(cells[i] % columns * cell_w + cell_w / 2 + chance_between(&p->chance, -slack / 2, slack / 2)),
            PX(cells[i] / columns * cell_h + cell_h / 2 + chance_between(&p->chance, -slack / 2, slack / 2))};

        draw_thing(p, &sc, kinds[order[cast[i]]], at, PX(radius));
    }
    judge_claims(p, &sc, true);
    judge_claims(p, &sc, false);
}

const subset subset_position = {.name = "position", .n_pictures = 12, .draw = draw};
