/* NMS-AP (semantics B2 to B4). */
#include "unit/score_help.h"

#define SQUARE TRUTH(1, 1, 1, 0, 0, 100, 100, 10000)

/* ---- the vectors of B4 ---- */

static void an_iou_of_exactly_one_half_is_no_candidate(void **state)
{
    scored s;
    (void)state;

    s = score(GT(SQUARE), DETS(DET(1, 1, 0, 0, 100, 50, 0.9) "," DET(1, 1, 0, 0, 100, 50, 0.8)), "nms_AP");

    SAME(s, "nms_removed", 0);
    SAME(s, "nms_decisions", 0);
    NEAR(s, "nms_AP50", 1, 5e-16); /* a match at .5 for COCO all the same */
    close_job(&s);
}

/* IoU 1, .8 and .6 with the truth; what stays shows in the AP: .6 reaches three of the ten thresholds. */
static void of_equal_scores_the_last_in_the_file_wins(void **state)
{
    const char *rising =
        DETS(DET(1, 1, 0, 0, 100, 60, 1) "," DET(1, 1, 0, 0, 100, 80, 1) "," DET(1, 1, 0, 0, 100, 100, 1));
    const char *falling =
        DETS(DET(1, 1, 0, 0, 100, 100, 1) "," DET(1, 1, 0, 0, 100, 80, 1) "," DET(1, 1, 0, 0, 100, 60, 1));
    (void)state;

    assert_near("100 is last", score_one(GT(SQUARE), rising, "nms_AP", "nms_AP"), 1, 5e-16);
    assert_near("60 is last", score_one(GT(SQUARE), falling, "nms_AP:tie=last", "nms_AP"), .3, 5e-16);
    assert_near("60 is first", score_one(GT(SQUARE), rising, "nms_AP:tie=first", "nms_AP"), .3, 5e-16);
    assert_near("100 is first", score_one(GT(SQUARE), falling, "nms_AP:tie=first", "nms_AP"), 1, 5e-16);
    assert_double_same("removed", score_one(GT(SQUARE), rising, "nms_AP", "nms_removed"), 2);
}

static void one_detection_can_win_at_two_truths(void **state)
{
    scored s;
    (void)state;

    s = score(GT(SQUARE "," TRUTH(2, 1, 1, 0, 0, 100, 60, 6000)),
              DETS(DET(1, 1, 0, 0, 100, 100, 0.9) "," DET(1, 1, 0, 0, 100, 60, 0.8)), "nms_AP");

    SAME(s, "nms_removed", 1); /* 0 beats 1 at both */
    SAME(s, "nms_decisions", 2);
    close_job(&s);
}

static void what_won_somewhere_stays_although_it_lost_elsewhere(void **state)
{
    scored s;
    (void)state;

    /* The second loses at the truth of 100 x 100 and wins, alone, at that of 100 x 55. */
    s = score(GT(SQUARE "," TRUTH(2, 1, 1, 0, 45, 100, 55, 5500)),
              DETS(DET(1, 1, 0, 0, 100, 80, 0.9) "," DET(1, 1, 0, 40, 100, 60, 0.8)), "nms_AP");

    SAME(s, "nms_removed", 0);
    SAME(s, "nms_decisions", 1);
    close_job(&s);
}

static void perfect_predictions_of_overlapping_truths_do_not_reach_1(void **state)
{
    scored s;
    (void)state;

    s = score(GT(SQUARE "," TRUTH(2, 1, 2, 0, 0, 100, 100, 10000)),
              DETS(DET(1, 1, 0, 0, 100, 100, 1) "," DET(1, 2, 0, 0, 100, 100, 1)), "nms_AP,AP");

    SAME(s, "nms_AP", 0.4999999999999999);
    NEAR(s, "AP", 1, 5e-16);
    close_job(&s);
}

#define V_NMS_GT                                                                                             \
    GT(TRUTH(1, 1, 1, 10, 10, 100, 100, 10000) "," TRUTH(2, 1, 2, 200, 10, 80, 60,                           \
                                                         4800) "," TRUTH(3, 2, 1, 0, 0, 50, 50, 2500))
