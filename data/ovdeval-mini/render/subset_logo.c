/* subset_logo.c: made-up emblems, on boards, banners and sign posts; every picture is asked all of them. */
#include "shape.h"
#include "sketch.h"
#include "subset.h"

typedef enum field { FIELD_SHIELD, FIELD_CIRCLE, FIELD_DIAMOND, FIELD_HEXAGON, FIELD_SQUARE } field;
typedef enum charge {
    CHARGE_STAR,
    CHARGE_CRESCENT,
    CHARGE_CROSS,
    CHARGE_RING,
    CHARGE_TRIANGLE,
    CHARGE_BARS
} charge;

typedef struct emblem {
    const char *label; /* NULL: it is there to mislead */
    colour_id charge_colour;
    charge charge;
    colour_id field_colour;
    field field;
} emblem;

enum { N_EMBLEMS = 9, N_DECOYS = 3, MAX_EMBLEMS = 7 };

/* First those with labels; after them, emblems that nobody asks for. */
static const emblem emblems[N_EMBLEMS + N_DECOYS] = {
    {"emblem with a white star in a blue shield", COLOUR_WHITE, CHARGE_STAR, COLOUR_BLUE, FIELD_SHIELD},
    {"emblem with a white crescent in a blue shield", COLOUR_WHITE, CHARGE_CRESCENT, COLOUR_BLUE,
     FIELD_SHIELD},
    {"emblem with a yellow star in a red shield", COLOUR_YELLOW, CHARGE_STAR, COLOUR_RED, FIELD_SHIELD},
    {"emblem with a yellow crescent in a green circle", COLOUR_YELLOW, CHARGE_CRESCENT, COLOUR_GREEN,
     FIELD_CIRCLE},
    {"emblem with a white cross in a red circle", COLOUR_WHITE, CHARGE_CROSS, COLOUR_RED, FIELD_CIRCLE},
    {"emblem with a white ring in a purple hexagon", COLOUR_WHITE, CHARGE_RING, COLOUR_PURPLE, FIELD_HEXAGON},
    {"emblem with a black triangle in a yellow diamond", COLOUR_BLACK, CHARGE_TRIANGLE, COLOUR_YELLOW,
     FIELD_DIAMOND},
    {"emblem with two white bars in an orange square", COLOUR_WHITE, CHARGE_BARS, COLOUR_ORANGE,
     FIELD_SQUARE},
    {"emblem with a pink ring in a black circle", COLOUR_PINK, CHARGE_RING, COLOUR_BLACK, FIELD_CIRCLE},
    {NULL, COLOUR_WHITE, CHARGE_STAR, COLOUR_GREEN, FIELD_CIRCLE},
    {NULL, COLOUR_YELLOW, CHARGE_CROSS, COLOUR_BLUE, FIELD_SHIELD},
    {NULL, COLOUR_WHITE, CHARGE_TRIANGLE, COLOUR_PURPLE, FIELD_HEXAGON},
};

/* A straight top, and two quarter ellipses that meet in the point below. */
static region shield_region(point at, int radius)
{
    region r = {.kind = REGION_POLYGON, .at = at};
    int steps = 10, half = radius * 56 / 64;

    r.corner[r.n_corners++] = (point){at.x - half, at.y - radius * 58 / 64};
    r.corner[r.n_corners++] = (point){at.x + half, at.y - radius * 58 / 64};
    for (int i = 0; i <= 2 * steps; i++) {
        point arc = point_polar((point){0, 0}, half, 90 + i * 9);

        r.corner[r.n_corners++] = (point){at.x + arc.x, at.y - radius * 6 / 64 + arc.y * 80 / 64};
    }
    return r;
}

static region field_region(field f, point at, int radius)
{
    switch (f) {
    case FIELD_SHIELD: return shield_region(at, radius);
    case FIELD_CIRCLE: return shape_region(SHAPE_CIRCLE, at, radius, 0);
    case FIELD_DIAMOND: return shape_region(SHAPE_SQUARE, at, radius * 58 / 64, 45);
    case FIELD_HEXAGON: return shape_region(SHAPE_HEXAGON, at, radius, 0);
    case FIELD_SQUARE: break;
    }
    return shape_region(SHAPE_SQUARE, at, radius, 0);
}

