/* Patches: what is ground, what belongs together, and boxes that are right to the pixel. */
#include "unit/shapes_drawing.h"

static void a_disc_is_one_patch_with_the_box_that_it_was_drawn_in(void **state)
{
    drawing d = drawing_new(100, 80);
    seen s;

    (void)state;
    draw(&d, drawn_disc, 50, 40, 20, drawn_red);

    s = look_at(&d);

    assert_int_equal(s.segments.n_blobs, 1);
    assert_int_equal(s.segments.n, 2);
    assert_int_equal(s.things.n, 1);
    assert_int_equal(s.things.at[0].box.x0, 30);
    assert_int_equal(s.things.at[0].box.x1, 70);
    assert_int_equal(s.things.at[0].box.y0, 20);
    assert_int_equal(s.things.at[0].box.y1, 60);
    seen_free(&s);
    drawing_free(&d);
}

static void an_outline_belongs_to_what_it_outlines(void **state)
{
    const od_rgb dark_red = {138, 44, 47};
    drawing d = drawing_new(100, 80);
    seen s;

    (void)state;
    draw(&d, drawn_disc, 50, 40, 20, dark_red);
    draw(&d, drawn_disc, 50, 40, 18.5, drawn_red);

    s = look_at(&d);

    assert_int_equal(s.segments.n, 2);
    assert_int_equal(s.segments.patches[1].box.x0, 30);
    assert_int_equal(s.segments.patches[1].box.x1, 70);
    seen_free(&s);
    drawing_free(&d);
}

static void every_pixel_is_in_one_patch(void **state)
{
    drawing d = drawing_new(60, 50);
    uint64_t area = 0;
    seen s;

    (void)state;
    draw(&d, drawn_star, 30, 25, 20, drawn_blue);
    draw(&d, drawn_disc, 30, 25, 6, drawn_white);

    s = look_at(&d);

    for (uint32_t i = 0; i < s.segments.n; i++)
        area += s.segments.patches[i].area;
    assert_int_equal(area, 60 * 50);
    seen_free(&s);
    drawing_free(&d);
}

static void ground_shows_through_a_ring_but_not_where_a_white_disc_is(void **state)
{
    drawing d = drawing_new(160, 80);
    seen s;

    (void)state;
    draw(&d, drawn_ring, 40, 40, 24, drawn_blue);
    draw(&d, drawn_disc, 120, 40, 24, drawn_blue);
    draw(&d, drawn_disc, 120, 40, 17, drawn_white);

    s = look_at(&d);

    assert_true(s.segments.patches[s.segments.patch[40 * 160 + 40]].ground);
    assert_false(s.segments.patches[s.segments.patch[40 * 160 + 120]].ground);
    for (size_t i = 0; i < s.things.n; i++)
        if (s.things.at[i].part >= 1)
            assert_true((s.things.at[i].box.x0 < 80) == (s.things.at[i].hole > 0.4));
    seen_free(&s);
    drawing_free(&d);
}

/* Light above, darker below, as pictures of rooms and skies are. */
static void a_ground_that_drifts_is_still_ground(void **state)
{
    drawing d = drawing_new(90, 120);
    seen s;

    (void)state;
    for (int y = 0; y < d.height; y++)
        memset(d.rgb + (size_t)y * 270, 250 - y, 270);
    draw(&d, drawn_square, 45, 60, 15, drawn_green);

    s = look_at(&d);

    assert_int_equal(s.segments.n_blobs, 1);
    assert_int_equal(s.things.at[0].box.x0, 30);
    assert_int_equal(s.things.at[0].box.y1, 75);
    seen_free(&s);
    drawing_free(&d);
}

static void a_large_image_is_reduced_by_a_whole_factor(void **state)
{
    unsigned char *rgb = calloc((size_t)3001 * 2000, 3);
    od_raster p;

    (void)state;
    assert_non_null(rgb);
    memset(rgb, 7, (size_t)3001 * 2000 * 3);

    assert_int_equal(od_raster_make(&p, rgb, 3001, 2000, NULL), OD_OK);

    /* 6.0 million pixels, at most 1,048,576: 3 x 3 to one */
    assert_int_equal(p.factor, 3);
    assert_int_equal(p.width, 1001);
    assert_int_equal(p.height, 667);
    assert_int_equal(p.rgb[666 * 1001 + 1000].g, 7);
    od_raster_free(&p);
    free(rgb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_disc_is_one_patch_with_the_box_that_it_was_drawn_in),
        cmocka_unit_test(an_outline_belongs_to_what_it_outlines),
        cmocka_unit_test(every_pixel_is_in_one_patch),
        cmocka_unit_test(ground_shows_through_a_ring_but_not_where_a_white_disc_is),
        cmocka_unit_test(a_ground_that_drifts_is_still_ground),
        cmocka_unit_test(a_large_image_is_reduced_by_a_whole_factor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
