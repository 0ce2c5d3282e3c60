/* dataset_help.h: what the tests of the dataset room share. */
#ifndef OD_TESTS_DATASET_HELP_H
#define OD_TESTS_DATASET_HELP_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "dataset/dataset.h"

/* The number 7 as an id; the text "a" as an id. */
#define ID(n) ((od_id){.number = (n)})
#define TEXT_ID(s) ((od_id){.text = (s)})

/* Annotations with two images, two categories, and one truth of these fields, which starts at byte 154. */
#define IMAGES "\"images\":[{\"id\":1,\"width\":100,\"height\":100},{\"id\":2,\"width\":100,\"height\":100}]"
#define CATEGORIES "\"categories\":[{\"id\":1,\"name\":\"dog\"},{\"id\":2,\"name\":\"cat\"}]"
#define TRUTH(fields) "{" IMAGES "," CATEGORIES ",\"annotations\":[{" fields "}]}"
/* Fields that are right; more may follow. */
#define USUAL "\"id\":17,\"image_id\":1,\"category_id\":2,\"bbox\":[1,2,3,4],\"area\":11.5,\"iscrowd\":0"

/* Reads annotations that are right; called "gt.json" in messages. */
static inline od_dataset *read_json(const char *json)
{
    od_error err = {0};
    char text[1200];
    od_input *in = NULL;
    od_dataset *set = NULL;

    if (od_input_of_bytes(&in, "gt.json", json, strlen(json), &err) != OD_OK ||
        od_dataset_read_coco(&set, in, NULL, &err) != OD_OK)
        fail_msg("%s", od_error_text(&err, text, sizeof text));
    od_input_close(in);
    return set;
}

/* Reads annotations that are wrong; gives what is said about them. */
static inline const char *refusal(const char *json, char *text, size_t size)
{
    od_error err = {0};
    od_input *in = NULL;
    od_dataset *set = (od_dataset *)&err; /* anything but NULL: the reader must set it */

    assert_int_equal(od_input_of_bytes(&in, "gt.json", json, strlen(json), &err), OD_OK);
    assert_int_equal(od_dataset_read_coco(&set, in, NULL, &err), OD_INPUT);
    assert_null(set);
    od_input_close(in);
    return od_error_text(&err, text, size);
}

static inline void assert_refused(const char *json, const char *expected)
{
    char text[1200];

    assert_string_equal(refusal(json, text, sizeof text), expected);
}

/* x, y, w or h of a truth. */
static inline double box_of(const od_dataset *set, uint32_t truth, int which)
{
    double box[4] = {0};

    od_truth_box(set, truth, box);
    return box[which];
}

/* The ids of the truths in a list of one image: "5 5 7". */
static inline const char *ids_of(const od_dataset *set, const uint32_t *start, const uint32_t *list,
                                 uint32_t image, char text[256])
{
    size_t n = 0;

    text[0] = '\0';
    for (uint32_t k = start[image]; k < start[image + 1]; k++)
        n += (size_t)snprintf(text + n, 256 - n, "%s%lld", k > start[image] ? " " : "",
                              (long long)od_truth_id(set, od_truth_at(list, k)));
    return text;
}

static inline void assert_truths(const od_dataset *set, uint32_t image, const char *ids)
{
    char text[256];

    assert_string_equal(ids_of(set, set->by_image_start, set->by_image, image, text), ids);
}

static inline void assert_indexed(const od_dataset *set, uint32_t image, const char *ids)
{
    char text[256];

    assert_string_equal(ids_of(set, set->indexed_start, set->indexed, image, text), ids);
}

/* ---- building ---- */

static inline od_dataset_builder *new_builder(void)
{
    od_dataset_builder *b = NULL;

    assert_int_equal(od_dataset_builder_create(&b, NULL), OD_OK);
    return b;
}

static inline void put_image(od_dataset_builder *b, od_id id, const char *file)
{
    od_image_entry entry = {.id = id, .width = 100, .height = 50, .file = od_str_of(file)};

    assert_int_equal(od_dataset_add_image(b, &entry, NULL), OD_OK);
}

static inline void put_category(od_dataset_builder *b, od_id id, const char *name)
{
    assert_int_equal(od_dataset_add_category(b, id, od_str_of(name), NULL), OD_OK);
}

/* A box of 10 x 10 at (1, 1). */
static inline void put_truth(od_dataset_builder *b, int64_t id, od_id image_id, od_id category_id,
                             unsigned flags)
{
    od_truth_entry entry = {id, image_id, category_id, {1, 1, 10, 10}, 100, flags};
    od_place place = {"any", 1000 + (uint64_t)id, OD_UNIT_RECORD};

    assert_int_equal(od_dataset_add_truth(b, &entry, place, NULL), OD_OK);
}

static inline od_dataset *finish_set(od_dataset_builder *b)
{
    od_dataset *set = NULL;

    assert_int_equal(od_dataset_finish(&set, b, "gt", NULL), OD_OK);
    return set;
}

/* Images 1 and 2, category 1. */
static inline od_dataset_builder *two_images(void)
{
    od_dataset_builder *b = new_builder();

    put_image(b, ID(1), "1.jpg");
    put_image(b, ID(2), "2.jpg");
    put_category(b, ID(1), "dog");
    return b;
}

#endif
