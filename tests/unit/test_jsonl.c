#include "prediction_files.h"

#include "prediction/formats.h"

/* ---- JSON Lines ---- */

static void lines_give_the_boxes_of_an_image(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(
        f, "{\"image_id\": 2, \"predictions\": [{\"label\": \"Ring.\", \"bbox\": [1,2,3,4], \"score\": 0.5}, "
           "{\"category_id\": 1, \"bbox_2d\": [10, 20, 15, 18]}], \"model\": \"m\", \"tokens\": 7}\r\n"
           "\r\n"
           "{\"predictions\": [], \"file_name\": \"one.jpg\"}\n");

    assert_int_equal(f->target[0].detections.n, 2);
    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    assert_detection(&f->target[0], 1, 1, 0, (double[]){10, 20, 5, -2}, 1.0);
    assert_int_equal(f->target[0].detections.n_without_score, 1);
    assert_memory_equal(f->target[0].answered, ((uint8_t[]){1, 1, 0}), 3);
    assert_int_equal(od_detection_place(&f->target[0].detections, 1).at, 1);
    assert_int_equal(od_detection_place(&f->target[0].detections, 1).unit, OD_UNIT_LINE);
}

static void lines_may_tell_the_image_and_the_subset_last(void **state)
{
    fixture *f = *state;

    assert_read(f, "\n{\"predictions\": [{\"bbox\": [1,2,3,4], \"score\": 0.5, \"label\": \"cross\"}], "
                   "\"image_id\": \"b\", \"subset\": \"shape\"}\n"
                   "{\"predictions\": [{\"bbox\": [1,2,3,4], \"score\": 0.5, \"category_id\": \"x\"}], "
                   "\"file_name\": \"/data/images/a.jpg\", \"subset\": \"shape\"}");

    assert_int_equal(f->target[1].detections.n, 2);
    assert_detection(&f->target[1], 0, 1, 1, box1234, 0.5);
    assert_detection(&f->target[1], 1, 0, 1, box1234, 0.5);
    assert_int_equal(od_detection_place(&f->target[1].detections, 0).at, 2);
    assert_int_equal(f->target[1].ledger.n, 0);
}

static void a_lines_last_predictions_count(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "{\"image_id\": 2, \"predictions\": [{}, {\"label\": \"red\", \"bbox\": [9,9,9,9]}], "
                   "\"predictions\": [{\"label\": \"Ring.\", \"bbox\": [1,2,3,4], \"score\": 0.5}]}");

    assert_int_equal(f->target[0].detections.n, 1);
    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    assert_int_equal(f->target[0].ledger.n, 0);
}

static void one_object_over_several_lines_is_a_line_too(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(
        f, "{\n \"image_id\": 2,\n \"predictions\": [\n  {\"label\": \"red\", \"bbox\": [1,2,3,4]}\n ]\n}\n"
           "{\n \"image_id\": 99,\n \"predictions\": []\n}\n");

    assert_int_equal(f->target[0].detections.n, 1);
    assert_ends(example(&f->target[0].ledger, &od_kind_unknown_image, 0), "line 7: image_id 99");
}

static void an_image_answered_twice_keeps_both_and_is_said(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "{\"image_id\": 2, \"predictions\": [{\"label\": \"red\", \"bbox\": [1,2,3,4]}]}\n"
                   "{\"image_id\": 2, \"predictions\": [{\"label\": \"red\", \"bbox\": [1,2,3,4]}]}\n");

    assert_int_equal(f->target[0].detections.n, 2);
    assert_ends(example(&f->target[0].ledger, &od_kind_image_answered_twice, 0), "line 2: image_id 2");
}

static void lines_that_cannot_be_used_are_named_with_the_reason(void **state)
{
    static const struct {
        const char *line, *reason;
    } cases[] = {
        {"{\"image_id\": 2}", "line 2: predictions is missing, and so is answer"},
        {"{\"image_id\": 2, \"predictions\": {}}", "line 2: predictions is an object, an array is needed"},
        {"{\"predictions\": []}", "line 2: image_id and file_name are missing"},
        {"{\"image_id\": [], \"predictions\": []}",
         "line 2: image_id is an array, an integer or a text is needed"},
        {"{\"file_name\": 3, \"predictions\": []}", "line 2: file_name is a number, a text is needed"},
        {"{\"image_id\": 2, \"subset\": 3, \"predictions\": []}",
         "line 2: subset is a number, a text is needed"},
        {"{\"image_id\": 2, \"answer\": [\"x\"]}", "line 2: answer is an array, a text is needed"},
        {"{\"image_id\": 2, \"answer\": \"x\", \"labels\": [1]}",
         "line 2: labels holds something that is no text"},
        {"[1, 2]", "line 2: it is no object"},
        {"{\"image_id\": 2, \"predictions\": [{\"label\": \"red\", \"bbox_2d\": [1,2,3]}]}",
         "line 2: prediction 1: bbox_2d has 3 numbers, 4 are needed"},
        {"{\"image_id\": 2, \"predictions\": [{\"label\": \"red\"}]}",
         "line 2: prediction 1: bbox or bbox_2d is missing"},
        {"{\"image_id\": 2, \"predictions\": [\"red\"]}",
         "line 2: prediction 1: it is a text, an object is needed"},
    };
    fixture *f = *state;
    char text[300];

    one_set(f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture_reset(f);
        snprintf(text, sizeof text,
                 "{\"image_id\": 1, \"predictions\": []}\n%s\n"
                 "{\"image_id\": 30, \"predictions\": [{\"label\": \"red\", \"bbox\": [1,2,3,4]}]}",
                 cases[i].line);

        assert_read(f, text);

        assert_int_equal(f->target[0].detections.n, 1);
        assert_int_equal(od_detection_place(&f->target[0].detections, 0).at, 3);
        assert_ends(example(&f->target[0].ledger, &od_kind_record_unusable, 0), cases[i].reason);
        assert_memory_equal(f->target[0].answered, ((uint8_t[]){1, i >= 9, 1}), 3);
    }
}

