/* Detections written as prediction files, and data sets made of prediction files; what is expected is by
 * hand. */
#include <unistd.h>

#include "prediction_fixture.h"

#include "prediction/survey.h"
#include "prediction/write.h"

static void read_into(fixture *f, const char *format, const char *text)
{
    od_input *in = NULL;

    f->sink.format = format ? od_prediction_format_find(format) : NULL;
    assert_int_equal(od_input_of_bytes(&in, "preds", text, strlen(text), &f->err), OD_OK);
    if (od_predictions_read_input(&f->sink, in, &f->err) != OD_OK)
        fail_msg("%s", error_text(f));
    od_input_close(in);
}

/* What a writer makes of the targets. */
static char *written(fixture *f, const char *form, const char *model)
{
    char name[] = "/tmp/odeval-write-XXXXXX";
    od_output *o = NULL;
    static char text[4096];
    size_t n;
    int fd = mkstemp(name);
    FILE *file;

    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(od_output_open(&o, name, &f->err), OD_OK);
    assert_int_equal(od_prediction_writer_find(form)->write(o, f->target, f->sink.n_targets, model, &f->err),
                     OD_OK);
    assert_int_equal(od_output_commit(o, &f->err), OD_OK);
    file = fopen(name, "rb");
    assert_non_null(file);
    n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    unlink(name);
    text[n] = '\0';
    return text;
}

/* ---- COCO results ---- */

static void one_set_is_an_array_in_the_order_of_the_file(void **state)
{
    fixture *f = *state;

    one_set(f);
    read_into(f, "coco",
              "[{\"image_id\":30,\"category_id\":2,\"bbox\":[0.1,2,3.5,1e-7],\"score\":0.30000000000000004},"
              "{\"image_id\":1,\"category_id\":1,\"bbox\":[-0.0,0,1,1]}]");

    assert_string_equal(
        written(f, "coco", NULL),
        "[\n{\"image_id\": 30, \"category_id\": 2, \"bbox\": [0.1, 2, 3.5, 1e-07], \"score\": "
        "0.30000000000000004},\n"
        "{\"image_id\": 1, \"category_id\": 1, \"bbox\": [-0, 0, 1, 1], \"score\": 1}\n]\n");
}

static void subsets_are_an_object_with_the_model_and_an_array_each(void **state)
{
    fixture *f = *state;

    read_into(f, "subsets",
              "{\"shape\":[{\"image_id\":\"b\",\"category_id\":\"x\",\"bbox\":[1,2,3,4],\"score\":0.5}],"
              "\"colour\":[]}");

    assert_string_equal(written(f, "coco", "M \"1\""),
                        "{\"model\": \"M \\\"1\\\"\",\n\"colour\": [],\n\"shape\": [\n"
                        "{\"image_id\": \"b\", \"category_id\": \"x\", \"bbox\": [1, 2, 3, 4], \"score\": "
                        "0.5}\n]}\n");
}

static void numbers_that_are_not_finite_are_written_as_python_does(void **state)
{
    fixture *f = *state;

    one_set(f);
    read_into(f, "coco",
              "[{\"image_id\":1,\"category_id\":1,\"bbox\":[NaN,Infinity,-Infinity,1],\"score\":NaN}]");

    assert_string_equal(written(f, "coco", NULL),
                        "[\n{\"image_id\": 1, \"category_id\": 1, \"bbox\": [NaN, Infinity, -Infinity, 1], "
                        "\"score\": NaN}\n]\n");
}

static void a_category_that_nobody_has_gets_an_id_that_nobody_has(void **state)
{
    fixture *f = *state;

    one_set(f);
    read_into(f, "coco", "[{\"image_id\":1,\"category_id\":77,\"bbox\":[1,2,3,4],\"score\":1}]");

    assert_string_equal(
        written(f, "coco", NULL),
        "[\n{\"image_id\": 1, \"category_id\": -1, \"bbox\": [1, 2, 3, 4], \"score\": 1}\n]\n");
}

static void what_corrected_rules_mend_stays_to_be_mended(void **state)
{
    fixture *f = *state;
    const char *text;

    one_set(f);
    read_into(f, "coco",
              "[{\"image_id\":1,\"category_id\":\"red\",\"bbox\":[1,2,3,4],\"score\":1},"
              "{\"image_id\":1,\"category_id\":\"2\",\"bbox\":[1,2,3,4],\"score\":1}]");
    text = written(f, "coco", NULL);

    assert_non_null(strstr(text, "\"category_id\": \"red\""));
    assert_non_null(
        strstr(text, "\"category_id\": \"dark blue\"")); /* "2" in digits means the same category */
}

