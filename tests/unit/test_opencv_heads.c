/* The arithmetic of the plug-in opencv, with outputs written by hand: neither OpenCV nor a network is needed.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "backend/opencv/fit.h"
#include "backend/opencv/heads.h"

enum { ROOM = 16 };

static od_best room_for(od_seen *items, size_t capacity, float threshold)
{
    return (od_best){.items = items, .capacity = capacity, .threshold = threshold};
}

static void assert_seen(const od_seen *s, float left, float top, float right, float bottom)
{
    assert_float_equal(s->left, left, 1e-6);
    assert_float_equal(s->top, top, 1e-6);
    assert_float_equal(s->right, right, 1e-6);
    assert_float_equal(s->bottom, bottom, 1e-6);
}

/* ---- centernet: two labels, maps of 3 x 4 cells, an input of 16 x 12 pixels: a cell has 4 pixels ---- */

enum { MAP = 12 };

typedef struct points {
    float heat[2 * MAP], sides[4 * MAP];
    od_tensor tensors[2];
    od_outputs outputs;
} points;

static void points_make(points *p)
{
    memset(p, 0, sizeof *p);
    p->tensors[0] = (od_tensor){p->heat, 3, {2, 3, 4, 0}};
    p->tensors[1] = (od_tensor){p->sides, 3, {4, 3, 4, 0}};
    p->outputs = (od_outputs){p->tensors, 2, 2, 16, 12};
}

static void centernet_boxes_are_distances_from_the_cells_corner(void **state)
{
    points p;
    od_seen seen[ROOM];
    od_best best = room_for(seen, ROOM, 0.05F);

    (void)state;
    points_make(&p);
    p.heat[MAP + 1 * 4 + 2] = 0.5F; /* label 1, row 1, column 2: at (8, 4) */
    for (int side = 0; side < 4; side++)
        p.sides[side * MAP + 1 * 4 + 2] = (float)side + 0.5F;

    od_head_centernet.decode(&p.outputs, &best);

    assert_int_equal(best.n, 1);
    assert_int_equal(seen[0].label, 1);
    assert_seen(&seen[0], 8 - 0.5F, 4 - 1.5F, 8 + 2.5F, 4 + 3.5F);
    assert_float_equal(seen[0].score, 0.5, 0);
}

static void a_centernet_peak_is_no_lower_than_its_eight_neighbours(void **state)
{
    points p;
    od_seen seen[ROOM];
    od_best best = room_for(seen, ROOM, 0.05F);

    (void)state;
    points_make(&p);
    p.heat[0] = 0.4F; /* a corner; beside it (0, 1), 0.3, is no peak */
    p.heat[1] = 0.3F;
    p.heat[2 * 4 + 3] = 0.4F; /* the opposite corner; (1, 2) touches it */
    p.heat[1 * 4 + 2] = 0.35F;
    p.heat[MAP + 0] = 0.2F; /* label 1 has maps of its own, and equal neighbours are both peaks */
    p.heat[MAP + 1] = 0.2F;

    od_head_centernet.decode(&p.outputs, &best);
    od_best_sort(&best);

    assert_int_equal(best.n, 4);
    assert_int_equal(seen[0].place, 0);
    assert_int_equal(seen[1].place, 11);
    assert_int_equal(seen[2].place, MAP + 0);
    assert_int_equal(seen[3].place, MAP + 1);
}

static void a_row_does_not_touch_the_end_of_the_row_before(void **state)
{
    points p;
    od_seen seen[ROOM];
    od_best best = room_for(seen, ROOM, 0.05F);

    (void)state;
    points_make(&p);
    p.heat[0 * 4 + 3] = 0.9F; /* the last of row 0, and the first of row 1 just after it */
    p.heat[1 * 4 + 0] = 0.8F;

    od_head_centernet.decode(&p.outputs, &best);

    assert_int_equal(best.n, 2);
}

