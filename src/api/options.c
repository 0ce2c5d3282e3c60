/* options.c: what odeval_set takes, one row per option. */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "core/nearest.h"
#include "core/number.h"

enum { THREADS_MAX = 256 }; /* as on the command line */

typedef struct option {
    const char *name;
    size_t text; /* offset of a text in od_job_options; for rows without `parse` */
    od_status (*parse)(od_api_options *o, const char *value, od_error *err);
} option;

/* ---- options that are more than a text ---- */

/* The index of the value in choices, NULL-terminated. */
static od_status choose(const char *name, const char *value, const char *const *choices, unsigned *index,
                        od_error *err)
{
    od_buffer list = {0};
    od_status st = OD_OK;

    for (*index = 0; choices[*index]; (*index)++)
        if (strcmp(choices[*index], value) == 0)
            return OD_OK;
    for (unsigned i = 0; choices[i] && st == OD_OK; i++)
        st = od_buffer_printf(&list, err, "%s%s", i ? ", " : "", choices[i]);
    od_fail(err, OD_USAGE, "the option \"%s\" does not take \"%s\"", name, value);
    if (st == OD_OK)
        st = od_remedy(err, "choose from %s", list.bytes);
    od_buffer_free(&list);
    return st;
}

static od_status parse_rules(od_api_options *o, const char *value, od_error *err)
{
    static const char *const names[] = {
        [OD_RULES_REFERENCE] = "reference", [OD_RULES_CORRECTED] = "corrected", NULL};
    unsigned index;
    od_status st = choose("rules", value, names, &index, err);

    if (st == OD_OK)
        o->job.rules = (od_rules)index;
    return st;
}

static od_status parse_label_match(od_api_options *o, const char *value, od_error *err)
{
    static const char *const names[] = {[OD_LABEL_EXACT] = "exact", [OD_LABEL_FOLDED] = "folded", NULL};
    unsigned index;
    od_status st = choose("label-match", value, names, &index, err);

    if (st == OD_OK)
        o->job.label_match = (od_label_match)index;
    return st;
}

static od_status parse_unknown(od_api_options *o, const char *value, od_error *err)
{
    static const char *const names[] = {"error", "drop", NULL};
    unsigned index;
    od_status st = choose("unknown", value, names, &index, err);

    if (st == OD_OK)
        o->job.drop_unknown = index == 1;
    return st;
}

static od_status parse_flag(const char *name, const char *value, bool *flag, od_error *err)
{
    static const char *const names[] = {"no", "yes", NULL};
    unsigned index;
    od_status st = choose(name, value, names, &index, err);

    if (st == OD_OK)
        *flag = index == 1;
    return st;
}

static od_status parse_per_category(od_api_options *o, const char *value, od_error *err)
{
    return parse_flag("per-category", value, &o->record.categories, err);
}

static od_status parse_with_environment(od_api_options *o, const char *value, od_error *err)
{
    return parse_flag("with-environment", value, &o->record.environment, err);
}

static od_status parse_format(od_api_options *o, const char *value, od_error *err)
{
    od_buffer list = {0};
    od_status st = OD_OK;

    if ((o->job.format = od_prediction_format_find(value)))
        return OD_OK;
    for (const od_prediction_format *const *f = od_prediction_formats; *f && st == OD_OK; f++)
        st = od_buffer_printf(&list, err, "%s%s", list.n ? ", " : "", (*f)->name);
    od_fail(err, OD_USAGE, "the option \"preds-format\" does not take \"%s\"", value);
    if (st == OD_OK)
        st = od_remedy(err, "choose from %s", list.bytes);
    od_buffer_free(&list);
    return st;
}

static od_status parse_threads(od_api_options *o, const char *value, od_error *err)
{
    const char *end = value + strlen(value);
    int64_t n;

    if (od_number_read_int64(value, end, &n) != end || value == end || n < 1 || n > THREADS_MAX)
        return od_fail(err, OD_USAGE, "the option \"threads\" takes a whole number from 1 to %d, not \"%s\"",
                       THREADS_MAX, value);
    o->job.threads = (unsigned)n;
    return OD_OK;
}

/* "negation,color": cut in a copy, and listed. */
static od_status parse_subset(od_api_options *o, const char *value, od_error *err)
{
    size_t size = strlen(value) + 1, n = 1;
    char *at;
    od_status st;

    for (const char *p = value; *p; p++)
        n += *p == ',';
    if ((st = OD_ALLOC(o->subset_text, size, err)) != OD_OK ||
        (st = OD_ALLOC(o->subsets, n + 1, err)) != OD_OK)
        return st;
    memcpy(o->subset_text, value, size);
    at = o->subset_text;
    for (size_t i = 0; i < n; i++) {
        o->subsets[i] = at;
        at += strcspn(at, ",");
        if (*at == ',')
            *at++ = '\0';
    }
    o->job.subsets = o->subsets;
    return OD_OK;
}

