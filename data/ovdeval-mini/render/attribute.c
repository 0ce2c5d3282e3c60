#include "attribute.h"

#include "heap.h"

enum { N_PICKED = 3, N_RADII = 8, MAX_PALETTE = 16, HEAP_RADIUS = 44 };

/* What a picture is about. */
typedef struct plan {
    const attribute *a;
    int value[N_PICKED];
    shape shape[N_PICKED];
    bool asked[N_PICKED][N_PICKED]; /* value x shape */
    bool drawn[N_PICKED][N_PICKED];
} plan;

static plan make_plan(chance *c, int index, const attribute *a)
{
    plan pl = {.a = a};
    int values[MAX_PALETTE], shapes[MAX_PALETTE];

    for (int i = 0; i < MAX_PALETTE; i++)
        values[i] = shapes[i] = i;
    chance_shuffle(c, values, (size_t)a->n_values);
    chance_shuffle(c, shapes, (size_t)a->n_shapes);
    for (int i = 0; i < N_PICKED; i++) {
        pl.value[i] = values[i];
        pl.shape[i] = a->shapes[shapes[i]];
    }
    pl.asked[0][0] = pl.asked[1][1] = true;
    pl.asked[0][1] = index % 3 == 0;
    return pl;
}

static void label_of(char label[LABEL_SIZE], const plan *pl, int v, int s)
{
    label_format(label, "%s %s", pl->a->values[pl->value[v]], shape_name[pl->shape[s]]);
}

static void annotate(picture *p, const plan *pl, int item, int v, int s, bool crowd)
{
    char label[LABEL_SIZE];

    if (!pl->asked[v][s])
        return;
    label_of(label, pl, v, s);
    picture_annotate(p, item, label, crowd);
}

static void draw_one(picture *p, plan *pl, int v, int s, point at, int radius)
{
    region r = shape_region(pl->shape[s], at, radius, chance_between(&p->chance, -9, 9));
    rgb outline;
    paint fill = pl->a->paint(&p->chance, pl->value[v], radius, &outline);

    pl->drawn[v][s] = true;
    picture_begin_item(p);
    shape_draw(&p->canvas, &r, &fill, outline, PX(3) / 2);
    annotate(p, pl, picture_end_item(p), v, s, false);
}

static void draw_heap(picture *p, plan *pl)
{
    rgb outline;
    paint fill;
    point at;
    int scale = picture_place(p, HEAP_RADIUS, HEAP_RADIUS, 6, 0, p->canvas.height, &at);

    if (scale == 0)
        return;
    fill = pl->a->paint(&p->chance, pl->value[0], PX(HEAP_RADIUS) / 4, &outline);
    pl->drawn[0][0] = true;
    annotate(p, pl, heap_draw(p, pl->shape[0], &fill, outline, PX(1), at, PX(HEAP_RADIUS) * scale / 64), 0, 0,
             true);
}

/* A thing, and a smaller one that hides a part of it. */
static void draw_hidden(picture *p, plan *pl)
{
    int scale, radius;
    point at;

    scale = picture_place(p, 62, 62, 6, 0, p->canvas.height, &at);
    if (scale == 0)
        return;
    radius = PX(44) * scale / 64;
    draw_one(p, pl, 0, 0, at, radius);
    draw_one(p, pl, 2, 2, point_polar(at, radius, chance_below(&p->chance, 360)), radius * 7 / 16);
}

static void deny_pairs(picture *p, const plan *pl)
{
    for (int v = 0; v < N_PICKED; v++) {
        for (int s = 0; s < N_PICKED; s++) {
            char label[LABEL_SIZE];

            if (pl->drawn[v][s] || pl->asked[v][s])
                continue;
            label_of(label, pl, v, s);
            picture_deny(p, label);
        }
    }
}

void attribute_draw(picture *p, int index, const attribute *a)
{
    static const int radii[N_RADII] = {66, 38, 30, 24, 20, 13, 12, 11};
    static const int pairs[N_RADII][2] = {{0, 0}, {1, 1}, {0, 1}, {2, 2}, {0, 0}, {1, 1}, {2, 2}, {0, 0}};
    plan pl = make_plan(&p->chance, index, a);
    int first = index % 3 == 1 ? 1 : 0; /* a third of the pictures go without the large one */
    int order[N_RADII];

    picture_paper(p);
    for (int i = 0; i < N_RADII; i++)
        order[i] = i;
    chance_shuffle(&p->chance, order, N_RADII);
    if (index % 4 == 3)
        draw_heap(p, &pl);
    if (index % 4 == 1)
        draw_hidden(p, &pl);
    for (int i = first; i < N_RADII; i++) {
        const int *pair = pairs[order[i]];
        int radius = radii[i] < a->smallest ? a->smallest : radii[i], scale;
        point at;

        if (pair[0] == 0 && pair[1] == 1 && !pl.asked[0][1])
            continue;
        scale = picture_place(p, radius * 9 / 8, radius * 9 / 8, 5, 0, p->canvas.height, &at);
        if (scale > 0 && radius * scale / 64 >= a->smallest * 3 / 4)
            draw_one(p, &pl, pair[0], pair[1], at, PX(radius) * scale / 64);
    }
    deny_pairs(p, &pl);
}