/* ---- JSON Lines ---- */

static void lines_keep_their_order_and_labels(void **state)
{
    fixture *f = *state;

    one_set(f);
    read_into(f, "jsonl",
              "{\"image_id\":30,\"predictions\":[{\"label\":\"red\",\"bbox_2d\":[1,2,4,6]},"
              "{\"category_id\":9,\"bbox\":[1,2,3,4]}]}\n"
              "{\"file_name\":\"one.jpg\",\"predictions\":[]}\n"
              "{\"image_id\":2,\"predictions\":[{\"label\":\"red\",\"bbox\":[0,0,1,1],\"score\":0.25}]}\n");

    assert_string_equal(
        written(f, "jsonl", "M"),
        "{\"image_id\": 30, \"predictions\": [{\"label\": \"red\", \"bbox\": [1, 2, 3, 4]}, "
        "{\"category_id\": -1, \"bbox\": [1, 2, 3, 4]}], \"model\": \"M\"}\n"
        "{\"image_id\": 1, \"file_name\": \"one.jpg\", \"predictions\": [], \"model\": \"M\"}\n"
        "{\"image_id\": 2, \"file_name\": \"dir/two.jpg\", \"predictions\": [{\"label\": \"red\", "
        "\"bbox\": [0, 0, 1, 1], \"score\": 0.25}], \"model\": \"M\"}\n");
}

static void answers_say_what_became_of_them_and_keep_unknown_labels(void **state)
{
    const od_answer_way way = {.has_frame = true, .frame = {.space = OD_SPACE_SCALED, .divisor = 1000}};
    fixture *f = *state;

    one_set(f);
    f->sink.answers = &way;
    read_into(f, "jsonl",
              "{\"image_id\":1,\"answer\":\"[{\\\"bbox_2d\\\": [100, 100, 200, 200], \\\"label\\\": "
              "\\\"pink\\\"}]\"}\n"
              "{\"image_id\":2,\"answer\":null}\n");

    assert_string_equal(
        written(f, "jsonl", NULL),
        "{\"image_id\": 1, \"file_name\": \"one.jpg\", \"status\": \"parsed\", \"predictions\": "
        "[{\"label\": \"pink\", \"bbox\": [64, 48, 64, 48]}]}\n"
        "{\"image_id\": 2, \"file_name\": \"dir/two.jpg\", \"status\": \"failed\", \"predictions\": "
        "[]}\n");
}

static void records_become_a_line_for_each_image_answered(void **state)
{
    fixture *f = *state;

    read_into(f, "subsets",
              "{\"colour\":[{\"image_id\":30,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":0.5},"
              "{\"image_id\":1,\"category_id\":1,\"bbox\":[5,6,7,8],\"score\":0.25},"
              "{\"image_id\":30,\"category_id\":2,\"bbox\":[1,1,1,1],\"score\":0.75}],\"shape\":[]}");

    assert_string_equal(
        written(f, "jsonl", NULL),
        "{\"subset\": \"colour\", \"image_id\": 1, \"file_name\": \"one.jpg\", \"predictions\": [{\"label\": "
        "\"red\", \"bbox\": [5, 6, 7, 8], \"score\": 0.25}]}\n"
        "{\"subset\": \"colour\", \"image_id\": 30, \"predictions\": [{\"label\": \"red\", \"bbox\": [1, 2, "
        "3, "
        "4], \"score\": 0.5}, {\"label\": \"dark blue\", \"bbox\": [1, 1, 1, 1], \"score\": 0.75}]}\n");
}

static void an_unknown_form_is_none(void **state)
{
    (void)state;

    assert_null(od_prediction_writer_find("voc"));
}

/* ---- surveys ---- */

static od_survey survey_of(const char *text, const od_answer_way *way)
{
    od_survey s;
    od_input *in = NULL;
    od_error err = {0};

    assert_int_equal(od_input_of_bytes(&in, "preds", text, strlen(text), &err), OD_OK);
    if (od_survey_make(&s, in, NULL, way, &err) != OD_OK)
        fail_msg("%s", err.what);
    od_input_close(in);
    return s;
}

