#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <time.h>

#include "answer/grammars.h"
#include "reading_text.h"

/* Thoughts, answer tags, statuses, and the order of grammars: semantics G4. */

#define DOG "{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}"
#define CAT "{\"bbox_2d\": [5, 6, 7, 8], \"label\": \"cat\"}"

static const od_family json_family = {.name = "json", .grammars = {&od_grammar_json}};
static const od_family bare_family = {.name = "bare", .grammars = {&od_grammar_bare}, .labels_asked = true};

static void read_text(od_reading *r, const od_family *family, const char *text)
{
    assert_int_equal(od_answer_read(r, family, od_str_of(text), NULL), OD_OK);
}

static void assert_reading(const od_family *family, const char *text, const char *expected)
{
    od_reading r = {.status = OD_ANSWER_PARSED};
    static reading_text said;

    read_text(&r, family, text);

    if (strcmp(reading_text_of(&said, &r), expected) != 0)
        fail_msg("%s\n    is read as  %s\n    should be   %s", text, said.text, expected);
    od_reading_release(&r);
}

static void assert_status(const char *text, od_answer_status expected)
{
    od_reading r = {.status = OD_ANSWER_PARSED};

    read_text(&r, &json_family, text);

    if (r.status != expected)
        fail_msg("%s: %s", text, od_answer_status_name(r.status));
    assert_int_equal(r.n_boxes, 0);
    od_reading_release(&r);
}

static void boxes_in_thoughts_do_not_count(void **state)
{
    (void)state;

    assert_reading(&json_family, "<think>" CAT "</think>" DOG, "dog [1 2 3 4]");
    assert_reading(&json_family, CAT "</think>" DOG, "dog [1 2 3 4]");
    assert_reading(&json_family, "<think>" CAT "</think> or <think>" CAT "</think>" DOG, "dog [1 2 3 4]");
    assert_reading(&json_family, "<thinking>" CAT "</thinking>" DOG, "dog [1 2 3 4]");
}

static void thoughts_and_answer_are_measured(void **state)
{
    od_reading r = {.status = OD_ANSWER_PARSED};

    (void)state;

    read_text(&r, &json_family, "<think>hm</think><answer>[]</answer>");

    assert_int_equal(r.think_bytes, 17);
    assert_int_equal(r.answer_bytes, 19);
    assert_true(r.has_answer_tags);
    assert_false(r.unclosed_think);
    od_reading_release(&r);
}

static void a_thought_that_never_ends_is_no_answer(void **state)
{
    od_reading r = {.status = OD_ANSWER_PARSED};

    (void)state;

    read_text(&r, &json_family, "<think>" DOG);

    assert_int_equal(r.status, OD_ANSWER_UNPARSABLE);
    assert_int_equal(r.n_boxes, 0);
    assert_true(r.unclosed_think);
    assert_int_equal(r.think_bytes, strlen("<think>" DOG));
    assert_int_equal(r.answer_bytes, 0);
    od_reading_release(&r);
}

static void answer_tags_behind_an_open_thought_are_the_answer(void **state)
{
    (void)state;

    assert_reading(&json_family, "<think>" CAT "<answer>" DOG "</answer>", "dog [1 2 3 4]");
}

static void the_last_answer_tags_that_hold_something_count(void **state)
{
    (void)state;

    assert_reading(&json_family, "<answer>" CAT "</answer> no: <answer>" DOG "</answer>", "dog [1 2 3 4]");
    assert_reading(&json_family, CAT "<answer>" DOG "</answer>" CAT, "dog [1 2 3 4]");
    assert_reading(&json_family, "<answer>" DOG "</answer><answer>", "dog [1 2 3 4]");
    assert_reading(&json_family, "<answer>" DOG "</answer><answer> </answer>", "dog [1 2 3 4]");
}

