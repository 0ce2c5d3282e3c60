/* subset_relationship.c: "triangle inside the ring", "circle touching the square", "star on top of the box".
 *
 * A picture has three groups, each showing one relation, and loners of the same kinds that are in none. A
 * fact is a label that is true of an item; every fact of a label that is asked is annotated, and only labels
 * that are no fact are denied.
 */
#include <string.h>

#include "shape.h"
#include "subset.h"

enum { MAX_FACTS = 16, N_GROUPS = 3, N_SUBJECTS = 4, WANTED_NEGATIVES = 5, GROUP_GAP = 6, LONER_GAP = 10 };

typedef struct fact {
    int item;
    bool asked;
    char label[LABEL_SIZE];
} fact;

typedef struct scene {
    fact facts[MAX_FACTS];
    int n;
    char place[N_GROUPS][LABEL_SIZE]; /* "inside the ring", "touching the square", "on top of the box" */
    shape place_of[N_GROUPS];         /* whose place it is; N_SHAPES for the box */
    int n_places;
    bool ask_reverse; /* also "ring around the circle", "box under the star" */
} scene;

static void add_fact(scene *sc, int item, bool asked, const char *subject, const char *words,
                     const char *object)
{
    if (sc->n == MAX_FACTS)
        give_up("too many facts in one picture: %s %s the %s", subject, words, object);
    sc->facts[sc->n].item = item;
    sc->facts[sc->n].asked = asked;
    label_format(sc->facts[sc->n++].label, "%s %s the %s", subject, words, object);
}

static void add_place(scene *sc, const char *words, const char *object, shape s)
{
    sc->place_of[sc->n_places] = s;
    label_format(sc->place[sc->n_places++], "%s the %s", words, object);
}

static int draw_region(picture *p, const region *r)
{
    rgb base = colour_rgb[chance_below(&p->chance, COLOUR_BROWN)];
    paint fill = {.base = base, .shade = 22};

    picture_begin_item(p);
    shape_draw(&p->canvas, r, &fill, rgb_mix(base, colour_rgb[COLOUR_BLACK], 110), PX(3) / 2);
    return picture_end_item(p);
}

static int draw_shape(picture *p, shape s, point at, int radius)
{
    region r = shape_region(s, at, radius, 0);

    return draw_region(p, &r);
}

/* A square in a frame, anything else in a ring; filling it, or small and off its centre. */
static void draw_inside(picture *p, scene *sc, shape s, bool small)
{
    shape around = s == SHAPE_SQUARE ? SHAPE_FRAME : SHAPE_RING;
    point at = {0, 0};
    int scale = picture_place(p, 63, 63, GROUP_GAP, 0, p->canvas.height, &at), outer = PX(62) * scale / 64;

    if (scale == 0)
        return;
    add_fact(sc, draw_shape(p, around, at, outer), sc->ask_reverse, shape_name[around], "around",
             shape_name[s]);
    if (small)
        at = point_polar(at, outer * 16 / 64, chance_below(&p->chance, 360));
    add_fact(sc, draw_shape(p, s, at, outer * (small ? 26 : 46) / 64), true, shape_name[s], "inside",
             shape_name[around]);
    add_place(sc, "inside", shape_name[around], around);
}

/* How far the region reaches from its centre to the right and downwards. */
static point reach(const region *r)
{
    point far = {r->rx, r->ry};

    for (int i = 0; i < r->n_corners; i++) {
        far.x = r->corner[i].x - r->at.x > far.x ? r->corner[i].x - r->at.x : far.x;
        far.y = r->corner[i].y - r->at.y > far.y ? r->corner[i].y - r->at.y : far.y;
    }
    return far;
}

/* Two shapes that are widest in their middle, side by side. */
static void draw_touching(picture *p, scene *sc, shape left, shape right)
{
    int radius = chance_between(&p->chance, 16, 40);
    point at = {0, 0};
    int scale = picture_place(p, 2 * radius, radius * 5 / 4, GROUP_GAP, 0, p->canvas.height, &at);
    region a, b;

    if (scale == 0)
        return;
    radius = PX(radius) * scale / 64;
    a = shape_region(left, at, radius, 0);
    a = shape_region(left, (point){at.x - reach(&a).x, at.y}, radius, 0);
    radius = radius * chance_between(&p->chance, 44, 64) / 64;
    b = shape_region(right, at, radius, 0);
    b = shape_region(right, (point){at.x + reach(&b).x - PX(1), at.y}, radius, 0);
    add_fact(sc, draw_region(p, &a), true, shape_name[left], "touching", shape_name[right]);
    add_fact(sc, draw_region(p, &b), sc->ask_reverse, shape_name[right], "touching", shape_name[left]);
    add_place(sc, "touching", shape_name[right], right);
}