#define V_NMS_DETS                                                                                           \
    DETS(DET(1, 2, 12, 12, 100, 100, 0.9) "," DET(1, 1, 10, 10, 98, 100, 0.8) "," DET(                       \
        1, 2, 205, 12, 78, 60,                                                                               \
        0.7) "," DET(1, 1, 205, 12, 78, 60,                                                                  \
                     0.6) "," DET(2, 1, 0, 0, 50, 25, 0.95) "," DET(2, 1, 0, 0, 50, 48,                      \
                                                                    0.5) "," DET(3, 1, 0, 0, 50, 50, 0.99))

static void v_nms_gives_its_numbers_before_and_after(void **state)
{
    static const char *const name[] = {"AP",  "AP50", "AP75",  "APs", "APm", "APl",
                                       "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"};
    static const double before[] = {.388333, .583333, .45, -1, .4875, 1, .275, .85, .85, -1, .85, 1};
    static const double after[] = {.263366, .376238, .334158, -1, .525, 0, .025, .6, .6, -1, .85, 0};
    scored s;
    (void)state;

    s = score(V_NMS_GT, V_NMS_DETS, "AP,nms_AP");

    for (size_t i = 0; i < 12; i++) {
        char nms_name[16];

        snprintf(nms_name, sizeof nms_name, "nms_%s", name[i]);
        if (before[i] < 0)
            assert_undefined(&s, name[i]);
        else
            NEAR(s, name[i], before[i], 5e-7);
        if (after[i] < 0)
            assert_undefined(&s, nms_name);
        else
            NEAR(s, nms_name, after[i], 5e-7);
    }
    SAME(s, "nms_removed", 2);
    close_job(&s);
}

/* ---- labels ---- */

static void a_wrong_label_with_a_higher_score_removes_the_right_one(void **state)
{
    const char *dets = DETS(DET(1, 1, 0, 0, 100, 100, 0.8) "," DET(1, 2, 0, 0, 100, 90, 0.9));
    (void)state;

    assert_double_same("NMS-AP", score_one(GT(SQUARE), dets, "nms_AP", "nms_AP"), 0);
    assert_near("AP", score_one(GT(SQUARE), dets, "AP", "AP"), 1, 5e-16);
}

static void a_label_that_the_data_set_lacks_takes_part(void **state)
{
    (void)state;

    assert_double_same("NMS-AP",
                       score_one(GT(SQUARE),
                                 DETS(DET(1, 1, 0, 0, 100, 100, 0.8) "," DET(1, 99, 0, 0, 100, 90, 0.9)),
                                 "nms_AP", "nms_AP"),
                       0);
}

/* pitfalls E3: the positive and the hard negative label on each box, all scores 1. */
static void order_decides_between_labels_of_equal_score_and_pessimism_does_not_care(void **state)
{
    const char *right_first = DETS(DET(1, 1, 0, 0, 100, 100, 1) "," DET(1, 2, 0, 0, 100, 100, 1));
    const char *wrong_first = DETS(DET(1, 2, 0, 0, 100, 100, 1) "," DET(1, 1, 0, 0, 100, 100, 1));
    scored a, b;
    (void)state;

    a = score(GT(SQUARE), right_first, "nms_AP");
    b = score(GT(SQUARE), wrong_first, "nms_AP");

    SAME(a, "nms_AP", 0);
    NEAR(b, "nms_AP", 1, 5e-16);
    SAME(a, "nms_AP_pessimistic", 0);
    SAME(b, "nms_AP_pessimistic", 0);
    SAME(b, "nms_ties", 1);
    SAME(b, "nms_ties_across_labels", 1);
    close_job(&a);
    close_job(&b);
}

