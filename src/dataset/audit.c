#include "dataset/builder.h"

#include <math.h>

#include "core/number.h"

static od_status note_truth(od_dataset_builder *b, uint32_t t, const od_ledger_kind *kind, const char *name,
                            od_error *err)
{
    return od_ledger_note(&b->set->ledger, kind, 1, od_dataset_builder_place(b, t, name), err,
                          "annotation %lld", (long long)od_truth_id(b->set, t));
}

static od_status note_box(od_dataset_builder *b, uint32_t t, const od_ledger_kind *kind, const char *name,
                          od_error *err)
{
    char number[4][OD_NUMBER_TEXT]; /* not by printf, whose decimal point is the locale's */
    double box[4];

    od_truth_box(b->set, t, box);
    for (int i = 0; i < 4; i++)
        od_number_write(number[i], box[i]);
    return od_ledger_note(&b->set->ledger, kind, 1, od_dataset_builder_place(b, t, name), err,
                          "annotation %lld: [%s, %s, %s, %s]", (long long)od_truth_id(b->set, t), number[0],
                          number[1], number[2], number[3]);
}

static od_status audit_flags(od_dataset_builder *b, uint32_t t, const char *name, od_error *err)
{
    static const struct {
        unsigned mask, value;
        const od_ledger_kind *kind;
    } rules[] = {
        {OD_TRUTH_ID_MISSING, OD_TRUTH_ID_MISSING, &od_kind_annotation_id_missing},
        {OD_TRUTH_AREA_MISSING, OD_TRUTH_AREA_MISSING, &od_kind_area_missing},
        {OD_TRUTH_CROWD_MISSING, OD_TRUTH_CROWD_MISSING, &od_kind_iscrowd_missing},
        {OD_TRUTH_IGNORE | OD_TRUTH_CROWD, OD_TRUTH_IGNORE, &od_kind_ignore_overwritten},
    };
    unsigned flags = b->set->truth_flags[t];

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if ((flags & rules[i].mask) == rules[i].value) {
            od_status st = note_truth(b, t, rules[i].kind, name, err);
            if (st != OD_OK)
                return st;
        }
    }
    return OD_OK;
}

static bool is_degenerate(const double box[4])
{
    return !(box[2] > 0 && box[3] > 0 && isfinite(box[0]) && isfinite(box[1]) && isfinite(box[2]) &&
             isfinite(box[3]));
}

static bool reaches_outside(const od_dataset *set, uint32_t t, const double box[4])
{
    uint32_t i = set->truth_image[t];

    if (i == OD_NONE || set->image_width[i] == 0 || set->image_height[i] == 0)
        return false;
    return box[0] < -1.0 || box[1] < -1.0 || box[0] + box[2] > set->image_width[i] + 1.0 ||
           box[1] + box[3] > set->image_height[i] + 1.0;
}

static od_status audit_truth(od_dataset_builder *b, uint32_t t, const uint32_t *last, const char *name,
                             od_error *err)
{
    const od_dataset *set = b->set;
    double box[4];
    od_status st;

    od_truth_box(set, t, box);
    if (last && last[t] != t && (st = note_truth(b, t, &od_kind_duplicate_annotation_id, name, err)) != OD_OK)
        return st;
    if (set->truth_flags[t] & ~(unsigned)OD_TRUTH_CROWD && (st = audit_flags(b, t, name, err)) != OD_OK)
        return st;
    if (is_degenerate(box) && (st = note_box(b, t, &od_kind_truth_degenerate, name, err)) != OD_OK)
        return st;
    if (reaches_outside(set, t, box))
        return note_box(b, t, &od_kind_truth_outside, name, err);
    return OD_OK;
}

/* Only what the reference evaluates can meet its trouble with the id 0 (semantics A6). */
static od_status audit_id_0(od_dataset_builder *b, const char *name, od_error *err)
{
    const od_dataset *set = b->set;

    for (uint32_t k = 0; k < set->indexed_start[set->n_images]; k++) {
        uint32_t t = od_truth_at(set->indexed, k);
        od_status st;
        if (od_truth_id(set, t) == 0 && (st = note_truth(b, t, &od_kind_annotation_id_0, name, err)) != OD_OK)
            return st;
    }
    return OD_OK;
}

static od_status audit_sizes(od_dataset *set, const char *name, od_error *err)
{
    char text[64];

    for (uint32_t i = 0; i < set->n_images && set->n_truths > 0; i++) {
        od_status st;
        if (set->image_width[i] != 0 && set->image_height[i] != 0)
            continue;
        st = od_ledger_note(&set->ledger, &od_kind_image_size_unknown, 1, (od_place){.input = name}, err,
                            "image %s", od_id_text(text, sizeof text, set->image_id[i]));
        if (st != OD_OK)
            return st;
    }
    return OD_OK;
}

od_status od_dataset_audit(od_dataset_builder *b, const uint32_t *last, const char *name, od_error *err)
{
    od_status st;

    if ((st = audit_id_0(b, name, err)) != OD_OK)
        return st;
    for (uint32_t t = 0; t < b->set->n_truths; t++) {
        if ((st = audit_truth(b, t, last, name, err)) != OD_OK)
            return st;
    }
    return audit_sizes(b->set, name, err);
}
