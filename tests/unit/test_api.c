/* The library as a program uses it: only odeval.h, and cJSON to read what it wrote. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <cjson/cJSON.h>
#include <pthread.h>

#include "unit/scratch.h"
#include "unit/api_fixture.h"

/* ---- numbers ---- */

static void v_coco_built_in_memory_gives_the_published_numbers(void **state)
{
    static const struct {
        const char *name;
        double value;
    } stats[] = {{"AP", .740297029703},
                 {"AP50", .878217821782},
                 {"AP75", .878217821782},
                 {"APs", .5},
                 {"APm", .717821782178},
                 {"APl", .9},
                 {"AR1", .583333333333},
                 {"AR10", .866666666667},
                 {"AR100", .866666666667},
                 {"ARs", 1.0},
                 {"ARm", .75},
                 {"ARl", .9}};
    odeval_error err = {0};
    odeval *o = create("coco");
    double cats, dogs;

    (void)state;
    add_v_truths(o);
    add_detections(o, NULL, v_detections);
    score(o);

    for (size_t i = 0; i < sizeof stats / sizeof stats[0]; i++)
        assert_true(fabs(get(o, stats[i].name) - stats[i].value) < 6e-13);
    must(odeval_get_category(o, NULL, 1, "AP", &cats, &err), &err);
    must(odeval_get_category(o, NULL, 2, "AP", &dogs, &err), &err);
    assert_true(cats == .5805940594059406);
    assert_true(dogs == .8999999999999999);
    assert_true(get(o, "subsets.coco.counts.gt") == 5);
    odeval_free(o);
}

static void memory_and_files_give_the_same_numbers(void **state)
{
    odeval_error err = {0};
    odeval *memory = create("coco"), *files = create("coco");
    const char *gt = scratch_path(state, "gt.json");

    add_v_truths(memory);
    add_detections(memory, NULL, v_detections);
    must(odeval_write_ground_truth(memory, NULL, gt, &err), &err);
    set(files, "gt", gt);
    must(odeval_load_ground_truth(files, &err), &err);
    add_detections(files, NULL, v_detections);
    score(memory);
    score(files);

    assert_true(get(memory, "AP") == get(files, "AP"));
    assert_true(get(memory, "greedy_f1") == get(files, "greedy_f1"));
    odeval_free(memory);
    odeval_free(files);
}

static void areas_that_are_not_given_are_width_times_height(void **state)
{
    odeval *o = one_cat(NULL); /* 2500 square pixels: medium */

    (void)state;
    add_detections(o, NULL, the_cat());
    score(o);

    assert_true(get(o, "APm") > 0.99);
    assert_true(isnan(get(o, "APs")));
    odeval_free(o);
}

static void annotation_ids_count_only_when_given(void **state)
{
    static const int64_t zero[] = {0}, one[] = {1};
    static const double box[] = {10, 10, 50, 50};
    odeval *without = one_cat(NULL), *with = create("coco");

    (void)state;
    add_images(with, NULL, 1);
    add_category(with, NULL, 1, "cat");
    add_truths(with, NULL,
               (odeval_truths){.n = 1, .image_id = one, .category_id = one, .box = box, .id = zero});
    add_detections(without, NULL, the_cat());
    add_detections(with, NULL, the_cat());
    score(without);
    score(with);

    assert_true(get(without, "AP") > 0.99);
    assert_true(get(with, "AP") == 0); /* semantics A9: id 0 counts as unmatched */
    assert_int_equal(warned(without, "annotation-id-0"), 0);
    assert_int_equal(warned(with, "annotation-id-0"), 1);
    odeval_free(without);
    odeval_free(with);
}

