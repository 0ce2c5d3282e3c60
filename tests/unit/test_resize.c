#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "answer/frame.h"

enum { SIDE = 28 };

static od_frame frame_of(od_resize resize, uint32_t factor, double min_pixels, double max_pixels)
{
    return (od_frame){.space = OD_SPACE_INPUT,
                      .resize = resize,
                      .factor = factor,
                      .min_pixels = min_pixels,
                      .max_pixels = max_pixels};
}

static void assert_resized(const od_frame *f, double height, double width, double want_height,
                           double want_width)
{
    od_error err = {0};
    double input_height, input_width;

    assert_int_equal(od_frame_resize(f, height, width, &input_height, &input_width, &err), OD_OK);

    assert_true(input_height == want_height);
    assert_true(input_width == want_width);
}

static void assert_refused(const od_frame *f, double height, double width, const char *why)
{
    od_error err = {0};
    double input_height = 7, input_width = 7;

    assert_int_equal(od_frame_resize(f, height, width, &input_height, &input_width, &err), OD_INPUT);

    assert_non_null(strstr(err.what, why));
    assert_true(input_height == 0 && input_width == 0);
}

/* semantics E3, executed there on qwen_vl_utils */
static void the_published_vectors_hold(void **state)
{
    static const double vectors[][4] = {
        {480, 640, 476, 644}, {427, 640, 420, 644}, {42, 42, 56, 56},         {70, 70, 56, 56},
        {14, 14, 56, 56},     {13, 300, 28, 308},   {1080, 1920, 1092, 1932}, {5000, 7000, 3024, 4228},
    };
    od_frame f = frame_of(OD_RESIZE_QWEN, SIDE, 3136, 12845056),
             smaller = frame_of(OD_RESIZE_QWEN, SIDE, 3136, 1003520);

    (void)state;

    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        assert_resized(&f, vectors[i][0], vectors[i][1], vectors[i][2], vectors[i][3]);
    assert_resized(&smaller, 1080, 1920, 728, 1316);
}

/* 42 / 28 = 1.5 and 70 / 28 = 2.5 both come to 2; 98 / 28 = 3.5 comes to 4. */
static void halves_go_to_the_even_multiple(void **state)
{
    od_frame f = frame_of(OD_RESIZE_QWEN, SIDE, 1, 12845056);

    (void)state;

    assert_resized(&f, 42, 70, 56, 56);
    assert_resized(&f, 98, 98, 112, 112);
}

static void a_patch_of_16_makes_multiples_of_32(void **state)
{
    od_frame standard = frame_of(OD_RESIZE_QWEN, 32, 4096, 16777216);
    od_frame odinw = frame_of(OD_RESIZE_QWEN, 32, 768 * 1024, 12800 * 1024);

    (void)state;

    assert_resized(&standard, 3000, 4000, 3008, 4000);
    assert_resized(&standard, 32, 48, 64, 96);
    assert_resized(&odinw, 6000, 6000, 3616, 3616);
}

/* Squares that come to a multiple of 28 but for the last bit, which another order of the same operations gets
 * otherwise; figures from running qwen_vl_utils 0.0.14. */
static void the_last_bit_decides_as_in_the_published_order(void **state)
{
    od_frame f = frame_of(OD_RESIZE_QWEN, SIDE, 3136, 12845056),
             large = frame_of(OD_RESIZE_QWEN, SIDE, 200704, 1003520);

    (void)state;

    assert_resized(&f, 3600, 3600, 3584, 3584);
    assert_resized(&f, 3621, 3621, 3556, 3556);
    assert_resized(&f, 4111, 4111, 3556, 3556);
    assert_resized(&f, 38, 38, 84, 84);
    assert_resized(&f, 40, 40, 56, 56);
    assert_resized(&large, 41, 41, 448, 448);
    assert_resized(&large, 42, 42, 448, 448);
}

