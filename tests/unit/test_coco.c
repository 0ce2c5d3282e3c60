/* COCO annotations, read (semantics A1, B1): what is taken, and what is refused. */
#include <math.h>

#include "unit/dataset_help.h"

/* ---- what is read ---- */

static void the_fields_of_an_annotation_are_read(void **state)
{
    od_dataset *set;
    (void)state;

    set = read_json(TRUTH(
        "\"id\":17,\"image_id\":2,\"category_id\":2,\"bbox\":[1.5,-2,3e1,4],\"area\":11.5,\"iscrowd\":1"));

    assert_int_equal(set->n_images, 2);
    assert_int_equal(set->n_categories, 2);
    assert_int_equal(set->n_truths, 1);
    assert_int_equal(od_truth_id(set, 0), 17);
    assert_int_equal(set->truth_image[0], 1);
    assert_int_equal(set->truth_category[0], 1);
    assert_true(box_of(set, 0, 0) == 1.5 && box_of(set, 0, 1) == -2);
    assert_true(box_of(set, 0, 2) == 30 && box_of(set, 0, 3) == 4);
    assert_true(od_truth_area(set, 0) == 11.5); /* the file's, not 120 */
    assert_int_equal(set->truth_flags[0], OD_TRUTH_CROWD);
    od_dataset_free(set);
}

static void keys_and_sections_come_in_any_order(void **state)
{
    od_dataset *set;
    (void)state;

    set = read_json(
        "{\"annotations\":[{\"iscrowd\":false,\"area\":9,\"bbox\":[1,2,3,3],\"category_id\":2,\"image_id\":2,"
        "\"id\":5}]," CATEGORIES "," IMAGES "}");

    assert_truths(set, 1, "5");
    assert_int_equal(set->truth_category[0], 1);
    assert_int_equal(set->ledger.n, 0);
    od_dataset_free(set);
}

static void unknown_keys_are_passed_over_at_any_depth(void **state)
{
    od_dataset *set;
    (void)state;

    set = read_json(
        "{\"info\":{\"images\":[1,{\"annotations\":[]}]},\"licenses\":[[[]]],"
        "\"images\":[{\"id\":1,\"width\":9,\"height\":9,\"licence\":{\"id\":7}}],"
        "\"categories\":[{\"id\":1,\"name\":\"dog\",\"supercategory\":null}],\"annotations\":[{"
        "\"segmentation\":{\"counts\":[1,2],\"size\":[{\"id\":3}]},\"id\":5,\"image_id\":1,\"category_id\":1,"
        "\"bbox\":[1,1,2,2],\"area\":4,\"iscrowd\":0,\"attributes\":{\"id\":9,\"bbox\":[]}}]}");

    assert_truths(set, 0, "5");
    assert_int_equal(set->image_id[0].number, 1);
    od_dataset_free(set);
}

/* Semantics A1, "JSON dialect": duplicate object keys, last wins. */
static void of_a_key_that_comes_twice_the_last_counts(void **state)
{
    od_dataset *set;
    (void)state;

    set = read_json(TRUTH(
        "\"bbox\":[1,2],\"id\":null,\"image_id\":null,\"iscrowd\":\"no\",\"area\":[],\"ignore\":1," USUAL
        ",\"ignore\":0"));

    assert_truths(set, 0, "17");
    assert_int_equal(set->truth_flags[0], 0);
    assert_true(box_of(set, 0, 3) == 4);
    od_dataset_free(set);
}

static void of_a_section_that_comes_twice_the_last_counts(void **state)
{
    od_dataset *set;
    (void)state;

    set = read_json(
        "{\"images\":[{\"id\":1},{\"id\":3,\"text\":[\"dog\"]}],\"categories\":[{\"id\":1,\"name\":\"dog\"}],"
        "\"annotations\":[{\"bbox\":[1,1,1,1],\"image_id\":1,\"category_id\":1}],"
        "\"images\":[{\"id\":2,\"width\":9,\"height\":9}],\"categories\":[{\"id\":2,\"name\":\"cat\"}],"
        "\"annotations\":[{\"id\":4,\"bbox\":[1,1,1,1],\"image_id\":2,\"category_id\":2,\"area\":1,"
        "\"iscrowd\":0}]}");

    assert_int_equal(set->n_images, 1);
    assert_int_equal(set->n_categories, 1);
    assert_truths(set, 0, "4");
    assert_null(set->asked_start);
    assert_int_equal(set->ledger.n, 0); /* what the first ones lacked is forgotten */
    od_dataset_free(set);
}