static void a_truth_to_be_ignored_is_ignored_under_corrected_rules(void **state)
{
    static const int64_t one[] = {1, 1};
    static const double box[] = {10, 10, 50, 50, 200, 200, 50, 50};
    static const unsigned char ignore[] = {0, 1};
    odeval *o = create("coco");

    (void)state;
    set(o, "rules", "corrected");
    add_images(o, NULL, 1);
    add_category(o, NULL, 1, "cat");
    add_truths(o, NULL,
               (odeval_truths){.n = 2, .image_id = one, .category_id = one, .box = box, .ignore = ignore});
    add_detections(o, NULL, the_cat());
    score(o);

    assert_true(get(o, "AR100") == 1); /* 0.5 where the second cat counts */
    odeval_free(o);
}

static void labels_find_their_categories(void **state)
{
    static const int64_t one[] = {1, 1};
    static const double box[] = {10, 10, 50, 50, 300, 300, 9, 9};
    static const char *const label[] = {" Cat.", "dgo"};
    odeval *o = create("coco");
    static const odeval_detections found = {.n = 2, .image_id = one, .label = label, .box = box};

    (void)state;
    set(o, "label-match", "folded");
    add_v_truths(o);
    add_detections(o, NULL, found);
    score(o);

    assert_true(get(o, "AP50") > 0.1);
    assert_true(get(o, "ledger.label_unmatched") == 1);
    odeval_free(o);
}

static void answers_as_text_are_read_in_a_frame(void **state)
{
    odeval_error err = {0}, without = {0};
    const char *path = scratch_path(state, "answers.jsonl");
    odeval *o = create("coco");
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    /* thousandths of 640 x 480 */
    assert_true(
        fputs("{\"image_id\": 1, \"answer\": \"[{\\\"bbox_2d\\\": [100, 250, 500, 750], \\\"label\\\": "
              "\\\"cat\\\"}, {\\\"bbox_2d\\\": [1, 2, 3, 4], \\\"label\\\": \\\"bird\\\"}]\"}\n",
              file) >= 0);
    assert_int_equal(fclose(file), 0);
    set(o, "frame", "qwen3-vl");
    add_images(o, NULL, 1);
    add_category(o, NULL, 1, "cat");
    add_truths(o, NULL,
               (odeval_truths){.n = 1,
                               .image_id = (const int64_t[]){1},
                               .category_id = (const int64_t[]){1},
                               .box = (const double[]){64, 120, 256, 240}});
    must(odeval_load_predictions(o, path, &err), &err);
    score(o);

    assert_true(get(o, "AP50") > 0.99);
    assert_true(get(o, "ledger.label_unknown") == 1);
    odeval_free(o);

    o = create("coco");
    add_images(o, NULL, 1);
    assert_int_equal(odeval_load_predictions(o, path, &without), ODEVAL_USAGE);
    assert_non_null(strstr(without.message, "nothing says what its numbers mean"));
    odeval_free(o);
}

static void a_definition_may_come_from_memory(void **state)
{
    static const char good[] = "{\"schema\": \"odeval.bench/1\", \"name\": \"mine\", \"title\": \"my own\","
                               " \"layout\": {\"annotations\": \"gt.json\", \"images\": \"images\"},"
                               " \"labels\": \"categories\", \"metrics\": [\"AP\"], \"primary\": \"AP\"}";
    odeval_error err = {0}, bad = {0};
    odeval *o;

    (void)state;
    must(odeval_create_json(&o, good, sizeof good - 1, &err), &err);
    add_v_truths(o);
    add_detections(o, NULL, v_detections);
    score(o);

    assert_true(fabs(get(o, "subsets.mine.AP") - .740297029703) < 6e-13);
    odeval_free(o);
    assert_int_equal(odeval_create_json(&o, good, 20, &bad), ODEVAL_INPUT);
    assert_null(o);
    assert_int_equal(odeval_create(&o, "cocoo", NULL), ODEVAL_USAGE);
    assert_null(o);
    odeval_free(NULL);
}

/* ---- paths ---- */

