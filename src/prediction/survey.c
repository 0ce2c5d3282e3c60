#include "prediction/survey.h"

#include <stdlib.h>
#include <string.h>

#include "prediction/formats.h"
#include "prediction/line.h"

/* A subset on its way. Ids and labels that are there already are known by the maps, whose texts lie in the
 * arena of the surveying. */
typedef struct draft {
    const char *name;
    od_dataset_builder *builder;
    od_id_map *images, *categories;
} draft;

typedef struct surveying {
    const od_answer_way *way;
    draft *drafts;
    size_t n, capacity;
    od_reading reading;
    od_arena texts;
} surveying;

/* ---- drafts ---- */

static od_status add_draft(surveying *s, od_str name, draft **out, od_error *err)
{
    draft *d;
    od_status st;

    if ((st = OD_GROW(s->drafts, s->capacity, s->n + 1, err)) != OD_OK)
        return st;
    d = &s->drafts[s->n++];
    *d = (draft){.name = od_arena_copy(&s->texts, name).p};
    *out = d;
    if (!d->name)
        return od_fail_memory(err);
    if ((st = od_dataset_builder_create(&d->builder, err)) != OD_OK ||
        (st = od_id_map_create(&d->images, err)) != OD_OK)
        return st;
    return od_id_map_create(&d->categories, err);
}

/* The draft of a subset's name, made when it is not there. */
static od_status find_draft(surveying *s, od_str name, draft **out, od_error *err)
{
    for (size_t i = 0; i < s->n; i++)
        if (od_str_equal(od_str_of(s->drafts[i].name), name)) {
            *out = &s->drafts[i];
            return OD_OK;
        }
    return add_draft(s, name, out, err);
}

static od_status keep_id(surveying *s, od_id *id, od_error *err)
{
    if (!id->text)
        return OD_OK;
    id->text = od_arena_copy(&s->texts, od_str_of(id->text)).p;
    return id->text ? OD_OK : od_fail_memory(err);
}

static od_status add_image(surveying *s, draft *d, od_image_entry image, od_error *err)
{
    od_status st;

    if (od_id_map_get(d->images, image.id) != OD_NONE)
        return OD_OK;
    if ((st = keep_id(s, &image.id, err)) != OD_OK ||
        (st = od_id_map_put(d->images, image.id, 0, err)) != OD_OK)
        return st;
    return od_dataset_add_image(d->builder, &image, err);
}

static od_status add_category(surveying *s, draft *d, od_id id, od_error *err)
{
    od_status st;

    if ((id.text && !id.text[0]) || od_id_map_get(d->categories, id) != OD_NONE)
        return OD_OK;
    if ((st = keep_id(s, &id, err)) != OD_OK || (st = od_id_map_put(d->categories, id, 0, err)) != OD_OK)
        return st;
    return od_dataset_add_category(d->builder, id, od_str_of(id.text ? id.text : ""), err);
}

static od_status add_label(surveying *s, draft *d, od_str label, od_error *err)
{
    const char *text;

    if (label.n == 0 || od_id_map_get_text(d->categories, label) != OD_NONE || memchr(label.p, '\0', label.n))
        return OD_OK;
    text = od_arena_copy(&s->texts, label).p;
    return text ? add_category(s, d, (od_id){.text = text}, err) : od_fail_memory(err);
}

/* ---- lines ---- */

static uint32_t pixels(double side)
{
    return side >= 1 && side <= UINT32_MAX && side == (double)(uint32_t)side ? (uint32_t)side : 0;
}

static od_status add_line_image(surveying *s, draft *d, const od_line *line, od_error *err)
{
    const bool sized = line->image_size.field.state == OD_FIELD_GOOD;
    od_image_entry image = {.id = line->image_id};
    od_status st;

    if (line->file.state == OD_FIELD_GOOD) {
        image.file = od_arena_copy(&s->texts, (od_str){line->file_text.bytes, line->file_text.n});
        if (!image.file.p)
            return od_fail_memory(err);
    }
    if (line->image.state == OD_FIELD_ABSENT)
        image.id = image.file.p ? (od_id){.text = image.file.p} : od_line_place_id(line);
    if (sized) {
        image.width = pixels(line->image_size.width);
        image.height = pixels(line->image_size.height);
    }
    st = add_image(s, d, image, err);
    return st;
}

