/* Scores over readable answers: what is left out, and what the record and the reports make of it. */
#include "unit/score_help.h"

#include "record/record.h"
#include "report/report.h"

/* A dog in each of three images, found exactly in the first two; the third was answered with nothing. */
#define THREE_DOGS                                                                                           \
    GT(TRUTH(1, 1, 1, 10, 10, 50, 50, 2500) "," TRUTH(2, 2, 1, 10, 10, 50, 50,                               \
                                                      2500) "," TRUTH(3, 3, 1, 10, 10, 50, 50, 2500))
#define TWO_FOUND DETS(DET(1, 1, 10, 10, 50, 50, 1) "," DET(2, 1, 10, 10, 50, 50, 1))

/* As if the answers had come as text. */
static void give_statuses(scored *s, uint32_t subset, const od_answer_status statuses[3])
{
    od_target *t = &s->job->subsets[subset].target;

    assert_int_equal(OD_ALLOC(t->answers.image_status, 3, NULL), OD_OK);
    for (uint32_t i = 0; i < 3; i++) {
        t->answers.image_status[i] = (uint8_t)(1 + statuses[i]);
        t->answers.status[statuses[i]]++;
        t->answers.n++;
    }
}

static scored score_answers(const od_answer_status statuses[3])
{
    scored s = open_job("coco", &(od_job_options){.threads = 1});
    od_error err = {0};

    give_truth(&s, 0, THREE_DOGS);
    give_detections(&s, 0, TWO_FOUND);
    give_statuses(&s, 0, statuses);
    must(od_job_score(s.job, &err), &err);
    return s;
}

static double readable(const scored *s, const char *name)
{
    const od_scores *scores = od_readable_of(s->job, 0);

    assert_non_null(od_scores_find(scores, name));
    return od_scores_get(scores, name);
}

static void images_without_a_readable_answer_are_left_out_with_their_truths(void **state)
{
    static const od_answer_status unreadable[] = {OD_ANSWER_REFUSED, OD_ANSWER_UNPARSABLE, OD_ANSWER_FAILED};
    (void)state;

    for (size_t i = 0; i < 3; i++) {
        scored s = score_answers((od_answer_status[]){OD_ANSWER_PARSED, OD_ANSWER_TRUNCATED, unreadable[i]});

        assert_int_equal(s.job->readable.left_out, 1);
        SAME(s, "greedy_recall", 2. / 3);
        SAME(s, "gt", 3);
        assert_double_same("recall", readable(&s, "greedy_recall"), 1);
        assert_double_same("gt", readable(&s, "gt"), 2);
        assert_double_same("images", readable(&s, "images"), 2);
        assert_double_same("AP", readable(&s, "AP"), 1);
        close_job(&s);
    }
}

static void an_answer_that_says_there_is_nothing_is_readable(void **state)
{
    scored s = score_answers((od_answer_status[]){OD_ANSWER_PARSED, OD_ANSWER_REPAIRED, OD_ANSWER_EMPTY});
    (void)state;

    assert_int_equal(s.job->readable.left_out, 0);
    assert_ptr_equal(od_readable_of(s.job, 0), scores_of(&s));
    close_job(&s);
}

static void where_no_answer_is_readable_the_scores_are_undefined(void **state)
{
    scored s = score_answers((od_answer_status[]){OD_ANSWER_FAILED, OD_ANSWER_FAILED, OD_ANSWER_FAILED});
    (void)state;

    assert_int_equal(s.job->readable.left_out, 3);
    assert_true(isnan(readable(&s, "AP")));
    assert_true(isnan(readable(&s, "greedy_precision")));
    assert_true(isnan(readable(&s, "greedy_recall")));
    assert_double_same("images", readable(&s, "images"), 0);
    close_job(&s);
}

/* ---- means ---- */

static const char pair[] =
    "{\"schema\":\"odeval.bench/1\",\"name\":\"pair\",\"title\":\"a pair\","
    "\"layout\":{\"annotations\":\"{subset}.json\"},\"subsets\":[{\"name\":\"left\"},{\"name\":\"right\"}],"
    "\"groups\":[{\"name\":\"second\",\"title\":\"the second\",\"subsets\":[\"right\"]}],"
    "\"averages\":[{\"name\":\"both\",\"title\":\"mean of both\",\"subsets\":[\"left\",\"right\"]}],"
    "\"headline\":\"both\",\"metrics\":[\"greedy\"],\"primary\":\"greedy_recall\"}";

/* "left" has two of its three dogs and reads well, of "right" the third answer was refused. */
static scored score_pair(void)
{
    od_job_options options = {.threads = 1};
    od_error err = {0};
    scored s = {0};

    must(od_bench_parse(&s.bench, pair, sizeof pair - 1, "pair.json", &err), &err);
    must(od_job_create(&s.job, s.bench, &options, &err), &err);
    for (uint32_t i = 0; i < 2; i++) {
        give_truth(&s, i, THREE_DOGS);
        give_detections(&s, i, TWO_FOUND);
    }
    give_statuses(&s, 0, (od_answer_status[]){OD_ANSWER_PARSED, OD_ANSWER_PARSED, OD_ANSWER_EMPTY});
    give_statuses(&s, 1, (od_answer_status[]){OD_ANSWER_PARSED, OD_ANSWER_PARSED, OD_ANSWER_REFUSED});
    must(od_job_score(s.job, &err), &err);
    return s;
}