static void draw_charge(canvas *c, const emblem *e, point at, int radius)
{
    paint ink = paint_plain(colour_rgb[e->charge_colour]);
    region bite = region_ellipse((point){at.x + radius * 18 / 64, at.y - radius * 4 / 64}, radius * 30 / 64,
                                 radius * 30 / 64);
    region bar = region_box((point){at.x, at.y - radius * 18 / 64}, radius * 36 / 64, radius * 9 / 64), r;

    switch (e->charge) {
    case CHARGE_STAR: r = shape_region(SHAPE_STAR, at, radius * 40 / 64, 0); break;
    case CHARGE_CRESCENT:
        r = region_ellipse(at, radius * 40 / 64, radius * 40 / 64);
        r.without = &bite;
        break;
    case CHARGE_CROSS: r = shape_region(SHAPE_CROSS, at, radius * 44 / 64, 0); break;
    case CHARGE_RING:
        r = shape_region(SHAPE_RING, at, radius * 38 / 64, 0);
        r.hole = 38;
        break;
    case CHARGE_TRIANGLE: r = shape_region(SHAPE_TRIANGLE, at, radius * 40 / 64, 0); break;
    case CHARGE_BARS:
        canvas_fill(c, &bar, &ink);
        r = region_box((point){at.x, at.y + radius * 18 / 64}, radius * 36 / 64, radius * 9 / 64);
        break;
    }
    canvas_fill(c, &r, &ink);
}

static int draw_emblem(picture *p, const emblem *e, point at, int radius)
{
    region r = field_region(e->field, at, radius);
    paint fill = {.base = colour_rgb[e->field_colour], .shade = 14};

    picture_begin_item(p);
    shape_draw(&p->canvas, &r, &fill, rgb_mix(fill.base, colour_rgb[COLOUR_BLACK], 100), PX(1) + radius / 32);
    draw_charge(&p->canvas, e, at, radius);
    return picture_end_item(p);
}

static void draw_board(const sketch *s)
{
    sketch_box(s, -126, -126, 126, 126, (rgb){176, 180, 186});
    sketch_box(s, -121, -121, 121, 121, (rgb){236, 236, 234});
}

static void draw_post(const sketch *s)
{
    sketch_box(s, -10, 110, 10, 190, (rgb){150, 152, 158});
    sketch_box(s, -34, 184, 34, 192, (rgb){120, 122, 128});
    sketch_disc(s, 0, 0, 128, 128, (rgb){176, 180, 186});
    sketch_disc(s, 0, 0, 121, 121, (rgb){236, 236, 234});
}

static void draw_banner(const sketch *s)
{
    static const short cloth[][2] = {{-114, -124}, {114, -124}, {114, 127}, {57, 112},
                                     {0, 127},     {-57, 112},  {-114, 127}};

    sketch_polygon(s, 7, cloth, (rgb){222, 222, 226});
    sketch_line(s, -126, -124, 126, -124, 12, (rgb){120, 122, 128});
}

static void draw_sign(picture *p, int which, int radius)
{
    static void (*const carriers[])(const sketch *s) = {draw_board, draw_post, draw_banner};
    int carrier = chance_below(&p->chance, 4), post = carrier == 1 ? 62 : 0, scale, item;
    point at;

    scale = picture_place(p, radius * 132 / 100, radius * (264 + post) / 200, 3, 0, p->canvas.height, &at);
    if (scale == 0)
        return;
    radius = PX(radius) * scale / 64;
    at.y -= radius * post / 200;
    if (carrier < 3)
        carriers[carrier](&(sketch){&p->canvas, at, radius});
    item = draw_emblem(p, &emblems[which], at, radius);
    if (emblems[which].label)
        picture_annotate(p, item, emblems[which].label, false);
}

/* Two or three emblems that are asked, some of them again and smaller, and one that nobody asks for. */
static void draw(picture *p, int index)
{
    static const int radii[MAX_EMBLEMS] = {58, 38, 32, 28, 22, 15, 12};
    int first = index % N_EMBLEMS, second = (index * 4 + 1) % N_EMBLEMS, third = (index * 2 + 5) % N_EMBLEMS;
    int cast[MAX_EMBLEMS] = {first, second, N_EMBLEMS + index % N_DECOYS, third, first, second, first};

    picture_paper(p);
    for (int i = index % 2; i < MAX_EMBLEMS; i++)
        draw_sign(p, cast[i], radii[i]);
}

static const char *label(int i)
{
    return emblems[i].label;
}

const subset subset_logo = {
    .name = "logo", .n_pictures = 12, .n_labels = N_EMBLEMS, .label = label, .draw = draw};
