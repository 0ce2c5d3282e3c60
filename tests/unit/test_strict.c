#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/answer.h"

static const double cat[4] = {0, 0, 100, 100}, dog[4] = {200, 200, 300, 300};

#define CAT "{\"bbox_2d\": [0, 0, 100, 100], \"label\": \"cat\"}"
#define DOG "{\"bbox_2d\": [200, 200, 300, 300], \"label\": \"dog\"}"
#define FENCE(json) "```json\n" json "\n```"
#define ANSWER(body) "<think>t</think><answer>" body "</answer>"

static od_reading reading;

static const od_reading *read_with(const char *reader, const char *text)
{
    const od_strict_reader *strict = od_strict_reader_find(reader);

    assert_non_null(strict);
    assert_int_equal(strict->read(&reading, od_str_of(text), NULL), OD_OK);
    return &reading;
}

static void assert_box(const od_reading *r, size_t i, const double v[4], const char *label)
{
    assert_true(i < r->n_boxes);
    for (int k = 0; k < 4; k++)
        assert_true(r->boxes[i].v[k] == v[k]);
    assert_int_equal(r->boxes[i].has_label, label != NULL);
    if (label) {
        od_str found = od_reading_label(r, &r->boxes[i]);

        assert_int_equal(found.n, strlen(label));
        assert_memory_equal(found.p, label, found.n);
    }
}

static void assert_one(const char *reader, const char *text, double x1, double y1, double x2, double y2)
{
    const od_reading *r = read_with(reader, text);

    assert_int_equal(r->status, OD_ANSWER_PARSED);
    assert_int_equal(r->n_boxes, 1);
    assert_box(r, 0, (double[]){x1, y1, x2, y2}, NULL);
}

static void assert_none(const char *reader, const char *text, od_answer_status status)
{
    const od_reading *r = read_with(reader, text);

    assert_int_equal(r->n_boxes, 0);
    assert_int_equal(r->status, status);
}

static int release(void **state)
{
    (void)state;
    od_reading_release(&reading);
    return 0;
}

/* ---- all ---- */

static void every_reader_is_found_by_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; od_strict_readers[i]; i++) {
        assert_ptr_equal(od_strict_reader_find(od_strict_readers[i]->name), od_strict_readers[i]);
        assert_true(i == 0 || strcmp(od_strict_readers[i - 1]->name, od_strict_readers[i]->name) < 0);
        assert_true(od_strict_readers[i]->title && od_strict_readers[i]->help &&
                    od_strict_readers[i]->source);
    }
    assert_null(od_strict_reader_find("vlm-r1"));
}

static void no_answer_is_failed_and_an_empty_one_unparsable(void **state)
{
    (void)state;
    for (size_t i = 0; od_strict_readers[i]; i++) {
        assert_int_equal(od_strict_readers[i]->read(&reading, (od_str){NULL, 0}, NULL), OD_OK);
        assert_int_equal(reading.status, OD_ANSWER_FAILED);
        assert_none(od_strict_readers[i]->name, "", OD_ANSWER_UNPARSABLE);
    }
}

/* ---- referring expressions: semantics E2 ---- */

static void the_evaluation_takes_the_last_box_and_the_reward_the_first(void **state)
{
    const char *text = "<answer>[{\"bbox_2d\":[1,2,3,4]},{\"bbox_2d\":[5,6,7,8]}]</answer>";

    (void)state;
    assert_one("vlm-r1-rec", text, 5, 6, 7, 8);
    assert_one("vlm-r1-reward-rec", text, 1, 2, 3, 4);
    assert_one("vlm-r1-rec-internvl", text, 1, 2, 3, 4);
}

static void the_evaluation_needs_braces_and_the_reward_does_not(void **state)
{
    const char *text = "<answer>[1, 2, 3, 4]</answer>";

    (void)state;
    assert_none("vlm-r1-rec", text, OD_ANSWER_UNPARSABLE);
    assert_one("vlm-r1-reward-rec", text, 1, 2, 3, 4);
}

static void white_space_before_the_first_number_and_decimals_hide_a_box_from_both(void **state)
{
    (void)state;
    assert_none("vlm-r1-rec", "<answer>{[ 1, 2, 3, 4]}</answer>", OD_ANSWER_UNPARSABLE);
    assert_none("vlm-r1-reward-rec", "<answer>[ 1, 2, 3, 4]</answer>", OD_ANSWER_UNPARSABLE);
    assert_none("vlm-r1-rec", "<answer>{[1.0, 2, 3, 4]}</answer>", OD_ANSWER_UNPARSABLE);
    assert_none("vlm-r1-reward-rec", "<answer>[1.0, 2, 3, 4]</answer>", OD_ANSWER_UNPARSABLE);
}