static void a_survey_finds_images_with_their_sizes(void **state)
{
    od_survey s = survey_of("{\"image_id\":7,\"image_size\":[640,480],\"predictions\":[]}\n"
                            "{\"file_name\":\"a/b.jpg\",\"predictions\":[]}\n"
                            "{\"image_id\":7,\"predictions\":[]}\n",
                            NULL);
    const od_dataset *set = s.sets[0].dataset;
    (void)state;

    assert_int_equal(s.n, 1);
    assert_string_equal(s.sets[0].name, "");
    assert_int_equal(set->n_images, 2);
    assert_int_equal(set->image_id[0].number, 7);
    assert_int_equal(set->image_width[0], 640);
    assert_int_equal(set->image_height[0], 480);
    assert_false(od_survey_is_file(set, 0));
    assert_true(od_survey_is_file(set, 1));
    assert_true(od_str_equal(set->image_file[1], OD_STR("a/b.jpg")));
    assert_int_equal(set->n_truths, 0);
    od_survey_release(&s);
}

static void a_survey_knows_every_label_also_of_answers(void **state)
{
    const od_answer_way way = {.has_frame = true};
    od_survey s = survey_of(
        "{\"image_id\":1,\"predictions\":[{\"label\":\"cat\",\"bbox\":[1,2,3,4]},{\"category_id\":5,\"bbox\":"
        "[1,2,3,4]}]}\n"
        "{\"image_id\":2,\"labels\":[\"dog\"],\"answer\":\"[{\\\"bbox_2d\\\": [1, 2, 3, 4], \\\"label\\\": "
        "\\\"a cow\\\"}]\"}\n",
        &way);
    const od_dataset *set = s.sets[0].dataset;
    (void)state;

    assert_int_not_equal(od_id_map_get_text(set->name_index, OD_STR("cat")), OD_NONE);
    assert_int_not_equal(od_id_map_get_text(set->name_index, OD_STR("dog")), OD_NONE);
    assert_int_not_equal(od_id_map_get_text(set->name_index, OD_STR("a cow")), OD_NONE);
    assert_int_not_equal(od_dataset_category(set, number_id(5)), OD_NONE);
    assert_int_equal(od_id_map_get_text(set->name_index, OD_STR("bird")), OD_NONE);
    od_survey_release(&s);
}

static void a_survey_has_a_set_for_each_subset(void **state)
{
    od_survey lines = survey_of("{\"subset\":\"b\",\"image_id\":1,\"predictions\":[]}\n"
                                "{\"subset\":\"a\",\"image_id\":1,\"predictions\":[]}\n",
                                NULL);
    od_survey object = survey_of(
        "{\"b\":[{\"image_id\":\"x\",\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":1}],\"a\":[]}", NULL);
    (void)state;

    assert_int_equal(lines.n, 2);
    assert_string_equal(lines.sets[0].name, "b");
    assert_string_equal(lines.sets[1].name, "a");
    assert_int_equal(object.n, 2);
    assert_string_equal(object.sets[0].dataset->image_id[0].text, "x");
    assert_int_equal(object.sets[1].dataset->n_images, 0);
    od_survey_release(&lines);
    od_survey_release(&object);
}

static void lines_that_name_no_image_have_one_of_their_own(void **state)
{
    od_survey s = survey_of("{\"results\":[{\"model_output\":\"[]\"},{\"model_output\":\"[]\"}]}", NULL);
    (void)state;

    assert_int_equal(s.sets[0].dataset->n_images, 2);
    assert_int_equal(s.sets[0].dataset->image_id[0].number, 1);
    assert_int_equal(s.sets[0].dataset->image_id[1].number, 2);
    od_survey_release(&s);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(one_set_is_an_array_in_the_order_of_the_file),
        WITH_FIXTURE(subsets_are_an_object_with_the_model_and_an_array_each),
        WITH_FIXTURE(numbers_that_are_not_finite_are_written_as_python_does),
        WITH_FIXTURE(a_category_that_nobody_has_gets_an_id_that_nobody_has),
        WITH_FIXTURE(what_corrected_rules_mend_stays_to_be_mended),
        WITH_FIXTURE(lines_keep_their_order_and_labels),
        WITH_FIXTURE(answers_say_what_became_of_them_and_keep_unknown_labels),
        WITH_FIXTURE(records_become_a_line_for_each_image_answered),
        cmocka_unit_test(an_unknown_form_is_none),
        cmocka_unit_test(a_survey_finds_images_with_their_sizes),
        cmocka_unit_test(a_survey_knows_every_label_also_of_answers),
        cmocka_unit_test(a_survey_has_a_set_for_each_subset),
        cmocka_unit_test(lines_that_name_no_image_have_one_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
