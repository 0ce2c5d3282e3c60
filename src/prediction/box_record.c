#include "prediction/box_record.h"

#include <stdio.h>
#include <string.h>

void od_box_record_release(od_box_record *r)
{
    od_buffer_free(&r->image_text);
    od_buffer_free(&r->category_text);
    od_buffer_free(&r->subset);
    od_buffer_free(&r->label);
}

/* ---- fields ---- */

static od_status bad(od_json *j, od_field *f)
{
    f->state = OD_FIELD_BAD;
    return od_json_skip(j);
}

static od_status begin(od_json *j, od_field *f)
{
    *f = (od_field){.state = OD_FIELD_GOOD, .element = OD_JSON_END};
    return od_json_peek(j, &f->found);
}

od_status od_field_number(od_json *j, od_field *f, double *value)
{
    od_status st = begin(j, f);

    if (st != OD_OK)
        return st;
    return f->found == OD_JSON_NUMBER ? od_json_number(j, value) : bad(j, f);
}

/* One element of a box: a number, or what is noted as standing there instead. */
static od_status read_element(od_json *j, od_field *f, double box[4])
{
    od_json_type type;
    double number = 0;
    od_status st = od_json_peek(j, &type);

    if (st != OD_OK)
        return st;
    if (type != OD_JSON_NUMBER) {
        if (f->element == OD_JSON_END)
            f->element = type;
        return od_json_skip(j);
    }
    if ((st = od_json_number(j, &number)) != OD_OK)
        return st;
    if (f->n < 4)
        box[f->n] = number;
    f->n += f->n < UINT32_MAX;
    return OD_OK;
}

od_status od_field_box(od_json *j, od_field *f, double box[4])
{
    bool first = true, more;
    od_status st;

    if ((st = begin(j, f)) != OD_OK)
        return st;
    if (f->found != OD_JSON_ARRAY)
        return bad(j, f);
    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more) {
        if ((st = read_element(j, f, box)) != OD_OK)
            return st;
    }
    if (f->n != 4 || f->element != OD_JSON_END)
        f->state = OD_FIELD_BAD;
    return st;
}

/* Keeps a text beyond the next read; a text too long makes the field bad. */
static od_status keep_text(od_field *f, od_buffer *text, od_str value, od_error *err)
{
    text->n = 0;
    if (value.n > OD_FIELD_TEXT_MAX) {
        f->state = OD_FIELD_BAD;
        f->wrong = "is longer than 65,536 bytes";
        return OD_OK;
    }
    return od_buffer_add(text, value.p, value.n, err);
}

od_status od_field_text(od_json *j, od_field *f, od_buffer *text)
{
    od_str value;
    od_status st;

    if ((st = begin(j, f)) != OD_OK)
        return st;
    if (f->found != OD_JSON_STRING)
        return bad(j, f);
    if ((st = od_json_string(j, &value)) != OD_OK)
        return st;
    return keep_text(f, text, value, j->err);
}

od_status od_field_id(od_json *j, od_field *f, od_id *id, od_buffer *text)
{
    bool usable = false;
    od_status st;

    if ((st = begin(j, f)) != OD_OK)
        return st;
    if ((st = od_json_id(j, id, &usable)) != OD_OK)
        return st;
    if (!usable) {
        f->state = OD_FIELD_BAD;
        f->wrong = f->found == OD_JSON_NUMBER ? "is not an integer of 64 bits" : NULL;
        return OD_OK;
    }
    if (!id->text)
        return OD_OK;
    st = keep_text(f, text, od_str_of(id->text), j->err);
    id->text = text->bytes;
    return st;
}

/* ---- records ---- */

static const struct {
    od_str name;
    unsigned key;
} key_names[] = {
    {{"image_id", 8}, OD_KEY_IMAGE}, {{"category_id", 11}, OD_KEY_CATEGORY}, {{"bbox", 4}, OD_KEY_BOX},
    {{"score", 5}, OD_KEY_SCORE},    {{"subset", 6}, OD_KEY_SUBSET},         {{"label", 5}, OD_KEY_LABEL},
    {{"category", 8}, OD_KEY_LABEL}, {{"category_name", 13}, OD_KEY_LABEL},  {{"bbox_2d", 7}, OD_KEY_CORNERS},
};

