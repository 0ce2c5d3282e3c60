#include "prediction/line_lists.h"
#include "prediction/run_facts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum line_key {
    KEY_SUBSET,
    KEY_IMAGE,
    KEY_FILE,
    KEY_PREDICTIONS,
    KEY_ANSWER,
    KEY_ERROR,
    KEY_LABELS,
    KEY_INPUT_SIZE,
    KEY_IMAGE_SIZE,
    KEY_INPUT_WIDTH,
    KEY_INPUT_HEIGHT,
    KEY_IMAGE_WIDTH,
    KEY_IMAGE_HEIGHT,
    KEY_PROPOSALS,
    KEY_MODEL,
    KEY_TOKENS,
    KEY_SECONDS,
    KEY_RETRIES,
    KEY_SCORE,
    KEY_BOX_SCORES,
    KEY_HEAD,   /* of a journal */
    KEY_NESTED, /* an object that holds some of the keys */
    KEY_OTHER,
} line_key;

/* How others spell the keys; of several for one thing, the one with the lowest rank is taken. */
static const struct key_name {
    od_str parent; /* the object that holds it; "" is the line */
    od_str name;
    line_key key;
    unsigned rank;
} key_names[] = {
    {{"", 0}, {"subset", 6}, KEY_SUBSET, 0},
    {{"", 0}, {"image_id", 8}, KEY_IMAGE, 0},
    {{"", 0}, {"file_name", 9}, KEY_FILE, 0},
    {{"", 0}, {"predictions", 11}, KEY_PREDICTIONS, 0},
    {{"", 0}, {"answer", 6}, KEY_ANSWER, 0},
    {{"", 0}, {"error", 5}, KEY_ERROR, 0},
    {{"", 0}, {"labels", 6}, KEY_LABELS, 0},
    {{"", 0}, {"input_size", 10}, KEY_INPUT_SIZE, 0},
    {{"", 0}, {"image_size", 10}, KEY_IMAGE_SIZE, 0},
    {{"", 0}, {"proposals", 9}, KEY_PROPOSALS, 0},
    {{"", 0}, {"model", 5}, KEY_MODEL, 0},
    {{"", 0}, {"tokens", 6}, KEY_TOKENS, 0},
    {{"", 0}, {"seconds", 7}, KEY_SECONDS, 0},
    {{"", 0}, {"retries", 7}, KEY_RETRIES, 0},
    {{"", 0}, {"score", 5}, KEY_SCORE, 0},
    {{"", 0}, {"box_scores", 10}, KEY_BOX_SCORES, 0},
    {{"", 0}, {"odeval_run", 10}, KEY_HEAD, 0},
    /* raw answers as other evaluators write them */
    {{"", 0}, {"image", 5}, KEY_FILE, 1},
    {{"", 0}, {"image_path", 10}, KEY_FILE, 2},
    {{"", 0}, {"model_output", 12}, KEY_ANSWER, 1}, /* VLM-R1 */
    {{"", 0}, {"raw_response", 12}, KEY_ANSWER, 2}, /* Rex-Omni */
    {{"", 0}, {"response", 8}, KEY_ANSWER, 3},
    {{"", 0}, {"generation", 10}, KEY_ANSWER, 4},
    {{"", 0}, {"text", 4}, KEY_ANSWER, 5},
    /* Qwen3-VL's ODinW script */
    {{"", 0}, {"extra_info", 10}, KEY_NESTED, 0},
    {{"", 0}, {"result", 6}, KEY_NESTED, 0},
    {{"extra_info", 10}, {"img_id", 6}, KEY_IMAGE, 1},
    {{"extra_info", 10}, {"img_path", 8}, KEY_FILE, 3},
    {{"extra_info", 10}, {"img_w", 5}, KEY_IMAGE_WIDTH, 1},
    {{"extra_info", 10}, {"img_h", 5}, KEY_IMAGE_HEIGHT, 1},
    {{"extra_info", 10}, {"resized_w", 9}, KEY_INPUT_WIDTH, 1},
    {{"extra_info", 10}, {"resized_h", 9}, KEY_INPUT_HEIGHT, 1},
    {{"result", 6}, {"gen_raw", 7}, KEY_ANSWER, 6},
    {{"result", 6}, {"gen", 3}, KEY_ANSWER, 7},
};

static const struct key_name *find_key(od_str parent, od_str name)
{
    for (const struct key_name *k = key_names; k < key_names + sizeof key_names / sizeof *key_names; k++)
        if (k->name.n == name.n && memcmp(k->name.p, name.p, name.n) == 0 && od_str_equal(k->parent, parent))
            return k;
    return NULL;
}

