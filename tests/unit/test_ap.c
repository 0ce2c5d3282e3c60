/* The 12 COCO numbers (semantics A). Expected values were computed by pycocotools 2.0.11 where not by hand.
 */
#include "unit/score_help.h"

/* ---- semantics A9 ---- */

#define VCOCO_TRUTHS                                                                                         \
    TRUTH(1, 1, 1, 10, 10, 50, 50, 2500)                                                                     \
    "," TRUTH(2, 1, 1, 100, 100, 40, 40, 1600) "," TRUTH(3, 2, 1, 20, 20, 30, 30, 900) "," TRUTH(            \
        4, 2, 2, 0, 0, 200, 200, 40000) "," CROWD(5, 3, 2, 50, 50, 20, 20, 400)
#define VCOCO_DETS                                                                                           \
    DETS(DET(1, 1, 12, 12, 50, 50, 0.9) "," DET(1, 1, 100, 100, 40, 30, 0.8) "," DET(                        \
        1, 1, 11, 11, 50, 50, 0.7) "," DET(2, 1, 20, 20, 30, 30,                                             \
                                           0.6) "," DET(2, 2, 10, 10, 190, 190,                              \
                                                        0.95) "," DET(3, 2, 52, 52, 10, 10,                  \
                                                                      0.5) "," DET(3, 2, 300, 300, 10, 10,   \
                                                                                   0.4) "," DET(2, 1, 0, 0,  \
                                                                                                5, 5, 0.85))

static void v_coco_gives_its_twelve_numbers(void **state)
{
    static const struct {
        const char *name;
        double value;
    } expected[] = {
        {"AP", .740297029703},
        {"AP50", .878217821782},
        {"AP75", .878217821782},
        {"APs", .5},
        {"APm", .717821782178},
        {"APl", .9},
        {"AR1", .583333333333},
        {"AR10", .866666666667},
        {"AR100", .866666666667},
        {"ARs", 1},
        {"ARm", .75},
        {"ARl", .9},
    };
    scored s;
    (void)state;

    s = score(GT(VCOCO_TRUTHS), VCOCO_DETS, "AP");

    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        NEAR(s, expected[i].name, expected[i].value, 6e-13);
    assert_double_same("dog", value_in(&s, "AP", 0), .5805940594059406);
    assert_double_same("cat", value_in(&s, "AP", 1), .8999999999999999);
    close_job(&s);
}

static void an_iou_that_is_exactly_a_threshold_reaches_it(void **state)
{
    const char *gt = GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000));
    (void)state;

    assert_near(".5", score_one(gt, DETS(DET(1, 1, 0, 0, 100, 50, 1)), "AP", "AP"), .1, 5e-16);
    assert_near(".5", score_one(gt, DETS(DET(1, 1, 0, 0, 100, 50, 1)), "AP", "AP50"), 1, 5e-16);
    assert_near(".9", score_one(gt, DETS(DET(1, 1, 0, 0, 100, 90, 1)), "AP", "AP"), .9, 5e-16);
    assert_near(".95", score_one(gt, DETS(DET(1, 1, 0, 0, 100, 95, 1)), "AP", "AP"), 1, 5e-16);
}

static void a_perfect_pair_is_a_little_less_than_1(void **state)
{
    scored s;
    (void)state;

    s = score(GT(TRUTH(1, 1, 1, 10, 10, 50, 50, 2500)), DETS(DET(1, 1, 10, 10, 50, 50, 0.9)), "AP");

    SAME(s, "AP", 0.9999999999999998);
    SAME(s, "AP50", 0.9999999999999999);
    SAME(s, "AR1", 1);
    assert_undefined(&s, "APs");
    close_job(&s);
}

static void the_truths_own_area_decides_its_size(void **state)
{
    scored s;
    (void)state;

    s = score(GT(TRUTH(1, 1, 1, 0, 0, 33, 33, 1089)), DETS(DET(1, 1, 0, 0, 31, 31, 1)), "AP");

    NEAR(s, "APm", .8, 5e-16);
    assert_undefined(&s, "APs");
    close_job(&s);
}

static void only_a_crowd_is_nothing_to_find(void **state)
{
    scored s;
    (void)state;

    s = score(GT(CROWD(1, 1, 1, 0, 0, 33, 33, 1089)), DETS(DET(1, 1, 0, 0, 31, 31, 1)), "AP");

    assert_undefined(&s, "AP");
    assert_undefined(&s, "AP50");
    assert_undefined(&s, "AR100");
    assert_true(isnan(value_in(&s, "AP", 0)));
    close_job(&s);
}

/* ---- many boxes in a row: truth i and detection i are the same box, with a gap to the next ---- */

