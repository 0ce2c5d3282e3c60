#include "prediction_fixture.h"

static void add(od_target *t, uint32_t image, uint32_t category, double score)
{
    od_detection_entry entry = {
        .image = image, .category = category, .mended = OD_NONE, .score = score, .has_score = true};

    assert_int_equal(od_target_add(t, &entry, NULL), OD_OK);
}

static void assert_place(const od_target *t, uint32_t detection, const char *expected)
{
    char text[300];

    od_place_text(text, sizeof text, od_detection_place(&t->detections, detection));
    assert_string_equal(text, expected);
}

static void records_advance_with_the_detections(void **state)
{
    od_target *t = &((fixture *)*state)->target[0];

    assert_int_equal(od_target_origin(t, (od_place){"a.json", 5, OD_UNIT_RECORD}, NULL), OD_OK);
    add(t, 0, 0, 0.5);
    add(t, 0, 0, 0.5);
    assert_int_equal(od_target_origin(t, (od_place){"b.json", 9, OD_UNIT_RECORD}, NULL), OD_OK);
    add(t, 1, 0, 0.5);
    add(t, 1, 0, 0.5);

    assert_place(t, 0, "a.json: record 5");
    assert_place(t, 1, "a.json: record 6");
    assert_place(t, 2, "b.json: record 9");
    assert_place(t, 3, "b.json: record 10");
}

static void lines_stay_where_they_are(void **state)
{
    od_target *t = &((fixture *)*state)->target[0];

    assert_int_equal(od_target_origin(t, (od_place){"a.jsonl", 7, OD_UNIT_LINE}, NULL), OD_OK);
    add(t, 0, 0, 0.5);
    add(t, 0, 0, 0.5);

    assert_place(t, 0, "a.jsonl: line 7");
    assert_place(t, 1, "a.jsonl: line 7");
}

static void an_origin_that_no_detection_used_is_replaced(void **state)
{
    od_target *t = &((fixture *)*state)->target[0];

    for (uint64_t line = 1; line <= 100; line++)
        assert_int_equal(od_target_origin(t, (od_place){"a.jsonl", line, OD_UNIT_LINE}, NULL), OD_OK);
    add(t, 0, 0, 0.5);

    assert_int_equal(t->detections.n_origins, 1);
    assert_place(t, 0, "a.jsonl: line 100");
}

static void the_name_of_an_input_is_kept_once(void **state)
{
    od_target *t = &((fixture *)*state)->target[0];
    char name[] = "a.json";

    assert_int_equal(od_target_origin(t, (od_place){name, 1, OD_UNIT_RECORD}, NULL), OD_OK);
    add(t, 0, 0, 0.5);
    assert_int_equal(od_target_origin(t, (od_place){name, 3, OD_UNIT_RECORD}, NULL), OD_OK);
    add(t, 0, 0, 0.5);
    name[0] = 'z';

    assert_int_equal(t->detections.n_inputs, 1);
    assert_place(t, 1, "a.json: record 3");
}

static void a_detection_without_an_origin_has_no_place(void **state)
{
    od_target *t = &((fixture *)*state)->target[0];

    add(t, 0, 0, 0.5);

    assert_place(t, 0, "");
}

static void a_missing_score_is_one(void **state)
{
    od_target *t = &((fixture *)*state)->target[0];
    od_detection_entry entry = {.image = 1, .category = 0, .mended = OD_NONE, .score = 0.25};

    assert_int_equal(od_target_add(t, &entry, NULL), OD_OK);

    assert_true(od_detection_score(&t->detections, 0) == 1.0);
    assert_int_equal(t->detections.n_without_score, 1);
    assert_int_equal(t->answered[0], 0);
    assert_int_equal(t->answered[1], 1);
}