static void only_the_first_answer_counts_and_only_when_it_is_closed(void **state)
{
    (void)state;
    assert_none("vlm-r1-rec", "<answer>none</answer><answer>{[1, 2, 3, 4]}</answer>", OD_ANSWER_UNPARSABLE);
    assert_none("vlm-r1-rec", "<answer>{[1, 2, 3, 4]}", OD_ANSWER_UNPARSABLE);
    assert_one("vlm-r1-rec", "<answer><answer>{[1, 2, 3, 4]}</answer>", 1, 2, 3, 4);
}

static void a_box_behind_the_last_brace_is_not_seen(void **state)
{
    (void)state;
    assert_one("vlm-r1-rec", "<answer>{[1,2,3,4]} [5,6,7,8]</answer>", 1, 2, 3, 4);
    assert_none("vlm-r1-rec", "<answer>[1,2,3,4] {}</answer>", OD_ANSWER_UNPARSABLE);
}

static void the_baseline_takes_the_first_four_numbers_in_brackets_anywhere(void **state)
{
    (void)state;
    assert_one("vlm-r1-rec-baseline", "<think>[9, 8, 7, 6]</think>" FENCE("[" CAT "]"), 9, 8, 7, 6);
    assert_one("vlm-r1-rec-baseline", "[[1,2,3],[ -1.5 ,\n.5, 3 ,4 ]]", -1.5, 0.5, 3, 4);
    assert_none("vlm-r1-rec-baseline", "[5., 1, 2, 3]", OD_ANSWER_UNPARSABLE);
    assert_none("vlm-r1-rec-baseline", "[5e1, 1, 2, 3]", OD_ANSWER_UNPARSABLE);
    assert_none("vlm-r1-rec-baseline", "[+5, 1, 2, 3]", OD_ANSWER_UNPARSABLE);
}

static void digits_of_any_script_are_digits(void **state)
{
    (void)state; /* Arabic-Indic 12 */
    assert_one("vlm-r1-rec-baseline", "[\xd9\xa1\xd9\xa2, 1, 2, 3]", 12, 1, 2, 3);
}

static void a_number_beyond_doubles_is_no_box(void **state)
{
    char text[460] = "<answer>[", digits[401];

    (void)state;
    memset(digits, '9', 400);
    digits[400] = '\0';
    strcat(strcat(text, digits), ",2,3,4]</answer>");
    assert_none("vlm-r1-reward-rec", text, OD_ANSWER_UNPARSABLE);
    assert_int_equal(reading.passed[OD_PASSED_NUMBER], 1);
}

static void the_detection_script_takes_one_box_of_the_first_fence(void **state)
{
    (void)state;
    assert_one("vlm-r1-od", FENCE("[" CAT "," DOG "]") FENCE("[" DOG "]"), 0, 0, 100, 100);
    assert_one("vlm-r1-od", FENCE("[{\"bbox_2d\": [1, 2, 3, 4, 5]}]"), 1, 2, 3, 4);
    assert_none("vlm-r1-od", "[" CAT "]", OD_ANSWER_UNPARSABLE);
    assert_none("vlm-r1-od", FENCE("[]"), OD_ANSWER_EMPTY);
    assert_none("vlm-r1-od", FENCE(CAT), OD_ANSWER_UNPARSABLE);
    assert_none("vlm-r1-od", FENCE("[" CAT ",]"), OD_ANSWER_UNPARSABLE);
}

/* ---- rewards: semantics F5 ---- */

static void assert_cat_and_dog(const char *reader, const char *text)
{
    const od_reading *r = read_with(reader, text);

    assert_int_equal(r->n_boxes, 2);
    assert_box(r, 0, cat, "cat");
    assert_box(r, 1, dog, "dog");
}

static void a_fenced_list_in_answer_tags_is_read_by_all_rewards(void **state)
{
    const char *text = ANSWER(FENCE("[" CAT ", " DOG "]"));

    (void)state;
    assert_cat_and_dog("vlm-r1-reward", text);
    assert_cat_and_dog("vlm-r1-map", text);
    assert_cat_and_dog("vlm-r1-weighted", text);
}

static void json_without_a_fence_or_with_a_fault_is_read_by_none(void **state)
{
    static const char *const texts[] = {
        ANSWER("[" CAT "]"),
        ANSWER("```json\n[" CAT ", {\"bbox_2d\": [1"),
        ANSWER(FENCE("[" CAT ",]")),
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_none("vlm-r1-reward", texts[i], OD_ANSWER_UNPARSABLE);
        assert_none("vlm-r1-weighted", texts[i], OD_ANSWER_UNPARSABLE);
    }
}