/* Semantics A1, "numeric ids": 1, 1.0 and true are the same id; "1" is not. */
static void ids_are_equal_as_in_python(void **state)
{
    od_dataset *set;
    (void)state;

    set = read_json(
        "{\"images\":[{\"id\":true},{\"id\":\"1\"},{\"id\":-7},{\"id\":0},{\"id\":4611686018427387904}],"
        "\"categories\":[{\"id\":1.0,\"name\":\"a\"}],\"annotations\":["
        "{\"id\":1,\"image_id\":1.0,\"category_id\":true,\"bbox\":[0,0,1,1]},"
        "{\"id\":2.0,\"image_id\":\"1\",\"category_id\":1,\"bbox\":[0,0,1,1]},"
        "{\"id\":-3,\"image_id\":-7e0,\"category_id\":1,\"bbox\":[0,0,1,1]},"
        "{\"id\":0,\"image_id\":false,\"category_id\":1,\"bbox\":[0,0,1,1]},"
        "{\"id\":4611686018427387905,\"image_id\":4611686018427387904,\"category_id\":1,\"bbox\":[0,0,1,1]}]"
        "}");

    assert_truths(set, 0, "-3"); /* -7 */
    assert_truths(set, 1, "0");  /* 0 */
    assert_truths(set, 2, "1");  /* 1 */
    assert_truths(set, 3, "4611686018427387905");
    assert_truths(set, 4, "2"); /* "1" */
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_annotation_id_0), 1);
    od_dataset_free(set);
}

static void text_ids_serve_images_and_categories(void **state)
{
    od_dataset *set;
    (void)state;

    set = read_json(
        "{\"annotations\":[{\"id\":1,\"image_id\":\"b\\u00e9\",\"category_id\":\"x\",\"bbox\":[0,0,1,1]},"
        "{\"id\":2,\"image_id\":\"a\",\"category_id\":\"x\",\"bbox\":[0,0,1,1]}],"
        "\"images\":[{\"id\":\"b\xc3\xa9\"},{\"id\":\"a\"}],\"categories\":[{\"id\":\"x\",\"name\":\"dog\"}]"
        "}");

    assert_truths(set, 0, "2");
    assert_truths(set, 1, "1");
    assert_int_equal(od_dataset_category(set, TEXT_ID("x")), 0);
    od_dataset_free(set);
}

/* The example of semantics A1, through the reader. */
static void annotations_that_share_an_id_are_evaluated_as_the_last(void **state)
{
    od_dataset *set;
    (void)state;

    set = read_json(
        "{" IMAGES "," CATEGORIES ",\"annotations\":["
        "{\"id\":5,\"image_id\":1,\"category_id\":1,\"bbox\":[0,0,1,1],\"area\":1,\"iscrowd\":0},"
        "{\"id\":5,\"image_id\":2,\"category_id\":1,\"bbox\":[0,0,2,2],\"area\":4,\"iscrowd\":0}]}");

    assert_indexed(set, 0, "");
    assert_indexed(set, 1, "5 5");
    assert_string_equal(set->ledger.entries[0].examples[0], "gt.json: byte 154: annotation 5");
    od_dataset_free(set);
}

static void what_is_missing_is_filled_in_and_flagged(void **state)
{
    od_dataset *set;
    (void)state;

    set = read_json("{" IMAGES "," CATEGORIES ",\"annotations\":["
                    "{\"id\":5,\"image_id\":1,\"category_id\":1,\"bbox\":[0,0,3,4],\"area\":1,\"iscrowd\":0},"
                    "{\"image_id\":1,\"category_id\":1,\"bbox\":[0,0,3,4],\"area\":null,\"iscrowd\":null}]}");

    assert_int_equal(set->truth_flags[0], 0);
    assert_int_equal(set->truth_flags[1],
                     OD_TRUTH_ID_MISSING | OD_TRUTH_AREA_MISSING | OD_TRUTH_CROWD_MISSING);
    assert_int_equal(od_truth_id(set, 1), 2); /* its position, from 1 */
    assert_true(od_truth_area(set, 1) == 12);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_annotation_id_missing), 1);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_area_missing), 1);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_iscrowd_missing), 1);
    od_dataset_free(set);
}

