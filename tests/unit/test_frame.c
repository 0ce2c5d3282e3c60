#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "answer/frame.h"

static od_frame parsed(const char *text)
{
    od_error err = {0};
    od_frame f;

    if (od_frame_parse(&f, od_str_of(text), &err) != OD_OK)
        fail_msg("%s: %s: %s", text, err.what, err.remedy);
    return f;
}

/* Bit for bit. */
static void assert_placed(const char *frame, od_sizes sizes, const double v[4], const double wanted[4])
{
    od_frame f = parsed(frame);
    double corners[4];

    assert_null(od_frame_lacks(&f, &sizes));
    od_frame_place(&f, &sizes, v, corners);

    for (int i = 0; i < 4; i++)
        if (corners[i] != wanted[i])
            fail_msg("%s: number %d is %.17g, wanted %.17g", frame, i, corners[i], wanted[i]);
}

#define PLACED(frame, sizes, v, ...)                                                                         \
    assert_placed(frame, sizes, (const double[4])v, (const double[4])__VA_ARGS__)
#define FOUR(a, b, c, d)                                                                                     \
    {                                                                                                        \
        a, b, c, d                                                                                           \
    }

static const od_sizes vga = {640, 480, 0, 0};

static void pixels_stay_as_they_are(void **state)
{
    (void)state;

    PLACED("space=pixels", vga, FOUR(-3.5, 2, 700, 1e300), {-3.5, 2, 700, 1e300});
    PLACED("space=pixels", ((od_sizes){0}), FOUR(1, 2, 3, 4), {1, 2, 3, 4});
}

/* semantics E3: in 644x420 for an image of 640x427, divided first */
static void pixels_of_the_input_are_scaled_as_published(void **state)
{
    (void)state;

    PLACED("space=input", ((od_sizes){640, 427, 644, 420}), FOUR(100, 50, 300, 200),
           {99.37888198757763, 50.83333333333333, 298.1366459627329, 203.33333333333331});
}

static void an_input_size_that_is_not_given_is_computed(void **state)
{
    (void)state;

    /* 427x640 (h x w) becomes 420x644 */
    PLACED("space=input,resize=qwen", ((od_sizes){640, 427, 0, 0}), FOUR(100, 50, 300, 200),
           {99.37888198757763, 50.83333333333333, 298.1366459627329, 203.33333333333331});
}

static void an_input_size_that_is_given_is_not_computed(void **state)
{
    (void)state;

    PLACED("space=input,resize=qwen", ((od_sizes){640, 480, 320, 240}), FOUR(1, 2, 3, 4), {2, 4, 6, 8});
}

static void scaled_numbers_are_divided_first(void **state)
{
    (void)state;

    PLACED("space=1000", vga, FOUR(250, 500, 1000, 1000), {160, 240, 640, 480});
    /* 580 / 999 * 640 and so on, in Python */
    PLACED("space=999", vga, FOUR(580, 270, 999, 900),
           {371.57157157157155, 129.72972972972974, 640, 432.43243243243245});
    PLACED("space=unit", vga, FOUR(0.25, 0.5, 1, 1), {160, 240, 640, 480});
}

static void y_may_come_first(void **state)
{
    (void)state;

    /* PaliGemma: <loc0256><loc0128><loc0768><loc0512> */
    PLACED("space=1024,order=yxyx", vga, FOUR(256, 128, 768, 512), {80, 120, 320, 360});
}

/* Florence-2: dog<loc_52><loc_332><loc_932><loc_774>; (v + 0.5) * side / 1000 */
static void the_centre_of_a_bin_counts(void **state)
{
    (void)state;

    PLACED("space=bins:1000", vga, FOUR(52, 332, 932, 774), {33.6, 159.6, 596.8, 371.76});
}

/* SPHINX: v * 641 less floor(161 / 2) on the short side */
static void padding_is_taken_off_the_short_side(void **state)
{
    (void)state;

    PLACED("space=square:1", ((od_sizes){641, 480, 0, 0}), FOUR(0, 0.125, 1, 0.5),
           {0, 0.125 * 641 - 80, 641, 240.5});
    PLACED("space=square:1", ((od_sizes){480, 641, 0, 0}), FOUR(0.125, 0, 0.5, 1),
           {0.125 * 641 - 80, 0, 240.5, 641});
}

static void widths_are_scaled_without_what_a_place_has(void **state)
{
    (void)state;

    PLACED("space=pixels,order=xywh", vga, FOUR(10, 20, 30, 40), {10, 20, 40, 60});
    PLACED("space=unit,order=cxcywh", vga, FOUR(0.5, 0.5, 0.25, 0.5), {240, 120, 400, 360});
    PLACED("space=square:1,order=xywh", ((od_sizes){200, 100, 0, 0}), FOUR(0.5, 0.5, 0.25, 0.25),
           {100, 50, 150, 100});
    PLACED("space=bins:100,order=xywh", ((od_sizes){200, 100, 0, 0}), FOUR(10, 10, 20, 30),
           {21, 10.5, 61, 40.5});
}

