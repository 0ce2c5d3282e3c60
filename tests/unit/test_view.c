/* One image as metrics see it: order, cells, IoU, modes and fixes (semantics A3, A4, C1). */
#include "metric/view.h"
#include "unit/score_help.h"

typedef struct look {
    scored s;
    od_problem problem;
    od_view_scratch *scratch;
    const od_image_view *view;
} look;

/* The view of image 1, with these parts of the problem changed. */
static look look_at(const char *gt, const char *detections, od_mode mode, unsigned fixes)
{
    look l = {.s = score(gt, detections, "greedy")};
    od_error err = {0};

    l.problem = l.s.job->subsets[0].problem;
    l.problem.mode = mode;
    l.problem.fixes = fixes;
    must(od_view_scratch_create(&l.scratch, &err), &err);
    must(od_view_make(l.scratch, &l.problem, 0, &l.view, &err), &err);
    return l;
}

static void look_away(look *l)
{
    od_view_scratch_free(l->scratch);
    close_job(&l->s);
}

/* Which detections the view holds, in its order: "2 0 1". */
static void assert_detections(const look *l, const char *expected)
{
    char text[200] = "";

    for (uint32_t d = 0; d < l->view->n_det; d++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%u", d ? " " : "",
                 l->view->detection[d]);
    assert_string_equal(text, expected);
}

/* ---- IoU ---- */

static const double square[4] = {0, 0, 100, 100};

static void assert_iou(const double det[4], const double gt[4], bool crowd, double expected)
{
    assert_double_same("the IoU", od_iou(det, gt, crowd), expected);
}

static void iou_is_intersection_over_union(void **state)
{
    (void)state;

    assert_iou(square, square, false, 1);
    assert_iou((double[]){0, 0, 100, 50}, square, false, .5);
    assert_iou((double[]){50, 0, 100, 100}, square, false, 5000. / 15000);
    assert_iou((double[]){25, 25, 50, 50}, square, false, .25);
}

static void boxes_that_only_touch_have_iou_0(void **state)
{
    (void)state;

    assert_iou((double[]){100, 0, 100, 100}, square, false, 0); /* no pixel is added, semantics A4 */
    assert_iou((double[]){0, 100, 100, 100}, square, false, 0);
    assert_iou((double[]){300, 300, 1, 1}, square, false, 0);
}

static void a_box_without_area_has_iou_0(void **state)
{
    (void)state;

    assert_iou((double[]){50, 50, 0, 10}, square, false, 0);
    assert_iou((double[]){50, 50, -10, 10}, square, false, 0);
    assert_iou((double[]){50, 50, 10, -10}, square, true, 0);
    assert_iou((double[]){50, 50, -10, -10}, square, false, 0);
}

static void against_a_crowd_the_detections_own_area_counts(void **state)
{
    (void)state;

    assert_iou((double[]){10, 10, 20, 20}, square, true, 1);
    assert_iou((double[]){0, 0, 100, 200}, square, true, .5);
}

static void iou_keeps_the_references_order_of_operations(void **state)
{
    (void)state;

    /* computed by Python as i / ((da + ga) - i); the other two ways to place the brackets end in ...289 */
    assert_iou((double[]){7.5, 37.9, 21.3, 5.1}, (double[]){10.4, 32.1, 10.9, 17.1}, false,
               0x1.db7f4f73e428bp-3);
}

static void a_nan_operand_of_a_minimum_or_maximum_is_ignored(void **state)
{
    (void)state;

    assert_iou((double[]){NAN, 0, 100, 100}, square, false, 1); /* the box has the truth's own ends in x */
    assert_true(isnan(od_iou((double[]){0, 0, NAN, 100}, square, false)));
    assert_true(isnan(od_iou((double[]){0, 0, NAN, 100}, square, true)));
}

/* ---- cells ---- */

#define TWO_DOGS_A_CAT                                                                                       \
    GT(TRUTH(1, 1, 2, 0, 0, 100, 100, 10000) "," TRUTH(2, 1, 1, 0, 0, 100, 50, 5000) "," TRUTH(              \
        3, 1, 1, 0, 0, 50, 100, 5000) "," TRUTH(4, 2, 1, 0, 0, 9, 9, 81))

static void detections_are_by_category_then_score_then_place_in_the_file(void **state)
{
    look l;
    (void)state;

    l = look_at(
        TWO_DOGS_A_CAT,
        DETS(DET(1, 2, 0, 0, 1, 1, 0.5) "," DET(1, 1, 0, 0, 1, 1, 0.5) "," DET(2, 1, 0, 0, 1, 1, 1) "," DET(
            1, 1, 0, 0, 1, 1, NaN) "," DET(1, 1, 0, 0, 1, 1, 0.9) "," DET(1, 1, 0, 0, 1, 1, 0.5)),
        OD_MODE_ALL, 0);

    assert_detections(&l, "4 1 5 3 0");
    look_away(&l);
}

