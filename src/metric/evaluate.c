#include "metric/evaluate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "core/threads.h"
#include "metric/audit.h"

static const od_metric_use audit_use = {.metric = &od_metric_audit};

od_status od_run_init(od_run *run, const od_problem *problem, const od_metric_use *use, od_error *err)
{
    od_status st;

    *run = (od_run){.use = use, .context = {.problem = problem, .params = use->params, .n_threads = 1}};
    if ((st = od_alloc(&run->state, 1, use->metric->state_size, err)) != OD_OK || !use->metric->init)
        return st;
    return use->metric->init(run->state, &run->context, err);
}

void od_run_release(od_run *run)
{
    if (run->state && run->use->metric->release)
        run->use->metric->release(run->state);
    free(run->state);
    run->state = NULL;
}

static od_status observe_one(od_run *runs, size_t n_runs, od_view_scratch *scratch, const od_problem *problem,
                             uint32_t image, od_error *err)
{
    const od_image_view *view;
    od_status st;

    if (!od_problem_has(problem, image))
        return OD_OK;
    if ((st = od_view_make(scratch, problem, image, &view, err)) != OD_OK)
        return st;
    for (size_t r = 0; r < n_runs && st == OD_OK; r++)
        st = runs[r].use->metric->observe(runs[r].state, &runs[r].context, view, err);
    return st;
}

od_status od_observe_images(od_run *runs, size_t n_runs, const od_problem *problem, uint32_t first,
                            uint32_t last, od_error *err)
{
    od_view_scratch *scratch = NULL;
    od_status st = od_view_scratch_create(&scratch, err);

    for (uint32_t i = first; i < last && st == OD_OK; i++)
        st = observe_one(runs, n_runs, scratch, problem, i, err);
    od_view_scratch_free(scratch);
    return st;
}

enum {
    STEP = 256,      /* images between two signs of progress */
    RANGES_EACH = 4, /* ranges of images for each thread: what one is slower at, another may take over */
};

typedef struct observation {
    const od_problem *problem;
    od_run *runs; /* n_ranges x n_runs */
    size_t n_runs;
    uint32_t *bounds; /* n_ranges + 1 */
    od_progress progress;
    void *progress_context;
    pthread_t caller;
    atomic_uint_fast64_t done;
} observation;

static void tell(observation *o, uint64_t images)
{
    uint64_t done = atomic_fetch_add(&o->done, images) + images;

    if (o->progress && pthread_equal(o->caller, pthread_self()))
        o->progress(o->progress_context, done, o->problem->dataset->n_images);
}

static od_status observe_range(void *context, size_t range, unsigned worker, od_error *err)
{
    observation *o = context;
    od_view_scratch *scratch = NULL;
    od_status st = od_view_scratch_create(&scratch, err);

    (void)worker;
    for (uint32_t i = o->bounds[range]; i < o->bounds[range + 1] && st == OD_OK; i++) {
        st = observe_one(o->runs + range * o->n_runs, o->n_runs, scratch, o->problem, i, err);
        if ((i + 1) % STEP == 0)
            tell(o, STEP);
    }
    od_view_scratch_free(scratch);
    return st;
}

/* Cuts the images into ranges of about equal work: detections and truths, and a little for the image itself.
 */
static void cut_ranges(const od_problem *problem, uint32_t *bounds, size_t n_ranges)
{
    const uint32_t *dets = problem->detections->by_image_start, *gts = problem->dataset->indexed_start;
    const uint32_t n = problem->dataset->n_images;
    const double total = (double)dets[n] + gts[n] + n;
    uint32_t image = 0;

    bounds[0] = 0;
    for (size_t r = 1; r < n_ranges; r++) {
        double goal = total * (double)r / (double)n_ranges;

        while (image < n && (double)dets[image] + gts[image] + image < goal)
            image++;
        bounds[r] = image;
    }
    bounds[n_ranges] = n;
}

static od_status init_runs(observation *o, const od_metric_use *uses, size_t n_uses, size_t n_ranges,
                           od_error *err)
{
    od_status st = OD_ALLOC(o->runs, n_ranges * o->n_runs, err);

    for (size_t i = 0; i < n_ranges * o->n_runs && st == OD_OK; i++) {
        size_t use = i % o->n_runs;
        st = od_run_init(&o->runs[i], o->problem, use < n_uses ? &uses[use] : &audit_use, err);
    }
    return st;
}

