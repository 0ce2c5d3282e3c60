/* Matching (semantics A5, A6), seen through the bits of one cell. */
#include "metric/match.h"
#include "unit/score_help.h"

enum { ALL, SMALL, MEDIUM, LARGE };

/* The first cell of image 1, matched. */
typedef struct matching {
    scored s;
    od_problem problem;
    od_view_scratch *scratch;
    const od_image_view *view;
    od_matcher matcher;
    od_match result[8];
} matching;

static matching match_with(const char *gt, const char *detections, od_job_options options, unsigned fixes)
{
    static const uint32_t rows[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    matching m = {0};
    od_error err = {0};

    options.metrics = "greedy";
    options.threads = 1;
    m.s = score_with(gt, detections, options);
    m.problem = m.s.job->subsets[0].problem;
    m.problem.fixes = fixes;
    must(od_view_scratch_create(&m.scratch, &err), &err);
    must(od_view_make(m.scratch, &m.problem, 0, &m.view, &err), &err);
    must(od_match_cell(&m.matcher, m.view, &m.view->cells[0], rows, m.view->cells[0].n_det, m.result, &err),
         &err);
    return m;
}

static matching match(const char *gt, const char *detections)
{
    return match_with(gt, detections, (od_job_options){0}, 0);
}

static void release(matching *m)
{
    od_matcher_free(&m->matcher);
    od_view_scratch_free(m->scratch);
    close_job(&m->s);
}

/* One letter per threshold: M matched, I matched with what does not count, i ignored, . wrong. */
static void assert_line(const matching *m, uint32_t detection, uint32_t area, const char *expected)
{
    const uint32_t n = m->problem.protocol->n_iou;
    const od_match *result = &m->result[detection];
    char text[OD_IOU_MAX + 1] = "";

    for (uint32_t t = 0; t < n; t++) {
        bool matched = result->matched >> (area * n + t) & 1;
        bool ignored = result->plain ? result->outside >> area & 1 : result->ignored >> (area * n + t) & 1;

        text[t] = matched ? (ignored ? 'I' : 'M') : ignored ? 'i' : '.';
    }
    assert_string_equal(text, expected);
}

static void a_detection_is_matched_up_to_its_iou(void **state)
{
    matching m;
    (void)state;

    m = match(GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000)), DETS(DET(1, 1, 0, 0, 100, 72, 1)));

    assert_line(&m, 0, ALL, "MMMMM.....");
    assert_line(&m, 0, LARGE, "MMMMMiiiii"); /* its own area, 7200, is medium */
    release(&m);
}

static void an_iou_on_the_threshold_is_enough(void **state)
{
    const char *gt = GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000));
    matching m;
    (void)state;

    m = match(gt, DETS(DET(1, 1, 0, 0, 100, 50, 1) "," DET(1, 1, 0, 0, 100, 49, 1)));
    assert_line(&m, 0, ALL, "M.........");
    assert_line(&m, 1, ALL, "..........");
    release(&m);

    m = match(gt, DETS(DET(1, 1, 0, 0, 100, 90, 1)));
    assert_line(&m, 0, ALL, "MMMMMMMMM.");
    release(&m);

    m = match(gt, DETS(DET(1, 1, 0, 0, 100, 95, 1)));
    assert_line(&m, 0, ALL, "MMMMMMMMMM");
    release(&m);
}

static void a_threshold_of_1_can_be_reached(void **state)
{
    matching m;
    (void)state;

    m = match_with(GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000)), DETS(DET(1, 1, 0, 0, 100, 100, 1)),
                   (od_job_options){.iou = "0.5,1"}, 0);

    assert_line(&m, 0, ALL, "MM");
    release(&m);

    /* the IoU of this box with itself is 0.9999999999999997, as (0.6 + 0.3) - 0.3 is not 0.6 */
    m = match_with(GT(TRUTH(1, 1, 1, 0.3, 0, 0.6, 1, 0.6)), DETS(DET(1, 1, 0.3, 0, 0.6, 1, 1)),
                   (od_job_options){.iou = "0.5,1"}, 0);
    assert_line(&m, 0, ALL, "MM");
    release(&m);
}

static void the_higher_score_chooses_first(void **state)
{
    matching m;
    (void)state;

    m = match(GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000)),
              DETS(DET(1, 1, 0, 0, 100, 100, 0.1) "," DET(1, 1, 0, 0, 100, 60, 0.9)));

    assert_line(&m, 0, ALL, "MMM......."); /* rows stand by score: the box of 100 x 60 */
    assert_line(&m, 1, ALL, "...MMMMMMM");
    release(&m);
}

