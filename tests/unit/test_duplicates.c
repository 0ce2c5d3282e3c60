/* Images answered twice, under each policy. */
#include "answer_fixture.h"

/* The detections as "image:x1 " with x1 the box's own, which tells it apart. */
static const char *told(const od_target *t)
{
    static char text[300];
    size_t n = 0;

    text[0] = '\0';
    for (uint32_t i = 0; i < t->detections.n; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%u:%g ", t->detections.image[i],
                              box_value(&t->detections, i, 0));
    return text;
}

/* An answer for an image whose boxes begin at these x; `more` goes into the line. */
static const char *answer(int image, const char *label, int x, int n, const char *more)
{
    static char text[8][600];
    static int next;
    char *line = text[next++ % 8];
    size_t at = (size_t)sprintf(line, "{\"image_id\": %d%s, \"answer\": \"[", image, more);

    for (int i = 0; i < n; i++)
        at += (size_t)sprintf(line + at, "%s{\\\"bbox_2d\\\": [%d, 0, 100, 100], \\\"label\\\": \\\"%s\\\"}",
                              i ? "," : "", x + i, label);
    sprintf(line + at, "]\"}\n");
    return line;
}

static const char *joined(const char *a, const char *b, const char *c, const char *d)
{
    static char text[2400];

    snprintf(text, sizeof text, "%s%s%s%s", a, b, c, d);
    return text;
}

static const char *three_answers(void)
{
    return joined(answer(2, "red", 1, 2, ""), answer(1, "red", 11, 1, ""), answer(2, "bird", 21, 3, ""),
                  answer(30, "red", 31, 1, ""));
}

static void by_default_the_last_text_counts_and_nothing_of_the_first(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t = assert_lines(f, three_answers());

    assert_string_equal(told(t), "0:11 1:21 1:22 1:23 2:31 ");
    assert_int_equal(t->answers.n, 3);
    assert_int_equal(t->answers.boxes, 5);
    assert_int_equal(t->answers.n_unknown, 1);
    assert_int_equal(t->answers.boxes_unknown, 3);
    assert_int_equal(t->detections.n_without_score, 5);
    assert_ends(example(&t->ledger, &od_kind_image_answer_replaced, 0), "line 3: image_id 2");
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_image_answer_replaced), 1);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(od_detection_place(&t->detections, i).at, ((int[]){2, 3, 3, 3, 4})[i]);
}

static void the_first_may_count_instead(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t;

    answer_way.duplicates = OD_DUPLICATES_FIRST;
    t = assert_lines(f, three_answers());

    assert_string_equal(told(t), "1:1 1:2 0:11 2:31 ");
    assert_int_equal(t->answers.n, 3);
    assert_int_equal(t->answers.n_unknown, 0); /* the label was in the answer that does not count */
    assert_ends(example(&t->ledger, &od_kind_image_answer_ignored, 0), "line 3: image_id 2");
    assert_int_equal(od_detection_place(&t->detections, 3).at, 4);
}

static void all_may_count(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t;

    answer_way.duplicates = OD_DUPLICATES_ALL;
    t = assert_lines(f, three_answers());

    assert_string_equal(told(t), "1:1 1:2 0:11 1:21 1:22 1:23 2:31 ");
    assert_int_equal(t->answers.n, 4);
    assert_ends(example(&t->ledger, &od_kind_image_answered_twice, 0), "line 3: image_id 2");
}

static void or_it_is_an_error_that_names_the_line(void **state)
{
    fixture *f = declare(state, "pixels", NULL);

    answer_way.duplicates = OD_DUPLICATES_ERROR;
    assert_int_equal(read_lines(f, three_answers()), OD_INPUT);

    assert_contains(error_text(f), "line 3");
    assert_contains(error_text(f), "answered image_id 2 already");
    assert_contains(f->err.remedy, "--duplicates last");
}

static void lines_that_ask_for_other_labels_are_no_repetition(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t =
        assert_lines(f, joined(answer(1, "red", 1, 1, ", \"labels\": [\"red\"]"),
                               answer(1, "red", 2, 1, ", \"labels\": [\"dark blue\"]"),
                               answer(1, "red", 3, 1, ", \"labels\": [\"dark blue\", \"red\"]"),
                               answer(1, "red", 4, 1, "")));

    assert_string_equal(told(t), "0:1 0:2 0:3 0:4 ");
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_image_answer_replaced), 0);
}

static void labels_in_another_order_are_the_same_labels(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t =
        assert_lines(f, joined(answer(1, "red", 1, 1, ", \"labels\": [\"red\", \"dark blue\"]"),
                               answer(1, "red", 2, 1, ", \"labels\": [\"dark blue\", \"red\"]"), "", ""));

    assert_string_equal(told(t), "0:2 ");
}

static void boxes_add_up_by_default_and_the_last_may_count(void **state)
{
    static const char text[] =
        "{\"image_id\": 1, \"predictions\": [{\"label\": \"red\", \"bbox\": [1,2,3,4]}]}\n"
        "{\"image_id\": 1, \"predictions\": [{\"label\": \"red\", \"bbox\": [5,2,3,4], \"score\": 0.5}]}\n";
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t = assert_lines(f, text);

    assert_string_equal(told(t), "0:1 0:5 ");
    assert_int_equal(t->detections.n_without_score, 1);

    fixture_reset(f);
    one_set(f);
    answer_way.duplicates = OD_DUPLICATES_LAST;
    t = assert_lines(f, text);
    assert_string_equal(told(t), "0:5 ");
    assert_int_equal(t->detections.n_without_score, 0);
    assert_true(od_detection_score(&t->detections, 0) == 0.5);
}