static void without_answer_tags_od_reward_sees_nothing_and_the_others_the_fence(void **state)
{
    const char *text = FENCE("[" CAT ", " DOG "]");

    (void)state;
    assert_none("vlm-r1-reward", text, OD_ANSWER_UNPARSABLE);
    assert_cat_and_dog("vlm-r1-map", text);
    assert_cat_and_dog("vlm-r1-weighted", text);
}

static void of_two_fences_the_map_takes_the_last_and_the_weighted_sum_the_first(void **state)
{
    const char *then_both = ANSWER(FENCE("[]") "\n" FENCE("[" CAT ", " DOG "]"));
    const char *then_none = ANSWER(FENCE("[" CAT ", " DOG "]") "\n" FENCE("[]"));

    (void)state;
    assert_cat_and_dog("vlm-r1-reward", then_both);
    assert_none("vlm-r1-weighted", then_both, OD_ANSWER_EMPTY);
    assert_none("vlm-r1-reward", then_none, OD_ANSWER_EMPTY);
    assert_cat_and_dog("vlm-r1-weighted", then_none);
}

static void an_item_without_a_label_counts_in_the_weighted_sum_alone(void **state)
{
    const char *text = ANSWER(FENCE("[" CAT ", {\"bbox_2d\": [200, 200, 300, 300]}]"));
    const od_reading *r;

    (void)state;
    r = read_with("vlm-r1-reward", text);
    assert_int_equal(r->n_boxes, 1);
    assert_box(r, 0, cat, "cat");
    r = read_with("vlm-r1-weighted", text);
    assert_int_equal(r->n_boxes, 2);
    assert_box(r, 1, dog, NULL);
}

static void the_weighted_sum_lower_cases_labels(void **state)
{
    const char *text = ANSWER(FENCE("[{\"bbox_2d\": [0, 0, 100, 100], \"label\": \"Cat\"}]"));

    (void)state;
    assert_box(read_with("vlm-r1-weighted", text), 0, cat, "cat");
    assert_box(read_with("vlm-r1-reward", text), 0, cat, "Cat");
}

static void none_is_nothing_to_od_reward_only_when_exact_and_tagged(void **state)
{
    (void)state;
    assert_none("vlm-r1-reward", ANSWER(" None\n"), OD_ANSWER_EMPTY);
    assert_none("vlm-r1-reward", ANSWER("none"), OD_ANSWER_UNPARSABLE);
    assert_none("vlm-r1-reward", ANSWER("None."), OD_ANSWER_UNPARSABLE);
    assert_none("vlm-r1-reward", "None", OD_ANSWER_UNPARSABLE);
    assert_none("vlm-r1-reward", ANSWER("no objects"), OD_ANSWER_UNPARSABLE);
}

static void none_is_nothing_to_the_weighted_sum_in_any_case_and_anywhere(void **state)
{
    (void)state;
    assert_none("vlm-r1-weighted", ANSWER("None"), OD_ANSWER_EMPTY);
    assert_none("vlm-r1-weighted", ANSWER("None.."), OD_ANSWER_EMPTY);
    assert_none("vlm-r1-weighted", "None", OD_ANSWER_EMPTY);
    assert_none("vlm-r1-weighted", ANSWER("None ."), OD_ANSWER_UNPARSABLE); /* "none " */
    assert_none("vlm-r1-weighted", ANSWER("no objects"), OD_ANSWER_UNPARSABLE);
    assert_none("vlm-r1-weighted", ANSWER(FENCE("[]")), OD_ANSWER_EMPTY);
}

static void labels_keep_their_white_space(void **state)
{
    const char *text = ANSWER(FENCE("[{\"bbox_2d\": [0, 0, 100, 100], \"label\": \" cat\\u0000\\ud800\"}]"));

    (void)state; /* NUL and a lone surrogate: U+FFFD each */
    assert_box(read_with("vlm-r1-reward", text), 0, cat, " cat\xef\xbf\xbd\xef\xbf\xbd");
}

/* ---- others: semantics G2 ---- */

static void odinw_puts_boxes_together_by_label_and_lower_cases_it_then(void **state)
{
    const char *text = "</think>" FENCE("[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"B\"}, " CAT
                                        ", {\"bbox_2d\": [5, 6, 7, 8], \"label\": \"B\"}]");
    const od_reading *r = read_with("qwen3-odinw", text);

    (void)state;
    assert_int_equal(r->n_boxes, 3);
    assert_box(r, 0, (double[]){1, 2, 3, 4}, "b");
    assert_box(r, 1, (double[]){5, 6, 7, 8}, "b");
    assert_box(r, 2, cat, "cat");
}