/* The key that a name stands for, OD_N_KEYS for a name that the form does not know. */
static unsigned key_of(od_str name, unsigned known)
{
    for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++) {
        if (od_str_equal(key_names[i].name, name))
            return known & OD_KEY_BIT(key_names[i].key) ? key_names[i].key : (unsigned)OD_N_KEYS;
    }
    return OD_N_KEYS;
}

static od_status read_field(od_json *j, od_box_record *r, unsigned key)
{
    od_field *f = &r->field[key];

    switch (key) {
    case OD_KEY_IMAGE: return od_field_id(j, f, &r->image, &r->image_text);
    case OD_KEY_CATEGORY: return od_field_id(j, f, &r->category, &r->category_text);
    case OD_KEY_BOX: return od_field_box(j, f, r->box);
    case OD_KEY_SCORE: return od_field_number(j, f, &r->score);
    case OD_KEY_SUBSET: return od_field_text(j, f, &r->subset);
    case OD_KEY_LABEL: return od_field_text(j, f, &r->label);
    default: return od_field_box(j, f, r->corners);
    }
}

/* True when records like this one are for the fast reader. */
static bool is_plain(const od_box_record *r, const uint8_t *order, unsigned n)
{
    const unsigned needed = OD_KEY_BIT(OD_KEY_IMAGE) | OD_KEY_BIT(OD_KEY_CATEGORY) | OD_KEY_BIT(OD_KEY_BOX);
    unsigned seen = 0;

    for (unsigned i = 0; i < n; i++) {
        if (r->field[order[i]].state != OD_FIELD_GOOD)
            return false;
        seen |= OD_KEY_BIT(order[i]);
    }
    if ((seen & needed) != needed || seen & ~(needed | OD_KEY_BIT(OD_KEY_SCORE) | OD_KEY_BIT(OD_KEY_SUBSET)))
        return false;
    return !r->image.text && !r->category.text;
}

od_status od_box_record_read(od_json *j, od_box_record *r, unsigned known)
{
    bool first = true, more, each_once = true;
    uint8_t order[OD_N_KEYS];
    unsigned n = 0, key;
    uint64_t start;
    od_str name;
    od_status st;

    memset(r->field, 0, sizeof r->field);
    r->shape.text.n_values = 0;
    if ((st = od_json_peek(j, &r->type)) != OD_OK)
        return st;
    start = od_json_offset(j);
    if (r->type != OD_JSON_OBJECT)
        return od_json_skip(j);
    if ((st = od_json_open_object(j)) != OD_OK)
        return st;
    while ((st = od_json_key(j, &first, &name, &more)) == OD_OK && more) {
        key = key_of(name, known);
        if (key == OD_N_KEYS || r->field[key].state != OD_FIELD_ABSENT)
            each_once = false;
        else
            order[n++] = (uint8_t)key;
        st = key == OD_N_KEYS ? od_json_skip(j) : read_field(j, r, key);
        if (st != OD_OK)
            return st;
    }
    if (st == OD_OK && each_once && start >= j->offset && is_plain(r, order, n))
        od_box_shape_learn(&r->shape, j->begin + (start - j->offset), j->p, order, n);
    return st;
}

/* ---- what is wrong with it ---- */

static const char *type_name(od_json_type type)
{
    switch (type) {
    case OD_JSON_NULL: return "null";
    case OD_JSON_FALSE: return "false";
    case OD_JSON_TRUE: return "true";
    case OD_JSON_NUMBER: return "a number";
    case OD_JSON_STRING: return "a text";
    case OD_JSON_ARRAY: return "an array";
    case OD_JSON_OBJECT: return "an object";
    case OD_JSON_END: break;
    }
    return "nothing";
}

char *od_field_fault(const od_field *f, const char *name, const char *needed, char *buf, size_t size)
{
    if (f->wrong)
        snprintf(buf, size, "%s %s", name, f->wrong);
    else
        snprintf(buf, size, "%s is %s, %s is needed", name, type_name(f->found), needed);
    return buf;
}

