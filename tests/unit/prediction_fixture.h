/* prediction_fixture.h: two small subsets to read predictions into, for tests of src/prediction.
 *
 * "colour" has the images 1 (one.jpg), 2 (dir/two.jpg) and 30, and the categories 1 "red", 2 "dark blue" and
 * 3 "Ring.". "shape" has the images "a" and "b", and the categories 10 "ring" and "x" "cross".
 */
#ifndef TESTS_PREDICTION_FIXTURE_H
#define TESTS_PREDICTION_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prediction/prediction.h"

typedef struct fixture {
    od_dataset *set[2];
    od_target target[2];
    od_ledger ledger;
    od_prediction_sink sink;
    od_error err;
    char text[1200]; /* of the last error */
} fixture;

static inline od_id number_id(int64_t number)
{
    return (od_id){.number = number};
}

static inline od_id text_id(const char *text)
{
    return (od_id){.text = text};
}

static inline void add_image(od_dataset_builder *b, od_id id, const char *file)
{
    od_image_entry image = {.id = id, .width = 640, .height = 480, .file = od_str_of(file)};

    assert_int_equal(od_dataset_add_image(b, &image, NULL), OD_OK);
}

static inline od_dataset *colours(void)
{
    od_dataset_builder *b;
    od_dataset *set;

    assert_int_equal(od_dataset_builder_create(&b, NULL), OD_OK);
    add_image(b, number_id(1), "one.jpg");
    add_image(b, number_id(2), "dir/two.jpg");
    add_image(b, number_id(30), NULL);
    assert_int_equal(od_dataset_add_category(b, number_id(1), OD_STR("red"), NULL), OD_OK);
    assert_int_equal(od_dataset_add_category(b, number_id(2), OD_STR("dark blue"), NULL), OD_OK);
    assert_int_equal(od_dataset_add_category(b, number_id(3), OD_STR("Ring."), NULL), OD_OK);
    assert_int_equal(od_dataset_finish(&set, b, "colour", NULL), OD_OK);
    return set;
}

static inline od_dataset *shapes(void)
{
    od_dataset_builder *b;
    od_dataset *set;

    assert_int_equal(od_dataset_builder_create(&b, NULL), OD_OK);
    add_image(b, text_id("a"), "a.jpg");
    add_image(b, text_id("b"), "b.jpg");
    assert_int_equal(od_dataset_add_category(b, number_id(10), OD_STR("ring"), NULL), OD_OK);
    assert_int_equal(od_dataset_add_category(b, text_id("x"), OD_STR("cross"), NULL), OD_OK);
    assert_int_equal(od_dataset_finish(&set, b, "shape", NULL), OD_OK);
    return set;
}

/* Empties what was read before. */
static inline void fixture_reset(fixture *f)
{
    static const char *const names[] = {"colour", "shape"};

    for (int i = 0; i < 2; i++) {
        od_target_release(&f->target[i]);
        assert_int_equal(od_target_init(&f->target[i], names[i], f->set[i], NULL), OD_OK);
    }
    od_ledger_free(&f->ledger);
    f->ledger = (od_ledger){0};
    f->err = (od_error){0};
}

static inline int fixture_setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    f->set[0] = colours();
    f->set[1] = shapes();
    fixture_reset(f);
    f->sink =
        (od_prediction_sink){.targets = f->target, .n_targets = 2, .target = OD_NONE, .ledger = &f->ledger};
    *state = f;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    fixture *f = *state;

    for (int i = 0; i < 2; i++) {
        od_target_release(&f->target[i]);
        od_dataset_free(f->set[i]);
    }
    od_ledger_free(&f->ledger);
    free(f);
    return 0;
}

/* As a benchmark with one set: only "colour", and records without a subset are for it. */
static inline void one_set(fixture *f)
{
    f->target[0].subset = "";
    f->sink.n_targets = 1;
    f->sink.target = 0;
}

/* One number of a detection's box. */
static inline double box_value(const od_detections *d, uint32_t detection, unsigned i)
{
    double box[4];

    od_detection_box(d, detection, box);
    return box[i];
}

static inline const char *error_text(fixture *f)
{
    return od_error_text(&f->err, f->text, sizeof f->text);
}

/* The example of an entry, "" when there is none. */
static inline const char *example(const od_ledger *l, const od_ledger_kind *kind, uint32_t i)
{
    for (size_t e = 0; e < l->n; e++) {
        if (l->entries[e].kind == kind && i < l->entries[e].n_examples)
            return l->entries[e].examples[i];
    }
    return "";
}

#endif
