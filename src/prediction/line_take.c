#include "prediction/line_take.h"

#include <stdlib.h>
#include <string.h>

void od_line_taker_release(od_line_taker *taker)
{
    od_reading_release(&taker->reading);
    od_reading_release(&taker->lenient);
    od_repeats_release(&taker->repeats);
    free(taker->asked_by);
    *taker = (od_line_taker){0};
}

static od_str str_of(const od_buffer *b)
{
    return (od_str){b->bytes ? b->bytes : "", b->n};
}

/* ---- which target, which image ---- */

static od_status note_unusable(const od_prediction_sink *sink, uint32_t target, const od_line *line,
                               const char *fault, od_error *err)
{
    od_ledger *ledger = target == OD_NONE ? sink->ledger : &sink->targets[target].ledger;

    return od_ledger_note(ledger, &od_kind_record_unusable, 1, line->place, err, "%s", fault);
}

static const char *answer_fault(const od_line *line, char *buf, size_t size)
{
    if (line->answer.state == OD_FIELD_BAD && line->answer.found != OD_JSON_NULL)
        return od_field_fault(&line->answer, "answer", "a text", buf, size);
    if (line->labels.state == OD_FIELD_BAD)
        return od_field_fault(&line->labels, "labels", "an array of texts", buf, size);
    return NULL;
}

/* What makes the line unusable, or NULL. */
static const char *line_fault(const od_line *line, bool by_place, char *buf, size_t size)
{
    if (line->image.state == OD_FIELD_BAD)
        return od_field_fault(&line->image, "image_id", "an integer or a text", buf, size);
    if (line->image.state == OD_FIELD_ABSENT && line->file.state == OD_FIELD_BAD)
        return od_field_fault(&line->file, "file_name", "a text", buf, size);
    if (line->image.state == OD_FIELD_ABSENT && line->file.state == OD_FIELD_ABSENT && !by_place)
        return "image_id and file_name are missing";
    if (line->predictions.state == OD_FIELD_BAD)
        return od_field_fault(&line->predictions, "predictions", "an array", buf, size);
    if (line->predictions.state == OD_FIELD_GOOD || od_line_has_failed(line))
        return NULL;
    if (line->answer.state == OD_FIELD_ABSENT)
        return "predictions is missing, and so is answer";
    return answer_fault(line, buf, size);
}

static od_status note_conflict(od_target *t, const od_line *line, uint32_t image, od_error *err)
{
    od_str file = str_of(&line->file_text), own = t->dataset->image_file[image];
    char text[OD_SHOWN];
    uint32_t other;
    od_status st;

    if (own.p && od_str_equal(own, file))
        return OD_OK;
    if (!t->file_index && (st = od_dataset_file_index(&t->file_index, t->dataset, err)) != OD_OK)
        return st;
    other = od_file_index_image(t->file_index, file);
    if (other == OD_NONE || other == image)
        return OD_OK;
    return od_ledger_note(&t->ledger, &od_kind_image_disagrees, 1, line->place, err, "file_name \"%s\"",
                          od_shown(text, file));
}

static od_status find_image(od_target *t, const od_line *line, uint32_t *image, od_error *err)
{
    od_status st;

    if (line->image.state == OD_FIELD_ABSENT && line->file.state == OD_FIELD_ABSENT)
        return od_resolve_image(t, od_line_place_id(line), line->place, image, err);
    if (line->image.state != OD_FIELD_GOOD)
        return od_resolve_file(t, str_of(&line->file_text), line->place, image, err);
    if (line->image_by_number &&
        (st = od_ledger_note(&t->ledger, &od_kind_image_by_number, 1, line->place, err, NULL)) != OD_OK)
        return st;
    if ((st = od_resolve_image(t, line->image_id, line->place, image, err)) != OD_OK)
        return st;
    if (*image == OD_NONE || line->file.state != OD_FIELD_GOOD)
        return OD_OK;
    return note_conflict(t, line, *image, err);
}

/* *target is OD_NONE when the line is for none of them. */
static od_status route(od_prediction_sink *sink, const od_line *line, uint32_t *target, od_error *err)
{
    *target = sink->target;
    if (line->subset.state == OD_FIELD_GOOD)
        return od_sink_target(sink, str_of(&line->subset_text), line->place, target, err);
    return *target == OD_NONE ? od_sink_fail_subset(sink, line->place, err) : OD_OK;
}

/* ---- the log ---- */

static uint64_t hash_of(od_str text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

    for (size_t i = 0; i < text.n; i++)
        hash = (hash ^ (unsigned char)text.p[i]) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 29;
}

/* Tells sets of labels apart, whatever their order. */
static uint64_t asked_of(const od_line *line)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < line->n_asked; i++)
        sum += hash_of(od_line_text(line, line->asked[i].text, line->asked[i].text_bytes));
    return line->labels.state == OD_FIELD_GOOD && sum == 0 ? 1 : sum;
}

od_status od_line_open(od_target *t, const od_line *line, uint32_t image, bool as_text,
                       od_answer_status status, od_error *err)
{
    const od_detections *d = &t->detections;
    od_logged logged = {.asked = asked_of(line),
                        .at = line->place.at,
                        .unit = (uint8_t)line->place.unit,
                        .image = image,
                        .first = d->n,
                        .as_text = as_text,
                        .status = (uint8_t)status};
    od_status st;

    if ((st = od_target_origin(t, line->place, err)) != OD_OK)
        return st;
    logged.input = d->origins[d->n_origins - 1].input;
    if (!as_text || status != OD_ANSWER_FAILED)
        t->answered[image] = 1;
    return od_answer_log_line(&t->log, &logged, err);
}