void od_line_release(od_line *line)
{
    od_buffer_free(&line->subset_text);
    od_buffer_free(&line->image_text);
    od_buffer_free(&line->file_text);
    od_buffer_free(&line->answer_text);
    od_buffer_free(&line->texts);
    od_buffer_free(&line->model);
    od_buffer_free(&line->head);
    od_box_record_release(&line->record);
    free(line->boxes);
    free(line->asked);
    free(line->proposals);
    free(line->box_scores);
    *line = (od_line){0};
}

static od_status keep_text(od_line *line, od_str text, size_t *at, size_t *bytes, od_error *err)
{
    od_status st;

    *at = line->texts.n;
    *bytes = text.n;
    if ((st = od_buffer_add(&line->texts, text.p, text.n, err)) != OD_OK)
        return st;
    return od_buffer_add(&line->texts, "", 1, err);
}

/* ---- boxes ---- */

static const char *const no_fault = "";

/* More than the rounding to whole pixels can make. */
static bool are_different(const double box[4], const double corners[4])
{
    const double own[4] = {box[0], box[1], box[0] + box[2], box[1] + box[3]};

    for (int i = 0; i < 4; i++)
        if (!(fabs(own[i] - corners[i]) <= 1.0))
            return true;
    return false;
}

static void take_place(const od_box_record *r, od_line_box *box)
{
    const double *c = r->corners;
    bool has_box = r->field[OD_KEY_BOX].state == OD_FIELD_GOOD;

    if (has_box)
        memcpy(box->box, r->box, sizeof box->box);
    else
        memcpy(box->box, (double[4]){c[0], c[1], c[2] - c[0], c[3] - c[1]}, sizeof box->box);
    box->disagrees =
        has_box && r->field[OD_KEY_CORNERS].state == OD_FIELD_GOOD && are_different(r->box, r->corners);
}

/* The record just read, as a box of the line. */
static od_status keep_box(od_line *line, od_error *err)
{
    const od_box_record *r = &line->record;
    od_line_box box = {.kind = OD_LINE_BOX_ID, .id = r->category.number, .score = r->score};
    od_str text = {no_fault, 0};
    const char *fault;
    char buf[160];
    od_status st = OD_OK;

    box.has_score = r->field[OD_KEY_SCORE].state == OD_FIELD_GOOD;
    take_place(r, &box);
    if ((fault = od_box_record_fault(r, OD_KEYS_LINE, buf, sizeof buf))) {
        box.kind = OD_LINE_BOX_UNUSABLE;
        text = od_str_of(fault);
    } else if (r->field[OD_KEY_CATEGORY].state == OD_FIELD_ABSENT) {
        box.kind = OD_LINE_BOX_LABEL;
        text = (od_str){r->label.bytes, r->label.n};
    } else if (r->category.text) {
        box.kind = OD_LINE_BOX_TEXT_ID;
        text = (od_str){r->category_text.bytes, r->category_text.n};
    }
    if (box.kind != OD_LINE_BOX_ID)
        st = keep_text(line, text, &box.text, &box.text_bytes, err);
    if (st != OD_OK || (st = OD_GROW(line->boxes, line->boxes_capacity, line->n_boxes + 1, err)) != OD_OK)
        return st;
    line->boxes[line->n_boxes++] = box;
    return OD_OK;
}

static od_status read_predictions(od_json *j, od_line *line)
{
    bool first = true, more;
    od_status st;

    line->n_boxes = 0;
    line->predictions = (od_field){.state = OD_FIELD_GOOD};
    if ((st = od_json_peek(j, &line->predictions.found)) != OD_OK)
        return st;
    if (line->predictions.found != OD_JSON_ARRAY) {
        line->predictions.state = OD_FIELD_BAD;
        return od_json_skip(j);
    }
    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more) {
        if ((st = od_box_record_read(j, &line->record, OD_KEYS_LINE)) != OD_OK ||
            (st = keep_box(line, j->err)) != OD_OK)
            return st;
    }
    return st;
}

/* ---- what was asked, and the answer ---- */

static od_status read_label(od_json *j, od_line *line)
{
    od_json_type type;
    od_line_label *label;
    od_str text;
    od_status st;

    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_STRING) {
        line->labels.state = OD_FIELD_BAD;
        line->labels.wrong = "holds something that is no text";
        return od_json_skip(j);
    }
    if ((st = od_json_string(j, &text)) != OD_OK ||
        (st = OD_GROW(line->asked, line->asked_capacity, line->n_asked + 1, j->err)) != OD_OK)
        return st;
    label = &line->asked[line->n_asked++];
    return keep_text(line, text, &label->text, &label->text_bytes, j->err);
}

