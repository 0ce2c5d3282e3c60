/* path.c: numbers of a record by path. */
#include <math.h>
#include <string.h>

#include "record/record.h"

static const od_named_value *find(const od_record_scores *s, const char *name)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (strcmp(s->list[i].name, name) == 0)
            return &s->list[i];
    return NULL;
}

double od_record_score(const od_record_scores *s, const char *name)
{
    const od_named_value *found = find(s, name);

    return found ? found->value : NAN;
}

bool od_record_has(const od_record_scores *s, const char *name)
{
    return find(s, name) != NULL;
}

static bool take(const od_record_scores *s, const char *name, double *value)
{
    const od_named_value *found = find(s, name);

    if (found)
        *value = found->value;
    return found != NULL;
}

/* What follows "name." in a path, else NULL. Names may have points in them, so a path is matched from the
 * names and not cut at its points. */
static const char *after(const char *path, const char *name)
{
    size_t n = strlen(name);

    return strncmp(path, name, n) == 0 && path[n] == '.' ? path + n + 1 : NULL;
}

/* "n", "statuses.failed", ... of the answers that came as text. */
static bool in_answers(const od_record_answers *a, const char *path, double *value)
{
    const struct {
        const char *name;
        const od_record_scores *list;
    } lists[] = {{"statuses", &a->statuses}, {"repairs", &a->repairs}, {"passed_over", &a->passed},
                 {"boxes", &a->boxes},       {"lengths", &a->lengths}, {"reading", &a->reading}};

    if (a->n > 0 && strcmp(path, "n") == 0) {
        *value = a->n;
        return true;
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const char *rest = after(path, lists[i].name);

        if (rest && take(lists[i].list, rest, value))
            return true;
    }
    return false;
}

static bool in_groups(const od_record_group *groups, uint32_t n, const char *path, double *value)
{
    for (uint32_t i = 0; i < n; i++) {
        const char *rest = after(path, groups[i].name);

        const char *readable = rest ? after(rest, "readable") : NULL;

        if (rest && (take(&groups[i].scores, rest, value) ||
                     (readable && take(&groups[i].readable, readable, value))))
            return true;
    }
    return false;
}

static bool in_subsets(const od_record *r, const char *path, double *value)
{
    for (uint32_t i = 0; i < r->n_subsets; i++) {
        const char *rest = after(path, r->subsets[i].name);
        const char *count = rest ? after(rest, "counts") : NULL;
        const char *answer = rest ? after(rest, "answers") : NULL;
        const char *readable = rest ? after(rest, "readable") : NULL;

        if (rest && (take(&r->subsets[i].scores, rest, value) ||
                     (count && take(&r->subsets[i].counts, count, value)) ||
                     (answer && in_answers(&r->subsets[i].answers, answer, value)) ||
                     (readable && take(&r->subsets[i].readable, readable, value))))
            return true;
    }
    return false;
}

static bool in_ledger(const od_record *r, const char *code, double *value)
{
    for (uint32_t i = 0; i < r->n_ledger; i++)
        if (strcmp(r->ledger[i].code, code) == 0) {
            *value = (double)r->ledger[i].count;
            return true;
        }
    return false;
}

bool od_record_number(const od_record *r, const char *path, double *value)
{
    const char *rest;

    *value = NAN;
    if ((rest = after(path, "overall")))
        return take(&r->overall, rest, value);
    if ((rest = after(path, "counts")))
        return take(&r->counts, rest, value);
    if ((rest = after(path, "answers")))
        return in_answers(&r->answers, rest, value);
    if ((rest = after(path, "readable")))
        return take(&r->readable, rest, value);
    if ((rest = after(path, "averages")))
        return in_groups(r->averages, r->n_averages, rest, value);
    if ((rest = after(path, "groups")))
        return in_groups(r->groups, r->n_groups, rest, value);
    if ((rest = after(path, "subsets")))
        return in_subsets(r, rest, value);
    if ((rest = after(path, "ledger")))
        return in_ledger(r, rest, value);
    return take(&r->overall, path, value);
}
