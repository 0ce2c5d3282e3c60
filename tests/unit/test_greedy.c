/* Greedy precision and recall (semantics C3). */
#include "unit/score_help.h"

static void assert_rates(scored s, double precision, double recall)
{
    SAME(s, "greedy_precision", precision);
    SAME(s, "greedy_recall", recall);
    close_job(&s);
}

/* Semantics C3, category 1 dog, 2 cat; the vector's corners as x, y, w, h. */
#define C3_IMAGES IMAGE(1) "," IMAGE(2) "," IMAGE(3) "," IMAGE(4)
#define C3_GT                                                                                                \
    GT_OF(C3_IMAGES,                                                                                         \
          TRUTH(1, 1, 2, 0, 0, 100, 100, 10000) "," TRUTH(2, 1, 1, 200, 200, 100, 100, 10000) "," TRUTH(     \
              3, 2, 2, 0, 0, 10, 10, 100) "," TRUTH(4, 2, 2, 0, 0, 10, 6, 60) "," TRUTH(5, 4, 1, 0, 0, 10,   \
                                                                                        10, 100))
#define C3_DETS                                                                                              \
    DETS(DET(1, 1, 0, 0, 100, 100, 1) "," DET(1, 2, 0, 0, 100, 90, 1) "," DET(                               \
        1, 2, 0, 0, 100, 50, 1) "," DET(1, 1, 200, 200, 100, 49,                                             \
                                        1) "," DET(2, 2, 0, 0, 10, 8, 1) "," DET(3, 2, 0, 0, 10, 10, 1))

static void the_vector_of_the_definition_comes_out(void **state)
{
    scored s;
    (void)state;

    s = score(C3_GT, C3_DETS, "greedy");

    NEAR(s, "greedy_f1", 4. / 11, 2e-16); /* 2 * 1/3 * 2/5 / (1/3 + 2/5) */
    assert_rates(s, 2. / 6, 2. / 5);
}

/* Precision: 1/4, 1, 0, 0 over four images; recall: 1/2, 1/2, 0 over the three with ground truth. */
static void over_images_each_image_weighs_the_same(void **state)
{
    (void)state;

    assert_rates(score(C3_GT, C3_DETS, "greedy:average=images"), .3125, 1. / 3);
}

static void the_least_iou_can_be_chosen(void **state)
{
    (void)state;

    assert_rates(score(C3_GT, C3_DETS, "greedy:iou=0.49"), 3. / 6, 3. / 5);
    assert_rates(score(C3_GT, C3_DETS, "greedy:iou=0.85"), 1. / 6, 1. / 5);
}

static void an_iou_of_one_half_is_enough(void **state)
{
    (void)state;

    assert_rates(
        score(GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000)), DETS(DET(1, 1, 0, 0, 100, 50, 1)), "greedy"), 1, 1);
    assert_rates(
        score(GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000)), DETS(DET(1, 1, 0, 0, 100, 49.9, 1)), "greedy"), 0,
        0);
}

static void the_best_pair_is_taken_first_whatever_the_scores(void **state)
{
    (void)state;

    /* The box of 100 x 60 would take the only truth that the other could have. */
    assert_rates(score(GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000) "," TRUTH(2, 1, 1, 0, 0, 100, 40, 4000)),
                       DETS(DET(1, 1, 0, 0, 100, 60, 0.9) "," DET(1, 1, 0, 0, 100, 100, 0.1)), "greedy"),
                 1, 1);
}

/* Of IoU .8 with the truth 100 x 100 both; the first has .5625 with the truth 100 x 45 too, the second .25.
 */
static void between_equal_pairs_the_first_detection_in_the_file_wins(void **state)
{
    const char *gt = GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000) "," TRUTH(2, 1, 1, 0, 0, 100, 45, 4500));
    (void)state;

    assert_rates(score(gt, DETS(DET(1, 1, 0, 0, 100, 80, 0.1) "," DET(1, 1, 0, 20, 100, 80, 0.9)), "greedy"),
                 .5, .5);
    assert_rates(score(gt, DETS(DET(1, 1, 0, 20, 100, 80, 0.1) "," DET(1, 1, 0, 0, 100, 80, 0.9)), "greedy"),
                 1, 1);
}

static void then_the_first_truth_in_the_file(void **state)
{
    const char *dets = DETS(DET(1, 1, 0, 0, 100, 100, 1) "," DET(1, 1, 0, 0, 100, 45, 1));
    (void)state;

    assert_rates(score(GT(TRUTH(9, 1, 1, 0, 0, 100, 80, 8000) "," TRUTH(2, 1, 1, 0, 20, 100, 80, 8000)), dets,
                       "greedy"),
                 .5, .5);
    assert_rates(score(GT(TRUTH(9, 1, 1, 0, 20, 100, 80, 8000) "," TRUTH(2, 1, 1, 0, 0, 100, 80, 8000)), dets,
                       "greedy"),
                 1, 1);
}

static void a_detection_and_a_truth_are_paired_once(void **state)
{
    (void)state;

    assert_rates(score(GT(TRUTH(1, 1, 1, 0, 0, 9, 9, 81)),
                       DETS(DET(1, 1, 0, 0, 9, 9, 1) "," DET(1, 1, 0, 0, 9, 9, 1)), "greedy"),
                 .5, 1);
    assert_rates(score(GT(TRUTH(1, 1, 1, 0, 0, 9, 9, 81) "," TRUTH(2, 1, 1, 0, 0, 9, 9, 81)),
                       DETS(DET(1, 1, 0, 0, 9, 9, 1)), "greedy"),
                 1, .5);
}

