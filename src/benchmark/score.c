/* score.c: a loaded job's numbers, and what each known defect of the reference does to them.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "benchmark/job.h"

typedef struct stage {
    const od_job *job;
    const char *name;
} stage;

static void forward(void *context, uint64_t done, uint64_t total)
{
    const stage *s = context;

    if (s->job->options.progress)
        s->job->options.progress(s->job->options.progress_context, s->name, done, total);
}

static od_status evaluate(od_evaluation *out, od_job *job, const od_problem *problem, const char *name,
                          od_error *err)
{
    stage s = {job, name};
    od_status st =
        od_evaluate(out, problem, job->metrics, job->n_metrics, job->options.threads, forward, &s, err);

    od_timing_merge(&job->timing, &out->timing);
    return st;
}

static od_status add_effect(od_job *job, od_job_subset *s, unsigned fix, od_error *err)
{
    od_problem problem = s->problem;
    od_evaluation other;
    od_status st;

    problem.fixes ^= fix;
    if ((st = evaluate(&other, job, &problem, s->definition->name, err)) != OD_OK)
        return st;
    s->effects[s->n_effects++] = (od_effect){fix, other.scores};
    other.scores = (od_scores){0};
    od_evaluation_free(&other);
    return OD_OK;
}

/* One evaluation for each defect that is there, and one for all of them when there are several. */
static od_status add_effects(od_job *job, od_job_subset *s, od_error *err)
{
    unsigned present = od_fixes_that_matter(&s->problem, &s->evaluation.scores);
    size_t n = 0;
    od_status st = OD_OK;

    for (const od_fix *f = od_fixes; f->bit; f++)
        n += (present & f->bit) != 0;
    if (n == 0)
        return OD_OK;
    if ((st = OD_ALLOC(s->effects, n + 1, err)) != OD_OK)
        return st;
    for (const od_fix *f = od_fixes; f->bit && st == OD_OK; f++)
        if (present & f->bit)
            st = add_effect(job, s, f->bit, err);
    return st == OD_OK && n > 1 ? add_effect(job, s, present, err) : st;
}

/* Groups the detections, which is what evaluating needs. */
static od_status pose(od_job *job, od_job_subset *s, od_error *err)
{
    double lap = od_now();
    od_status st;

    if ((st = od_detections_group(&s->target.detections, s->dataset->n_images, err)) != OD_OK)
        return st;
    od_timing_lap(&job->timing, OD_PHASE_MATCH, &lap);
    s->problem = (od_problem){.dataset = s->dataset,
                              .detections = &s->target.detections,
                              .answered = s->target.answered,
                              .protocol = &job->protocol,
                              .mode = job->mode,
                              .fixes = job->fixes,
                              .labels_asked = s->definition->labels_asked,
                              .left_out = s->left_out};
    return OD_OK;
}

static od_status score_subset(od_job *job, od_job_subset *s, od_error *err)
{
    od_status st;

    if ((st = pose(job, s, err)) != OD_OK)
        return st;
    if ((st = evaluate(&s->evaluation, job, &s->problem, s->definition->name, err)) != OD_OK)
        return st;
    s->evaluated = true;
    return add_effects(job, s, err);
}

/* A definition's own metrics must give its primary score. What the user chooses instead need not. */
static od_status check_primary(const od_job *job, const od_job_subset *s, od_error *err)
{
    const od_job_options *o = &job->options;
    const od_score *primary = od_scores_find(&s->evaluation.scores, job->bench->primary);

    if ((primary && !primary->count) || o->metrics || o->iou || o->area || o->max_dets)
        return OD_OK;
    od_fail(err, OD_INPUT,
            "the benchmark %s names \"%s\" as its primary score, which its metrics do not give",
            job->bench->name, job->bench->primary);
    return od_remedy(err, "name one that they give, as \"%s\", or add the metric that does",
                     job->metrics[0].metric->primary);
}

od_status od_job_score(od_job *job, od_error *err)
{
    const od_bench *b = job->bench;
    const od_scores **scores = NULL;
    od_status st = od_alloc(&scores, b->n_subsets, sizeof *scores, err);

    for (uint32_t i = 0; i < b->n_subsets && st == OD_OK; i++) {
        od_job_subset *s = &job->subsets[i];

        if (!s->has_target)
            continue;
        if ((st = score_subset(job, s, err)) == OD_OK)
            st = check_primary(job, s, err);
        scores[i] = &s->evaluation.scores;
    }
    if (st == OD_OK)
        st = od_bench_average(b, scores, job->groups, job->averages, err);
    if (st == OD_OK)
        st = od_readable_score(job, err);
    free(scores);
    return st;
}

od_status od_job_audit(od_job *job, od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < job->bench->n_subsets && st == OD_OK; i++) {
        od_job_subset *s = &job->subsets[i];

        if (!s->has_target || (st = pose(job, s, err)) != OD_OK)
            continue;
        st = od_evaluate(&s->evaluation, &s->problem, NULL, 0, job->options.threads, NULL, NULL, err);
        s->evaluated = st == OD_OK;
    }
    return st;
}

const od_scores *od_job_headline(const od_job *job)
{
    return job->bench->headline == OD_NONE ? &job->subsets[0].evaluation.scores
                                           : &job->averages[job->bench->headline];
}

/* The subset's scores with the fix switched; its own where the defect is absent. */
static const od_scores *switched(const od_job_subset *s, unsigned fix)
{
    unsigned present = 0;

    for (size_t i = 0; i < s->n_effects; i++)
        present |= s->effects[i].fix & fix;
    for (size_t i = 0; present && i < s->n_effects; i++)
        if (s->effects[i].fix == present)
            return &s->effects[i].other;
    return &s->evaluation.scores;
}

static void free_all(od_scores *list, uint32_t n)
{
    for (uint32_t i = 0; list && i < n; i++)
        od_scores_free(&list[i]);
    free(list);
}

od_status od_job_headline_with(const od_job *job, unsigned fix, const char *score, double *value,
                               od_error *err)
{
    const od_bench *b = job->bench;
    const od_scores **scores = NULL;
    od_scores *groups = NULL, *averages = NULL;
    od_status st;

    *value = NAN;
    if ((st = od_alloc(&scores, b->n_subsets, sizeof *scores, err)) != OD_OK ||
        (st = OD_ALLOC(groups, b->n_groups, err)) != OD_OK ||
        (st = OD_ALLOC(averages, b->n_averages, err)) != OD_OK)
        goto done;
    for (uint32_t i = 0; i < b->n_subsets; i++)
        scores[i] = job->subsets[i].evaluated ? switched(&job->subsets[i], fix) : NULL;
    if ((st = od_bench_average(b, scores, groups, averages, err)) != OD_OK)
        goto done;
    if (b->headline != OD_NONE)
        *value = od_scores_get(&averages[b->headline], score);
    else if (scores[0])
        *value = od_scores_get(scores[0], score);
done:
    free_all(groups, b->n_groups);
    free_all(averages, b->n_averages);
    free(scores);
    return st;
}