static void the_threshold_itself_is_enough(void **state)
{
    points p;
    od_seen seen[ROOM];
    od_best best = room_for(seen, ROOM, 0.25F);

    (void)state;
    points_make(&p);
    p.heat[0] = 0.25F;
    p.heat[3] = nextafterf(0.25F, 0);

    od_head_centernet.decode(&p.outputs, &best);

    assert_int_equal(best.n, 1);
    assert_int_equal(seen[0].place, 0);
}

static void scores_that_are_no_numbers_are_counted(void **state)
{
    points p;
    od_seen seen[ROOM];
    od_best best = room_for(seen, ROOM, 0.05F);

    (void)state;
    points_make(&p);
    p.heat[5] = NAN;
    p.heat[MAP] = NAN;

    od_head_centernet.decode(&p.outputs, &best);

    assert_int_equal(best.n_nan, 2);
    assert_int_equal(best.n, 0);
}

static void centernet_takes_its_outputs_in_either_order_and_no_others(void **state)
{
    points p;

    (void)state;
    points_make(&p);
    assert_true(od_head_centernet.accepts(&p.outputs));

    p.tensors[0] = (od_tensor){p.sides, 3, {4, 3, 4, 0}};
    p.tensors[1] = (od_tensor){p.heat, 3, {2, 3, 4, 0}};
    assert_true(od_head_centernet.accepts(&p.outputs));

    p.outputs.n_labels = 3;
    assert_false(od_head_centernet.accepts(&p.outputs));
    p.outputs.n_labels = 2;
    p.tensors[1].dims[2] = 5; /* of another size than the other */
    assert_false(od_head_centernet.accepts(&p.outputs));
    p.outputs.n = 1;
    assert_false(od_head_centernet.accepts(&p.outputs));
    p.outputs.n = 0;
    assert_false(od_head_centernet.accepts(&p.outputs));
}

static void four_labels_are_not_taken_for_four_sides(void **state)
{
    float heat[4] = {0.1F, 0.2F, 0.3F, 0.9F}, sides[4] = {1, 2, 3, 4};
    od_tensor tensors[] = {{heat, 3, {4, 1, 1, 0}}, {sides, 3, {4, 1, 1, 0}}};
    od_outputs outputs = {tensors, 2, 4, 4, 4};
    od_seen seen[ROOM];
    od_best best = room_for(seen, ROOM, 0.5F);

    (void)state;
    assert_true(od_head_centernet.accepts(&outputs));
    od_head_centernet.decode(&outputs, &best);

    assert_int_equal(best.n, 1);
    assert_int_equal(seen[0].label, 3);
    assert_seen(&seen[0], -1, -2, 3, 4);
}

/* ---- yolo: two labels ---- */

static od_best yolo(od_seen *seen, const float *values, size_t rows, size_t columns)
{
    od_tensor tensor = {values, 2, {rows, columns, 0, 0}};
    od_outputs outputs = {&tensor, 1, 2, 640, 640};
    od_best best = room_for(seen, ROOM, 0.1F);

    assert_true(od_head_yolo.accepts(&outputs));
    od_head_yolo.decode(&outputs, &best);
    od_best_sort(&best);
    return best;
}

static void yolo_v5_rows_are_box_objectness_and_labels(void **state)
{
    static const float rows[3][7] = {
        {100, 50, 20, 10, 0.5F, 0.25F, 0.75F}, /* score 0.5 x 0.75 */
        {10, 10, 4, 4, 0.1F, 0.9F, 0.2F},      /* 0.09: below 0.1 */
        {30, 40, 8, 6, 1.0F, 0.5F, 0.5F},      /* equal labels: the first */
    };
    od_seen seen[ROOM];

    (void)state;
    od_best best = yolo(seen, rows[0], 3, 7);

    assert_int_equal(best.n, 2);
    assert_float_equal(seen[0].score, 0.5, 0);
    assert_int_equal(seen[0].label, 0);
    assert_seen(&seen[0], 26, 37, 34, 43);
    assert_float_equal(seen[1].score, 0.375, 0);
    assert_int_equal(seen[1].label, 1);
    assert_seen(&seen[1], 90, 45, 110, 55);
}

