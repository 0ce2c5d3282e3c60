/* The end of building: keys become indices. */
#include "dataset/builder.h"

#include <stdlib.h>

#include "dataset/group.h"

/* Which entries count, and where they go. */
typedef struct od_order {
    uint32_t n;             /* listed ids */
    uint32_t *index_of_key; /* OD_NONE: not listed */
    uint32_t *entry;        /* n: the last entry of each id, ascending by id */
} od_order;

typedef struct listed {
    od_id id;
    uint32_t key;
} listed;

static int by_id(const void *left, const void *right)
{
    const listed *a = left, *b = right;

    return od_id_compare(a->id, b->id);
}

static void order_free(od_order *order)
{
    free(order->index_of_key);
    free(order->entry);
}

/* For each key the last of its entries, in entry_of_key. An id listed again is noted. */
static od_status last_entries(od_dataset *set, const od_keys *keys, const uint32_t *key, size_t n_entries,
                              const od_ledger_kind *again, const char *name, uint32_t *entry_of_key,
                              od_error *err)
{
    char text[64];
    od_status st;

    for (size_t k = 0; k < keys->n; k++)
        entry_of_key[k] = OD_NONE;
    for (size_t e = 0; e < n_entries; e++) {
        if (entry_of_key[key[e]] != OD_NONE &&
            (st = od_ledger_note(&set->ledger, again, 1, (od_place){.input = name}, err, "id %s",
                                 od_id_text(text, sizeof text, keys->ids[key[e]]))) != OD_OK)
            return st;
        entry_of_key[key[e]] = (uint32_t)e;
    }
    return OD_OK;
}

static od_status order_entries(od_order *order, od_dataset *set, const od_keys *keys, const uint32_t *key,
                               size_t n_entries, const od_ledger_kind *again, const char *name, od_error *err)
{
    uint32_t *entry_of_key = NULL;
    listed *sorted = NULL;
    od_status st;

    if ((st = OD_ALLOC(entry_of_key, keys->n, err)) != OD_OK ||
        (st = OD_ALLOC(sorted, n_entries, err)) != OD_OK ||
        (st = OD_ALLOC(order->index_of_key, keys->n, err)) != OD_OK ||
        (st = OD_ALLOC(order->entry, n_entries, err)) != OD_OK ||
        (st = last_entries(set, keys, key, n_entries, again, name, entry_of_key, err)) != OD_OK)
        goto done;
    for (size_t k = 0; k < keys->n; k++) {
        order->index_of_key[k] = OD_NONE;
        if (entry_of_key[k] != OD_NONE)
            sorted[order->n++] = (listed){keys->ids[k], (uint32_t)k};
    }
    qsort(sorted, order->n, sizeof *sorted, by_id);
    for (uint32_t i = 0; i < order->n; i++) {
        order->index_of_key[sorted[i].key] = i;
        order->entry[i] = entry_of_key[sorted[i].key];
    }
done:
    free(sorted);
    free(entry_of_key);
    return st;
}

/* The map of keys becomes one of indices. */
static od_id_map *take_index(od_keys *keys, const od_order *order)
{
    od_id_map *map = keys->map;

    od_id_map_renumber(map, order->index_of_key);
    keys->map = NULL;
    return map;
}

/* ---- images ---- */