static void one_item_without_a_label_empties_odinws_image(void **state)
{
    (void)state;
    assert_none("qwen3-odinw", "[" CAT ", {\"bbox_2d\": [1, 2, 3, 4]}]", OD_ANSWER_UNPARSABLE);
    assert_none("qwen3-odinw", "[" CAT ", {\"bbox_2d\": [1, 2, 3, 4], \"label\": null}]",
                OD_ANSWER_UNPARSABLE);
    assert_int_equal(read_with("qwen3-odinw", "[" CAT ", {\"bbox_2d\": [1, 2, 3]}]")->n_boxes, 1);
    assert_int_equal(read_with("qwen3-odinw", "[" CAT "]<think>[]</think>[" DOG "]")->n_boxes, 1);
}

static void blanks_before_the_closing_fence_are_an_indentation_error_to_odinw(void **state)
{
    (void)state; /* ast.literal_eval("[...]\n  ") raises IndentationError */
    assert_none("qwen3-odinw", "```json\n[" CAT "]\n  ```", OD_ANSWER_UNPARSABLE);
    assert_int_equal(read_with("qwen3-odinw", "```json\n[" CAT "]\n```")->n_boxes, 1);
}

static void the_cookbook_cuts_behind_the_last_complete_object(void **state)
{
    const od_reading *r = read_with("qwen-cookbook", "```json\n[" CAT ",\n{\"bbox_2d\": [20");

    (void)state;
    assert_int_equal(r->n_boxes, 1);
    assert_box(r, 0, cat, "cat");
    r = read_with("qwen-cookbook", "```json\n[{'bbox_2d': (3, 4, 1, 2)}]\n```");
    assert_int_equal(r->n_boxes, 1);
    assert_box(r, 0, (double[]){1, 2, 3, 4}, NULL);
    assert_none("qwen-cookbook", "Here: ```json\n[" CAT "]\n```",
                OD_ANSWER_UNPARSABLE); /* not a line by itself */
}

static void supervision_cuts_to_the_outer_brackets_and_mends_the_end(void **state)
{
    const od_reading *r;

    (void)state;
    r = read_with("supervision", "Boxes:\n```json\n[" CAT ", " DOG "]\n``` Done.");
    assert_int_equal(r->n_boxes, 2);
    r = read_with("supervision", "[" CAT ", {\"bbox_2d\": [1, 2, 3, 4], \"lab");
    assert_int_equal(r->n_boxes, 1);
    r = read_with("supervision", "[{'bbox_2d': ['0', 0, 100, '1e2'], 'label': 'cat'}]");
    assert_box(r, 0, cat, "cat");
    assert_none("supervision", "[" CAT ", {\"bbox_2d\": [1, 2",
                OD_ANSWER_UNPARSABLE); /* cut at the cat's ] */
    assert_none("supervision", CAT, OD_ANSWER_EMPTY); /* the outer brackets are the box's own */
    assert_none("supervision", "[" CAT ", {\"bbox_2d\": [1, 2], \"label\": \"a\"}]", OD_ANSWER_UNPARSABLE);
    assert_none("supervision", "see [1]: [" CAT "]", OD_ANSWER_UNPARSABLE);
}

static void lmms_eval_reads_backwards_and_at_any_depth(void **state)
{
    const od_reading *r = read_with("lmms-odinw13", "{\"a\": [" CAT ", {\"box\": [200, 200, 300, \"300\"], "
                                                    "\"class\": \" DOG \"}]}");

    (void)state;
    assert_int_equal(r->n_boxes, 2);
    assert_box(r, 0, dog, "dog");
    assert_box(r, 1, cat, "cat");
}

static void lmms_eval_takes_objects_out_of_broken_json(void **state)
{
    const od_reading *r = read_with("lmms-odinw13", "[\"" CAT "\"] {{" DOG "}} {");

    (void)state;
    assert_int_equal(r->n_boxes, 2);
    assert_box(r, 0, dog, "dog");
    assert_box(r, 1, cat, "cat");
}

static void lmms_eval_falls_back_on_four_numbers_in_a_row(void **state)
{
    const od_reading *r = read_with("lmms-odinw13", "at 1.5.2, -3 , 4,5.5 and");

    (void)state;
    assert_int_equal(r->n_boxes, 1);
    assert_box(r, 0, (double[]){5.2, -3, 4, 5.5}, NULL);
}