typedef struct row {
    od_buffer truths, detections;
} row;

static void add_truth(row *r, int id, int image, int at)
{
    assert_int_equal(od_buffer_printf(&r->truths, NULL,
                                      "%s{\"id\":%d,\"image_id\":%d,\"category_id\":1,\"bbox\":[%d,0,50,50],"
                                      "\"area\":2500,\"iscrowd\":0}",
                                      r->truths.n ? "," : "", id, image, 100 * at),
                     OD_OK);
}

static void add_detection(row *r, int image, int at, double value)
{
    assert_int_equal(
        od_buffer_printf(&r->detections, NULL,
                         "%c{\"image_id\":%d,\"category_id\":1,\"bbox\":[%d,0,50,50],\"score\":%g}",
                         r->detections.n ? ',' : '[', image, 100 * at, value),
        OD_OK);
}

static scored score_row(row *r, od_job_options options)
{
    od_buffer gt = {0};
    scored s;

    options.metrics = "AP";
    assert_int_equal(od_buffer_printf(&gt, NULL,
                                      "{\"images\":[" IMAGE(1) "," IMAGE(2) "]," CATEGORIES
                                                                            ",\"annotations\":[%s]}",
                                      r->truths.bytes),
                     OD_OK);
    assert_int_equal(od_buffer_printf(&r->detections, NULL, "]"), OD_OK);
    s = score_with(gt.bytes, r->detections.bytes, options);
    od_buffer_free(&gt);
    od_buffer_free(&r->truths);
    od_buffer_free(&r->detections);
    return s;
}

static void a_hundred_of_120_truths_can_be_found(void **state)
{
    row r = {0};
    scored s;
    (void)state;

    for (int i = 0; i < 120; i++) {
        add_truth(&r, i + 1, 1, i);
        add_detection(&r, 1, i, 1);
    }
    s = score_row(&r, (od_job_options){.threads = 1});

    NEAR(s, "AR1", 1. / 120, 5e-16);
    NEAR(s, "AR10", 10. / 120, 5e-16);
    NEAR(s, "AR100", 100. / 120, 5e-16);
    NEAR(s, "AP", 84. / 101, 5e-16);
    close_job(&s);
}

static void seven_of_twenty_reach_35_recall_points(void **state)
{
    row r = {0};
    scored s;
    (void)state;

    for (int i = 0; i < 20; i++)
        add_truth(&r, i + 1, 1, i);
    for (int i = 0; i < 7; i++)
        add_detection(&r, 1, i, 1);
    s = score_row(&r, (od_job_options){.threads = 1});

    NEAR(s, "AP", 0.3465346534653465, 5e-16); /* 35/101, not 36/101: point 35 lies above .35 (A2) */
    close_job(&s);
}

static void equal_scores_rank_by_image_then_by_place_in_the_file(void **state)
{
    const char *gt = GT(TRUTH(1, 2, 1, 10, 10, 50, 50, 2500));
    (void)state;

    assert_near(
        "false first",
        score_one(gt, DETS(DET(2, 1, 300, 300, 9, 9, 1) "," DET(2, 1, 10, 10, 50, 50, 1)), "AP", "AP"), .5,
        5e-16);
    assert_near(
        "true first",
        score_one(gt, DETS(DET(2, 1, 10, 10, 50, 50, 1) "," DET(2, 1, 300, 300, 9, 9, 1)), "AP", "AP"), 1,
        5e-16);
    assert_near(
        "false in an image before, last in the file",
        score_one(gt, DETS(DET(2, 1, 10, 10, 50, 50, 1) "," DET(1, 1, 300, 300, 9, 9, 1)), "AP", "AP"), .5,
        5e-16);
}

static void images_come_before_places_within_them(void **state)
{
    (void)state;

    /* in the order false, true, false; the first of image 2 is not before the second of image 1 */
    assert_near("the AP",
                score_one(GT(TRUTH(1, 1, 1, 10, 10, 50, 50, 2500)),
                          DETS(DET(2, 1, 300, 300, 9, 9, 1) "," DET(1, 1, 300, 300, 9, 9,
                                                                    1) "," DET(1, 1, 10, 10, 50, 50, 1)),
                          "AP", "AP"),
                .5, 5e-16);
}

static void a_nan_score_ranks_last(void **state)
{
    const char *gt = GT(TRUTH(1, 1, 1, 10, 10, 50, 50, 2500));
    (void)state;

    assert_near(
        "the AP",
        score_one(gt, DETS(DET(1, 1, 300, 300, 9, 9, NaN) "," DET(1, 1, 10, 10, 50, 50, -5)), "AP", "AP"), 1,
        5e-16);
}