static void damaged_answer_tags_are_mended(void **state)
{
    (void)state;

    assert_reading(&json_family, "<answer>" DOG, "dog [1 2 3 4] | repaired | tag 1");
    assert_reading(&json_family, "<answer>" DOG "</ans", "dog [1 2 3 4] | repaired | tag 1");
    assert_reading(&json_family, DOG "</answer>", "dog [1 2 3 4] | repaired | tag 1");
    assert_reading(&json_family, "<Answer>" DOG "</Answer>", "dog [1 2 3 4] | repaired | tag 2");
    assert_reading(&json_family, "<think>x</think><answer>" DOG "</answer></think>",
                   "dog [1 2 3 4] | repaired | tag 1");
}

static void tokens_that_end_a_text_are_no_prose(void **state)
{
    (void)state;

    assert_reading(&json_family, DOG "<|im_end|>", "dog [1 2 3 4]");
    assert_reading(&json_family, "<answer>" DOG "</answer><|im_end|><|endoftext|>", "dog [1 2 3 4]");
    /* where the model itself stopped, nothing is cut off */
    assert_reading(&json_family, "[" DOG "<|im_end|>", "dog [1 2 3 4] | repaired | bracket 1");
    assert_reading(&json_family, "[" DOG, "dog [1 2 3 4] | truncated");
}

static void nothing_is_declared_in_these_ways(void **state)
{
    static const char *const texts[] = {
        "None",
        "none.",
        "NONE",
        "\"None\"",
        " null ",
        "[]",
        "[ ]",
        "{}",
        "[[]]",
        "```json\n[]\n```",
        "```\nNone\n```",
        "<answer>None</answer>",
        "[None]",
        "{\"objects\": []}",
        "{\"dog\": []}",
        "No objects.",
        "[{}]",
        "[{\"bbox_2d\": [], \"label\": \"dog\"}]",
        "{\"bbox_2d\": null, \"label\": \"dog\"}",
        "There are no dogs in the image.",
        "The dog is not present in the image.",
        "I'm sorry, but there is no dog here.",
        "I don\xe2\x80\x99t see any dog.",
        "\xe5\x9b\xbe\xe4\xb8\xad\xe6\xb2\xa1\xe6\x9c\x89\xe7\x8b\x97\xe3\x80\x82",
    };

    (void)state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_status(texts[i], OD_ANSWER_EMPTY);
}

static void refusals_are_known_by_how_they_begin(void **state)
{
    (void)state;

    assert_status("I'm sorry, but I can't help with that.", OD_ANSWER_REFUSED);
    assert_status("I cannot identify people.", OD_ANSWER_REFUSED);
    assert_status("As an AI, I am a text model.", OD_ANSWER_REFUSED);
    assert_status("\xe6\x8a\xb1\xe6\xad\x89\xef\xbc\x8c\xe6\x88\x91", OD_ANSWER_REFUSED);
    assert_status("The dog says: I cannot.", OD_ANSWER_UNPARSABLE);
}

static void text_without_a_box_is_unparsable(void **state)
{
    static const char *const texts[] = {
        "",
        " \n",
        "The dog is on the left.",
        "(1, 2, 3, 4)",
        "[1, 2, 3, 4]",
        "[\"dog\"]",
        "<answer></answer>",
        "{\"label\": \"dog\"}",
        "<think></think>",
        "[{\"bbox_2d\": [1, 2",
        "\"",
        "[",
        "{",
        "```",
        "nonesuch",
    };

    (void)state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_status(texts[i], OD_ANSWER_UNPARSABLE);
}

static void no_text_at_all_is_a_failed_run(void **state)
{
    od_reading r = {.status = OD_ANSWER_PARSED};

    (void)state;
    read_text(&r, &json_family, DOG);

    assert_int_equal(od_answer_read(&r, &json_family, (od_str){NULL, 0}, NULL), OD_OK);

    assert_int_equal(r.status, OD_ANSWER_FAILED);
    assert_int_equal(r.n_boxes, 0);
    od_reading_release(&r);
}

static void another_familys_form_is_read_and_counted(void **state)
{
    static const char det[] = "<|ref|>dog<|/ref|><|det|>[[1, 2, 3, 4]]<|/det|>";
    od_reading r = {.status = OD_ANSWER_PARSED};

    (void)state;

    assert_reading(&json_family, det, "dog [1 2 3 4] | repaired | other_grammar 1");
    assert_reading(NULL, det, "dog [1 2 3 4]");
    read_text(&r, &json_family, det);
    assert_ptr_equal(r.grammar, &od_grammar_det);
    od_reading_release(&r);
}

