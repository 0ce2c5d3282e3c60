/* COCO annotations: images and categories. */
#include "dataset/coco.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dataset/image_size.h"

static od_status bad_field(od_coco_reader *r, od_place place, const char *field, const char *what,
                           const char *remedy)
{
    od_fail_at(r->err, OD_INPUT, place, "\"%s\" %s", field, what);
    od_remedy(r->err, "%s", remedy);
    return OD_INPUT;
}

static od_status not_that(od_coco_reader *r, const char *before, const char *field, const char *wanted,
                          od_json_type found)
{
    if (found == OD_JSON_END)
        return od_json_skip(&r->json);
    od_fail_at(r->err, OD_INPUT, od_json_place(&r->json), "%s\"%s\" is not %s but %s", before, field, wanted,
               od_coco_type_name(found));
    od_remedy(r->err, "write it as COCO does, or leave it out");
    return OD_INPUT;
}

/* A text without NUL into `hold`; *given is false for null. */
static od_status read_text(od_coco_reader *r, const char *field, od_buffer *hold, bool *given)
{
    od_place place;
    od_json_type type;
    od_str text;
    od_status st;

    if ((st = od_json_peek(&r->json, &type)) != OD_OK)
        return st;
    *given = type == OD_JSON_STRING;
    if (type == OD_JSON_NULL)
        return od_json_null(&r->json);
    if (type != OD_JSON_STRING)
        return not_that(r, "", field, "a text", type);
    place = od_json_place(&r->json);
    if ((st = od_json_string(&r->json, &text)) != OD_OK)
        return st;
    if (text.n > 0 && memchr(text.p, '\0', text.n))
        return bad_field(r, place, field, "holds the character NUL (\\u0000)", "remove it");
    hold->n = 0;
    return od_buffer_add(hold, text.p, text.n, r->err);
}

/* Whole pixels; 0 for null. */
static od_status read_pixels(od_coco_reader *r, const char *field, uint32_t *pixels)
{
    od_place place;
    od_json_type type;
    double value;
    od_status st;

    *pixels = 0;
    if ((st = od_json_peek(&r->json, &type)) != OD_OK)
        return st;
    if (type == OD_JSON_NULL)
        return od_json_null(&r->json);
    if (type != OD_JSON_NUMBER)
        return not_that(r, "", field, "a number", type);
    place = od_json_place(&r->json);
    if ((st = od_json_number(&r->json, &value)) != OD_OK)
        return st;
    if (!(value >= 0 && value <= 2147483648.0) || value != floor(value))
        return bad_field(r, place, field, "is not a number of pixels from 0 to 2,147,483,648",
                         "write the image's size in whole pixels, or leave it out");
    *pixels = (uint32_t)value;
    return OD_OK;
}

/* ---- text and neg_text ---- */

static od_status add_label(od_coco_reader *r, od_coco_labels *labels)
{
    od_str text;
    od_status st;

    if ((st = od_json_string(&r->json, &text)) != OD_OK ||
        (st = OD_GROW(labels->ends, labels->capacity, labels->n + 1, r->err)) != OD_OK ||
        (st = od_buffer_add(&labels->bytes, text.p, text.n, r->err)) != OD_OK)
        return st;
    labels->ends[labels->n++] = labels->bytes.n;
    return OD_OK;
}

static od_status read_label_list(od_coco_reader *r, const char *field, od_coco_labels *labels)
{
    bool first = true, more;
    od_json_type type;
    od_status st;

    if ((st = od_json_open_array(&r->json)) != OD_OK)
        return st;
    while ((st = od_json_item(&r->json, &first, &more)) == OD_OK && more) {
        if ((st = od_json_peek(&r->json, &type)) != OD_OK)
            return st;
        if (type != OD_JSON_STRING)
            return not_that(r, "an entry of ", field, "a text", type);
        if ((st = add_label(r, labels)) != OD_OK)
            return st;
    }
    return st;
}

static void clear_labels(od_coco_labels *labels)
{
    labels->n = 0;
    labels->bytes.n = 0;
}

