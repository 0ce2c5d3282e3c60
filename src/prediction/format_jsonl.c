#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prediction/formats.h"
#include "prediction/box_record.h"

/* One box of the present line. Texts stand in the line's `texts`: the line must be read to its end before it
 * is known which data set they are to be looked up in. */
typedef struct line_box {
    enum { BOX_WITH_ID, BOX_WITH_TEXT_ID, BOX_WITH_LABEL, BOX_UNUSABLE } kind;
    int64_t id;
    size_t text; /* offset of the terminated text id, label or, when unusable, reason */
    size_t text_bytes;
    double box[4];
    double score;
    bool has_score;
} line_box;

/* Reading a file; the fields of a line are emptied before each. */
typedef struct line_reader {
    od_prediction_sink *sink;
    od_json *j;
    uint64_t line;
    uint64_t released; /* see od_release_passed */
    od_field subset, image, file, predictions;
    bool has_answer;
    od_id image_id;
    od_buffer subset_text, image_text, file_text;
    line_box *boxes;
    size_t n_boxes, boxes_capacity;
    od_buffer texts;
    od_box_record record;
} line_reader;

static od_place place_of(const line_reader *l)
{
    return (od_place){od_input_name(l->j->in), l->line, OD_UNIT_LINE};
}

static od_str str_of(const od_buffer *b)
{
    return (od_str){b->bytes, b->n};
}

/* ---- reading a line ---- */

static od_status keep_text(line_reader *l, line_box *box, od_str text, od_error *err)
{
    od_status st;

    box->text = l->texts.n;
    box->text_bytes = text.n;
    if ((st = od_buffer_add(&l->texts, text.p, text.n, err)) != OD_OK)
        return st;
    return od_buffer_add(&l->texts, "", 1, err);
}

/* The record just read, as a box of the line. */
static od_status keep_box(line_reader *l, od_error *err)
{
    const od_box_record *r = &l->record;
    line_box box = {.kind = BOX_WITH_ID, .id = r->category.number, .score = r->score};
    const char *fault;
    char buf[160];
    od_status st = OD_OK;

    box.has_score = r->field[OD_KEY_SCORE].state == OD_FIELD_GOOD;
    if (r->field[OD_KEY_BOX].state == OD_FIELD_GOOD) {
        memcpy(box.box, r->box, sizeof box.box);
    } else {
        const double *c = r->corners;
        memcpy(box.box, (double[4]){c[0], c[1], c[2] - c[0], c[3] - c[1]}, sizeof box.box);
    }
    if ((fault = od_box_record_fault(r, OD_KEYS_LINE, buf, sizeof buf))) {
        box.kind = BOX_UNUSABLE;
        st = keep_text(l, &box, od_str_of(fault), err);
    } else if (r->field[OD_KEY_CATEGORY].state == OD_FIELD_ABSENT) {
        box.kind = BOX_WITH_LABEL;
        st = keep_text(l, &box, str_of(&r->label), err);
    } else if (r->category.text) {
        box.kind = BOX_WITH_TEXT_ID;
        st = keep_text(l, &box, str_of(&r->category_text), err);
    }
    if (st != OD_OK || (st = OD_GROW(l->boxes, l->boxes_capacity, l->n_boxes + 1, err)) != OD_OK)
        return st;
    l->boxes[l->n_boxes++] = box;
    return OD_OK;
}

static od_status read_predictions(line_reader *l, od_error *err)
{
    bool first = true, more;
    od_status st;

    l->n_boxes = 0;
    l->texts.n = 0;
    l->predictions = (od_field){.state = OD_FIELD_GOOD};
    if ((st = od_json_peek(l->j, &l->predictions.found)) != OD_OK)
        return st;
    if (l->predictions.found != OD_JSON_ARRAY) {
        l->predictions.state = OD_FIELD_BAD;
        return od_json_skip(l->j);
    }
    if ((st = od_json_open_array(l->j)) != OD_OK)
        return st;
    while ((st = od_json_item(l->j, &first, &more)) == OD_OK && more) {
        if ((st = od_box_record_read(l->j, &l->record, OD_KEYS_LINE)) != OD_OK ||
            (st = keep_box(l, err)) != OD_OK)
            return st;
    }
    return st;
}

static od_status read_member(line_reader *l, od_str key, od_error *err)
{
    if (od_str_equal(key, OD_STR("predictions")))
        return read_predictions(l, err);
    if (od_str_equal(key, OD_STR("image_id")))
        return od_field_id(l->j, &l->image, &l->image_id, &l->image_text);
    if (od_str_equal(key, OD_STR("file_name")))
        return od_field_text(l->j, &l->file, &l->file_text);
    if (od_str_equal(key, OD_STR("subset")))
        return od_field_text(l->j, &l->subset, &l->subset_text);
    if (od_str_equal(key, OD_STR("model")))
        return od_sink_model(l->sink, l->j, err);
    l->has_answer = l->has_answer || od_str_equal(key, OD_STR("answer"));
    return od_json_skip(l->j);
}

