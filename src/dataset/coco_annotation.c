/* COCO annotations: the annotations themselves, which are most of every file. */
#include "dataset/coco.h"

#include <stdio.h>
#include <string.h>

typedef enum field { F_ID, F_IMAGE, F_CATEGORY, F_BBOX, F_AREA, F_CROWD, F_IGNORE, F_OTHER } field;
_Static_assert((int)F_OTHER == (int)OD_COCO_KEYS, "a shape has a place for each key");

/* One annotation while it is read. What is wrong with a field is said when the object ends: a later value
 * under the same key mends it, and the message can then name the annotation by its id. */
typedef struct annotation {
    od_truth_entry truth;
    const char *problem[F_OTHER]; /* after the field's name: "is missing"; NULL: usable */
    char arity[64];               /* the problem of a bbox with more or fewer than 4 numbers */
} annotation;

static const char MISSING[] = "is missing";

static const char *const names[F_OTHER] = {
    [F_ID] = "id",     [F_IMAGE] = "image_id", [F_CATEGORY] = "category_id", [F_BBOX] = "bbox",
    [F_AREA] = "area", [F_CROWD] = "iscrowd",  [F_IGNORE] = "ignore",
};

static const char *const remedies[F_OTHER] = {
    [F_ID] = "number the annotations, from 1",
    [F_IMAGE] = "write the id of the image that the box is in",
    [F_CATEGORY] = "write the id of the box's category",
    [F_BBOX] = "write \"bbox\": [x, y, width, height] in pixels",
    [F_AREA] = "write the area in square pixels",
    [F_CROWD] = "write 0 or 1",
    [F_IGNORE] = "write 0 or 1",
};

static field field_of(od_str key)
{
    const char *p = key.p;

    switch (key.n) {
    case 2: return memcmp(p, "id", 2) == 0 ? F_ID : F_OTHER;
    case 4: return memcmp(p, "bbox", 4) == 0 ? F_BBOX : memcmp(p, "area", 4) == 0 ? F_AREA : F_OTHER;
    case 6: return memcmp(p, "ignore", 6) == 0 ? F_IGNORE : F_OTHER;
    case 7: return memcmp(p, "iscrowd", 7) == 0 ? F_CROWD : F_OTHER;
    case 8: return memcmp(p, "image_id", 8) == 0 ? F_IMAGE : F_OTHER;
    case 11: return memcmp(p, "category_id", 11) == 0 ? F_CATEGORY : F_OTHER;
    default: return F_OTHER;
    }
}

static od_status read_reference(od_coco_reader *r, annotation *a, field f, od_buffer *hold, od_id *id)
{
    bool usable;
    od_status st = od_coco_id(r, hold, id, &usable);

    a->problem[f] = usable ? NULL : "is neither an integer of 64 bits nor a text";
    return st;
}

/* null is as good as absent. */
static od_status read_id(od_coco_reader *r, annotation *a)
{
    od_json_type type;
    bool usable;
    od_id id;
    od_status st;

    if ((st = od_json_peek(&r->json, &type)) != OD_OK || (st = od_json_id(&r->json, &id, &usable)) != OD_OK)
        return st;
    a->problem[F_ID] = NULL;
    a->truth.flags |= OD_TRUTH_ID_MISSING;
    if (usable && !id.text) {
        a->truth.id = id.number;
        a->truth.flags &= ~(unsigned)OD_TRUTH_ID_MISSING;
    } else if (type != OD_JSON_NULL) {
        a->problem[F_ID] = "is not an integer of 64 bits";
    }
    return OD_OK;
}

static od_status read_area(od_coco_reader *r, annotation *a)
{
    od_json_type type;
    od_status st;

    if ((st = od_json_peek(&r->json, &type)) != OD_OK)
        return st;
    a->problem[F_AREA] = type == OD_JSON_NUMBER || type == OD_JSON_NULL ? NULL : "is not a number";
    a->truth.flags |= OD_TRUTH_AREA_MISSING;
    if (type != OD_JSON_NUMBER)
        return od_json_skip(&r->json);
    a->truth.flags &= ~(unsigned)OD_TRUTH_AREA_MISSING;
    return od_json_number(&r->json, &a->truth.area);
}