static void numbers_without_a_label_are_read_only_for_families_that_write_so(void **state)
{
    (void)state;

    assert_reading(&bare_family, "[0.1, 0.2, 0.5, 0.6]", "[0.1 0.2 0.5 0.6]");
    assert_reading(&bare_family, "(1, 2, 3, 4)", "[1 2 3 4]");
    assert_reading(NULL, "[0.1, 0.2, 0.5, 0.6]", " | unparsable");
    for (size_t i = 0; od_grammars[i]; i++)
        assert_ptr_not_equal(od_grammars[i], &od_grammar_bare);
}

static void what_was_passed_over_is_said_also_when_nothing_was_found(void **state)
{
    (void)state;

    assert_reading(&json_family, "{\"point_2d\": [1, 2], \"label\": \"dog\"}", " | unparsable | point 1");
    assert_reading(NULL, "{\"point_2d\": [1, 2], \"label\": \"dog\"}", " | unparsable | point 1");
    assert_reading(NULL, "[{\"bbox_2d\": [1, 2", " | unparsable | cut 1");
}

/* ---- properties ---- */

static bool same_box(const od_reading *a, const od_answer_box *x, const od_reading *b, const od_answer_box *y)
{
    return memcmp(x->v, y->v, sizeof x->v) == 0 && x->index == y->index && x->has_label == y->has_label &&
           x->has_score == y->has_score && (!x->has_score || x->score == y->score) &&
           od_str_equal(od_reading_label(a, x), od_reading_label(b, y));
}

static bool holds_box(const od_reading *full, const od_reading *r, const od_answer_box *box)
{
    for (size_t i = 0; i < full->n_boxes; i++) {
        if (same_box(full, &full->boxes[i], r, box))
            return true;
    }
    return false;
}

static const char *const whole_answers[] = {
    "[{\"bbox_2d\": [11, 22, 33, 44], \"label\": \"dog\"}, {\"bbox_2d\": [55, 66, 77, 88], \"label\": "
    "\"c\\\"a\\u00e4\"}]",
    "<think>It is 1, 2, {3}.</think>\n<answer>\n```json\n[\n\t{\"bbox_2d\": [11, 22, 33, 44], \"label\": \"a "
    "dog\", "
    "\"score\": 0.75},\n\t{\"label\": \"cat\", \"bbox_2d\": [55, 66, 77, 88]}\n]\n```\n</answer>",
    "{\"objects\": [{\"x_min\": 0.11, \"y_min\": 0.22, \"x_max\": 0.33, \"y_max\": 0.44}, {\"x_min\": 0.5, "
    "\"y_min\": "
    "0.6, \"x_max\": 0.7, \"y_max\": 0.8}]}",
    "{\"dog\": [[11, 22, 33, 44], [55, 66, 77, 88]], \"cat\": [12, 34, 56, 78]}",
    "{'<OD>': {'bboxes': [[11, 22, 33, 44], [55, 66, 77, 88]], 'labels': ['dog', 'cat'], 'scores': [0.5, "
    "0.25]}}",
    "{\"labels\": [17, 3], \"bboxes\": [[11, 22, 33, 44], [55, 66, 77, 88]]}",
    "{\"label\": \"dog\", \"instances\": [{\"bbox\": [11, 22, 33, 44]}, {\"bbox\": [55, 66, 77, 88]}]}",
    "{\"bbox\": {\"x1\": 11, \"y1\": 22, \"x2\": 33, \"y2\": 44}, \"label\": \"dog\", \"mask\": \"x\"}",
    "[{\"bbox_2d\": [[11, 22, 33, 44], [55, 66, 77, 88]], \"label\": \"dog\"}, {\"point_2d\": [1, 2]}]",
};

enum { N_WHOLE = sizeof whole_answers / sizeof *whole_answers };