static od_status read_labels(od_coco_reader *r, const char *field, od_coco_labels *labels)
{
    od_json_type type;
    od_status st;

    clear_labels(labels);
    if ((st = od_json_peek(&r->json, &type)) != OD_OK)
        return st;
    if (type == OD_JSON_NULL)
        return od_json_null(&r->json);
    if (type == OD_JSON_STRING)
        return add_label(r, labels);
    if (type == OD_JSON_ARRAY)
        return read_label_list(r, field, labels);
    return not_that(r, "", field, "an array of texts", type);
}

static od_status ask_labels(od_coco_reader *r)
{
    for (int negative = 0; negative < 2; negative++) {
        const od_coco_labels *labels = &r->labels[negative];
        size_t start = 0;

        for (size_t i = 0; i < labels->n; i++) {
            od_str label = {labels->bytes.bytes + start, labels->ends[i] - start};
            od_status st = od_dataset_add_asked(r->builder, label, negative == 1, r->err);
            if (st != OD_OK)
                return st;
            start = labels->ends[i];
        }
    }
    return OD_OK;
}

/* ---- images ---- */

static od_status size_from_file(od_coco_reader *r, od_image_entry *image)
{
    uint32_t width, height;
    od_status st;

    if ((image->width > 0 && image->height > 0) || !r->folder || image->file.n == 0)
        return OD_OK;
    r->path.n = 0;
    if ((st = od_buffer_printf(&r->path, r->err, "%s/%s", r->folder, image->file.p)) != OD_OK)
        return st;
    if (od_image_size(r->path.bytes, &width, &height)) {
        image->width = width;
        image->height = height;
    }
    return OD_OK;
}

typedef enum field { F_ID, F_FILE, F_WIDTH, F_HEIGHT, F_TEXT, F_NEG_TEXT, F_OTHER } field;