/* The dog of the tie also wins, alone, at the truth of 100 x 45; to a pessimist it is lost all the same. */
static void to_a_pessimist_the_right_label_of_a_tie_is_lost_wherever_else_it_won(void **state)
{
    scored s;
    (void)state;

    s = score(GT(SQUARE "," TRUTH(2, 1, 1, 0, 0, 100, 45, 4500)),
              DETS(DET(1, 2, 0, 20, 100, 80, 1) "," DET(1, 1, 0, 0, 100, 80, 1)), "nms_AP");

    NEAR(s, "nms_AP50", 51. / 101, 5e-16); /* one dog of two */
    SAME(s, "nms_AP_pessimistic", 0);
    close_job(&s);
}

/* Without its match to id 0, which counts as wrong, image 1 would do less harm. */
static void a_pessimist_never_has_more(void **state)
{
    scored s;
    (void)state;

    s = score(
        GT(TRUTH(0, 1, 1, 0, 0, 100, 100, 10000) "," TRUTH(2, 2, 1, 0, 0, 100, 100, 10000)),
        DETS(DET(1, 2, 0, 0, 100, 100, 1) "," DET(1, 1, 0, 0, 100, 100, 1) "," DET(2, 1, 0, 0, 100, 100, 1)),
        "nms_AP");

    NEAR(s, "nms_AP", 51. / 202, 5e-16);
    SAME(s, "nms_AP_pessimistic", value_of(&s, "nms_AP"));
    close_job(&s);
}

static void ties_of_one_label_do_not_make_pessimists(void **state)
{
    scored s;
    (void)state;

    s = score(GT(SQUARE), DETS(DET(1, 1, 0, 0, 100, 80, 1) "," DET(1, 1, 0, 0, 100, 100, 1)), "nms_AP");

    SAME(s, "nms_ties", 1);
    SAME(s, "nms_ties_across_labels", 0);
    SAME(s, "nms_AP_pessimistic", value_of(&s, "nms_AP"));
    close_job(&s);
}

static void a_clear_winner_is_no_tie(void **state)
{
    scored s;
    (void)state;

    s = score(GT(SQUARE),
              DETS(DET(1, 1, 0, 0, 100, 100, 1) "," DET(1, 2, 0, 0, 100, 90, 0.5) "," DET(1, 2, 0, 0, 100, 80,
                                                                                          0.5)),
              "nms_AP");

    SAME(s, "nms_decisions", 1);
    SAME(s, "nms_ties", 0);
    NEAR(s, "nms_AP_pessimistic", 1, 5e-16);
    close_job(&s);
}

/* ---- what is suppressed, and by what ---- */

static void a_crowd_suppresses_as_any_truth_does(void **state)
{
    (void)state;

    assert_double_same("removed",
                       score_one(GT(CROWD(1, 1, 1, 0, 0, 100, 100, 10000)),
                                 DETS(DET(1, 1, 0, 0, 100, 100, 0.9) "," DET(1, 1, 0, 0, 100, 90, 0.8)),
                                 "nms_AP", "nms_removed"),
                       1);
}

static void detections_away_from_any_truth_stay(void **state)
{
    scored s;
    (void)state;

    s = score(GT(SQUARE),
              DETS(DET(1, 1, 300, 300, 9, 9, 1) "," DET(1, 1, 300, 300, 9, 9, 1) "," DET(
                  2, 1, 0, 0, 100, 100, 1) "," DET(2, 1, 0, 0, 100, 100, 1)),
              "nms_AP");

    SAME(s, "nms_removed", 0); /* image 2 has no ground truth */
    SAME(s, "nms_decisions", 0);
    close_job(&s);
}

static void the_iou_that_makes_a_candidate_can_be_chosen(void **state)
{
    const char *dets = DETS(DET(1, 1, 0, 0, 100, 100, 1) "," DET(1, 1, 0, 0, 100, 45, 0.9));
    (void)state;

    assert_double_same("at .5", score_one(GT(SQUARE), dets, "nms_AP", "nms_removed"), 0);
    assert_double_same("at .45", score_one(GT(SQUARE), dets, "nms_AP:iou=0.45", "nms_removed"), 0);
    assert_double_same("at .44", score_one(GT(SQUARE), dets, "nms_AP:iou=0.44", "nms_removed"), 1);
}

