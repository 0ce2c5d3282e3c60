#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "population.h"
#include "score_help.h"

static od_bench *coco(void)
{
    od_bench *b = NULL;
    od_error err = {0};

    must(od_bench_open(&b, "coco", &err), &err);
    return b;
}

static od_bootstrap *resample(const od_job *job, uint32_t n, uint64_t seed, unsigned threads)
{
    const od_bootstrap_options options = {
        .resamples = n, .seed = seed, .confidence = .95, .threads = threads};
    od_bootstrap *b = NULL;
    od_error err = {0};

    must(od_bootstrap_job(&b, job, &options, &err), &err);
    return b;
}

static size_t find(const od_bootstrap *b, const char *path)
{
    const size_t at = od_bootstrap_find(b, path);

    if (at == SIZE_MAX)
        fail_msg("there is no %s", path);
    return at;
}

/* ---- quantiles, by hand ---- */

/* One number with the values given and no estimate, so that nothing is moved. */
static od_bootstrap of_values(double *values, uint32_t n)
{
    static const char *paths[] = {"overall.x"};

    return (od_bootstrap){.paths = paths, .n_paths = 1, .resamples = n, .values = values};
}

static void quantiles_lie_between_neighbours_as_numpy_has_them(void **state)
{
    double values[] = {.5, .1, .4, .2, .3}; /* numpy.quantile([.1, .2, .3, .4, .5], [.1, .9]): .14, .46 */
    const od_bootstrap b = of_values(values, 5);
    od_interval i;
    (void)state;

    i = od_bootstrap_interval(&b, 0, .8);

    assert_near("low", i.low, .14, 1e-15);
    assert_near("high", i.high, .46, 1e-15);
}

static void an_interval_is_moved_to_the_number_itself(void **state)
{
    double values[] = {.5, .1, .4, .2, .3}, estimate = .25; /* their mean is .3 */
    od_bootstrap b = of_values(values, 5);
    od_interval i;
    (void)state;

    b.estimates = &estimate;
    i = od_bootstrap_interval(&b, 0, .8);

    assert_near("low", i.low, .09, 1e-15);
    assert_near("high", i.high, .41, 1e-15);
}

static void an_interval_of_a_score_stays_within_0_and_1(void **state)
{
    double values[] = {.9, .99, 1, 1, 1}, estimate = 1;
    od_bootstrap b = of_values(values, 5);
    (void)state;

    b.estimates = &estimate;

    assert_double_same("high", od_bootstrap_interval(&b, 0, .95).high, 1);
}

static void undefined_resamples_are_left_out(void **state)
{
    double values[] = {NAN, .25, NAN, .75}, none[] = {NAN, NAN};
    const od_bootstrap b = of_values(values, 4), empty = of_values(none, 2);
    (void)state;

    assert_near("low", od_bootstrap_interval(&b, 0, .5).low, .375, 1e-15);
    assert_true(isnan(od_bootstrap_interval(&empty, 0, .5).low));
    assert_true(isnan(od_bootstrap_spread(&empty, 0, &empty, 0)));
}

static void differences_are_taken_resample_by_resample(void **state)
{
    double va[] = {.1, .5, .3},
           vb[] = {.2, .4, .4}; /* differences .1, -.1, .1; their deviation sqrt(4 / 300) */
    const od_bootstrap a = of_values(va, 3), b = of_values(vb, 3);
    double greater;
    od_interval i;
    (void)state;

    i = od_bootstrap_difference(&a, 0, &b, 0, .5, &greater);

    assert_near("share", greater, 2. / 3, 1e-15);
    assert_near("low", i.low, 0, 1e-15);
    assert_near("high", i.high, .1, 1e-15);
    assert_near("spread", od_bootstrap_spread(&a, 0, &b, 0), sqrt(4. / 300), 1e-15);
}

static void negative_values_are_in_order_too(void **state)
{
    double va[] = {.4, .5, .9, .2, .6}, vb[] = {.1, .6, .1, .2, .8}; /* -.3, .1, -.8, 0, .2 */
    const od_bootstrap a = of_values(va, 5), b = of_values(vb, 5);
    od_interval i;
    (void)state;

    i = od_bootstrap_difference(&a, 0, &b, 0, .5, NULL);

    assert_near("low", i.low, -.3, 1e-15);
    assert_near("high", i.high, .1, 1e-15);
}

/* ---- resamples ---- */

static void the_same_for_any_thread_count(void **state)
{
    od_bench *bench = coco();
    od_job *job = sample_population(bench, &(population){.scored = true}, 50, 1);
    od_bootstrap *one = resample(job, 40, 7, 1), *three = resample(job, 40, 7, 3),
                 *other = resample(job, 40, 8, 1);
    const size_t bytes = one->n_paths * 40 * sizeof(double);
    (void)state;

    assert_true(one->n_paths >= 15);
    assert_memory_equal(one->values, three->values, bytes);
    assert_true(memcmp(one->values, other->values, bytes) != 0);
    od_bootstrap_free(one);
    od_bootstrap_free(three);
    od_bootstrap_free(other);
    od_job_free(job);
    od_bench_free(bench);
}