/* A number or a boolean, by Python's truth; *given is false for null. */
static od_status read_truthiness(od_coco_reader *r, annotation *a, field f, unsigned flag, bool *given)
{
    od_json_type type;
    double number = 0;
    od_status st;

    if ((st = od_json_peek(&r->json, &type)) != OD_OK)
        return st;
    a->problem[f] = NULL;
    *given = type != OD_JSON_NULL;
    if (type == OD_JSON_NUMBER) {
        st = od_json_number(&r->json, &number);
    } else {
        number = type == OD_JSON_TRUE;
        if (type == OD_JSON_STRING || type == OD_JSON_ARRAY || type == OD_JSON_OBJECT)
            a->problem[f] = "is neither a number nor true or false";
        st = od_json_skip(&r->json);
    }
    a->truth.flags = number != 0 ? a->truth.flags | flag : a->truth.flags & ~flag;
    return st;
}

static od_status read_crowd(od_coco_reader *r, annotation *a)
{
    bool given;
    od_status st = read_truthiness(r, a, F_CROWD, OD_TRUTH_CROWD, &given);

    a->truth.flags |= OD_TRUTH_CROWD_MISSING;
    if (given)
        a->truth.flags &= ~(unsigned)OD_TRUTH_CROWD_MISSING;
    return st;
}

static od_status read_bbox(od_coco_reader *r, annotation *a)
{
    od_json *j = &r->json;
    bool first = true, more, numbers = true;
    size_t n = 0;
    od_json_type type;
    od_status st;

    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    a->problem[F_BBOX] = type == OD_JSON_ARRAY ? NULL : "is not an array of 4 numbers";
    if (type != OD_JSON_ARRAY)
        return od_json_skip(j);
    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more) {
        double number;
        if ((st = od_json_peek(j, &type)) != OD_OK)
            return st;
        numbers = numbers && type == OD_JSON_NUMBER;
        if ((st = type == OD_JSON_NUMBER ? od_json_number(j, &number) : od_json_skip(j)) != OD_OK)
            return st;
        if (n < 4 && numbers)
            a->truth.box[n] = number;
        n++;
    }
    if (!numbers) {
        a->problem[F_BBOX] = "holds something that is not a number";
    } else if (n != 4) {
        snprintf(a->arity, sizeof a->arity, "has %zu numbers, 4 are needed", n);
        a->problem[F_BBOX] = a->arity;
    }
    return st;
}

static od_status read_field(od_coco_reader *r, annotation *a, field f)
{
    bool given;

    switch (f) {
    case F_ID: return read_id(r, a);
    case F_IMAGE: return read_reference(r, a, f, &r->image_text, &a->truth.image);
    case F_CATEGORY: return read_reference(r, a, f, &r->category_text, &a->truth.category);
    case F_BBOX: return read_bbox(r, a);
    case F_AREA: return read_area(r, a);
    case F_CROWD: return read_crowd(r, a);
    case F_IGNORE: return read_truthiness(r, a, f, OD_TRUTH_IGNORE, &given);
    case F_OTHER: break;
    }
    return od_json_skip(&r->json);
}

static od_status refuse(od_coco_reader *r, const annotation *a, field f, od_place place)
{
    if (a->truth.flags & OD_TRUTH_ID_MISSING)
        od_fail_at(r->err, OD_INPUT, place, "an annotation without a usable id: \"%s\" %s", names[f],
                   a->problem[f]);
    else
        od_fail_at(r->err, OD_INPUT, place, "annotation %lld: \"%s\" %s", (long long)a->truth.id, names[f],
                   a->problem[f]);
    od_remedy(r->err, "%s", remedies[f]);
    return OD_INPUT;
}