static void yolo_v8_columns_are_box_and_labels(void **state)
{
    static const float columns[6][4] = {
        {100, 10, 30, 0}, {50, 10, 40, 0},         {20, 4, 8, 0},
        {10, 4, 6, 0},    {0.25F, 0.9F, 0.05F, 0}, {0.75F, 0.2F, 0.09F, 0},
    };
    od_seen seen[ROOM];

    (void)state;
    od_best best = yolo(seen, columns[0], 6, 4);

    assert_int_equal(best.n, 2);
    assert_float_equal(seen[0].score, 0.9F, 0);
    assert_int_equal(seen[0].label, 0);
    assert_seen(&seen[0], 8, 8, 12, 12);
    assert_float_equal(seen[1].score, 0.75, 0);
    assert_int_equal(seen[1].label, 1);
    assert_seen(&seen[1], 90, 45, 110, 55);
}

static void yolo_v8_exports_as_rows_are_read_too(void **state)
{
    static const float rows[1][6] = {{100, 50, 20, 10, 0.25F, 0.75F}};
    od_seen seen[ROOM];

    (void)state;
    od_best best = yolo(seen, rows[0], 1, 6);

    assert_int_equal(best.n, 1);
    assert_seen(&seen[0], 90, 45, 110, 55);
    assert_float_equal(seen[0].score, 0.75, 0);
}

static void a_yolo_score_that_is_no_number_is_counted_wherever_it_stands(void **state)
{
    static const float rows[3][6] = {
        {1, 1, 1, 1, 0.9F, NAN}, {1, 1, 1, 1, NAN, 0.9F}, {1, 1, 1, 1, 0.9F, 0.1F}};
    od_seen seen[ROOM];

    (void)state;
    od_best best = yolo(seen, rows[0], 3, 6);

    assert_int_equal(best.n_nan, 2);
    assert_int_equal(best.n, 1);
}

static void yolo_finds_its_output_among_others(void **state)
{
    static const float rows[1][7] = {{100, 50, 20, 10, 0.5F, 0.25F, 0.75F}};
    od_tensor tensors[] = {{rows[0], 4, {3, 80, 80, 7}}, {rows[0], 2, {1, 7, 0, 0}}};
    od_outputs outputs = {tensors, 2, 2, 640, 640};
    od_seen seen[ROOM];
    od_best best = room_for(seen, ROOM, 0.1F);

    (void)state;
    assert_true(od_head_yolo.accepts(&outputs));
    od_head_yolo.decode(&outputs, &best);

    assert_int_equal(best.n, 1);
    outputs.n_labels = 80; /* 7 values are no box and 80 scores */
    assert_false(od_head_yolo.accepts(&outputs));
}

/* ---- the best, and what covers what ---- */

static void of_many_boxes_the_best_are_kept_in_order(void **state)
{
    od_seen seen[5];
    od_best best = room_for(seen, 5, 0);

    (void)state;
    for (uint32_t i = 0; i < 1000; i++) /* 7 and 1000 share no factor: each of 0 .. 999 comes once */
        od_best_offer(&best, &(od_seen){.score = (float)(i * 7 % 1000), .place = i});
    od_best_sort(&best);

    assert_int_equal(best.n, 5);
    for (int i = 0; i < 5; i++)
        assert_float_equal(seen[i].score, 999 - i, 0);
}

static void of_equal_scores_the_first_places_are_kept(void **state)
{
    od_seen seen[3];
    od_best best = room_for(seen, 3, 0);

    (void)state;
    for (uint32_t i = 10; i > 0; i--)
        od_best_offer(&best, &(od_seen){.score = 0.5F, .place = i - 1});
    od_best_sort(&best);

    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(seen[i].place, i);
}

