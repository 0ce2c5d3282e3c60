#include "decision/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "decision/movers.h"

/* What a comparison is made of. */
typedef struct making {
    od_comparison *out;
    size_t capacity;
    od_bootstrap *a, *b; /* NULL: no intervals */
    double confidence;
    od_error *err;
} making;

/* ---- pairing ---- */

static bool same_images(const od_states_subset *a, const od_states_subset *b)
{
    if (strcmp(a->name, b->name) != 0 || a->dataset->n_images != b->dataset->n_images ||
        a->dataset->n_categories != b->dataset->n_categories)
        return false;
    for (uint32_t i = 0; i < a->dataset->n_images; i++)
        if (!od_id_equal(a->dataset->image_id[i], b->dataset->image_id[i]))
            return false;
    for (uint32_t i = 0; i < a->dataset->n_categories; i++)
        if (!od_id_equal(a->dataset->category_id[i], b->dataset->category_id[i]))
            return false;
    return true;
}

bool od_compare_paired(const od_states *a, const od_states *b)
{
    if (!a || !b || a->n_subsets != b->n_subsets)
        return false;
    for (uint32_t i = 0; i < a->n_subsets; i++)
        if (!same_images(&a->subsets[i], &b->subsets[i]))
            return false;
    return true;
}

static od_status resample(making *m, const od_run_file *a, const od_run_file *b,
                          const od_bootstrap_options *options)
{
    od_comparison *c = m->out;
    od_status st;

    if (!options)
        c->no_intervals = "There are no intervals: none were asked for";
    else if (!a->states || !b->states)
        c->no_intervals = "There are no intervals: a run has no states beside its record (score it with --save)";
    else if (!od_compare_paired(a->states, b->states))
        c->no_intervals = "There are no intervals: the runs are not of the same images";
    if (c->no_intervals)
        return OD_OK;
    m->confidence = options->confidence;
    if ((st = od_bootstrap_run(&m->a, a->record, a->states, options, m->err)) != OD_OK)
        return st;
    return od_bootstrap_run(&m->b, b->record, b->states, options, m->err);
}

/* ---- differences ---- */

static void set_interval(const making *m, od_difference *d)
{
    size_t in_a, in_b;

    d->interval = (od_interval){NAN, NAN};
    d->p_greater = NAN;
    if (!m->a || !m->b)
        return;
    in_a = od_bootstrap_find(m->a, d->path);
    in_b = od_bootstrap_find(m->b, d->path);
    if (in_a != SIZE_MAX && in_b != SIZE_MAX)
        d->interval = od_bootstrap_difference(m->a, in_a, m->b, in_b, m->confidence, &d->p_greater);
}

static od_status add(making *m, const char *level, const char *name, const char *score, double a, double b)
{
    od_comparison *c = m->out;
    od_difference d = {.a = a, .b = b};
    od_status st;

    d.path = name ? od_arena_printf(&c->texts, "%s.%s.%s", level, name, score)
                  : od_arena_printf(&c->texts, "%s.%s", level, score);
    if (!d.path)
        return od_fail_memory(m->err);
    if ((st = OD_GROW(c->differences, m->capacity, c->n_differences + 1, m->err)) != OD_OK)
        return st;
    set_interval(m, &d);
    c->differences[c->n_differences++] = d;
    return OD_OK;
}

/* All scores of a, then those that only b has. Either may be NULL. */
static od_status add_scores(making *m, const char *level, const char *name, const od_record_scores *a,
                            const od_record_scores *b)
{
    const od_record_scores none = {0};
    od_status st = OD_OK;

    a = a ? a : &none;
    b = b ? b : &none;
    for (uint32_t i = 0; i < a->n && st == OD_OK; i++)
        st = add(m, level, name, a->list[i].name, a->list[i].value, od_record_score(b, a->list[i].name));
    for (uint32_t i = 0; i < b->n && st == OD_OK; i++)
        if (!od_record_has(a, b->list[i].name))
            st = add(m, level, name, b->list[i].name, NAN, b->list[i].value);
    return st;
}

static const od_record_scores *group_scores(const od_record_group *groups, uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(groups[i].name, name) == 0)
            return &groups[i].scores;
    return NULL;
}

static od_status add_groups(making *m, const char *level, const od_record_group *a, uint32_t n_a,
                            const od_record_group *b, uint32_t n_b)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < n_a && st == OD_OK; i++)
        st = add_scores(m, level, a[i].name, &a[i].scores, group_scores(b, n_b, a[i].name));
    for (uint32_t i = 0; i < n_b && st == OD_OK; i++)
        if (!group_scores(a, n_a, b[i].name))
            st = add_scores(m, level, b[i].name, NULL, &b[i].scores);
    return st;
}

static const od_record_scores *subset_scores(const od_record *r, const char *name)
{
    for (uint32_t i = 0; i < r->n_subsets; i++)
        if (strcmp(r->subsets[i].name, name) == 0)
            return &r->subsets[i].scores;
    return NULL;
}

static od_status add_subsets(making *m, const od_record *a, const od_record *b)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < a->n_subsets && st == OD_OK; i++)
        st = add_scores(m, "subsets", a->subsets[i].name, &a->subsets[i].scores,
                        subset_scores(b, a->subsets[i].name));
    for (uint32_t i = 0; i < b->n_subsets && st == OD_OK; i++)
        if (!subset_scores(a, b->subsets[i].name))
            st = add_scores(m, "subsets", b->subsets[i].name, NULL, &b->subsets[i].scores);
    return st;
}

static od_status add_differences(making *m, const od_record *a, const od_record *b)
{
    od_status st;

    if ((st = add_scores(m, "overall", NULL, &a->overall, &b->overall)) != OD_OK ||
        (st = add_groups(m, "averages", a->averages, a->n_averages, b->averages, b->n_averages)) != OD_OK ||
        (st = add_groups(m, "groups", a->groups, a->n_groups, b->groups, b->n_groups)) != OD_OK)
        return st;
    return add_subsets(m, a, b);
}

od_status od_compare(od_comparison **out, const od_run_file *a, const od_run_file *b,
                     const od_bootstrap_options *options, size_t movers, od_error *err)
{
    making m = {.err = err};
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(m.out, 1, err)) != OD_OK || (st = resample(&m, a, b, options)) != OD_OK ||
        (st = add_differences(&m, a->record, b->record)) != OD_OK ||
        (st = od_movers_find(m.out, a, b, movers, err)) != OD_OK)
        goto done;
    *out = m.out;
    m.out = NULL;
done:
    od_bootstrap_free(m.a);
    od_bootstrap_free(m.b);
    od_comparison_free(m.out);
    return st;
}

void od_comparison_free(od_comparison *c)
{
    if (!c)
        return;
    free(c->differences);
    od_arena_free(&c->texts);
    free(c);
}
