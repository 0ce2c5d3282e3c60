/* truth.c: ground truth, from files or from memory. */
#include <math.h>
#include <stdio.h>

#include "api/api.h"

static od_status make_job(odeval *o, od_error *err)
{
    od_job_free(o->job);
    o->job = NULL;
    return od_job_create(&o->job, o->bench, &o->options.job, err);
}

static od_status need_open(const odeval *o, od_error *err)
{
    if (o->stage < OD_STAGE_READY)
        return OD_OK;
    od_fail(err, OD_USAGE, "the ground truth is complete");
    return od_remedy(err, "make a new evaluation with odeval_create");
}

/* ---- from files ---- */

odeval_status odeval_load_ground_truth(odeval *o, odeval_error *err)
{
    od_error e = {0};
    od_status st;

    if ((st = need_open(o, &e)) != OD_OK)
        return od_api_return(err, &e, st);
    if (o->stage == OD_STAGE_BUILDING) {
        od_fail(&e, OD_USAGE, "ground truth was added from memory");
        return od_api_return(err, &e, od_remedy(&e, "take it from files or from memory, not both"));
    }
    if ((st = make_job(o, &e)) == OD_OK && (st = od_job_load_truth(o->job, &e)) == OD_OK)
        o->stage = OD_STAGE_READY;
    else
        od_api_drop_truth(o);
    return od_api_return(err, &e, st);
}

/* ---- from memory ---- */

/* The draft of a subset, with its builder. */
static od_status open_draft(odeval *o, const char *subset, od_draft **draft, od_error *err)
{
    uint32_t index;
    od_status st;

    if ((st = need_open(o, err)) != OD_OK || (st = od_api_subset(o, subset, &index, err)) != OD_OK ||
        (!o->job && (st = make_job(o, err)) != OD_OK))
        return st;
    if (!o->job->subsets[index].wanted) {
        od_fail(err, OD_USAGE, "the subset \"%s\" was not asked for", o->bench->subsets[index].name);
        return od_remedy(err, "name it in the option \"subset\"");
    }
    *draft = &o->drafts[index];
    if (!(*draft)->builder && (st = od_dataset_builder_create(&(*draft)->builder, err)) != OD_OK)
        return st;
    o->stage = OD_STAGE_BUILDING;
    return OD_OK;
}

/* A call that makes no sense changes nothing; any other failure may have left half of it behind. */
static odeval_status close_draft(odeval *o, odeval_error *err, const od_error *e, od_status st)
{
    if (st != OD_OK && st != OD_USAGE)
        od_api_drop_truth(o);
    return od_api_return(err, e, st);
}

odeval_status odeval_add_image(odeval *o, const char *subset, const odeval_image *image, odeval_error *err)
{
    const od_image_entry entry = {.id = {.number = image->id},
                                  .width = image->width,
                                  .height = image->height,
                                  .file = od_str_of(image->file_name)};
    od_draft *draft;
    od_error e = {0};
    od_status st;

    if ((st = open_draft(o, subset, &draft, &e)) == OD_OK)
        st = od_dataset_add_image(draft->builder, &entry, &e);
    return close_draft(o, err, &e, st);
}

odeval_status odeval_add_label(odeval *o, const char *subset, const char *label, int negative,
                               odeval_error *err)
{
    od_draft *draft;
    od_error e = {0};
    od_status st;

    if ((st = open_draft(o, subset, &draft, &e)) == OD_OK)
        st = od_dataset_add_asked(draft->builder, od_str_of(label), negative != 0, &e);
    return close_draft(o, err, &e, st);
}

odeval_status odeval_add_category(odeval *o, const char *subset, int64_t id, const char *name,
                                  odeval_error *err)
{
    od_draft *draft;
    od_error e = {0};
    od_status st;

    if ((st = open_draft(o, subset, &draft, &e)) == OD_OK)
        st = od_dataset_add_category(draft->builder, (od_id){.number = id}, od_str_of(name), &e);
    return close_draft(o, err, &e, st);
}

static const char in_memory[] = "ground truth in memory";

static od_status check_columns(const od_draft *draft, const odeval_truths *t, od_error *err)
{
    if (!t->image_id || !t->category_id || !t->box)
        return od_fail(err, OD_USAGE, "truths need the columns image_id, category_id and box");
    if (draft->n_truths == 0 || draft->with_ids == (t->id != NULL))
        return OD_OK;
    od_fail(err, OD_USAGE, "some truths of the subset come with annotation ids and some without");
    return od_remedy(err, "give the column \"id\" in all calls or in none");
}

static od_status add_truth(od_draft *draft, const odeval_truths *t, size_t i, od_error *err)
{
    const double *box = t->box + 4 * i;
    const od_place place = {in_memory, draft->n_truths + 1, OD_UNIT_RECORD};
    od_truth_entry entry = {.id = t->id ? t->id[i] : (int64_t)place.at,
                            .image = {.number = t->image_id[i]},
                            .category = {.number = t->category_id[i]},
                            .box = {box[0], box[1], box[2], box[3]},
                            .area = t->area ? t->area[i] : NAN};
    od_status st;

    if (isnan(entry.area))
        entry.area = box[2] * box[3];
    if (t->crowd && t->crowd[i])
        entry.flags |= OD_TRUTH_CROWD;
    if (t->ignore && t->ignore[i])
        entry.flags |= OD_TRUTH_IGNORE;
    if ((st = od_dataset_add_truth(draft->builder, &entry, place, err)) == OD_OK)
        draft->n_truths++;
    return st;
}

odeval_status odeval_add_truths(odeval *o, const char *subset, const odeval_truths *truths, odeval_error *err)
{
    od_draft *draft;
    od_error e = {0};
    od_status st;

    if ((st = open_draft(o, subset, &draft, &e)) == OD_OK && truths->n > 0 &&
        (st = check_columns(draft, truths, &e)) == OD_OK)
        draft->with_ids = truths->id != NULL;
    for (size_t i = 0; i < truths->n && st == OD_OK; i++)
        st = add_truth(draft, truths, i, &e);
    return close_draft(o, err, &e, st);
}

/* ---- the end of it ---- */

static od_status build(odeval *o, uint32_t subset, od_error *err)
{
    od_dataset_builder *builder = o->drafts[subset].builder;
    const char *of = o->bench->one_set ? NULL : o->bench->subsets[subset].name;
    od_dataset *set;
    char name[256];
    od_status st;

    o->drafts[subset].builder = NULL;
    snprintf(name, sizeof name, "%s%s%s", in_memory, of ? ", subset " : "", of ? of : "");
    st = od_dataset_finish(&set, builder, name, err);
    return st == OD_OK ? od_job_take_truth(o->job, subset, set, err) : st;
}

od_status od_api_complete_truth(odeval *o, od_error *err)
{
    od_status st = OD_OK;

    if (o->stage == OD_STAGE_OPTIONS) {
        od_fail(err, OD_USAGE, "there is no ground truth yet");
        return od_remedy(err, "call odeval_load_ground_truth, or odeval_add_image and so on");
    }
    if (o->stage != OD_STAGE_BUILDING)
        return OD_OK;
    for (uint32_t i = 0; i < o->bench->n_subsets && st == OD_OK; i++) {
        if (o->drafts[i].builder)
            st = build(o, i, err);
        else
            o->job->subsets[i].wanted = false;
    }
    if (st == OD_OK)
        o->stage = OD_STAGE_READY;
    else
        od_api_drop_truth(o);
    return st;
}