static od_status finish_images(od_dataset_builder *b, const od_order *order, od_error *err)
{
    od_dataset *set = b->set;
    od_status st;

    set->n_images = order->n;
    if ((st = OD_ALLOC(set->image_id, order->n, err)) != OD_OK ||
        (st = OD_ALLOC(set->image_width, order->n, err)) != OD_OK ||
        (st = OD_ALLOC(set->image_height, order->n, err)) != OD_OK ||
        (st = OD_ALLOC(set->image_file, order->n, err)) != OD_OK ||
        (st = OD_ALLOC(set->image_excluded, order->n, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < order->n; i++) {
        const od_image_draft *draft = &b->image[order->entry[i]];
        set->image_id[i] = b->images.ids[b->image_key[order->entry[i]]];
        set->image_width[i] = draft->width;
        set->image_height[i] = draft->height;
        set->image_file[i] = draft->file;
    }
    set->image_index = take_index(&b->images, order);
    return OD_OK;
}

/* ---- categories ---- */

static od_status note_name_twice(od_dataset *set, od_str category, const char *name, od_error *err)
{
    int n = category.n < 80 ? (int)category.n : 80;

    return od_ledger_note(&set->ledger, &od_kind_category_name_duplicate, 1, (od_place){.input = name}, err,
                          "\"%.*s\"", n, category.p);
}

/* In the order of the file: of a name used twice the last entry wins, whatever its id. */
static od_status index_names(od_dataset_builder *b, const od_order *order, const char *name, od_error *err)
{
    od_dataset *set = b->set;
    od_status st;

    if ((st = od_id_map_create(&set->name_index, err)) != OD_OK)
        return st;
    for (size_t e = 0; e < b->n_categories; e++) {
        uint32_t c = order->index_of_key[b->category_key[e]];
        od_str label = b->category_name[e];

        if (order->entry[c] != e || !label.p)
            continue;
        if (od_id_map_get_text(set->name_index, label) != OD_NONE &&
            (st = note_name_twice(set, label, name, err)) != OD_OK)
            return st;
        if ((st = od_id_map_put(set->name_index, (od_id){.text = label.p}, c, err)) != OD_OK)
            return st;
    }
    return OD_OK;
}

/* A category without a name is shown by its id; no label means it. */
static od_status name_for(od_dataset *set, od_id id, od_str *name, od_error *err)
{
    char text[64];

    *name = id.text ? od_str_of(id.text)
                    : od_arena_copy(&set->texts, od_str_of(od_id_text(text, sizeof text, id)));
    return name->p ? OD_OK : od_fail_memory(err);
}

static od_status finish_categories(od_dataset_builder *b, const od_order *order, const char *name,
                                   od_error *err)
{
    od_dataset *set = b->set;
    od_status st;

    set->n_categories = order->n;
    if ((st = OD_ALLOC(set->category_id, order->n, err)) != OD_OK ||
        (st = OD_ALLOC(set->category_name, order->n, err)) != OD_OK)
        return st;
    for (uint32_t c = 0; c < order->n; c++) {
        set->category_id[c] = b->categories.ids[b->category_key[order->entry[c]]];
        set->category_name[c] = b->category_name[order->entry[c]];
        if (!set->category_name[c].p &&
            (st = name_for(set, set->category_id[c], &set->category_name[c], err)) != OD_OK)
            return st;
    }
    set->category_index = take_index(&b->categories, order);
    return index_names(b, order, name, err);
}

/* ---- labels asked ---- */

static od_status finish_asked(od_dataset_builder *b, const od_order *images, const char *name, od_error *err)
{
    od_dataset *set = b->set;
    uint32_t n = 0;
    od_status st;

    if (b->n_asked == 0)
        return OD_OK;
    if ((st = OD_ALLOC(set->asked_start, (size_t)set->n_images + 1, err)) != OD_OK ||
        (st = OD_ALLOC(set->asked, b->n_asked, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < set->n_images; i++) {
        size_t e = images->entry[i];
        size_t end = e + 1 < b->n_images ? b->image[e + 1].asked : b->n_asked;

        for (size_t a = b->image[e].asked; a < end; a++) {
            od_asked asked = b->asked[a];
            asked.category = od_id_map_get_text(set->name_index, asked.label);
            if (asked.category == OD_NONE &&
                (st = od_ledger_note(&set->ledger, &od_kind_asked_label_unlisted, 1,
                                     (od_place){.input = name}, err, "\"%.*s\"",
                                     asked.label.n < 80 ? (int)asked.label.n : 80, asked.label.p)) != OD_OK)
                return st;
            set->asked[n++] = asked;
        }
        set->asked_start[i + 1] = n;
    }
    return OD_OK;
}

/* ---- truths ---- */

static od_status note_unlisted(od_dataset_builder *b, uint32_t t, const od_ledger_kind *kind,
                               const char *field, od_id id, const char *name, od_error *err)
{
    char text[64];

    return od_ledger_note(&b->set->ledger, kind, 1, od_dataset_builder_place(b, t, name), err,
                          "annotation %lld: %s %s", (long long)od_truth_id(b->set, t), field,
                          od_id_text(text, sizeof text, id));
}

/* One truth is noted once: one whose image is unlisted, for that. */
static od_status resolve_truths(od_dataset_builder *b, const od_order *images, const od_order *categories,
                                const char *name, od_error *err)
{
    od_dataset *set = b->set;

    for (uint32_t t = 0; t < set->n_truths; t++) {
        uint32_t image = set->truth_image[t], category = set->truth_category[t];
        od_status st = OD_OK;

        set->truth_image[t] = images->index_of_key[image];
        set->truth_category[t] = categories->index_of_key[category];
        if (set->truth_image[t] == OD_NONE)
            st = note_unlisted(b, t, &od_kind_truth_image_unlisted, "image_id", b->images.ids[image], name,
                               err);
        else if (set->truth_category[t] == OD_NONE)
            st = note_unlisted(b, t, &od_kind_truth_category_unlisted, "category_id",
                               b->categories.ids[category], name, err);
        if (st != OD_OK)
            return st;
    }
    return OD_OK;
}

/* What only drafts needed, before the lists are made. */
static void free_drafts(od_dataset_builder *b)
{
    free(b->image);
    free(b->image_key);
    b->image = NULL;
    b->image_key = NULL;
}

od_status od_dataset_finish(od_dataset **out, od_dataset_builder *b, const char *name, od_error *err)
{
    od_order images = {0}, categories = {0};
    uint32_t *last = NULL;
    od_dataset *set = b->set;
    od_status st;

    *out = NULL;
    if ((st = order_entries(&images, set, &b->images, b->image_key, b->n_images, &od_kind_image_id_duplicate,
                            name, err)) != OD_OK ||
        (st = order_entries(&categories, set, &b->categories, b->category_key, b->n_categories,
                            &od_kind_category_id_duplicate, name, err)) != OD_OK ||
        (st = finish_images(b, &images, err)) != OD_OK ||
        (st = finish_categories(b, &categories, name, err)) != OD_OK ||
        (st = finish_asked(b, &images, name, err)) != OD_OK ||
        (st = resolve_truths(b, &images, &categories, name, err)) != OD_OK)
        goto done;
    free_drafts(b);
    if ((st = od_dataset_last_of_id(set, NULL, &last, err)) != OD_OK ||
        (st = od_dataset_group(set, NULL, last, err)) != OD_OK ||
        (st = od_dataset_audit(b, last, name, err)) != OD_OK)
        goto done;
    *out = set;
    b->set = NULL;
done:
    free(last);
    order_free(&images);
    order_free(&categories);
    od_dataset_builder_free(b);
    return st;
}