static void means_take_the_other_subsets_as_they_are(void **state)
{
    scored s = score_pair();
    (void)state;

    assert_double_same("left", od_scores_get(od_readable_of(s.job, 0), "greedy_recall"), 2. / 3);
    assert_double_same("right", od_scores_get(od_readable_of(s.job, 1), "greedy_recall"), 1);
    assert_double_same("second", od_scores_get(&s.job->readable.groups[0], "greedy_recall"), 1);
    assert_double_same("both", od_scores_get(od_readable_headline(s.job), "greedy_recall"), (2. / 3 + 1) / 2);
    close_job(&s);
}

static void resetting_forgets_them(void **state)
{
    scored s = score_pair();
    od_error err = {0};
    (void)state;

    must(od_job_reset_predictions(s.job, &err), &err);
    must(od_job_score(s.job, &err), &err);

    assert_int_equal(s.job->readable.left_out, 0);
    close_job(&s);
}

/* ---- in records and reports ---- */

static od_record *record_of(const scored *s)
{
    static const od_record_options options;
    od_error err = {0};
    od_record *r = NULL;

    must(od_record_make(&r, s->job, &options, &err), &err);
    return r;
}

static void the_record_has_them_beside_the_scores(void **state)
{
    scored s = score_pair();
    od_record *r = record_of(&s);
    double value;
    (void)state;

    assert_double_same("left out", r->left_out, 1);
    assert_true(od_record_number(r, "readable.greedy_recall", &value));
    assert_double_same("overall", value, (2. / 3 + 1) / 2);
    assert_true(od_record_number(r, "averages.both.readable.greedy_recall", &value));
    assert_double_same("the average", value, (2. / 3 + 1) / 2);
    assert_true(od_record_number(r, "groups.second.readable.greedy_recall", &value));
    assert_double_same("the group", value, 1);
    assert_true(od_record_number(r, "subsets.right.readable.greedy_recall", &value));
    assert_double_same("right", value, 1);
    assert_true(od_record_number(r, "answers.statuses.refused", &value));
    assert_double_same("refused", value, 1);
    assert_true(od_record_number(r, "subsets.left.answers.n", &value));
    assert_double_same("left's answers", value, 3);
    assert_false(od_record_number(r, "answers.statuses.lost", &value));
    od_record_free(r);
    close_job(&s);
}

static char *text_of(const od_record *r, const char *form)
{
    const od_report_style style = {.width = 80};
    od_buffer text = {0};
    od_error err = {0};

    must(od_report_find(form)->write(r, &style, &text, &err), &err);
    return text.bytes;
}

static void reports_show_both_scores(void **state)
{
    scored s = score_pair();
    od_record *r = record_of(&s);
    char *table = text_of(r, "table"), *csv = text_of(r, "csv"), *json = text_of(r, "json");
    (void)state;

    assert_says(table, "both *                     66.67");
    assert_says(table, "\n  readable only            83.33");
    assert_says(table, "\n    readable only         100.00");
    assert_says(table, "Answers: 6 read");
    assert_says(csv, "pair,,reference,all,readable,,greedy_recall,0.8333333333333333,false\n");
    assert_says(csv, "pair,,reference,all,readable_group,second,greedy_recall,1,false\n");
    assert_says(csv, "pair,,reference,all,answers,right,statuses.refused,1,false\n");
    assert_says(json, "\"readable\": {\n  \"left_out\": 1,\n  \"overall\": {");
    free(table);
    free(csv);
    free(json);
    od_record_free(r);
    close_job(&s);
}

static void without_text_a_record_says_nothing_of_answers(void **state)
{
    scored s = score(THREE_DOGS, TWO_FOUND, "greedy");
    od_record *r = record_of(&s);
    char *json = text_of(r, "json"), *table = text_of(r, "table"), *csv = text_of(r, "csv");
    (void)state;

    assert_null(strstr(json, "answers"));
    assert_null(strstr(json, "readable"));
    assert_null(strstr(json, "frame"));
    assert_null(strstr(table, "nswer"));
    assert_null(strstr(csv, "answers"));
    free(json);
    free(table);
    free(csv);
    od_record_free(r);
    close_job(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(images_without_a_readable_answer_are_left_out_with_their_truths),
        cmocka_unit_test(an_answer_that_says_there_is_nothing_is_readable),
        cmocka_unit_test(where_no_answer_is_readable_the_scores_are_undefined),
        cmocka_unit_test(means_take_the_other_subsets_as_they_are),
        cmocka_unit_test(resetting_forgets_them),
        cmocka_unit_test(the_record_has_them_beside_the_scores),
        cmocka_unit_test(reports_show_both_scores),
        cmocka_unit_test(without_text_a_record_says_nothing_of_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