/* pitfalls E1, semantics A6: perfect predictions of n truths with ids from 0. */
static void the_truth_with_id_0_is_lost_under_reference_rules(void **state)
{
    static const struct {
        int n;
        double ap;
    } rows[] = {{1, 0}, {2, .253}, {10, .811}, {1000, .989}};
    (void)state;

    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        row r = {0};
        scored s;

        for (int i = 0; i < rows[k].n; i++) {
            add_truth(&r, i, 1 + i % 2, i);
            add_detection(&r, 1 + i % 2, i, 1);
        }
        s = score_row(&r, (od_job_options){.threads = 1, .max_dets = "1,100,1000"});

        NEAR(s, "AP50", rows[k].ap, 6e-4);
        close_job(&s);
    }
}

static void corrected_rules_find_the_truth_with_id_0(void **state)
{
    const char *gt = GT(TRUTH(0, 1, 1, 10, 10, 50, 50, 2500)), *dets = DETS(DET(1, 1, 10, 10, 50, 50, 0.9));
    scored s;
    (void)state;

    assert_double_same("by the reference", score_one(gt, dets, "AP", "AP"), 0);
    s = score_with(gt, dets, (od_job_options){.rules = OD_RULES_CORRECTED, .threads = 1});

    SAME(s, "AP", 0.9999999999999998);
    close_job(&s);
}

/* ---- what there is to find, and what not ---- */

static void false_positives_of_an_absent_category_cost_nothing(void **state)
{
    scored s;
    (void)state;

    s = score(GT(TRUTH(1, 1, 1, 10, 10, 50, 50, 2500)),
              DETS(DET(1, 1, 10, 10, 50, 50, 0.5) "," DET(1, 2, 10, 10, 50, 50, 0.9)), "AP");

    SAME(s, "AP", 0.9999999999999998);
    assert_true(isnan(value_in(&s, "AP", 1)));
    close_job(&s);
}

static void a_category_without_detections_has_ap_0(void **state)
{
    scored s;
    (void)state;

    s = score(GT(TRUTH(1, 1, 1, 10, 10, 50, 50, 2500) "," TRUTH(2, 1, 2, 10, 10, 50, 50, 2500)),
              DETS(DET(1, 1, 10, 10, 50, 50, 0.5)), "AP");

    NEAR(s, "AP", .5, 5e-16);
    assert_double_same("cat", value_in(&s, "AP", 1), 0);
    close_job(&s);
}

static void an_empty_list_of_detections_has_ap_0(void **state)
{
    scored s;
    (void)state;

    s = score(GT(TRUTH(1, 1, 1, 10, 10, 50, 50, 2500)), "[]", "AP");

    SAME(s, "AP", 0); /* semantics A9: the reference crashes */
    SAME(s, "AR100", 0);
    close_job(&s);
}

static void no_ground_truth_at_all_leaves_all_undefined(void **state)
{
    scored s;
    (void)state;

    s = score(GT(""), DETS(DET(1, 1, 10, 10, 50, 50, 0.5)), "AP");

    assert_undefined(&s, "AP");
    assert_undefined(&s, "AR1");
    close_job(&s);
}

/* ---- limits, thresholds and areas of one's own ---- */

#define PERFECT GT(TRUTH(1, 1, 1, 10, 10, 50, 50, 2500)), DETS(DET(1, 1, 10, 10, 50, 50, 0.9))

static void without_a_limit_of_100_the_reference_has_no_ap(void **state)
{
    scored s;
    (void)state;

    s = score_with(PERFECT, (od_job_options){.max_dets = "1,10,300", .threads = 1});
    assert_undefined(&s, "AP");
    SAME(s, "AP50", 0.9999999999999999);
    SAME(s, "AR300", 1);
    close_job(&s);

    s = score_with(PERFECT,
                   (od_job_options){.max_dets = "1,10,300", .rules = OD_RULES_CORRECTED, .threads = 1});
    SAME(s, "AP", 0.9999999999999998);
    close_job(&s);
}

/* Semantics A8: with (100,300,1000) AP is at 100, the rest at 1000. */
static void ap_is_at_100_while_ap50_is_at_the_third_limit(void **state)
{
    row r = {0}, again = {0};
    scored s;
    (void)state;

    for (int i = 0; i < 200; i++) {
        add_truth(&r, i + 1, 1, i);
        add_truth(&again, i + 1, 1, i);
        add_detection(&r, 1, i, 1);
        add_detection(&again, 1, i, 1);
    }
    s = score_row(&r, (od_job_options){.max_dets = "100,300,1000", .threads = 1});
    NEAR(s, "AP", 51. / 101, 5e-16); /* half of the truths reach the points 0 to .50 */
    NEAR(s, "AP50", 1, 5e-16);
    close_job(&s);

    s = score_row(&again,
                  (od_job_options){.max_dets = "100,300,1000", .rules = OD_RULES_CORRECTED, .threads = 1});
    NEAR(s, "AP", 1, 5e-16);
    close_job(&s);
}