static void more_resamples_begin_with_the_same(void **state)
{
    od_bench *bench = coco();
    od_job *job = sample_population(bench, &(population){.scored = true}, 30, 2);
    od_bootstrap *few_of_them = resample(job, 10, 0, 1), *many = resample(job, 30, 0, 1);
    (void)state;

    for (size_t p = 0; p < many->n_paths; p++)
        assert_memory_equal(few_of_them->values + p * 10, many->values + p * 30, 10 * sizeof(double));
    od_bootstrap_free(few_of_them);
    od_bootstrap_free(many);
    od_job_free(job);
    od_bench_free(bench);
}

static void estimates_are_the_scores(void **state)
{
    od_bench *bench = coco();
    od_job *job = sample_population(bench, &(population){.scored = true}, 30, 2);
    od_bootstrap *b = resample(job, 10, 0, 1);
    (void)state;

    assert_near("AP", b->estimates[find(b, "overall.AP")],
                od_scores_get(&job->subsets[0].evaluation.scores, "AP"), 1e-12);
    assert_near("AP", b->estimates[find(b, "subsets.coco.AP")],
                od_scores_get(&job->subsets[0].evaluation.scores, "AP"), 1e-12);
    od_bootstrap_free(b);
    od_job_free(job);
    od_bench_free(bench);
}

/* The deviation of a share of n boxes, one an image, is sqrt(p (1 - p) / n). */
static void the_spread_of_a_share_is_what_theory_says(void **state)
{
    od_bench *bench = coco();
    od_buffer gt = {0}, dets = {0};
    od_bootstrap *b;
    double values[1000] = {0};
    od_bootstrap zero = of_values(values, 1000);
    scored s;
    (void)state;

    od_buffer_printf(&gt, NULL, "{\"categories\":[{\"id\":1,\"name\":\"a\"}],\"images\":[");
    for (int i = 1; i <= 400; i++)
        od_buffer_printf(&gt, NULL, "%s{\"id\":%d}", i > 1 ? "," : "", i);
    od_buffer_printf(&gt, NULL, "],\"annotations\":[");
    for (int i = 1; i <= 400; i++)
        od_buffer_printf(
            &gt, NULL,
            "%s{\"id\":%d,\"image_id\":%d,\"category_id\":1,\"bbox\":[0,0,9,9],\"area\":81,\"iscrowd\":0}",
            i > 1 ? "," : "", i, i);
    od_buffer_printf(&gt, NULL, "]}");
    for (int i = 1; i <= 100; i++) /* a quarter is found */
        od_buffer_printf(&dets, NULL, "%s{\"image_id\":%d,\"category_id\":1,\"bbox\":[0,0,9,9],\"score\":1}",
                         i > 1 ? "," : "[", i);
    od_buffer_printf(&dets, NULL, "]");
    s = score(gt.bytes, dets.bytes, "greedy");
    b = resample(s.job, 1000, 1, 2);

    /* sqrt(.25 * .75 / 400) = .02165; 1,000 resamples know it to 2.2% */
    assert_near("spread", od_bootstrap_spread(&zero, 0, b, find(b, "overall.greedy_recall")), .02165, .0015);
    assert_near("low", od_bootstrap_interval(b, find(b, "overall.greedy_recall"), .95).low, .25 - .0424,
                .006);
    od_bootstrap_free(b);
    close_job(&s);
    od_buffer_free(&gt);
    od_buffer_free(&dets);
    od_bench_free(bench);
}

/* ---- levels ---- */

static const char gt_1[] = GT(TRUTH(1, 1, 1, 0, 0, 10, 10, 100) "," TRUTH(
    2, 2, 2, 0, 0, 10, 10, 100) "," TRUTH(3, 3, 1, 0, 0, 10, 10, 100));
static const char dets_1[] = DETS(DET(1, 1, 0, 0, 10, 10, 0.9) "," DET(3, 1, 0, 0, 10, 10, 0.8));

static scored score_levels(const char *const *subsets)
{
    const od_job_options options = {.subsets = subsets, .metrics = "nms_AP,greedy", .threads = 1};
    scored s = open_job("ovdeval-mini", &options);
    od_error err = {0};

    for (uint32_t i = 0; i < s.bench->n_subsets; i++)
        if (s.job->subsets[i].wanted) {
            give_truth(&s, i, gt_1);
            give_detections(&s, i, dets_1);
        }
    must(od_job_score(s.job, &err), &err);
    return s;
}

