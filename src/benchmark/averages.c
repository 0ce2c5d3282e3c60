#include <math.h>
#include <stdlib.h>

#include "benchmark/benchmark.h"

/* The mean of one score over the members, in their order; NaN as soon as one lacks it. */
static double mean_of(const od_bench_list *list, const od_scores *const *members, const char *score)
{
    double sum = 0;

    for (uint32_t i = 0; i < list->n_members; i++) {
        const od_scores *s = members[list->members[i]];

        sum += s ? od_scores_get(s, score) : NAN;
    }
    return sum / list->n_members;
}

/* A member to take the names of the scores from: the first that has any. */
static const od_scores *model_of(const od_bench_list *list, const od_scores *const *members)
{
    for (uint32_t i = 0; i < list->n_members; i++)
        if (members[list->members[i]] && members[list->members[i]]->n)
            return members[list->members[i]];
    return NULL;
}

static od_status average_list(const od_bench_list *list, const od_scores *const *members, od_scores *out,
                              od_error *err)
{
    const od_scores *model = model_of(list, members);
    od_status st = OD_OK;

    for (size_t i = 0; model && i < model->n && st == OD_OK; i++)
        if (!model->list[i].count)
            st = od_scores_set(out, model->list[i].name, mean_of(list, members, model->list[i].name), err);
    return st;
}

od_status od_bench_average(const od_bench *bench, const od_scores *const *subset_scores, od_scores *groups,
                           od_scores *averages, od_error *err)
{
    const od_scores **group_pointers = NULL;
    od_status st = od_alloc(&group_pointers, bench->n_groups, sizeof *group_pointers, err);

    for (uint32_t i = 0; i < bench->n_groups && st == OD_OK; i++) {
        group_pointers[i] = &groups[i];
        st = average_list(&bench->groups[i], subset_scores, &groups[i], err);
    }
    for (uint32_t i = 0; i < bench->n_averages && st == OD_OK; i++) {
        const od_bench_list *list = &bench->averages[i];

        st = average_list(list, list->of_groups ? group_pointers : subset_scores, &averages[i], err);
    }
    free(group_pointers);
    return st;
}
