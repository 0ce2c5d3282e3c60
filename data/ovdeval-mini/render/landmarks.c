#include "landmarks.h"

#include <stddef.h>

static const rgb brown = {142, 96, 62}, dark_brown = {104, 68, 44}, gray = {150, 154, 160},
                 dark_gray = {104, 108, 116};
static const rgb white = {250, 250, 248}, ash = {196, 200, 206}, red = {206, 48, 44}, dark = {52, 50, 58};
static const rgb blue = {48, 98, 196}, yellow = {232, 190, 70}, sand = {204, 156, 52},
                 purple = {132, 78, 170};
static const rgb dark_purple = {88, 46, 122}, pink = {238, 122, 170}, dark_pink = {190, 70, 124},
                 green = {62, 128, 70};

static void draw_tower(const sketch *s, rgb wall, rgb shadow, rgb flag)
{
    static const short cloth[][2] = {{2, -200}, {40, -190}, {2, -178}};

    sketch_line(s, 0, -160, 0, -198, 4, dark);
    sketch_polygon(s, 3, cloth, flag);
    sketch_box(s, -30, -145, 30, 0, wall);
    sketch_box(s, 12, -145, 30, 0, shadow);
    sketch_box(s, -38, -150, 38, -136, wall);
    for (int x = -38; x <= 26; x += 16)
        sketch_box(s, x, -162, x + 10, -149, wall);
    sketch_box(s, 12, -150, 38, -136, shadow);
    sketch_disc(s, -6, -100, 6, 10, dark);
    sketch_disc(s, -6, -62, 6, 10, dark);
    sketch_disc(s, 0, -14, 11, 13, dark);
    sketch_box(s, -11, -14, 11, 0, dark);
}

static void draw_flag_tower(const sketch *s)
{
    draw_tower(s, brown, dark_brown, red);
}

static void draw_blue_flag_tower(const sketch *s)
{
    draw_tower(s, gray, dark_gray, blue);
}

static void draw_stone_bridge(const sketch *s)
{
    for (int i = -1; i <= 1; i++) {
        point centre = sketch_point(s, 66 * i, -26);
        region arch = region_ellipse(sketch_point(s, 66 * i, 0), sketch_length(s, 25), sketch_length(s, 40));
        region span = region_box(centre, sketch_length(s, 34), sketch_length(s, 26));
        region rim = region_ellipse(arch.at, arch.rx + sketch_length(s, 5), arch.ry + sketch_length(s, 5));

        span.without = &arch;
        rim.without = &arch;
        rim.within = &span;
        sketch_fill(s, &span, gray);
        sketch_fill(s, &rim, dark_gray);
    }
    sketch_box(s, -100, -60, 100, -50, dark_gray);
    for (int x = -98; x <= 90; x += 18)
        sketch_box(s, x, -68, x + 8, -60, gray);
}

static void draw_suspension_bridge(const sketch *s)
{
    enum { SPAN = 44, STEP = 11, SAG = 42, TOP = -82 };

    for (int x = -SPAN; x < SPAN; x += STEP) {
        int y0 = TOP + SAG - SAG * x * x / (SPAN * SPAN),
            y1 = TOP + SAG - SAG * (x + STEP) * (x + STEP) / (SPAN * SPAN);

        sketch_line(s, x, y0, x + STEP, y1, 4, red);
        sketch_line(s, x, y0, x, -26, 2, red);
    }
    sketch_line(s, -SPAN, TOP, -98, -28, 4, red);
    sketch_line(s, SPAN, TOP, 98, -28, 4, red);
    for (int side = -1; side <= 1; side += 2) {
        sketch_box(s, side * SPAN - 5, TOP - 6, side * SPAN + 5, 0, red);
        sketch_box(s, side * SPAN - 9, TOP - 10, side * SPAN + 9, TOP - 2, red);
    }
    sketch_box(s, -100, -30, 100, -20, red);
}

static void draw_pyramid(const sketch *s)
{
    for (int i = 0; i < 6; i++) {
        sketch_box(s, -100 + 16 * i, -20 * (i + 1), 100 - 16 * i, -20 * i, yellow);
        sketch_box(s, -100 + 16 * i, -20 * i - 5, 100 - 16 * i, -20 * i, sand);
    }
    sketch_box(s, -14, -118, 14, 0, sand);
    for (int y = -112; y < 0; y += 10)
        sketch_line(s, -12, y, 12, y, 2, dark_brown);
}

static void draw_temple(const sketch *s)
{
    region dome = region_ellipse(sketch_point(s, 0, -100), sketch_length(s, 52), sketch_length(s, 58));
    region upper = region_box(sketch_point(s, 0, -140), sketch_length(s, 60), sketch_length(s, 40));

    dome.within = &upper;
    sketch_line(s, 0, -156, 0, -174, 4, yellow);
    sketch_fill(s, &dome, blue);
    sketch_box(s, -60, -104, 60, -92, white);
    sketch_box(s, -78, -92, 78, -76, white);
    sketch_box(s, -78, -80, 78, -76, ash);
    sketch_box(s, -70, -76, 70, -14, ash);
    for (int x = -72; x <= 60; x += 26)
        sketch_box(s, x, -76, x + 14, -14, white);
    sketch_box(s, -80, -14, 80, -7, white);
    sketch_box(s, -90, -7, 90, 0, ash);
}

