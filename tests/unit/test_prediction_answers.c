#include "answer_fixture.h"

#include "prediction/formats.h"

/* ---- placing ---- */

static void boxes_are_placed_by_the_frame_and_labelled(void **state)
{
    fixture *f = declare(state, "qwen3-vl", NULL);
    const od_target *t = assert_lines(
        f, "{\"image_id\": 2, \"answer\": \"[{\\\"bbox_2d\\\": [100, 250, 500, 750], \\\"label\\\": "
           "\\\"dark blue\\\"}]\", \"model\": \"m\"}\n");

    /* thousandths of 640 x 480: x 64 .. 320, y 120 .. 360 */
    assert_int_equal(t->detections.n, 1);
    assert_detection(t, 0, 1, 1, (double[]){64, 120, 256, 240}, 1.0);
    assert_int_equal(t->detections.n_without_score, 1);
    assert_memory_equal(t->answered, ((uint8_t[]){0, 1, 0}), 3);
    assert_int_equal(t->answers.n, 1);
    assert_int_equal(t->answers.status[OD_ANSWER_PARSED], 1);
    assert_int_equal(t->answers.boxes, 1);
    assert_memory_equal(t->answers.image_status, ((uint8_t[]){0, 1 + OD_ANSWER_PARSED, 0}), 3);
    assert_int_equal(t->ledger.n, 0);
}

static void the_input_size_is_the_lines_else_computed(void **state)
{
    fixture *f = declare(state, "qwen2.5-vl", NULL);
    const od_target *t = assert_lines(f, "{\"image_id\": 1, \"answer\": \"[{\\\"bbox_2d\\\": [100, 50, 300, "
                                         "200], \\\"label\\\": \\\"red\\\"}]\"}\n"
                                         "{\"image_id\": 2, \"answer\": \"[{\\\"bbox_2d\\\": [100, 50, 300, "
                                         "200], \\\"label\\\": \\\"red\\\"}]\", "
                                         "\"input_size\": [322, 240]}\n");
    /* semantics E3: an image of 480 x 640 (h x w) is resized to 476 x 644; x / input width * width */
    const double x1 = 100. / 644 * 640, y1 = 50. / 476 * 480, x2 = 300. / 644 * 640, y2 = 200. / 476 * 480;
    const double given_x1 = 100. / 322 * 640, given_x2 = 300. / 322 * 640;

    assert_detection(t, 0, 0, 0, (double[]){x1, y1, x2 - x1, y2 - y1}, 1.0);
    assert_detection(t, 1, 1, 0, (double[]){given_x1, 100, given_x2 - given_x1, 300}, 1.0);
}

static void limits_of_the_resize_are_the_users(void **state)
{
    fixture *f = declare(state, "qwen2.5-vl", NULL);
    const od_target *t;

    assert_int_equal(od_answer_way_parse(&answer_way, "qwen2.5-vl", NULL, NULL, "78400", NULL, &f->err),
                     OD_OK);
    t = assert_lines(f, answer_line(1, "red", ""));

    /* beta = sqrt(480 * 640 / 78400) = 1.9795: floor(640 / beta / 28) * 28 = 308, floor(480 / beta / 28) * 28
     * = 224 */
    assert_true(box_value(&t->detections, 0, 0) == 10. / 308 * 640);
    assert_true(box_value(&t->detections, 0, 1) == 20. / 224 * 480);
}

static void corners_are_put_in_order_and_counted(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t = assert_lines(
        f, "{\"image_id\": 1, \"answer\": \"[{\\\"bbox_2d\\\": [30, 40, 10, 20], \\\"label\\\": \\\"red\\\"},"
           "{\\\"bbox_2d\\\": [10, 20, 10, 40], \\\"label\\\": \\\"red\\\"},"
           "{\\\"bbox_2d\\\": [30, 40, 10, 20], \\\"label\\\": \\\"red\\\"},"
           "{\\\"bbox_2d\\\": [30, 40, 10, 20], \\\"label\\\": \\\"dark blue\\\"}]\"}\n");

    assert_int_equal(t->detections.n, 4);
    assert_detection(t, 0, 0, 0, (double[]){10, 20, 20, 20}, 1.0);
    assert_detection(t, 1, 0, 0, (double[]){10, 20, 0, 20}, 1.0);
    assert_int_equal(t->answers.boxes_reversed, 3);
    assert_int_equal(t->answers.boxes_flat, 1);
    assert_int_equal(t->answers.boxes_repeated,
                     1); /* the third is the first again; the fourth has another label */
}