/* A match with id 0 shows as none (semantics A6), which tells the truths apart. */
static void among_truths_of_equal_iou_the_last_in_the_file_wins(void **state)
{
    const char *dets = DETS(DET(1, 1, 0, 0, 100, 100, 1));
    matching m;
    (void)state;

    m = match(GT(TRUTH(5, 1, 1, 0, 0, 100, 100, 10000) "," TRUTH(0, 1, 1, 0, 0, 100, 100, 10000)), dets);
    assert_line(&m, 0, ALL, "..........");
    release(&m);

    m = match(GT(TRUTH(0, 1, 1, 0, 0, 100, 100, 10000) "," TRUTH(5, 1, 1, 0, 0, 100, 100, 10000)), dets);
    assert_line(&m, 0, ALL, "MMMMMMMMMM");
    release(&m);
}

static void the_best_iou_wins_wherever_it_stands(void **state)
{
    const char *dets = DETS(DET(1, 1, 0, 0, 100, 100, 1));
    matching m;
    (void)state;

    m = match(GT(TRUTH(5, 1, 1, 0, 0, 100, 100, 10000) "," TRUTH(0, 1, 1, 0, 0, 100, 99, 9900)), dets);
    assert_line(&m, 0, ALL, "MMMMMMMMMM");
    release(&m);

    m = match(GT(TRUTH(0, 1, 1, 0, 0, 100, 99, 9900) "," TRUTH(5, 1, 1, 0, 0, 100, 100, 10000)), dets);
    assert_line(&m, 0, ALL, "MMMMMMMMMM");
    release(&m);
}

static void the_truth_with_id_0_is_taken_but_not_found(void **state)
{
    const char *gt = GT(TRUTH(0, 1, 1, 0, 0, 100, 100, 10000));
    const char *dets = DETS(DET(1, 1, 0, 0, 100, 100, 1) "," DET(1, 1, 0, 0, 100, 100, 0.9));
    matching reference, fixed;
    (void)state;

    reference = match(gt, dets);
    fixed = match_with(gt, dets, (od_job_options){0}, OD_FIX_ID_ZERO);

    assert_line(&reference, 0, ALL, "..........");
    assert_line(&reference, 1, ALL, ".........."); /* the truth is used up */
    assert_line(&fixed, 0, ALL, "MMMMMMMMMM");
    assert_line(&fixed, 1, ALL, "..........");
    release(&reference);
    release(&fixed);
}

/* The reference notes that a truth does not count, and which it is, apart from each other. */
static void id_0_outside_the_range_is_ignored_and_not_found(void **state)
{
    matching m;
    (void)state;

    m = match(GT(TRUTH(0, 1, 1, 0, 0, 30, 30, 5000)), DETS(DET(1, 1, 0, 0, 30, 30, 1)));

    assert_line(&m, 0, ALL, "..........");
    assert_line(&m, 0, SMALL, "iiiiiiiiii"); /* although its own area, 900, is small */
    release(&m);
}

/* Semantics A5: IoU .6 with a truth, 1 with a crowd. */
static void a_truth_is_not_given_up_for_a_crowd(void **state)
{
    matching m;
    (void)state;

    m = match(GT(CROWD(1, 1, 1, 0, 0, 200, 200, 40000) "," TRUTH(2, 1, 1, 0, 0, 100, 100, 10000)),
              DETS(DET(1, 1, 0, 0, 100, 60, 1)));

    assert_line(&m, 0, ALL, "MMMIIIIIII");
    release(&m);
}

static void a_crowd_takes_any_number(void **state)
{
    matching m;
    (void)state;

    m = match(
        GT(CROWD(1, 1, 1, 0, 0, 200, 200, 40000)),
        DETS(DET(1, 1, 0, 0, 100, 60, 1) "," DET(1, 1, 0, 0, 100, 60, 1) "," DET(1, 1, 0, 0, 200, 400, 1)));

    assert_line(&m, 0, ALL, "IIIIIIIIII");
    assert_line(&m, 1, ALL, "IIIIIIIIII");
    assert_line(&m, 2, ALL, "I.........");
    release(&m);
}

static void a_truth_outside_the_range_takes_one_detection_only(void **state)
{
    matching m;
    (void)state;

    m = match(GT(TRUTH(1, 1, 1, 0, 0, 30, 30, 5000)),
              DETS(DET(1, 1, 0, 0, 30, 30, 1) "," DET(1, 1, 0, 0, 30, 30, 1)));

    assert_line(&m, 0, SMALL, "IIIIIIIIII"); /* its area field, 5000, is medium */
    assert_line(&m, 1, SMALL, "..........");
    assert_line(&m, 0, MEDIUM, "MMMMMMMMMM"); /* matched, whatever its own area */
    assert_line(&m, 1, MEDIUM, "iiiiiiiiii"); /* unmatched, so its own area, 900, decides */
    release(&m);
}

