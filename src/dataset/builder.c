#include "dataset/builder.h"

#include <stdlib.h>
#include <string.h>

static od_status grow_truths(od_dataset_builder *b, size_t needed, od_error *err)
{
    od_dataset *set = b->set;
    size_t *capacity = b->truth_capacity;
    od_status st;

    if ((st = OD_GROW(set->truth_image, capacity[0], needed, err)) != OD_OK ||
        (st = OD_GROW(set->truth_category, capacity[1], needed, err)) != OD_OK ||
        (st = OD_GROW(set->truth_box, capacity[2], needed, err)) != OD_OK ||
        (st = OD_GROW(set->truth_area, capacity[3], needed, err)) != OD_OK ||
        (st = OD_GROW(set->truth_flags, capacity[4], needed, err)) != OD_OK ||
        (st = OD_GROW(set->truth_id, capacity[5], needed, err)) != OD_OK ||
        (st = OD_GROW(b->truth_place, capacity[6], needed, err)) != OD_OK)
        return st;
    b->truth_room = capacity[0];
    for (size_t i = 1; i < 7; i++) {
        if (capacity[i] < b->truth_room)
            b->truth_room = capacity[i];
    }
    return OD_OK;
}

od_status od_dataset_builder_create(od_dataset_builder **out, od_error *err)
{
    od_dataset_builder *b = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(b, 1, err)) != OD_OK)
        return st;
    if ((st = OD_ALLOC(b->set, 1, err)) != OD_OK || (st = od_id_map_create(&b->images.map, err)) != OD_OK ||
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
    b->set->n_truths = 0;
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
    for (int i = 0; i < 4; i++)
        set->truth_box[t][i] = truth->box[i];
    set->truth_area[t] = truth->area;
    set->truth_flags[t] = (uint8_t)truth->flags;
    set->truth_id[t] = truth->id;
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
    memcpy(set->truth_box + n, other->truth_box, more * sizeof *set->truth_box);
    memcpy(set->truth_area + n, other->truth_area, more * sizeof *set->truth_area);
    memcpy(set->truth_flags + n, other->truth_flags, more * sizeof *set->truth_flags);
    memcpy(set->truth_id + n, other->truth_id, more * sizeof *set->truth_id);
    memcpy(b->truth_place + n, from->truth_place, more * sizeof *b->truth_place);
    for (uint32_t t = 0; t < more && st == OD_OK; t++) {
        set->truth_image[n + t] = other->truth_image[t];
        set->truth_category[n + t] = other->truth_category[t];
        if ((st = translate(b, &b->images, &from->images, &set->truth_image[n + t], err)) == OD_OK)
            st = translate(b, &b->categories, &from->categories, &set->truth_category[n + t], err);
    }
    if (st == OD_OK)
        set->n_truths = n + more;
    return st;
}
