#include "prediction_files.h"

#include "prediction/formats.h"

/* ---- subsets ---- */

static void an_object_gives_each_subset_its_array(void **state)
{
    fixture *f = *state;

    assert_read(f, "{\"shape\": [{\"image_id\":\"b\",\"category_id\":10,\"bbox\":[1,2,3,4],\"score\":0.5},"
                   "{\"image_id\":\"a\",\"category_id\":\"x\",\"bbox\":[1,2,3,4],\"score\":0.5}], "
                   "\"colour\": [{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5}]}");

    assert_int_equal(f->target[0].detections.n, 1);
    assert_int_equal(f->target[1].detections.n, 2);
    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    assert_detection(&f->target[1], 0, 1, 0, box1234, 0.5);
    assert_detection(&f->target[1], 1, 0, 1, box1234, 0.5);
    assert_int_equal(f->target[1].ledger.n, 0);
    assert_int_equal(od_detection_place(&f->target[0].detections, 0).at, 1);
}

static void unknown_and_unasked_subsets_are_said(void **state)
{
    static const char *const passed_over[] = {"texture", NULL};
    fixture *f = *state;

    f->sink.passed_over = passed_over;
    assert_read(f, "{\"colour\": [], \"texture\": [{}], \"color\": {\"a\": [1]}}");

    assert_ends(example(&f->ledger, &od_kind_unknown_subset, 0), ": subset \"color\"");
    assert_ends(example(&f->ledger, &od_kind_subset_passed_over, 0), ": subset \"texture\"");
    assert_true(od_kind_subset_passed_over.notice);
}

static void only_unknown_subsets_are_an_error_that_names_the_known(void **state)
{
    fixture *f = *state;

    assert_int_equal(read_text(f, "{\"color\": [], \"forms\": []}"), OD_INPUT);
    assert_contains(error_text(f), "colour, shape");

    fixture_reset(f);
    assert_int_equal(
        read_text(f, "[{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"subset\":\"color\"}]"),
        OD_INPUT);
    assert_contains(error_text(f), "colour, shape");

    fixture_reset(f);
    one_set(f);
    assert_int_equal(read_text(f, "{\"color\": []}"), OD_INPUT);
    assert_contains(error_text(f), "without a subset");
}

static void a_subset_given_twice_or_not_as_an_array_is_an_error(void **state)
{
    fixture *f = *state;

    assert_int_equal(read_text(f, "{\"colour\": [], \"colour\": []}"), OD_INPUT);
    assert_contains(error_text(f), "\"colour\" is there twice");

    fixture_reset(f);
    assert_int_equal(read_text(f, "{\"shape\": [], \"colour\": {}}"), OD_INPUT);
    assert_contains(error_text(f), "\"colour\" is not an array");
}

static void records_may_name_their_subset(void **state)
{
    fixture *f = *state;

    assert_read(
        f, "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5,\"subset\":\"colour\"},"
           "{\"image_id\":\"a\",\"category_id\":10,\"bbox\":[1,2,3,4],\"score\":0.5,\"subset\":\"shape\"},"
           "{\"image_id\":1,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5,\"subset\":\"colour\"},"
           "{\"image_id\":1,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5,\"subset\":\"colour\"},"
           "{\"image_id\":1,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5,\"subset\":\"color\"}]");

    assert_int_equal(f->target[0].detections.n, 3);
    assert_int_equal(f->target[1].detections.n, 1);
    assert_int_equal(od_detection_place(&f->target[0].detections, 1).at, 3);
    assert_int_equal(od_detection_place(&f->target[0].detections, 2).at, 4);
    assert_int_equal(od_detection_place(&f->target[1].detections, 0).at, 2);
    assert_ends(example(&f->ledger, &od_kind_unknown_subset, 0), "record 5: subset \"color\"");
}

static void a_records_own_subset_goes_before_the_objects_key(void **state)
{
    fixture *f = *state;

    assert_read(f,
                "{\"shape\": [{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"subset\":\"colour\"}]}");

    assert_int_equal(f->target[0].detections.n, 1);
    assert_int_equal(f->target[1].detections.n, 0);
}

static void records_without_a_subset_are_an_error_that_says_how_to_name_it(void **state)
{
    fixture *f = *state;

    assert_int_equal(read_text(f, "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4]}]"), OD_INPUT);

    assert_contains(error_text(f), "record 1");
    assert_contains(error_text(f), "{\"colour\": [...], ...}");
    assert_contains(error_text(f), "\"subset\": \"colour\"");
    assert_contains(error_text(f), "colour.json");
    assert_contains(error_text(f), "the subsets are colour, shape");
}

