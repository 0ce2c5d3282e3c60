/* Ranks of runs: records written by hand for the rules, scored jobs with states for what the data allow. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "decision/ranking.h"
#include "decision_fixture.h"

enum { RUNS = 5 };

typedef struct league {
    hand_record hands[RUNS];
    od_run_file runs[RUNS];
    od_boards *boards;
} league;

static const od_ranking_options usual = {.bootstrap = {.resamples = 200, .confidence = .95, .threads = 1}};

/* Runs of models a, b, ... with these headlines. */
static void begin(league *l, const double *values, size_t n)
{
    static const char *const models[RUNS] = {"a", "b", "c", "d", "e"};
    static const char *const paths[RUNS] = {"r/a.json", "r/b.json", "r/c.json", "r/d.json", "r/e.json"};

    l->boards = NULL;
    for (size_t i = 0; i < n; i++) {
        hand_make(&l->hands[i]);
        l->hands[i].record.model = models[i];
        l->hands[i].overall[0].value = values[i];
        l->runs[i] = hand_file(&l->hands[i], paths[i]);
    }
}

static const od_board *rank(league *l, size_t n, const od_ranking_options *options)
{
    od_error err = {0};

    must(od_rank_runs(&l->boards, l->runs, n, options, &err), &err);
    return &l->boards->list[0];
}

static void runs_are_ranked_best_first(void **state)
{
    league l;
    const od_board *b;
    (void)state;

    begin(&l, (double[]){.2, .5, .3}, 3);
    b = rank(&l, 3, &usual);

    assert_int_equal(l.boards->n, 1);
    assert_string_equal(b->primary, "nms_AP");
    assert_string_equal(b->ranks[0].name, "b");
    assert_string_equal(b->ranks[1].name, "c");
    assert_string_equal(b->ranks[2].name, "a");
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(b->ranks[i].rank, i + 1);
        assert_int_equal(b->ranks[i].best, i + 1); /* no states: the rank and no more */
        assert_int_equal(b->ranks[i].worst, i + 1);
        assert_true(isnan(b->ranks[i].interval.low));
    }
    od_boards_free(l.boards);
}

static void equal_values_share_a_rank_and_the_next_one_is_left_out(void **state)
{
    league l;
    const od_board *b;
    (void)state;

    begin(&l, (double[]){.3, .5, .3, .1}, 4);
    b = rank(&l, 4, &usual);

    assert_int_equal(b->ranks[1].rank, 2);
    assert_int_equal(b->ranks[2].rank, 2);
    assert_int_equal(b->ranks[3].rank, 4);
    assert_string_equal(b->ranks[1].name, "a"); /* in the order given */
    od_boards_free(l.boards);
}

static void a_run_without_a_value_has_no_rank_and_comes_last(void **state)
{
    league l;
    const od_board *b;
    (void)state;

    begin(&l, (double[]){NAN, .5, INFINITY}, 3);
    b = rank(&l, 3, &usual);

    assert_string_equal(b->ranks[0].name, "b");
    assert_int_equal(b->ranks[0].rank, 1);
    assert_int_equal(b->ranks[0].worst, 1);
    assert_int_equal(b->ranks[1].rank, 0);
    assert_true(isnan(b->ranks[1].value));
    assert_int_equal(b->ranks[2].rank, 0);
    assert_true(isnan(b->ranks[2].value)); /* an infinity is no score */
    od_boards_free(l.boards);
}

static void incomparable_runs_are_kept_apart(void **state)
{
    league l;
    const od_board *b;
    (void)state;

    begin(&l, (double[]){.3, .9, .5}, 3);
    l.hands[1].record.rules = "corrected";
    b = rank(&l, 3, &usual);

    assert_int_equal(b->n_incomparable, 1);
    assert_string_equal(b->ranks[0].name, "c");
    assert_string_equal(b->ranks[1].name, "a");
    assert_int_equal(b->ranks[1].rank, 2);
    assert_string_equal(b->ranks[2].name, "b");
    assert_int_equal(b->ranks[2].rank, 0);
    assert_false(b->ranks[2].comparable);
    assert_int_equal(b->obstacles[2].n, 1);
    assert_string_equal(b->obstacles[2].list[0].field, "rules");
    assert_int_equal(b->reference, 1); /* a, the first given */
    od_boards_free(l.boards);
}

static void force_ranks_them_and_still_says_in_what_they_differ(void **state)
{
    od_ranking_options options = usual;
    league l;
    const od_board *b;
    (void)state;

    options.force = true;
    begin(&l, (double[]){.3, .9}, 2);
    l.hands[1].record.rules = "corrected";
    b = rank(&l, 2, &options);

    assert_string_equal(b->ranks[0].name, "b");
    assert_int_equal(b->ranks[0].rank, 1);
    assert_int_equal(b->obstacles[0].n, 1);
    assert_true(b->forced);
    od_boards_free(l.boards);
}

