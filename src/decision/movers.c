#include "decision/movers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ID_TEXT = 64 };

/* A category or an image of a subset of run a. */
typedef struct candidate {
    uint32_t subset, item;
    double a, b;
} candidate;

typedef struct candidates {
    candidate *list;
    size_t n, capacity;
} candidates;

static od_status consider(candidates *c, candidate one, od_error *err)
{
    od_status st;

    if (isnan(one.a) || isnan(one.b) || one.a == one.b)
        return OD_OK;
    if ((st = OD_GROW(c->list, c->capacity, c->n + 1, err)) != OD_OK)
        return st;
    c->list[c->n++] = one;
    return OD_OK;
}

/* The largest change first; then in the order of the runs. */
static int compare_changes(const void *left, const void *right)
{
    const candidate *l = left, *r = right;
    const double change_l = fabs(l->b - l->a), change_r = fabs(r->b - r->a);

    if (change_l != change_r)
        return change_l > change_r ? -1 : 1;
    if (l->subset != r->subset)
        return l->subset < r->subset ? -1 : 1;
    return (l->item > r->item) - (l->item < r->item);
}

/* The first n, sorted. */
static void select_movers(candidates *c, size_t n)
{
    if (c->n)
        qsort(c->list, c->n, sizeof *c->list, compare_changes);
    if (c->n > n)
        c->n = n;
}

/* ---- categories, from the records ---- */

static const od_record_subset *same_subset(const od_record *r, const char *name)
{
    for (uint32_t i = 0; i < r->n_subsets; i++)
        if (strcmp(r->subsets[i].name, name) == 0)
            return &r->subsets[i];
    return NULL;
}

/* Runs of one data set have the same categories in the same order; others are searched for. */
static const od_record_category *same_category(const od_record_subset *s, uint32_t at, const char *name)
{
    if (at < s->n_categories && strcmp(s->categories[at].name, name) == 0)
        return &s->categories[at];
    for (uint32_t i = 0; i < s->n_categories; i++)
        if (strcmp(s->categories[i].name, name) == 0)
            return &s->categories[i];
    return NULL;
}

/* The score per category that both records have: the primary, else the first. */
static const char *recorded_score(const od_record *a, const od_record *b)
{
    const od_record_scores *in_a, *in_b;

    if (!a->n_subsets || !b->n_subsets || !a->subsets[0].n_categories || !b->subsets[0].n_categories)
        return NULL;
    in_a = &a->subsets[0].categories[0].scores;
    in_b = &b->subsets[0].categories[0].scores;
    if (a->primary && od_record_has(in_a, a->primary) && od_record_has(in_b, a->primary))
        return a->primary;
    for (uint32_t i = 0; i < in_a->n; i++)
        if (od_record_has(in_b, in_a->list[i].name))
            return in_a->list[i].name;
    return NULL;
}

static od_status recorded_categories(candidates *c, const od_record *a, const od_record *b, const char *score,
                                     od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t s = 0; s < a->n_subsets; s++) {
        const od_record_subset *in_a = &a->subsets[s], *in_b = same_subset(b, in_a->name);

        for (uint32_t k = 0; in_b && k < in_a->n_categories && st == OD_OK; k++) {
            const od_record_category *of_b = same_category(in_b, k, in_a->categories[k].name);

            if (of_b)
                st = consider(c,
                              (candidate){s, k, od_record_score(&in_a->categories[k].scores, score),
                                          od_record_score(&of_b->scores, score)},
                              err);
        }
    }
    return st;
}

/* ---- categories, from the states ---- */

/* The scores of the first metric that has `score` per category; empty when there is none. */
static od_status finish_with(od_scores *scores, const od_states_subset *s, const char *score, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < s->n_runs && st == OD_OK; i++) {
        const od_run *run = &s->runs[i];
        const od_score *found;

        if ((st = run->use->metric->finish(run->state, &run->context, scores, err)) != OD_OK)
            break;
        found = od_scores_find(scores, score);
        if (found && found->per_category)
            return OD_OK;
        od_scores_free(scores);
        scores->n_categories = s->dataset->n_categories;
    }
    return st;
}

static od_status state_subset(candidates *c, const od_states_subset *a, const od_states_subset *b, uint32_t s,
                              const char *score, od_error *err)
{
    od_scores of_a = {.n_categories = a->dataset->n_categories};
    od_scores of_b = {.n_categories = b->dataset->n_categories};
    const od_score *in_a, *in_b;
    od_status st;

    if ((st = finish_with(&of_a, a, score, err)) != OD_OK ||
        (st = finish_with(&of_b, b, score, err)) != OD_OK)
        goto done;
    in_a = od_scores_find(&of_a, score);
    in_b = od_scores_find(&of_b, score);
    for (uint32_t k = 0; in_a && in_b && k < a->dataset->n_categories && st == OD_OK; k++)
        st = consider(c, (candidate){s, k, in_a->per_category[k], in_b->per_category[k]}, err);
done:
    od_scores_free(&of_a);
    od_scores_free(&of_b);
    return st;
}

/* The primary score; where it has no categories, AP. */
static const char *state_score(const od_record *r)
{
    return r->primary && strncmp(r->primary, "greedy", 6) != 0 ? r->primary : "AP";
}

static od_status state_categories(candidates *c, const od_run_file *a, const od_run_file *b, od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t s = 0; s < a->states->n_subsets && st == OD_OK; s++)
        st = state_subset(c, &a->states->subsets[s], &b->states->subsets[s], s, state_score(a->record), err);
    return st;
}

