#include "prediction_files.h"

#include <math.h>

#include "prediction/box_record.h"

/* ---- COCO results ---- */

static void coco_results_are_read(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\": 2, \"category_id\": 3, \"bbox\": [1, 2, 3, 4], \"score\": 0.5},\n"
                   " {\"image_id\": 1, \"category_id\": 1, \"bbox\": [-1.5, 2e1, 0, -4], \"score\": -7}]\n");

    assert_int_equal(f->target[0].detections.n, 2);
    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    assert_detection(&f->target[0], 1, 0, 0, (double[]){-1.5, 20, 0, -4}, -7);
    assert_int_equal(f->target[0].ledger.n, 0);
    assert_memory_equal(f->target[0].answered, ((uint8_t[]){1, 1, 0}), 3);
}

static void keys_may_come_in_any_order(void **state)
{
    static const char *const members[] = {"\"image_id\": 2", "\"category_id\": 3", "\"bbox\": [1,2,3,4]",
                                          "\"score\": 0.5"};
    fixture *f = *state;
    char text[300];

    one_set(f);
    for (int code = 0; code < 256; code++) {
        int a = code & 3, b = code >> 2 & 3, c = code >> 4 & 3, d = code >> 6;
        if ((1 << a | 1 << b | 1 << c | 1 << d) != 15)
            continue;
        fixture_reset(f);
        snprintf(text, sizeof text, "[{%s, %s,%s , %s}]", members[a], members[b], members[c], members[d]);
        assert_read(f, text);
        assert_int_equal(f->target[0].detections.n, 1);
        assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    }
}

static void other_keys_are_skipped_and_the_last_of_equal_keys_counts(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(
        f, "[{\"segmentation\": [[1,2],{\"a\":[null]}], \"image_id\": 1, \"image_id\": 2, \"bbox\": null, "
           "\"bbox_2d\": 7, \"category_id\": 3, \"bbox\": [1,2,3,4], \"score\": 0.1, \"score\": 0.5, "
           "\"id\": 12}]");

    assert_int_equal(f->target[0].detections.n, 1);
    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    assert_int_equal(f->target[0].ledger.n, 0);
}

static void a_record_without_a_score_has_the_score_one(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5},"
                   "{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4]}]");

    assert_detection(&f->target[0], 1, 1, 2, box1234, 1.0);
    assert_int_equal(f->target[0].detections.n_without_score, 1);
}

static void numbers_that_are_not_finite_are_kept(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f,
                "[{\"image_id\":2,\"category_id\":3,\"bbox\":[NaN,-Infinity,Infinity,1e999],\"score\":NaN}]");

    assert_int_equal(f->target[0].detections.n, 1);
    assert_true(isnan(box_value(&f->target[0].detections, 0, 0)));
    assert_true(box_value(&f->target[0].detections, 0, 1) == -INFINITY);
    assert_true(box_value(&f->target[0].detections, 0, 2) == INFINITY);
    assert_true(box_value(&f->target[0].detections, 0, 3) == INFINITY);
    assert_true(isnan(od_detection_score(&f->target[0].detections, 0)));
}

static void an_integer_written_as_a_float_or_as_true_is_the_same_id(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":2.0,\"category_id\":3e0,\"bbox\":[1,2,3,4],\"score\":0.5},"
                   "{\"image_id\":true,\"category_id\":true,\"bbox\":[1,2,3,4],\"score\":0.5}]");

    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5); /* semantics A1: Python equality */
    assert_detection(&f->target[0], 1, 0, 0, box1234, 0.5);
}