static void a_long_list_of_subsets_is_cut(void **state)
{
    fixture *f = *state;
    char names[13];

    assert_string_equal(od_sink_subsets(&f->sink, names, sizeof names), "colour, ...");
    assert_string_equal(od_sink_subsets(&f->sink, names, 7), "...");
    assert_string_equal(od_sink_subsets(&f->sink, names, 3), "");
}

/* ---- telling forms apart ---- */

static void what_is_no_prediction_file_is_an_error_that_says_what_it_looks_like(void **state)
{
    static const struct {
        const char *text, *what;
    } cases[] = {
        {"{\"info\": {}, \"images\": [], \"annotations\": []}", "looks like an annotation file"},
        {"{\"categories\": []}", "give it as --gt"},
        {"{\"accuracy\": 3}", "none of the forms"},
        {"{}", "none of the forms"},
        {"[[1,2,3,4,5,6,7]]", "none of the forms"},
        {"[1]", "none of the forms"},
        {"12", "none of the forms"},
        {" \n ", "nothing but white space"},
        {"image_id,category_id\n1,2\n", "this is no JSON"},
        {"{\"accuracy\": 3 4}", "expected ',' or '}'"},
        {"[[1,2", "truncated"},
        {"{\"a", "truncated"},
    };
    fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture_reset(f);
        assert_int_equal(read_text(f, cases[i].text), OD_INPUT);
        assert_contains(error_text(f), cases[i].what);
        assert_contains(f->err.input, folder);
    }
}

static void forms_are_told_by_content(void **state)
{
    static const struct {
        const char *text;
        const od_prediction_format *format;
    } cases[] = {
        {"[]", &od_prediction_format_coco},
        {"\xef\xbb\xbf [ {\"image_id\"", &od_prediction_format_coco},
        {"{\"colour\": [", &od_prediction_format_subsets},
        {"{\"labels\": [1], \"image_id\": 4", &od_prediction_format_jsonl},
        {"{\"file_name\": \"x", &od_prediction_format_jsonl},
        {"{\"answer\": \"", &od_prediction_format_jsonl},
        {"{\"predictions\": [", &od_prediction_format_jsonl},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (const od_prediction_format *const *f = od_prediction_formats; *f; f++) {
            int sure = (*f)->probe(cases[i].text, strlen(cases[i].text), false);
            assert_int_equal(sure > 0, *f == cases[i].format);
        }
    }
}

static void a_forced_format_is_not_probed(void **state)
{
    fixture *f = *state;

    one_set(f);
    f->sink.format = od_prediction_format_find("coco");
    assert_int_equal(read_text(f, "{\"image_id\": 1, \"predictions\": []}"), OD_INPUT);

    assert_contains(error_text(f), "expected an array");
    assert_null(od_prediction_format_find("csv"));
}

static void every_format_reads_its_own_example(void **state)
{
    fixture *f = *state;

    for (const od_prediction_format *const *format = od_prediction_formats; *format; format++) {
        const char *example = (*format)->example;
        fixture_reset(f);
        assert_true((*format)->probe(example, strlen(example), true) > 0);
        f->sink.target = 0;
        f->target[0].subset = "celebrity";
        assert_read(f, example);
    }
}

static void gz_is_read_anywhere(void **state)
{
    fixture *f = *state;

    one_set(f);
    write_gz("odd-name", "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5}]");
    assert_int_equal(od_predictions_read(&f->sink, in_folder("odd-name"), &f->err), OD_OK);

    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
}

static void a_missing_file_is_an_error(void **state)
{
    fixture *f = *state;

    assert_int_equal(od_predictions_read(&f->sink, in_folder("none.json"), &f->err), OD_INPUT);
    assert_contains(error_text(f), "none.json");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_object_gives_each_subset_its_array),
        TEST(unknown_and_unasked_subsets_are_said),
        TEST(only_unknown_subsets_are_an_error_that_names_the_known),
        TEST(a_subset_given_twice_or_not_as_an_array_is_an_error),
        TEST(records_may_name_their_subset),
        TEST(a_records_own_subset_goes_before_the_objects_key),
        TEST(records_without_a_subset_are_an_error_that_says_how_to_name_it),
        TEST(a_long_list_of_subsets_is_cut),
        TEST(what_is_no_prediction_file_is_an_error_that_says_what_it_looks_like),
        TEST(forms_are_told_by_content),
        TEST(a_forced_format_is_not_probed),
        TEST(every_format_reads_its_own_example),
        TEST(gz_is_read_anywhere),
        TEST(a_missing_file_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
