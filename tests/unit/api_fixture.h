/* api_fixture.h: small evaluations for the tests of the library. Include after cmocka.h and scratch.h. */
#ifndef OD_TESTS_API_FIXTURE_H
#define OD_TESTS_API_FIXTURE_H

#include <math.h>

#include "odeval/odeval.h"

#define MINI "data/ovdeval-mini"
#define GOOD MINI "/predictions/good.json"
#define WITH_FILES(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

static inline void must(odeval_status st, const odeval_error *err)
{
    if (st != ODEVAL_OK)
        fail_msg("%s", err->message);
}

static inline odeval *create(const char *bench)
{
    odeval_error err = {0};
    odeval *o;

    must(odeval_create(&o, bench, &err), &err);
    return o;
}

static inline void set(odeval *o, const char *option, const char *value)
{
    odeval_error err = {0};

    must(odeval_set(o, option, value, &err), &err);
}

static inline void add_images(odeval *o, const char *subset, int64_t n)
{
    odeval_error err = {0};

    for (int64_t id = 1; id <= n; id++)
        must(odeval_add_image(o, subset, &(odeval_image){.id = id, .width = 640, .height = 480}, &err), &err);
}

static inline void add_category(odeval *o, const char *subset, int64_t id, const char *name)
{
    odeval_error err = {0};

    must(odeval_add_category(o, subset, id, name, &err), &err);
}

static inline void add_truths(odeval *o, const char *subset, odeval_truths truths)
{
    odeval_error err = {0};

    must(odeval_add_truths(o, subset, &truths, &err), &err);
}

static inline void add_detections(odeval *o, const char *subset, odeval_detections detections)
{
    odeval_error err = {0};

    must(odeval_add_detections(o, subset, &detections, &err), &err);
}

static inline void score(odeval *o)
{
    odeval_error err = {0};

    must(odeval_score(o, &err), &err);
}

static inline double get(const odeval *o, const char *path)
{
    odeval_error err = {0};
    double value;

    must(odeval_get(o, path, &value, &err), &err);
    return value;
}

static inline uint64_t warned(const odeval *o, const char *code)
{
    odeval_error err = {0};
    odeval_warning w;
    uint64_t count = 0;

    for (size_t i = 0; i < odeval_warning_count(o); i++) {
        must(odeval_get_warning(o, i, &w, &err), &err);
        if (strcmp(w.code, code) == 0)
            count += w.count;
    }
    return count;
}

/* V-COCO of semantics A9. */
static const int64_t v_truth_image[] = {1, 1, 2, 2, 3}, v_truth_category[] = {1, 1, 1, 2, 2};
static const double v_truth_box[] = {10, 10, 50, 50, 100, 100, 40, 40, 20, 20,
                                     30, 30, 0,  0,  200, 200, 50, 50, 20, 20};
static const unsigned char v_crowd[] = {0, 0, 0, 0, 1};
static const odeval_truths v_truths = {
    .n = 5, .image_id = v_truth_image, .category_id = v_truth_category, .box = v_truth_box, .crowd = v_crowd};

static const int64_t v_image[] = {1, 1, 1, 2, 2, 3, 3, 2}, v_category[] = {1, 1, 1, 1, 2, 2, 2, 1};
static const double v_box[] = {12, 12, 50,  50,  100, 100, 40, 30, 11,  11,  50, 50, 20, 20, 30, 30,
                               10, 10, 190, 190, 52,  52,  10, 10, 300, 300, 10, 10, 0,  0,  5,  5};
static const double v_score[] = {.9, .8, .7, .6, .95, .5, .4, .85};
static const odeval_detections v_detections = {
    .n = 8, .image_id = v_image, .category_id = v_category, .box = v_box, .score = v_score};

static inline void add_v_truths(odeval *o)
{
    add_images(o, NULL, 3);
    add_category(o, NULL, 1, "cat");
    add_category(o, NULL, 2, "dog");
    add_truths(o, NULL, v_truths);
}

/* One image with one cat that fills 50 x 50 at (10, 10). */
static inline odeval *one_cat(const char *subset)
{
    static const int64_t one[] = {1};
    static const double box[] = {10, 10, 50, 50};
    odeval *o = create(subset ? "ovdeval-mini" : "coco");

    add_images(o, subset, 1);
    add_category(o, subset, 1, "cat");
    add_truths(o, subset, (odeval_truths){.n = 1, .image_id = one, .category_id = one, .box = box});
    return o;
}

/* The cat, exactly. */
static inline odeval_detections the_cat(void)
{
    static const int64_t one[] = {1};
    static const double box[] = {10, 10, 50, 50};

    return (odeval_detections){.n = 1, .image_id = one, .category_id = one, .box = box};
}

static inline odeval *mini_with(const char *predictions)
{
    odeval_error err = {0};
    odeval *o = create("ovdeval-mini");

    set(o, "data", MINI);
    must(odeval_load_ground_truth(o, &err), &err);
    must(odeval_load_predictions(o, predictions, &err), &err);
    return o;
}

static inline void assert_text_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" has no \"%s\"", text, part);
}

#endif