/* transformers' patch_index_to_coordinate on a grid of 32: 44 is column 12 of row 1, 863 is column 31 of row
 * 26; (0.390625, 0.046875, 0.984375, 0.828125) of the image */
static void two_cells_span_from_centre_to_centre(void **state)
{
    (void)state;

    PLACED("space=cells:32", vga, FOUR(44, 863, 0, 0), {250, 22.5, 630, 397.5});
}

/* the same function: (0.375, 0.03125, 0.40625, 0.0625), and (0.375, 0.03125, 0.40625, 0.125) */
static void cells_of_one_row_or_column_are_taken_whole(void **state)
{
    (void)state;

    PLACED("space=cells:32", vga, FOUR(44, 44, 0, 0), {240, 15, 260, 30});
    PLACED("space=cells:32", vga, FOUR(44, 108, 0, 0), {240, 15, 260, 60});
    PLACED("space=cells:32", vga, FOUR(33, 35, 0, 0), {20, 15, 80, 30});
}

/* the same function on a grid of 7, whose cells are no exact fraction */
static void cells_are_placed_in_the_published_order_of_operations(void **state)
{
    (void)state;

    PLACED("space=cells:7", ((od_sizes){100, 100, 0, 0}), FOUR(8, 40, 0, 0),
           {21.428571428571427, 21.428571428571427, 78.57142857142856, 78.57142857142856});
}

static void a_frame_says_which_size_it_lacks(void **state)
{
    static const double unknown[] = {0, -1, (double)NAN, (double)INFINITY};
    od_frame scaled = parsed("space=1000"), input = parsed("space=input"),
             qwen = parsed("space=input,patch=14");

    (void)state;

    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_non_null(
            strstr(od_frame_lacks(&scaled, &(od_sizes){unknown[i], 480, 0, 0}), "size of the image is"));
        assert_non_null(
            strstr(od_frame_lacks(&scaled, &(od_sizes){640, unknown[i], 0, 0}), "size of the image is"));
        assert_non_null(
            strstr(od_frame_lacks(&input, &(od_sizes){640, 480, unknown[i], 480}), "give \"input_size\""));
    }
    assert_null(od_frame_lacks(&scaled, &vga));
    assert_null(od_frame_lacks(&input, &(od_sizes){640, 480, 644, 476}));
    assert_null(od_frame_lacks(&qwen, &vga));
    /* more than 200 times as wide as high */
    assert_non_null(strstr(od_frame_lacks(&qwen, &(od_sizes){4001, 20, 0, 0}), "refuses"));
}

static void a_frame_is_read_with_what_follows_from_it(void **state)
{
    od_frame own = parsed(" space = 1000 , order = yxyx "), patch = parsed("space=input,patch=16");
    od_frame few = parsed("max-pixels=1003520,space=input"),
             early = parsed("space=input,resize=transformers-early");

    (void)state;

    assert_int_equal(own.space, OD_SPACE_SCALED);
    assert_true(own.divisor == 1000);
    assert_int_equal(own.order, OD_ORDER_YXYX);
    assert_int_equal(own.resize, OD_RESIZE_NONE);
    assert_int_equal(patch.resize, OD_RESIZE_QWEN);
    assert_int_equal(patch.factor, 32);
    assert_true(patch.min_pixels == 4 * 1024 && patch.max_pixels == 16384 * 1024);
    assert_true(few.factor == 28 && few.min_pixels == 3136 && few.max_pixels == 1003520);
    assert_true(early.max_pixels == 1280 * 28 * 28);
}

static void a_frame_written_and_read_is_the_same(void **state)
{
    static const char *const texts[] = {
        "space=pixels",
        "space=pixels,order=xywh",
        "space=1",
        "space=0.1,order=yxyx",
        "space=1000,order=cxcywh",
        "space=bins:1000",
        "space=square:1",
        "space=cells:32",
        "space=input",
        "space=input,resize=qwen,patch=14,min-pixels=3136,max-pixels=12845056",
        "space=input,order=yxyx,resize=transformers,patch=16,min-pixels=1,max-pixels=9007199254740992",
        "space=input,resize=clamped,patch=1024,min-pixels=4,max-pixels=4",
    };
    char text[OD_FRAME_TEXT];

    (void)state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        od_frame f = parsed(texts[i]), again;
        assert_string_equal(od_frame_text(&f, text, sizeof text), texts[i]);
        again = parsed(text);
        assert_true(od_frame_equal(&f, &again));
    }
}

