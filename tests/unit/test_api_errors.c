/* What the library says about input and calls that are not in order. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "unit/scratch.h"
#include "unit/api_fixture.h"

/* ---- warnings ---- */

static void what_was_not_usable_is_warned_of(void **state)
{
    static const int64_t one[] = {1}, unknown[] = {99};
    static const double box[] = {10, 10, 50, 50};
    odeval_error err = {0};
    odeval_warning w;
    odeval *o = one_cat(NULL);

    (void)state;
    add_detections(o, NULL, (odeval_detections){.n = 1, .image_id = one, .category_id = unknown, .box = box});
    score(o);

    assert_int_equal(warned(o, "unknown_category"), 1);
    assert_true(get(o, "ledger.unknown_category") == 1);
    must(odeval_get_warning(o, 0, &w, &err), &err);
    assert_text_has(w.text, "category_id 99");
    assert_int_equal(odeval_get_warning(o, odeval_warning_count(o), &w, &err), ODEVAL_USAGE);
    odeval_free(o);
}

static void labels_that_were_not_asked_for_are_warned_of(void **state)
{
    odeval_error err = {0};
    odeval *o = one_cat("color");

    (void)state;
    add_category(o, "color", 2, "dog");
    must(odeval_add_label(o, "color", "dog", 0, &err), &err);
    add_detections(o, "color", the_cat());
    score(o);

    assert_int_equal(warned(o, "label_not_asked"), 1);
    odeval_free(o);
}

static void an_image_without_a_box_can_be_answered(void **state)
{
    odeval_error err = {0};
    odeval *o = one_cat(NULL), *other = one_cat(NULL);

    (void)state;
    must(odeval_add_answered(o, NULL, 1, &err), &err);
    score(o);
    score(other);

    assert_true(get(o, "counts.images_predicted") == 1);
    assert_true(get(other, "counts.images_predicted") == 0);
    odeval_free(o);
    odeval_free(other);
}

/* ---- errors ---- */

static void a_damaged_file_is_reported_with_its_place(void **state)
{
    static const char text[] =
        "[{\"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"score\": 0.5},\n nonsense]";
    const char *path = scratch_file(state, "bad.json", text, sizeof text - 1);
    odeval_error err = {0}, after = {0};
    odeval *o = one_cat(NULL);

    assert_int_equal(odeval_load_predictions(o, path, &err), ODEVAL_INPUT);
    assert_int_equal(err.code, ODEVAL_INPUT);
    assert_string_equal(err.input, path);
    assert_int_equal(err.unit, ODEVAL_UNIT_BYTE);
    assert_int_equal(err.position, strstr(text, "nonsense") - text);
    assert_text_has(err.message, path);
    assert_int_equal(odeval_score(o, &after), ODEVAL_USAGE); /* what was read before the damage is no run */
    assert_text_has(after.message, "odeval_clear_detections");
    must(odeval_clear_detections(o, &err), &err);
    score(o);
    assert_true(get(o, "counts.predictions") == 0);
    odeval_free(o);
}

static void an_unknown_image_is_refused_and_nothing_is_added(void **state)
{
    static const int64_t image[] = {1, 99}, one[] = {1, 1};
    static const double box[] = {10, 10, 50, 50, 1, 1, 5, 5};
    static const odeval_detections both = {.n = 2, .image_id = image, .category_id = one, .box = box};
    odeval_error err = {0};
    odeval *o = one_cat(NULL);

    (void)state;
    assert_int_equal(odeval_add_detections(o, NULL, &both, &err), ODEVAL_INPUT);
    assert_int_equal(err.unit, ODEVAL_UNIT_RECORD);
    assert_int_equal(err.position, 2);
    assert_text_has(err.message, "99");
    score(o);
    assert_true(get(o, "counts.predictions") == 0);
    odeval_free(o);
}

static void unknown_images_can_be_dropped_and_are_counted(void **state)
{
    static const int64_t image[] = {98, 1, 99, 1}, category[] = {1, 1, 1, 55};
    static const double box[] = {1, 1, 5, 5, 10, 10, 50, 50, 1, 1, 5, 5, 200, 200, 9, 9};
    odeval_error err = {0};
    odeval *o = create("coco");
    odeval_warning w = {0};

    (void)state;
    set(o, "unknown", "drop");
    add_v_truths(o);
    add_detections(o, NULL,
                   (odeval_detections){.n = 4, .image_id = image, .category_id = category, .box = box});
    score(o);

    assert_true(get(o, "ledger.unknown_image") == 2);
    assert_true(get(o, "counts.predictions") == 2);
    for (size_t i = 0; !w.code || strcmp(w.code, "unknown_category") != 0; i++)
        must(odeval_get_warning(o, i, &w, &err), &err);
    assert_text_has(w.text, "record 4"); /* dropped ones count in positions */
    odeval_free(o);
}

static void options_are_checked_when_they_are_set(void **state)
{
    odeval_error option = {0}, value = {0}, gt = {0}, late = {0};
    odeval *o = create("ovdeval-mini");

    (void)state;
    assert_int_equal(odeval_set(o, "metric", "AP", &option), ODEVAL_USAGE);
    assert_text_has(option.message, "did you mean \"metrics\"");
    assert_text_has(option.message, "label-match");
    assert_int_equal(odeval_set(o, "rules", "strict", &value), ODEVAL_USAGE);
    assert_text_has(value.message, "reference, corrected");
    assert_int_equal(odeval_set(o, "gt", "a.json", &gt), ODEVAL_USAGE);
    assert_text_has(gt.message, "subsets");
    set(o, "data", MINI); /* the refused ones left nothing behind */
    set(o, "threads", "2");
    set(o, "threads", NULL);
    assert_int_equal(odeval_load_ground_truth(o, &late), ODEVAL_OK);
    assert_int_equal(odeval_set(o, "iou", "0.5", &late), ODEVAL_USAGE);
    assert_text_has(late.message, "before the ground truth");
    odeval_free(o);
}