static void records_that_cannot_be_used_are_named_with_the_reason(void **state)
{
    static const struct {
        const char *record, *reason;
    } cases[] = {
        {"{\"category_id\":1,\"bbox\":[1,2,3,4]}", "record 2: image_id is missing"},
        {"{\"image_id\":null,\"category_id\":1,\"bbox\":[1,2,3,4]}",
         "record 2: image_id is null, an integer or a text is needed"},
        {"{\"image_id\":1.5,\"category_id\":1,\"bbox\":[1,2,3,4]}",
         "record 2: image_id is not an integer of 64 bits"},
        {"{\"image_id\":1e19,\"category_id\":1,\"bbox\":[1,2,3,4]}",
         "record 2: image_id is not an integer of 64 bits"},
        {"{\"image_id\":1,\"bbox\":[1,2,3,4]}", "record 2: category_id is missing"},
        {"{\"image_id\":1,\"category_id\":{},\"bbox\":[1,2,3,4]}",
         "record 2: category_id is an object, an integer or a text is needed"},
        {"{\"image_id\":1,\"label\":3,\"bbox\":[1,2,3,4]}", "record 2: label is a number, a text is needed"},
        {"{\"image_id\":1,\"category_id\":1}", "record 2: bbox is missing"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3]}", "record 2: bbox has 3 numbers, 4 are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1]}", "record 2: bbox has 1 number, 4 are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[]}", "record 2: bbox has 0 numbers, 4 are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4,5]}",
         "record 2: bbox has 5 numbers, 4 are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,\"4\"]}",
         "record 2: bbox holds a text, 4 numbers are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[[1,2,3,4]]}",
         "record 2: bbox holds an array, 4 numbers are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,true,4]}",
         "record 2: bbox holds true, 4 numbers are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":{\"x\":1}}",
         "record 2: bbox is an object, an array of 4 numbers is needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":null}",
         "record 2: score is null, a number is needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":\"0.5\"}",
         "record 2: score is a text, a number is needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":false}",
         "record 2: score is false, a number is needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"subset\":4}",
         "record 2: subset is a number, a text is needed"},
        {"null", "record 2: it is null, an object is needed"},
        {"[1,2,3,4,5,6,7]", "record 2: it is an array, an object is needed"},
    };
    static const char good[] = "{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5}";
    fixture *f = *state;
    char text[400];

    one_set(f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture_reset(f);
        snprintf(text, sizeof text, "[%s,%s,%s,%s]", good, cases[i].record, good, good);

        assert_read(f, text);

        assert_int_equal(f->target[0].detections.n, 3);
        assert_int_equal(od_ledger_count(&f->target[0].ledger, &od_kind_record_unusable), 1);
        assert_ends(example(&f->target[0].ledger, &od_kind_record_unusable, 0), cases[i].reason);
        assert_int_equal(od_detection_place(&f->target[0].detections, 0).at, 1);
        assert_int_equal(od_detection_place(&f->target[0].detections, 1).at, 3);
        assert_int_equal(od_detection_place(&f->target[0].detections, 2).at, 4);
    }
}

static void a_text_too_long_makes_a_record_unusable(void **state)
{
    fixture *f = *state;
    char *text = calloc(1, 80000);

    assert_non_null(text);
    one_set(f);
    strcpy(text, "[{\"image_id\":2,\"bbox\":[1,2,3,4],\"label\":\"");
    memset(text + strlen(text), 'x', 65537);
    strcat(text, "\"},{\"image_id\":2,\"category_id\":1,\"bbox\":[1,2,3,4]}]");

    assert_read(f, text);

    free(text);
    assert_int_equal(f->target[0].detections.n, 1);
    assert_ends(example(&f->target[0].ledger, &od_kind_record_unusable, 0),
                "label is longer than 65,536 bytes");
}

static void a_file_without_one_usable_record_is_an_error(void **state)
{
    fixture *f = *state;

    one_set(f);

    assert_int_equal(
        read_text(f, "[{\"image_id\":1,\"caption\":\"a dog\"},{\"image_id\":2,\"caption\":\"a cat\"}]"),
        OD_INPUT);
    assert_contains(error_text(f), "none of the records can be used");
    assert_contains(error_text(f), "record 1: ");
}

static void unknown_images_are_left_out_and_named(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":99,\"category_id\":1,\"bbox\":[1,2,3,4]},"
                   "{\"image_id\":\"1\",\"category_id\":1,\"bbox\":[1,2,3,4]}]");

    assert_int_equal(f->target[0].detections.n, 0);
    assert_int_equal(od_ledger_count(&f->target[0].ledger, &od_kind_unknown_image), 2);
    assert_ends(example(&f->target[0].ledger, &od_kind_unknown_image, 0), "record 1: image_id 99");
    assert_ends(example(&f->target[0].ledger, &od_kind_unknown_image, 1), "record 2: image_id \"1\"");
}

static void unknown_categories_are_kept_and_named(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":2,\"category_id\":0,\"bbox\":[1,2,3,4],\"score\":0.5}]");

    assert_detection(&f->target[0], 0, 1, OD_NONE, box1234, 0.5);
    assert_ends(example(&f->target[0].ledger, &od_kind_unknown_category, 0), "record 1: category_id 0");
    assert_int_equal(f->target[0].detections.n_mended, 0);
}

static void a_text_as_category_id_is_kept_for_corrected_rules(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":2,\"category_id\":\"dark blue\",\"bbox\":[1,2,3,4]},"
                   "{\"image_id\":2,\"category_id\":\"3\",\"bbox\":[1,2,3,4]},"
                   "{\"image_id\":2,\"category_id\":\"3.0\",\"bbox\":[1,2,3,4]}]");

    assert_int_equal(od_ledger_count(&f->target[0].ledger, &od_kind_category_text), 2);
    assert_int_equal(od_ledger_count(&f->target[0].ledger, &od_kind_unknown_category), 1);
    assert_ends(example(&f->target[0].ledger, &od_kind_category_text, 0),
                "record 1: category_id \"dark blue\"");
    assert_int_equal(f->target[0].detections.n, 3);
    assert_int_equal(f->target[0].detections.n_mended, 2);
    assert_int_equal(f->target[0].detections.mended[0].category, 1);
    assert_int_equal(f->target[0].detections.mended[1].detection, 1);
    assert_int_equal(f->target[0].detections.mended[1].category, 2);
    for (uint32_t d = 0; d < 3; d++)
        assert_int_equal(f->target[0].detections.category[d], OD_NONE);
}