static void a_wrong_frame_is_refused_with_a_remedy(void **state)
{
    static const struct {
        const char *frame, *what, *remedy;
    } wrong[] = {
        {"", "\"\" in a frame is no key", "space=1000,order=yxyx"},
        {"space", "\"space\" in a frame is no key", ""},
        {"space=1000,", "\"\" in a frame is no key", ""},
        {"order=yxyx", "must say its space", "space=pixels"},
        {"spcae=1000", "no key \"spcae\"", "did you mean \"space\"?"},
        {"colour=red", "no key \"colour\"", "there are space, order"},
        {"space=pixel", "no space \"pixel\"", "did you mean \"pixels\"?"},
        {"space=", "no space \"\"", "there are pixels, input"},
        {"space=1000,order=xyyx", "no order \"xyyx\"", "did you mean \"xyxy\"?"},
        {"space=input,resize=quen", "no resize \"quen\"", "did you mean \"qwen\"?"},
        {"space=1,space=2", "says its space twice", ""},
        {"space=0", "finite number above 0, not \"0\"", ""},
        {"space=-5", "finite number above 0", ""},
        {"space=1e999", "finite number above 0", ""},
        {"space=1000px", "finite number above 0, not \"1000px\"", ""},
        {"space=square:", "finite number above 0", ""},
        {"space=bins:0.5", "whole number from 1", ""},
        {"space=cells:5000", "whole number from 1 to 4096", ""},
        {"space=cells:32,order=xyxy", "cells has no order", ""},
        {"space=1000,patch=14", "belong to space=input only", ""},
        {"space=pixels,resize=none", "belong to space=input only", ""},
        {"space=input,resize=none,patch=14", "mean nothing with resize=none", ""},
        {"space=input,patch=0", "patch of a frame must be a whole number from 1 to 1024", ""},
        {"space=input,min-pixels=2.5", "min-pixels of a frame must be a whole number", ""},
        {"space=input,min-pixels=100,max-pixels=99", "100, is more than max-pixels, 99", ""},
    };

    (void)state;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        od_error err = {0};
        od_frame f;
        assert_int_equal(od_frame_parse(&f, od_str_of(wrong[i].frame), &err), OD_USAGE);
        if (!strstr(err.what, wrong[i].what) || !strstr(err.remedy, wrong[i].remedy))
            fail_msg("%s: %s: %s", wrong[i].frame, err.what, err.remedy);
    }
}

static void a_long_wrong_frame_is_told_in_part(void **state)
{
    char text[5000];
    od_error err = {0};
    od_frame f;

    (void)state;
    memset(text, 'x', sizeof text);

    assert_int_equal(od_frame_parse(&f, (od_str){text, sizeof text}, &err), OD_USAGE);

    assert_true(strlen(err.what) < 120);
}

static void a_frame_has_words(void **state)
{
    static const char *const pairs[][2] = {
        {"space=pixels,order=xywh", "pixels of the image, x y width height"},
        {"space=input", "pixels of the image as the model saw it, x1 y1 x2 y2"},
        {"space=1000", "0..1000 of the image's width and height, x1 y1 x2 y2"},
        {"space=bins:1000", "the centres of bins 0..999 of the image's width and height, x1 y1 x2 y2"},
        {"space=square:1", "0..1 of the image padded to a square, x1 y1 x2 y2"},
        {"space=cells:32", "two cells of a grid of 32 x 32, numbered by row: top left, bottom right"},
    };
    char words[OD_FRAME_TEXT], little[8];

    (void)state;

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        od_frame f = parsed(pairs[i][0]);
        assert_string_equal(od_frame_words(&f, words, sizeof words), pairs[i][1]);
        assert_int_equal(strlen(od_frame_words(&f, little, sizeof little)), sizeof little - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_stay_as_they_are),
        cmocka_unit_test(pixels_of_the_input_are_scaled_as_published),
        cmocka_unit_test(an_input_size_that_is_not_given_is_computed),
        cmocka_unit_test(an_input_size_that_is_given_is_not_computed),
        cmocka_unit_test(scaled_numbers_are_divided_first),
        cmocka_unit_test(y_may_come_first),
        cmocka_unit_test(the_centre_of_a_bin_counts),
        cmocka_unit_test(padding_is_taken_off_the_short_side),
        cmocka_unit_test(widths_are_scaled_without_what_a_place_has),
        cmocka_unit_test(two_cells_span_from_centre_to_centre),
        cmocka_unit_test(cells_of_one_row_or_column_are_taken_whole),
        cmocka_unit_test(cells_are_placed_in_the_published_order_of_operations),
        cmocka_unit_test(a_frame_says_which_size_it_lacks),
        cmocka_unit_test(a_frame_is_read_with_what_follows_from_it),
        cmocka_unit_test(a_frame_written_and_read_is_the_same),
        cmocka_unit_test(a_wrong_frame_is_refused_with_a_remedy),
        cmocka_unit_test(a_long_wrong_frame_is_told_in_part),
        cmocka_unit_test(a_frame_has_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