static void every_option_takes_a_value_that_makes_sense(void **state)
{
    static const char *const pairs[][2] = {{"data", MINI},
                                           {"subset", "logo,color"},
                                           {"metrics", "AP,nms_AP:tie=first"},
                                           {"rules", "corrected"},
                                           {"mode", "positive"},
                                           {"max-dets", "1,10,50"},
                                           {"iou", "0.5:0.9:0.1"},
                                           {"area", "all=0:1e10"},
                                           {"label-match", "folded"},
                                           {"unknown", "drop"},
                                           {"preds-format", "subsets"},
                                           {"name", "tiny"},
                                           {"threads", "2"},
                                           {"per-category", "yes"},
                                           {"with-environment", "no"},
                                           {"frame", "qwen2.5-vl"},
                                           {"reader", "lenient"},
                                           {"min-pixels", "3136"},
                                           {"max-pixels", "1003520"},
                                           {"patch", "14"},
                                           {"duplicates", "last"},
                                           {"unknown-labels", "charge"}};
    odeval_error err = {0};
    odeval *o = create("ovdeval-mini");
    const char *text;

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        set(o, pairs[i][0], pairs[i][1]);
    must(odeval_load_ground_truth(o, &err), &err);
    must(odeval_load_predictions(o, GOOD, &err), &err);
    score(o);
    must(odeval_record(o, &text, NULL, &err), &err);

    assert_text_has(text, "\"tiny\"");
    assert_text_has(text, "\"corrected\"");
    assert_text_has(text, "0.5,0.6,0.7,0.8,0.9");
    assert_text_has(text, "\"1,10,50\"");
    assert_null(strstr(text, "\"name\": \"negation\", \"scores\""));
    odeval_free(o);
}

static void calls_out_of_order_say_what_to_do(void **state)
{
    odeval_error none = {0}, both = {0}, early = {0}, again = {0};
    odeval *o = create("coco");
    const odeval_detections cat = the_cat();
    double value;

    (void)state;
    assert_int_equal(odeval_score(o, &none), ODEVAL_USAGE);
    assert_text_has(none.message, "odeval_load_ground_truth");
    odeval_free(o);
    o = one_cat(NULL);
    assert_int_equal(odeval_load_ground_truth(o, &both), ODEVAL_USAGE);
    assert_int_equal(odeval_get(o, "AP", &value, &early), ODEVAL_USAGE);
    assert_text_has(early.message, "odeval_score");
    score(o);
    score(o); /* does nothing */
    assert_int_equal(odeval_add_detections(o, NULL, &cat, &again), ODEVAL_USAGE);
    assert_text_has(again.message, "odeval_clear_detections");
    odeval_free(o);
}

static void subsets_have_to_be_named(void **state)
{
    odeval_error missing = {0}, wrong = {0};
    const odeval_image image = {.id = 1};
    odeval *o = create("ovdeval-mini");

    (void)state;
    assert_int_equal(odeval_add_image(o, NULL, &image, &missing), ODEVAL_USAGE);
    assert_text_has(missing.message, "celebrity");
    assert_int_equal(odeval_add_image(o, "colour", &image, &wrong), ODEVAL_USAGE);
    assert_text_has(wrong.message, "colour");
    odeval_free(o);
}

static void the_first_error_is_kept(void **state)
{
    odeval_error err = {0};
    odeval *o = create("coco");

    (void)state;
    assert_int_equal(odeval_set(o, "nonesuch", "1", &err), ODEVAL_USAGE);
    assert_int_equal(odeval_set(o, "rules", "strict", &err), ODEVAL_USAGE);
    assert_int_equal(odeval_set(o, "rules", "strict", NULL), ODEVAL_USAGE); /* nobody has to want the text */

    assert_text_has(err.message, "nonesuch");
    odeval_free(o);
}

static void unusable_ground_truth_can_be_given_anew(void **state)
{
    static const int64_t one[] = {1, 1};
    static const double box[] = {10, 10, 50, 50, 10, 10, 50, 50};
    odeval_error err = {0};
    odeval *o = create("coco");

    (void)state;
    set(o, "rules", "corrected"); /* which refuse ids that repeat */
    add_images(o, NULL, 1);
    add_category(o, NULL, 1, "cat");
    add_truths(o, NULL, (odeval_truths){.n = 2, .image_id = one, .category_id = one, .box = box, .id = one});
    assert_int_equal(odeval_score(o, &err), ODEVAL_INPUT);
    add_v_truths(o);
    add_detections(o, NULL, v_detections);
    score(o);

    assert_true(fabs(get(o, "AP") - .740297029703) < 6e-13);
    odeval_free(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_not_usable_is_warned_of),
        cmocka_unit_test(labels_that_were_not_asked_for_are_warned_of),
        cmocka_unit_test(an_image_without_a_box_can_be_answered),
        WITH_FILES(a_damaged_file_is_reported_with_its_place),
        cmocka_unit_test(an_unknown_image_is_refused_and_nothing_is_added),
        cmocka_unit_test(unknown_images_can_be_dropped_and_are_counted),
        cmocka_unit_test(options_are_checked_when_they_are_set),
        cmocka_unit_test(every_option_takes_a_value_that_makes_sense),
        cmocka_unit_test(calls_out_of_order_say_what_to_do),
        cmocka_unit_test(subsets_have_to_be_named),
        cmocka_unit_test(the_first_error_is_kept),
        cmocka_unit_test(unusable_ground_truth_can_be_given_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