/* Boxes 10 high: the second shares 8 of 12 pixels of width with the first, IoU 2/3; the third is the second's
 * place with another label; the fourth shares 5 of 15 with the first, 1/3, and 7 of 13 with the second. */
static od_best four_boxes(od_seen *seen)
{
    od_best best = room_for(seen, ROOM, 0);

    od_best_offer(&best, &(od_seen){0, 0, 10, 10, 0.9F, 0, 0});
    od_best_offer(&best, &(od_seen){2, 0, 12, 10, 0.8F, 0, 1});
    od_best_offer(&best, &(od_seen){2, 0, 12, 10, 0.7F, 1, 2});
    od_best_offer(&best, &(od_seen){5, 0, 15, 10, 0.6F, 0, 3});
    od_best_sort(&best);
    return best;
}

static void a_box_that_a_kept_one_of_its_label_covers_goes(void **state)
{
    od_seen seen[ROOM];
    od_best best = four_boxes(seen);

    (void)state;
    od_best_suppress(&best, 0.5, ROOM);

    assert_int_equal(best.n, 3); /* the fourth stays: what covers it, the second, is gone */
    assert_int_equal(seen[0].place, 0);
    assert_int_equal(seen[1].place, 2);
    assert_int_equal(seen[2].place, 3);
}

static void an_iou_of_just_the_limit_is_not_above_it(void **state)
{
    od_seen seen[ROOM];
    od_best best = four_boxes(seen);

    (void)state;
    od_best_suppress(&best, 8.0 / 12.0, ROOM);

    assert_int_equal(best.n, 4);
}

static void a_limit_of_one_drops_nothing_not_even_the_same_box(void **state)
{
    od_seen seen[ROOM];
    od_best best = room_for(seen, ROOM, 0);

    (void)state;
    od_best_offer(&best, &(od_seen){0, 0, 10, 10, 0.9F, 0, 0});
    od_best_offer(&best, &(od_seen){0, 0, 10, 10, 0.8F, 0, 1});
    od_best_sort(&best);
    od_best_suppress(&best, 1, ROOM);

    assert_int_equal(best.n, 2);
}

static void suppression_ends_with_as_many_as_are_wanted(void **state)
{
    od_seen seen[ROOM];
    od_best best = four_boxes(seen);

    (void)state;
    od_best_suppress(&best, 0.5, 2);

    assert_int_equal(best.n, 2);
    assert_int_equal(seen[1].place, 2);
}

/* ---- into the input and back ---- */

static void stretching_scales_each_axis_by_itself(void **state)
{
    od_fit fit = od_fit_make(640, 256, 512, 512, false); /* pixels of 1.25 x 0.5 */

    (void)state;
    odeval_box box = od_fit_back(&fit, &(od_seen){.left = -4, .top = 100, .right = 96, .bottom = 200}, false);

    assert_int_equal(fit.width, 512);
    assert_int_equal(fit.height, 512);
    assert_float_equal(box.x, -5, 1e-12);
    assert_float_equal(box.y, 50, 1e-12);
    assert_float_equal(box.width, 125, 1e-12);
    assert_float_equal(box.height, 50, 1e-12);
}

static void a_letterbox_keeps_the_shape_and_lies_in_the_middle(void **state)
{
    od_fit fit = od_fit_make(1280, 427, 640, 640, true); /* half: 640 x 213.5, and 213.5 rounds to 214 */

    (void)state;
    odeval_box box = od_fit_back(
        &fit, &(od_seen){.left = 10, .top = 213, .right = 20, .bottom = 223, .score = 0.5F}, false);

    assert_int_equal(fit.width, 640);
    assert_int_equal(fit.height, 214);
    assert_int_equal(fit.left, 0);
    assert_int_equal(fit.top, 213);
    assert_float_equal(box.x, 20, 1e-12);
    assert_float_equal(box.y, 0, 1e-12);
    assert_float_equal(box.width, 20, 1e-12);
    assert_float_equal(box.height, 20, 1e-12);
    assert_float_equal(box.score, 0.5, 0);
}