static void the_beginning_of_an_answer_never_gives_a_box_that_the_whole_has_not(void **state)
{
    od_reading full = {.status = OD_ANSWER_PARSED}, r = {.status = OD_ANSWER_PARSED};

    (void)state;
    for (size_t a = 0; a < N_WHOLE; a++) {
        size_t n = strlen(whole_answers[a]);

        read_text(&full, NULL, whole_answers[a]);
        assert_true(full.n_boxes > 0);
        for (size_t cut = 0; cut < n; cut++) {
            char *piece = malloc(cut ? cut : 1); /* on its own, so that reading beyond it shows */

            assert_non_null(piece);
            memcpy(piece, whole_answers[a], cut);
            assert_int_equal(od_answer_read(&r, NULL, (od_str){piece, cut}, NULL), OD_OK);

            for (size_t i = 0; i < r.n_boxes; i++) {
                if (!holds_box(&full, &r, &r.boxes[i]))
                    fail_msg("%.*s", (int)cut, piece);
            }
            free(piece);
        }
    }
    od_reading_release(&full);
    od_reading_release(&r);
}

static uint32_t next_random(uint32_t *x)
{
    *x = *x * 1664525u + 1013904223u;
    return *x >> 8;
}

/* One to four bytes are taken out, put in, or replaced. */
static size_t mutate(char *text, size_t n, uint32_t *seed)
{
    static const char bytes[] = "\"'[]{}(),:\\`<>0129.-ntu/*#\n abel_\xef\xbc\xbb\xe2\x80\x9c\0";

    for (uint32_t k = 1 + next_random(seed) % 4; k && n; k--) {
        size_t at = next_random(seed) % n;
        char c = bytes[next_random(seed) % (sizeof bytes - 1)];

        switch (next_random(seed) % 3) {
        case 0: memmove(text + at, text + at + 1, --n - at); break;
        case 1:
            memmove(text + at + 1, text + at, n++ - at);
            text[at] = c;
            break;
        default: text[at] = c; break;
        }
    }
    return n;
}

static void assert_sane(const od_reading *r)
{
    assert_true(r->status != OD_ANSWER_FAILED);
    assert_true(r->n_boxes == 0 || r->status <= OD_ANSWER_TRUNCATED);
    assert_true(r->n_boxes > 0 || r->status > OD_ANSWER_TRUNCATED);
    for (size_t i = 0; i < r->n_boxes; i++) {
        const od_answer_box *box = &r->boxes[i];

        assert_int_equal(box->index, UINT32_MAX);
        assert_true(!box->has_label || box->label + box->label_bytes <= r->texts.n);
    }
}

static void damaged_answers_are_read_without_harm_and_the_same_each_time(void **state)
{
    enum { ROUNDS = 20000 };
    od_reading r = {.status = OD_ANSWER_PARSED}, again = {.status = OD_ANSWER_PARSED};
    uint32_t seed = 20240229;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const char *original = whole_answers[round % N_WHOLE];
        size_t n = strlen(original);
        char *text = malloc(n + 4), *exact;

        assert_non_null(text);
        memcpy(text, original, n);
        n = mutate(text, n, &seed);
        exact = malloc(n ? n : 1);
        assert_non_null(exact);
        memcpy(exact, text, n);
        free(text);

        assert_int_equal(od_answer_read(&r, NULL, (od_str){exact, n}, NULL), OD_OK);
        assert_int_equal(od_answer_read(&again, NULL, (od_str){exact, n}, NULL), OD_OK);

        assert_sane(&r);
        assert_int_equal(r.status, again.status);
        assert_int_equal(r.n_boxes, again.n_boxes);
        for (size_t i = 0; i < r.n_boxes; i++)
            assert_true(same_box(&r, &r.boxes[i], &again, &again.boxes[i]));
        free(exact);
    }
    od_reading_release(&r);
    od_reading_release(&again);
}

/* ---- time ---- */