static od_status read_object(line_reader *l, od_error *err)
{
    bool first = true, more;
    od_str key;
    od_status st;

    l->subset = l->image = l->file = l->predictions = (od_field){.state = OD_FIELD_ABSENT};
    l->has_answer = false;
    l->n_boxes = 0;
    l->texts.n = 0;
    if ((st = od_json_open_object(l->j)) != OD_OK)
        return st;
    while ((st = od_json_key(l->j, &first, &key, &more)) == OD_OK && more) {
        if ((st = read_member(l, key, err)) != OD_OK)
            return st;
    }
    return st;
}

/* ---- putting it into a target ---- */

/* What makes the line unusable, or NULL. */
static const char *line_fault(const line_reader *l, char *buf, size_t size)
{
    if (l->image.state == OD_FIELD_BAD)
        return od_field_fault(&l->image, "image_id", "an integer or a text", buf, size);
    if (l->image.state == OD_FIELD_ABSENT && l->file.state == OD_FIELD_BAD)
        return od_field_fault(&l->file, "file_name", "a text", buf, size);
    if (l->image.state == OD_FIELD_ABSENT && l->file.state == OD_FIELD_ABSENT)
        return "image_id and file_name are missing";
    if (l->predictions.state == OD_FIELD_BAD)
        return od_field_fault(&l->predictions, "predictions", "an array", buf, size);
    if (l->predictions.state == OD_FIELD_ABSENT)
        return "predictions is missing";
    return NULL;
}

static od_status note_unusable(line_reader *l, uint32_t target, const char *fault, od_error *err)
{
    od_ledger *ledger = target == OD_NONE ? l->sink->ledger : &l->sink->targets[target].ledger;

    return od_ledger_note(ledger, &od_kind_record_unusable, 1, place_of(l), err, "%s", fault);
}

static od_status find_image(line_reader *l, od_target *t, uint32_t *image, od_error *err)
{
    if (l->image.state == OD_FIELD_GOOD)
        return od_resolve_image(t, l->image_id, place_of(l), image, err);
    return od_resolve_file(t, str_of(&l->file_text), place_of(l), image, err);
}

static od_status add_box(line_reader *l, od_target *t, uint32_t image, const line_box *box, od_error *err)
{
    const char *text = l->texts.bytes ? l->texts.bytes + box->text : "";
    od_detection_entry entry = {
        .image = image, .mended = OD_NONE, .score = box->score, .has_score = box->has_score};
    od_id id = {.number = box->id};
    od_status st = OD_OK;

    memcpy(entry.box, box->box, sizeof entry.box);
    switch (box->kind) {
    case BOX_UNUSABLE:
        return od_ledger_note(&t->ledger, &od_kind_record_unusable, 1, place_of(l), err, "prediction %zu: %s",
                              (size_t)(box - l->boxes) + 1, text);
    case BOX_WITH_LABEL:
        st = od_resolve_label(t, (od_str){text, box->text_bytes}, l->sink->label_match, place_of(l),
                              &entry.category, err);
        break;
    case BOX_WITH_TEXT_ID:
        id = (od_id){.text = text};
        st = od_resolve_category(t, id, place_of(l), &entry.category, &entry.mended, err);
        break;
    case BOX_WITH_ID:
        st = od_resolve_category(t, id, place_of(l), &entry.category, &entry.mended, err);
        break;
    }
    return st == OD_OK ? od_target_add(t, &entry, err) : st;
}

static od_status note_answered(line_reader *l, od_target *t, uint32_t image, od_error *err)
{
    const od_dataset *set = t->dataset;
    char text[OD_SHOWN];

    if (!t->answered[image]) {
        t->answered[image] = 1;
        return OD_OK;
    }
    return od_ledger_note(&t->ledger, &od_kind_image_answered_twice, 1, place_of(l), err, "image_id %s",
                          od_id_text(text, sizeof text, set->image_id[image]));
}

static od_status add_line(line_reader *l, od_target *t, od_error *err)
{
    uint32_t image;
    od_status st;

    if ((st = find_image(l, t, &image, err)) != OD_OK || image == OD_NONE)
        return st;
    if ((st = note_answered(l, t, image, err)) != OD_OK)
        return st;
    if ((st = od_target_origin(t, place_of(l), err)) != OD_OK)
        return st;
    for (size_t i = 0; i < l->n_boxes; i++) {
        if ((st = add_box(l, t, image, &l->boxes[i], err)) != OD_OK)
            return st;
    }
    return OD_OK;
}

static od_status fail_answer(const line_reader *l, od_error *err)
{
    od_fail_at(err, OD_INPUT, place_of(l), "the line holds an answer as text, and those are not read yet");
    od_remedy(err, "give the boxes: \"predictions\": [{\"label\": ..., \"bbox\": [x, y, width, height]}]");
    return OD_INPUT;
}

