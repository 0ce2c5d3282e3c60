/* coco.h: what the files of the COCO reader share. Only they include this. */
#ifndef OD_DATASET_COCO_H
#define OD_DATASET_COCO_H

#include "core/json_shape.h"
#include "dataset/builder.h"

/* Labels of one image until all of the image is read. */
typedef struct od_coco_labels {
    od_buffer bytes; /* one after the other */
    size_t *ends;
    size_t n, capacity;
} od_coco_labels;

/* The shape of the last record of a kind that was plain: known keys once each with their values, and any
 * others.
 */
enum { OD_COCO_KEYS = 7, OD_COCO_NO_KEY = UINT8_MAX };

typedef struct od_coco_shape {
    od_json_shape text;
    uint8_t
        at[OD_COCO_KEYS]; /* which of its values is the key's first; OD_COCO_NO_KEY: it has not that key */
} od_coco_shape;

/* What is to be learnt of a record while it is read. */
typedef struct od_coco_outline {
    bool plain, texts; /* texts: they are left open, too */
    uint64_t start;    /* offset */
    uint8_t at[OD_COCO_KEYS];
    unsigned n_values;
    uint32_t integers;
} od_coco_outline;

typedef struct od_coco_reader {
    od_json json;
    od_dataset_builder *builder;
    const char *folder; /* of the image files; NULL: none */
    od_coco_way way;
    od_coco_shape annotation_shape, image_shape;
    od_error *err;
    od_buffer image_text, category_text, file, path; /* texts that must outlive the next value */
    od_coco_labels labels[2];                        /* text, neg_text */
} od_coco_reader;

/* The lists of a file. */
enum { OD_COCO_IMAGES, OD_COCO_ANNOTATIONS, OD_COCO_CATEGORIES, OD_COCO_SECTIONS };

/* "null", "a number", ...: for messages. */
const char *od_coco_type_name(od_json_type type);

/* Reads an id and keeps its text in `hold`. *usable as od_json_id has it. */
od_status od_coco_id(od_coco_reader *r, od_buffer *hold, od_id *id, bool *usable);

/* Each reads one object of its list, which comes next, into the builder. */
od_status od_coco_annotation(od_coco_reader *r);
od_status od_coco_image(od_coco_reader *r);
od_status od_coco_category(od_coco_reader *r);

/* Reads one entry of a list, whatever its type: anything but an object is an error. */
od_status od_coco_entry(od_coco_reader *r, int section);

void od_coco_outline_begin(od_coco_outline *o, const od_coco_reader *r, od_place place, bool texts);
/* The value of a key has been read; it starts at offset `from`. A known key must be there once and have just
 * its `wanted` values; those of other keys are not looked at. */
void od_coco_outline_key(od_coco_outline *o, const od_json *j, unsigned key, uint64_t from, unsigned wanted,
                         bool integer);
void od_coco_outline_other(od_coco_outline *o, const od_json *j, uint64_t from);
/* The record has been read; forgets the shape when it was not plain. */
void od_coco_outline_learn(od_coco_shape *shape, const od_coco_outline *o, const od_json *j);

/* Reads the open array of annotations and its closing bracket on way.n_threads threads; the input is whole.
 */
od_status od_coco_annotations_split(od_coco_reader *r);

void od_coco_images_release(od_coco_reader *r);

#endif