static void cells_hold_a_category_each_in_ascending_order(void **state)
{
    look l;
    (void)state;

    l = look_at(TWO_DOGS_A_CAT, DETS(DET(1, 1, 0, 0, 100, 100, 0.5)), OD_MODE_ALL, 0);

    assert_int_equal(l.view->n_cells, 2);
    assert_int_equal(l.view->cells[0].category, 0);
    assert_int_equal(l.view->cells[0].n_det, 1);
    assert_int_equal(l.view->cells[0].n_gt, 2);
    assert_int_equal(l.view->cells[1].category, 1);
    assert_int_equal(l.view->cells[1].n_det, 0);
    assert_int_equal(l.view->cells[1].n_gt, 1);
    assert_int_equal(l.view->truth[l.view->cells[0].first_gt], 1); /* in the order of the file */
    assert_int_equal(l.view->truth[l.view->cells[1].first_gt], 0);
    look_away(&l);
}

static void iou_is_by_detection_then_by_truth(void **state)
{
    static const double expected[] = {.5, .5, 1, 2500. / 7500};
    look l;
    (void)state;

    l = look_at(TWO_DOGS_A_CAT, DETS(DET(1, 1, 0, 0, 100, 100, 0.9) "," DET(1, 1, 0, 0, 100, 50, 0.8)),
                OD_MODE_ALL, 0);

    for (size_t i = 0; i < 4; i++)
        assert_double_same("an IoU", l.view->cells[0].iou[i], expected[i]);
    look_away(&l);
}

static void a_category_that_the_data_set_lacks_is_last_and_in_no_cell(void **state)
{
    look l;
    (void)state;

    l = look_at(GT(""), DETS(DET(1, 99, 0, 0, 1, 1, 0.9) "," DET(1, 2, 0, 0, 1, 1, 0.1)), OD_MODE_ALL, 0);

    assert_detections(&l, "1 0");
    assert_int_equal(l.view->det_category[1], OD_NONE);
    assert_int_equal(l.view->n_cells, 1);
    assert_int_equal(l.view->cells[0].n_det, 1);
    look_away(&l);
}

static void one_scratch_serves_image_after_image(void **state)
{
    look l =
        look_at(TWO_DOGS_A_CAT, DETS(DET(2, 1, 0, 0, 9, 9, 1) "," DET(1, 2, 0, 0, 9, 9, 1)), OD_MODE_ALL, 0);
    (void)state;

    assert_detections(&l, "1");
    assert_int_equal(od_view_make(l.scratch, &l.problem, 1, &l.view, NULL), OD_OK);
    assert_detections(&l, "0");
    assert_int_equal(l.view->n_gt, 1);
    assert_int_equal(od_view_make(l.scratch, &l.problem, 2, &l.view, NULL), OD_OK);
    assert_int_equal(l.view->n_det + l.view->n_gt + l.view->n_cells, 0);
    look_away(&l);
}

/* ---- modes and filters ---- */

#define ONE_DOG GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000))

static void mode_positive_leaves_out_categories_that_the_image_does_not_show(void **state)
{
    const char *dets = DETS(DET(1, 2, 0, 0, 9, 9, 1) "," DET(1, 1, 0, 0, 9, 9, 0.2) "," DET(
        1, 99, 0, 0, 9, 9, 1) "," DET(1, 1, 0, 0, 9, 9, 0.4));
    look all, positive;
    (void)state;

    all = look_at(ONE_DOG, dets, OD_MODE_ALL, 0);
    positive = look_at(ONE_DOG, dets, OD_MODE_POSITIVE, 0);

    assert_detections(&all, "3 1 0 2");
    assert_detections(&positive, "3 1");
    look_away(&all);
    look_away(&positive);
}

static void mode_1bbox_keeps_the_first_of_each_category_in_the_file(void **state)
{
    look l;
    (void)state;

    l = look_at(TWO_DOGS_A_CAT,
                DETS(DET(1, 1, 0, 0, 9, 9, 0.2) "," DET(1, 2, 0, 0, 9, 9, 0.1) "," DET(
                    1, 1, 0, 0, 9, 9, 0.9) "," DET(1, 2, 0, 0, 9, 9, 1)),
                OD_MODE_ONE_BOX, 0);

    assert_detections(&l, "0 1");
    look_away(&l);
}

static void what_a_filter_took_out_of_an_image_is_left_out(void **state)
{
    od_dataset *set = read_truth(TWO_DOGS_A_CAT);
    od_job_options options = {.metrics = "greedy", .threads = 1};
    look l = {.s = open_job("coco", &options)};
    od_error err = {0};
    (void)state;

    must(od_dataset_filter(set, od_filter_find("category_at_most"), 1, OD_MODE_ALL, &err), &err);
    must(od_job_take_truth(l.s.job, 0, set, &err), &err);
    give_detections(&l.s, 0,
                    DETS(DET(1, 1, 0, 0, 9, 9, 1) "," DET(1, 2, 0, 0, 9, 9, 1) "," DET(2, 1, 0, 0, 9, 9, 1)));
    must(od_job_score(l.s.job, &err), &err);
    must(od_view_scratch_create(&l.scratch, &err), &err);
    must(od_view_make(l.scratch, &l.s.job->subsets[0].problem, 0, &l.view, &err), &err);

    assert_detections(&l, "1"); /* the two dogs of image 1 went */
    assert_int_equal(l.view->n_gt, 1);
    look_away(&l);
}

