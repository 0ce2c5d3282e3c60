/* subset_landmark.c: made-up landmarks near and far in a landscape; every picture is asked all of them. */
#include "landmarks.h"
#include "subset.h"

enum { MAX_SIGHTS = 7, PLACE_ATTEMPTS = 200 };

static void draw_landscape(picture *p, int horizon)
{
    static const rgb skies[][2] = {{{150, 196, 236}, {222, 238, 248}},
                                   {{172, 206, 232}, {248, 232, 214}},
                                   {{164, 214, 226}, {232, 244, 240}}};
    int width = p->canvas.width, height = p->canvas.height;
    const rgb *sky = skies[chance_below(&p->chance, 3)];

    canvas_gradient(&p->canvas, 0, horizon, sky[0], sky[1]);
    for (int i = 0; i < 3; i++) {
        point at = {PX(width * (2 * i + 1) / 6 + chance_between(&p->chance, -40, 40)), PX(horizon)};
        region hill = region_ellipse(at, PX(width / 3), PX(chance_between(&p->chance, 18, 40)));
        paint fog =
            paint_plain((rgb){(uint8_t)(186 - 8 * i), (uint8_t)(206 - 6 * i), (uint8_t)(206 - 10 * i)});

        canvas_fill(&p->canvas, &hill, &fog);
    }
    canvas_gradient(&p->canvas, horizon, height, (rgb){176, 208, 150}, (rgb){134, 182, 112});
}

static void draw_cloud(picture *p, int horizon)
{
    point at = {PX(chance_between(&p->chance, 40, p->canvas.width - 40)),
                PX(chance_between(&p->chance, 16, horizon / 3))};
    paint white = paint_plain((rgb){240, 246, 250});
    int size = PX(chance_between(&p->chance, 8, 14));

    for (int i = -1; i <= 1; i++) {
        point puff = {at.x + i * size * 3 / 2, at.y + (i == 0 ? 0 : size / 3)};
        region r = region_ellipse(puff, size * 3 / 2, i == 0 ? size : size * 2 / 3);

        canvas_fill(&p->canvas, &r, &white);
    }
}

/* Draws the sight, `size` pixels to 100 of its units, where it stands free; nearer, that is lower, the larger
 * it is. */
static void draw_sight(picture *p, const landmark *l, int size, int horizon)
{
    int half = l->half_width * size / 100, height = l->height * size / 100,
        depth = p->canvas.height - horizon;
    int foot = horizon + 3 + size * depth * 9 / 1000;

    if (foot > p->canvas.height - 4)
        foot = p->canvas.height - 4;
    for (int i = 0; i < PLACE_ATTEMPTS && p->canvas.width > 2 * half; i++) {
        int x = half + chance_below(&p->chance, p->canvas.width - 2 * half);

        if (!picture_claim(p, (box){x - half, foot - height, 2 * half, height}, 3))
            continue;
        picture_begin_item(p);
        l->draw(&(sketch){&p->canvas, {PX(x), PX(foot)}, PX(size)});
        if (l->label)
            picture_annotate(p, picture_end_item(p), l->label, false);
        return;
    }
}

/* One or two sights near, others far. The nearest is drawn first: nothing overlaps, so the order does not
 * show. */
static void draw(picture *p, int index)
{
    static const int sizes[][MAX_SIGHTS] = {{100, 56, 44, 36, 24, 18, 15}, {72, 70, 44, 34, 26, 20, 14}};
    const landmark *cast[MAX_SIGHTS] = {
        &landmarks[index % N_LANDMARKS],
        &landmarks[(index + 4) % N_LANDMARKS],
        &decoys[index % N_DECOYS],
        &landmarks[(index * 2 + 3) % N_LANDMARKS],
        &landmarks[(index + 7) % N_LANDMARKS],
        &decoys[(index + 1) % N_DECOYS],
        &landmarks[(index * 5 + 2) % N_LANDMARKS],
    };
    int horizon = p->canvas.height * 64 / 100;

    draw_landscape(p, horizon);
    draw_cloud(p, horizon);
    draw_cloud(p, horizon);
    for (int i = 0; i < MAX_SIGHTS; i++)
        draw_sight(p, cast[i], sizes[index % 2][i] * p->canvas.height / 300, horizon);
}

static const char *label(int i)
{
    return landmarks[i].label;
}

const subset subset_landmark = {
    .name = "landmark", .n_pictures = 12, .n_labels = N_LANDMARKS, .label = label, .draw = draw};
