#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prediction/line.h"

/* What the last line held, as far as the tests ask. */
typedef struct seen {
    unsigned n;
    void (*look)(const od_line *line);
} seen;

static od_status take(void *context, const od_line *line, od_error *err)
{
    seen *s = context;

    (void)err;
    s->n++;
    s->look(line);
    return OD_OK;
}

typedef od_status (*reader)(od_input *in, od_line_use use, void *context, od_error *err);

static od_status read_bytes(reader read, const char *text, size_t n, void (*look)(const od_line *line),
                            od_error *err)
{
    seen s = {.look = look};
    od_input *in;
    od_status st;

    assert_int_equal(od_input_of_bytes(&in, "file", text, n, NULL), OD_OK);
    st = read(in, take, &s, err);
    od_input_close(in);
    if (st == OD_OK)
        assert_true(s.n > 0);
    return st;
}

static void assert_line(const char *text, void (*look)(const od_line *line))
{
    od_error err = {0};

    assert_int_equal(read_bytes(od_lines_of_jsonl, text, strlen(text), look, &err), OD_OK);
}

static void assert_text(const od_buffer *b, const char *want)
{
    assert_int_equal(b->n, strlen(want));
    assert_memory_equal(b->bytes, want, b->n);
}

/* ---- answers ---- */

static void is_hello(const od_line *line)
{
    assert_true(od_line_has_answer(line));
    assert_text(&line->answer_text, "hello");
}