static void the_baseline_is_a_model_or_a_path(void **state)
{
    static const char *const names[] = {"b", "r/b.json"};
    (void)state;

    for (size_t i = 0; i < 2; i++) {
        od_ranking_options options = usual;
        league l;
        const od_board *b;

        options.baseline = names[i];
        begin(&l, (double[]){.75, .5}, 2);
        b = rank(&l, 2, &options);

        assert_int_equal(b->baseline, 1);
        assert_int_equal(b->reference, 1);
        assert_true(b->ranks[0].difference == .25);
        assert_true(isnan(b->ranks[1].difference));
        od_boards_free(l.boards);
    }
}

static void a_baseline_that_is_not_there_is_an_error(void **state)
{
    od_ranking_options options = usual;
    od_error err = {0};
    league l;
    (void)state;

    options.baseline = "nobody";
    begin(&l, (double[]){.5}, 1);

    assert_int_equal(od_rank_runs(&l.boards, l.runs, 1, &options, &err), OD_USAGE);
    assert_null(l.boards);
    assert_string_equal(err.what, "none of the runs is the baseline \"nobody\"");
}

static void benchmarks_have_boards_of_their_own_in_alphabetical_order(void **state)
{
    league l;
    (void)state;

    begin(&l, (double[]){.3, .9, .5}, 3);
    l.hands[0].record.bench = "zebra";
    l.hands[2].record.bench = "ant";
    rank(&l, 3, &usual);

    assert_int_equal(l.boards->n, 3);
    assert_string_equal(l.boards->list[0].bench, "ant");
    assert_string_equal(l.boards->list[1].bench, "mini");
    assert_string_equal(l.boards->list[2].bench, "zebra");
    assert_int_equal(l.boards->list[2].n, 1);
    od_boards_free(l.boards);
}

static void runs_of_one_name_are_told_apart_by_file_and_then_by_path(void **state)
{
    league l;
    const od_board *b;
    (void)state;

    begin(&l, (double[]){.5, .4, .3, .2, .1}, 5);
    l.hands[1].record.model = "a";
    l.hands[2].record.model = "c";
    l.hands[3].record.model = "c";
    l.runs[3].path = "other/c.json";
    l.hands[4].record.model = NULL;
    b = rank(&l, 5, &usual);

    assert_string_equal(b->ranks[0].name, "a (a.json)");
    assert_string_equal(b->ranks[1].name, "a (b.json)");
    assert_string_equal(b->ranks[2].name, "c (r/c.json)");
    assert_string_equal(b->ranks[3].name, "c (other/c.json)");
    assert_string_equal(b->ranks[4].name, "e.json");
    od_boards_free(l.boards);
}

/* ---- with states: what the data allow ---- */

enum { IMAGES = 40, TEXT = 16384 };

/* One truth an image; of the detections those with i % period < hits lie on it, the others beside. */
static od_run_file resampled(const char *path, const char *model, unsigned hits, unsigned period)
{
    static char gt[TEXT], dt[TEXT];
    size_t g = 0, d = 0;
    scored s;
    od_run_file run;

    g += (size_t)snprintf(gt, TEXT, "{\"images\":[");
    for (unsigned i = 1; i <= IMAGES; i++)
        g += (size_t)snprintf(gt + g, TEXT - g, "%s{\"id\":%u,\"width\":640,\"height\":480}",
                              i > 1 ? "," : "", i);
    g += (size_t)snprintf(gt + g, TEXT - g, "]," CATEGORIES ",\"annotations\":[");
    d += (size_t)snprintf(dt, TEXT, "[");
    for (unsigned i = 1; i <= IMAGES; i++) {
        g += (size_t)snprintf(gt + g, TEXT - g,
                              "%s{\"id\":%u,\"image_id\":%u,\"category_id\":1,\"bbox\":[0,0,50,50],"
                              "\"iscrowd\":0,\"area\":2500}",
                              i > 1 ? "," : "", i, i);
        d += (size_t)snprintf(dt + d, TEXT - d,
                              "%s{\"image_id\":%u,\"category_id\":1,\"bbox\":[%d,0,50,50],\"score\":1}",
                              i > 1 ? "," : "", i, i % period < hits ? 0 : 300);
    }
    snprintf(gt + g, TEXT - g, "]}");
    snprintf(dt + d, TEXT - d, "]");
    s = score_with(gt, dt, (od_job_options){.metrics = "AP", .threads = 1, .model = model});
    run = run_of(&s);
    run.path = path;
    return run;
}