static void a_label_stands_in_for_a_category_id(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":2,\"label\":\"dark blue\",\"bbox\":[1,2,3,4]},"
                   "{\"category_name\":\"red\",\"image_id\":2,\"bbox\":[1,2,3,4]},"
                   "{\"image_id\":2,\"bbox\":[1,2,3,4],\"category\":\"Red\"},"
                   "{\"image_id\":2,\"bbox\":[1,2,3,4],\"category_id\":3,\"label\":\"red\"}]");

    assert_int_equal(f->target[0].detections.n, 4);
    assert_int_equal(f->target[0].detections.category[0], 1);
    assert_int_equal(f->target[0].detections.category[1], 0);
    assert_int_equal(f->target[0].detections.category[2], OD_NONE);
    assert_int_equal(f->target[0].detections.category[3], 2);
    assert_ends(example(&f->target[0].ledger, &od_kind_label_unmatched, 0), "record 3: label \"Red\"");
}

static void folded_labels_meet_names_in_spite_of_case_and_spaces(void **state)
{
    fixture *f = *state;

    one_set(f);
    f->sink.label_match = OD_LABEL_FOLDED;
    assert_read(f, "[{\"image_id\":2,\"label\":\" DARK \\t blue. \",\"bbox\":[1,2,3,4]},"
                   "{\"image_id\":2,\"label\":\"ring\",\"bbox\":[1,2,3,4]},"
                   "{\"image_id\":2,\"label\":\"darkblue\",\"bbox\":[1,2,3,4]}]");

    assert_int_equal(f->target[0].detections.category[0], 1);
    assert_int_equal(f->target[0].detections.category[1], 2);
    assert_int_equal(f->target[0].detections.category[2], OD_NONE);
    assert_int_equal(od_ledger_count(&f->target[0].ledger, &od_kind_label_unmatched), 1);
}

static void control_characters_of_a_label_are_not_passed_on(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":2,\"label\":\"a\\u001b[31mb\\u009bc\\n\",\"bbox\":[1,2,3,4]}]");

    assert_ends(example(&f->target[0].ledger, &od_kind_label_unmatched, 0), "label \"a?[31mb\?\?c?\"");
}

static void a_long_label_is_cut_between_characters(void **state)
{
    char shown[OD_SHOWN], even[121] = "", odd[122] = "x";

    (void)state;
    for (int i = 0; i < 60; i++) {
        strcat(even, "\xc3\xa9"); /* two bytes: one ends after 76, the last that leaves room for "..." */
        strcat(odd, "\xc3\xa9");  /* here one ends after 75 and the next after 77 */
    }

    od_shown(shown, od_str_of(even));
    assert_int_equal(strlen(shown), 76 + 3);
    assert_string_equal(shown + 74, "\xc3\xa9...");

    od_shown(shown, od_str_of(odd));
    assert_int_equal(strlen(shown), 75 + 3);
    assert_string_equal(shown + 73, "\xc3\xa9...");
}

static void an_empty_array_is_no_predictions(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, " [ ] ");

    assert_int_equal(f->target[0].detections.n, 0);
    assert_int_equal(f->ledger.n, 0);
}

static void malformed_records_are_errors_with_their_place(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_int_equal(read_text(f, "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],}]"), OD_INPUT);
    assert_int_equal(f->err.unit, OD_UNIT_BYTE);
    assert_int_equal(f->err.at, 48);

    fixture_reset(f);
    one_set(f);
    assert_int_equal(read_text(f, "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,"), OD_INPUT);
    assert_contains(error_text(f), "truncated");

    fixture_reset(f);
    one_set(f);
    assert_int_equal(read_text(f, "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4]}] []"), OD_INPUT);
    assert_contains(error_text(f), "the end of the text");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(coco_results_are_read),
        TEST(keys_may_come_in_any_order),
        TEST(other_keys_are_skipped_and_the_last_of_equal_keys_counts),
        TEST(a_record_without_a_score_has_the_score_one),
        TEST(numbers_that_are_not_finite_are_kept),
        TEST(an_integer_written_as_a_float_or_as_true_is_the_same_id),
        TEST(records_that_cannot_be_used_are_named_with_the_reason),
        TEST(a_text_too_long_makes_a_record_unusable),
        TEST(a_file_without_one_usable_record_is_an_error),
        TEST(unknown_images_are_left_out_and_named),
        TEST(unknown_categories_are_kept_and_named),
        TEST(a_text_as_category_id_is_kept_for_corrected_rules),
        TEST(a_label_stands_in_for_a_category_id),
        TEST(folded_labels_meet_names_in_spite_of_case_and_spaces),
        TEST(control_characters_of_a_label_are_not_passed_on),
        TEST(a_long_label_is_cut_between_characters),
        TEST(an_empty_array_is_no_predictions),
        TEST(malformed_records_are_errors_with_their_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