/* The first group of four is no box, two boxes are equal, the last has a score of its own; the list has
 * something else in it that is passed over. */
static void boxes_of_an_answer_take_their_scores_from_the_lines_list(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t = assert_lines(
        f, "{\"image_id\": 1, \"answer\": \"[{\\\"bbox_2d\\\": [10, 20, 30, 40], \\\"label\\\": \\\"red\\\"},"
           "{\\\"bbox_2d\\\": [10, 20, 30, 40], \\\"label\\\": \\\"red\\\"},"
           "{\\\"bbox_2d\\\": [10, 20, 30, 41], \\\"label\\\": \\\"red\\\"},"
           "{\\\"bbox_2d\\\": [1, 2, 3, 4], \\\"label\\\": \\\"red\\\", \\\"score\\\": 0.75}]\", \"score\": "
           "0.5, "
           "\"box_scores\": [[9, 9, 9, 9, 0.1], [10, 20, 30, 40, 0.2], [1, 2], null, [1, 2, 3, 4, \"x\"], "
           "[10, 20, 30, 40, 0.3], [1, 2, 3, 4, 0.4]]}\n");

    assert_int_equal(t->detections.n, 4);
    assert_detection(t, 0, 0, 0, (double[]){10, 20, 20, 20}, 0.2);
    assert_detection(t, 1, 0, 0, (double[]){10, 20, 20, 20}, 0.3);
    assert_detection(t, 2, 0, 0, (double[]){10, 20, 20, 21}, 0.5);
    assert_detection(t, 3, 0, 0, (double[]){1, 2, 2, 2}, 0.75);
}

static void repeats_are_found_among_many_boxes(void **state)
{
    enum { N = 3000 };
    fixture *f = declare(state, "pixels", NULL);
    char *text = malloc(N * 60 + 100);
    size_t n = (size_t)sprintf(text, "{\"image_id\": 1, \"answer\": \"[");
    const od_target *t;

    for (int i = 0; i < N; i++) /* every third one is one of the first thousand again */
        n += (size_t)sprintf(text + n, "{\\\"bbox_2d\\\": [1, 2, %d, 4], \\\"label\\\": \\\"red\\\"},",
                             10 + (i % 3 ? i : i / 3));
    strcpy(text + n, "]\"}");
    t = assert_lines(f, text);

    /* i % 3 == 0 gives i / 3, 0 .. 999; of those the 666 that are no multiples of 3 are given by i itself,
     * too */
    assert_int_equal(t->detections.n, N);
    assert_int_equal(t->answers.boxes_repeated, 666);
    free(text);
}

static void indices_are_boxes_of_the_lines_proposals(void **state)
{
    fixture *f = declare(state, "chatrex", NULL);
    const od_target *t = assert_lines(
        f, "{\"image_id\": 1, \"answer\": \"<ground>red</ground><objects><obj1><obj5></objects>\", "
           "\"proposals\": [[1, 2, 3, 4], [5, 6, 15, 26]]}\n");

    assert_int_equal(t->detections.n, 1);
    assert_detection(t, 0, 0, 0, (double[]){5, 6, 10, 20}, 1.0);
    assert_int_equal(t->answers.passed[OD_PASSED_INDEX], 1);
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_answer_passed), 1);
}

static void boxes_too_large_for_numbers_are_unusable(void **state)
{
    fixture *f = declare(state, "space=0.001", NULL);
    const od_target *t = assert_lines(
        f, "{\"image_id\": 1, \"answer\": \"[{\\\"bbox_2d\\\": [1, 2, 1e308, 4], \\\"label\\\": \\\"red\\\"},"
           "{\\\"bbox_2d\\\": [0, 0, 0.001, 0.001], \\\"label\\\": \\\"red\\\"}]\"}\n");

    assert_int_equal(t->detections.n, 1);
    assert_detection(t, 0, 0, 0, (double[]){0, 0, 640, 480}, 1.0);
    assert_ends(example(&t->ledger, &od_kind_record_unusable, 0),
                "line 1: box 1 of the answer is too large for a number");
}

/* ---- sizes ---- */