static void numbers_are_read_by_their_paths(void **state)
{
    odeval_error err = {0};
    odeval *o = mini_with(GOOD);
    double mean, value;

    (void)state;
    score(o);

    assert_true(get(o, "nms_AP") == get(o, "overall.nms_AP"));
    assert_true(get(o, "nms_AP") == get(o, "averages.groups5.nms_AP"));
    mean = (get(o, "subsets.color.nms_AP") + get(o, "subsets.material.nms_AP")) / 2;
    assert_true(get(o, "groups.attribute.nms_AP") == mean);
    assert_true(get(o, "subsets.negation.counts.gt") > 0);
    assert_int_equal(odeval_get(o, "subsets.negotiation.nms_AP", &value, &err), ODEVAL_USAGE);
    assert_true(isnan(value));
    assert_text_has(err.message, "subsets.negotiation.nms_AP");
    odeval_free(o);
}

static void a_subset_that_was_given_nothing_is_left_out(void **state)
{
    odeval_error err = {0};
    odeval *o = one_cat("logo");
    double value;

    (void)state;
    add_detections(o, "logo", the_cat());
    score(o);

    assert_true(get(o, "subsets.logo.AP") > 0.99);
    assert_true(isnan(get(o, "averages.groups5.AP")));
    assert_int_equal(odeval_get_category(o, "color", 1, "AP", &value, &err), ODEVAL_USAGE);
    assert_text_has(err.message, "\"color\" was not scored");
    odeval_free(o);
}

static void per_category_errors_name_what_there_is(void **state)
{
    odeval_error category = {0}, unknown = {0};
    odeval *o = one_cat(NULL);
    double value;

    (void)state;
    score(o);

    assert_int_equal(odeval_get_category(o, NULL, 77, "AP", &value, &category), ODEVAL_USAGE);
    assert_text_has(category.message, "77");
    assert_int_equal(odeval_get_category(o, NULL, 1, "APx", &value, &unknown), ODEVAL_USAGE);
    assert_text_has(unknown.message, "AP50");
    assert_true(isnan(value));
    odeval_free(o);
}

static void the_record_is_json_with_the_same_numbers(void **state)
{
    odeval_error err = {0};
    odeval *o = create("coco");
    const char *text, *path = scratch_path(state, "run.json");
    cJSON *record;
    size_t n;

    add_v_truths(o);
    add_detections(o, NULL, v_detections);
    score(o);
    must(odeval_record(o, &text, &n, &err), &err);
    must(odeval_write_record(o, path, &err), &err);
    record = cJSON_ParseWithLength(text, n);

    assert_int_equal(strlen(text), n);
    assert_non_null(record);
    assert_string_equal(cJSON_GetObjectItemCaseSensitive(record, "schema")->valuestring, "odeval.run/1");
    assert_string_equal(cJSON_GetObjectItemCaseSensitive(record, "odeval")->valuestring, odeval_version());
    assert_true(cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(record, "overall"), "AP")
                    ->valuedouble == get(o, "AP"));
    assert_int_equal(scratch_count(state), 1);
    cJSON_Delete(record);
    odeval_free(o);
}

static void the_header_and_the_library_have_one_version(void **state)
{
    char numbers[32];

    (void)state;
    snprintf(numbers, sizeof numbers, "%d.%d.%d", ODEVAL_VERSION_MAJOR, ODEVAL_VERSION_MINOR,
             ODEVAL_VERSION_PATCH);

    assert_string_equal(odeval_version(), ODEVAL_VERSION);
    assert_string_equal(odeval_version(), numbers);
}

static void reports_are_texts(void **state)
{
    odeval_error err = {0}, unknown = {0};
    odeval *o = one_cat(NULL);
    const char *text;

    (void)state;
    score(o);

    must(odeval_report(o, "table", &text, NULL, &err), &err);
    assert_text_has(text, "coco");
    assert_int_equal(odeval_report(o, "tabel", &text, NULL, &unknown), ODEVAL_USAGE);
    assert_null(text);
    assert_text_has(unknown.message, "table");
    odeval_free(o);
}

/* ---- epochs and threads ---- */

