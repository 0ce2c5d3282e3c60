/* scores.c: scoring, and reading numbers and warnings. */
#include <math.h>

#include "api/api.h"

static od_status score(odeval *o, od_error *err)
{
    const od_record_options summary = {0};
    od_status st;

    if ((st = od_job_score(o->job, err)) == OD_OK)
        st = od_record_make(&o->summary, o->job, &summary, err);
    if (st == OD_OK)
        o->stage = OD_STAGE_SCORED;
    else
        o->incomplete = true;
    return st;
}

odeval_status odeval_score(odeval *o, odeval_error *err)
{
    od_error e = {0};
    od_status st;

    if (o->stage == OD_STAGE_SCORED)
        return ODEVAL_OK;
    if ((st = od_api_complete_truth(o, &e)) != OD_OK)
        return od_api_return(err, &e, st);
    if (o->incomplete) {
        od_fail(&e, OD_USAGE, "the detections are incomplete since a call failed");
        return od_api_return(err, &e, od_remedy(&e, "call odeval_clear_detections and give them again"));
    }
    return od_api_return(err, &e, score(o, &e));
}

odeval_status odeval_get(const odeval *o, const char *path, double *value, odeval_error *err)
{
    od_error e = {0};
    od_status st;

    *value = NAN;
    if ((st = od_api_need_scores(o, &e)) == OD_OK && !od_record_number(o->summary, path, value)) {
        *value = NAN;
        od_fail(&e, OD_USAGE, "there is no number \"%s\"", path);
        st = od_remedy(&e, "paths are those of the run record, as \"overall.%s\" or \"subsets.%s.counts.gt\"",
                       o->bench->primary, o->bench->subsets[0].name);
    }
    return od_api_return(err, &e, st);
}

/* ---- one category ---- */

static od_status no_such_score(const od_scores *scores, const char *name, od_error *err)
{
    od_buffer list = {0};
    od_status st = OD_OK;

    for (size_t i = 0; i < scores->n && st == OD_OK; i++)
        if (scores->list[i].per_category)
            st = od_buffer_printf(&list, err, "%s%s", list.n ? ", " : "", scores->list[i].name);
    od_fail(err, OD_USAGE, "there is no score \"%s\" of a category", name);
    if (st == OD_OK)
        st = list.n ? od_remedy(err, "there are %s", list.bytes) : OD_USAGE;
    od_buffer_free(&list);
    return st;
}

static od_status category_score(const odeval *o, const char *subset, int64_t category_id, const char *name,
                                double *value, od_error *err)
{
    const od_job_subset *s;
    const od_score *found;
    uint32_t index, category;
    od_status st;

    if ((st = od_api_need_scores(o, err)) != OD_OK || (st = od_api_subset(o, subset, &index, err)) != OD_OK)
        return st;
    s = &o->job->subsets[index];
    if (!s->evaluated)
        return od_fail(err, OD_USAGE, "the subset \"%s\" was not scored", s->definition->name);
    category = od_dataset_category(s->dataset, (od_id){.number = category_id});
    if (category == OD_NONE)
        return od_fail(err, OD_USAGE, "the data set has no category with the id %lld",
                       (long long)category_id);
    found = od_scores_find(&s->evaluation.scores, name);
    if (!found || !found->per_category)
        return no_such_score(&s->evaluation.scores, name, err);
    *value = found->per_category[category];
    return OD_OK;
}

odeval_status odeval_get_category(const odeval *o, const char *subset, int64_t category_id, const char *name,
                                  double *value, odeval_error *err)
{
    od_error e = {0};

    *value = NAN;
    return od_api_return(err, &e, category_score(o, subset, category_id, name, value, &e));
}

/* ---- warnings ---- */

size_t odeval_warning_count(const odeval *o)
{
    return o->summary ? o->summary->n_warnings : 0;
}

odeval_status odeval_get_warning(const odeval *o, size_t index, odeval_warning *warning, odeval_error *err)
{
    const od_record_warning *w;
    od_error e = {0};
    od_status st;

    *warning = (odeval_warning){0};
    if ((st = od_api_need_scores(o, &e)) != OD_OK)
        return od_api_return(err, &e, st);
    if (index >= o->summary->n_warnings) {
        st = od_fail(&e, OD_USAGE, "there is no warning %zu: there are %u, from 0", index,
                     o->summary->n_warnings);
        return od_api_return(err, &e, st);
    }
    w = &o->summary->warnings[index];
    *warning = (odeval_warning){
        .code = w->code, .subset = w->subset, .text = w->text, .count = w->count, .notice = w->notice};
    return ODEVAL_OK;
}