static void a_size_that_is_needed_and_missing_is_an_error_that_says_how_to_give_it(void **state)
{
    fixture *f = declare(state, "space=input", NULL);

    assert_int_equal(read_lines(f, "{\"image_id\": 1, \"answer\": \"[]\"}\n"),
                     OD_OK); /* no box: nothing to place */
    assert_int_equal(read_lines(f, answer_line(2, "red", "")), OD_INPUT);

    assert_contains(f->err.what, "size of the image that the model saw is not known");
    assert_contains(f->err.remedy, "\"input_size\": [width, height]");
    assert_int_equal(f->err.unit, OD_UNIT_LINE);
    assert_int_equal(f->err.at, 1);
}

static void sizes_that_are_none_are_refused(void **state)
{
    static const struct {
        const char *more, *what;
    } cases[] = {
        {", \"input_size\": [0, 420]", "input_size is 0 x 420, two positive numbers are needed"},
        {", \"input_size\": [644, -420]", "input_size is 644 x -420, two positive numbers are needed"},
        {", \"input_size\": [NaN, 420]", "input_size is nan x 420, two positive numbers are needed"},
        {", \"image_size\": [Infinity, 420]", "image_size is inf x 420, two positive numbers are needed"},
        {", \"input_size\": [644]", "input_size is not an array of two numbers"},
        {", \"input_size\": \"644x420\"", "input_size is a text, an array of two numbers is needed"},
        {", \"image_size\": [20, 5000]",
         "refuses an image of this shape"}, /* semantics E3: a ratio over 200 */
    };
    fixture *f = declare(state, "qwen2.5-vl", NULL);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(read_lines(f, answer_line(1, "red", cases[i].more)), OD_INPUT);
        assert_contains(error_text(f), cases[i].what);
        assert_contains(f->err.remedy, "[width, height]");
    }
}

static void a_lines_image_size_wins_and_a_contradiction_is_said(void **state)
{
    fixture *f = declare(state, "qwen3-vl", NULL);
    const od_target *t = assert_lines(f, answer_line(1, "red", ", \"image_size\": [100, 1000]"));

    assert_detection(t, 0, 0, 0, (double[]){1, 20, 2, 20}, 1.0);
    assert_ends(example(&t->ledger, &od_kind_size_disagrees, 0),
                "line 1: image_size is 100 x 1000, in the data set it is 640 x 480");
}

/* ---- labels ---- */

static void unknown_labels_are_listed_and_charged_or_left_out(void **state)
{
    static const char text[] =
        "{\"image_id\": 1, \"answer\": \"[{\\\"bbox_2d\\\": [1, 2, 4, 6], \\\"label\\\": \\\"blue\\\"},"
        "{\\\"bbox_2d\\\": [1, 2, 3, 4], \\\"label\\\": \\\"green\\\"},"
        "{\\\"bbox_2d\\\": [1, 2, 3, 5], \\\"label\\\": \\\"green\\\"}]\"}\n";
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t = assert_lines(f, text);

    assert_int_equal(t->detections.n, 3);
    assert_int_equal(t->detections.category[0], OD_NONE);
    assert_int_equal(t->answers.boxes_unknown, 3);
    assert_int_equal(t->answers.n_unknown, 2);
    assert_string_equal(t->answers.unknown[0].label.p, "green");
    assert_int_equal(t->answers.unknown[0].count, 2);
    assert_string_equal(t->answers.unknown[1].label.p, "blue");
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_answer_label_unknown), 3);
    assert_ends(example(&t->ledger, &od_kind_answer_label_unknown, 0), "line 1: label \"blue\"");

    fixture_reset(f);
    one_set(f);
    answer_way.drop_unknown_labels = true;
    t = assert_lines(f, text);
    assert_int_equal(t->detections.n, 0);
    assert_int_equal(t->answers.boxes, 3);
    assert_int_equal(t->answers.boxes_unknown, 3);
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_answer_label_dropped), 3);
    assert_memory_equal(t->answered, ((uint8_t[]){1, 0, 0}), 3);
}

static void labels_may_be_folded(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t;

    f->sink.label_match = OD_LABEL_FOLDED;
    t = assert_lines(f, answer_line(1, "Dark  Blue.", ""));

    assert_int_equal(t->detections.category[0], 1);
}

