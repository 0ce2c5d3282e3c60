#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "answer/plausible.h"

/* The rule of plausible.h at its limits, on summaries written by hand. */

static char text[500];

static const od_frame scaled = {.space = OD_SPACE_SCALED, .divisor = 1000};
static const od_frame swapped = {.space = OD_SPACE_SCALED, .divisor = 1000, .order = OD_ORDER_YXYX};
static const od_frame tenfold = {.space = OD_SPACE_SCALED, .divisor = 100};
static const od_frame pixels = {.space = OD_SPACE_PIXELS};
static const od_frame lengths = {.space = OD_SPACE_PIXELS, .order = OD_ORDER_XYWH};
static const od_frame padded = {.space = OD_SPACE_SQUARE, .divisor = 1000};

static od_plausible_frame seen(od_frame f, uint64_t boxes, uint64_t outside, uint64_t reversed,
                               double reach_x, double reach_y)
{
    return (od_plausible_frame){.name = "name",
                                .frame = f,
                                .boxes = boxes,
                                .outside = outside,
                                .reversed = reversed,
                                .reach_x = reach_x,
                                .reach_y = reach_y};
}

/* What is said of the first of two frames. */
static const char *judged(od_plausible_frame declared, od_plausible_frame other)
{
    od_plausible_summary s = {.boxes = declared.boxes, .n_frames = 2};

    s.frames[0] = declared;
    s.frames[1] = other;
    return od_plausible_suspicion(&s, &declared.frame, text, sizeof text);
}

static void twenty_boxes_are_enough(void **state)
{
    (void)state;

    assert_non_null(judged(seen(scaled, 20, 20, 0, 5, 5), seen(pixels, 20, 0, 0, 1, 1)));
    assert_null(judged(seen(scaled, 19, 19, 0, 5, 5), seen(pixels, 19, 0, 0, 1, 1)));
}

static void one_box_in_twenty_outside_is_suspected(void **state)
{
    (void)state;

    assert_non_null(judged(seen(scaled, 1000, 50, 0, 1.2, 1.2), seen(pixels, 1000, 0, 0, 1, 1)));
    assert_null(judged(seen(scaled, 1000, 49, 0, 1.2, 1.2), seen(pixels, 1000, 0, 0, 1, 1)));
}

static void four_boxes_are_the_fewest_to_be_suspected_for(void **state)
{
    (void)state;

    assert_non_null(judged(seen(scaled, 20, 4, 0, 1.2, 1.2), seen(pixels, 20, 0, 0, 1, 1)));
    assert_null(judged(seen(scaled, 20, 3, 0, 1.2, 1.2), seen(pixels, 20, 0, 0, 1, 1)));
    assert_non_null(judged(seen(pixels, 20, 0, 4, 1, 1), seen(lengths, 20, 0, 0, 1, 1)));
    assert_null(judged(seen(pixels, 20, 0, 3, 1, 1), seen(lengths, 20, 0, 0, 1, 1)));
}

static void another_frame_must_do_clearly_better(void **state)
{
    (void)state;

    /* 2%, and a quarter of the declared one's; or a tenth */
    assert_non_null(judged(seen(scaled, 1000, 80, 0, 1.2, 1.2), seen(pixels, 1000, 20, 0, 1, 1)));
    assert_null(judged(seen(scaled, 1000, 80, 0, 1.2, 1.2), seen(pixels, 1000, 21, 0, 1, 1)));
    assert_null(judged(seen(scaled, 1000, 79, 0, 1.2, 1.2), seen(pixels, 1000, 20, 0, 1, 1)));
    assert_non_null(judged(seen(scaled, 1000, 1000, 0, 9, 9), seen(pixels, 1000, 100, 0, 1, 1)));
    assert_null(judged(seen(scaled, 1000, 1000, 0, 9, 9), seen(pixels, 1000, 101, 0, 1, 1)));
    /* nor may it turn boxes round */
    assert_null(judged(seen(scaled, 1000, 1000, 0, 9, 9), seen(pixels, 1000, 0, 21, 1, 1)));
    /* nor know the sizes of fewer images */
    assert_null(judged(seen(scaled, 1000, 1000, 0, 9, 9), seen(pixels, 999, 0, 0, 1, 1)));
}