static void what_can_be_mended_is_kept_apart(void **state)
{
    od_target *t = &((fixture *)*state)->target[0];
    od_detection_entry known = {.image = 0, .category = 1, .mended = 2, .has_score = true};
    od_detection_entry text = {.image = 0, .category = OD_NONE, .mended = 2, .has_score = true};

    assert_int_equal(od_target_add(t, &known, NULL), OD_OK);
    assert_int_equal(od_target_add(t, &text, NULL), OD_OK);

    assert_int_equal(t->detections.n_mended, 1);
    assert_int_equal(t->detections.mended[0].detection, 1);
    assert_int_equal(t->detections.mended[0].category, 2);
    assert_true(t->detections.category[1] == OD_NONE);
}

static void grouping_keeps_the_order_of_the_file_within_an_image(void **state)
{
    static const uint32_t images[] = {2, 0, 2, 2, 0};
    od_target *t = &((fixture *)*state)->target[0];
    const od_detections *d = &t->detections;

    for (int i = 0; i < 5; i++)
        add(t, images[i], 0, 0.5);
    assert_int_equal(od_detections_group(&t->detections, 3, NULL), OD_OK);

    assert_memory_equal(d->by_image_start, ((uint32_t[]){0, 2, 2, 5}), 4 * sizeof(uint32_t));
    assert_memory_equal(d->by_image, ((uint32_t[]){1, 4, 0, 2, 3}), 5 * sizeof(uint32_t));
}

static void nothing_can_be_grouped(void **state)
{
    od_target *t = &((fixture *)*state)->target[0];

    assert_int_equal(od_detections_group(&t->detections, 0, NULL), OD_OK);

    assert_int_equal(t->detections.by_image_start[0], 0);
}

static void columns_grow_without_losing_anything(void **state)
{
    od_target *t = &((fixture *)*state)->target[0];

    for (uint32_t i = 0; i < 10000; i++)
        add(t, i % 3, i % 2, i);

    assert_int_equal(t->detections.n, 10000);
    for (uint32_t i = 0; i < 10000; i++) {
        assert_int_equal(t->detections.image[i], i % 3);
        assert_int_equal(t->detections.category[i], i % 2);
        assert_true(od_detection_score(&t->detections, i) == i);
    }
}

static void nothing_is_added_to_grouped_detections(void **state)
{
    fixture *f = *state;
    od_target *t = &f->target[0];
    const od_detection_entry entry = {.image = 1, .category = 0, .mended = OD_NONE, .box = {1, 2, 3, 4}};

    add(t, 2, 0, .5);
    assert_int_equal(od_detections_group(&t->detections, t->dataset->n_images, NULL), OD_OK);

    assert_int_equal(od_target_add(t, &entry, &f->err), OD_USAGE);
    assert_int_equal(t->detections.n, 1);
    assert_int_equal(t->detections.by_image_start[2], 0);
    assert_int_equal(t->detections.by_image_start[3], 1);
}

static void more_detections_than_an_index_can_tell_are_refused(void **state)
{
    fixture *f = *state;
    od_detection_entry entry = {.category = 0, .mended = OD_NONE};

    f->target[0].detections.n = UINT32_MAX - 1;

    assert_int_equal(od_target_add(&f->target[0], &entry, &f->err), OD_INPUT);
    f->target[0].detections.n = 0;
    assert_string_equal(f->err.what, "more than 4294967294 detections for one data set");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(records_advance_with_the_detections),
        TEST(lines_stay_where_they_are),
        TEST(an_origin_that_no_detection_used_is_replaced),
        TEST(the_name_of_an_input_is_kept_once),
        TEST(a_detection_without_an_origin_has_no_place),
        TEST(a_missing_score_is_one),
        TEST(what_can_be_mended_is_kept_apart),
        TEST(grouping_keeps_the_order_of_the_file_within_an_image),
        TEST(nothing_can_be_grouped),
        TEST(columns_grow_without_losing_anything),
        TEST(nothing_is_added_to_grouped_detections),
        TEST(more_detections_than_an_index_can_tell_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
