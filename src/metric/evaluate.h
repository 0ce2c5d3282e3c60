/* evaluate.h: runs metrics over a problem.
 */
#ifndef OD_METRIC_EVALUATE_H
#define OD_METRIC_EVALUATE_H

#include "core/stopwatch.h"
#include "metric/metric.h"

/* Called now and then from the thread that called od_evaluate: images done of all. */
typedef void (*od_progress)(void *context, uint64_t done, uint64_t total);

/* One metric's state over a range of images. */
typedef struct od_run {
    const od_metric_use *use;
    od_metric_context context; /* borrows the problem and the use */
    void *state;
} od_run;

od_status od_run_init(od_run *run, const od_problem *problem, const od_metric_use *use, od_error *err);
void od_run_release(od_run *run);

/* Observes images first .. last - 1 in every run. */
od_status od_observe_images(od_run *runs, size_t n_runs, const od_problem *problem, uint32_t first,
                            uint32_t last, od_error *err);

typedef struct od_evaluation {
    od_run *runs; /* n_runs: the merged states */
    size_t n_runs;
    od_scores scores; /* of all metrics, and the counts "images", "images_predicted", "gt", "predictions" */
    od_timing timing; /* of matching and accumulating */
} od_evaluation;

/* Scores a problem on n_threads threads; the bytes of the result do not depend on how many. `uses` must
 * outlive the evaluation. progress may be NULL. */
od_status od_evaluate(od_evaluation *out, const od_problem *problem, const od_metric_use *uses, size_t n_uses,
                      unsigned n_threads, od_progress progress, void *progress_context, od_error *err);
void od_evaluation_free(od_evaluation *e);

/* The fixes of OD_FIX_ALL that can change a number: those whose defect is present in the problem. `scores`
 * are the problem's, from od_evaluate. */
unsigned od_fixes_that_matter(const od_problem *problem, const od_scores *scores);

#endif