static void repetitions_are_found_across_files_and_noted_once(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t;

    assert_lines(f, joined(answer(1, "red", 1, 2, ""), answer(2, "red", 11, 1, ""), "", ""));
    t = assert_lines(f, joined(answer(30, "red", 21, 1, ""), answer(1, "bird", 31, 1, ""), "", ""));
    assert_string_equal(told(t), "1:11 2:21 0:31 ");
    assert_int_equal(t->answers.n, 3);

    assert_lines(f, answer(2, "red", 41, 1, ""));
    assert_string_equal(told(t), "2:21 0:31 1:41 ");
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_image_answer_replaced), 2);
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_answer_label_unknown), 1);
}

static void a_failure_does_not_replace_an_answer_whatever_their_order(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t = assert_lines(
        f, joined(answer(1, "red", 1, 1, ""),
                  "{\"image_id\": 1, \"answer\": null}\n{\"image_id\": 2, \"error\": \"x\"}\n",
                  answer(2, "red", 11, 1, ""),
                  "{\"image_id\": 30, \"error\": \"x\"}\n{\"image_id\": 30, \"error\": \"y\"}\n"));

    assert_string_equal(told(t), "0:1 1:11 ");
    assert_int_equal(t->answers.n, 3);
    assert_int_equal(t->answers.status[OD_ANSWER_FAILED], 1);
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_failure_repeated), 3);
    assert_int_equal(od_ledger_count(&t->ledger, &od_kind_image_answer_replaced), 0);
    assert_memory_equal(t->answered, ((uint8_t[]){1, 1, 0}), 3);
}

static void an_image_of_several_answers_has_the_worst_status(void **state)
{
    fixture *f = declare(state, "pixels", NULL);
    const od_target *t = assert_lines(
        f, joined(answer(1, "red", 1, 1, ", \"labels\": [\"red\"]"),
                  "{\"image_id\": 1, \"labels\": [\"Ring.\"], \"answer\": \"[]\"}\n",
                  "{\"image_id\": 2, \"labels\": [\"red\"], \"answer\": \"I am not sure at all\"}\n",
                  answer(2, "red", 2, 1, ", \"labels\": [\"Ring.\"]")));

    assert_memory_equal(t->answers.image_status,
                        ((uint8_t[]){1 + OD_ANSWER_PARSED, 1 + OD_ANSWER_UNPARSABLE, 0}), 3);
}

/* Detections of images 0, 1, 2 ... with x as the number, two origins a detection apart. */
static void add_numbered(od_target *t, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const od_detection_entry entry = {.image = i % 3,
                                          .category = OD_NONE,
                                          .mended = i % 2 ? i : OD_NONE,
                                          .box = {i, 0.1 + i / 3., 1, 1}, /* kept in full */
                                          .has_score = i % 4 != 0,
                                          .score = 0.5};

        assert_int_equal(od_target_origin(t, (od_place){"p", 100 + i, OD_UNIT_LINE}, NULL), OD_OK);
        assert_int_equal(od_target_add(t, &entry, NULL), OD_OK);
    }
}

static void what_is_behind_dropped_detections_moves_up_whole(void **state)
{
    fixture *f = *state;
    od_target *t = &f->target[0];
    static const uint32_t left[] = {0, 1, 4, 5, 6, 9};

    add_numbered(t, 10);
    od_detections_drop(&t->detections, (const od_span[]){{2, 4, 0}, {7, 9, 1}}, 2);

    assert_int_equal(t->detections.n, 6);
    assert_int_equal(t->detections.n_without_score, 2); /* 0 and 4 of 0, 4 and 8 */
    assert_int_equal(t->detections.n_mended, 3);
    for (uint32_t i = 0; i < 6; i++) {
        assert_int_equal(t->detections.image[i], left[i] % 3);
        assert_true(box_value(&t->detections, i, 0) == left[i]);
        assert_true(box_value(&t->detections, i, 1) == 0.1 + left[i] / 3.);
        assert_int_equal(od_detection_place(&t->detections, i).at, 100 + left[i]);
    }
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(left[t->detections.mended[i].detection], t->detections.mended[i].category);
}

static void everything_or_nothing_may_be_dropped(void **state)
{
    fixture *f = *state;
    od_target *t = &f->target[0];

    add_numbered(t, 4);
    od_detections_drop(&t->detections, NULL, 0);
    assert_int_equal(t->detections.n, 4);

    od_detections_drop(&t->detections, (const od_span[]){{0, 4, 1}}, 1);
    assert_int_equal(t->detections.n, 0);
    assert_int_equal(t->detections.n_origins, 0);
    add_numbered(t, 2);
    assert_true(box_value(&t->detections, 1, 1) == 0.1 + 1 / 3.);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(by_default_the_last_text_counts_and_nothing_of_the_first),
        TEST(the_first_may_count_instead),
        TEST(all_may_count),
        TEST(or_it_is_an_error_that_names_the_line),
        TEST(lines_that_ask_for_other_labels_are_no_repetition),
        TEST(labels_in_another_order_are_the_same_labels),
        TEST(boxes_add_up_by_default_and_the_last_may_count),
        TEST(repetitions_are_found_across_files_and_noted_once),
        TEST(a_failure_does_not_replace_an_answer_whatever_their_order),
        TEST(an_image_of_several_answers_has_the_worst_status),
        TEST(what_is_behind_dropped_detections_moves_up_whole),
        TEST(everything_or_nothing_may_be_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