static od_status read_labels(od_json *j, od_line *line)
{
    bool first = true, more;
    od_status st;

    line->n_asked = 0;
    line->labels = (od_field){.state = OD_FIELD_GOOD};
    if ((st = od_json_peek(j, &line->labels.found)) != OD_OK)
        return st;
    if (line->labels.found == OD_JSON_STRING)
        return read_label(j, line);
    if (line->labels.found != OD_JSON_ARRAY) {
        line->labels.state = line->labels.found == OD_JSON_NULL ? OD_FIELD_ABSENT : OD_FIELD_BAD;
        return od_line_pass(j);
    }
    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more)
        if ((st = read_label(j, line)) != OD_OK)
            return st;
    return st;
}

static od_status take_answer(od_json *j, od_line *line)
{
    bool fits;
    od_str text;
    od_status st;

    od_json_any_bytes(j, true);
    st = od_json_string_if(j, &text, &fits);
    od_json_any_bytes(j, false);
    if (st != OD_OK)
        return st;
    line->answer_too_long = !fits;
    line->answer_text.n = 0;
    return od_buffer_add(&line->answer_text, fits ? text.p : "", fits ? text.n : 0, j->err);
}

/* A text wins over null, whatever their keys. */
static od_status read_answer(od_json *j, od_line *line, unsigned rank)
{
    const od_field *before = &line->answer;
    od_json_type type;
    od_status st;

    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (before->state != OD_FIELD_ABSENT && before->found != OD_JSON_NULL &&
        (rank > line->answer_rank || type == OD_JSON_NULL))
        return od_line_pass(j);
    line->answer = (od_field){.state = type == OD_JSON_STRING ? OD_FIELD_GOOD : OD_FIELD_BAD, .found = type};
    line->answer_rank = rank;
    return type == OD_JSON_STRING ? take_answer(j, line) : od_line_pass(j);
}

/* null, false and "" say that there was no error. */
static od_status read_error(od_json *j, od_line *line)
{
    bool fits;
    od_json_type type;
    od_str text;
    od_status st;

    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    line->has_error = type != OD_JSON_NULL && type != OD_JSON_FALSE;
    if (type != OD_JSON_STRING)
        return od_line_pass(j);
    od_json_any_bytes(j, true);
    st = od_json_string_if(j, &text, &fits);
    od_json_any_bytes(j, false);
    line->has_error = !fits || text.n > 0;
    return st;
}

/* ---- sizes, figures ---- */

static od_status read_size(od_json *j, od_line_size *size, const od_line_way *way)
{
    od_field *f = &size->field;
    double v[4] = {0};
    od_status st;

    size->given = 0;
    if ((st = od_json_peek(j, &f->found)) != OD_OK)
        return st;
    if (f->found == OD_JSON_NULL) {
        *f = (od_field){.state = OD_FIELD_ABSENT};
        return od_json_skip(j);
    }
    if ((st = od_field_box(j, f, v)) != OD_OK)
        return st;
    f->state =
        f->found == OD_JSON_ARRAY && f->element == OD_JSON_END && f->n == 2 ? OD_FIELD_GOOD : OD_FIELD_BAD;
    size->width = v[way->height_first];
    size->height = v[!way->height_first];
    return OD_OK;
}

/* One of a size's two numbers under a key of its own. */
static od_status read_side(od_json *j, od_line_size *size, bool is_height)
{
    od_field f = {.state = OD_FIELD_ABSENT};
    double value = 0;
    od_status st;

    if (size->field.state != OD_FIELD_ABSENT && size->given == 0)
        return od_line_pass(j);
    if ((st = od_field_number(j, &f, &value)) != OD_OK || f.state != OD_FIELD_GOOD)
        return st;
    *(is_height ? &size->height : &size->width) = value;
    size->given |= is_height ? 2 : 1;
    if (size->given == 3)
        size->field =
            (od_field){.state = OD_FIELD_GOOD, .found = OD_JSON_ARRAY, .element = OD_JSON_END, .n = 2};
    return OD_OK;
}

static od_status read_model(od_json *j, od_line *line)
{
    od_json_type type;
    od_str name;
    od_status st;

    line->model.n = 0;
    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_STRING)
        return od_line_pass(j);
    if ((st = od_json_string(j, &name)) != OD_OK)
        return st;
    return od_buffer_add(&line->model, name.p, name.n, j->err);
}