static od_status add_line_boxes(surveying *s, draft *d, const od_line *line, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < line->n_boxes && st == OD_OK; i++) {
        const od_line_box *box = &line->boxes[i];
        const od_str text = od_line_text(line, box->text, box->text_bytes);

        if (box->kind == OD_LINE_BOX_ID)
            st = add_category(s, d, (od_id){.number = box->id}, err);
        else if (box->kind != OD_LINE_BOX_UNUSABLE)
            st = add_label(s, d, text, err);
    }
    for (size_t i = 0; i < line->n_asked && st == OD_OK; i++)
        st = add_label(s, d, od_line_text(line, line->asked[i].text, line->asked[i].text_bytes), err);
    return st;
}

static od_status add_line_answer(surveying *s, draft *d, const od_line *line, od_error *err)
{
    const od_str text = {line->answer_text.bytes, line->answer_text.n};
    od_status st;

    if (!s->way || line->answer.state != OD_FIELD_GOOD || !text.p)
        return OD_OK;
    st = s->way->strict ? s->way->strict->read(&s->reading, text, err)
                        : od_answer_read(&s->reading, s->way->family, text, err);
    for (size_t i = 0; i < s->reading.n_boxes && st == OD_OK; i++)
        if (s->reading.boxes[i].has_label)
            st = add_label(s, d, od_reading_label(&s->reading, &s->reading.boxes[i]), err);
    return st;
}

static od_status add_line(void *context, const od_line *line, od_error *err)
{
    surveying *s = context;
    const bool named = line->subset.state == OD_FIELD_GOOD;
    draft *d;
    od_status st;

    if (!line->is_object || line->is_head || line->image.state == OD_FIELD_BAD ||
        line->subset.state == OD_FIELD_BAD ||
        (line->image.state == OD_FIELD_ABSENT && line->file.state == OD_FIELD_BAD))
        return OD_OK;
    if ((st = find_draft(s, named ? (od_str){line->subset_text.bytes, line->subset_text.n} : OD_STR(""), &d,
                         err)) != OD_OK ||
        (st = add_line_image(s, d, line, err)) != OD_OK || (st = add_line_boxes(s, d, line, err)) != OD_OK)
        return st;
    return add_line_answer(s, d, line, err);
}

/* ---- arrays of records ---- */

static od_status add_record(surveying *s, const od_box_record *r, od_str subset, od_error *err)
{
    const bool named = r->field[OD_KEY_SUBSET].state == OD_FIELD_GOOD;
    char buf[160];
    draft *d;
    od_status st;

    if (r->type != OD_JSON_OBJECT || od_box_record_fault(r, OD_KEYS_COCO, buf, sizeof buf))
        return OD_OK;
    if ((st = find_draft(s, named ? (od_str){r->subset.bytes, r->subset.n} : subset, &d, err)) != OD_OK ||
        (st = add_image(s, d, (od_image_entry){.id = r->image}, err)) != OD_OK)
        return st;
    if (r->field[OD_KEY_CATEGORY].state == OD_FIELD_ABSENT)
        return add_label(s, d, (od_str){r->label.bytes, r->label.n}, err);
    return add_category(s, d, r->category, err);
}

static od_status survey_records(surveying *s, od_json *j, od_str subset, od_error *err)
{
    bool first = true, more;
    od_box_record record = {0};
    od_status st = od_json_open_array(j);

    while (st == OD_OK && (st = od_json_item(j, &first, &more)) == OD_OK && more)
        if ((st = od_box_record_read(j, &record, OD_KEYS_COCO)) == OD_OK)
            st = add_record(s, &record, subset, err);
    od_box_record_release(&record);
    return st;
}