static field field_of(od_str key)
{
    static const struct {
        od_str key;
        field field;
    } known[] = {{{"id", 2}, F_ID},         {{"file_name", 9}, F_FILE}, {{"width", 5}, F_WIDTH},
                 {{"height", 6}, F_HEIGHT}, {{"text", 4}, F_TEXT},      {{"neg_text", 8}, F_NEG_TEXT}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (od_str_equal(key, known[i].key))
            return known[i].field;
    return F_OTHER;
}

typedef struct image_state {
    od_image_entry entry;
    bool has_id, has_file;
} image_state;

static od_status read_image_id(od_coco_reader *r, image_state *image)
{
    od_place place;
    od_json_type type;
    od_status st;

    if ((st = od_json_peek(&r->json, &type)) != OD_OK)
        return st;
    place = od_json_place(&r->json);
    if ((st = od_coco_id(r, &r->image_text, &image->entry.id, &image->has_id)) != OD_OK || image->has_id)
        return st;
    return bad_field(r, place, "id", "of an image is neither an integer of 64 bits nor a text",
                     "give every image an id: the one that annotations have as image_id");
}

static od_status read_field(od_coco_reader *r, image_state *image, field f)
{
    switch (f) {
    case F_ID: return read_image_id(r, image);
    case F_FILE: return read_text(r, "file_name", &r->file, &image->has_file);
    case F_WIDTH: return read_pixels(r, "width", &image->entry.width);
    case F_HEIGHT: return read_pixels(r, "height", &image->entry.height);
    case F_TEXT: return read_labels(r, "text", &r->labels[0]);
    case F_NEG_TEXT: return read_labels(r, "neg_text", &r->labels[1]);
    case F_OTHER: break;
    }
    return od_json_skip(&r->json);
}

/* The value of f has been read; it starts at offset `from`. Labels differ in number. */
static void note_value(od_coco_outline *o, const od_json *j, field f, uint64_t from)
{
    o->plain = o->plain && f != F_TEXT && f != F_NEG_TEXT;
    if (f == F_OTHER)
        od_coco_outline_other(o, j, from);
    else
        od_coco_outline_key(o, j, f, from, 1, f != F_FILE);
}

static bool is_size(int64_t pixels)
{
    return pixels > 0 && pixels <= INT64_C(2147483648);
}

/* False, with nothing taken, when the image is not like the last, or its size is to be found out: then it is
 * read as any other. */
static bool read_fast(od_coco_reader *r, od_image_entry *image)
{
    const uint8_t *at = r->image_shape.at;
    const char *before = r->json.p;
    od_json_value value[OD_SHAPE_VALUES];

    if (!od_json_shape_read(&r->image_shape.text, &r->json, value))
        return false;
    if (!is_size(value[at[F_WIDTH]].integer) || !is_size(value[at[F_HEIGHT]].integer)) {
        r->json.p = before;
        return false;
    }
    *image = (od_image_entry){.id.number = value[at[F_ID]].integer,
                              .width = (uint32_t)value[at[F_WIDTH]].integer,
                              .height = (uint32_t)value[at[F_HEIGHT]].integer,
                              .file = value[at[F_FILE]].text};
    return true;
}

/* Only of images that have all that is usual. */
static void learn(od_coco_reader *r, od_coco_outline *o, const image_state *image)
{
    o->plain = o->plain && !image->entry.id.text && image->has_file && o->at[F_ID] != OD_COCO_NO_KEY &&
               o->at[F_WIDTH] != OD_COCO_NO_KEY && o->at[F_HEIGHT] != OD_COCO_NO_KEY;
    od_coco_outline_learn(&r->image_shape, o, &r->json);
}

static od_status read_any(od_coco_reader *r)
{
    od_place place = od_json_place(&r->json);
    image_state image = {0};
    bool first = true, more;
    od_coco_outline o;
    od_str key;
    od_status st;

    clear_labels(&r->labels[0]);
    clear_labels(&r->labels[1]);
    od_coco_outline_begin(&o, r, place, true);
    if ((st = od_json_open_object(&r->json)) != OD_OK)
        return st;
    while ((st = od_json_key(&r->json, &first, &key, &more)) == OD_OK && more) {
        const field f = field_of(key);
        const uint64_t from = od_json_offset(&r->json);

        if ((st = read_field(r, &image, f)) != OD_OK)
            return st;
        note_value(&o, &r->json, f, from);
    }
    if (st != OD_OK)
        return st;
    if (!image.has_id)
        return bad_field(r, place, "id", "of an image is missing",
                         "give every image an id: the one that annotations have as image_id");
    if (image.has_file)
        image.entry.file = (od_str){r->file.bytes, r->file.n};
    learn(r, &o, &image);
    if ((st = size_from_file(r, &image.entry)) != OD_OK ||
        (st = od_dataset_add_image(r->builder, &image.entry, r->err)) != OD_OK)
        return st;
    return ask_labels(r);
}

od_status od_coco_image(od_coco_reader *r)
{
    od_image_entry image;

    return read_fast(r, &image) ? od_dataset_add_image(r->builder, &image, r->err) : read_any(r);
}

void od_coco_images_release(od_coco_reader *r)
{
    od_buffer_free(&r->file);
    od_buffer_free(&r->path);
    for (int i = 0; i < 2; i++) {
        od_buffer_free(&r->labels[i].bytes);
        free(r->labels[i].ends);
    }
}

/* ---- categories ---- */

od_status od_coco_category(od_coco_reader *r)
{
    od_place place = od_json_place(&r->json);
    bool first = true, more, has_id = false, has_name = false;
    od_id id = {0};
    od_str key;
    od_status st;

    if ((st = od_json_open_object(&r->json)) != OD_OK)
        return st;
    while ((st = od_json_key(&r->json, &first, &key, &more)) == OD_OK && more) {
        if (od_str_equal(key, OD_STR("id")))
            st = od_coco_id(r, &r->category_text, &id, &has_id);
        else if (od_str_equal(key, OD_STR("name")))
            st = read_text(r, "name", &r->file, &has_name);
        else
            st = od_json_skip(&r->json);
        if (st != OD_OK)
            return st;
    }
    if (st != OD_OK)
        return st;
    if (!has_id)
        return bad_field(r, place, "id",
                         "of a category is missing, or neither an integer of 64 bits nor a text",
                         "give every category an id: the one that annotations have as category_id");
    return od_dataset_add_category(r->builder, id,
                                   has_name ? (od_str){r->file.bytes, r->file.n} : (od_str){0}, r->err);
}
