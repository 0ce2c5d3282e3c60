#include "prediction/coco_records.h"

/* Reading one array. */
typedef struct array_reader {
    od_prediction_sink *sink;
    od_json *j;
    const char *input;
    uint32_t target; /* of records without a subset */
    uint64_t number; /* of the present record, from 1 */
    od_record record;
    /* the detection added last: a record that follows it without a gap needs no origin of its own */
    uint32_t added_target;
    uint64_t added_number;
    /* the category looked up last, a number */
    const od_dataset *category_set;
    int64_t category_id;
    uint32_t category;
    uint64_t released; /* see od_release_passed */
} array_reader;

static od_place place_of(const array_reader *a)
{
    return (od_place){a->input, a->number, OD_UNIT_RECORD};
}

static od_status note_unusable(array_reader *a, uint32_t target, const char *fault, od_error *err)
{
    od_ledger *ledger = target == OD_NONE ? a->sink->ledger : &a->sink->targets[target].ledger;

    return od_ledger_note(ledger, &od_kind_record_unusable, 1, place_of(a), err, "%s", fault);
}

static od_status find_category(array_reader *a, od_target *t, od_detection_entry *entry, od_error *err)
{
    const od_record *r = &a->record;
    od_str label = {r->label.bytes, r->label.n};
    od_status st;

    entry->mended = OD_NONE;
    if (r->field[OD_KEY_CATEGORY].state == OD_FIELD_ABSENT)
        return od_resolve_label(t, label, a->sink->label_match, place_of(a), &entry->category, err);
    if (!r->category.text && a->category_set == t->dataset && a->category_id == r->category.number) {
        entry->category = a->category;
        return OD_OK;
    }
    st = od_resolve_category(t, r->category, place_of(a), &entry->category, &entry->mended, err);
    if (st == OD_OK && !r->category.text && entry->category != OD_NONE) {
        a->category_set = t->dataset;
        a->category_id = r->category.number;
        a->category = entry->category;
    }
    return st;
}

static od_status add(array_reader *a, uint32_t target, od_error *err)
{
    od_target *t = &a->sink->targets[target];
    const od_record *r = &a->record;
    od_detection_entry entry = {.score = r->score,
                                .has_score = r->field[OD_KEY_SCORE].state == OD_FIELD_GOOD};
    od_status st;

    if ((st = od_resolve_image(t, r->image, place_of(a), &entry.image, err)) != OD_OK)
        return st;
    if (entry.image == OD_NONE)
        return OD_OK;
    if ((st = find_category(a, t, &entry, err)) != OD_OK)
        return st;
    for (int i = 0; i < 4; i++)
        entry.box[i] = r->box[i];
    if (target != a->added_target || a->number != a->added_number + 1) {
        if ((st = od_target_origin(t, place_of(a), err)) != OD_OK)
            return st;
    }
    a->added_target = target;
    a->added_number = a->number;
    return od_target_add(t, &entry, err);
}

/* The target that the record is for; *skip when it is for none of those. */
static od_status route(array_reader *a, uint32_t *target, bool *skip, od_error *err)
{
    const od_record *r = &a->record;
    od_status st;

    *target = a->target;
    *skip = false;
    if (r->type != OD_JSON_OBJECT || r->field[OD_KEY_SUBSET].state == OD_FIELD_BAD)
        return OD_OK;
    if (r->field[OD_KEY_SUBSET].state == OD_FIELD_GOOD) {
        st = od_sink_target(a->sink, (od_str){r->subset.bytes, r->subset.n}, place_of(a), target, err);
        *skip = *target == OD_NONE;
        return st;
    }
    return a->target == OD_NONE ? od_sink_fail_subset(a->sink, place_of(a), err) : OD_OK;
}

static od_status take_record(array_reader *a, od_error *err)
{
    const char *fault;
    uint32_t target;
    char buf[160];
    bool skip;
    od_status st;

    if ((st = route(a, &target, &skip, err)) != OD_OK || skip)
        return st;
    if ((fault = od_record_fault(&a->record, OD_KEYS_COCO, buf, sizeof buf)))
        return note_unusable(a, target, fault, err);
    return add(a, target, err);
}

/* The same for a record that the fast reader took, which is usable. */
static od_status take_fast_record(array_reader *a, od_error *err)
{
    uint32_t target;
    bool skip;
    od_status st;

    if ((st = route(a, &target, &skip, err)) != OD_OK || skip)
        return st;
    return add(a, target, err);
}

static od_status read_records(array_reader *a, bool fast, od_error *err)
{
    bool first = true, more;
    od_status st;

    if ((st = od_json_open_array(a->j)) != OD_OK)
        return st;
    while ((st = od_json_item(a->j, &first, &more)) == OD_OK && more) {
        a->number++;
        if (fast && od_record_read_fast(a->j, &a->record))
            st = take_fast_record(a, err);
        else if ((st = od_record_read(a->j, &a->record, OD_KEYS_COCO)) == OD_OK)
            st = take_record(a, err);
        if (st != OD_OK)
            return st;
        od_release_passed(a->j, &a->released);
    }
    return st;
}

od_status od_coco_array_read_by(od_prediction_sink *sink, od_json *j, uint32_t target, bool fast,
                                od_error *err)
{
    array_reader a = {.sink = sink,
                      .j = j,
                      .input = od_input_name(j->in),
                      .target = target,
                      .added_target = OD_NONE,
                      .released = od_json_offset(j)};
    od_status st = read_records(&a, fast, err);

    od_record_release(&a.record);
    return st;
}

od_status od_coco_array_read(od_prediction_sink *sink, od_json *j, uint32_t target, od_error *err)
{
    return od_coco_array_read_by(sink, j, target, true, err);
}