static double seconds_to_read(od_reading *r, const char *unit, const char *head, size_t n)
{
    char *text = malloc(n);
    size_t head_bytes = strlen(head), unit_bytes = strlen(unit);
    struct timespec start, end;

    assert_non_null(text);
    for (size_t i = 0; i < n; i++)
        text[i] = i < head_bytes ? head[i] : unit[(i - head_bytes) % unit_bytes];
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    assert_int_equal(od_answer_read(r, NULL, (od_str){text, n}, NULL), OD_OK);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    free(text);
    return (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9;
}

/* What is quadratic takes minutes here; the bound leaves room for sanitizers and slow machines. */
static void no_megabyte_takes_long(void **state)
{
    static const char *const heads[] = {
        "", "[", "{", "[{\"label\":\"", "{\"label\":", "{\"dog\":[", "```json\n[", "<answer>"};
    static const char *const units[] = {
        "[",
        "{",
        "\"",
        "'",
        "\\",
        "<",
        "`",
        "```",
        "(",
        "]",
        "}",
        "[]",
        "{}",
        "[1,2",
        "\"a\",",
        "\"a\":",
        "{\"a\":",
        "a:",
        "label:",
        "\\\"",
        "\",",
        "\" ",
        "\"[",
        "/*",
        "//",
        "#",
        ".",
        "-",
        "a ",
        "1",
        "\n",
        "<think>",
        "</think>",
        "<answer>",
        "</answer>",
        "<|im_end|>",
        "[1,2,3,4],",
        "{\"bbox\":[1,2,3,4]},",
        "\"bbox\":[1,2,3,4],\"box\":[1,2,3,4],",
        "\xef\xbc\xbb",
        "\xef",
        "\"labels\":[\"a\"],",
        "\"bbox_2d\":",
        "```json\n[{\"bbox\":[1,2,3,4]}]\n```\n",
    };
    od_reading r = {.status = OD_ANSWER_PARSED};

    (void)state;
    for (size_t h = 0; h < sizeof heads / sizeof *heads; h++) {
        for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
            double seconds = seconds_to_read(&r, units[u], heads[h], (size_t)1 << 20);

            if (seconds > 3)
                fail_msg("%s%s...: %.1f s", heads[h], units[u], seconds);
        }
    }
    od_reading_release(&r);
}

static void reading_again_needs_no_more_memory(void **state)
{
    od_reading r = {.status = OD_ANSWER_PARSED};
    const void *boxes, *texts;

    (void)state;
    read_text(&r, &json_family, "[" DOG "," DOG "," DOG "]");
    boxes = r.boxes;
    texts = r.texts.bytes;

    for (int i = 0; i < 1000; i++)
        read_text(&r, &json_family, "[" DOG "," CAT "]");

    assert_ptr_equal(r.boxes, boxes);
    assert_ptr_equal(r.texts.bytes, texts);
    od_reading_release(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_in_thoughts_do_not_count),
        cmocka_unit_test(thoughts_and_answer_are_measured),
        cmocka_unit_test(a_thought_that_never_ends_is_no_answer),
        cmocka_unit_test(answer_tags_behind_an_open_thought_are_the_answer),
        cmocka_unit_test(the_last_answer_tags_that_hold_something_count),
        cmocka_unit_test(damaged_answer_tags_are_mended),
        cmocka_unit_test(tokens_that_end_a_text_are_no_prose),
        cmocka_unit_test(nothing_is_declared_in_these_ways),
        cmocka_unit_test(refusals_are_known_by_how_they_begin),
        cmocka_unit_test(text_without_a_box_is_unparsable),
        cmocka_unit_test(no_text_at_all_is_a_failed_run),
        cmocka_unit_test(another_familys_form_is_read_and_counted),
        cmocka_unit_test(numbers_without_a_label_are_read_only_for_families_that_write_so),
        cmocka_unit_test(what_was_passed_over_is_said_also_when_nothing_was_found),
        cmocka_unit_test(the_beginning_of_an_answer_never_gives_a_box_that_the_whole_has_not),
        cmocka_unit_test(damaged_answers_are_read_without_harm_and_the_same_each_time),
        cmocka_unit_test(no_megabyte_takes_long),
        cmocka_unit_test(reading_again_needs_no_more_memory),
    };

    return cmocka_run_group_tests_name("answer_read", tests, NULL, NULL);
}