static void a_box_without_a_label_has_the_one_that_was_asked(void **state)
{
    static const char *const more[] = {", \"labels\": [\"red\"]", ", \"labels\": \"red\"",
                                       ", \"labels\": [\"red\", \"Ring.\"]", ""};
    fixture *f = declare(state, "pixels", NULL);
    char text[200];
    const od_target *t;

    for (int i = 0; i < 4; i++) {
        fixture_reset(f);
        one_set(f);
        snprintf(text, sizeof text,
                 "{\"image_id\": 1, \"answer\": \"[{\\\"bbox_2d\\\": [10, 20, 30, 40]}]\"%s}", more[i]);
        t = assert_lines(f, text);

        assert_int_equal(t->detections.n, 1);
        assert_int_equal(t->detections.category[0], i < 2 ? 0 : OD_NONE);
        assert_int_equal(od_ledger_count(&t->ledger, &od_kind_answer_label_missing), i < 2 ? 0 : 1);
        assert_int_equal(t->answers.boxes_unknown, 0);
    }
}

static void a_label_that_was_not_asked_is_said_and_kept(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    char text[1000];
    const od_target *t;

    snprintf(text, sizeof text, "%s%s%s", answer_line(1, "red", ", \"labels\": [\"red\"]"),
             answer_line(1, "red", ", \"labels\": [\"Ring.\", \"dark blue\"]"), answer_line(2, "red", ""));
    t = assert_lines(f, text);

    assert_int_equal(t->detections.n, 3);
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_answer_label_not_asked), 1);
    assert_ends(example(&t->ledger, &od_kind_answer_label_not_asked, 0), "line 2: image_id 1");
}

/* ---- what became of answers ---- */

static void each_answer_has_a_status_and_failures_are_not_answers(void **state)
{
    fixture *f = declare(state, "qwen3-vl", NULL);
    const od_target *t = assert_lines(
        f, "{\"image_id\": 1, \"answer\": \"I see a cat somewhere\", \"tokens\": 5, \"seconds\": 1}\n"
           "{\"image_id\": 2, \"answer\": \"[]\", \"tokens\": 0, \"seconds\": 0.5}\n"
           "{\"image_id\": 30, \"error\": \"timeout\", \"retries\": 3}\n");

    assert_int_equal(t->answers.n, 3);
    assert_int_equal(t->answers.status[OD_ANSWER_UNPARSABLE], 1);
    assert_int_equal(t->answers.status[OD_ANSWER_EMPTY], 1);
    assert_int_equal(t->answers.status[OD_ANSWER_FAILED], 1);
    assert_memory_equal(t->answered, ((uint8_t[]){1, 1, 0}), 3);
    assert_memory_equal(t->answers.image_status,
                        ((uint8_t[]){1 + OD_ANSWER_UNPARSABLE, 1 + OD_ANSWER_EMPTY, 1 + OD_ANSWER_FAILED}),
                        3);
    assert_int_equal(t->answers.tokens, 5);
    assert_int_equal(t->answers.n_tokens, 2);
    assert_true(t->answers.seconds == 1.5);
    assert_int_equal(t->answers.retries, 3);
    assert_ends(example(&t->ledger, &od_kind_answer_unparsable, 0), "line 1: image_id 1");
    assert_ends(example(&t->ledger, &od_kind_answer_failed, 0), "line 3: image_id 30");
}

static void a_failure_needs_no_frame(void **state)
{
    fixture *f = *state;
    const od_target *t;

    one_set(f);
    t = assert_lines(f, "{\"image_id\": 1, \"answer\": null}\n{\"image_id\": 2, \"predictions\": []}\n");

    assert_int_equal(t->answers.status[OD_ANSWER_FAILED], 1);
    assert_memory_equal(t->answered, ((uint8_t[]){0, 1, 0}), 3);
}

static void with_a_frame_the_answer_counts_else_the_predictions(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const char *text =
        answer_line(1, "red", ", \"predictions\": [{\"label\": \"dark blue\", \"bbox\": [1, 2, 3, 4]}]");
    const od_target *t = assert_lines(f, text);

    assert_detection(t, 0, 0, 0, (double[]){10, 20, 20, 20}, 1.0);

    fixture_reset(f);
    one_set(f);
    f->sink.answers = NULL;
    t = assert_lines(f, text);
    assert_int_equal(t->detections.n, 1);
    assert_detection(t, 0, 0, 1, box1234, 1.0);
    assert_int_equal(t->answers.n, 0);
    assert_null(t->answers.image_status);
}