static od_status take_object(line_reader *l, od_error *err)
{
    uint32_t target = l->sink->target;
    const char *fault;
    char buf[160];
    od_status st;

    if (l->has_answer && l->predictions.state != OD_FIELD_GOOD)
        return fail_answer(l, err);
    if (l->subset.state == OD_FIELD_BAD) {
        od_field_fault(&l->subset, "subset", "a text", buf, sizeof buf);
        return note_unusable(l, target, buf, err);
    }
    if (l->subset.state == OD_FIELD_GOOD) {
        st = od_sink_target(l->sink, str_of(&l->subset_text), place_of(l), &target, err);
        if (st != OD_OK || target == OD_NONE)
            return st;
    }
    if (target == OD_NONE)
        return od_sink_fail_subset(l->sink, place_of(l), err);
    if ((fault = line_fault(l, buf, sizeof buf)))
        return note_unusable(l, target, fault, err);
    return add_line(l, &l->sink->targets[target], err);
}

/* ---- reading a file ---- */

static od_status read_value(line_reader *l, od_json_type type, od_error *err)
{
    od_status st;

    if (type == OD_JSON_OBJECT)
        return (st = read_object(l, err)) == OD_OK ? take_object(l, err) : st;
    if ((st = od_json_skip(l->j)) != OD_OK)
        return st;
    return note_unusable(l, l->sink->target, "it is no object", err);
}

/* Values follow one another until nothing but white space is left; finishing complains of what is neither. */
static od_status read_values(line_reader *l, od_error *err)
{
    od_json_type type;
    od_status st;

    while ((st = od_json_peek(l->j, &type)) == OD_OK && type != OD_JSON_END) {
        l->line = od_json_line(l->j);
        if ((st = read_value(l, type, err)) != OD_OK)
            return st;
        od_release_passed(l->j, &l->released);
    }
    l->line = od_json_line(l->j);
    return st == OD_OK ? od_json_finish(l->j) : st;
}

/* Lines are what people look for in such a file: malformed JSON is said to be there, and at which byte. */
static void tell_line(const line_reader *l, od_error *err)
{
    char what[sizeof err->what];

    if (!err || err->unit != OD_UNIT_BYTE)
        return;
    snprintf(what, sizeof what, "%.300s (byte %llu of the text)", err->what, (unsigned long long)err->at);
    memcpy(err->what, what, sizeof what);
    err->at = l->line;
    err->unit = OD_UNIT_LINE;
}

static void line_reader_release(line_reader *l)
{
    od_buffer_free(&l->subset_text);
    od_buffer_free(&l->image_text);
    od_buffer_free(&l->file_text);
    od_buffer_free(&l->texts);
    od_box_record_release(&l->record);
    free(l->boxes);
}

static od_status jsonl_read(od_prediction_sink *sink, od_input *in, od_error *err)
{
    od_json j;
    line_reader l = {.sink = sink, .j = &j};
    od_status st;

    od_json_init(&j, in, err);
    od_json_count_lines(&j);
    if (sink->target != OD_NONE)
        sink->routed = true;
    if ((st = read_values(&l, err)) != OD_OK)
        tell_line(&l, err);
    line_reader_release(&l);
    od_json_free(&j);
    return st;
}

static int jsonl_probe(const char *bytes, size_t n, bool whole)
{
    od_shape shape = od_shape_of(bytes, n, whole);

    return shape.type == OD_JSON_OBJECT && shape.keys & OD_SHAPE_LINE ? 90 : 0;
}

const od_prediction_format od_prediction_format_jsonl = {
    .name = "jsonl",
    .title = "JSON Lines: one image a line",
    .help = "One JSON object per image, usually one a line:\n"
            "  subset         the subset's name, for benchmarks with several\n"
            "  image_id       the image's id, or instead of it\n"
            "  file_name      the image's file, with or without its folder\n"
            "  predictions    an array of boxes, [] when the model found nothing; each with\n"
            "    label        a category's name, or instead of it\n"
            "    category_id  a category's id (it goes first when both are there)\n"
            "    bbox         [x, y, width, height] in pixels of the original image, or instead of it\n"
            "    bbox_2d      [x1, y1, x2, y2]\n"
            "    score        any number, higher is surer; 1.0 when it is missing\n"
            "  model          the model's name, used in reports when --name is not given\n"
            "Keys may come in any order; other keys are skipped. An image without a line was not\n"
            "answered, which is reported; a line with no boxes is an answer.\n",
    .example =
        "{\"image_id\": 42, \"predictions\": [{\"label\": \"red ball\", \"bbox_2d\": [10, 20, 60, 70]}]}\n"
        "{\"file_name\": \"73.jpg\", \"predictions\": [{\"category_id\": 1, \"bbox\": [1, 2, 30, 40]}]}\n"
        "{\"image_id\": 74, \"predictions\": []}\n",
    .probe = jsonl_probe,
    .read = jsonl_read,
};