/* Figures from running the functions themselves: qwen_vl_utils 0.0.14; transformers 5.23, and 4.49 for the
 * early form. 14 / 28 = 0.5 rounds to no multiple at all, which only some mend before they compare areas. */
static void the_variants_differ_on_narrow_images(void **state)
{
    od_frame qwen = frame_of(OD_RESIZE_QWEN, SIDE, 3136, 12845056);
    od_frame transformers = frame_of(OD_RESIZE_TRANSFORMERS, SIDE, 3136, 12845056);
    od_frame early = frame_of(OD_RESIZE_TRANSFORMERS_EARLY, SIDE, 3136, 12845056);
    od_frame clamped = frame_of(OD_RESIZE_CLAMPED, SIDE, 3136, 12845056);

    (void)state;

    assert_resized(&qwen, 14, 2000, 28, 1988);
    assert_resized(&transformers, 14, 2000, 28, 672);
    assert_resized(&early, 14, 2000, 28, 672);
    assert_resized(&clamped, 14, 2000, 28, 1988);
    assert_resized(&qwen, 1, 200, 28, 196);
    assert_resized(&transformers, 1, 200, 28, 812);
}

static void only_the_early_form_refuses_sides_under_ten_pixels(void **state)
{
    od_frame early = frame_of(OD_RESIZE_TRANSFORMERS_EARLY, SIDE, 3136, 12845056);
    od_frame today = frame_of(OD_RESIZE_TRANSFORMERS, SIDE, 3136, 12845056);

    (void)state;

    assert_resized(&early, 10, 30, 56, 112);
    assert_refused(&early, 9, 30, "less than 10 pixels");
    assert_resized(&today, 9, 30, 56, 112);
}

static void a_side_that_would_vanish_is_refused_where_it_is_not_kept(void **state)
{
    od_frame qwen = frame_of(OD_RESIZE_QWEN, SIDE, 3136, 100352);
    od_frame clamped = frame_of(OD_RESIZE_CLAMPED, SIDE, 3136, 100352);

    (void)state;

    assert_refused(&qwen, 30, 5000, "side of no pixels");
    assert_resized(&clamped, 30, 5000, 28, 4088);
}

static void a_ratio_of_200_is_the_last_that_is_taken(void **state)
{
    od_frame f = frame_of(OD_RESIZE_QWEN, SIDE, 3136, 12845056);

    (void)state;

    assert_resized(&f, 20, 4000, 28, 4004);
    assert_refused(&f, 20, 4001, "more than 200 times");
    assert_refused(&f, 4001, 20, "more than 200 times");
}

static void what_is_no_size_is_refused(void **state)
{
    static const double no_sides[] = {0, -1, 0.5, 100.5, 1e300, (double)NAN, (double)INFINITY};
    od_frame f = frame_of(OD_RESIZE_QWEN, SIDE, 3136, 12845056), unknown = {.space = OD_SPACE_INPUT};
    double input_height, input_width;

    (void)state;

    for (size_t i = 0; i < sizeof no_sides / sizeof *no_sides; i++) {
        assert_refused(&f, no_sides[i], 100, "no size that can be resized");
        assert_refused(&f, 100, no_sides[i], "no size that can be resized");
    }
    assert_int_equal(od_frame_resize(&unknown, 100, 100, &input_height, &input_width, NULL), OD_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_vectors_hold),
        cmocka_unit_test(halves_go_to_the_even_multiple),
        cmocka_unit_test(a_patch_of_16_makes_multiples_of_32),
        cmocka_unit_test(the_last_bit_decides_as_in_the_published_order),
        cmocka_unit_test(the_variants_differ_on_narrow_images),
        cmocka_unit_test(only_the_early_form_refuses_sides_under_ten_pixels),
        cmocka_unit_test(a_side_that_would_vanish_is_refused_where_it_is_not_kept),
        cmocka_unit_test(a_ratio_of_200_is_the_last_that_is_taken),
        cmocka_unit_test(what_is_no_size_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