static void another_frame_must_reach_the_far_edges(void **state)
{
    (void)state;

    assert_non_null(judged(seen(scaled, 1000, 499, 0, 2, 2), seen(pixels, 1000, 0, 0, 0.8, 1)));
    assert_null(judged(seen(scaled, 1000, 499, 0, 2, 2), seen(pixels, 1000, 0, 0, 0.79, 1)));
    assert_non_null(judged(seen(scaled, 1000, 500, 0, 2, 2), seen(pixels, 1000, 0, 0, 1, 0.5)));
    assert_null(judged(seen(scaled, 1000, 500, 0, 2, 2), seen(pixels, 1000, 0, 0, 1, 0.49)));
    assert_non_null(judged(seen(scaled, 1000, 0, 0, 0.69, 1), seen(pixels, 1000, 0, 0, 0.9, 1)));
    assert_null(judged(seen(scaled, 1000, 0, 0, 0.69, 1), seen(pixels, 1000, 0, 0, 0.89, 1)));
}

static void boxes_that_reach_seven_tenths_are_suspected_only_if_many(void **state)
{
    (void)state;

    assert_null(judged(seen(scaled, 199, 0, 0, 1, 0.7), seen(pixels, 199, 0, 0, 1, 1)));
    assert_non_null(judged(seen(scaled, 200, 0, 0, 1, 0.7), seen(pixels, 200, 0, 0, 1, 1)));
    assert_non_null(judged(seen(scaled, 200, 0, 0, 1, 0.84), seen(pixels, 200, 0, 0, 0.97, 1.03)));
    assert_null(judged(seen(scaled, 200, 0, 0, 1, 0.85), seen(pixels, 200, 0, 0, 1, 1)));
    assert_null(judged(seen(scaled, 200, 0, 0, 1, 0.84), seen(pixels, 200, 0, 0, 0.96, 1)));
    assert_null(judged(seen(scaled, 200, 0, 0, 1, 0.84), seen(pixels, 200, 0, 0, 1, 1.04)));
}

static void widths_are_considered_only_when_corners_are_reversed(void **state)
{
    (void)state;

    assert_null(judged(seen(pixels, 1000, 0, 0, 0.6, 0.6), seen(lengths, 1000, 0, 0, 1, 1)));
    assert_non_null(judged(seen(pixels, 1000, 0, 50, 0.6, 0.6), seen(lengths, 1000, 0, 0, 1, 1)));
    assert_non_null(judged(seen(lengths, 1000, 500, 0, 2, 2), seen(pixels, 1000, 0, 0, 1, 1)));
}

static void objects_in_the_middle_are_no_sign_of_padding(void **state)
{
    (void)state;

    assert_null(judged(seen(scaled, 1000, 0, 0, 1, 0.6), seen(padded, 1000, 0, 0, 1, 1)));
    assert_non_null(judged(seen(tenfold, 1000, 1000, 0, 9, 9), seen(padded, 1000, 0, 0, 1, 1)));
}

/* Shares of small boxes that lie across in wide and in tall images, of 10,000 each. */
static od_plausible_frame shaped(od_frame f, uint64_t small, double wide, double tall)
{
    od_plausible_frame one = seen(f, 20000, 0, 0, 1, 1);

    one.in_wide = one.in_tall = small;
    one.in_wide_across = (uint64_t)(wide * (double)small + 0.5);
    one.in_tall_across = (uint64_t)(tall * (double)small + 0.5);
    return one;
}

static void small_boxes_that_follow_the_shape_are_suspected(void **state)
{
    (void)state;

    assert_non_null(judged(shaped(scaled, 10000, 0.4, 0.44), seen(swapped, 20000, 0, 0, 1, 1)));
    assert_null(judged(shaped(scaled, 10000, 0.4, 0.46), seen(swapped, 20000, 0, 0, 1, 1)));
    /* things that lie flat, or stand, in images of any shape */
    assert_null(judged(shaped(scaled, 10000, 0.1, 0.9), seen(swapped, 20000, 0, 0, 1, 1)));
    assert_null(judged(shaped(scaled, 10000, 0.9, 0.1), seen(swapped, 20000, 0, 0, 1, 1)));
    /* only the same frame with its axes swapped is the better one */
    assert_null(judged(shaped(scaled, 10000, 0.4, 0.4), seen(pixels, 20000, 0, 0, 1, 1)));
}

/* 0.2 below 1 is no five standard errors of 100 boxes (0.069), but 0.4 is (0.065). */
static void few_small_boxes_must_follow_it_more_clearly(void **state)
{
    (void)state;

    assert_null(judged(shaped(scaled, 100, 0.4, 0.4), seen(swapped, 20000, 0, 0, 1, 1)));
    assert_non_null(judged(shaped(scaled, 100, 0.3, 0.3), seen(swapped, 20000, 0, 0, 1, 1)));
    assert_null(judged(shaped(scaled, 99, 0.3, 0.3), seen(swapped, 20000, 0, 0, 1, 1)));
}