static void an_answer_that_is_too_long_is_said_and_the_others_are_read(void **state)
{
    enum { MIB = 1024 * 1024 };
    fixture *f = declare(state, "pixels", NULL);
    char *text = malloc(17 * MIB + 1000), *p = text;
    const od_target *t;

    assert_non_null(text);
    p += sprintf(p, "{\"image_id\": 1, \"answer\": \"");
    memset(p, 'x', 17 * MIB);
    p += 17 * MIB;
    sprintf(p, "\"}\n%s", answer_line(2, "red", ""));
    t = assert_lines(f, text);

    assert_int_equal(t->detections.n, 1);
    assert_int_equal(t->answers.status[OD_ANSWER_UNPARSABLE], 1);
    assert_ends(example(&t->ledger, &od_kind_answer_too_long, 0), "line 1: image_id 1");
    free(text);
}

static void a_strict_reader_is_held_against_the_lenient_one(void **state)
{
    fixture *f = declare(state, "pixels", "vlm-r1-od");
    char text[1000];
    const od_target *t;

    /* no fence: the strict reader sees nothing */
    snprintf(text, sizeof text, "%s%s", answer_line(1, "red", ", \"labels\": [\"red\"]"),
             "{\"image_id\": 2, \"answer\": \"```json\\n[{\\\"bbox_2d\\\": [10, 20, 30, 40]}]\\n```\", "
             "\"labels\": "
             "[\"red\"]}\n");
    t = assert_lines(f, text);

    assert_int_equal(t->detections.n, 1);
    assert_detection(t, 0, 1, 0, (double[]){10, 20, 20, 20}, 1.0);
    assert_int_equal(t->answers.differ, 1);
    assert_int_equal(t->answers.strict_boxes, 1);
    assert_int_equal(t->answers.lenient_boxes, 2);
}

static void answers_of_another_family_are_said(void **state)
{
    fixture *f = declare(state, "florence-2", NULL);
    const od_target *t = assert_lines(f, answer_line(1, "red", ""));

    assert_int_equal(t->detections.n, 1);
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_answer_other_family), 1);
}

static void a_frame_that_does_not_explain_the_numbers_is_doubted_once(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    char text[20000];
    size_t n = 0;

    for (int i = 0; i < 60; i++) /* thousandths: far beyond 640 x 480 */
        n += (size_t)snprintf(
            text + n, sizeof text - n,
            "{\"image_id\": %d, \"labels\": [\"%d\"], \"answer\": \"[{\\\"bbox_2d\\\": [%d, %d, %d, %d], "
            "\\\"label\\\": \\\"red\\\"}]\"}\n",
            1 + i % 2, i, 10 * i, 5 * i, 400 + 10 * i, 400 + 10 * i);
    assert_lines(f, text);
    assert_int_equal(od_ledger_count(&f->ledger, &od_kind_frame_doubtful), 60);
    assert_contains(example(&f->ledger, &od_kind_frame_doubtful, 0), "1000");

    assert_lines(f, "{\"image_id\": 30, \"answer\": \"[]\"}");
    assert_int_equal(od_ledger_count(&f->ledger, &od_kind_frame_doubtful), 60);
}

/* ---- tallies ---- */

static void tallies_add_up_with_their_labels(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    od_answer_tally all = {0};
    char text[1000];
    const od_target *t;

    snprintf(text, sizeof text, "%s%s%s", answer_line(1, "a", ""), answer_line(2, "b", ""),
             answer_line(30, "b", ""));
    t = assert_lines(f, text);
    assert_int_equal(od_answer_tally_label(&all, OD_STR("a"), 5, NULL), OD_OK);
    assert_int_equal(od_answer_tally_add(&all, &t->answers, NULL), OD_OK);
    assert_int_equal(od_answer_tally_add(&all, &t->answers, NULL), OD_OK);
    od_answer_tally_finish(&all);

    assert_int_equal(all.n, 6);
    assert_int_equal(all.boxes, 6);
    assert_int_equal(all.n_unknown, 2);
    assert_string_equal(all.unknown[0].label.p, "a");
    assert_int_equal(all.unknown[0].count, 7);
    assert_int_equal(all.unknown[1].count, 4);
    od_answer_tally_release(&all);
}