static void runs_that_the_data_cannot_tell_apart_share_their_ranks(void **state)
{
    od_run_file runs[3] = {resampled("a.json", "a", 9, 10), resampled("b.json", "b", 7, 8),
                           resampled("c.json", "c", 1, 10)};
    od_boards *boards = NULL;
    od_error err = {0};
    const od_rank *r;
    (void)state;

    /* Of the 40 images 36 are found by a, 35 by b, 4 by c. */
    must(od_rank_runs(&boards, runs, 3, &usual, &err), &err);
    r = boards->list[0].ranks;

    assert_string_equal(r[0].name, "a");
    assert_int_equal(r[0].rank, 1);
    assert_int_equal(r[0].best, 1);
    assert_int_equal(r[0].worst, 2);
    assert_int_equal(r[1].rank, 2);
    assert_int_equal(r[1].best, 1);
    assert_int_equal(r[1].worst, 2);
    assert_int_equal(r[2].best, 3); /* surely worse than both */
    assert_int_equal(r[2].worst, 3);
    for (int i = 0; i < 3; i++) {
        assert_true(r[i].interval.low < r[i].value);
        assert_true(r[i].interval.high > r[i].value);
    }
    od_boards_free(boards);
    for (int i = 0; i < 3; i++)
        od_run_file_release(&runs[i]);
}

/* Paired: b finds what a finds and three more, so that no resample has it below a, though both intervals
 * overlap widely. */
static void differences_are_paired(void **state)
{
    od_run_file runs[2] = {resampled("a.json", "a", 5, 10), resampled("b.json", "b", 7, 10)};
    od_ranking_options options = usual;
    od_boards *boards = NULL;
    od_error err = {0};
    const od_rank *r;
    (void)state;

    options.baseline = "a";
    must(od_rank_runs(&boards, runs, 2, &options, &err), &err);
    r = boards->list[0].ranks;

    assert_string_equal(r[0].name, "b");
    assert_true(r[0].interval.low < r[1].interval.high);
    assert_int_equal(r[0].worst, 1);
    assert_int_equal(r[1].best, 2);
    assert_true(r[0].difference_interval.low > 0);
    assert_true(r[0].difference_interval.high > r[0].difference);
    od_boards_free(boards);
    for (int i = 0; i < 2; i++)
        od_run_file_release(&runs[i]);
}

/* The board says what --bootstrap says of the same run. */
static void intervals_are_those_of_the_bootstrap(void **state)
{
    od_run_file run = resampled("a.json", "a", 6, 10);
    od_boards *boards = NULL;
    od_bootstrap *b = NULL;
    od_interval expected;
    (void)state;

    assert_int_equal(od_bootstrap_run(&b, run.record, run.states, &usual.bootstrap, NULL), OD_OK);
    expected = od_bootstrap_interval(b, od_bootstrap_find(b, "overall.AP"), .95);
    assert_int_equal(od_rank_runs(&boards, &run, 1, &usual, NULL), OD_OK);

    assert_true(boards->list[0].ranks[0].interval.low == expected.low);
    assert_true(boards->list[0].ranks[0].interval.high == expected.high);
    od_boards_free(boards);
    od_bootstrap_free(b);
    od_run_file_release(&run);
}

static void without_states_the_interval_in_the_record_is_taken(void **state)
{
    od_record_range ranges[] = {{"nms_AP", .25, .75}};
    league l;
    const od_board *b;
    (void)state;

    begin(&l, (double[]){.5, .4}, 2);
    l.hands[0].record.resamples = 1000;
    l.hands[0].record.confidence = .95;
    l.hands[0].record.intervals = (od_record_ranges){ranges, 1};
    b = rank(&l, 2, &usual);

    assert_true(b->ranks[0].interval.low == .25 && b->ranks[0].interval.high == .75);
    assert_int_equal(b->ranks[0].worst, 1); /* which says nothing about pairs */
    od_boards_free(l.boards);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_are_ranked_best_first),
        cmocka_unit_test(equal_values_share_a_rank_and_the_next_one_is_left_out),
        cmocka_unit_test(a_run_without_a_value_has_no_rank_and_comes_last),
        cmocka_unit_test(incomparable_runs_are_kept_apart),
        cmocka_unit_test(force_ranks_them_and_still_says_in_what_they_differ),
        cmocka_unit_test(the_baseline_is_a_model_or_a_path),
        cmocka_unit_test(a_baseline_that_is_not_there_is_an_error),
        cmocka_unit_test(benchmarks_have_boards_of_their_own_in_alphabetical_order),
        cmocka_unit_test(runs_of_one_name_are_told_apart_by_file_and_then_by_path),
        cmocka_unit_test(runs_that_the_data_cannot_tell_apart_share_their_ranks),
        cmocka_unit_test(differences_are_paired),
        cmocka_unit_test(intervals_are_those_of_the_bootstrap),
        cmocka_unit_test(without_states_the_interval_in_the_record_is_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