static void an_answer_may_stand_under_the_keys_of_others(void **state)
{
    static const char *const texts[] = {
        "{\"answer\": \"hello\"}",
        "{\"model_output\": \"hello\"}",
        "{\"raw_response\": \"hello\"}",
        "{\"response\": \"hello\"}",
        "{\"generation\": \"hello\"}",
        "{\"text\": \"hello\"}",
        "{\"result\": {\"gen\": \"x\", \"gen_raw\": \"hello\"}}",
        "{\"result\": {\"gen\": \"hello\"}}",
        "{\"text\": \"x\", \"answer\": \"hello\", \"response\": \"y\"}", /* the first of these keys wins */
        "{\"answer\": null, \"response\": \"hello\"}",                   /* a text wins over null */
        "{\"response\": \"hello\", \"answer\": null}",
        "{\"answer\": \"x\", \"answer\": \"hello\"}", /* as Python has it: the last of one key */
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_line(texts[i], is_hello);
}

static void has_failed(const od_line *line)
{
    assert_true(od_line_has_failed(line));
    assert_false(od_line_has_answer(line));
}

static void has_not_failed(const od_line *line)
{
    assert_false(od_line_has_failed(line));
}

static void no_answer_and_an_error_are_failures(void **state)
{
    (void)state;
    assert_line("{\"answer\": null}", has_failed);
    assert_line("{\"error\": \"HTTP 500\"}", has_failed);
    assert_line("{\"error\": {\"code\": 500}, \"predictions\": []}", has_failed);
    assert_line("{\"error\": true}", has_failed);

    assert_line("{\"error\": \"slow\", \"answer\": \"[]\"}", has_not_failed);
    assert_line("{\"error\": null, \"predictions\": []}", has_not_failed);
    assert_line("{\"error\": \"\", \"predictions\": []}", has_not_failed);
    assert_line("{\"answer\": null, \"predictions\": []}", has_not_failed);
    assert_line("{\"error\": \"x\", \"predictions\": [{\"label\": \"a\", \"bbox\": [1,2,3,4]}]}",
                has_not_failed);
}

static void is_damaged(const od_line *line)
{
    /* half of a pair becomes U+FFFD, \u0000 a NUL; raw bytes stay as they are */
    static const char want[] = "a\xef\xbf\xbd\0b\xff\xe2\x82";

    assert_int_equal(line->answer_text.n, sizeof want - 1);
    assert_memory_equal(line->answer_text.bytes, want, sizeof want - 1);
}

static void bytes_of_an_answer_need_not_be_utf8(void **state)
{
    static const char text[] =
        "{\"answer\": \"a\\ud83d\\u0000b\xff\xe2\x82\", \"prompt\": \"\xff\", \"id\": 1}";
    od_error err = {0};

    (void)state;
    assert_line(text, is_damaged);
    for (size_t chunk = 1; chunk < sizeof text; chunk++) {
        seen s = {.look = is_damaged};
        od_input *in;

        assert_int_equal(od_input_of_chunks(&in, "file", text, sizeof text - 1, chunk, &err), OD_OK);
        assert_int_equal(od_lines_of_jsonl(in, take, &s, &err), OD_OK);
        od_input_close(in);
        assert_int_equal(s.n, 1);
    }
}

static void names_must_be_utf8(void **state)
{
    od_error err = {0};

    (void)state;
    assert_int_equal(read_bytes(od_lines_of_jsonl, "{\"file_name\": \"\xff\"}", 18, has_failed, &err),
                     OD_INPUT);
    assert_non_null(strstr(err.what, "not UTF-8"));
}

static void is_too_long(const od_line *line)
{
    assert_true(od_line_has_answer(line));
    assert_true(line->answer_too_long);
    assert_int_equal(line->answer_text.n, 0);
    assert_int_equal(line->image_id.number, 7);
}

static void an_answer_of_17_mib_is_a_line_like_others(void **state)
{
    enum { MIB = 1024 * 1024 };
    static const char begin[] = "{\"answer\": \"\\n", end[] = "\", \"image_id\": 7}";
    size_t n = sizeof begin - 1;
    char *text = malloc(17 * MIB + 100);
    od_error err = {0};

    (void)state;
    assert_non_null(text);
    memcpy(text, begin, n);
    memset(text + n, 'x', 17 * MIB);
    n += 17 * MIB;
    memcpy(text + n, end, sizeof end - 1);
    assert_int_equal(read_bytes(od_lines_of_jsonl, text, n + sizeof end - 1, is_too_long, &err), OD_OK);
    free(text);
}

/* ---- sizes ---- */

static void is_640_by_427_in_644_by_420(const od_line *line)
{
    assert_int_equal(line->image_size.field.state, OD_FIELD_GOOD);
    assert_int_equal(line->input_size.field.state, OD_FIELD_GOOD);
    assert_true(line->image_size.width == 640 && line->image_size.height == 427);
    assert_true(line->input_size.width == 644 && line->input_size.height == 420);
}

static void sizes_are_width_first_in_lines_and_height_first_in_results(void **state)
{
    static const char log[] =
        "{\"accuracy\": 1, \"results\": [{\"input_size\": [420, 644], \"image_size\": [427, 640]}], "
        "\"more\": 2}";
    od_error err = {0};

    (void)state;
    assert_line("{\"input_size\": [644, 420], \"image_size\": [640, 427]}", is_640_by_427_in_644_by_420);
    assert_line("{\"extra_info\": {\"resized_h\": 420, \"resized_w\": 644, \"img_w\": 640, \"img_h\": 427}}",
                is_640_by_427_in_644_by_420);
    assert_int_equal(read_bytes(od_lines_of_results, log, sizeof log - 1, is_640_by_427_in_644_by_420, &err),
                     OD_OK);
}

static void has_no_sizes(const od_line *line)
{
    assert_int_equal(line->image_size.field.state, OD_FIELD_ABSENT);
    assert_int_equal(line->input_size.field.state, OD_FIELD_ABSENT);
}

static void has_bad_sizes(const od_line *line)
{
    assert_int_equal(line->image_size.field.state, OD_FIELD_BAD);
    assert_int_equal(line->input_size.field.state, OD_FIELD_BAD);
}

static void sizes_that_are_none_are_told_from_sizes_not_given(void **state)
{
    (void)state;
    assert_line("{\"image_size\": null, \"input_size\": null}", has_no_sizes);
    assert_line("{\"extra_info\": {\"img_w\": 640, \"resized_h\": null}}", has_no_sizes);
    assert_line("{\"image_size\": [640], \"input_size\": \"644x420\"}", has_bad_sizes);
    assert_line("{\"image_size\": [640, 480, 3], \"input_size\": [\"644\", 420]}", has_bad_sizes);
}

/* ---- the rest ---- */

static void is_odinw(const od_line *line)
{
    assert_int_equal(line->image.state, OD_FIELD_GOOD);
    assert_int_equal(line->image_id.number, 12);
    assert_text(&line->file_text, "data/12.jpg");
}

static void an_image_may_be_named_as_others_do(void **state)
{
    (void)state;
    assert_line("{\"question_id\": 1, \"extra_info\": {\"img_id\": 12, \"img_path\": \"data/12.jpg\"}}",
                is_odinw);
    assert_line("{\"extra_info\": {\"img_id\": 9}, \"image_id\": 12, \"image\": \"data/12.jpg\"}", is_odinw);
    assert_line("{\"image_path\": \"data/12.jpg\", \"image_id\": 12}", is_odinw);
    assert_line("{\"image_id\": 12, \"file_name\": \"data/12.jpg\", \"image\": \"x.jpg\"}", is_odinw);
}

static void asks_two_and_proposes_three(const od_line *line)
{
    assert_int_equal(line->n_asked, 2);
    assert_string_equal(od_line_text(line, line->asked[1].text, 0).p, "big dog");
    assert_int_equal(line->n_proposals, 3);
    assert_true(line->proposals[0][3] == 4 && isnan(line->proposals[1][0]) && line->proposals[2][0] == 5);
    assert_true(line->tokens == 12 && line->seconds == 0.25 && line->retries == 2);
    assert_text(&line->model, "m");
}

static void what_was_asked_and_what_it_cost_is_kept(void **state)
{
    (void)state;
    assert_line("{\"labels\": [\"cat\", \"big dog\"], \"proposals\": [[1,2,3,4], [1,2,3], [5,6,7,8]], "
                "\"tokens\": 12, "
                "\"seconds\": 0.25, \"retries\": 2, \"model\": \"m\"}",
                asks_two_and_proposes_three);
}

static void is_empty(const od_line *line)
{
    assert_int_equal(line->image.state, OD_FIELD_ABSENT);
    assert_int_equal(line->answer.state, OD_FIELD_ABSENT);
    assert_int_equal(line->n_asked, 0);
    assert_int_equal(line->n_proposals, 0);
    assert_int_equal(line->model.n, 0);
    assert_int_equal(line->tokens_field.state, OD_FIELD_ABSENT);
}

static void full_then_empty(const od_line *line)
{
    if (line->place.at == 2)
        is_empty(line);
}

static void nothing_is_left_of_the_line_before(void **state)
{
    (void)state;
    assert_line("{\"image_id\": 1, \"answer\": \"x\", \"labels\": [\"a\"], \"proposals\": [[1,2,3,4]], "
                "\"model\": \"m\", "
                "\"tokens\": 1}\n{}",
                full_then_empty);
}

static void first_disagrees(const od_line *line)
{
    assert_int_equal(line->n_boxes, 3);
    assert_true(line->boxes[0].disagrees);
    assert_true(line->boxes[0].box[2] == 30);
    assert_false(line->boxes[1].disagrees);
    assert_false(line->boxes[2].disagrees);
}

static void two_boxes_that_differ_by_more_than_a_pixel_disagree(void **state)
{
    (void)state;
    assert_line("{\"predictions\": ["
                "{\"label\": \"a\", \"bbox\": [10, 20, 30, 40], \"bbox_2d\": [10, 20, 30, 40]},"
                "{\"label\": \"a\", \"bbox\": [10, 20, 30, 40], \"bbox_2d\": [10.4, 20, 40.9, 60]},"
                "{\"label\": \"a\", \"bbox_2d\": [10, 20, 30, 40]}]}",
                first_disagrees);
}

static void results_that_are_none_are_an_error(void **state)
{
    od_error err = {0};

    (void)state;
    assert_int_equal(read_bytes(od_lines_of_results, "{\"accuracy\": 1}", 15, is_empty, &err), OD_INPUT);
    assert_non_null(strstr(err.what, "no \"results\""));
    err = (od_error){0};
    assert_int_equal(read_bytes(od_lines_of_results, "{\"results\": 1}", 14, is_empty, &err), OD_INPUT);
    assert_non_null(strstr(err.what, "expected an array"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_may_stand_under_the_keys_of_others),
        cmocka_unit_test(no_answer_and_an_error_are_failures),
        cmocka_unit_test(bytes_of_an_answer_need_not_be_utf8),
        cmocka_unit_test(names_must_be_utf8),
        cmocka_unit_test(an_answer_of_17_mib_is_a_line_like_others),
        cmocka_unit_test(sizes_are_width_first_in_lines_and_height_first_in_results),
        cmocka_unit_test(sizes_that_are_none_are_told_from_sizes_not_given),
        cmocka_unit_test(an_image_may_be_named_as_others_do),
        cmocka_unit_test(what_was_asked_and_what_it_cost_is_kept),
        cmocka_unit_test(nothing_is_left_of_the_line_before),
        cmocka_unit_test(two_boxes_that_differ_by_more_than_a_pixel_disagree),
        cmocka_unit_test(results_that_are_none_are_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