static const option table[] = {
    {.name = "data", .text = offsetof(od_job_options, data)},
    {.name = "gt", .text = offsetof(od_job_options, gt)},
    {.name = "subset", .parse = parse_subset},
    {.name = "metrics", .text = offsetof(od_job_options, metrics)},
    {.name = "rules", .parse = parse_rules},
    {.name = "mode", .text = offsetof(od_job_options, mode)},
    {.name = "max-dets", .text = offsetof(od_job_options, max_dets)},
    {.name = "iou", .text = offsetof(od_job_options, iou)},
    {.name = "area", .text = offsetof(od_job_options, area)},
    {.name = "label-match", .parse = parse_label_match},
    {.name = "unknown", .parse = parse_unknown},
    {.name = "preds-format", .parse = parse_format},
    {.name = "frame", .text = offsetof(od_job_options, frame)},
    {.name = "reader", .text = offsetof(od_job_options, reader)},
    {.name = "min-pixels", .text = offsetof(od_job_options, min_pixels)},
    {.name = "max-pixels", .text = offsetof(od_job_options, max_pixels)},
    {.name = "patch", .text = offsetof(od_job_options, patch)},
    {.name = "duplicates", .text = offsetof(od_job_options, duplicates)},
    {.name = "unknown-labels", .text = offsetof(od_job_options, unknown_labels)},
    {.name = "name", .text = offsetof(od_job_options, model)},
    {.name = "threads", .parse = parse_threads},
    {.name = "per-category", .parse = parse_per_category},
    {.name = "with-environment", .parse = parse_with_environment},
};
enum { N_OPTIONS = sizeof table / sizeof table[0] };

_Static_assert((int)N_OPTIONS <= (int)OD_API_OPTIONS_MAX, "there is room for every option's value");

/* ---- setting ---- */

void od_api_options_free(od_api_options *options)
{
    for (size_t i = 0; i < N_OPTIONS; i++)
        free(options->value[i]);
    free(options->subset_text);
    free(options->subsets);
    *options = (od_api_options){0};
}

static od_status unknown_option(const char *name, od_error *err)
{
    const char *names[N_OPTIONS + 1] = {NULL}, *near;
    od_buffer list = {0};
    od_status st = OD_OK;

    for (size_t i = 0; i < N_OPTIONS && st == OD_OK; i++) {
        names[i] = table[i].name;
        st = od_buffer_printf(&list, err, "%s%s", i ? ", " : "", names[i]);
    }
    if (st != OD_OK)
        goto done;
    near = od_nearest(name, names);
    od_fail(err, OD_USAGE, "there is no option \"%s\"", name);
    if (near)
        st = od_remedy(err, "did you mean \"%s\"? There are %s", near, list.bytes);
    else
        st = od_remedy(err, "there are %s", list.bytes);
done:
    od_buffer_free(&list);
    return st;
}

static od_status copy_text(char **out, const char *text, od_error *err)
{
    size_t size = strlen(text) + 1;
    od_status st = OD_ALLOC(*out, size, err);

    if (st == OD_OK)
        memcpy(*out, text, size);
    return st;
}

/* From texts to what they mean. */
static od_status interpret(od_api_options *o, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < N_OPTIONS && st == OD_OK; i++) {
        const char *value = o->value[i];

        if (!value)
            continue;
        if (table[i].parse)
            st = table[i].parse(o, value, err);
        else
            memcpy((char *)&o->job + table[i].text, &value, sizeof value);
    }
    return st;
}

/* `old` with one value replaced. */
static od_status change(od_api_options *changed, const od_api_options *old, size_t row, const char *value,
                        od_error *err)
{
    od_status st = OD_OK;

    *changed = (od_api_options){0};
    for (size_t i = 0; i < N_OPTIONS && st == OD_OK; i++) {
        const char *text = i == row ? value : old->value[i];

        if (text)
            st = copy_text(&changed->value[i], text, err);
    }
    return st == OD_OK ? interpret(changed, err) : st;
}

odeval_status odeval_set(odeval *o, const char *name, const char *value, odeval_error *err)
{
    od_api_options changed = {0};
    od_job *trial = NULL;
    od_error e = {0};
    size_t row = 0;
    od_status st;

    while (row < N_OPTIONS && strcmp(table[row].name, name) != 0)
        row++;
    if (row == N_OPTIONS) {
        st = unknown_option(name, &e);
        goto done;
    }
    if (o->stage != OD_STAGE_OPTIONS) {
        od_fail(&e, OD_USAGE, "the option \"%s\" comes too late", name);
        st = od_remedy(&e, "set options before the ground truth");
        goto done;
    }
    /* What the benchmark does not agree with shows when a job is made of it. */
    if ((st = change(&changed, &o->options, row, value, &e)) != OD_OK ||
        (st = od_job_create(&trial, o->bench, &changed.job, &e)) != OD_OK)
        goto done;
    od_api_drop_truth(o); /* a job may have been made, of the old options */
    od_api_options_free(&o->options);
    o->options = changed;
    changed = (od_api_options){0};
done:
    od_job_free(trial);
    od_api_options_free(&changed);
    return od_api_return(err, &e, st);
}