/* A wooden box: `at` is the middle of its upper edge. */
static int draw_box(picture *p, point at, int width, int height)
{
    rgb wood = colour_rgb[COLOUR_BROWN], dark = rgb_mix(wood, colour_rgb[COLOUR_BLACK], 130);
    region r = region_box((point){at.x, at.y + height / 2}, width / 2, height / 2);
    paint fill = {.base = rgb_mix(wood, colour_rgb[COLOUR_WHITE], 40), .shade = 14}, line = paint_plain(dark);

    picture_begin_item(p);
    shape_draw(&p->canvas, &r, &fill, dark, PX(2));
    for (int i = 1; i < 3; i++) {
        int y = at.y + height * i / 3;
        region plank = region_stroke((point){at.x - width / 2 + PX(2), y},
                                     (point){at.x + width / 2 - PX(2), y}, PX(3) / 2);

        canvas_fill(&p->canvas, &plank, &line);
    }
    return picture_end_item(p);
}

static void draw_on_top(picture *p, scene *sc, shape s)
{
    int half = chance_between(&p->chance, 34, 64);
    point at = {0, 0};
    int scale = picture_place(p, half, half * 6 / 5, GROUP_GAP, 0, p->canvas.height, &at);
    int size = PX(half) * scale / 64, radius = size * 9 / 16, bottom;
    region r;

    if (scale == 0)
        return;
    r = shape_region(s, at, radius, 0);
    bottom = at.y - size * 6 / 5 + radius + reach(&r).y;
    r = shape_region(s, (point){at.x, bottom - reach(&r).y}, radius, 0);
    add_fact(sc, draw_box(p, (point){at.x, bottom}, 2 * size - PX(4), at.y + size * 6 / 5 - bottom),
             sc->ask_reverse, "box", "under", shape_name[s]);
    add_fact(sc, draw_region(p, &r), true, shape_name[s], "on top of", "box");
    add_place(sc, "on top of", "box", N_SHAPES);
}

static void draw_loner(picture *p, shape s)
{
    int radius = chance_between(&p->chance, 11, 26);
    point at = {0, 0};
    int scale = picture_place(p, radius * 5 / 4, radius * 5 / 4, LONER_GAP, 0, p->canvas.height, &at);

    if (scale > 0)
        draw_shape(p, s, at, PX(radius) * scale / 64);
}

static bool is_fact(const scene *sc, const char *label)
{
    for (int i = 0; i < sc->n; i++)
        if (strcmp(sc->facts[i].label, label) == 0)
            return true;
    return false;
}

/* The right things in the wrong places. */
static void deny_false(picture *p, const scene *sc, const shape subjects[N_SUBJECTS])
{
    int claims[N_SUBJECTS * N_GROUPS], n = N_SUBJECTS * sc->n_places;

    for (int i = 0; i < n; i++)
        claims[i] = i;
    chance_shuffle(&p->chance, claims, (size_t)n);
    for (int i = 0; i < n && p->negative.n < WANTED_NEGATIVES; i++) {
        shape s = subjects[claims[i] % N_SUBJECTS];
        int place = claims[i] / N_SUBJECTS;
        char label[LABEL_SIZE];

        label_format(label, "%s %s", shape_name[s], sc->place[place]);
        if (s != sc->place_of[place] && !is_fact(sc, label))
            picture_deny(p, label);
    }
}

static void draw(picture *p, int index)
{
    int wide[] = {SHAPE_CIRCLE, SHAPE_SQUARE, SHAPE_DIAMOND}, pointed[] = {SHAPE_TRIANGLE, SHAPE_STAR};
    scene sc = {.ask_reverse = index % 2 == 0};
    shape touching, touched, inside, on_top;

    picture_paper(p);
    chance_shuffle(&p->chance, wide, 3);
    chance_shuffle(&p->chance, pointed, 2);
    touching = (shape)wide[0];
    touched = (shape)wide[1];
    inside = (shape)(index % 3 == 2 ? pointed[1] : wide[2]);
    on_top = (shape)pointed[0];
    draw_inside(p, &sc, inside, index % 4 == 1);
    draw_on_top(p, &sc, on_top);
    draw_touching(p, &sc, touching, touched);
    draw_loner(p, inside);
    draw_loner(p, touching);
    draw_loner(p, on_top);
    for (int i = 0; i < sc.n; i++)
        if (sc.facts[i].asked)
            picture_annotate(p, sc.facts[i].item, sc.facts[i].label, false);
    deny_false(p, &sc, (shape[N_SUBJECTS]){inside, on_top, touching, touched});
}

const subset subset_relationship = {.name = "relationship", .n_pictures = 12, .draw = draw};
