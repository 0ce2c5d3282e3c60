/* How often the gate cries wolf, and how often it sees one. Few pairs here; `GATE_PAIRS=200` in the
 * environment measures as many as the figures in the README are of, and VERBOSE=1 prints them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "decision/gate.h"
#include "population.h"

enum { IMAGES = 150, PAIRS = 20, RESAMPLES = 1000, CALIBRATION = 40 };

static const char rule_text[] = "overall.AP";

static unsigned pairs_wanted(void)
{
    const char *given = getenv("GATE_PAIRS");

    return given ? (unsigned)strtoul(given, NULL, 10) : PAIRS;
}

static od_bench *open_bench(void)
{
    od_bench *bench = NULL;

    assert_int_equal(od_bench_open(&bench, "coco", NULL), OD_OK);
    return bench;
}

/* A job's record and states as they would be read back. */
static od_run_file run_of(od_job *job)
{
    const od_record_options options = {0};
    od_run_file file = {.path = "run.json"};
    od_buffer states = {0};

    assert_int_equal(od_record_make(&file.record, job, &options, NULL), OD_OK);
    assert_int_equal(od_record_json(file.record, &file.bytes, NULL), OD_OK);
    assert_int_equal(od_states_bytes(&states, job, &file.bytes, NULL), OD_OK);
    assert_int_equal(od_states_parse(&file.states, "run.states", states.bytes, states.n, &file.bytes, NULL),
                     OD_OK);
    od_buffer_free(&states);
    od_job_free(job);
    return file;
}

typedef struct outcome {
    od_verdict verdict;
    double detectable;
} outcome;

/* The verdict on a run of `candidate` held against a run of `baseline` on the same images. */
static outcome gate_pair(const od_bench *bench, const population *baseline, const population *candidate,
                         uint64_t seed)
{
    const od_bootstrap_options options = {.resamples = RESAMPLES, .confidence = .95, .threads = 1};
    od_run_file a = run_of(run_again(bench, baseline, IMAGES, seed, 1));
    od_run_file b = run_of(run_again(bench, candidate, IMAGES, seed, 2));
    od_gate_rules rules = {0};
    od_gate *gate = NULL;
    outcome out;

    assert_int_equal(od_gate_rule_parse(&rules, od_str_of(rule_text), .95, NULL), OD_OK);
    assert_int_equal(od_gate_run(&gate, &a, &b, &rules, &options, NULL), OD_OK);
    out = (outcome){gate->verdict, gate->results[0].detectable};
    od_gate_free(gate);
    od_gate_rules_free(&rules);
    od_run_file_release(&a);
    od_run_file_release(&b);
    return out;
}

/* The mean AP over images like those of the pairs. */
static double mean_ap(const od_bench *bench, population p)
{
    double sum = 0;

    for (uint64_t i = 0; i < CALIBRATION; i++) {
        od_job *job = run_again(bench, &p, IMAGES, 5000 + i, 1);

        sum += od_scores_get(od_job_headline(job), "AP");
        od_job_free(job);
    }
    return sum / CALIBRATION;
}

/* The same detector with so little skill that its AP is lower by `drop`. */
static population after_drop(const od_bench *bench, population p, double drop)
{
    const double wanted = mean_ap(bench, p) - drop;
    double low = -.5, high = 0;

    for (int i = 0; i < 8; i++) {
        p.skill = (low + high) / 2;
        if (mean_ap(bench, p) < wanted)
            low = p.skill;
        else
            high = p.skill;
    }
    return p;
}

static void say(const char *what, unsigned n, unsigned pairs, double drop)
{
    if (getenv("VERBOSE"))
        printf("%s: %u of %u pairs regressed (%.1f%%); smallest detectable drop %.2f points\n", what, n,
               pairs, 100. * n / pairs, drop * 100);
}

/* The drop that the gate says it would see, as the mean over pairs; *alarms: how many of these, which differ
 * by noise alone, it takes for regressions. */
static double measure_noise(const od_bench *bench, population same, unsigned pairs, unsigned *alarms)
{
    double sum = 0;

    *alarms = 0;
    for (unsigned i = 0; i < pairs; i++) {
        outcome o = gate_pair(bench, &same, &same, 100 + i);

        *alarms += o.verdict == OD_VERDICT_REGRESSED;
        sum += o.detectable;
    }
    say("noise alone", *alarms, pairs, sum / pairs);
    return sum / pairs;
}

static void check_rates(population same)
{
    const unsigned pairs = pairs_wanted();
    od_bench *bench = open_bench();
    unsigned alarms, seen = 0;
    const double detectable = measure_noise(bench, same, pairs, &alarms);
    const population worse = after_drop(bench, same, 2 * detectable);

    for (unsigned i = 0; i < pairs; i++)
        seen += gate_pair(bench, &same, &worse, 100000 + i).verdict == OD_VERDICT_REGRESSED;
    say("a drop of twice the detectable", seen, pairs, detectable);

    assert_true(alarms * 20 <= pairs);   /* at most 5% */
    assert_true(seen * 10 >= pairs * 9); /* at least 90% */
    od_bench_free(bench);
}

static void noise_is_rarely_a_regression_and_a_real_drop_nearly_always(void **state)
{
    (void)state;
    check_rates((population){.scored = true});
}

static void so_it_is_where_all_scores_are_one(void **state)
{
    (void)state;
    check_rates((population){.scored = false});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(noise_is_rarely_a_regression_and_a_real_drop_nearly_always),
        cmocka_unit_test(so_it_is_where_all_scores_are_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