/* ---- size ---- */

/* `unit` over and over, up to a megabyte. */
static char *megabyte(const char *unit)
{
    size_t n = strlen(unit), size = (size_t)1 << 20;
    char *text = malloc(size + 1);

    assert_non_null(text);
    for (size_t i = 0; i < size; i++)
        text[i] = unit[i % n];
    text[size] = '\0';
    return text;
}

/* Quadratic reading would take hours. */
static void a_megabyte_of_anything_is_read(void **state)
{
    static const char *const units[] = {
        "{",         "[",
        "(",         "{\"a\":",
        "\"",        "'",
        "\\",        "\\{\"",
        "1",         "1 ",
        "1,",        "[1,",
        "[1,2,3,",   "-",
        " ",         "\n",
        "```",       "```json",
        "<",         "<answer>",
        "</answer>", "{}",
        "{\"{\"",    "}{",
        "{[1,2,3,",  "\"}",
        "#",         "</think>",
        "\xce\xa3",  "\xff",
        "{\"a\":1,", "1.",
        "9.9.9",     "{\"\":{\"}\":",
    };

    (void)state;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        char *text = megabyte(units[i]);

        for (size_t k = 0; od_strict_readers[k]; k++)
            read_with(od_strict_readers[k]->name, text);
        free(text);
    }
}

static void nested_too_deep_is_no_box(void **state)
{
    char *text = megabyte("[");

    (void)state;
    memset(text + (1 << 19), ']', 1 << 19);
    assert_none("supervision", text, OD_ANSWER_UNPARSABLE);
    assert_none("qwen3-odinw", text, OD_ANSWER_UNPARSABLE);
    assert_none("lmms-odinw13", text, OD_ANSWER_UNPARSABLE);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reader_is_found_by_its_name),
        cmocka_unit_test(no_answer_is_failed_and_an_empty_one_unparsable),
        cmocka_unit_test(the_evaluation_takes_the_last_box_and_the_reward_the_first),
        cmocka_unit_test(the_evaluation_needs_braces_and_the_reward_does_not),
        cmocka_unit_test(white_space_before_the_first_number_and_decimals_hide_a_box_from_both),
        cmocka_unit_test(only_the_first_answer_counts_and_only_when_it_is_closed),
        cmocka_unit_test(a_box_behind_the_last_brace_is_not_seen),
        cmocka_unit_test(the_baseline_takes_the_first_four_numbers_in_brackets_anywhere),
        cmocka_unit_test(digits_of_any_script_are_digits),
        cmocka_unit_test(a_number_beyond_doubles_is_no_box),
        cmocka_unit_test(the_detection_script_takes_one_box_of_the_first_fence),
        cmocka_unit_test(a_fenced_list_in_answer_tags_is_read_by_all_rewards),
        cmocka_unit_test(json_without_a_fence_or_with_a_fault_is_read_by_none),
        cmocka_unit_test(without_answer_tags_od_reward_sees_nothing_and_the_others_the_fence),
        cmocka_unit_test(of_two_fences_the_map_takes_the_last_and_the_weighted_sum_the_first),
        cmocka_unit_test(an_item_without_a_label_counts_in_the_weighted_sum_alone),
        cmocka_unit_test(the_weighted_sum_lower_cases_labels),
        cmocka_unit_test(none_is_nothing_to_od_reward_only_when_exact_and_tagged),
        cmocka_unit_test(none_is_nothing_to_the_weighted_sum_in_any_case_and_anywhere),
        cmocka_unit_test(labels_keep_their_white_space),
        cmocka_unit_test(odinw_puts_boxes_together_by_label_and_lower_cases_it_then),
        cmocka_unit_test(one_item_without_a_label_empties_odinws_image),
        cmocka_unit_test(blanks_before_the_closing_fence_are_an_indentation_error_to_odinw),
        cmocka_unit_test(the_cookbook_cuts_behind_the_last_complete_object),
        cmocka_unit_test(supervision_cuts_to_the_outer_brackets_and_mends_the_end),
        cmocka_unit_test(lmms_eval_reads_backwards_and_at_any_depth),
        cmocka_unit_test(lmms_eval_takes_objects_out_of_broken_json),
        cmocka_unit_test(lmms_eval_falls_back_on_four_numbers_in_a_row),
        cmocka_unit_test(a_megabyte_of_anything_is_read),
        cmocka_unit_test(nested_too_deep_is_no_box),
    };

    return cmocka_run_group_tests(tests, NULL, release);
}