static unsigned flags_of(const char *json)
{
    od_dataset *set = read_json(json);
    unsigned flags = set->truth_flags[0];

    od_dataset_free(set);
    return flags;
}

static void iscrowd_and_ignore_follow_pythons_truth(void **state)
{
    (void)state;

    assert_int_equal(flags_of(TRUTH(USUAL ",\"iscrowd\":true,\"ignore\":false")), OD_TRUTH_CROWD);
    assert_int_equal(flags_of(TRUTH(USUAL ",\"iscrowd\":0.0,\"ignore\":-1")), OD_TRUTH_IGNORE);
    assert_int_equal(flags_of(TRUTH(USUAL ",\"iscrowd\":NaN,\"ignore\":null")), OD_TRUTH_CROWD);
}

static void numbers_that_are_not_finite_are_kept(void **state)
{
    od_dataset *set;
    (void)state;

    set = read_json(TRUTH(USUAL ",\"bbox\":[NaN,-Infinity,1e999,4],\"area\":Infinity"));

    assert_true(isnan(box_of(set, 0, 0)));
    assert_true(isinf(box_of(set, 0, 1)) && box_of(set, 0, 1) < 0);
    assert_true(isinf(box_of(set, 0, 2)) && isinf(od_truth_area(set, 0)));
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_truth_degenerate), 1);
    od_dataset_free(set);
}

/* Semantics B1: text holds the positive labels of the image, neg_text the hard negatives. */
static void asked_labels_meet_categories_that_come_later(void **state)
{
    od_dataset *set;
    (void)state;

    set = read_json("{\"images\":[{\"neg_text\":[\"cat\",\"cow\"],\"id\":2,\"text\":\"dog\"},"
                    "{\"id\":1,\"text\":[\"old\"],\"neg_text\":[],\"text\":[]}],"
                    "\"annotations\":[]," CATEGORIES "}");

    assert_int_equal(set->asked_start[0], 0);
    assert_int_equal(set->asked_start[1], 0);
    assert_int_equal(set->asked_start[2], 3);
    assert_int_equal(set->asked[0].category, 0); /* text goes before neg_text */
    assert_false(set->asked[0].negative);
    assert_int_equal(set->asked[1].category, 1);
    assert_true(set->asked[1].negative);
    assert_memory_equal(set->asked[2].label.p, "cow", 4);
    assert_int_equal(set->asked[2].category, OD_NONE);
    assert_string_equal(set->ledger.entries[0].examples[0], "gt.json: \"cow\"");
    od_dataset_free(set);
}

static void sizes_may_be_missing_or_written_as_floats(void **state)
{
    od_dataset *set;
    (void)state;

    set = read_json("{\"images\":[{\"id\":1,\"width\":640.0,\"height\":4e2},{\"id\":2,\"width\":null,\"file_"
                    "name\":null}],"
                    "\"categories\":[],\"annotations\":[]}");

    assert_int_equal(set->image_width[0], 640);
    assert_int_equal(set->image_height[0], 400);
    assert_int_equal(set->image_width[1], 0);
    assert_null(set->image_file[1].p);
    od_dataset_free(set);
}

/* ---- what is refused ---- */

static void predictions_are_told_from_annotations(void **state)
{
    (void)state;

    assert_refused(
        " [{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":1}]",
        "this looks like predictions (an array), not annotations: gt.json: byte 1: give it as --preds, and "
        "the annotation file as --gt");
    assert_refused(
        "{\"negation\":[]}",
        "the annotation file has no \"images\": gt.json: COCO annotations are one object with \"images\", "
        "\"annotations\" and \"categories\"; if this is a prediction file, give it as --preds, and the "
        "annotation file as --gt");
}

