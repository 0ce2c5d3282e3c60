/* What a thing is: its form, colour, texture and marks. */
#include "unit/shapes_drawing.h"

static od_form best_form(const od_thing *t)
{
    int best = 0;

    for (int i = 1; i < OD_N_FORMS; i++)
        best = t->form[i] > t->form[best] ? i : best;
    return (od_form)best;
}

static od_texture best_texture(const od_thing *t)
{
    int best = 0;

    for (int i = 1; i < OD_N_TEXTURES; i++)
        best = t->texture[i] > t->texture[best] ? i : best;
    return (od_texture)best;
}

static void each_form_is_told_from_the_others_small_and_large(void **state)
{
    static const struct {
        drawn_form drawn;
        od_form form;
    } cases[] = {{drawn_disc, OD_CIRCLE},       {drawn_square, OD_SQUARE},   {drawn_bar, OD_RECTANGLE},
                 {drawn_triangle, OD_TRIANGLE}, {drawn_diamond, OD_DIAMOND}, {drawn_hexagon, OD_HEXAGON},
                 {drawn_star, OD_STAR},         {drawn_plus, OD_CROSS},      {drawn_moon, OD_CRESCENT}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (double radius = 12; radius < 60; radius *= 2) {
            drawing d = drawing_new(120, 120);
            seen s;

            draw(&d, cases[i].drawn, 60.3, 59.6, radius, drawn_blue);
            s = look_at(&d);
            assert_true(s.things.n >= 1 && s.things.at[0].part == 1);
            assert_int_equal(best_form(&s.things.at[0]), cases[i].form);
            assert_true(s.things.at[0].form[cases[i].form] > 0.65);
            seen_free(&s);
            drawing_free(&d);
        }
}

static bool striped(int x, int y)
{
    return (x + y) % 8 < 4;
}

static bool dotted(int x, int y)
{
    int dx = (x + y / 8 % 2 * 4) % 8 - 4, dy = y % 8 - 4;

    return dx * dx + dy * dy <= 6;
}

static bool checkered(int x, int y)
{
    return (x / 7 + y / 7) % 2 == 0;
}

static bool brick(int x, int y)
{
    return y % 8 < 2 || (x + y / 8 % 2 * 8) % 16 < 2;
}

static bool wavy(int x, int y)
{
    return fmod(y + 8 * 0.4 * sin(x * 2 * 3.14159265 / 20) + 8, 8) < 3.2;
}

static void each_texture_is_told_from_the_others(void **state)
{
    static const drawn_mark marks[OD_N_TEXTURES] = {NULL, striped, dotted, checkered, brick, wavy};
    const od_rgb light = {200, 220, 250};

    (void)state;
    for (int i = 0; i < OD_N_TEXTURES; i++) {
        drawing d = drawing_new(120, 120);
        seen s;

        drawing_fill(&d, drawn_disc, 60, 60, 40, i == OD_BRICK ? drawn_blue : light, marks[i],
                     i == OD_BRICK ? light : drawn_blue);
        s = look_at(&d);
        assert_int_equal(best_texture(&s.things.at[0]), i);
        assert_true(s.things.at[0].texture[i] > 0.5);
        seen_free(&s);
        drawing_free(&d);
    }
}

static void colours_have_the_words_that_people_use(void **state)
{
    static const struct {
        od_rgb c;
        od_hue hue;
    } cases[] = {{{255, 0, 0}, OD_RED},       {{255, 128, 0}, OD_ORANGE}, {{255, 230, 0}, OD_YELLOW},
                 {{0, 160, 0}, OD_GREEN},     {{0, 60, 220}, OD_BLUE},    {{130, 0, 190}, OD_PURPLE},
                 {{255, 150, 200}, OD_PINK},  {{120, 72, 30}, OD_BROWN},  {{0, 0, 0}, OD_BLACK},
                 {{255, 255, 255}, OD_WHITE}, {{128, 128, 128}, OD_GRAY}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(od_hue_of(cases[i].c), cases[i].hue);
    assert_true(od_hue_fits(OD_RED, (od_rgb){255, 0, 0}) > 0.99);
    assert_true(od_hue_fits(OD_BLUE, (od_rgb){255, 0, 0}) < 0.01);
}

static void a_border_a_dot_and_a_stripe_are_seen_each_by_itself(void **state)
{
    (void)state;
    for (int marks = 0; marks < 8; marks++) {
        drawing d = drawing_new(100, 100);
        seen s;

        draw(&d, drawn_square, 50, 50, 24, marks & 1 ? drawn_black : drawn_yellow);
        draw(&d, drawn_square, 50, 50, 20, drawn_yellow);
        if (marks & 4)
            draw(&d, drawn_bar, 50, 50, 17, drawn_white);
        if (marks & 2)
            draw(&d, drawn_disc, 50, 50, 6, drawn_black);
        s = look_at(&d);
        assert_true((s.things.at[0].border > 0.7) == ((marks & 1) != 0));
        assert_true((s.things.at[0].dot > 0.5) == ((marks & 2) != 0));
        assert_true((s.things.at[0].stripe > 0.5) == ((marks & 4) != 0));
        assert_true(s.things.at[0].main_hue[OD_YELLOW] > 0.9);
        seen_free(&s);
        drawing_free(&d);
    }
}

/* A bridge, say: three openings below, so four pieces on the ground. */
static void the_silhouette_counts_pieces_in_a_row(void **state)
{
    drawing d = drawing_new(160, 80);
    seen s;

    (void)state;
    for (int i = 0; i < 4; i++)
        draw(&d, drawn_square, 35 + 30 * i, 50, 10, drawn_brown);
    for (int i = 0; i < 7; i++)
        draw(&d, drawn_square, 30 + 16 * i + 2.5, 36, 8, drawn_brown);

    s = look_at(&d);

    assert_int_equal(s.things.at[0].runs[0], 1);
    assert_int_equal(s.things.at[0].runs[OD_LEVELS - 1], 4);
    seen_free(&s);
    drawing_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_is_told_from_the_others_small_and_large),
        cmocka_unit_test(each_texture_is_told_from_the_others),
        cmocka_unit_test(colours_have_the_words_that_people_use),
        cmocka_unit_test(a_border_a_dot_and_a_stripe_are_seen_each_by_itself),
        cmocka_unit_test(the_silhouette_counts_pieces_in_a_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