/* ---- the line ---- */

static od_status read_object(od_json *j, od_line *line, const od_line_way *way, od_str parent);

static od_status read_nested(od_json *j, od_line *line, const od_line_way *way, const struct key_name *k)
{
    od_json_type type;
    od_status st;

    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    return type == OD_JSON_OBJECT ? read_object(j, line, way, k->name) : od_line_pass(j);
}

static od_status read_member(od_json *j, od_line *line, const od_line_way *way, const struct key_name *k)
{
    switch (k ? k->key : KEY_OTHER) {
    case KEY_SUBSET: return od_field_text(j, &line->subset, &line->subset_text);
    case KEY_IMAGE:
        if (k->rank && line->image.state == OD_FIELD_GOOD)
            return od_line_pass(j);
        return od_field_id(j, &line->image, &line->image_id, &line->image_text);
    case KEY_FILE:
        if (k->rank && line->file.state == OD_FIELD_GOOD)
            return od_line_pass(j);
        return od_field_text(j, &line->file, &line->file_text);
    case KEY_PREDICTIONS: return read_predictions(j, line);
    case KEY_ANSWER: return read_answer(j, line, k->rank);
    case KEY_ERROR: return read_error(j, line);
    case KEY_LABELS: return read_labels(j, line);
    case KEY_INPUT_SIZE: return read_size(j, &line->input_size, way);
    case KEY_IMAGE_SIZE: return read_size(j, &line->image_size, way);
    case KEY_INPUT_WIDTH: return read_side(j, &line->input_size, false);
    case KEY_INPUT_HEIGHT: return read_side(j, &line->input_size, true);
    case KEY_IMAGE_WIDTH: return read_side(j, &line->image_size, false);
    case KEY_IMAGE_HEIGHT: return read_side(j, &line->image_size, true);
    case KEY_PROPOSALS: return od_line_read_proposals(j, line);
    case KEY_BOX_SCORES: return od_line_read_box_scores(j, line);
    case KEY_MODEL: return read_model(j, line);
    case KEY_TOKENS: return od_field_number(j, &line->tokens_field, &line->tokens);
    case KEY_SECONDS: return od_field_number(j, &line->seconds_field, &line->seconds);
    case KEY_RETRIES: return od_field_number(j, &line->retries_field, &line->retries);
    case KEY_SCORE: return od_field_number(j, &line->score_field, &line->score);
    case KEY_HEAD:
        line->is_head = way->has_heads;
        return way->has_heads ? od_run_head_read(j, &line->head) : od_line_pass(j);
    case KEY_NESTED: return read_nested(j, line, way, k);
    case KEY_OTHER: break;
    }
    return od_line_pass(j);
}

static od_status read_object(od_json *j, od_line *line, const od_line_way *way, od_str parent)
{
    bool first = true, more;
    od_str key;
    od_status st;

    if ((st = od_json_open_object(j)) != OD_OK)
        return st;
    while ((st = od_json_key(j, &first, &key, &more)) == OD_OK && more)
        if ((st = read_member(j, line, way, find_key(parent, key))) != OD_OK)
            return st;
    return st;
}

static void clear(od_line *line)
{
    const od_field absent = {.state = OD_FIELD_ABSENT};

    line->subset = line->image = line->file = line->predictions = line->labels = line->answer = absent;
    line->tokens_field = line->seconds_field = line->retries_field = line->score_field = absent;
    line->image_size = line->input_size = (od_line_size){.field = absent};
    line->is_head = line->answer_too_long = line->has_error = line->image_by_number = false;
    line->n_boxes = line->n_asked = line->n_proposals = line->n_box_scores = 0;
    line->texts.n = line->model.n = line->answer_text.n = 0;
}

od_status od_line_read(od_json *j, od_line *line, const od_line_way *way, od_place place)
{
    od_json_type type;
    od_status st;

    clear(line);
    line->place = place;
    line->is_object = false;
    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_OBJECT)
        return od_line_pass(j);
    line->is_object = true;
    return read_object(j, line, way, OD_STR(""));
}

bool od_line_has_answer(const od_line *line)
{
    return line->answer.state == OD_FIELD_GOOD;
}

bool od_line_has_failed(const od_line *line)
{
    bool null = line->answer.state == OD_FIELD_BAD && line->answer.found == OD_JSON_NULL;

    if (od_line_has_answer(line) || (line->predictions.state == OD_FIELD_GOOD && line->n_boxes > 0))
        return false;
    return line->has_error || (null && line->predictions.state != OD_FIELD_GOOD);
}