/* ---- fixes ---- */

static void ignore_counts_under_its_fix_only(void **state)
{
    const char *gt = GT(ANNOTATION(1, 1, 1, 0, 0, 9, 9, ",\"iscrowd\":0,\"area\":81,\"ignore\":1") "," CROWD(
        2, 1, 1, 0, 0, 9, 9, 81) "," TRUTH(3, 1, 1, 0, 0, 9, 9, 81));
    look reference, fixed;
    (void)state;

    reference = look_at(gt, "[]", OD_MODE_ALL, 0);
    fixed = look_at(gt, "[]", OD_MODE_ALL, OD_FIX_IGNORE);

    assert_memory_equal(reference.view->gt_ignored, ((uint8_t[]){0, 1, 0}), 3);
    assert_memory_equal(fixed.view->gt_ignored, ((uint8_t[]){1, 1, 0}), 3);
    assert_memory_equal(fixed.view->gt_crowd, ((uint8_t[]){0, 1, 0}), 3);
    look_away(&reference);
    look_away(&fixed);
}

static void detections_that_are_not_finite_go_under_their_fix_only(void **state)
{
    const char *dets = DETS(DET(1, 1, 0, 0, NaN, 9, 1) "," DET(1, 1, 0, 0, 9, 9, NaN) "," DET(
        1, 1, -Infinity, 0, 9, 9, 1) "," DET(1, 1, 0, 0, 9, 9, 0.1));
    look reference, fixed;
    (void)state;

    reference = look_at(ONE_DOG, dets, OD_MODE_ALL, 0);
    fixed = look_at(ONE_DOG, dets, OD_MODE_ALL, OD_FIX_NON_FINITE);

    assert_detections(&reference, "0 2 3 1");
    assert_detections(&fixed, "3");
    look_away(&reference);
    look_away(&fixed);
}

static void a_category_given_by_name_is_known_under_its_fix_only(void **state)
{
    const char *dets = "[{\"image_id\":1,\"category_id\":\"dog\",\"bbox\":[0,0,9,9],\"score\":1}]";
    look reference, fixed;
    (void)state;

    reference = look_at(ONE_DOG, dets, OD_MODE_ALL, 0);
    fixed = look_at(ONE_DOG, dets, OD_MODE_ALL, OD_FIX_CATEGORY_TEXT);

    assert_int_equal(reference.view->det_category[0], OD_NONE);
    assert_int_equal(fixed.view->det_category[0], 0);
    assert_int_equal(fixed.view->cells[0].n_det, 1);
    look_away(&reference);
    look_away(&fixed);
}

static void only_an_id_that_the_file_wrote_is_id_0(void **state)
{
    look l;
    (void)state;

    l = look_at(GT(TRUTH(0, 1, 1, 0, 0, 9, 9, 81) "," TRUTH(7, 1, 1, 0, 0, 9, 9, 81)), "[]", OD_MODE_ALL, 0);

    assert_memory_equal(l.view->gt_id_zero, ((uint8_t[]){1, 0}), 2);
    look_away(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iou_is_intersection_over_union),
        cmocka_unit_test(boxes_that_only_touch_have_iou_0),
        cmocka_unit_test(a_box_without_area_has_iou_0),
        cmocka_unit_test(against_a_crowd_the_detections_own_area_counts),
        cmocka_unit_test(iou_keeps_the_references_order_of_operations),
        cmocka_unit_test(a_nan_operand_of_a_minimum_or_maximum_is_ignored),
        cmocka_unit_test(detections_are_by_category_then_score_then_place_in_the_file),
        cmocka_unit_test(cells_hold_a_category_each_in_ascending_order),
        cmocka_unit_test(iou_is_by_detection_then_by_truth),
        cmocka_unit_test(a_category_that_the_data_set_lacks_is_last_and_in_no_cell),
        cmocka_unit_test(one_scratch_serves_image_after_image),
        cmocka_unit_test(mode_positive_leaves_out_categories_that_the_image_does_not_show),
        cmocka_unit_test(mode_1bbox_keeps_the_first_of_each_category_in_the_file),
        cmocka_unit_test(what_a_filter_took_out_of_an_image_is_left_out),
        cmocka_unit_test(ignore_counts_under_its_fix_only),
        cmocka_unit_test(detections_that_are_not_finite_go_under_their_fix_only),
        cmocka_unit_test(a_category_given_by_name_is_known_under_its_fix_only),
        cmocka_unit_test(only_an_id_that_the_file_wrote_is_id_0),
    };

    return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
