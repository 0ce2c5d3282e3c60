/* Verdicts. */
#include "decision_fixture.h"

/* ---- without intervals ---- */

/* The verdict of one rule on two hand-made records without states. */
static od_gate_result judge(hand_record *a, hand_record *b, const char *rule)
{
    od_run_file file_a = hand_file(a, "a.json"), file_b = hand_file(b, "b.json");
    od_bootstrap_options options = {.resamples = 100, .confidence = .95, .threads = 1};
    od_gate_rules rules = {0};
    od_gate *gate = NULL;
    od_gate_result result;
    od_error err = {0};

    must(od_gate_rule_parse(&rules, od_str_of(rule), .95, &err), &err);
    must(od_gate_run(&gate, &file_a, &file_b, &rules, &options, &err), &err);
    result = gate->results[0];
    assert_int_equal(result.verdict, gate->verdict);
    od_gate_free(gate);
    od_gate_rules_free(&rules);
    return result;
}

static void names_and_exit_codes_belong_together(void **state)
{
    (void)state;
    assert_string_equal(od_verdict_name(OD_VERDICT_PASS), "pass");
    assert_int_equal(od_verdict_exit(OD_VERDICT_PASS), 0);
    assert_string_equal(od_verdict_name(OD_VERDICT_REGRESSED), "regressed");
    assert_int_equal(od_verdict_exit(OD_VERDICT_REGRESSED), 1);
    assert_string_equal(od_verdict_name(OD_VERDICT_INCONCLUSIVE), "inconclusive");
    assert_int_equal(od_verdict_exit(OD_VERDICT_INCONCLUSIVE), 6);
}

