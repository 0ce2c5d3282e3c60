/* The published results in data/leaderboard: their averages are odeval's own, and what the sources print. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "benchmark/benchmark.h"
#include "core/number.h"
#include "record/read.h"

enum { SUBSETS_MAX = 16 };

static od_run_file read_run(const char *path)
{
    od_run_file run = {0};
    od_error err = {0};
    char text[1200];

    if (od_run_file_read(&run, path, false, &err) != OD_OK)
        fail_msg("%s", od_error_text(&err, text, sizeof text));
    return run;
}

/* The averages of a record's subset scores, by the benchmark's definition: of `name`, NaN when it is none. */
static double average(const od_bench *bench, const od_record *record, const char *name)
{
    const od_scores *given[SUBSETS_MAX] = {0};
    od_scores scores[SUBSETS_MAX] = {0}, groups[SUBSETS_MAX] = {0}, averages[SUBSETS_MAX] = {0};
    double value = NAN;

    assert_true(bench->n_subsets <= SUBSETS_MAX && bench->n_groups <= SUBSETS_MAX);
    for (uint32_t i = 0; i < record->n_subsets; i++) {
        const uint32_t at = od_bench_find_subset(bench, record->subsets[i].name);

        assert_true(at != OD_NONE);
        assert_int_equal(
            od_scores_set(&scores[at], "nms_AP", od_record_score(&record->subsets[i].scores, "nms_AP"), NULL),
            OD_OK);
        given[at] = &scores[at];
    }
    assert_int_equal(od_bench_average(bench, given, groups, averages, NULL), OD_OK);
    for (uint32_t i = 0; i < bench->n_averages; i++)
        if (strcmp(bench->averages[i].name, name) == 0)
            value = od_scores_get(&averages[i], "nms_AP");
    for (uint32_t i = 0; i < SUBSETS_MAX; i++) {
        od_scores_free(&scores[i]);
        od_scores_free(&groups[i]);
        od_scores_free(&averages[i]);
    }
    return value;
}

/* semantics B5: the averages that the report of 20 March 2025 prints beside its subsets. */
static void averages_of_the_report_are_computed_and_are_those_it_prints(void **state)
{
    static const struct {
        const char *path, *groups5, *flat8;
    } rows[] = {{"data/leaderboard/ovdeval/qwen2.5-vl-3b.json", "25.46", "21.90"},
                {"data/leaderboard/ovdeval/qwen2.5-vl-7b.json", "29.08", "29.75"},
                {"data/leaderboard/ovdeval/sft-3b.json", "26.50", "28.64"},
                {"data/leaderboard/ovdeval/rl-3b.json", "31.01", "31.73"}};
    od_bench *bench = NULL;
    (void)state;

    assert_int_equal(od_bench_open(&bench, "ovdeval", NULL), OD_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        od_run_file run = read_run(rows[i].path);
        const double groups5 = average(bench, run.record, "groups5");
        const double flat8 = average(bench, run.record, "flat8");
        double value;
        char text[32];

        od_number_fixed(text, sizeof text, groups5 * 100, 2);
        assert_string_equal(text, rows[i].groups5);
        od_number_fixed(text, sizeof text, flat8 * 100, 2);
        assert_string_equal(text, rows[i].flat8);
        assert_true(od_record_number(run.record, "overall.nms_AP", &value));
        assert_true(value == groups5); /* to the last bit */
        assert_true(od_record_number(run.record, "averages.flat8.nms_AP", &value));
        assert_true(value == flat8);
        od_run_file_release(&run);
    }
    od_bench_free(bench);
}

static void records_are_of_the_definitions_as_they_are(void **state)
{
    static const char *const paths[] = {"data/leaderboard/ovdeval/omdet.json",
                                        "data/leaderboard/coco_filtered/rl-3b.json"};
    (void)state;

    for (size_t i = 0; i < 2; i++) {
        od_run_file run = read_run(paths[i]);
        od_bench *bench = NULL;

        assert_int_equal(od_bench_open(&bench, run.record->bench, NULL), OD_OK);
        assert_string_equal(run.record->definition_sha256, bench->sha256); /* else: run make.py */
        od_bench_free(bench);
        od_run_file_release(&run);
    }
}

static void the_averages_of_omdet_are_published_and_not_computed(void **state)
{
    od_run_file run = read_run("data/leaderboard/ovdeval/omdet.json");
    double value;
    (void)state;

    assert_true(od_record_number(run.record, "overall.nms_AP", &value));
    assert_true(value == .2586);
    assert_true(od_record_number(run.record, "subsets.relationship.nms_AP", &value));
    assert_true(value == .4198); /* B5: the report calls it colour */
    assert_true(od_record_number(run.record, "subsets.logo.nms_AP", &value));
    assert_true(isnan(value));
    od_run_file_release(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(averages_of_the_report_are_computed_and_are_those_it_prints),
        cmocka_unit_test(records_are_of_the_definitions_as_they_are),
        cmocka_unit_test(the_averages_of_omdet_are_published_and_not_computed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
