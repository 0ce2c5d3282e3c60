/* builder.h: a data set while it is being put together.
 *
 * Truths may come before the images they belong to, so ids are first turned into keys (in order of first
 * sight), and keys into indices when everything is known. Only the dataset room includes this.
 */
#ifndef OD_DATASET_BUILDER_H
#define OD_DATASET_BUILDER_H

#include "dataset/dataset.h"

/* Ids of one kind; an id's key is its position. */
typedef struct od_keys {
    od_id *ids; /* texts are the data set's */
    size_t n, capacity;
    od_id_map *map;  /* id to key */
    uint32_t last;   /* the key given last: neighbours in a file often share an image */
    uint32_t *other; /* when truths are appended to another builder: its key for each of ours, OD_NONE: not
                        asked yet */
    size_t n_other, other_capacity;
} od_keys;

typedef struct od_image_draft {
    uint32_t width, height;
    od_str file;
    uint32_t asked; /* its first label in the builder's asked; they end where the next image's start */
} od_image_draft;

struct od_dataset_builder {
    od_dataset
        *set; /* truth columns are filled here; truth_image and truth_category hold keys until the end */
    od_keys images, categories;

    /* in the order of the file, an id given twice included */
    size_t n_images, n_categories, n_asked;
    uint32_t *image_key, *category_key;
    od_image_draft *image;
    od_str *category_name; /* .p NULL: none given */
    od_asked *asked;       /* category is not filled */
    size_t image_key_capacity, image_capacity, category_key_capacity, category_name_capacity, asked_capacity;

    uint64_t *truth_place; /* od_place.at << 2 | unit: places are needed once more, at the end */
    size_t truth_room;     /* truths that fit without growing; boxes see to it themselves */
    struct {
        size_t image, category, flags, place, area, id;
    } truth_capacity;
};

/* Forget what was added so far of one kind: a JSON key that comes twice counts the last time only. */
void od_dataset_builder_drop_images(od_dataset_builder *b); /* and the labels asked for them */
void od_dataset_builder_drop_categories(od_dataset_builder *b);
void od_dataset_builder_drop_truths(od_dataset_builder *b);

/* Adds the truths of `from` behind those of b. The same two builders each time: `from` remembers b's keys. */
od_status od_dataset_builder_append(od_dataset_builder *b, od_dataset_builder *from, od_error *err);

/* Where truth t came from, in the input called `name`. */
od_place od_dataset_builder_place(const od_dataset_builder *b, uint32_t truth, const char *name);

/* Notes in the ledger what is suspicious about truths, once they are resolved and grouped. `last` is what
 * od_dataset_last_of_id gave. */
od_status od_dataset_audit(od_dataset_builder *b, const uint32_t *last, const char *name, od_error *err);

#endif