/* Fills in what is missing; nothing is wrong with `truth`. */
static od_status add(od_coco_reader *r, od_truth_entry *truth, od_place place)
{
    if (truth->flags & OD_TRUTH_AREA_MISSING)
        truth->area = truth->box[2] * truth->box[3];
    if (truth->flags & OD_TRUTH_ID_MISSING)
        truth->id = (int64_t)r->builder->set->n_truths + 1;
    return od_dataset_add_truth(r->builder, truth, place, r->err);
}

static od_status judge(od_coco_reader *r, annotation *a, od_place place)
{
    for (int f = 0; f < F_OTHER; f++) {
        if (a->problem[f])
            return refuse(r, a, (field)f, place);
    }
    return add(r, &a->truth, place);
}

/* ---- one like the other ---- */

/* The value of f has been read; it starts at offset `from`. */
static void note_value(od_coco_outline *o, const od_json *j, field f, uint64_t from)
{
    static const uint8_t wanted[F_OTHER] = {1, 1, 1, 4, 1, 1, 1};

    if (f == F_OTHER)
        od_coco_outline_other(o, j, from);
    else
        od_coco_outline_key(o, j, f, from, wanted[f], f == F_ID || f == F_IMAGE || f == F_CATEGORY);
}

/* False, with nothing taken, when the annotation is not like the last: then it is read as any other. */
static bool read_fast(od_coco_reader *r, od_truth_entry *truth)
{
    const uint8_t *at = r->annotation_shape.at;
    od_json_value value[OD_SHAPE_VALUES];

    if (!od_json_shape_read(&r->annotation_shape.text, &r->json, value))
        return false;
    *truth = (od_truth_entry){.image.number = value[at[F_IMAGE]].integer,
                              .category.number = value[at[F_CATEGORY]].integer};
    for (int i = 0; i < 4; i++)
        truth->box[i] = value[at[F_BBOX] + i].number;
    if (at[F_ID] == OD_COCO_NO_KEY)
        truth->flags |= OD_TRUTH_ID_MISSING;
    else
        truth->id = value[at[F_ID]].integer;
    if (at[F_AREA] == OD_COCO_NO_KEY)
        truth->flags |= OD_TRUTH_AREA_MISSING;
    else
        truth->area = value[at[F_AREA]].number;
    if (at[F_CROWD] == OD_COCO_NO_KEY)
        truth->flags |= OD_TRUTH_CROWD_MISSING;
    else if (value[at[F_CROWD]].number != 0)
        truth->flags |= OD_TRUTH_CROWD;
    if (at[F_IGNORE] != OD_COCO_NO_KEY && value[at[F_IGNORE]].number != 0)
        truth->flags |= OD_TRUTH_IGNORE;
    return true;
}

static od_status read_any(od_coco_reader *r, od_place place)
{
    od_json *j = &r->json;
    annotation a = {
        .truth = {.flags = OD_TRUTH_ID_MISSING | OD_TRUTH_AREA_MISSING | OD_TRUTH_CROWD_MISSING},
        .problem = {[F_IMAGE] = MISSING, [F_CATEGORY] = MISSING, [F_BBOX] = MISSING},
    };
    od_coco_outline o;
    bool first = true, more;
    od_str key;
    od_status st;

    od_coco_outline_begin(&o, r, place, false);
    if ((st = od_json_open_object(j)) != OD_OK)
        return st;
    while ((st = od_json_key(j, &first, &key, &more)) == OD_OK && more) {
        const field f = field_of(key);
        const uint64_t from = od_json_offset(j);

        if ((st = read_field(r, &a, f)) != OD_OK)
            return st;
        note_value(&o, j, f, from);
    }
    if (st == OD_OK && (st = judge(r, &a, place)) == OD_OK)
        od_coco_outline_learn(&r->annotation_shape, &o, &r->json);
    return st;
}

od_status od_coco_annotation(od_coco_reader *r)
{
    const od_place place = od_json_place(&r->json);
    od_truth_entry truth;

    return read_fast(r, &truth) ? add(r, &truth, place) : read_any(r, place);
}
