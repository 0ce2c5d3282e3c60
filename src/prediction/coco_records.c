#include "prediction/coco_records.h"

#include <stdlib.h>

#include "core/json_split.h"

/* Reading one array. */
typedef struct array_reader {
    od_prediction_sink *sink;
    od_json *j;
    const char *input;
    uint32_t target; /* of records without a subset */
    uint64_t number; /* of the present record, from 1 */
    od_box_record record;
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
    const od_box_record *r = &a->record;
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
    const od_box_record *r = &a->record;
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
    const od_box_record *r = &a->record;
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
    if ((fault = od_box_record_fault(&a->record, OD_KEYS_COCO, buf, sizeof buf)))
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

static od_status read_record(array_reader *a, bool fast, od_error *err)
{
    od_status st;

    a->number++;
    if (fast && od_box_record_read_fast(a->j, &a->record))
        st = take_fast_record(a, err);
    else if ((st = od_box_record_read(a->j, &a->record, OD_KEYS_COCO)) == OD_OK)
        st = take_record(a, err);
    return st;
}

static od_status read_records(array_reader *a, bool fast, od_error *err)
{
    bool first = true, more;
    od_status st;

    while ((st = od_json_item(a->j, &first, &more)) == OD_OK && more) {
        if ((st = read_record(a, fast, err)) != OD_OK)
            return st;
        od_release_passed(a->j, &a->released);
    }
    return st;
}

/* ---- on several threads ---- */

/* What is read ahead of its turn: an array reader with a target of its own, for the same data set. */
typedef struct ahead_reader {
    array_reader reader;
    od_json json;
    od_target target;
    od_ledger ledger;
    od_prediction_sink sink;
    bool ready;
} ahead_reader;

typedef struct crew {
    array_reader *reader; /* the one that counts */
    ahead_reader *ahead;  /* one a slot */
} crew;

static od_json *ahead_json(void *context, unsigned slot)
{
    const crew *c = context;

    return &c->ahead[slot].json;
}

static void ahead_clear(void *context, unsigned slot)
{
    const crew *c = context;
    ahead_reader *a = &c->ahead[slot];

    od_target_clear(&a->target);
    od_ledger_free(&a->ledger);
    a->reader.number = 0;
}

/* A record that gives one detection and nothing to note. */
static bool ahead_record(void *context, unsigned slot)
{
    const crew *c = context;
    ahead_reader *a = &c->ahead[slot];
    od_error ignored = {0};

    return read_record(&a->reader, true, &ignored) == OD_OK && a->target.detections.n == a->reader.number &&
           a->target.ledger.n == 0 && a->ledger.n == 0;
}

static od_status keep_ahead(void *context, unsigned slot, uint64_t n, od_error *err)
{
    const crew *c = context;
    array_reader *a = c->reader;
    od_target *t = &a->sink->targets[a->target];
    od_status st;

    a->number++;
    if (a->target != a->added_target || a->number != a->added_number + 1) {
        if ((st = od_target_origin(t, place_of(a), err)) != OD_OK)
            return st;
    }
    a->number += n - 1;
    a->added_target = a->target;
    a->added_number = a->number;
    return od_target_append(t, &c->ahead[slot].target, err);
}

static od_status read_in_turn(void *context, od_error *err)
{
    const crew *c = context;

    return read_record(c->reader, true, err);
}

static od_status make_ahead(ahead_reader *a, const array_reader *model, od_error *err)
{
    const od_target *t = &model->sink->targets[model->target];
    od_status st = od_target_init(&a->target, t->subset, t->dataset, err);

    a->sink = *model->sink;
    a->sink.targets = &a->target;
    a->sink.n_targets = 1;
    a->sink.target = 0;
    a->sink.ledger = &a->ledger;
    a->sink.model = NULL;
    a->reader =
        (array_reader){.sink = &a->sink, .j = &a->json, .input = model->input, .added_target = OD_NONE};
    return st;
}

static od_status read_split(array_reader *a, od_error *err)
{
    const unsigned n = od_json_slots(a->sink->n_threads);
    crew c = {.reader = a};
    const od_json_pieces pieces = {.context = &c,
                                   .reader = ahead_json,
                                   .clear = ahead_clear,
                                   .ahead = ahead_record,
                                   .keep = keep_ahead,
                                   .read = read_in_turn};
    od_status st;

    if ((st = OD_ALLOC(c.ahead, n, err)) != OD_OK)
        return st;
    for (unsigned i = 0; i < n && st == OD_OK; i++)
        st = make_ahead(&c.ahead[i], a, err);
    if (st == OD_OK)
        st = od_json_split(a->j, a->sink->n_threads, a->sink->piece_bytes, &pieces, err);
    for (unsigned i = 0; i < n; i++) {
        od_target_release(&c.ahead[i].target);
        od_ledger_free(&c.ahead[i].ledger);
        od_box_record_release(&c.ahead[i].reader.record);
    }
    free(c.ahead);
    return st;
}

/* Reading ahead is for the plain case: one set, and text enough. */
static bool is_worth_splitting(const array_reader *a)
{
    const od_prediction_sink *sink = a->sink;

    return sink->n_targets == 1 && a->target == 0 &&
           (od_json_worth_splitting(a->j, sink->n_threads) ||
            (sink->piece_bytes && sink->n_threads > 1 && od_input_is_whole(a->j->in)));
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
    od_status st = od_json_open_array(j);

    if (st == OD_OK)
        st = fast && is_worth_splitting(&a) ? read_split(&a, err) : read_records(&a, fast, err);
    od_box_record_release(&a.record);
    return st;
}

od_status od_coco_array_read(od_prediction_sink *sink, od_json *j, uint32_t target, od_error *err)
{
    return od_coco_array_read_by(sink, j, target, true, err);
}