static void the_larger_half_of_an_odd_bar_is_on_the_right(void **state)
{
    od_fit fit = od_fit_make(639, 640, 640, 640, true);

    (void)state;
    assert_int_equal(fit.width, 639);
    assert_int_equal(fit.left, 0);
}

static void a_sliver_keeps_a_pixel(void **state)
{
    od_fit fit = od_fit_make(30000, 1, 640, 640, true);

    (void)state;
    assert_int_equal(fit.width, 640);
    assert_int_equal(fit.height, 1);
}

static void clipped_boxes_end_at_the_border(void **state)
{
    od_fit fit = od_fit_make(100, 50, 100, 50, false);

    (void)state;
    odeval_box box = od_fit_back(&fit, &(od_seen){.left = -5, .top = 40, .right = 130, .bottom = 60}, true);

    assert_float_equal(box.x, 0, 0);
    assert_float_equal(box.y, 40, 0);
    assert_float_equal(box.width, 100, 0);
    assert_float_equal(box.height, 10, 0);
}

/* ---- the table ---- */

static void each_head_is_found_by_its_name(void **state)
{
    (void)state;
    for (const od_head *const *h = od_heads; *h; h++) {
        assert_ptr_equal(od_head_find((*h)->name), *h);
        assert_true((*h)->size > 0 && (*h)->scale > 0 && (*h)->nms > 0 && (*h)->nms <= 1);
        assert_true((*h)->help && (*h)->form && (*h)->accepts && (*h)->decode);
    }
    assert_null(od_head_find("ssd"));
}

static void the_labels_of_coco_are_eighty_different_ones(void **state)
{
    (void)state;
    assert_string_equal(od_coco_labels[0], "person");
    assert_string_equal(od_coco_labels[79], "toothbrush");
    for (int i = 0; i < OD_COCO_LABELS; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(od_coco_labels[i], od_coco_labels[j]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(centernet_boxes_are_distances_from_the_cells_corner),
        cmocka_unit_test(a_centernet_peak_is_no_lower_than_its_eight_neighbours),
        cmocka_unit_test(a_row_does_not_touch_the_end_of_the_row_before),
        cmocka_unit_test(the_threshold_itself_is_enough),
        cmocka_unit_test(scores_that_are_no_numbers_are_counted),
        cmocka_unit_test(centernet_takes_its_outputs_in_either_order_and_no_others),
        cmocka_unit_test(four_labels_are_not_taken_for_four_sides),
        cmocka_unit_test(yolo_v5_rows_are_box_objectness_and_labels),
        cmocka_unit_test(yolo_v8_columns_are_box_and_labels),
        cmocka_unit_test(yolo_v8_exports_as_rows_are_read_too),
        cmocka_unit_test(a_yolo_score_that_is_no_number_is_counted_wherever_it_stands),
        cmocka_unit_test(yolo_finds_its_output_among_others),
        cmocka_unit_test(of_many_boxes_the_best_are_kept_in_order),
        cmocka_unit_test(of_equal_scores_the_first_places_are_kept),
        cmocka_unit_test(a_box_that_a_kept_one_of_its_label_covers_goes),
        cmocka_unit_test(an_iou_of_just_the_limit_is_not_above_it),
        cmocka_unit_test(a_limit_of_one_drops_nothing_not_even_the_same_box),
        cmocka_unit_test(suppression_ends_with_as_many_as_are_wanted),
        cmocka_unit_test(stretching_scales_each_axis_by_itself),
        cmocka_unit_test(a_letterbox_keeps_the_shape_and_lies_in_the_middle),
        cmocka_unit_test(the_larger_half_of_an_odd_bar_is_on_the_right),
        cmocka_unit_test(a_sliver_keeps_a_pixel),
        cmocka_unit_test(clipped_boxes_end_at_the_border),
        cmocka_unit_test(each_head_is_found_by_its_name),
        cmocka_unit_test(the_labels_of_coco_are_eighty_different_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