void od_line_close(od_target *t, uint32_t n_without_score_before)
{
    od_logged *line = &t->log.lines[t->log.n - 1];

    line->n = t->detections.n - line->first;
    line->n_without_score = t->detections.n_without_score - n_without_score_before;
}

/* ---- boxes ---- */

static od_status add_box(const od_line_taker *taker, od_target *t, uint32_t image, const od_line *line,
                         const od_line_box *box, od_error *err)
{
    od_str text = od_line_text(line, box->text, box->text_bytes);
    od_detection_entry entry = {
        .image = image, .mended = OD_NONE, .score = box->score, .has_score = box->has_score};
    size_t number = (size_t)(box - line->boxes) + 1;
    od_id id = {.number = box->id};
    od_status st = OD_OK;

    memcpy(entry.box, box->box, sizeof entry.box);
    switch (box->kind) {
    case OD_LINE_BOX_UNUSABLE:
        return od_ledger_note(&t->ledger, &od_kind_record_unusable, 1, line->place, err, "prediction %zu: %s",
                              number, text.p);
    case OD_LINE_BOX_LABEL:
        st = od_resolve_label(t, text, taker->sink->label_match, line->place, &entry.category, err);
        break;
    case OD_LINE_BOX_TEXT_ID:
        id = (od_id){.text = text.p};
        st = od_resolve_category(t, id, line->place, &entry.category, &entry.mended, err);
        break;
    case OD_LINE_BOX_ID:
        st = od_resolve_category(t, id, line->place, &entry.category, &entry.mended, err);
        break;
    }
    if (st == OD_OK && box->disagrees)
        st =
            od_ledger_note(&t->ledger, &od_kind_box_disagrees, 1, line->place, err, "prediction %zu", number);
    return st == OD_OK ? od_target_add(t, &entry, err) : st;
}

static od_status take_boxes(const od_line_taker *taker, od_target *t, uint32_t image, const od_line *line,
                            od_error *err)
{
    uint32_t before = t->detections.n_without_score;
    od_status st = od_line_open(t, line, image, false, OD_ANSWER_PARSED, err);

    for (size_t i = 0; i < line->n_boxes && st == OD_OK; i++)
        st = add_box(taker, t, image, line, &line->boxes[i], err);
    if (st == OD_OK)
        od_line_close(t, before);
    return st;
}

/* ---- the line ---- */

static od_status fail_frame(const od_line *line, od_error *err)
{
    od_fail_at(err, OD_USAGE, line->place,
               "the line holds an answer as text, and nothing says what its numbers mean");
    return od_remedy(err,
                     "say which model's they are, --frame qwen2.5-vl for example: `odeval list frames` shows "
                     "all, and how to describe one's own");
}

/* Lines may hold both, an answer and the boxes that somebody read from it. With a frame the answer counts. */
static od_status take_content(od_line_taker *taker, od_target *t, uint32_t image, const od_line *line,
                              od_error *err)
{
    const od_answer_way *way = taker->sink->answers;
    bool has_frame = way && way->has_frame;

    if (od_line_has_failed(line))
        return od_answer_fail(taker, t, image, line, err);
    if (od_line_has_answer(line) && (has_frame || line->predictions.state != OD_FIELD_GOOD))
        return has_frame ? od_answer_take(taker, t, image, line, err) : fail_frame(line, err);
    return take_boxes(taker, t, image, line, err);
}

static od_status keep_model(const od_prediction_sink *sink, const od_line *line, od_error *err)
{
    if (!sink->model || sink->model->n || !line->model.n)
        return OD_OK;
    return od_buffer_add(sink->model, line->model.bytes, line->model.n, err);
}

static od_status keep_head(const od_prediction_sink *sink, const od_line *line, od_error *err)
{
    return sink->runs ? od_run_facts_add(sink->runs, &line->head, line->place, sink->ledger, err) : OD_OK;
}

od_status od_line_take(void *context, const od_line *line, od_error *err)
{
    od_line_taker *taker = context;
    od_prediction_sink *sink = taker->sink;
    uint32_t target, image;
    const char *fault;
    char buf[160];
    od_target *t;
    od_status st;

    if (line->is_head)
        return keep_head(sink, line, err);
    taker->n_lines++;
    if (!line->is_object)
        return note_unusable(sink, sink->target, line, "it is no object", err);
    if (line->subset.state == OD_FIELD_BAD)
        return note_unusable(sink, sink->target, line,
                             od_field_fault(&line->subset, "subset", "a text", buf, sizeof buf), err);
    if ((st = keep_model(sink, line, err)) != OD_OK || (st = route(sink, line, &target, err)) != OD_OK ||
        target == OD_NONE)
        return st;
    if ((fault = line_fault(line, sink->images_by_place, buf, sizeof buf)))
        return note_unusable(sink, target, line, fault, err);
    t = &sink->targets[target];
    if ((st = find_image(t, line, &image, err)) != OD_OK || image == OD_NONE)
        return st;
    return take_content(taker, t, image, line, err);
}

od_status od_lines_take(od_prediction_sink *sink, od_input *in,
                        od_status (*lines)(od_input *in, od_line_use use, void *context, od_error *err),
                        od_error *err)
{
    od_line_taker taker = {.sink = sink};
    od_status st;

    if (sink->target != OD_NONE)
        sink->routed = true;
    st = lines(in, od_line_take, &taker, err);
    od_line_taker_release(&taker);
    return st;
}
