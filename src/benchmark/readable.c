/* readable.c: the scores over those images whose answer could be read.
 */
#include <math.h>
#include <stdlib.h>

#include "benchmark/job.h"

static bool is_unreadable(const od_answer_tally *answers, uint32_t image)
{
    const unsigned status = answers->image_status[image];

    return status == 1 + OD_ANSWER_REFUSED || status == 1 + OD_ANSWER_UNPARSABLE ||
           status == 1 + OD_ANSWER_FAILED;
}

/* Marks the images of a subset that are to be left out, and counts those that took part. */
static od_status mark(const od_job_subset *s, uint8_t **marks, uint64_t *n, od_error *err)
{
    const od_answer_tally *answers = &s->target.answers;
    od_status st;

    *marks = NULL;
    *n = 0;
    if (!answers->image_status)
        return OD_OK;
    if ((st = OD_ALLOC(*marks, s->dataset->n_images, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < s->dataset->n_images; i++) {
        const bool unreadable = is_unreadable(answers, i);

        (*marks)[i] = unreadable || (s->left_out && s->left_out[i]);
        *n += unreadable && od_problem_has(&s->problem, i);
    }
    return OD_OK;
}

/* Where no image is left there is nothing to score, whatever a metric makes of nothing. */
static void undefine(od_scores *scores)
{
    for (size_t i = 0; i < scores->n; i++)
        if (!scores->list[i].count)
            scores->list[i].value = NAN;
}

static od_status score_subset(od_job *job, uint32_t subset, od_error *err)
{
    const od_job_subset *s = &job->subsets[subset];
    od_problem problem = s->problem;
    od_evaluation e = {0};
    uint8_t *marks = NULL;
    uint64_t n;
    od_status st = mark(s, &marks, &n, err);

    if (st != OD_OK || n == 0)
        goto done;
    problem.left_out = marks;
    if ((st = od_evaluate(&e, &problem, job->metrics, job->n_metrics, job->options.threads, NULL, NULL,
                          err)) != OD_OK)
        goto done;
    od_timing_merge(&job->timing, &e.timing);
    if (!(od_scores_get(&e.scores, "images") > 0))
        undefine(&e.scores);
    job->readable.subsets[subset] = e.scores;
    job->readable.left_out += n;
    e.scores = (od_scores){0};
done:
    od_evaluation_free(&e);
    free(marks);
    return st;
}

od_status od_readable_score(od_job *job, od_error *err)
{
    const od_bench *b = job->bench;
    od_readable *r = &job->readable;
    const od_scores **scores = NULL;
    od_status st;

    if ((st = OD_ALLOC(r->subsets, b->n_subsets, err)) != OD_OK ||
        (st = OD_ALLOC(r->groups, b->n_groups, err)) != OD_OK ||
        (st = OD_ALLOC(r->averages, b->n_averages, err)) != OD_OK ||
        (st = od_alloc(&scores, b->n_subsets, sizeof *scores, err)) != OD_OK)
        goto done;
    for (uint32_t i = 0; i < b->n_subsets && st == OD_OK; i++)
        if (job->subsets[i].evaluated) {
            st = score_subset(job, i, err);
            scores[i] = od_readable_of(job, i);
        }
    if (st == OD_OK && r->left_out)
        st = od_bench_average(b, scores, r->groups, r->averages, err);
done:
    free(scores);
    return st;
}

const od_scores *od_readable_of(const od_job *job, uint32_t subset)
{
    const od_scores *own = &job->readable.subsets[subset];

    return own->n ? own : &job->subsets[subset].evaluation.scores;
}

const od_scores *od_readable_headline(const od_job *job)
{
    const uint32_t headline = job->bench->headline;

    return headline == OD_NONE ? od_readable_of(job, 0) : &job->readable.averages[headline];
}

static void free_all(od_scores *list, uint32_t n)
{
    for (uint32_t i = 0; list && i < n; i++)
        od_scores_free(&list[i]);
    free(list);
}

void od_readable_release(od_job *job)
{
    free_all(job->readable.subsets, job->bench->n_subsets);
    free_all(job->readable.groups, job->bench->n_groups);
    free_all(job->readable.averages, job->bench->n_averages);
    job->readable = (od_readable){0};
}