/* Of four limits the reference takes the third for all but AP, semantics A8. */
static void a_fourth_limit_is_for_corrected_rules_only(void **state)
{
    row r = {0}, again = {0};
    scored s;
    (void)state;

    for (int i = 0; i < 40; i++) {
        add_truth(&r, i + 1, 1, i);
        add_truth(&again, i + 1, 1, i);
        add_detection(&r, 1, i, 1);
        add_detection(&again, 1, i, 1);
    }
    s = score_row(&r, (od_job_options){.max_dets = "1,10,20,40", .threads = 1});
    NEAR(s, "AP50", 51. / 101, 5e-16);
    NEAR(s, "ARm", .5, 5e-16);
    SAME(s, "AR40", 1);
    close_job(&s);

    s = score_row(&again,
                  (od_job_options){.max_dets = "1,10,20,40", .rules = OD_RULES_CORRECTED, .threads = 1});
    NEAR(s, "AP50", 1, 5e-16);
    SAME(s, "ARm", 1);
    close_job(&s);
}

static void false_positives_beyond_a_limit_do_not_count_at_it(void **state)
{
    row r = {0};
    scored s;
    (void)state;

    add_truth(&r, 1, 2, 0);
    for (int i = 0; i < 150; i++)
        add_detection(&r, 1, i, .9);
    add_detection(&r, 2, 0, .5);
    s = score_row(&r, (od_job_options){.max_dets = "100,200", .threads = 1});

    NEAR(s, "AP", 1. / 101, 5e-16); /* at 100 */
    NEAR(s, "AP50", 1. / 151, 5e-16);
    close_job(&s);
}

static void thresholds_that_are_not_there_give_no_score(void **state)
{
    scored s;
    (void)state;

    s = score_with(PERFECT, (od_job_options){.iou = "0.6,0.75", .threads = 1});

    assert_undefined(&s, "AP50");
    SAME(s, "AP75", 0.9999999999999999);
    assert_null(od_scores_find(scores_of(&s), "AP50")->per_category);
    close_job(&s);
}

static void areas_of_ones_own_keep_their_names(void **state)
{
    scored s;
    (void)state;

    s = score_with(PERFECT, (od_job_options){.area = "all=0:1e10,tiny=0:100,mid=2500:2600", .threads = 1});

    assert_undefined(&s, "AP_tiny");
    SAME(s, "AP_mid", 0.9999999999999998);
    SAME(s, "AR_mid", 1);
    assert_null(od_scores_find(scores_of(&s), "APs"));
    close_job(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(v_coco_gives_its_twelve_numbers),
        cmocka_unit_test(an_iou_that_is_exactly_a_threshold_reaches_it),
        cmocka_unit_test(a_perfect_pair_is_a_little_less_than_1),
        cmocka_unit_test(the_truths_own_area_decides_its_size),
        cmocka_unit_test(only_a_crowd_is_nothing_to_find),
        cmocka_unit_test(a_hundred_of_120_truths_can_be_found),
        cmocka_unit_test(seven_of_twenty_reach_35_recall_points),
        cmocka_unit_test(equal_scores_rank_by_image_then_by_place_in_the_file),
        cmocka_unit_test(images_come_before_places_within_them),
        cmocka_unit_test(a_nan_score_ranks_last),
        cmocka_unit_test(the_truth_with_id_0_is_lost_under_reference_rules),
        cmocka_unit_test(corrected_rules_find_the_truth_with_id_0),
        cmocka_unit_test(false_positives_of_an_absent_category_cost_nothing),
        cmocka_unit_test(a_category_without_detections_has_ap_0),
        cmocka_unit_test(an_empty_list_of_detections_has_ap_0),
        cmocka_unit_test(no_ground_truth_at_all_leaves_all_undefined),
        cmocka_unit_test(without_a_limit_of_100_the_reference_has_no_ap),
        cmocka_unit_test(ap_is_at_100_while_ap50_is_at_the_third_limit),
        cmocka_unit_test(a_fourth_limit_is_for_corrected_rules_only),
        cmocka_unit_test(false_positives_beyond_a_limit_do_not_count_at_it),
        cmocka_unit_test(thresholds_that_are_not_there_give_no_score),
        cmocka_unit_test(areas_of_ones_own_keep_their_names),
    };

    return cmocka_run_group_tests_name("AP", tests, NULL, NULL);
}
