#include "metric/scores.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static od_score *find(const od_scores *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->list[i].name, name) == 0)
            return &s->list[i];
    return NULL;
}

static od_status set(od_scores *s, const char *name, double value, bool count, od_error *err)
{
    od_score *score = find(s, name);
    od_status st;

    if (!score) {
        if ((st = OD_GROW(s->list, s->capacity, s->n + 1, err)) != OD_OK)
            return st;
        score = &s->list[s->n++];
        *score = (od_score){.value = value};
        snprintf(score->name, sizeof score->name, "%s", name);
    }
    score->value = value;
    score->count = count;
    return OD_OK;
}

od_status od_scores_set(od_scores *s, const char *name, double value, od_error *err)
{
    return set(s, name, value, false, err);
}

od_status od_scores_set_count(od_scores *s, const char *name, double value, od_error *err)
{
    return set(s, name, value, true, err);
}

double *od_scores_per_category(od_scores *s, const char *name, od_error *err)
{
    od_score *score = find(s, name);

    if (!score) {
        od_fail(err, OD_SYSTEM, "no score is called \"%s\"", name);
        return NULL;
    }
    if (!score->per_category) {
        if (OD_ALLOC(score->per_category, s->n_categories, err) != OD_OK)
            return NULL;
        for (uint32_t k = 0; k < s->n_categories; k++)
            score->per_category[k] = NAN;
    }
    return score->per_category;
}

const od_score *od_scores_find(const od_scores *s, const char *name)
{
    return find(s, name);
}

double od_scores_get(const od_scores *s, const char *name)
{
    const od_score *score = find(s, name);

    return score ? score->value : NAN;
}

void od_scores_free(od_scores *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->list[i].per_category);
    free(s->list);
    od_ledger_free(&s->ledger);
    *s = (od_scores){0};
}