static od_status survey_array(surveying *s, od_input *in, od_error *err)
{
    od_json j;
    od_status st;

    od_json_init(&j, in, err);
    if ((st = survey_records(s, &j, OD_STR(""), err)) == OD_OK)
        st = od_json_finish(&j);
    od_json_free(&j);
    return st;
}

static od_status survey_part(surveying *s, od_json *j, od_str key, od_error *err)
{
    od_str subset = od_arena_copy(&s->texts, key);
    od_json_type type;
    draft *d;
    od_status st;

    if (!subset.p)
        return od_fail_memory(err);
    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_ARRAY)
        return od_json_skip(j);
    if ((st = find_draft(s, subset, &d, err)) != OD_OK)
        return st;
    return survey_records(s, j, subset, err);
}

static od_status survey_subsets(surveying *s, od_input *in, od_error *err)
{
    bool first = true, more;
    od_json j;
    od_str key;
    od_status st;

    od_json_init(&j, in, err);
    st = od_json_open_object(&j);
    while (st == OD_OK && (st = od_json_key(&j, &first, &key, &more)) == OD_OK && more)
        st = survey_part(s, &j, key, err);
    if (st == OD_OK)
        st = od_json_finish(&j);
    od_json_free(&j);
    return st;
}

/* ---- the whole ---- */

static void release_surveying(surveying *s)
{
    for (size_t i = 0; i < s->n; i++) {
        od_dataset_builder_free(s->drafts[i].builder);
        od_id_map_free(s->drafts[i].images);
        od_id_map_free(s->drafts[i].categories);
    }
    free(s->drafts);
    od_reading_release(&s->reading);
    od_arena_free(&s->texts);
}

/* Where a data set has one category, boxes without a label are taken to be of it. A label that the file uses
 * is no reason for that, so there is always another: that of the empty label. */
static od_status finish(od_survey *out, surveying *s, const char *name, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < s->n && st == OD_OK; i++) {
        od_dataset_builder *builder = s->drafts[i].builder;
        od_survey_set *set;

        if ((st = od_dataset_add_category(builder, (od_id){.text = ""}, OD_STR(""), err)) != OD_OK)
            return st;

        if ((st = OD_GROW(out->sets, out->capacity, out->n + 1, err)) != OD_OK)
            return st;
        set = &out->sets[out->n++];
        *set = (od_survey_set){.name = od_arena_copy(&out->texts, od_str_of(s->drafts[i].name)).p};
        if (!set->name)
            return od_fail_memory(err);
        s->drafts[i].builder = NULL;
        if ((st = od_dataset_finish(&set->dataset, builder, name, err)) == OD_OK)
            od_ledger_free(&set->dataset->ledger); /* it is not the user's doing */
    }
    return st;
}

od_status od_survey_make(od_survey *out, od_input *in, const od_prediction_format *format,
                         const od_answer_way *way, od_error *err)
{
    surveying s = {.way = way};
    draft *d;
    od_status st = OD_OK;

    *out = (od_survey){0};
    if (!format)
        st = od_prediction_format_of(in, &format, err);
    if (st == OD_OK)
        st = format->lines                          ? format->lines(in, add_line, &s, err)
             : format == &od_prediction_format_coco ? survey_array(&s, in, err)
                                                    : survey_subsets(&s, in, err);
    if (st == OD_OK && s.n == 0)
        st = find_draft(&s, OD_STR(""), &d, err);
    if (st == OD_OK)
        st = finish(out, &s, od_input_name(in), err);
    release_surveying(&s);
    if (st != OD_OK)
        od_survey_release(out);
    return st;
}

void od_survey_release(od_survey *s)
{
    for (size_t i = 0; i < s->n; i++)
        od_dataset_free(s->sets[i].dataset);
    free(s->sets);
    od_arena_free(&s->texts);
    *s = (od_survey){0};
}

bool od_survey_is_file(const od_dataset *set, uint32_t image)
{
    const od_str file = set->image_file[image];

    return file.p && set->image_id[image].text && od_str_equal(od_str_of(set->image_id[image].text), file);
}