static void no_detection_at_all_is_ap_0(void **state)
{
    (void)state;

    assert_double_same("NMS-AP", score_one(GT(SQUARE), "[]", "nms_AP", "nms_AP"), 0);
}

/* ---- any problem ---- */

enum { IMAGES = 3, DETS_MAX = 60, TRUTHS_MAX = 20 };

typedef struct box {
    unsigned image, category;
    double box[4], score;
    bool removed;
} box;

typedef struct problem {
    box truth[TRUTHS_MAX], det[DETS_MAX];
    unsigned n_truths, n_dets;
} problem;

/* Boxes on a coarse grid and five different scores: many overlaps, many ties. */
static box random_box(uint64_t *seed)
{
    box b = {.image = 1 + random_below(seed, IMAGES), .category = 1 + random_below(seed, 2)};

    b.box[0] = 10 * random_below(seed, 4);
    b.box[1] = 10 * random_below(seed, 4);
    b.box[2] = 20 + 10 * random_below(seed, 3);
    b.box[3] = 20 + 10 * random_below(seed, 3);
    b.score = .2 * (1 + random_below(seed, 5));
    return b;
}

static problem random_problem(uint64_t seed)
{
    problem p = {.n_truths = 1 + random_below(&seed, TRUTHS_MAX), .n_dets = random_below(&seed, DETS_MAX)};

    for (unsigned i = 0; i < p.n_truths; i++)
        p.truth[i] = random_box(&seed);
    for (unsigned i = 0; i < p.n_dets; i++)
        p.det[i] = random_box(&seed);
    return p;
}

static double iou_of(const box *a, const box *b)
{
    double w = fmin(a->box[0] + a->box[2], b->box[0] + b->box[2]) - fmax(a->box[0], b->box[0]);
    double h = fmin(a->box[1] + a->box[3], b->box[1] + b->box[3]) - fmax(a->box[1], b->box[1]);
    double inter = fmax(0, w) * fmax(0, h);

    return inter / (a->box[2] * a->box[3] + b->box[2] * b->box[3] - inter);
}

/* Semantics B2 as it stands there: one truth after the other, a list of winners and one of losers. */
static void suppress_plainly(problem *p)
{
    bool kept[DETS_MAX] = {false}, lost[DETS_MAX] = {false};

    for (unsigned t = 0; t < p->n_truths; t++) {
        int winner = -1;

        for (unsigned d = 0; d < p->n_dets; d++)
            if (p->det[d].image == p->truth[t].image && iou_of(&p->truth[t], &p->det[d]) > .5) {
                lost[d] = true;
                if (winner < 0 || p->det[d].score >= p->det[winner].score)
                    winner = (int)d;
            }
        if (winner >= 0)
            kept[winner] = true;
    }
    for (unsigned d = 0; d < p->n_dets; d++)
        p->det[d].removed = lost[d] && !kept[d];
}

/* Truths with ids from 0, or the detections that are left. */
static char *boxes_text(const box *list, unsigned n, bool truths)
{
    od_buffer b = {0};

    assert_int_equal(od_buffer_printf(&b, NULL, "%s", truths ? "" : "["), OD_OK);
    for (unsigned i = 0, k = 0; i < n; i++) {
        const box *x = &list[i];

        if (x->removed)
            continue;
        assert_int_equal(od_buffer_printf(&b, NULL,
                                          "%s{\"image_id\":%u,\"category_id\":%u,\"bbox\":[%g,%g,%g,%g],",
                                          k++ ? "," : "", x->image, x->category, x->box[0], x->box[1],
                                          x->box[2], x->box[3]),
                         OD_OK);
        assert_int_equal(truths ? od_buffer_printf(&b, NULL, "\"id\":%u,\"area\":%g,\"iscrowd\":0}", i,
                                                   x->box[2] * x->box[3])
                                : od_buffer_printf(&b, NULL, "\"score\":%g}", x->score),
                         OD_OK);
    }
    assert_int_equal(od_buffer_printf(&b, NULL, "%s", truths ? "" : "]"), OD_OK);
    return b.bytes;
}

