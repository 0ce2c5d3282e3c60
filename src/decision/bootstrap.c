/* bootstrap.c: resamples of a run. */
#include "decision/bootstrap.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/threads.h"
#include "decision/random.h"

/* A subset to draw from. */
typedef struct subset {
    const char *name;
    const od_problem *problem;
    const od_run *runs;
    size_t n_runs;
    uint64_t key;     /* of its generator */
    uint32_t *images; /* those that take part */
    uint32_t n_images;
    od_sampler **samplers; /* n_runs; NULL where a metric has none */
    size_t *at;            /* n_runs: place of the metric's first number among the names */
} subset;

/* How a run is resampled. Numbers of a level (the headline, an average, a group, a subset) lie side by side,
 * in the order of `names`. */
typedef struct plan {
    subset *subsets;
    uint32_t n_subsets;
    const od_bench_list *groups, *averages;
    uint32_t n_groups, n_averages, headline;
    const uint32_t
        *number; /* a member's place among the subsets, or OD_NONE; NULL: it is the member itself */
    const char **names;
    size_t n_names, names_capacity;
    size_t n_levels;
    od_bootstrap *result;
    const od_bootstrap_options *options;
    struct worker *workers;
    unsigned n_workers;
    pthread_t caller;
    atomic_uint_fast64_t done;
} plan;

typedef struct worker {
    uint16_t *weight;
    void *scratch;
    double *numbers; /* n_levels x n_names */
} worker;

static double *level(const plan *p, const worker *w, size_t which)
{
    return w->numbers + which * p->n_names;
}

/* Levels in the order of paths. */
static size_t average_level(uint32_t i)
{
    return 1 + (size_t)i;
}

static size_t group_level(const plan *p, uint32_t i)
{
    return average_level(p->n_averages) + i;
}

static size_t subset_level(const plan *p, uint32_t i)
{
    return group_level(p, p->n_groups) + i;
}

/* ---- one resample ---- */

static void draw_images(const subset *s, uint64_t seed, uint32_t resample, uint16_t *weight)
{
    od_random random = od_random_of(seed, s->key, resample);

    memset(weight, 0, s->problem->dataset->n_images * sizeof *weight);
    for (uint32_t i = 0; i < s->n_images; i++) {
        uint16_t *w = &weight[s->images[od_random_below(&random, s->n_images)]];

        *w += *w < UINT16_MAX; /* nobody lives to see it */
    }
}

static void draw_each_once(const subset *s, uint16_t *weight)
{
    memset(weight, 0, s->problem->dataset->n_images * sizeof *weight);
    for (uint32_t i = 0; i < s->n_images; i++)
        weight[s->images[i]] = 1;
}

/* The numbers of the images that w->weight says. */
static void draw_subset(const plan *p, const worker *w, uint32_t i)
{
    const subset *s = &p->subsets[i];
    double *numbers = level(p, w, subset_level(p, i));

    for (size_t r = 0; r < s->n_runs; r++)
        if (s->samplers[r])
            s->samplers[r]->draw(s->samplers[r], w->weight, w->scratch, numbers + s->at[r]);
}

/* By the rules of od_bench_average: the sum in the order of members, divided by their number; undefined when
 * a member is. */
static void average(const plan *p, const worker *w, const od_bench_list *l, double *to)
{
    for (size_t j = 0; j < p->n_names; j++)
        to[j] = 0;
    for (uint32_t m = 0; m < l->n_members; m++) {
        const uint32_t member = l->members[m],
                       number = p->number && !l->of_groups ? p->number[member] : member;
        const double *from = l->of_groups        ? level(p, w, group_level(p, member))
                             : number == OD_NONE ? NULL
                                                 : level(p, w, subset_level(p, number));

        for (size_t j = 0; j < p->n_names; j++)
            to[j] += from ? from[j] : NAN;
    }
    for (size_t j = 0; j < p->n_names; j++)
        to[j] /= l->n_members;
}

