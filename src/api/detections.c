/* detections.c: detections, from files or from memory. */
#include "api/api.h"

static const char in_memory[] = "detections in memory";

static od_status need_open(odeval *o, od_error *err)
{
    od_status st;

    if ((st = od_api_complete_truth(o, err)) != OD_OK)
        return st;
    if (o->stage == OD_STAGE_READY && !o->incomplete)
        return OD_OK;
    od_fail(err, OD_USAGE,
            o->incomplete ? "the detections are incomplete since a call failed"
                          : "these detections are scored");
    return od_remedy(err, "call odeval_clear_detections before giving others");
}

odeval_status odeval_load_predictions(odeval *o, const char *path, odeval_error *err)
{
    od_error e = {0};
    od_status st;

    if ((st = need_open(o, &e)) == OD_OK) {
        st = od_job_load_predictions(o->job, path, &e);
        o->incomplete = st != OD_OK;
    }
    return od_api_return(err, &e, st);
}

/* ---- from memory ---- */

static od_status open_target(odeval *o, const char *subset, uint32_t *index, od_error *err)
{
    od_status st;

    if ((st = need_open(o, err)) != OD_OK || (st = od_api_subset(o, subset, index, err)) != OD_OK)
        return st;
    if (o->job->subsets[*index].has_target)
        return OD_OK;
    od_fail(err, OD_USAGE, "the subset \"%s\" has no ground truth", o->bench->subsets[*index].name);
    return od_remedy(err, "add its images first, or leave out its detections");
}

static od_status check_image(const odeval *o, uint32_t subset, int64_t id, od_place place, od_error *err)
{
    const od_dataset *set = o->job->subsets[subset].dataset;

    if (o->options.job.drop_unknown || od_dataset_image(set, (od_id){.number = id}) != OD_NONE)
        return OD_OK;
    od_fail_at(err, OD_INPUT, place, "the data set has no image with the id %lld", (long long)id);
    return od_remedy(err, "check that both are of the same set, or set the option \"unknown\" to \"drop\"");
}

static od_status check(const odeval *o, uint32_t subset, const odeval_detections *d, od_error *err)
{
    od_status st = OD_OK;

    if (d->n > 0 && (!d->image_id || !d->box || (!d->category_id && !d->label)))
        return od_fail(err, OD_USAGE, "detections need the columns image_id, box, and category_id or label");
    if (d->category_id && d->label) {
        od_fail(err, OD_USAGE, "detections have both a category_id and a label");
        return od_remedy(err, "give one of the columns and NULL for the other");
    }
    for (size_t i = 0; i < d->n && st == OD_OK; i++)
        st = check_image(o, subset, d->image_id[i], (od_place){in_memory, i + 1, OD_UNIT_RECORD}, err);
    return st;
}

static od_status find_category(const odeval *o, od_target *t, const odeval_detections *d, size_t i,
                               od_place place, od_detection_entry *entry, od_error *err)
{
    entry->mended = OD_NONE;
    if (d->category_id)
        return od_resolve_category(t, (od_id){.number = d->category_id[i]}, place, &entry->category,
                                   &entry->mended, err);
    return od_resolve_label(t, od_str_of(d->label[i] ? d->label[i] : ""), o->options.job.label_match, place,
                            &entry->category, err);
}

/* *gap: the detection before this one, in the columns, is not the one before it in the target. */
static od_status add(const odeval *o, od_target *t, const odeval_detections *d, size_t i, od_place place,
                     bool *gap, od_error *err)
{
    const double *box = d->box + 4 * i;
    od_detection_entry entry = {.box = {box[0], box[1], box[2], box[3]},
                                .score = d->score ? d->score[i] : 1.0,
                                .has_score = d->score != NULL};
    od_status st;

    if ((st = od_resolve_image(t, (od_id){.number = d->image_id[i]}, place, &entry.image, err)) != OD_OK)
        return st;
    if (entry.image == OD_NONE) {
        *gap = true;
        return OD_OK;
    }
    if ((st = find_category(o, t, d, i, place, &entry, err)) != OD_OK ||
        (*gap && (st = od_target_origin(t, place, err)) != OD_OK))
        return st;
    *gap = false;
    return od_target_add(t, &entry, err);
}

odeval_status odeval_add_detections(odeval *o, const char *subset, const odeval_detections *detections,
                                    odeval_error *err)
{
    od_error e = {0};
    uint32_t index;
    bool gap = true;
    od_status st;

    if ((st = open_target(o, subset, &index, &e)) != OD_OK || (st = check(o, index, detections, &e)) != OD_OK)
        return od_api_return(err, &e, st);
    for (size_t i = 0; i < detections->n && st == OD_OK; i++) {
        const od_place place = {in_memory, ++o->drafts[index].n_detections, OD_UNIT_RECORD};

        st = add(o, &o->job->subsets[index].target, detections, i, place, &gap, &e);
    }
    o->incomplete = st != OD_OK;
    return od_api_return(err, &e, st);
}

odeval_status odeval_add_answered(odeval *o, const char *subset, int64_t image_id, odeval_error *err)
{
    const od_place place = {.input = in_memory};
    od_error e = {0};
    uint32_t index, image;
    od_target *t;
    od_status st;

    if ((st = open_target(o, subset, &index, &e)) != OD_OK ||
        (st = check_image(o, index, image_id, place, &e)) != OD_OK)
        return od_api_return(err, &e, st);
    t = &o->job->subsets[index].target;
    if ((st = od_resolve_image(t, (od_id){.number = image_id}, place, &image, &e)) == OD_OK &&
        image != OD_NONE)
        t->answered[image] = 1;
    return od_api_return(err, &e, st);
}