static od_status merge_run(od_run *run, od_run *other, od_error *err)
{
    const od_metric *m = run->use->metric;

    return m->absorb ? m->absorb(run->state, other->state, err) : m->merge(run->state, other->state, err);
}

/* Later ranges into the first, in order; they are released. */
static od_status merge_ranges(observation *o, size_t n_ranges, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = o->n_runs; i < n_ranges * o->n_runs && st == OD_OK; i++) {
        st = merge_run(&o->runs[i % o->n_runs], &o->runs[i], err);
        od_run_release(&o->runs[i]);
    }
    return st;
}

static od_status finish_runs(od_evaluation *e, const od_problem *problem, unsigned n_threads, od_error *err)
{
    od_status st = OD_OK;

    e->scores.n_categories = problem->dataset->n_categories;
    for (size_t r = 0; r < e->n_runs && st == OD_OK; r++) {
        e->runs[r].context.n_threads = n_threads;
        st = e->runs[r].use->metric->finish(e->runs[r].state, &e->runs[r].context, &e->scores, err);
    }
    return st;
}

od_status od_evaluate(od_evaluation *out, const od_problem *problem, const od_metric_use *uses, size_t n_uses,
                      unsigned n_threads, od_progress progress, void *progress_context, od_error *err)
{
    const size_t n_ranges = n_threads > 1 ? (size_t)n_threads * RANGES_EACH : 1;
    observation o = {.problem = problem,
                     .n_runs = n_uses + 1,
                     .progress = progress,
                     .progress_context = progress_context,
                     .caller = pthread_self()};
    od_timing timing = {0};
    double lap = od_now();
    od_status st;

    *out = (od_evaluation){0};
    if ((st = OD_ALLOC(o.bounds, n_ranges + 1, err)) != OD_OK ||
        (st = init_runs(&o, uses, n_uses, n_ranges, err)) != OD_OK)
        goto done;
    cut_ranges(problem, o.bounds, n_ranges);
    if ((st = od_parallel(n_threads, n_ranges, observe_range, &o, err)) != OD_OK ||
        (st = merge_ranges(&o, n_ranges, err)) != OD_OK)
        goto done;
    od_timing_lap(&timing, OD_PHASE_MATCH, &lap);
    *out = (od_evaluation){.runs = o.runs, .n_runs = o.n_runs};
    o.runs = NULL;
    st = finish_runs(out, problem, n_threads ? n_threads : 1, err);
    od_timing_lap(&timing, OD_PHASE_ACCUMULATE, &lap);
    out->timing = timing;
    if (st != OD_OK)
        od_evaluation_free(out);
done:
    for (size_t i = 0; o.runs && i < n_ranges * o.n_runs; i++)
        od_run_release(&o.runs[i]);
    free(o.runs);
    free(o.bounds);
    return st;
}

void od_evaluation_free(od_evaluation *e)
{
    for (size_t i = 0; i < e->n_runs; i++)
        od_run_release(&e->runs[i]);
    free(e->runs);
    od_scores_free(&e->scores);
    *e = (od_evaluation){0};
}

unsigned od_fixes_that_matter(const od_problem *problem, const od_scores *scores)
{
    const od_ledger *set = &problem->dataset->ledger;
    const od_protocol *p = problem->protocol;
    unsigned fixes = 0;

    if (od_ledger_count(set, &od_kind_annotation_id_0))
        fixes |= OD_FIX_ID_ZERO;
    if (od_ledger_count(set, &od_kind_ignore_overwritten))
        fixes |= OD_FIX_IGNORE;
    if (p->n_max_dets > 3 || p->max_dets[p->n_max_dets - 1] != 100)
        fixes |= OD_FIX_MAX_DETS;
    if (od_ledger_count(&scores->ledger, &od_kind_non_finite))
        fixes |= OD_FIX_NON_FINITE;
    if (problem->detections->n_mended)
        fixes |= OD_FIX_CATEGORY_TEXT;
    return fixes;
}