/* nms_AP of the baseline is 0.5, the ledger has 3 unparsable answers, 2.5 seconds an answer. */
static void verdicts_follow_the_table(void **state)
{
    enum { NMS_AP, LEDGER, SECONDS };
    const struct {
        int number;
        double candidate;
        const char *rule;
        od_verdict verdict;
    } cases[] = {
        {NMS_AP, .5, "overall.nms_AP", OD_VERDICT_PASS},
        {NMS_AP, .6, "overall.nms_AP", OD_VERDICT_PASS},
        {NMS_AP, .4999, "overall.nms_AP", OD_VERDICT_INCONCLUSIVE}, /* no states, so no interval */
        {NMS_AP, .4999, "overall.nms_AP:plain", OD_VERDICT_REGRESSED},
        {NMS_AP, .495, "overall.nms_AP:plain:drop=0.5pt", OD_VERDICT_PASS}, /* exactly what is allowed */
        {NMS_AP, .4949, "overall.nms_AP:plain:drop=0.5pt", OD_VERDICT_REGRESSED},
        {NMS_AP, .45, "overall.nms_AP:plain:drop=10%", OD_VERDICT_PASS},
        {NMS_AP, .4499, "overall.nms_AP:plain:drop=10%", OD_VERDICT_REGRESSED},
        {NMS_AP, .1, "overall.nms_AP:drop=any", OD_VERDICT_PASS},
        {NMS_AP, .3, "overall.nms_AP:floor=30pt", OD_VERDICT_PASS},
        {NMS_AP, .2999, "overall.nms_AP:floor=30pt", OD_VERDICT_REGRESSED}, /* a floor needs no interval */
        {NMS_AP, .55, "overall.nms_AP:floor=0.6:drop=1pt", OD_VERDICT_REGRESSED},
        {NMS_AP, NAN, "overall.nms_AP:drop=any", OD_VERDICT_REGRESSED},
        {LEDGER, 3, "ledger.answer_unparsable", OD_VERDICT_PASS},
        {LEDGER, 2, "ledger.answer_unparsable", OD_VERDICT_PASS},
        {LEDGER, 4, "ledger.answer_unparsable", OD_VERDICT_REGRESSED}, /* a count is what it is */
        {LEDGER, 4, "ledger.unparsable:drop=1", OD_VERDICT_PASS},      /* without "answer_" */
        {LEDGER, 5, "ledger.unparsable:drop=1", OD_VERDICT_REGRESSED},
        {LEDGER, 5, "ledger.unparsable:floor=4", OD_VERDICT_REGRESSED}, /* at most 4 */
        {LEDGER, 4, "ledger.unparsable:floor=4", OD_VERDICT_PASS},
        {SECONDS, 27, "seconds:drop=10%", OD_VERDICT_PASS},
        {SECONDS, 28, "seconds:drop=10%", OD_VERDICT_REGRESSED},
        {SECONDS, 5, "seconds", OD_VERDICT_PASS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hand_record a, b;
        od_gate_result r;

        hand_make(&a);
        hand_make(&b);
        if (cases[i].number == NMS_AP)
            b.overall[0].value = cases[i].candidate;
        else if (cases[i].number == LEDGER)
            b.ledger[0].count = (uint64_t)cases[i].candidate;
        else
            b.lengths[1].value = cases[i].candidate; /* of 10 answers */
        r = judge(&a, &b, cases[i].rule);

        if (r.verdict != cases[i].verdict)
            fail_msg("%s with %g: %s, not %s (%s)", cases[i].rule, cases[i].candidate,
                     od_verdict_name(r.verdict), od_verdict_name(cases[i].verdict), r.reason);
    }
}

static void missing_in_the_baseline_is_inconclusive_and_in_the_candidate_a_regression(void **state)
{
    hand_record a, b;

    (void)state;
    hand_make(&a);
    hand_make(&b);

    assert_int_equal(judge(&a, &b, "overall.greedy_f1").verdict, OD_VERDICT_INCONCLUSIVE); /* both */
    a.overall[0].value = NAN;
    assert_int_equal(judge(&a, &b, "overall.nms_AP").verdict, OD_VERDICT_INCONCLUSIVE);
    assert_int_equal(judge(&a, &b, "overall.nms_AP:floor=0.4").verdict, OD_VERDICT_PASS);
    assert_int_equal(judge(&a, &b, "overall.nms_AP:floor=0.6").verdict, OD_VERDICT_REGRESSED);
    b.record.overall.n = 1;
    assert_int_equal(judge(&a, &b, "overall.AP").verdict, OD_VERDICT_REGRESSED);
}

static void a_code_that_nothing_was_noted_under_is_zero(void **state)
{
    hand_record a, b;
    od_gate_result r;

    (void)state;
    hand_make(&a);
    hand_make(&b);
    a.record.n_ledger = 0;
    r = judge(&a, &b, "ledger.unparsable");

    assert_true(r.baseline == 0 && r.candidate == 3);
    assert_int_equal(r.verdict, OD_VERDICT_REGRESSED);
    r = judge(&a, &b, "warnings");
    assert_true(r.baseline == 1 && r.candidate == 1); /* a notice is no warning */
}

static void a_number_that_no_run_has_is_refused_with_the_nearest(void **state)
{
    const struct {
        const char *rule, *says;
    } cases[] = {
        {"overall.nms_APP", "did you mean overall.nms_AP?"},
        {"subset.color.AP", "did you mean subsets.color.AP?"},
        {"ledger.unparsible", "neither run has a number"},
        {"overall", "neither run has a number"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        od_gate_rules rules = {0};
        od_gate *gate;
        od_error err = {0};
        hand_record a, b;
        od_run_file file_a, file_b;
        char text[1200];

        hand_make(&a);
        hand_make(&b);
        file_a = hand_file(&a, "a.json");
        file_b = hand_file(&b, "b.json");
        must(od_gate_rule_parse(&rules, od_str_of(cases[i].rule), .95, &err), &err);

        assert_int_equal(od_gate_run(&gate, &file_a, &file_b, &rules, NULL, &err), OD_USAGE);
        assert_says(od_error_text(&err, text, sizeof text), cases[i].says);
        assert_null(gate);
        od_gate_rules_free(&rules);
    }
}

static void the_worst_rule_decides(void **state)
{
    od_gate_rules rules = {0};
    od_gate *gate = NULL;
    od_error err = {0};
    hand_record a, b;
    od_run_file file_a, file_b;

    (void)state;
    hand_make(&a);
    hand_make(&b);
    b.overall[0].value = .4;
    b.overall[1].value = .5;
    file_a = hand_file(&a, "a.json");
    file_b = hand_file(&b, "b.json");
    must(od_gate_rule_parse(&rules, OD_STR("overall.nms_AP:plain"), .95, &err), &err);
    must(od_gate_rule_parse(&rules, OD_STR("overall.AP"), .95, &err), &err);
    must(od_gate_rule_parse(&rules, OD_STR("counts.gt:drop=any"), .95, &err), &err);
    rules.n = 2;
    must(od_gate_run(&gate, &file_a, &file_b, &rules, NULL, &err), &err);

    assert_int_equal(gate->results[0].verdict, OD_VERDICT_REGRESSED);
    assert_int_equal(gate->results[1].verdict, OD_VERDICT_INCONCLUSIVE);
    assert_int_equal(gate->verdict, OD_VERDICT_REGRESSED);
    od_gate_free(gate);
    od_gate_rules_free(&rules);
}

/* ---- with intervals ---- */

enum { IMAGES = 40 };

/* 40 images with a dog each; the first `found` are found. */
static od_run_file run_that_finds(unsigned found)
{
    static char gt[16384], detections[16384];
    size_t n = (size_t)snprintf(gt, sizeof gt, "{" CATEGORIES ",\"images\":[");
    scored s;

    for (unsigned i = 1; i <= IMAGES; i++)
        n += (size_t)snprintf(gt + n, sizeof gt - n, "%s{\"id\":%u,\"width\":640,\"height\":480}",
                              i > 1 ? "," : "", i);
    n += (size_t)snprintf(gt + n, sizeof gt - n, "],\"annotations\":[");
    for (unsigned i = 1; i <= IMAGES; i++)
        n += (size_t)snprintf(gt + n, sizeof gt - n,
                              "%s{\"id\":%u,\"image_id\":%u,\"category_id\":1,\"bbox\":[0,0,100,100],"
                              "\"area\":10000,\"iscrowd\":0}",
                              i > 1 ? "," : "", i, i);
    snprintf(gt + n, sizeof gt - n, "]}");
    n = (size_t)snprintf(detections, sizeof detections, "[");
    for (unsigned i = 1; i <= found; i++)
        n += (size_t)snprintf(detections + n, sizeof detections - n,
                              "%s{\"image_id\":%u,\"category_id\":1,\"bbox\":[0,0,100,100],\"score\":1}",
                              i > 1 ? "," : "", i);
    snprintf(detections + n, sizeof detections - n, "]");
    s = score(gt, detections, "AP,greedy");
    return run_of(&s);
}

static od_gate_result judge_runs(unsigned found_a, unsigned found_b, const char *rule)
{
    const od_bootstrap_options options = {.resamples = 1000, .confidence = .95, .threads = 1};
    od_run_file a = run_that_finds(found_a), b = run_that_finds(found_b);
    od_gate_rules rules = {0};
    od_gate *gate = NULL;
    od_gate_result result;
    od_error err = {0};

    must(od_gate_rule_parse(&rules, od_str_of(rule), .95, &err), &err);
    must(od_gate_run(&gate, &a, &b, &rules, &options, &err), &err);
    result = gate->results[0];
    od_gate_free(gate);
    od_gate_rules_free(&rules);
    od_run_file_release(&a);
    od_run_file_release(&b);
    return result;
}

/* Recall drops by k / 40 in each resample with k binomial (40, missed / 40): its standard deviation is
 * sqrt(p (1 - p) / 40). For two of 40 that is 0.0345, and of 1000 resamples 13% miss none of the two images.
 */
static void a_small_drop_is_inconclusive_and_a_large_one_a_regression(void **state)
{
    od_gate_result r = judge_runs(36, 34, "overall.greedy_recall");

    (void)state;
    assert_int_equal(r.verdict, OD_VERDICT_INCONCLUSIVE);
    assert_near("drop", r.candidate - r.baseline, -.05, 1e-12);
    assert_true(r.interval.high == 0);
    assert_near("detectable", r.detectable, (1.959964 + 1.281552) * .0345, .01);

    r = judge_runs(36, 20, "overall.greedy_recall");
    assert_int_equal(r.verdict, OD_VERDICT_REGRESSED);
    assert_true(r.interval.high < 0);
}

static void a_regression_lies_beyond_the_allowed_drop_with_its_whole_interval(void **state)
{
    (void)state;
    /* A drop of 40 points, plus or minus 15. */
    assert_int_equal(judge_runs(36, 20, "overall.greedy_recall:drop=45pt").verdict, OD_VERDICT_PASS);
    assert_int_equal(judge_runs(36, 20, "overall.greedy_recall:drop=35pt").verdict, OD_VERDICT_INCONCLUSIVE);
    assert_int_equal(judge_runs(36, 20, "overall.greedy_recall:drop=20pt").verdict, OD_VERDICT_REGRESSED);
    assert_int_equal(judge_runs(36, 20, "overall.greedy_recall:drop=35pt:plain").verdict,
                     OD_VERDICT_REGRESSED);
}

static void improvements_pass_however_large_their_interval(void **state)
{
    (void)state;
    assert_int_equal(judge_runs(20, 21, "overall.AP").verdict, OD_VERDICT_PASS);
    assert_int_equal(judge_runs(20, 20, "overall.AP").verdict, OD_VERDICT_PASS);
    assert_int_equal(judge_runs(20, 40, "overall.AP").verdict, OD_VERDICT_PASS);
}

/* Of 40 images one is lost: 36% of the resamples do not have it, and cannot tell the runs apart. */
static void one_lost_image_is_inconclusive(void **state)
{
    (void)state;
    for (unsigned found = 30; found < 40; found++)
        assert_int_equal(judge_runs(found, found - 1, "overall.greedy_recall").verdict,
                         OD_VERDICT_INCONCLUSIVE);
}

static void a_count_is_compared_as_it_is(void **state)
{
    od_gate_result r = judge_runs(36, 20, "counts.predictions:drop=10");

    (void)state;
    assert_int_equal(r.verdict, OD_VERDICT_REGRESSED);
    assert_true(isnan(r.interval.low) && isnan(r.detectable));
    assert_int_equal(judge_runs(36, 20, "counts.predictions:drop=16").verdict, OD_VERDICT_PASS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_exit_codes_belong_together),
        cmocka_unit_test(verdicts_follow_the_table),
        cmocka_unit_test(missing_in_the_baseline_is_inconclusive_and_in_the_candidate_a_regression),
        cmocka_unit_test(a_code_that_nothing_was_noted_under_is_zero),
        cmocka_unit_test(a_number_that_no_run_has_is_refused_with_the_nearest),
        cmocka_unit_test(the_worst_rule_decides),
        cmocka_unit_test(a_small_drop_is_inconclusive_and_a_large_one_a_regression),
        cmocka_unit_test(a_regression_lies_beyond_the_allowed_drop_with_its_whole_interval),
        cmocka_unit_test(improvements_pass_however_large_their_interval),
        cmocka_unit_test(one_lost_image_is_inconclusive),
        cmocka_unit_test(a_count_is_compared_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
