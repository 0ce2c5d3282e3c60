#include "record/making.h"

#include <string.h>

void *od_making_list(od_making *m, size_t n, size_t size)
{
    void *list = n > SIZE_MAX / 2 / size ? NULL : od_arena_alloc(&m->record->texts, n * size);

    if (!list)
        od_fail_memory(m->err);
    return list;
}

static od_status copy(od_making *m, const char **out, od_str text)
{
    *out = od_arena_copy(&m->record->texts, text).p;
    return *out ? OD_OK : od_fail_memory(m->err);
}

od_status od_making_text(od_making *m, const char **out, const char *text)
{
    *out = NULL;
    return text ? copy(m, out, od_str_of(text)) : OD_OK;
}

od_status od_making_buffer(od_making *m, const char **out, od_buffer *text)
{
    od_status st = copy(m, out, (od_str){text->bytes, text->n});

    od_buffer_free(text);
    return st;
}

od_status od_making_named(od_making *m, od_named_text *list, uint32_t *n, const char *name, const char *value)
{
    list[*n].name = name;
    return od_making_text(m, &list[(*n)++].value, value);
}

void od_subset_ledgers(const od_job_subset *subset, const od_ledger *ledgers[OD_SUBSET_LEDGERS])
{
    ledgers[0] = subset->dataset ? &subset->dataset->ledger : NULL;
    ledgers[1] = subset->has_target ? &subset->target.ledger : NULL;
    ledgers[2] = subset->evaluated ? &subset->evaluation.scores.ledger : NULL;
}

od_status od_making_value(od_making *m, od_record_scores *to, const char *name, double value)
{
    od_named_value *next = &to->list[to->n++];

    next->value = value;
    return od_making_text(m, &next->name, name);
}

static uint32_t missing_of_group(const od_job *job, const od_bench_list *group, uint8_t *marks)
{
    uint32_t missing = 0;

    for (uint32_t i = 0; i < group->n_members; i++) {
        if (job->subsets[group->members[i]].evaluated)
            continue;
        missing++;
        if (marks)
            marks[group->members[i]] = 1;
    }
    return missing;
}

uint32_t od_missing_subsets(const od_job *job, const od_bench_list *list, uint8_t *marks)
{
    uint32_t missing = 0;

    if (!list->of_groups)
        return missing_of_group(job, list, marks);
    for (uint32_t i = 0; i < list->n_members; i++)
        missing += missing_of_group(job, &job->bench->groups[list->members[i]], marks);
    return missing;
}

const char *od_last_component(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}