static void a_log_under_results_is_read_as_lines_are(void **state)
{
    fixture *f = declare(state, "qwen2.5-vl", NULL);
    const od_target *t =
        assert_lines(f, "{\"accuracy\": 50.0, \"results\": [{\"image\": \"/data/train2014/two.jpg\", "
                        "\"question\": \"q\", \"ground_truth\": "
                        "[1, 2, 3, 4], \"model_output\": \"{\\\"bbox_2d\\\": [10, 20, 30, 40], "
                        "\\\"label\\\": \\\"red\\\"}\", "
                        "\"input_size\": [240, 320], \"image_size\": [480, 640], \"extracted_answer\": [9, "
                        "9, 9, 9], \"correct\": 0},"
                        "7]}");

    assert_int_equal(t->detections.n, 1);
    assert_detection(t, 0, 1, 0, (double[]){20, 40, 40, 40}, 1.0);
    assert_int_equal(od_detection_place(&t->detections, 0).at, 1);
    assert_int_equal(od_detection_place(&t->detections, 0).unit, OD_UNIT_RECORD);
    assert_ends(example(&t->ledger, &od_kind_record_unusable, 0), "record 2: it is no object");
}

static void a_result_without_an_image_is_for_that_of_its_number(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t = assert_lines(
        f, "{\"results\": [{\"model_output\": \"[]\"}, {\"model_output\": \"[{\\\"bbox_2d\\\": [1, 2, 4, 6], "
           "\\\"label\\\": \\\"red\\\"}]\"}]}");

    assert_detection(t, 0, 1, 0, box1234, 1.0);
    assert_memory_equal(t->answered, ((uint8_t[]){1, 1, 0}), 3);
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_image_by_number), 2);
}

static void image_id_and_file_name_of_two_images_are_said_and_the_id_counts(void **state)
{
    fixture *f = *state;
    const od_target *t;

    one_set(f);
    t = assert_lines(
        f,
        "{\"image_id\": 1, \"file_name\": \"dir/two.jpg\", \"predictions\": [{\"label\": \"red\", \"bbox\": "
        "[1,2,3,4]}]}\n{\"image_id\": 2, \"file_name\": \"two.jpg\", \"predictions\": []}\n");

    assert_detection(t, 0, 0, 0, box1234, 1.0);
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_image_disagrees), 1);
    assert_ends(example(&t->ledger, &od_kind_image_disagrees, 0), "line 1: file_name \"dir/two.jpg\"");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(boxes_are_placed_by_the_frame_and_labelled),
        TEST(the_input_size_is_the_lines_else_computed),
        TEST(limits_of_the_resize_are_the_users),
        TEST(corners_are_put_in_order_and_counted),
        TEST(boxes_of_an_answer_take_their_scores_from_the_lines_list),
        TEST(repeats_are_found_among_many_boxes),
        TEST(indices_are_boxes_of_the_lines_proposals),
        TEST(boxes_too_large_for_numbers_are_unusable),
        TEST(a_size_that_is_needed_and_missing_is_an_error_that_says_how_to_give_it),
        TEST(sizes_that_are_none_are_refused),
        TEST(a_lines_image_size_wins_and_a_contradiction_is_said),
        TEST(unknown_labels_are_listed_and_charged_or_left_out),
        TEST(labels_may_be_folded),
        TEST(a_box_without_a_label_has_the_one_that_was_asked),
        TEST(a_label_that_was_not_asked_is_said_and_kept),
        TEST(each_answer_has_a_status_and_failures_are_not_answers),
        TEST(a_failure_needs_no_frame),
        TEST(with_a_frame_the_answer_counts_else_the_predictions),
        TEST(an_answer_that_is_too_long_is_said_and_the_others_are_read),
        TEST(a_strict_reader_is_held_against_the_lenient_one),
        TEST(answers_of_another_family_are_said),
        TEST(a_frame_that_does_not_explain_the_numbers_is_doubted_once),
        TEST(tallies_add_up_with_their_labels),
        TEST(a_log_under_results_is_read_as_lines_are),
        TEST(a_result_without_an_image_is_for_that_of_its_number),
        TEST(image_id_and_file_name_of_two_images_are_said_and_the_id_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
