#include "dataset/builder.h"

#include <stdlib.h>
#include <string.h>

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static od_status grow_truths(od_dataset_builder *b, size_t needed, od_error *err)
{
    od_dataset *set = b->set;
    size_t room;
    od_status st;

    if ((st = OD_GROW(set->truth_image, b->truth_capacity.image, needed, err)) != OD_OK ||
        (st = OD_GROW(set->truth_category, b->truth_capacity.category, needed, err)) != OD_OK ||
        (st = OD_GROW(set->truth_flags, b->truth_capacity.flags, needed, err)) != OD_OK ||
        (st = OD_GROW(b->truth_place, b->truth_capacity.place, needed, err)) != OD_OK ||
        (set->truth_area && (st = OD_GROW(set->truth_area, b->truth_capacity.area, needed, err)) != OD_OK) ||
        (set->truth_id && (st = OD_GROW(set->truth_id, b->truth_capacity.id, needed, err)) != OD_OK))
        return st;
    room = smaller(b->truth_capacity.image, b->truth_capacity.category);
    room = smaller(room, smaller(b->truth_capacity.flags, b->truth_capacity.place));
    room = set->truth_area ? smaller(room, b->truth_capacity.area) : room;
    b->truth_room = set->truth_id ? smaller(room, b->truth_capacity.id) : room;
    return OD_OK;
}

/* The id of a truth when ids count up. */
static int64_t counted_id(const od_dataset *set, uint32_t truth)
{
    return (int64_t)((uint64_t)set->first_truth_id + truth);
}

/* From now on areas have their column. */
static od_status keep_areas(od_dataset_builder *b, od_error *err)
{
    od_dataset *set = b->set;
    double *area = NULL;
    od_status st;

    if (set->truth_area)
        return OD_OK;
    b->truth_capacity.area = 0;
    if ((st = OD_GROW(area, b->truth_capacity.area, b->truth_room, err)) != OD_OK)
        return st;
    for (uint32_t t = 0; t < set->n_truths; t++)
        area[t] = od_truth_area(set, t);
    set->truth_area = area;
    return OD_OK;
}

static od_status keep_ids(od_dataset_builder *b, od_error *err)
{
    od_dataset *set = b->set;
    int64_t *id = NULL;
    od_status st;

    if (set->truth_id)
        return OD_OK;
    b->truth_capacity.id = 0;
    if ((st = OD_GROW(id, b->truth_capacity.id, b->truth_room, err)) != OD_OK)
        return st;
    for (uint32_t t = 0; t < set->n_truths; t++)
        id[t] = od_truth_id(set, t);
    set->truth_id = id;
    return OD_OK;
}

/* The area and the id of the truth that is added next, where the two do not follow from the rest. */
static od_status put_area_and_id(od_dataset_builder *b, const od_truth_entry *truth, od_error *err)
{
    const double product = truth->box[2] * truth->box[3];
    od_dataset *set = b->set;
    od_status st;

    if (memcmp(&truth->area, &product, sizeof product) != 0 && (st = keep_areas(b, err)) != OD_OK)
        return st;
    if (set->truth_area)
        set->truth_area[set->n_truths] = truth->area;
    if (set->n_truths == 0 && !set->truth_id)
        set->first_truth_id = truth->id;
    if (truth->id != counted_id(set, set->n_truths) && (st = keep_ids(b, err)) != OD_OK)
        return st;
    if (set->truth_id)
        set->truth_id[set->n_truths] = truth->id;
    return OD_OK;
}

/* The same for all truths of another builder. */
static od_status append_areas_and_ids(od_dataset_builder *b, const od_dataset *other, od_error *err)
{
    od_dataset *set = b->set;
    const uint32_t n = set->n_truths;
    od_status st;

    if (other->truth_area && (st = keep_areas(b, err)) != OD_OK)
        return st;
    for (uint32_t t = 0; set->truth_area && t < other->n_truths; t++)
        set->truth_area[n + t] = od_truth_area(other, t);
    if (n == 0 && !set->truth_id)
        set->first_truth_id = other->first_truth_id;
    if ((other->truth_id || other->first_truth_id != counted_id(set, n)) && (st = keep_ids(b, err)) != OD_OK)
        return st;
    for (uint32_t t = 0; set->truth_id && t < other->n_truths; t++)
        set->truth_id[n + t] = od_truth_id(other, t);
    return OD_OK;
}