static char *gt_text(const problem *p)
{
    od_buffer b = {0};
    char *truths = boxes_text(p->truth, p->n_truths, true);

    assert_int_equal(od_buffer_printf(&b, NULL,
                                      "{\"images\":[" IMAGE(1) "," IMAGE(2) "," IMAGE(
                                          3) "]," CATEGORIES ",\"annotations\":[%s]}",
                                      truths),
                     OD_OK);
    free(truths);
    return b.bytes;
}

static void nms_ap_is_the_ap_of_what_is_left_and_nothing_more_goes(void **state)
{
    unsigned removed = 0;
    (void)state;

    for (uint64_t seed = 1; seed <= 300; seed++) {
        problem p = random_problem(seed);
        char *gt = gt_text(&p), *all = boxes_text(p.det, p.n_dets, false), *rest;
        scored before, after;
        double n_removed;

        suppress_plainly(&p);
        rest = boxes_text(p.det, p.n_dets, false);
        before = score(gt, all, "nms_AP");
        after = score(gt, rest, "AP,nms_AP");

        n_removed = value_of(&before, "nms_removed");
        removed += (unsigned)n_removed;
        for (size_t i = 0; i < scores_of(&before)->n; i++) {
            const od_score *x = &scores_of(&before)->list[i];
            const char *plain = x->name + strlen("nms_");

            if (strncmp(x->name, "nms_A", 5) != 0 || strcmp(plain, "AP_pessimistic") == 0)
                continue;
            if (bits_of(x->value) != bits_of(value_of(&after, plain)) ||
                bits_of(x->value) != bits_of(value_of(&after, x->name)))
                fail_msg("seed %llu: %s is %.17g, of the survivors %.17g, suppressed again %.17g",
                         (unsigned long long)seed, x->name, x->value, value_of(&after, plain),
                         value_of(&after, x->name));
        }
        SAME(after, "nms_removed", 0);
        assert_near("predictions", value_of(&before, "predictions") - n_removed,
                    value_of(&after, "predictions"), 0);
        close_job(&before);
        close_job(&after);
        free(gt);
        free(all);
        free(rest);
    }
    assert_true(removed > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_iou_of_exactly_one_half_is_no_candidate),
        cmocka_unit_test(of_equal_scores_the_last_in_the_file_wins),
        cmocka_unit_test(one_detection_can_win_at_two_truths),
        cmocka_unit_test(what_won_somewhere_stays_although_it_lost_elsewhere),
        cmocka_unit_test(perfect_predictions_of_overlapping_truths_do_not_reach_1),
        cmocka_unit_test(v_nms_gives_its_numbers_before_and_after),
        cmocka_unit_test(a_wrong_label_with_a_higher_score_removes_the_right_one),
        cmocka_unit_test(a_label_that_the_data_set_lacks_takes_part),
        cmocka_unit_test(order_decides_between_labels_of_equal_score_and_pessimism_does_not_care),
        cmocka_unit_test(to_a_pessimist_the_right_label_of_a_tie_is_lost_wherever_else_it_won),
        cmocka_unit_test(a_pessimist_never_has_more),
        cmocka_unit_test(ties_of_one_label_do_not_make_pessimists),
        cmocka_unit_test(a_clear_winner_is_no_tie),
        cmocka_unit_test(a_crowd_suppresses_as_any_truth_does),
        cmocka_unit_test(detections_away_from_any_truth_stay),
        cmocka_unit_test(the_iou_that_makes_a_candidate_can_be_chosen),
        cmocka_unit_test(no_detection_at_all_is_ap_0),
        cmocka_unit_test(nms_ap_is_the_ap_of_what_is_left_and_nothing_more_goes),
    };

    return cmocka_run_group_tests_name("NMS-AP", tests, NULL, NULL);
}
