/* coverage.h: how often intervals hold what they promise to hold, measured on a made-up population. */
#ifndef OD_TESTS_COVERAGE_H
#define OD_TESTS_COVERAGE_H

#include <stdio.h>

#include "core/threads.h"
#include "population.h"

enum { COVERAGE_NUMBERS = 5 };

static const char *const coverage_numbers[COVERAGE_NUMBERS] = {"AP", "AP50", "greedy_precision",
                                                               "greedy_recall", "greedy_f1"};

typedef struct coverage {
    population population;
    uint32_t images;      /* of a sample */
    uint32_t n_expecting; /* samples of which the expected number is the mean */
    uint32_t n_samples, resamples;
    unsigned threads;
    /* results */
    double expected[COVERAGE_NUMBERS];
    double share[COVERAGE_NUMBERS]; /* of intervals that hold it */
    double width[COVERAGE_NUMBERS]; /* mean */
    /* while measuring */
    const od_bench *bench;
    double (*scores)[COVERAGE_NUMBERS];         /* n_expecting */
    od_interval (*intervals)[COVERAGE_NUMBERS]; /* n_samples */
} coverage;

enum { COVERAGE_SEED = 1000000 };

static inline od_status coverage_expect(void *context, size_t item, unsigned worker, od_error *err)
{
    coverage *c = context;
    od_job *job = sample_population(c->bench, &c->population, c->images, COVERAGE_SEED + item);

    (void)worker, (void)err;
    for (size_t k = 0; k < COVERAGE_NUMBERS; k++)
        c->scores[item][k] = od_scores_get(&job->subsets[0].evaluation.scores, coverage_numbers[k]);
    od_job_free(job);
    return OD_OK;
}

static inline od_status coverage_sample(void *context, size_t item, unsigned worker, od_error *err)
{
    coverage *c = context;
    const od_bootstrap_options options = {
        .resamples = c->resamples, .seed = item, .confidence = .95, .threads = 1};
    od_job *job = sample_population(c->bench, &c->population, c->images, item);
    od_bootstrap *b = NULL;
    char path[64];

    (void)worker;
    if (od_bootstrap_job(&b, job, &options, err) != OD_OK)
        abort();
    for (size_t k = 0; k < COVERAGE_NUMBERS; k++) {
        snprintf(path, sizeof path, "overall.%s", coverage_numbers[k]);
        c->intervals[item][k] = od_bootstrap_interval(b, od_bootstrap_find(b, path), .95);
    }
    od_bootstrap_free(b);
    od_job_free(job);
    return OD_OK;
}

/* Fills the results; what is drawn depends on nothing but the sizes. */
static inline void measure_coverage(coverage *c)
{
    od_bench *bench = NULL;

    c->scores = calloc(c->n_expecting, sizeof *c->scores);
    c->intervals = calloc(c->n_samples, sizeof *c->intervals);
    if (!c->scores || !c->intervals || od_bench_open(&bench, "coco", NULL) != OD_OK)
        abort();
    c->bench = bench;
    if (od_parallel(c->threads, c->n_expecting, coverage_expect, c, NULL) != OD_OK ||
        od_parallel(c->threads, c->n_samples, coverage_sample, c, NULL) != OD_OK)
        abort();
    for (size_t k = 0; k < COVERAGE_NUMBERS; k++) {
        for (uint32_t i = 0; i < c->n_expecting; i++)
            c->expected[k] += c->scores[i][k] / c->n_expecting;
        for (uint32_t i = 0; i < c->n_samples; i++) {
            const od_interval *in = &c->intervals[i][k];

            c->share[k] += (in->low <= c->expected[k] && c->expected[k] <= in->high) / (double)c->n_samples;
            c->width[k] += (in->high - in->low) / c->n_samples;
        }
    }
    free(c->scores);
    free(c->intervals);
    od_bench_free(bench);
}

#endif