static void draw_windmill(const sketch *s)
{
    static const short body[][2] = {{-20, -125}, {20, -125}, {34, 0}, {-34, 0}};
    static const short roof[][2] = {{-24, -122}, {-14, -144}, {14, -144}, {24, -122}};
    point hub = sketch_point(s, 0, -122);

    sketch_polygon(s, 4, body, brown);
    sketch_polygon(s, 4, roof, dark_brown);
    sketch_disc(s, 0, -70, 7, 9, white);
    sketch_box(s, -10, -28, 10, 0, dark);
    for (int i = 0; i < 4; i++) {
        point tip = point_polar(hub, sketch_length(s, 78), 28 + 90 * i);
        point from = point_polar(hub, sketch_length(s, 22), 28 + 90 * i + 22);
        point to = point_polar(hub, sketch_length(s, 74), 28 + 90 * i + 7);
        region sail = region_stroke(from, to, sketch_length(s, 16)),
               spar = region_stroke(hub, tip, sketch_length(s, 4));

        sketch_fill(s, &sail, white);
        sketch_fill(s, &spar, dark_brown);
    }
    sketch_disc(s, 0, -122, 6, 6, dark);
}

static void draw_lighthouse(const sketch *s)
{
    static const short body[][2] = {{-19, -150}, {19, -150}, {31, 0}, {-31, 0}};
    static const short roof[][2] = {{-20, -182}, {0, -200}, {20, -182}};
    region tower = sketch_outline(s, 4, body);

    sketch_fill(s, &tower, white);
    for (int i = 0; i < 3; i++) {
        region band =
            region_box(sketch_point(s, 0, -125 + 50 * i), sketch_length(s, 40), sketch_length(s, 12));

        band.within = &tower;
        sketch_fill(s, &band, red);
    }
    sketch_box(s, -26, -158, 26, -148, dark);
    sketch_box(s, -15, -184, 15, -156, yellow);
    sketch_line(s, 0, -182, 0, -158, 3, dark);
    sketch_polygon(s, 3, roof, red);
}

static void draw_clock_tower(const sketch *s)
{
    static const short roof[][2] = {{-38, -132}, {0, -200}, {38, -132}};

    sketch_box(s, -29, -136, 29, 0, purple);
    sketch_box(s, 14, -136, 29, 0, dark_purple);
    sketch_polygon(s, 3, roof, dark_purple);
    sketch_disc(s, 0, -106, 21, 21, white);
    sketch_line(s, 0, -106, 0, -121, 4, dark);
    sketch_line(s, 0, -106, 10, -100, 4, dark);
    sketch_box(s, -34, -78, 34, -70, dark_purple);
    for (int y = -58; y <= -30; y += 28)
        sketch_box(s, -14, y, -4, y + 16, yellow);
    sketch_box(s, -9, -22, 9, 0, dark);
}

static void draw_ferris_wheel(const sketch *s)
{
    enum { HUB = -104, RADIUS = 84, CABINS = 12 };
    point hub = sketch_point(s, 0, HUB);

    sketch_line(s, 0, HUB, -46, 0, 7, dark_pink);
    sketch_line(s, 0, HUB, 46, 0, 7, dark_pink);
    for (int i = 0; i < CABINS; i++) {
        region spoke = region_stroke(hub, point_polar(hub, sketch_length(s, RADIUS), 360 / CABINS * i),
                                     sketch_length(s, 3));

        sketch_fill(s, &spoke, pink);
    }
    sketch_ring(s, 0, HUB, RADIUS, 7, pink);
    sketch_ring(s, 0, HUB, RADIUS / 2, 4, pink);
    for (int i = 0; i < CABINS; i++) {
        point at = point_polar(hub, sketch_length(s, RADIUS), 360 / CABINS * i);
        region cabin = region_ellipse(at, sketch_length(s, 11), sketch_length(s, 11));

        sketch_fill(s, &cabin, i % 2 ? dark_pink : pink);
    }
    sketch_disc(s, 0, HUB, 10, 10, dark_pink);
}

static void draw_house(const sketch *s)
{
    static const short roof[][2] = {{-96, -84}, {0, -150}, {96, -84}};

    sketch_box(s, -80, -86, 80, 0, (rgb){226, 214, 190});
    sketch_polygon(s, 3, roof, (rgb){158, 92, 74});
    sketch_box(s, -14, -46, 14, 0, dark_brown);
    for (int side = -1; side <= 1; side += 2)
        sketch_box(s, side * 48 - 13, -62, side * 48 + 13, -34, (rgb){120, 150, 178});
}

static void draw_tree(const sketch *s)
{
    static const short lower[][2] = {{-56, -40}, {0, -140}, {56, -40}},
                       upper[][2] = {{-42, -100}, {0, -195}, {42, -100}};

    sketch_box(s, -9, -45, 9, 0, dark_brown);
    sketch_polygon(s, 3, lower, green);
    sketch_polygon(s, 3, upper, (rgb){74, 142, 80});
}

const landmark landmarks[N_LANDMARKS] = {
    {"gray stone bridge with three arches", 100, 68, draw_stone_bridge},
    {"brown round tower with a red flag", 42, 200, draw_flag_tower},
    {"red suspension bridge with two towers", 100, 92, draw_suspension_bridge},
    {"yellow stepped pyramid", 100, 120, draw_pyramid},
    {"white temple with a blue dome", 90, 176, draw_temple},
    {"brown windmill with white sails", 78, 200, draw_windmill},
    {"white lighthouse with red stripes", 32, 200, draw_lighthouse},
    {"purple clock tower with a pointed roof", 38, 200, draw_clock_tower},
    {"pink ferris wheel", 95, 200, draw_ferris_wheel},
};

const landmark decoys[N_DECOYS] = {
    {NULL, 42, 200, draw_blue_flag_tower},
    {NULL, 96, 150, draw_house},
    {NULL, 56, 195, draw_tree},
};