static void an_epoch_after_clearing_is_like_a_fresh_evaluation(void **state)
{
    odeval_error err = {0};
    odeval *loop = create("coco"), *fresh = create("coco");
    const char *text, *expected;

    (void)state;
    add_v_truths(loop);
    add_v_truths(fresh);
    add_detections(loop, NULL, the_cat());
    score(loop);
    must(odeval_clear_detections(loop, &err), &err);
    add_detections(loop, NULL, v_detections);
    score(loop);
    add_detections(fresh, NULL, v_detections);
    score(fresh);
    must(odeval_record(loop, &text, NULL, &err), &err);
    must(odeval_record(fresh, &expected, NULL, &err), &err);

    assert_string_equal(text, expected);
    odeval_free(loop);
    odeval_free(fresh);
}

static void details_are_written_beside_each_other(void **state)
{
    odeval_error err = {0};
    odeval *o = one_cat(NULL);

    add_detections(o, NULL, the_cat());
    score(o);
    must(odeval_write_arrays(o, scratch_path(state, "arrays"), &err), &err);
    must(odeval_write_per_image(o, scratch_path(state, "images.jsonl"), &err), &err);

    assert_int_equal(access(scratch_path(state, "arrays/precision.npy"), R_OK), 0);
    assert_int_equal(access(scratch_path(state, "images.jsonl"), R_OK), 0);
    odeval_free(o);
}

typedef struct run {
    const char *predictions;
    char *record;
} run;

/* No assertions of cmocka here: they belong to the main thread. */
static void *score_mini(void *context)
{
    run *r = context;
    odeval *o = NULL;
    const char *text;
    size_t n;

    if (odeval_create(&o, "ovdeval-mini", NULL) == ODEVAL_OK &&
        odeval_set(o, "data", MINI, NULL) == ODEVAL_OK && odeval_set(o, "threads", "2", NULL) == ODEVAL_OK &&
        odeval_load_ground_truth(o, NULL) == ODEVAL_OK &&
        odeval_load_predictions(o, r->predictions, NULL) == ODEVAL_OK && odeval_score(o, NULL) == ODEVAL_OK &&
        odeval_record(o, &text, &n, NULL) == ODEVAL_OK && (r->record = malloc(n + 1)))
        memcpy(r->record, text, n + 1);
    odeval_free(o);
    return NULL;
}

static void two_evaluations_at_once_do_not_meet(void **state)
{
    run at_once[2] = {{.predictions = GOOD}, {.predictions = MINI "/predictions/poor.json"}};
    run alone[2] = {at_once[0], at_once[1]};
    pthread_t threads[2];

    (void)state;
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, score_mini, &at_once[i]), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < 2; i++)
        score_mini(&alone[i]);

    for (int i = 0; i < 2; i++) {
        assert_non_null(at_once[i].record);
        assert_string_equal(at_once[i].record, alone[i].record);
    }
    assert_string_not_equal(at_once[0].record, at_once[1].record);
    for (int i = 0; i < 2; i++) {
        free(at_once[i].record);
        free(alone[i].record);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(v_coco_built_in_memory_gives_the_published_numbers),
        WITH_FILES(answers_as_text_are_read_in_a_frame),
        WITH_FILES(memory_and_files_give_the_same_numbers),
        cmocka_unit_test(areas_that_are_not_given_are_width_times_height),
        cmocka_unit_test(annotation_ids_count_only_when_given),
        cmocka_unit_test(a_truth_to_be_ignored_is_ignored_under_corrected_rules),
        cmocka_unit_test(labels_find_their_categories),
        cmocka_unit_test(a_definition_may_come_from_memory),
        cmocka_unit_test(numbers_are_read_by_their_paths),
        cmocka_unit_test(a_subset_that_was_given_nothing_is_left_out),
        cmocka_unit_test(per_category_errors_name_what_there_is),
        WITH_FILES(the_record_is_json_with_the_same_numbers),
        cmocka_unit_test(the_header_and_the_library_have_one_version),
        cmocka_unit_test(reports_are_texts),
        cmocka_unit_test(an_epoch_after_clearing_is_like_a_fresh_evaluation),
        WITH_FILES(details_are_written_beside_each_other),
        cmocka_unit_test(two_evaluations_at_once_do_not_meet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