static void an_unknown_file_is_named(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "{\"file_name\": \"three.jpg\", \"predictions\": []}");

    assert_ends(example(&f->target[0].ledger, &od_kind_unknown_image, 0), "line 1: file_name \"three.jpg\"");
}

static void an_answer_as_text_without_a_frame_is_an_error_that_says_so(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_int_equal(read_text(f, "{\"image_id\": 1, \"predictions\": [], \"answer\": \"\"}\n"
                                  "{\"image_id\": 2, \"answer\": \"<answer>[]</answer>\"}\n"),
                     OD_USAGE);

    assert_contains(error_text(f), "line 2");
    assert_contains(error_text(f), "nothing says what its numbers mean");
    assert_contains(error_text(f), "--frame");
}

static void a_malformed_line_is_an_error_with_line_and_byte(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_int_equal(
        read_text(f, "{\"image_id\": 1, \"predictions\": []}\n{\"image_id\": 2, \"predictions\": [}\n"),
        OD_INPUT);

    assert_int_equal(f->err.unit, OD_UNIT_LINE);
    assert_int_equal(f->err.at, 2);
    assert_contains(f->err.what, "(byte 67 of the text)");

    fixture_reset(f);
    one_set(f);
    assert_int_equal(read_text(f, "{\"image_id\": 1, \"predictions\": []}\n\nx"), OD_INPUT);
    assert_int_equal(f->err.unit, OD_UNIT_LINE);
    assert_int_equal(f->err.at, 3);
}

static void lines_are_counted_over_the_windows_of_a_stream(void **state)
{
    static const char text[] = "\n\n{\"predictions\":\n [ ],\n\n \"image_id\": 99}\n\n {\n\"image_id\": 98, "
                               "\"predictions\": [[\n]]}\n";
    fixture *f = *state;
    od_input *in;

    one_set(f);
    for (size_t chunk = 1; chunk < sizeof text; chunk++) {
        fixture_reset(f);
        assert_int_equal(od_input_of_chunks(&in, "p", text, sizeof text - 1, chunk, &f->err), OD_OK);
        assert_int_equal(od_prediction_format_jsonl.read(&f->sink, in, &f->err), OD_OK);
        od_input_close(in);

        assert_string_equal(example(&f->target[0].ledger, &od_kind_unknown_image, 0),
                            "p: line 3: image_id 99");
        assert_string_equal(example(&f->target[0].ledger, &od_kind_unknown_image, 1),
                            "p: line 8: image_id 98");
    }
}

static void only_unknown_subsets_in_lines_are_an_error_too(void **state)
{
    fixture *f = *state;

    assert_int_equal(read_text(f, "{\"image_id\": 1, \"predictions\": [], \"subset\": \"color\"}"), OD_INPUT);
    assert_contains(error_text(f), "colour, shape");

    fixture_reset(f);
    assert_int_equal(read_text(f, "{\"image_id\": 1, \"predictions\": []}"), OD_INPUT);
    assert_contains(error_text(f), "line 1");
    assert_contains(error_text(f), "nothing says which subset");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines_give_the_boxes_of_an_image),
        TEST(lines_may_tell_the_image_and_the_subset_last),
        TEST(a_lines_last_predictions_count),
        TEST(one_object_over_several_lines_is_a_line_too),
        TEST(an_image_answered_twice_keeps_both_and_is_said),
        TEST(lines_that_cannot_be_used_are_named_with_the_reason),
        TEST(an_unknown_file_is_named),
        TEST(an_answer_as_text_without_a_frame_is_an_error_that_says_so),
        TEST(a_malformed_line_is_an_error_with_line_and_byte),
        TEST(lines_are_counted_over_the_windows_of_a_stream),
        TEST(only_unknown_subsets_in_lines_are_an_error_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