static void sections_that_are_missing_are_named(void **state)
{
    (void)state;

    assert_refused("{" IMAGES ",\"annotations\":[]}",
                   "the annotation file has no \"categories\": gt.json: add the list "
                   "of categories, each with an id and a name");
    assert_refused(
        "{" IMAGES "," CATEGORIES "}",
        "the annotation file has no \"annotations\": gt.json: nothing can be scored without ground truth; "
        "write \"annotations\": [] if it is empty on purpose");
}

static void sections_of_another_type_are_refused(void **state)
{
    char text[1200];
    (void)state;

    assert_non_null(strstr(refusal("{\"images\":{}}", text, sizeof text),
                           "\"images\" is not an array but an object: gt.json: byte 10: "));
    assert_non_null(strstr(refusal("{\"annotations\": null}", text, sizeof text),
                           "\"annotations\" is not an array but null: gt.json: byte 16: "));
    assert_non_null(strstr(refusal("{\"categories\":[7]}", text, sizeof text),
                           "an entry of \"categories\" is not an object but a number: gt.json: byte 15: "));
    assert_non_null(strstr(refusal("true", text, sizeof text),
                           "the annotation file is not an object but true: gt.json: byte 0: "));
}

static void a_box_needs_4_numbers(void **state)
{
    (void)state;

    assert_refused(
        TRUTH("\"bbox\":[1,2,3],\"image_id\":1,\"category_id\":1,\"id\":17"),
        "annotation 17: \"bbox\" has 3 numbers, 4 are needed: gt.json: byte 154: write \"bbox\": [x, y, "
        "width, height] in pixels");
    assert_refused(
        TRUTH("\"bbox\":[1,2,3,4,5],\"image_id\":1,\"category_id\":1"),
        "an annotation without a usable id: \"bbox\" has 5 numbers, 4 are needed: gt.json: byte 154: write "
        "\"bbox\": [x, y, width, height] in pixels");
    assert_refused(TRUTH(USUAL ",\"bbox\":[1,\"2\",3,4]"),
                   "annotation 17: \"bbox\" holds something that is not a number: gt.json: byte 154: write "
                   "\"bbox\": [x, "
                   "y, width, height] in pixels");
    assert_refused(
        TRUTH(USUAL ",\"bbox\":{}"),
        "annotation 17: \"bbox\" is not an array of 4 numbers: gt.json: byte 154: write \"bbox\": [x, y, "
        "width, height] in pixels");
    assert_refused(
        TRUTH("\"id\":3,\"image_id\":1,\"category_id\":1"),
        "annotation 3: \"bbox\" is missing: gt.json: byte 154: write \"bbox\": [x, y, width, height] in "
        "pixels");
}

static void ids_that_are_none_are_refused(void **state)
{
    char text[1200];
    (void)state;

    assert_non_null(
        strstr(refusal(TRUTH(USUAL ",\"image_id\":1.5"), text, sizeof text),
               "annotation 17: \"image_id\" is neither an integer of 64 bits nor a text: gt.json: byte 154"));
    assert_non_null(strstr(refusal(TRUTH(USUAL ",\"category_id\":null"), text, sizeof text),
                           "annotation 17: \"category_id\" is neither an integer"));
    assert_non_null(strstr(refusal(TRUTH(USUAL ",\"id\":\"a\""), text, sizeof text),
                           "an annotation without a usable id: \"id\" is not an integer of 64 bits"));
    assert_non_null(strstr(refusal(TRUTH(USUAL ",\"id\":18446744073709551616"), text, sizeof text),
                           "\"id\" is not an integer of 64 bits"));
    assert_non_null(strstr(refusal("{\"images\":[{\"width\":1}]}", text, sizeof text),
                           "\"id\" of an image is missing: gt.json: byte 11"));
    assert_non_null(
        strstr(refusal("{\"images\":[{\"id\":{}}]}", text, sizeof text),
               "\"id\" of an image is neither an integer of 64 bits nor a text: gt.json: byte 17"));
    assert_non_null(strstr(
        refusal("{\"categories\":[{\"name\":\"dog\"}]}", text, sizeof text),
        "\"id\" of a category is missing, or neither an integer of 64 bits nor a text: gt.json: byte 15"));
}