static void groups_are_means_of_their_subsets_in_each_resample(void **state)
{
    scored s = score_levels(NULL);
    od_bootstrap *b = resample(s.job, 20, 0, 1);
    const double *color = b->values + 20 * find(b, "subsets.color.greedy_recall"),
                 *material = b->values + 20 * find(b, "subsets.material.greedy_recall"),
                 *group = b->values + 20 * find(b, "groups.attribute.greedy_recall"),
                 *headline = b->values + 20 * find(b, "averages.groups5.greedy_recall"),
                 *overall = b->values + 20 * find(b, "overall.greedy_recall");
    unsigned unlike = 0;
    (void)state;

    for (unsigned r = 0; r < 20; r++) {
        assert_double_same("group", group[r], (color[r] + material[r]) / 2);
        assert_double_same("overall", overall[r], headline[r]);
        unlike += bits_of(color[r]) != bits_of(material[r]);
    }
    assert_true(unlike > 0); /* subsets are drawn apart */
    od_bootstrap_free(b);
    close_job(&s);
}

static void an_average_over_missing_subsets_is_undefined(void **state)
{
    const char *const subsets[] = {"color", "material", NULL};
    scored s = score_levels(subsets);
    od_bootstrap *b = resample(s.job, 10, 0, 1);
    (void)state;

    assert_true(isnan(od_bootstrap_interval(b, find(b, "overall.nms_AP"), .95).low));
    assert_false(isnan(od_bootstrap_interval(b, find(b, "groups.attribute.nms_AP"), .95).low));
    assert_int_equal(od_bootstrap_find(b, "subsets.logo.nms_AP"), SIZE_MAX);
    od_bootstrap_free(b);
    close_job(&s);
}

static void states_give_the_resamples_of_the_job(void **state)
{
    const od_bootstrap_options options = {.resamples = 20, .seed = 3, .confidence = .95, .threads = 2};
    const od_record_options how = {0};
    scored s = score_levels(NULL);
    od_bootstrap *of_job = resample(s.job, 20, 3, 1), *of_states = NULL;
    od_states *states = NULL;
    od_record *record = NULL;
    od_buffer json = {0}, file = {0};
    od_error err = {0};
    (void)state;

    must(od_record_make(&record, s.job, &how, &err), &err);
    must(od_record_json(record, &json, &err), &err);
    must(od_states_bytes(&file, s.job, &json, &err), &err);
    must(od_states_parse(&states, "run.states", file.bytes, file.n, &json, &err), &err);
    must(od_bootstrap_run(&of_states, record, states, &options, &err), &err);

    assert_int_equal(of_states->n_paths, of_job->n_paths);
    for (size_t i = 0; i < of_job->n_paths; i++)
        assert_string_equal(of_states->paths[i], of_job->paths[i]);
    assert_memory_equal(of_states->values, of_job->values, of_job->n_paths * 20 * sizeof(double));
    od_bootstrap_free(of_job);
    od_bootstrap_free(of_states);
    od_states_free(states);
    od_record_free(record);
    od_buffer_free(&json);
    od_buffer_free(&file);
    close_job(&s);
}

static void a_number_of_resamples_out_of_range_is_refused(void **state)
{
    const uint32_t bad[] = {0, OD_RESAMPLES_MIN - 1, OD_RESAMPLES_MAX + 1};
    scored s = score_levels(NULL);
    (void)state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const od_bootstrap_options options = {.resamples = bad[i], .confidence = .95, .threads = 1};
        od_bootstrap *b = NULL;
        od_error err = {0};

        assert_int_equal(od_bootstrap_job(&b, s.job, &options, &err), OD_USAGE);
        assert_null(b);
        assert_string_equal(err.remedy, "take 10 to 100000");
    }
    close_job(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_lie_between_neighbours_as_numpy_has_them),
        cmocka_unit_test(an_interval_is_moved_to_the_number_itself),
        cmocka_unit_test(an_interval_of_a_score_stays_within_0_and_1),
        cmocka_unit_test(undefined_resamples_are_left_out),
        cmocka_unit_test(differences_are_taken_resample_by_resample),
        cmocka_unit_test(negative_values_are_in_order_too),
        cmocka_unit_test(the_same_for_any_thread_count),
        cmocka_unit_test(more_resamples_begin_with_the_same),
        cmocka_unit_test(estimates_are_the_scores),
        cmocka_unit_test(the_spread_of_a_share_is_what_theory_says),
        cmocka_unit_test(groups_are_means_of_their_subsets_in_each_resample),
        cmocka_unit_test(an_average_over_missing_subsets_is_undefined),
        cmocka_unit_test(states_give_the_resamples_of_the_job),
        cmocka_unit_test(a_number_of_resamples_out_of_range_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