static void tell(plan *p)
{
    const uint64_t done = atomic_fetch_add(&p->done, 1) + 1;

    if (p->options->progress && pthread_equal(p->caller, pthread_self()))
        p->options->progress(p->options->progress_context, done, p->options->resamples);
}

/* From the subsets' numbers to those of groups, averages and the headline. */
static void average_all(const plan *p, const worker *w)
{
    const size_t headline = p->headline == OD_NONE ? subset_level(p, 0) : average_level(p->headline);

    for (uint32_t i = 0; i < p->n_groups; i++)
        average(p, w, &p->groups[i], level(p, w, group_level(p, i)));
    for (uint32_t i = 0; i < p->n_averages; i++)
        average(p, w, &p->averages[i], level(p, w, average_level(i)));
    memcpy(level(p, w, 0), level(p, w, headline), p->n_names * sizeof *w->numbers);
}

static void estimate(const plan *p)
{
    const worker *w = &p->workers[0];

    for (uint32_t i = 0; i < p->n_subsets; i++) {
        draw_each_once(&p->subsets[i], w->weight);
        draw_subset(p, w, i);
    }
    average_all(p, w);
    memcpy(p->result->estimates, w->numbers, p->result->n_paths * sizeof *w->numbers);
}

static od_status resample(void *context, size_t item, unsigned worker_index, od_error *err)
{
    plan *p = context;
    const worker *w = &p->workers[worker_index];
    const uint32_t r = (uint32_t)item;

    (void)err;
    for (uint32_t i = 0; i < p->n_subsets; i++) {
        draw_images(&p->subsets[i], p->options->seed, r, w->weight);
        draw_subset(p, w, i);
    }
    average_all(p, w);
    for (size_t i = 0; i < p->n_levels * p->n_names; i++)
        p->result->values[i * p->result->resamples + r] = w->numbers[i];
    tell(p);
    return OD_OK;
}

/* ---- making a plan ---- */

static od_status find_names(plan *p, const od_sampler *sampler, size_t *at, od_error *err)
{
    od_status st;

    for (*at = 0; *at < p->n_names; (*at)++)
        if (strcmp(p->names[*at], sampler->names[0]) == 0)
            return OD_OK; /* subsets have the same metrics, so the rest is there as well */
    for (size_t i = 0; i < sampler->n; i++) {
        if ((st = OD_GROW(p->names, p->names_capacity, p->n_names + 1, err)) != OD_OK)
            return st;
        p->names[p->n_names] = od_arena_copy(&p->result->texts, od_str_of(sampler->names[i])).p;
        if (!p->names[p->n_names++])
            return od_fail_memory(err);
    }
    return OD_OK;
}

static od_status list_images(subset *s, od_error *err)
{
    const uint32_t n = s->problem->dataset->n_images;
    od_status st = OD_ALLOC(s->images, n, err);

    for (uint32_t i = 0; i < n && st == OD_OK; i++)
        if (od_problem_has(s->problem, i))
            s->images[s->n_images++] = i;
    return st;
}

static od_status open_subset(plan *p, subset *s, od_error *err)
{
    od_status st;

    s->key = od_random_key(s->name);
    if ((st = list_images(s, err)) != OD_OK ||
        (st = od_alloc(&s->samplers, s->n_runs, sizeof *s->samplers, err)) != OD_OK ||
        (st = OD_ALLOC(s->at, s->n_runs, err)) != OD_OK)
        return st;
    for (size_t r = 0; r < s->n_runs && st == OD_OK; r++) {
        const od_run *run = &s->runs[r];

        if (run->use->metric->sampler &&
            (st = run->use->metric->sampler(&s->samplers[r], run->state, &run->context, err)) == OD_OK)
            st = find_names(p, s->samplers[r], &s->at[r], err);
    }
    return st;
}