static void fields_of_another_type_are_refused(void **state)
{
    char text[1200];
    (void)state;

    assert_non_null(strstr(refusal(TRUTH(USUAL ",\"area\":\"big\""), text, sizeof text),
                           "annotation 17: \"area\" is not a number: gt.json: byte 154"));
    assert_non_null(strstr(refusal(TRUTH(USUAL ",\"iscrowd\":\"0\""), text, sizeof text),
                           "annotation 17: \"iscrowd\" is neither a number nor true or false"));
    assert_non_null(strstr(refusal("{\"images\":[{\"id\":1,\"text\":{}}]}", text, sizeof text),
                           "\"text\" is not an array of texts but an object: gt.json: byte 26"));
    assert_non_null(strstr(refusal("{\"images\":[{\"id\":1,\"neg_text\":[\"a\",2]}]}", text, sizeof text),
                           "an entry of \"neg_text\" is not a text but a number: gt.json: byte 35"));
    assert_non_null(strstr(refusal("{\"images\":[{\"id\":1,\"file_name\":2}]}", text, sizeof text),
                           "\"file_name\" is not a text but a number: gt.json: byte 31"));
    assert_non_null(strstr(refusal("{\"categories\":[{\"id\":1,\"name\":\"a\\u0000b\"}]}", text, sizeof text),
                           "\"name\" holds the character NUL (\\u0000): gt.json: byte 30"));
}

static void sizes_that_are_none_are_refused(void **state)
{
    static const char *const sizes[] = {"-1", "1.5", "2147483649", "NaN", "Infinity"};
    char json[64], text[1200];
    (void)state;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        snprintf(json, sizeof json, "{\"images\":[{\"id\":1,\"width\":%s}]}", sizes[i]);
        assert_non_null(
            strstr(refusal(json, text, sizeof text),
                   "\"width\" is not a number of pixels from 0 to 2,147,483,648: gt.json: byte 27: "));
    }
}

static void text_that_ends_early_is_refused_wherever_it_ends(void **state)
{
    static const char json[] = TRUTH(USUAL ",\"segmentation\":[[1,2]]");
    char part[sizeof json], text[1200];
    (void)state;

    for (size_t n = 0; n + 1 < sizeof json - 1; n++) {
        memcpy(part, json, n);
        part[n] = '\0';
        assert_non_null(strstr(refusal(part, text, sizeof text), "gt.json: byte "));
    }
}

static void what_follows_the_object_is_refused(void **state)
{
    char text[1200];
    (void)state;

    assert_non_null(strstr(refusal(TRUTH(USUAL) " {}", text, sizeof text), "gt.json: byte 236: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fields_of_an_annotation_are_read),
        cmocka_unit_test(keys_and_sections_come_in_any_order),
        cmocka_unit_test(unknown_keys_are_passed_over_at_any_depth),
        cmocka_unit_test(of_a_key_that_comes_twice_the_last_counts),
        cmocka_unit_test(of_a_section_that_comes_twice_the_last_counts),
        cmocka_unit_test(ids_are_equal_as_in_python),
        cmocka_unit_test(text_ids_serve_images_and_categories),
        cmocka_unit_test(annotations_that_share_an_id_are_evaluated_as_the_last),
        cmocka_unit_test(what_is_missing_is_filled_in_and_flagged),
        cmocka_unit_test(iscrowd_and_ignore_follow_pythons_truth),
        cmocka_unit_test(numbers_that_are_not_finite_are_kept),
        cmocka_unit_test(asked_labels_meet_categories_that_come_later),
        cmocka_unit_test(sizes_may_be_missing_or_written_as_floats),
        cmocka_unit_test(predictions_are_told_from_annotations),
        cmocka_unit_test(sections_that_are_missing_are_named),
        cmocka_unit_test(sections_of_another_type_are_refused),
        cmocka_unit_test(a_box_needs_4_numbers),
        cmocka_unit_test(ids_that_are_none_are_refused),
        cmocka_unit_test(fields_of_another_type_are_refused),
        cmocka_unit_test(sizes_that_are_none_are_refused),
        cmocka_unit_test(text_that_ends_early_is_refused_wherever_it_ends),
        cmocka_unit_test(what_follows_the_object_is_refused),
    };

    return cmocka_run_group_tests_name("coco", tests, NULL, NULL);
}