od_status od_dataset_builder_create(od_dataset_builder **out, od_error *err)
{
    od_dataset_builder *b = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(b, 1, err)) != OD_OK)
        return st;
    if ((st = OD_ALLOC(b->set, 1, err)) == OD_OK)
        b->set->truth_box = (od_packed){.width = 4, .scale = 100};
    if (st != OD_OK || (st = od_id_map_create(&b->images.map, err)) != OD_OK ||
        (st = od_id_map_create(&b->categories.map, err)) != OD_OK ||
        (st = grow_truths(b, 1, err)) != OD_OK) { /* no column is NULL, even of no truths */
        od_dataset_builder_free(b);
        return st;
    }
    *out = b;
    return OD_OK;
}

void od_dataset_builder_free(od_dataset_builder *b)
{
    if (!b)
        return;
    od_dataset_free(b->set);
    od_id_map_free(b->images.map);
    od_id_map_free(b->categories.map);
    free(b->images.ids);
    free(b->images.other);
    free(b->categories.other);
    free(b->categories.ids);
    free(b->image_key);
    free(b->category_key);
    free(b->image);
    free(b->category_name);
    free(b->asked);
    free(b->truth_place);
    free(b);
}

void od_dataset_builder_drop_images(od_dataset_builder *b)
{
    b->n_images = 0;
    b->n_asked = 0;
}

void od_dataset_builder_drop_categories(od_dataset_builder *b)
{
    b->n_categories = 0;
}

void od_dataset_builder_drop_truths(od_dataset_builder *b)
{
    od_dataset *set = b->set;

    set->n_truths = 0;
    od_packed_clear(&set->truth_box);
    free(set->truth_area);
    free(set->truth_id);
    set->truth_area = NULL;
    set->truth_id = NULL;
}

od_place od_dataset_builder_place(const od_dataset_builder *b, uint32_t truth, const char *name)
{
    uint64_t packed = b->truth_place[truth];

    return (od_place){name, packed >> 2, (od_unit)(packed & 3)};
}

static od_status copy_text(od_dataset_builder *b, od_str text, od_str *copy, od_error *err)
{
    *copy = (od_str){0};
    if (!text.p)
        return OD_OK;
    *copy = od_arena_copy(&b->set->texts, text);
    return copy->p ? OD_OK : od_fail_memory(err);
}

static od_status add_key(od_dataset_builder *b, od_keys *keys, od_id id, od_error *err)
{
    od_str text;
    od_status st;

    if (keys->n >= OD_NONE - 1)
        return od_fail(err, OD_INPUT, "more than %u different ids in one data set", OD_NONE - 1);
    if ((st = OD_GROW(keys->ids, keys->capacity, keys->n + 1, err)) != OD_OK ||
        (st = copy_text(b, od_str_of(id.text), &text, err)) != OD_OK)
        return st;
    id.text = text.p;
    if ((st = od_id_map_put(keys->map, id, (uint32_t)keys->n, err)) != OD_OK)
        return st;
    keys->ids[keys->n++] = id;
    return OD_OK;
}

static od_status key_of(od_dataset_builder *b, od_keys *keys, od_id id, uint32_t *key, od_error *err)
{
    od_status st;

    if (keys->n > 0 && od_id_equal(keys->ids[keys->last], id)) {
        *key = keys->last;
        return OD_OK;
    }
    *key = od_id_map_get(keys->map, id);
    if (*key == OD_NONE) {
        if ((st = add_key(b, keys, id, err)) != OD_OK)
            return st;
        *key = (uint32_t)keys->n - 1;
    }
    keys->last = *key;
    return OD_OK;
}

static od_status check_count(size_t n, const char *what, od_error *err)
{
    if (n < OD_NONE - 1)
        return OD_OK;
    od_fail(err, OD_INPUT, "more than %u %s in one data set", OD_NONE - 1, what);
    return od_remedy(err, "split the data set");
}

od_status od_dataset_add_image(od_dataset_builder *b, const od_image_entry *image, od_error *err)
{
    size_t n = b->n_images;
    od_image_draft draft = {.width = image->width, .height = image->height, .asked = (uint32_t)b->n_asked};
    od_status st;

    if ((st = check_count(n, "images", err)) != OD_OK ||
        (st = OD_GROW(b->image, b->image_capacity, n + 1, err)) != OD_OK ||
        (st = OD_GROW(b->image_key, b->image_key_capacity, n + 1, err)) != OD_OK ||
        (st = copy_text(b, image->file, &draft.file, err)) != OD_OK ||
        (st = key_of(b, &b->images, image->id, &b->image_key[n], err)) != OD_OK)
        return st;
    b->image[n] = draft;
    b->n_images++;
    return OD_OK;
}