static od_status add_path(plan *p, const char *level_name, const char *name, od_error *err)
{
    od_bootstrap *b = p->result;

    for (size_t j = 0; j < p->n_names; j++) {
        const char *path = od_arena_printf(&b->texts, "%s%s%s.%s", level_name, name ? "." : "",
                                           name ? name : "", p->names[j]);

        if (!path)
            return od_fail_memory(err);
        b->paths[b->n_paths++] = path;
    }
    return OD_OK;
}

static od_status name_paths(plan *p, od_error *err)
{
    od_status st = od_alloc(&p->result->paths, p->n_levels * p->n_names, sizeof *p->result->paths, err);

    if (st == OD_OK)
        st = add_path(p, "overall", NULL, err);
    for (uint32_t i = 0; i < p->n_averages && st == OD_OK; i++)
        st = add_path(p, "averages", p->averages[i].name, err);
    for (uint32_t i = 0; i < p->n_groups && st == OD_OK; i++)
        st = add_path(p, "groups", p->groups[i].name, err);
    for (uint32_t i = 0; i < p->n_subsets && st == OD_OK; i++)
        st = add_path(p, "subsets", p->subsets[i].name, err);
    return st;
}

static od_status open_workers(plan *p, od_error *err)
{
    size_t n_images = 0, scratch = 0;
    od_status st = od_alloc(&p->workers, p->n_workers, sizeof *p->workers, err);

    for (uint32_t i = 0; i < p->n_subsets; i++) {
        const subset *s = &p->subsets[i];

        n_images = s->problem->dataset->n_images > n_images ? s->problem->dataset->n_images : n_images;
        for (size_t r = 0; r < s->n_runs; r++)
            if (s->samplers[r] && s->samplers[r]->scratch_bytes > scratch)
                scratch = s->samplers[r]->scratch_bytes;
    }
    for (unsigned i = 0; i < p->n_workers && st == OD_OK; i++) {
        worker *w = &p->workers[i];

        if ((st = OD_ALLOC(w->weight, n_images, err)) == OD_OK &&
            (st = od_alloc(&w->scratch, 1, scratch ? scratch : 1, err)) == OD_OK &&
            (st = OD_ALLOC(w->numbers, p->n_levels * p->n_names, err)) == OD_OK)
            for (size_t k = 0; k < p->n_levels * p->n_names; k++)
                w->numbers[k] = NAN;
    }
    return st;
}

static void close_plan(plan *p)
{
    for (uint32_t i = 0; p->subsets && i < p->n_subsets; i++) {
        subset *s = &p->subsets[i];

        for (size_t r = 0; s->samplers && r < s->n_runs; r++)
            if (s->samplers[r])
                s->samplers[r]->release(s->samplers[r]);
        free(s->samplers);
        free(s->at);
        free(s->images);
    }
    for (unsigned i = 0; p->workers && i < p->n_workers; i++) {
        free(p->workers[i].weight);
        free(p->workers[i].scratch);
        free(p->workers[i].numbers);
    }
    free(p->workers);
    free(p->names);
    free(p->subsets);
    od_bootstrap_free(p->result);
}

static od_status check_options(const od_bootstrap_options *o, od_error *err)
{
    if (o->resamples >= OD_RESAMPLES_MIN && o->resamples <= OD_RESAMPLES_MAX)
        return OD_OK;
    od_fail(err, OD_USAGE, "%u resamples are too %s", o->resamples,
            o->resamples < OD_RESAMPLES_MIN ? "few" : "many");
    return od_remedy(err, "take %d to %d", OD_RESAMPLES_MIN, OD_RESAMPLES_MAX);
}