/* ---- images ---- */

/* The run of a metric that knows a number for each image. */
static const od_run *per_image_run(const od_states_subset *s)
{
    for (size_t i = 0; i < s->n_runs; i++)
        if (s->runs[i].use->metric->per_image)
            return &s->runs[i];
    return NULL;
}

static od_status images_of(candidates *c, const od_states_subset *a, const od_states_subset *b, uint32_t s,
                           od_error *err)
{
    const od_run *run_a = per_image_run(a), *run_b = per_image_run(b);
    const uint32_t n = a->dataset->n_images;
    double *of_a = NULL, *of_b = NULL;
    od_status st;

    if (!run_a || !run_b || run_a->use->metric != run_b->use->metric)
        return OD_OK;
    if ((st = OD_ALLOC(of_a, n, err)) != OD_OK || (st = OD_ALLOC(of_b, n, err)) != OD_OK ||
        (st = run_a->use->metric->per_image(run_a->state, &run_a->context, of_a, err)) != OD_OK ||
        (st = run_b->use->metric->per_image(run_b->state, &run_b->context, of_b, err)) != OD_OK)
        goto done;
    for (uint32_t i = 0; i < n && st == OD_OK; i++)
        st = consider(c, (candidate){s, i, of_a[i], of_b[i]}, err);
done:
    free(of_a);
    free(of_b);
    return st;
}

/* ---- names ---- */

static const od_states_subset *subset_at(const void *run, const candidate *one)
{
    return &((const od_states *)run)->subsets[one->subset];
}

typedef const char *(*namer)(od_arena *texts, const void *run, const candidate *one);

static const char *name_recorded(od_arena *texts, const void *run, const candidate *one)
{
    const od_record *r = run;

    return od_arena_copy(texts, od_str_of(r->subsets[one->subset].categories[one->item].name)).p;
}

static const char *name_category(od_arena *texts, const void *run, const candidate *one)
{
    return od_arena_copy(texts, subset_at(run, one)->dataset->category_name[one->item]).p;
}

static const char *name_image(od_arena *texts, const void *run, const candidate *one)
{
    const od_dataset *set = subset_at(run, one)->dataset;
    char id[ID_TEXT];

    if (set->image_file[one->item].p)
        return od_arena_copy(texts, set->image_file[one->item]).p;
    return od_arena_copy(texts, od_str_of(od_id_text(id, sizeof id, set->image_id[one->item]))).p;
}

static od_status name_movers(od_comparison *c, od_mover **movers, size_t *n, const candidates *from,
                             const od_record *record, const void *run, namer name, od_error *err)
{
    od_mover *list = od_arena_alloc(&c->texts, (from->n + 1) * sizeof *list);

    if (!list)
        return od_fail_memory(err);
    for (size_t i = 0; i < from->n; i++) {
        const candidate *one = &from->list[i];
        const char *subset = record->subsets[one->subset].name;

        list[i] = (od_mover){.subset = od_arena_copy(&c->texts, od_str_of(subset)).p,
                             .name = name(&c->texts, run, one),
                             .a = one->a,
                             .b = one->b};
        if (!list[i].subset || !list[i].name)
            return od_fail_memory(err);
    }
    *movers = list;
    *n = from->n;
    return OD_OK;
}

/* ---- the whole ---- */

static od_status find_categories(od_comparison *c, const od_run_file *a, const od_run_file *b, size_t n,
                                 bool paired, od_error *err)
{
    const char *recorded = recorded_score(a->record, b->record);
    candidates found = {0};
    od_status st;

    if (!recorded && !paired)
        return OD_OK;
    st = recorded ? recorded_categories(&found, a->record, b->record, recorded, err)
                  : state_categories(&found, a, b, err);
    if (st != OD_OK)
        goto done;
    select_movers(&found, n);
    c->category_score = od_arena_copy(&c->texts, od_str_of(recorded ? recorded : state_score(a->record))).p;
    st = c->category_score ? name_movers(c, &c->categories, &c->n_categories, &found, a->record,
                                         recorded ? (const void *)a->record : a->states,
                                         recorded ? name_recorded : name_category, err)
                           : od_fail_memory(err);
done:
    free(found.list);
    return st;
}

static od_status find_images(od_comparison *c, const od_run_file *a, const od_run_file *b, size_t n,
                             od_error *err)
{
    const od_run *run = a->states->n_subsets ? per_image_run(&a->states->subsets[0]) : NULL;
    candidates found = {0};
    od_status st = OD_OK;

    if (!run || !per_image_run(&b->states->subsets[0]))
        return OD_OK;
    for (uint32_t s = 0; s < a->states->n_subsets && st == OD_OK; s++)
        st = images_of(&found, &a->states->subsets[s], &b->states->subsets[s], s, err);
    if (st == OD_OK) {
        select_movers(&found, n);
        c->image_score = run->use->metric->primary;
        st = name_movers(c, &c->images, &c->n_images, &found, a->record, a->states, name_image, err);
    }
    free(found.list);
    return st;
}

od_status od_movers_find(od_comparison *c, const od_run_file *a, const od_run_file *b, size_t n,
                         od_error *err)
{
    const bool paired = od_compare_paired(a->states, b->states);
    od_status st = find_categories(c, a, b, n, paired, err);

    return st == OD_OK && paired ? find_images(c, a, b, n, err) : st;
}
