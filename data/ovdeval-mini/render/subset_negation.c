/* subset_negation.c: "circle without border": things that lack a border, a dot or a stripe, among things that
 * have it. */
#include "heap.h"
#include "subset.h"

typedef enum feature { FEATURE_BORDER, FEATURE_DOT, FEATURE_STRIPE, N_FEATURES } feature;

enum { N_PICKED = 3, MAX_THINGS = 16, HEAP_RADIUS = 40, WANTED_NEGATIVES = 4 };

static const char *const feature_name[N_FEATURES] = {"border", "dot", "stripe"};
static const shape shapes[] = {SHAPE_CIRCLE, SHAPE_SQUARE, SHAPE_TRIANGLE, SHAPE_DIAMOND, SHAPE_HEXAGON};

enum { N_SHAPES_USED = sizeof(shapes) / sizeof(shapes[0]) };

typedef struct thing {
    shape shape;
    unsigned features; /* bit 1 << feature */
    int item;
    bool crowd;
} thing;

typedef struct scene {
    thing things[MAX_THINGS];
    int n;
} scene;

static void draw_features(canvas *c, shape s, point at, int radius, unsigned features)
{
    region whole = shape_region(s, at, radius, 0), inner = shape_region(s, at, radius * 53 / 64, 0);
    region stripe = region_box(at, radius, radius * 12 / 64),
           dot = region_ellipse(at, radius / 4, radius / 4);
    paint white = paint_plain(colour_rgb[COLOUR_WHITE]), black = paint_plain(colour_rgb[COLOUR_BLACK]);

    stripe.within = &inner;
    if (features & 1u << FEATURE_STRIPE)
        canvas_fill(c, &stripe, &white);
    if (features & 1u << FEATURE_DOT)
        canvas_fill(c, &dot, &black);
    if (features & 1u << FEATURE_BORDER)
        shape_outline(c, &whole, colour_rgb[COLOUR_BLACK], PX(2) + radius / 12);
}

static paint random_fill(picture *p)
{
    return (paint){.base = colour_rgb[chance_below(&p->chance, N_HUES)], .shade = 16};
}

static void draw_thing(picture *p, scene *sc, shape s, unsigned features, int radius)
{
    paint fill = random_fill(p);
    point at = {0, 0};
    int scale = picture_place(p, radius * 9 / 8, radius * 9 / 8, 5, 0, p->canvas.height, &at);
    int size = PX(radius) * scale / 64;
    region r;

    if (scale == 0)
        return;
    r = shape_region(s, at, size, 0);
    picture_begin_item(p);
    canvas_fill(&p->canvas, &r, &fill);
    draw_features(&p->canvas, s, at, size, features);
    sc->things[sc->n++] = (thing){s, features, picture_end_item(p), false};
}

static void draw_heap(picture *p, scene *sc, shape s)
{
    paint fill = random_fill(p);
    point at;
    int scale = picture_place(p, HEAP_RADIUS, HEAP_RADIUS, 6, 0, p->canvas.height, &at);

    if (scale == 0)
        return;
    fill.shade = 60;
    sc->things[sc->n++] =
        (thing){s, 0, heap_draw(p, s, &fill, fill.base, 0, at, PX(HEAP_RADIUS) * scale / 64), true};
}

static void format_label(char label[LABEL_SIZE], shape s, feature f, bool with)
{
    label_format(label, "%s %s %s", shape_name[s], with ? "with" : "without", feature_name[f]);
}

static bool answers(const thing *t, shape s, feature f, bool with)
{
    return t->shape == s && ((t->features & 1u << f) != 0) == with;
}

static void ask(picture *p, const scene *sc, shape s, feature f, bool with)
{
    char label[LABEL_SIZE];

    format_label(label, s, f, with);
    for (int i = 0; i < sc->n; i++)
        if (answers(&sc->things[i], s, f, with))
            picture_annotate(p, sc->things[i].item, label, sc->things[i].crowd);
}

/* Denies labels about the picture's shapes that nothing answers to, "without" before "with". */
static void deny_false(picture *p, const scene *sc, const shape picked[N_PICKED])
{
    for (int i = 0; i < 2 * N_PICKED * N_FEATURES && p->negative.n < WANTED_NEGATIVES; i++) {
        shape s = picked[N_PICKED - 1 - i % N_PICKED];
        feature f = (feature)(i / N_PICKED % N_FEATURES);
        bool with = i >= N_PICKED * N_FEATURES, found = false;
        char label[LABEL_SIZE];

        for (int k = 0; k < sc->n; k++)
            found |= answers(&sc->things[k], s, f, with);
        if (found)
            continue;
        format_label(label, s, f, with);
        picture_deny(p, label);
    }
}

static void draw(picture *p, int index)
{
    static const int radii[] = {66, 36, 30, 26, 22, 16, 14, 12};
    int order[N_SHAPES_USED] = {0, 1, 2, 3, 4}, features[N_FEATURES] = {0, 1, 2},
        slots[] = {0, 1, 2, 3, 4, 5, 6, 7};
    int first = index % 3 == 2 ? 1 : 0; /* a third of the pictures go without the large one */
    scene sc = {.n = 0};
    shape picked[N_PICKED];

    picture_paper(p);
    chance_shuffle(&p->chance, order, N_SHAPES_USED);
    chance_shuffle(&p->chance, features, N_FEATURES);
    chance_shuffle(&p->chance, slots, sizeof(slots) / sizeof(slots[0]));
    for (int i = 0; i < N_PICKED; i++)
        picked[i] = shapes[order[i]];
    if (index % 5 == 3)
        draw_heap(p, &sc, picked[0]);
    for (int i = first; i < (int)(sizeof(radii) / sizeof(radii[0])); i++) {
        unsigned a = 1u << features[0], b = 1u << features[1], c = 1u << features[2];
        /* The first shape lacks a, the second b, in about half of the cases; the third always has b. */
        const struct {
            int shape;
            unsigned features;
        } cast[] = {{0, 0}, {0, a}, {0, b}, {1, a}, {1, b}, {1, 0}, {2, b}, {2, b | c}};

        draw_thing(p, &sc, picked[cast[slots[i]].shape], cast[slots[i]].features, radii[i]);
    }
    ask(p, &sc, picked[0], (feature)features[0], false);
    ask(p, &sc, picked[1], (feature)features[1], false);
    if (index % 3 == 0)
        ask(p, &sc, picked[0], (feature)features[0], true);
    if (index % 3 == 1)
        ask(p, &sc, picked[0], (feature)features[2], false);
    deny_false(p, &sc, picked);
}

const subset subset_negation = {.name = "negation", .n_pictures = 12, .draw = draw};
