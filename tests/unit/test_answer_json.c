#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "answer/grammars.h"
#include "reading_text.h"

/* The answers below are of our own making; kinds of damage as semantics G3 lists them, and beyond. */

typedef struct sample {
    const char *text, *reading; /* as reading_text_of() prints it */
} sample;

static void assert_reading(od_reading *r, od_str text, const char *expected)
{
    static reading_text said;
    od_error err = {.code = OD_OK};

    assert_int_equal(od_answer_read(r, NULL, text, &err), OD_OK);

    if (strcmp(reading_text_of(&said, r), expected) != 0)
        fail_msg("%.*s\n    is read as  %s\n    should be   %s", (int)text.n, text.p, said.text, expected);
    for (size_t i = 0; i < r->n_boxes; i++)
        assert_int_equal(r->boxes[i].index, UINT32_MAX);
}

static void assert_all(const sample *samples, size_t n)
{
    od_reading r = {.status = OD_ANSWER_PARSED};

    for (size_t i = 0; i < n; i++)
        assert_reading(&r, od_str_of(samples[i].text), samples[i].reading);
    od_reading_release(&r);
}

#define ASSERT_ALL(samples) assert_all(samples, sizeof samples / sizeof *samples)

/* One object, and what is expected of it. */
#define DOG "dog [1 2 3 4]"
#define DOG_CAT "dog [1 2 3 4], cat [5 6 7 8]"