static void a_truth_in_the_range_wins_over_a_better_one_outside(void **state)
{
    matching m;
    (void)state;

    m = match(GT(TRUTH(1, 1, 1, 0, 0, 30, 30, 5000) "," TRUTH(2, 1, 1, 0, 0, 30, 20, 600)),
              DETS(DET(1, 1, 0, 0, 30, 30, 1)));

    assert_line(&m, 0, SMALL, "MMMMIIIIII"); /* 600 / 900 is above .65 */
    assert_line(&m, 0, ALL, "MMMMMMMMMM");
    release(&m);
}

static void both_ends_of_a_range_belong_to_it(void **state)
{
    od_protocol p;
    (void)state;

    od_protocol_default(&p);

    assert_int_equal(od_areas_outside(&p, 1024), 1u << LARGE);
    assert_int_equal(od_areas_outside(&p, 1025), 1u << SMALL | 1u << LARGE);
    assert_int_equal(od_areas_outside(&p, 9216), 1u << SMALL);
    assert_int_equal(od_areas_outside(&p, 0), 1u << MEDIUM | 1u << LARGE);
    assert_int_equal(od_areas_outside(&p, -1), 1u << ALL | 1u << SMALL | 1u << MEDIUM | 1u << LARGE);
    assert_int_equal(od_areas_outside(&p, 1e10), 1u << SMALL | 1u << MEDIUM);
    assert_int_equal(od_areas_outside(&p, NAN), 0);
}

static void a_truth_counts_in_the_ranges_of_its_area_and_a_crowd_in_none(void **state)
{
    matching m;
    (void)state;

    m = match(GT(TRUTH(1, 1, 1, 0, 0, 9, 9, 1024) "," TRUTH(2, 1, 1, 0, 0, 9, 9,
                                                            10000) "," CROWD(3, 1, 1, 0, 0, 9, 9, 81)),
              "[]");

    assert_int_equal(od_truth_areas(m.view, 0), 1u << ALL | 1u << SMALL | 1u << MEDIUM);
    assert_int_equal(od_truth_areas(m.view, 1), 1u << ALL | 1u << LARGE);
    assert_int_equal(od_truth_areas(m.view, 2), 0);
    release(&m);
}

/* No comparison with NaN is true, so the scan takes it, and whatever comes after it. */
static void an_iou_that_is_nan_is_below_no_threshold(void **state)
{
    matching m;
    (void)state;

    m = match(GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000)), DETS(DET(1, 1, 0, 0, NaN, 100, 1)));

    assert_line(&m, 0, ALL, "MMMMMMMMMM");
    release(&m);
}

static void only_the_rows_asked_for_take_part(void **state)
{
    const uint32_t second = 1;
    od_match result;
    matching m;
    (void)state;

    m = match(GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000)),
              DETS(DET(1, 1, 0, 0, 100, 100, 1) "," DET(1, 1, 0, 0, 100, 50, 0.5)));
    assert_int_equal(od_match_cell(&m.matcher, m.view, &m.view->cells[0], &second, 1, &result, NULL), OD_OK);

    assert_line(&m, 1, ALL, "..........");
    m.result[1] = result;
    assert_line(&m, 1, ALL, "M.........");
    release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_detection_is_matched_up_to_its_iou),
        cmocka_unit_test(an_iou_on_the_threshold_is_enough),
        cmocka_unit_test(a_threshold_of_1_can_be_reached),
        cmocka_unit_test(the_higher_score_chooses_first),
        cmocka_unit_test(among_truths_of_equal_iou_the_last_in_the_file_wins),
        cmocka_unit_test(the_best_iou_wins_wherever_it_stands),
        cmocka_unit_test(the_truth_with_id_0_is_taken_but_not_found),
        cmocka_unit_test(id_0_outside_the_range_is_ignored_and_not_found),
        cmocka_unit_test(a_truth_is_not_given_up_for_a_crowd),
        cmocka_unit_test(a_crowd_takes_any_number),
        cmocka_unit_test(a_truth_outside_the_range_takes_one_detection_only),
        cmocka_unit_test(a_truth_in_the_range_wins_over_a_better_one_outside),
        cmocka_unit_test(both_ends_of_a_range_belong_to_it),
        cmocka_unit_test(a_truth_counts_in_the_ranges_of_its_area_and_a_crowd_in_none),
        cmocka_unit_test(an_iou_that_is_nan_is_below_no_threshold),
        cmocka_unit_test(only_the_rows_asked_for_take_part),
    };

    return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