static char *box_fault(const od_field *f, const char *name, char *buf, size_t size)
{
    if (f->found != OD_JSON_ARRAY)
        snprintf(buf, size, "%s is %s, an array of 4 numbers is needed", name, type_name(f->found));
    else if (f->element != OD_JSON_END)
        snprintf(buf, size, "%s holds %s, 4 numbers are needed", name, type_name(f->element));
    else
        snprintf(buf, size, "%s has %u number%s, 4 are needed", name, f->n, f->n == 1 ? "" : "s");
    return buf;
}

/* Without a category_id, a label; without either, nothing. */
static const char *category_fault(const od_box_record *r, char *buf, size_t size)
{
    const od_field *category = &r->field[OD_KEY_CATEGORY], *label = &r->field[OD_KEY_LABEL];

    if (category->state == OD_FIELD_BAD)
        return od_field_fault(category, "category_id", "an integer or a text", buf, size);
    if (category->state == OD_FIELD_GOOD || label->state == OD_FIELD_GOOD)
        return NULL;
    if (label->state == OD_FIELD_BAD)
        return od_field_fault(label, "label", "a text", buf, size);
    return "category_id is missing";
}

static const char *place_fault(const od_box_record *r, unsigned known, char *buf, size_t size)
{
    const od_field *box = &r->field[OD_KEY_BOX], *corners = &r->field[OD_KEY_CORNERS];

    if (box->state == OD_FIELD_BAD)
        return box_fault(box, "bbox", buf, size);
    if (box->state == OD_FIELD_GOOD || corners->state == OD_FIELD_GOOD)
        return NULL;
    if (corners->state == OD_FIELD_BAD)
        return box_fault(corners, "bbox_2d", buf, size);
    return known & OD_KEY_BIT(OD_KEY_CORNERS) ? "bbox or bbox_2d is missing" : "bbox is missing";
}

const char *od_box_record_fault(const od_box_record *r, unsigned known, char *buf, size_t size)
{
    const od_field *image = &r->field[OD_KEY_IMAGE], *score = &r->field[OD_KEY_SCORE];
    const char *fault;

    if (r->type != OD_JSON_OBJECT) {
        snprintf(buf, size, "it is %s, an object is needed", type_name(r->type));
        return buf;
    }
    if (known & OD_KEY_BIT(OD_KEY_IMAGE)) {
        if (image->state == OD_FIELD_ABSENT)
            return "image_id is missing";
        if (image->state == OD_FIELD_BAD)
            return od_field_fault(image, "image_id", "an integer or a text", buf, size);
    }
    if ((fault = category_fault(r, buf, size)) || (fault = place_fault(r, known, buf, size)))
        return fault;
    if (score->state == OD_FIELD_BAD)
        return od_field_fault(score, "score", "a number", buf, size);
    if (r->field[OD_KEY_SUBSET].state == OD_FIELD_BAD)
        return od_field_fault(&r->field[OD_KEY_SUBSET], "subset", "a text", buf, size);
    return NULL;
}

void od_release_passed(od_json *j, uint64_t *released)
{
    enum { STEP_BYTES = 4 * 1024 * 1024 };
    uint64_t at = od_json_offset(j);

    if (at - *released < STEP_BYTES)
        return;
    od_input_release(j->in, j->p);
    *released = at;
}

char *od_shown(char buf[OD_SHOWN], od_str text)
{
    size_t n = text.n < OD_SHOWN - 1 ? text.n : OD_SHOWN - 4;

    /* Not in the middle of a character. */
    while (n < text.n && n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80)
        n--;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        /* U+0080 to U+009F are control characters, too, and begin with this byte. */
        bool c1 = c == 0xc2 && i + 1 < n && (unsigned char)text.p[i + 1] < 0xa0;
        buf[i] = c < 0x20 || c == 0x7f || c1 ? '?' : text.p[i];
        if (c1)
            buf[++i] = '?';
    }
    snprintf(buf + n, OD_SHOWN - n, "%s", n < text.n ? "..." : "");
    return buf;
}