static void what_is_well_formed_needs_no_repair(void **state)
{
    static const sample samples[] = {
        {"[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}, {\"bbox_2d\": [5, 6, 7, 8], \"label\": \"cat\"}]",
         DOG_CAT},
        {"{\"label\": \"dog\", \"bbox_2d\": [1, 2, 3, 4]}", DOG},
        {"```json\n[\n\t{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}\n]\n```", DOG},
        {"```\n[{\"bbox\":[1,2,3,4],\"label\":\"dog\"}]\n```\n", DOG},
        {"<think>a dog at [1, 2]</think>\n<answer>\n```json\n[{\"box_2d\": [1, 2, 3, 4], \"label\": "
         "\"dog\"}]\n```\n"
         "</answer>",
         DOG},
        {"{\"bbox_2d\": [1.5, -2, 3e2, 0.25]}", "[1.5 -2 300 0.25]"},
        {"[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\", \"extra\": {\"a\": [1, {\"b\": null}], \"c\": "
         "true}}]",
         DOG},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"\"}", "[1 2 3 4]"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void escapes_in_labels_are_resolved(void **state)
{
    static const sample samples[] = {
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"a \\\"red\\\" \\u0064og\\\\\\/\"}",
         "a \"red\" dog\\/ [1 2 3 4]"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"\\ud83d\\udc36\"}", "\xf0\x9f\x90\xb6 [1 2 3 4]"},
        /* half of a pair is no character */
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"a\\ud83d\"}", "a\xef\xbf\xbd [1 2 3 4]"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"<b>&amp;{x}]\"}", "<b>&amp;{x}] [1 2 3 4]"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"a\\db\\u12\"}",
         "a\\db\\u12 [1 2 3 4] | repaired | invalid_escape 1"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"a\nb\"}", "a\nb [1 2 3 4] | repaired | invalid_escape 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void quotes_around_objects_are_strays_or_texts(void **state)
{
    static const sample samples[] = {
        {"[\"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}]", DOG " | repaired | stray_quote 1"},
        {"[\"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}\"]", DOG " | repaired | stray_quote 2"},
        {"[\"{\\\"bbox_2d\\\": [1, 2, 3, 4], \\\"label\\\": \\\"dog\\\"}\"]",
         DOG " | repaired | quoted_object 1"},
        {"\"[{\\\"bbox_2d\\\": [1, 2, 3, 4], \\\"label\\\": \\\"a \\\\\\\"red\\\\\\\" dog\\\"}]\"",
         "a \"red\" dog [1 2 3 4] | repaired | quoted_object 1"},
        {"\"[{'bbox_2d': [1, 2, 3, 4], 'label': 'dog'}]\"", DOG " | repaired | quoted_object 1"},
        {"{\"bbox_2d\": \"[1, 2, 3, 4]\", \"label\": \"dog\"}", DOG " | repaired | quoted_object 1"},
        {"{\\\"bbox_2d\\\": [1, 2, 3, 4], \\\"label\\\": \\\"dog\\\"}", DOG " | repaired | invalid_escape 3"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void where_a_text_ends_is_judged_by_what_follows(void **state)
{
    static const sample samples[] = {
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"the \"red\" dog\"}",
         "the \"red\" dog [1 2 3 4] | repaired | stray_quote 1"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"the \"red\", big dog\"}",
         "the \"red\", big dog [1 2 3 4] | repaired | stray_quote 1"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"the \"red\"\"}",
         "the \"red\" [1 2 3 4] | repaired | stray_quote 1"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"\"}", DOG " | repaired | stray_quote 1"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog, \"score\": 0.5}",
         DOG " | repaired | unclosed_text 1"},
        {"[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog}, {\"bbox_2d\": [5, 6, 7, 8], \"label\": \"cat\"}]",
         DOG_CAT " | repaired | unclosed_text 1"},
        {"<answer>[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog}]</answer>",
         DOG " | repaired | unclosed_text 1"},
        {"{'bbox_2d': [1, 2, 3, 4], 'label': 'man's dog'}",
         "man's dog [1 2 3 4] | repaired | single_quotes 3 | stray_quote 1"},
        {"{'bbox_2d': [1, 2, 3, 4], 'label': \"man's dog\"}",
         "man's dog [1 2 3 4] | repaired | single_quotes 2"},
        {"{\xe2\x80\x9c"
         "bbox_2d\xe2\x80\x9d: [1, 2, 3, 4], \xe2\x80\x9clabel\xe2\x80\x9d: "
         "\xe2\x80\x9c"
         "dog\xe2\x80\x9d}",
         DOG " | repaired | single_quotes 3"},
        {"{bbox_2d: [1, 2, 3, 4], label: brown dog}", "brown dog [1 2 3 4] | repaired | bare_key 3"},
        {"{\"label\": None, \"bbox_2d\": [1, 2, 3, 4]}", "[1 2 3 4] | repaired | python_literal 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void commas_may_be_missing_or_too_many(void **state)
{
    static const sample samples[] = {
        {"[{\"bbox_2d\": [1, 2, 3, 4,], \"label\": \"dog\",},]", DOG " | repaired | trailing_comma 3"},
        {"[{\"bbox_2d\": [1, 2, 3, 4] \"label\": \"dog\"} {\"bbox_2d\": [5 6 7 8], \"label\" \"cat\"}]",
         DOG_CAT " | repaired | missing_comma 6"},
        {"{\"bbox_2d\": [1,2,3,4], \"label\": \"dog\"}\n{\"bbox_2d\": [5,6,7,8], \"label\": \"cat\"}",
         DOG_CAT " | repaired | missing_comma 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void brackets_may_be_missing_wrong_or_too_many(void **state)
{
    static const sample samples[] = {
        {"[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}}", DOG " | repaired | bracket 1"},
        {"[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}}]", DOG " | repaired | bracket 1"},
        {"[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"]", DOG " | repaired | bracket 1"},
        {"[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}]]", DOG " | repaired | bracket 1"},
        {"[{{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}}]", DOG " | repaired | bracket 1"},
        {"<answer>[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"</answer>", DOG " | repaired | bracket 2"},
        {"```json\n[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}\n```", DOG " | repaired | bracket 1"},
        {"{\"bbox_2d\": [1, 2, 3, 4, \"label\": \"dog\"}", DOG " | repaired | bracket 1"},
        {"{\"bbox_2d\": [1, 2, 3, 4}, \"label\": \"dog\"}", DOG " | repaired | bracket 1"},
        {"{\"bbox_2d\": [1, 2, 3, 4]], \"label\": \"dog\"}", DOG " | repaired | bracket 1"},
        {"{\"bbox_2d\": (1, 2, 3, 4), \"label\": \"dog\"}", DOG " | repaired | bracket 1"},
        {"{\"bbox_2d\": 1, 2, 3, 4, \"label\": \"dog\"}", DOG " | repaired | bracket 1"},
        {"[\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"]", DOG " | repaired | bracket 2"},
        {"\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"", DOG " | repaired | bracket 2"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}, {\"bbox_2d\": [5, 6, 7, 8], \"label\": \"cat\"}",
         DOG_CAT " | repaired | bracket 1"},
        /* full-width: two brackets, two braces, a colon, a comma */
        {"\xef\xbc\xbb\xef\xbd\x9b\"bbox_2d\"\xef\xbc\x9a[1\xef\xbc\x8c"
         "2, 3, 4], \"label\": \"dog\"\xef\xbd\x9d\xef\xbc\xbd",
         DOG " | repaired | bracket 6"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void a_key_that_comes_again_begins_another_object(void **state)
{
    static const sample samples[] = {
        {"[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\", \"bbox_2d\": [5, 6, 7, 8], \"label\": \"cat\"}]",
         DOG_CAT " | repaired | bracket 1"},
        {"[{\"label\": \"dog\", \"bbox_2d\": [1, 2, 3, 4], \"label\": \"cat\", \"bbox_2d\": [5, 6, 7, 8]}]",
         DOG_CAT " | repaired | bracket 1"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\", {\"bbox_2d\": [5, 6, 7, 8], \"label\": \"cat\"}",
         DOG_CAT " | repaired | bracket 2"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void the_last_fence_with_boxes_is_the_answer(void **state)
{
#define FENCE(x) "```json\n[" x "]\n```"
#define A_DOG "{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}"
#define A_CAT "{\"bbox_2d\": [5, 6, 7, 8], \"label\": \"cat\"}"
    static const sample samples[] = {
        {FENCE(A_CAT) "\n" FENCE(A_DOG), DOG " | superseded 1"},
        {FENCE(A_DOG) "\n" FENCE(""), DOG},
        {FENCE("") "\n" FENCE(A_DOG), DOG},
        {A_CAT "\n" FENCE(A_DOG) "\n" A_CAT, DOG " | superseded 2"},
        {"Here it is:\n" FENCE(A_DOG) "\nEnjoy!", DOG " | repaired | prose 1"},
        {"```json\n[" A_DOG "]\n```json", DOG " | repaired | fence 1"},
        {"```json\n[" A_DOG "]", DOG " | repaired | fence 1"},
        {"[" A_DOG "]\n```", DOG " | repaired | fence 1"},
        {"[" A_DOG "]`", DOG " | repaired | fence 1"},
        {"```json\n[" A_CAT "]\n```json\n[" A_DOG "]\n```", DOG " | repaired | fence 1 | superseded 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void what_stands_around_the_objects_is_prose(void **state)
{
    static const sample samples[] = {
        {"[" A_DOG "](https://example.org/" A_DOG ")", DOG ", " DOG " | repaired | prose 1"},
        {"[" A_DOG "]\\n", DOG " | repaired | prose 1"},
        {"[\\n\\t" A_DOG "\\n]", DOG " | repaired | prose 1"},
        {"Sure! " A_DOG " is the dog [1] that you [see", DOG " | repaired | prose 1"},
        {"[" A_DOG ", // that is all\n /* or not */ ]", DOG " | repaired | trailing_comma 1 | prose 1"},
        {"[" A_DOG ", ...]", DOG " | repaired | trailing_comma 1 | prose 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void a_box_is_mended_only_where_nothing_is_guessed(void **state)
{
    static const sample samples[] = {
        {"{\"bbox_2d\": [\"1\", \"2\", \"3\", \"4\"], \"label\": \"dog\"}",
         DOG " | repaired | number_text 4"},
        {"{\"bbox_2d\": \"1, 2, 3, 4\", \"label\": \"dog\"}", DOG " | repaired | number_text 1"},
        {"{\"bbox_2d\": [[1, 2, 3, 4]], \"label\": \"dog\"}", DOG " | repaired | nested_box 1"},
        {"{\"bbox_2d\": [[1, 2], [3, 4]], \"label\": \"dog\"}", DOG " | repaired | nested_box 1"},
        {"{\"box\": [1, 2, 3, 4], \"label\": \"dog\"}", DOG " | repaired | key_name 1"},
        {"{\"Bbox_2D\": [1, 2, 3, 4], \"label\": \"dog\"}", DOG " | repaired | key_name 1"},
        {"{\"bbox_2d\": [1, 2], \"label\": \"dog\"}", " | unparsable | point 1"},
        {"{\"bbox_2d\": [1, 2, 3], \"label\": \"dog\"}", " | unparsable | arity 1"},
        {"{\"bbox_2d\": [1,5, 2,5, 3,5, 4,5], \"label\": \"dog\"}", " | unparsable | polygon 1"},
        {"{\"bbox_2d\": [[1, 2], [3, 4], [5, 6]], \"label\": \"dog\"}", " | unparsable | polygon 1"},
        {"{\"bbox_2d\": [1, 2, 3, NaN], \"label\": \"dog\"}", " | unparsable | number 1"},
        {"{\"bbox_2d\": [1, 2, 3, 1e999], \"label\": \"dog\"}", " | unparsable | number 1"},
        {"{\"bbox_2d\": [1, 2, 3, 0x10], \"label\": \"dog\"}", " | unparsable | number 1"},
        {"{\"bbox_2d\": [1, 2, 3, null], \"label\": \"dog\"}", " | unparsable | number 1"},
        {"{\"bbox_2d\": [1, 2, 3, 50%], \"label\": \"dog\"}", " | unparsable | number 1"},
        {"{\"bbox_2d\": [\"a\", \"b\", \"c\", \"d\"], \"label\": \"dog\"}", " | unparsable | number 1"},
        /* Arabic-Indic and full-width digits */
        {"{\"bbox_2d\": [1, 2, 3, \xd9\xa1\xd9\xa2], \"label\": \"dog\"}", " | unparsable | number 1"},
        {"{\"bbox_2d\": [1, 2, 3, \xef\xbc\x91], \"label\": \"dog\"}", " | unparsable | number 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void what_is_no_box_is_counted_by_kind(void **state)
{
    static const sample samples[] = {
        {"{\"point_2d\": [1, 2], \"label\": \"dog\"}", " | unparsable | point 1"},
        {"{\"polygon\": [[1, 2], [3, 4], [5, 6]], \"label\": \"dog\"}", " | unparsable | polygon 1"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\", \"mask\": \"data:image/png;base64,iVBOR\"}",
         DOG " | mask 1"},
        {"[" A_DOG ", {\"label\": \"cat\"}]", DOG " | no_box 1"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\", \"image_size\": [640, 480]}", DOG},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void labels_may_stand_in_other_places(void **state)
{
    static const sample samples[] = {
        {"{\"dog\": [[1, 2, 3, 4], [5, 6, 7, 8]], \"cat\": [9, 10, 11, 12]}",
         DOG ", dog [5 6 7 8], cat [9 10 11 12]"},
        {"{\"dog\": {\"bbox\": [1, 2, 3, 4]}, \"cat\": [{\"box_2d\": [5, 6, 7, 8]}]}", DOG_CAT},
        {"{\"label\": \"dog\", \"instances\": [{\"bbox\": [1, 2, 3, 4]}, {\"bbox\": [5, 6, 7, 8], \"label\": "
         "\"cat\"}]}",
         DOG_CAT},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"name_zh\": \"x\", \"name_en\": \"dog\", \"description\": \"y\"}",
         DOG},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"category_id\": 17}", "17 [1 2 3 4]"},
        /* four numbers under a strange key are no box beside a box, or a label */
        {"{\"rgba\": [9, 9, 9, 9], \"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}", DOG},
        {"{\"label\": \"dog\", \"rgba\": [9, 9, 9, 9]}", " | unparsable | no_box 1"},
        {"{\"bbox\": [9, 9, 9, 9], \"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}", DOG},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void named_corners_say_their_order(void **state)
{
    od_reading r = {.status = OD_ANSWER_PARSED};

    (void)state;

    assert_reading(
        &r, OD_STR("{\"objects\": [{\"x_min\": 0.1, \"y_min\": 0.2, \"x_max\": 0.3, \"y_max\": 0.4}]}"),
        "[0.1 0.2 0.3 0.4]");
    assert_true(r.boxes[0].has_order && r.boxes[0].order == OD_ORDER_XYXY);
    assert_reading(&r, OD_STR("{\"label\": \"dog\", \"y\": 2, \"x\": 1, \"width\": 3, \"height\": 4}"), DOG);
    assert_true(r.boxes[0].has_order && r.boxes[0].order == OD_ORDER_XYWH);
    assert_reading(&r, OD_STR("{\"bbox\": {\"x1\": 1, \"y1\": 2, \"x2\": 3, \"y2\": 4}, \"label\": \"dog\"}"),
                   DOG);
    assert_true(r.boxes[0].has_order && r.boxes[0].order == OD_ORDER_XYXY);
    assert_reading(&r, OD_STR(A_DOG), DOG);
    assert_false(r.boxes[0].has_order);
    od_reading_release(&r);
}

static void scores_come_with_their_boxes(void **state)
{
    od_reading r = {.status = OD_ANSWER_PARSED};

    (void)state;

    assert_reading(
        &r, OD_STR("[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\", \"score\": 0.25}, " A_CAT "]"), DOG_CAT);
    assert_true(r.boxes[0].has_score && r.boxes[0].score == 0.25);
    assert_false(r.boxes[1].has_score);
    assert_reading(&r, OD_STR("{\"confidence\": \"0.5\", \"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}"),
                   DOG " | repaired | number_text 1");
    assert_true(r.boxes[0].has_score && r.boxes[0].score == 0.5);
    assert_reading(&r, OD_STR("{\"score\": 1e999, \"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}"), DOG);
    assert_false(r.boxes[0].has_score);
    od_reading_release(&r);
}

static void an_item_that_is_cut_off_is_dropped(void **state)
{
    static const sample samples[] = {
        {"[" A_DOG ", {\"bbox_2d\": [5, 6, 7, 8], \"label\": \"ca", DOG " | truncated | cut 1"},
        {"[" A_DOG ", {\"bbox_2d\": [5, 6, 7, 8], \"label\": \"cat\"", DOG " | truncated | cut 1"},
        {"[" A_DOG ", {\"bbox_2d\": [5, 6, 7, 8]", DOG " | truncated | cut 1"},
        {"[" A_DOG ", {\"bbox_2d\": [5, 6, 7", DOG " | truncated | cut 1"},
        {"[" A_DOG ", {", DOG " | truncated | cut 1"},
        {"[" A_DOG ",", DOG " | truncated"},
        {"[" A_DOG, DOG " | truncated"},
        {"[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"", " | unparsable | cut 1"},
        {"```json\n[" A_DOG ", {\"bbox_2d\": [5", DOG " | truncated | cut 1"},
        {"{\"dog\": [[1, 2, 3, 4], [5, 6", DOG " | truncated | cut 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void nul_bytes_and_broken_utf8_become_replacement_characters(void **state)
{
    static const char text[] = "{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"d\0g\xff\"}";
    od_reading r = {.status = OD_ANSWER_PARSED};

    (void)state;

    assert_reading(&r, (od_str){text, sizeof text - 1},
                   "d\xef\xbf\xbdg\xef\xbf\xbd [1 2 3 4] | repaired | invalid_escape 1 | encoding 1");
    od_reading_release(&r);
}

static void nesting_beyond_measure_is_passed_over(void **state)
{
    static char text[200000 + 100];
    od_reading r = {.status = OD_ANSWER_PARSED};
    size_t n = strlen(A_DOG);

    (void)state;
    memset(text, '[', 100000);
    memset(text + 100000, ']', 100000);
    memcpy(text + 200000, A_DOG, n);

    assert_int_equal(od_answer_read(&r, NULL, (od_str){text, 200000 + n}, NULL), OD_OK);

    assert_int_equal(r.n_boxes, 1);
    assert_true(r.repairs[OD_REPAIR_BRACKET] > 0);
    od_reading_release(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_well_formed_needs_no_repair),
        cmocka_unit_test(escapes_in_labels_are_resolved),
        cmocka_unit_test(quotes_around_objects_are_strays_or_texts),
        cmocka_unit_test(where_a_text_ends_is_judged_by_what_follows),
        cmocka_unit_test(commas_may_be_missing_or_too_many),
        cmocka_unit_test(brackets_may_be_missing_wrong_or_too_many),
        cmocka_unit_test(a_key_that_comes_again_begins_another_object),
        cmocka_unit_test(the_last_fence_with_boxes_is_the_answer),
        cmocka_unit_test(what_stands_around_the_objects_is_prose),
        cmocka_unit_test(a_box_is_mended_only_where_nothing_is_guessed),
        cmocka_unit_test(what_is_no_box_is_counted_by_kind),
        cmocka_unit_test(labels_may_stand_in_other_places),
        cmocka_unit_test(named_corners_say_their_order),
        cmocka_unit_test(scores_come_with_their_boxes),
        cmocka_unit_test(an_item_that_is_cut_off_is_dropped),
        cmocka_unit_test(nul_bytes_and_broken_utf8_become_replacement_characters),
        cmocka_unit_test(nesting_beyond_measure_is_passed_over),
    };

    return cmocka_run_group_tests_name("answer_json", tests, NULL, NULL);
}