/* The better of the last two, when the first is declared. */
static const char *preferred(od_plausible_frame declared, od_plausible_frame one, od_plausible_frame two)
{
    od_plausible_summary s = {.boxes = declared.boxes, .n_frames = 3};

    s.frames[0] = declared;
    s.frames[1] = one;
    s.frames[2] = two;
    return od_plausible_suspicion(&s, &declared.frame, text, sizeof text);
}

static void the_fewest_wrong_boxes_come_first_and_then_the_reach(void **state)
{
    od_plausible_frame wrong = seen(tenfold, 100, 100, 0, 9, 9);

    (void)state;

    /* 10 outside against none outweighs any reach */
    assert_non_null(
        strstr(preferred(wrong, seen(scaled, 100, 10, 0, 1, 1), seen(pixels, 100, 0, 0, 0.7, 0.7)),
               "read as pixels"));
    assert_non_null(strstr(preferred(wrong, seen(scaled, 100, 1, 0, 1, 1), seen(pixels, 100, 0, 0, 0.7, 0.7)),
                           "read as 0..1000"));
    /* the declared order outweighs a little reach, and not much of it */
    assert_non_null(strstr(preferred(wrong, seen(scaled, 100, 0, 0, 0.95, 1), seen(swapped, 100, 0, 0, 1, 1)),
                           "height, x1 y1"));
    assert_non_null(strstr(preferred(wrong, seen(scaled, 100, 0, 0, 0.85, 1), seen(swapped, 100, 0, 0, 1, 1)),
                           "height, y1 x1"));
    /* as good as each other: the one that more models use, wherever it stands */
    assert_non_null(strstr(preferred(wrong, seen(pixels, 100, 0, 0, 1, 1), seen(scaled, 100, 0, 0, 0.98, 1)),
                           "read as 0..1000"));
}

static void the_sentence_says_what_and_why(void **state)
{
    (void)state;

    assert_string_equal(
        judged(seen(pixels, 300, 0, 111, 0.6, 1), seen(lengths, 300, 6, 1, 1, 1)),
        "37% of the boxes end left of or above where they begin; read as pixels of the image, "
        "x y width height (--frame name), under 1% do");
    assert_string_equal(
        judged(seen(pixels, 300, 0, 0, 0.64, 0.48), seen(padded, 300, 0, 0, 1, 0.99)),
        "the boxes reach no further than 64% of their images' width, 48% of the height; read as "
        "0..1000 of the image padded to a square, x1 y1 x2 y2 (--frame name), they reach 100% and 99%");
    assert_string_equal(
        judged(seen(lengths, 300, 299, 0, 3, 3), seen(padded, 300, 0, 0, 1, 0.99)),
        "over 99% of the boxes leave their image; read as 0..1000 of the image padded to a square, "
        "x1 y1 x2 y2 (--frame name), none does");
}

static void a_frame_that_is_no_candidate_is_not_judged(void **state)
{
    od_plausible_summary s = {.boxes = 100, .n_frames = 1};

    (void)state;
    s.frames[0] = seen(scaled, 100, 100, 0, 9, 9);

    assert_null(od_plausible_suspicion(&s, &padded, text, sizeof text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twenty_boxes_are_enough),
        cmocka_unit_test(one_box_in_twenty_outside_is_suspected),
        cmocka_unit_test(four_boxes_are_the_fewest_to_be_suspected_for),
        cmocka_unit_test(another_frame_must_do_clearly_better),
        cmocka_unit_test(another_frame_must_reach_the_far_edges),
        cmocka_unit_test(boxes_that_reach_seven_tenths_are_suspected_only_if_many),
        cmocka_unit_test(widths_are_considered_only_when_corners_are_reversed),
        cmocka_unit_test(objects_in_the_middle_are_no_sign_of_padding),
        cmocka_unit_test(small_boxes_that_follow_the_shape_are_suspected),
        cmocka_unit_test(few_small_boxes_must_follow_it_more_clearly),
        cmocka_unit_test(the_fewest_wrong_boxes_come_first_and_then_the_reach),
        cmocka_unit_test(the_sentence_says_what_and_why),
        cmocka_unit_test(a_frame_that_is_no_candidate_is_not_judged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