static void the_truth_with_id_0_counts_as_any_other(void **state)
{
    (void)state;

    assert_rates(score(GT(TRUTH(0, 1, 1, 0, 0, 9, 9, 81)), DETS(DET(1, 1, 0, 0, 9, 9, 1)), "greedy"), 1, 1);
}

static void there_is_no_limit_on_detections(void **state)
{
    od_buffer dets = {0};
    (void)state;

    for (int i = 0; i < 150; i++)
        assert_int_equal(od_buffer_printf(&dets, NULL, "%c" DET(1, 1, 0, 0, 9, 9, 1), i ? ',' : '['), OD_OK);
    assert_int_equal(od_buffer_printf(&dets, NULL, "]"), OD_OK);
    assert_rates(score(GT(TRUTH(1, 1, 1, 0, 0, 9, 9, 81)), dets.bytes, "greedy"), 1. / 150, 1);
    od_buffer_free(&dets);
}

static void a_detection_on_a_crowd_of_its_label_counts_neither_way(void **state)
{
    const char *gt = GT(CROWD(1, 1, 1, 0, 0, 200, 200, 40000) "," TRUTH(2, 1, 1, 400, 0, 10, 10, 100));
    (void)state;

    assert_rates(score(gt, DETS(DET(1, 1, 400, 0, 10, 10, 1) "," DET(1, 1, 0, 0, 50, 50, 1)), "greedy"), 1,
                 1);
    assert_rates(score(gt, DETS(DET(1, 1, 400, 0, 10, 10, 1) "," DET(1, 2, 0, 0, 50, 50, 1)), "greedy"), .5,
                 1);
    /* half of it on the crowd is enough, less is not */
    assert_rates(score(gt, DETS(DET(1, 1, 400, 0, 10, 10, 1) "," DET(1, 1, 0, 0, 50, 400, 1)), "greedy"), 1,
                 1);
    assert_rates(score(gt, DETS(DET(1, 1, 400, 0, 10, 10, 1) "," DET(1, 1, 0, 0, 50, 401, 1)), "greedy"), .5,
                 1);
}

static void a_pair_on_a_crowd_counts(void **state)
{
    (void)state;

    assert_rates(score(GT(CROWD(1, 1, 1, 0, 0, 200, 200, 40000) "," TRUTH(2, 1, 1, 0, 0, 50, 50, 2500)),
                       DETS(DET(1, 1, 0, 0, 50, 50, 1)), "greedy"),
                 1, 1);
}

static void labels_that_the_data_set_lacks_are_charged(void **state)
{
    (void)state;

    assert_rates(
        score(GT(TRUTH(1, 1, 1, 0, 0, 9, 9, 81)),
              DETS(DET(1, 1, 0, 0, 9, 9, 1) "," DET(1, 99, 0, 0, 9, 9, 1) "," DET(3, 77, 0, 0, 9, 9, 1)),
              "greedy"),
        1. / 3, 1);
    assert_rates(
        score(GT(TRUTH(1, 1, 1, 0, 0, 9, 9, 81)),
              DETS(DET(1, 1, 0, 0, 9, 9, 1) "," DET(1, 99, 0, 0, 9, 9, 1) "," DET(3, 77, 0, 0, 9, 9, 1)),
              "greedy:average=images"),
        .25, 1);
}

static void without_detections_precision_is_0(void **state)
{
    scored s;
    (void)state;

    s = score(GT(TRUTH(1, 1, 1, 0, 0, 9, 9, 81)), "[]", "greedy");

    SAME(s, "greedy_f1", 0);
    assert_rates(s, 0, 0);
}

static void without_truths_recall_is_undefined(void **state)
{
    scored s, images;
    (void)state;

    s = score(GT(CROWD(1, 1, 1, 0, 0, 9, 9, 81)), DETS(DET(2, 1, 0, 0, 9, 9, 1)), "greedy");
    images = score(GT(""), DETS(DET(2, 1, 0, 0, 9, 9, 1)), "greedy:average=images");

    assert_undefined(&s, "greedy_f1");
    assert_rates(s, 0, NAN);
    assert_undefined(&images, "greedy_f1");
    assert_rates(images, 0, NAN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vector_of_the_definition_comes_out),
        cmocka_unit_test(over_images_each_image_weighs_the_same),
        cmocka_unit_test(the_least_iou_can_be_chosen),
        cmocka_unit_test(an_iou_of_one_half_is_enough),
        cmocka_unit_test(the_best_pair_is_taken_first_whatever_the_scores),
        cmocka_unit_test(between_equal_pairs_the_first_detection_in_the_file_wins),
        cmocka_unit_test(then_the_first_truth_in_the_file),
        cmocka_unit_test(a_detection_and_a_truth_are_paired_once),
        cmocka_unit_test(the_truth_with_id_0_counts_as_any_other),
        cmocka_unit_test(there_is_no_limit_on_detections),
        cmocka_unit_test(a_detection_on_a_crowd_of_its_label_counts_neither_way),
        cmocka_unit_test(a_pair_on_a_crowd_counts),
        cmocka_unit_test(labels_that_the_data_set_lacks_are_charged),
        cmocka_unit_test(without_detections_precision_is_0),
        cmocka_unit_test(without_truths_recall_is_undefined),
    };

    return cmocka_run_group_tests_name("greedy", tests, NULL, NULL);
}