od_status od_dataset_add_asked(od_dataset_builder *b, od_str label, bool negative, od_error *err)
{
    od_asked asked = {.category = OD_NONE, .negative = negative};
    od_status st;

    if (b->n_images == 0)
        return od_fail(err, OD_USAGE, "a label is asked of an image, and there is no image yet");
    if ((st = check_count(b->n_asked, "asked labels", err)) != OD_OK ||
        (st = OD_GROW(b->asked, b->asked_capacity, b->n_asked + 1, err)) != OD_OK ||
        (st = copy_text(b, label.p ? label : OD_STR(""), &asked.label, err)) != OD_OK)
        return st;
    b->asked[b->n_asked++] = asked;
    return OD_OK;
}

od_status od_dataset_add_category(od_dataset_builder *b, od_id id, od_str name, od_error *err)
{
    size_t n = b->n_categories;
    od_status st;

    if ((st = check_count(n, "categories", err)) != OD_OK ||
        (st = OD_GROW(b->category_key, b->category_key_capacity, n + 1, err)) != OD_OK ||
        (st = OD_GROW(b->category_name, b->category_name_capacity, n + 1, err)) != OD_OK ||
        (st = copy_text(b, name, &b->category_name[n], err)) != OD_OK ||
        (st = key_of(b, &b->categories, id, &b->category_key[n], err)) != OD_OK)
        return st;
    b->n_categories++;
    return OD_OK;
}

od_status od_dataset_add_truth(od_dataset_builder *b, const od_truth_entry *truth, od_place place,
                               od_error *err)
{
    od_dataset *set = b->set;
    uint32_t t = set->n_truths;
    od_status st;

    if ((st = check_count(t, "annotations", err)) != OD_OK)
        return st;
    if (t >= b->truth_room && (st = grow_truths(b, (size_t)t + 1, err)) != OD_OK)
        return st;
    if ((st = key_of(b, &b->images, truth->image, &set->truth_image[t], err)) != OD_OK ||
        (st = key_of(b, &b->categories, truth->category, &set->truth_category[t], err)) != OD_OK)
        return st;
    if ((st = put_area_and_id(b, truth, err)) != OD_OK ||
        (st = od_packed_add(&set->truth_box, truth->box, err)) != OD_OK)
        return st;
    set->truth_flags[t] = (uint8_t)truth->flags;
    b->truth_place[t] = place.at << 2 | (uint64_t)place.unit;
    set->n_truths++;
    return OD_OK;
}

/* b's key for a key of `from`. */
static od_status translate(od_dataset_builder *b, od_keys *keys, od_keys *from, uint32_t *key, od_error *err)
{
    uint32_t *known;
    od_status st;

    if (from->n_other < from->n) {
        if ((st = OD_GROW(from->other, from->other_capacity, from->n, err)) != OD_OK)
            return st;
        while (from->n_other < from->n)
            from->other[from->n_other++] = OD_NONE;
    }
    known = &from->other[*key];
    if (*known == OD_NONE && (st = key_of(b, keys, from->ids[*key], known, err)) != OD_OK)
        return st;
    *key = *known;
    return OD_OK;
}

od_status od_dataset_builder_append(od_dataset_builder *b, od_dataset_builder *from, od_error *err)
{
    od_dataset *set = b->set;
    const od_dataset *other = from->set;
    const uint32_t n = set->n_truths, more = other->n_truths;
    od_status st;

    if ((st = check_count((size_t)n + more, "annotations", err)) != OD_OK ||
        (st = grow_truths(b, (size_t)n + more, err)) != OD_OK)
        return st;
    memcpy(set->truth_flags + n, other->truth_flags, more * sizeof *set->truth_flags);
    memcpy(b->truth_place + n, from->truth_place, more * sizeof *b->truth_place);
    for (uint32_t t = 0; t < more && st == OD_OK; t++) {
        set->truth_image[n + t] = other->truth_image[t];
        set->truth_category[n + t] = other->truth_category[t];
        if ((st = translate(b, &b->images, &from->images, &set->truth_image[n + t], err)) == OD_OK)
            st = translate(b, &b->categories, &from->categories, &set->truth_category[n + t], err);
    }
    if (st != OD_OK || (st = append_areas_and_ids(b, other, err)) != OD_OK ||
        (st = od_packed_append(&set->truth_box, &other->truth_box, err)) != OD_OK)
        return st;
    set->n_truths = n + more;
    return OD_OK;
}
