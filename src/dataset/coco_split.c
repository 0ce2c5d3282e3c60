/* COCO annotations on several threads: each reads pieces of the array ahead, each with a builder of its own.
 */
#include <stdlib.h>

#include "core/json_split.h"
#include "dataset/coco.h"

typedef struct crew {
    od_coco_reader *reader; /* the one that counts */
    od_coco_reader *ahead;  /* one a slot */
    od_error *ignored;      /* theirs */
    unsigned n;
} crew;

static od_json *ahead_json(void *context, unsigned slot)
{
    const crew *c = context;

    return &c->ahead[slot].json;
}

static void ahead_clear(void *context, unsigned slot)
{
    const crew *c = context;

    od_dataset_builder_drop_truths(c->ahead[slot].builder);
    c->ignored[slot] = (od_error){0};
}

/* An annotation that needs nothing filled in from its place in the file. */
static bool ahead_annotation(void *context, unsigned slot)
{
    const crew *c = context;
    od_coco_reader *r = &c->ahead[slot];
    const od_dataset *set = r->builder->set;
    od_json_type type;

    return od_json_peek(&r->json, &type) == OD_OK && type == OD_JSON_OBJECT &&
           od_coco_annotation(r) == OD_OK && !(set->truth_flags[set->n_truths - 1] & OD_TRUTH_ID_MISSING);
}

static od_status keep_annotations(void *context, unsigned slot, uint64_t n, od_error *err)
{
    const crew *c = context;

    (void)n;
    return od_dataset_builder_append(c->reader->builder, c->ahead[slot].builder, err);
}

static od_status read_in_turn(void *context, od_error *err)
{
    const crew *c = context;

    (void)err; /* it is the reader's own */
    return od_coco_entry(c->reader, OD_COCO_ANNOTATIONS);
}

static void release(crew *c)
{
    for (unsigned i = 0; c->ahead && i < c->n; i++) {
        od_dataset_builder_free(c->ahead[i].builder);
        od_coco_images_release(&c->ahead[i]);
        od_buffer_free(&c->ahead[i].image_text);
        od_buffer_free(&c->ahead[i].category_text);
    }
    free(c->ahead);
    free(c->ignored);
}

od_status od_coco_annotations_split(od_coco_reader *r)
{
    const unsigned n_threads = r->way.n_threads;
    crew c = {.reader = r, .n = od_json_slots(n_threads)};
    const od_json_pieces pieces = {.context = &c,
                                   .reader = ahead_json,
                                   .clear = ahead_clear,
                                   .ahead = ahead_annotation,
                                   .keep = keep_annotations,
                                   .read = read_in_turn};
    od_status st;

    if ((st = OD_ALLOC(c.ahead, c.n, r->err)) != OD_OK || (st = OD_ALLOC(c.ignored, c.n, r->err)) != OD_OK)
        goto done;
    for (unsigned i = 0; i < c.n && st == OD_OK; i++) {
        c.ahead[i].err = &c.ignored[i];
        c.ahead[i].way.general = r->way.general;
        st = od_dataset_builder_create(&c.ahead[i].builder, r->err);
    }
    if (st == OD_OK)
        st = od_json_split(&r->json, n_threads, r->way.piece_bytes, &pieces, r->err);
done:
    release(&c);
    return st;
}