/* Resamples the subsets of a plan that is otherwise complete; closes it. */
static od_status carry_out(plan *p, od_bootstrap **out, od_error *err)
{
    const uint32_t n = p->options->resamples;
    od_status st;

    p->n_workers = p->options->threads ? p->options->threads : 1;
    p->caller = pthread_self();
    atomic_init(&p->done, 0);
    p->n_levels = subset_level(p, p->n_subsets);
    if ((st = check_options(p->options, err)) != OD_OK ||
        (st = od_alloc(&p->result, 1, sizeof *p->result, err)) != OD_OK)
        return st;
    p->result->resamples = n;
    for (uint32_t i = 0; i < p->n_subsets && st == OD_OK; i++)
        st = open_subset(p, &p->subsets[i], err);
    if (st != OD_OK || (st = name_paths(p, err)) != OD_OK || (st = open_workers(p, err)) != OD_OK ||
        (st = OD_ALLOC(p->result->estimates, p->result->n_paths, err)) != OD_OK ||
        (st = od_alloc(&p->result->values, p->result->n_paths, n * sizeof *p->result->values, err)) != OD_OK)
        return st;
    estimate(p);
    if (p->result->n_paths && (st = od_parallel(p->n_workers, n, resample, p, err)) != OD_OK)
        return st;
    *out = p->result;
    p->result = NULL;
    return OD_OK;
}

static od_status of_nothing(od_error *err)
{
    return od_fail(err, OD_INPUT, "there is no subset to draw images from");
}

od_status od_bootstrap_job(od_bootstrap **out, const od_job *job, const od_bootstrap_options *options,
                           od_error *err)
{
    const od_bench *b = job->bench;
    plan p = {.groups = b->groups,
              .averages = b->averages,
              .n_groups = b->n_groups,
              .n_averages = b->n_averages,
              .headline = b->headline,
              .options = options};
    uint32_t *number = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(number, b->n_subsets, err)) != OD_OK ||
        (st = OD_ALLOC(p.subsets, b->n_subsets, err)) != OD_OK)
        goto done;
    for (uint32_t i = 0; i < b->n_subsets; i++) {
        const od_job_subset *s = &job->subsets[i];

        number[i] = s->evaluated ? p.n_subsets : OD_NONE;
        if (s->evaluated)
            p.subsets[p.n_subsets++] = (subset){.name = s->definition->name,
                                                .problem = &s->problem,
                                                .runs = s->evaluation.runs,
                                                .n_runs = s->evaluation.n_runs};
    }
    p.number = number;
    st = p.n_subsets ? carry_out(&p, out, err) : of_nothing(err);
done:
    close_plan(&p);
    free(number);
    return st;
}

static bool same_subsets(const od_record *record, const od_states *states)
{
    if (record->n_subsets != states->n_subsets)
        return false;
    for (uint32_t i = 0; i < states->n_subsets; i++)
        if (strcmp(record->subsets[i].name, states->subsets[i].name) != 0)
            return false;
    return true;
}

od_status od_bootstrap_run(od_bootstrap **out, const od_record *record, const od_states *states,
                           const od_bootstrap_options *options, od_error *err)
{
    plan p = {.groups = states->groups,
              .averages = states->averages,
              .n_groups = states->n_groups,
              .n_averages = states->n_averages,
              .headline = states->headline,
              .options = options};
    od_status st;

    *out = NULL;
    if (states->n_subsets == 0)
        return of_nothing(err);
    if (!same_subsets(record, states)) {
        od_fail(err, OD_INPUT, "the saved states and the run record have different subsets");
        return od_remedy(err, "score the predictions again with --save");
    }
    if ((st = OD_ALLOC(p.subsets, states->n_subsets, err)) != OD_OK)
        goto done;
    for (; p.n_subsets < states->n_subsets; p.n_subsets++) {
        const od_states_subset *s = &states->subsets[p.n_subsets];

        p.subsets[p.n_subsets] =
            (subset){.name = s->name, .problem = &s->problem, .runs = s->runs, .n_runs = s->n_runs};
    }
    st = carry_out(&p, out, err);
done:
    close_plan(&p);
    return st;
}

void od_bootstrap_free(od_bootstrap *b)
{
    if (!b)
        return;
    free(b->paths);
    free(b->estimates);
    free(b->values);
    od_arena_free(&b->texts);
    free(b);
}
