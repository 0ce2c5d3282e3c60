#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "answer/grammars.h"
#include "reading_text.h"

/* Damage as sampling, chat templates, logs and copying do it, in answers of our own making. Each stands for
 * its kind; what is read is what a careful person would read without doubt. */

typedef struct sample {
    const char *text, *reading; /* as reading_text_of() prints it */
} sample;

static const od_family json_family = {.name = "json", .grammars = {&od_grammar_json}};

static void assert_reads(const od_family *family, const char *text, const char *expected)
{
    od_reading r = {.status = OD_ANSWER_PARSED};
    static reading_text said;

    assert_int_equal(od_answer_read(&r, family, od_str_of(text), NULL), OD_OK);

    if (strcmp(reading_text_of(&said, &r), expected) != 0)
        fail_msg("%s\n    is read as  %s\n    should be   %s", text, said.text, expected);
    for (size_t i = 0; i < r.n_boxes; i++)
        assert_int_equal(r.boxes[i].index, UINT32_MAX);
    od_reading_release(&r);
}

static void assert_all(const sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_reads(&json_family, samples[i].text, samples[i].reading);
}

#define ASSERT_ALL(samples) assert_all(samples, sizeof samples / sizeof *samples)
#define DOG "{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}"
#define CAT "{\"bbox_2d\": [5, 6, 7, 8], \"label\": \"cat\"}"

static void keys_may_lack_a_quote_or_have_another_mark_than_a_colon(void **state)
{
    static const sample samples[] = {
        {"{\"label\": \"dog\", \"bbox_2d: [1, 2, 3, 4]}", "dog [1 2 3 4] | repaired | unclosed_text 1"},
        {"{\"label\": \"dog\", bbox_2d\": [1, 2, 3, 4]}", "dog [1 2 3 4] | repaired | bare_key 1"},
        {"{\"label: \"dog\", \"bbox_2d\": [1, 2, 3, 4]}", "dog [1 2 3 4] | repaired | unclosed_text 1"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": dog\"}", "dog [1 2 3 4] | repaired | bare_key 1"},
        {"{label=\"dog\", bbox_2d=[1, 2, 3, 4]}", "dog [1 2 3 4] | repaired | missing_comma 2 | bare_key 2"},
        {"{\"label\" => \"dog\", \"bbox_2d\" => [1, 2, 3, 4]}", "dog [1 2 3 4] | repaired | missing_comma 2"},
        {"{\"bbox_2d\": [x1=1, y1=2, x2=3, y2=4], \"label\": \"dog\"}",
         "dog [1 2 3 4] | repaired | missing_comma 4 | bare_key 4 | bracket 2"},
        {"{\"bbox_2d\": [x1=1, x2=3, y1=2, y2=4], \"label\": \"dog\"}",
         "dog [1 2 3 4] | repaired | missing_comma 4 | bare_key 4 | bracket 2"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void keys_are_known_by_what_they_are_like(void **state)
{
    static const sample samples[] = {
        {"{\"bbox\\_2d\": [1, 2, 3, 4], \"label\": \"dog\"}", "dog [1 2 3 4] | repaired | key_name 1"},
        {"{\"bbox [x1, y1, x2, y2]\": [1, 2, 3, 4], \"label\": \"dog\"}",
         "dog [1 2 3 4] | repaired | key_name 1"},
        {"{\"bbbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}", "dog [1 2 3 4] | repaired | key_name 1"},
        {"{\"bbox_1\": [1, 2, 3, 4], \"label_1\": \"dog\", \"bbox_2\": [5, 6, 7, 8], \"label_2\": \"cat\"}",
         "dog [1 2 3 4], cat [5 6 7 8] | repaired | bracket 1"},
        {"{\"bbox_count\": 1, \"image_bbox\": [0, 0, 9, 9], \"objects\": [{\"bbox_2d\": [1, 2, 3, 4], "
         "\"label\": \"dog\"}]}",
         "dog [1 2 3 4]"},
        {"{\"object_1\": [1, 2, 3, 4]}", "object_1 [1 2 3 4]"},
        {"{\"\xe6\xa0\x87\xe7\xad\xbe\": \"dog\", \"\xe5\x9d\x90\xe6\xa0\x87\": [1, 2, 3, 4]}",
         "dog [1 2 3 4] | repaired | key_name 1"},
        {"{\"categories\": [{\"name\": \"dog\", \"boxes\": [[1, 2, 3, 4]]}]}",
         "dog [1 2 3 4] | repaired | key_name 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void two_points_are_corners_where_one_box_is_due(void **state)
{
    static const sample samples[] = {
        {"{\"bbox_2d\": [1, 2], [3, 4], \"label\": \"dog\"}",
         "dog [1 2 3 4] | repaired | bracket 1 | nested_box 1"},
        {"{\"bbox_2d\": [1, 2], [3, 4], [5, 6], \"label\": \"dog\"}", " | unparsable | polygon 1"},
        {"{\"bbox_2d\": [\"1, 2\", \"3, 4\"], \"label\": \"dog\"}",
         "dog [1 2 3 4] | repaired | number_text 2 | nested_box 1"},
        {"{\"bbox_2d\": [{\"x\": 1, \"y\": 2}, {\"x\": 3, \"y\": 4}], \"label\": \"dog\"}",
         "dog [1 2 3 4] | repaired | nested_box 1"},
        {"{\"bbox\": [{\"x\": 1, \"y\": 2}, {\"x\": 3, \"y\": 2}, {\"x\": 3, \"y\": 4}], \"label\": \"dog\"}",
         " | unparsable | polygon 1"},
        {"{\"bbox\": {\"top_left\": [1, 2], \"bottom_right\": [3, 4]}, \"label\": \"dog\"}", "dog [1 2 3 4]"},
        {"{\"tl\": {\"x\": 1, \"y\": 2}, \"br\": {\"x\": 3, \"y\": 4}, \"label\": \"dog\"}", "dog [1 2 3 4]"},
        {"{\"topLeft\": \"1, 2\", \"bottomRight\": \"3, 4\", \"label\": \"dog\"}",
         "dog [1 2 3 4] | repaired | number_text 2"},
        {"{\"minX\": 1, \"minY\": 2, \"maxX\": 3, \"maxY\": 4, \"label\": \"dog\"}", "dog [1 2 3 4]"},
        {"{\"top_left\": [1, 2], \"label\": \"dog\"}", " | unparsable | arity 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void numbers_may_stand_in_texts_and_in_brackets_of_any_kind(void **state)
{
    static const sample samples[] = {
        {"{\"bbox_2d\": [\"1, 2, 3, 4\"], \"label\": \"dog\"}",
         "dog [1 2 3 4] | repaired | number_text 1 | nested_box 1"},
        {"{\"bbox_2d\": \"x1=1, y1=2, x2=3, y2=4\", \"label\": \"dog\"}",
         "dog [1 2 3 4] | repaired | number_text 1"},
        {"{\"bbox_2d\": \"x1=1, x2=3, y1=2, y2=4\", \"label\": \"dog\"}", " | unparsable | number 1"},
        {"{\"bbox_2d\": \"<box>(1,2),(3,4)</box>\", \"label\": \"dog\"}",
         "dog [1 2 3 4] | repaired | number_text 1"},
        {"{\"bbox_2d\": {1, 2, 3, 4}, \"label\": \"dog\"}", "dog [1 2 3 4] | repaired | bracket 1"},
        {"{\"bbox_2d\": [1; 2; 3; 4], \"label\": \"dog\"}", "dog [1 2 3 4] | repaired | missing_comma 3"},
        {"{\"bbox_2d\": [[1, 2, 3, 4; 5, 6, 7, 8]], \"label\": \"dog\"}",
         "dog [1 2 3 4], dog [5 6 7 8] | repaired | missing_comma 1 | nested_box 2"},
        {"{\"bbox_2d\":\xe2\x80\xa8[1,\xe2\x80\x89"
         "2,\xe2\x80\xaf"
         "3, 4], \"label\": \"dog\"}",
         "dog [1 2 3 4]"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void a_list_of_a_label_and_a_box_needs_no_keys(void **state)
{
    static const sample samples[] = {
        {"[[\"dog\", [1, 2, 3, 4]], [\"cat\", [5, 6, 7, 8]]]",
         "dog [1 2 3 4], cat [5 6 7 8] | repaired | key_name 2"},
        {"[[\"dog\", 1, 2, 3, 4], [5, 6, 7, 8, \"cat\"]]",
         "dog [1 2 3 4], cat [5 6 7 8] | repaired | key_name 2"},
        {"[\"dog\", \"cat\", 1, 2, 3, 4]", " | unparsable"},
        {"[[\"dog\", 1, 2, 3], [1, 2, 3, 4]]", " | unparsable"},
        {"[[\"dog\", [1, 2, 3, 4]], [\"ca", "dog [1 2 3 4] | truncated | key_name 1 | cut 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void without_braces_the_keys_alone_make_objects(void **state)
{
    static const sample samples[] = {
        {"label: dog\nbbox_2d: [1, 2, 3, 4]",
         "dog [1 2 3 4] | repaired | missing_comma 1 | bare_key 3 | bracket 2 | prose 1"},
        {"- bbox_2d: [1, 2, 3, 4]\n  label: dog\n- bbox_2d: [5, 6, 7, 8]\n  label: cat",
         "dog [1 2 3 4], cat [5 6 7 8] | repaired | missing_comma 3 | bare_key 6 | bracket 3 | prose 1"},
        {"- label: dog\n  bbox:\n  - 1\n  - 2\n  - 3\n  - 4",
         "dog [1 2 3 4] | repaired | missing_comma 4 | bare_key 3 | bracket 3 | prose 1"},
        {"1. **Label:** dog\n   **Bounding box:** [1, 2, 3, 4]\n2. **Label**: cat\n   **Bounding box**: [5, "
         "6, 7, 8]\nThe dog [1] is red.",
         "dog [1 2 3 4], cat [5 6 7 8] | repaired | missing_comma 5 | bare_key 6 | bracket 4 | key_name 2 | "
         "prose 1"},
        {"label: dog\nx1: 1\ny1: 2\nx2: 3\ny2: 4\nlabel: cat\nx1: 5\ny1: 6\nx2: 7\ny2: 8",
         "dog [1 2 3 4], cat [5 6 7 8] | repaired | missing_comma 9 | bare_key 12 | bracket 3 | prose 1"},
        {"Detection(label=\"dog\", bbox=[1, 2, 3, 4])",
         "dog [1 2 3 4] | repaired | missing_comma 2 | bare_key 2 | bracket 2 | prose 1"},
        {"The bounding box: [1, 2, 3, 4].",
         "[1 2 3 4] | repaired | bare_key 1 | bracket 2 | key_name 1 | prose 1"},
        {"- bbox_2d: [1, 2, 3, 4]\n  label: dog\n- bbox_2d: [5, 6, 7, 8]\n  la",
         "dog [1 2 3 4] | truncated | missing_comma 2 | bare_key 4 | bracket 2 | prose 1 | cut 1"},
        {"label: dog\nbbox_2d: [1, 2", " | unparsable | cut 1"},
        {"Object: the dog is red, see [1].", " | unparsable"},
        {"The object: {\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}", "dog [1 2 3 4] | repaired | prose 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void what_the_whole_is_wrapped_in_is_taken_off(void **state)
{
    static const sample samples[] = {
        {"{&quot;bbox_2d&quot;: [1, 2, 3, 4], &quot;label&quot;: &quot;dog&quot;}",
         "dog [1 2 3 4] | repaired | invalid_escape 1"},
        {"{&#34;bbox_2d&#34;: [1, 2, 3, 4], &#34;label&#34;: &#34;Tom &amp; Jerry&#34;}",
         "Tom & Jerry [1 2 3 4] | repaired | invalid_escape 1"},
        {"\"[{\"\"bbox_2d\"\": [1, 2, 3, 4], \"\"label\"\": \"\"dog\"\"}]\"",
         "dog [1 2 3 4] | repaired | stray_quote 1"},
        {"{''bbox_2d'': [1, 2, 3, 4], ''label'': ''dog''}",
         "dog [1 2 3 4] | repaired | single_quotes 3 | stray_quote 1"},
        {"{\"response\": \"Here:\\n```json\\n[{\\\"bbox_2d\\\": [1, 2, 3, 4], \\\"label\\\": "
         "\\\"dog\\\"}]\\n```\", \"id\": 3}",
         "dog [1 2 3 4] | repaired | quoted_object 1 | prose 1"},
        {"{'response': '```json\\n[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"dog\"}]\\n```'}",
         "dog [1 2 3 4] | repaired | quoted_object 1"},
        {"{\"choices\": [{\"message\": {\"content\": \"{\\u0022bbox_2d\\u0022: [1, 2, 3, 4], "
         "\\u0022label\\u0022: \\u0022dog\\u0022}\"}}]}",
         "dog [1 2 3 4] | repaired | quoted_object 1"},
        {"{\"response\": \"```json\\n[]\\n```\"}", " | declared_empty"},
        {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"a &quot;red&quot; dog\"}",
         "a &quot;red&quot; dog [1 2 3 4]"},
        {"{\"label\": \"{x} &quot;\"}", " | unparsable | no_box 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void an_answer_that_says_how_many_there_are_not_is_empty(void **state)
{
    static const sample samples[] = {
        {"{\"detections\": [], \"count\": 0}", " | declared_empty"},
        {"{\"detections\": [], \"count\": 3}", " | unparsable"},
        {"{\"objects\": [], \"message\": \"No dog was found\"}", " | declared_empty"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void boxes_of_earlier_fences_are_counted(void **state)
{
    static const sample samples[] = {
        {"```json\n{\"bbox_2d\": [5, 6, 7, 8], \"label\": \"cat\"}\n```\nBetter:\n```json\n{\"bbox_2d\": [1, "
         "2, 3, 4], \"label\": \"dog\"}\n```",
         "dog [1 2 3 4] | repaired | prose 1 | superseded 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void corners_as_points_are_in_the_order_of_the_frame(void **state)
{
    od_reading r = {.status = OD_ANSWER_PARSED};

    (void)state;

    assert_int_equal(od_answer_read(&r, &json_family, OD_STR("{\"tl\": [2, 1], \"br\": [4, 3]}"), NULL),
                     OD_OK);
    assert_true(r.n_boxes == 1 && !r.boxes[0].has_order);
    assert_int_equal(od_answer_read(&r, &json_family,
                                    OD_STR("{\"tl\": {\"y\": 2, \"x\": 1}, \"br\": {\"y\": 4, \"x\": 3}}"),
                                    NULL),
                     OD_OK);
    assert_true(r.n_boxes == 1 && r.boxes[0].has_order && r.boxes[0].order == OD_ORDER_XYXY);
    assert_int_equal(od_answer_read(&r, &json_family, OD_STR("{\"bbox_yxyx\": [2, 1, 4, 3]}"), NULL), OD_OK);
    assert_true(r.n_boxes == 1 && r.boxes[0].has_order && r.boxes[0].order == OD_ORDER_YXYX);
    od_reading_release(&r);
}

static void only_the_models_own_turn_is_the_answer(void **state)
{
    static const sample samples[] = {
        {DOG "<|im_end|>\n<|im_start|>user\nAnd " CAT, "dog [1 2 3 4] | repaired | prose 1"},
        {DOG "<|endoftext|>Human: " CAT, "dog [1 2 3 4] | repaired | prose 1"},
        {"<|im_start|>system\nHelp.<|im_end|>\n<|im_start|>user\nAs in " CAT
         "<|im_end|>\n<|im_start|>assistant\n<answer>" DOG "</answer><|im_end|>",
         "dog [1 2 3 4]"},
        {"</s><s></s>" DOG "</s></s>", "dog [1 2 3 4]"},
        {"</s>", " | unparsable"},
        {"<|im_start|>user\nAs in " CAT "<|im_end|>", " | unparsable"},
        {"<answer>" DOG "<answer>", "dog [1 2 3 4] | repaired | tag 1"},
    };

    (void)state;

    ASSERT_ALL(samples);
}

static void thoughts_may_stand_in_other_brackets(void **state)
{
    od_reading r = {.status = OD_ANSWER_PARSED};

    (void)state;

    assert_reads(&json_family, "\xe2\x97\x81think\xe2\x96\xb7 " CAT " \xe2\x97\x81/think\xe2\x96\xb7" DOG,
                 "dog [1 2 3 4]");
    assert_reads(&json_family, "[THINK]" CAT "[/THINK]" DOG, "dog [1 2 3 4]");
    assert_reads(&json_family, "<thought>" CAT "</thought>" DOG, "dog [1 2 3 4]");
    assert_int_equal(od_answer_read(&r, &json_family, OD_STR("[THINK]" CAT), NULL), OD_OK);
    assert_int_equal(r.n_boxes, 0);
    assert_true(r.unclosed_think);
    assert_int_equal(r.answer_bytes, 0);
    od_reading_release(&r);
}

static void assert_statuses(const char *const *texts, size_t n, od_answer_status expected)
{
    od_reading r = {.status = OD_ANSWER_PARSED};

    for (size_t i = 0; i < n; i++) {
        assert_int_equal(od_answer_read(&r, &json_family, od_str_of(texts[i]), NULL), OD_OK);
        if (r.status != expected)
            fail_msg("%s: %s", texts[i], od_answer_status_name(r.status));
    }
    od_reading_release(&r);
}

static void nothing_is_declared_in_many_tongues(void **state)
{
    static const char *const texts[] = {
        "No",
        "Not found.",
        "**None**",
        "(none)",
        "No objects found",
        "No dogs in the image.",
        "Dog: None",
        "- dog: not found\n- cat: not found",
        "I couldn't find a dog in the image.",
        "There doesn't appear to be a dog here.",
        "Es gibt keinen Hund auf dem Bild.",
        "No hay ning\xc3\xban perro en la imagen.",
        "Il n'y a pas de chien dans l'image.",
        "\xe6\xb2\xa1\xe6\x9c\x89",
        "\xe6\x9c\xaa\xe5\x8f\x91\xe7\x8e\xb0\xe7\x9b\xae\xe6\xa0\x87\xe3\x80\x82",
        "\xe7\x8a\xac\xe3\x81\xaf\xe3\x81\x84\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93\xe3\x80\x82",
    };

    (void)state;

    assert_statuses(texts, sizeof texts / sizeof *texts, OD_ANSWER_EMPTY);
}

static void who_saw_no_image_says_nothing_of_the_object(void **state)
{
    static const char *const texts[] = {
        "I don't see any image attached. Please upload the image.",
        "I cannot find the image, so there is no dog to point at.",
        "As a language model, I cannot view images.",
        "Lo siento, no puedo.",
        ("\xe7\x94\xb3\xe3\x81\x97\xe8\xa8\xb3\xe3\x81\x82\xe3\x82\x8a\xe3\x81\xbe"
         "\xe3\x81\x9b\xe3\x82\x93\xe3\x81\x8c"),
    };

    (void)state;

    assert_statuses(texts, sizeof texts / sizeof *texts, OD_ANSWER_REFUSED);
}

static void points_beside_a_denial_are_no_empty_answer(void **state)
{
    (void)state;

    assert_reads(&json_family, "There is no cat. {\"point_2d\": [1, 2], \"label\": \"dog\"}",
                 " | unparsable | point 1");
}

static void numbers_alone_are_read_by_families_that_write_so(void **state)
{
    const od_family *llava = od_family_find("llava");

    (void)state;

    assert_reads(llava, "0.1, 0.2, 0.5, 0.6", "[0.1 0.2 0.5 0.6]");
    assert_reads(llava, "x1=0.1, y1=0.2, x2=0.5, y2=0.6", "[0.1 0.2 0.5 0.6]");
    assert_reads(llava, "(0.1, 0.2), (0.5, 0.6)", "[0.1 0.2 0.5 0.6]");
    assert_reads(llava,
                 "\xe3\x80\x90"
                 "0.1, 0.2, 0.5, 0.6\xe3\x80\x91",
                 "[0.1 0.2 0.5 0.6] | repaired | bracket 1");
    assert_reads(llava, "from (0.1, 0.2) on to (0.5, 0.6)", " | unparsable | point 2");
    assert_reads(llava, "There are 3 dogs at 2, 3.", " | unparsable");
}

static void tags_survive_markdown_and_missing_brackets(void **state)
{
    const od_family *qwen = od_family_find("qwen2-vl"), *internvl = od_family_find("internvl");

    (void)state;

    assert_reads(
        qwen,
        "\\<|object_ref_start|\\>dog\\<|object_ref_end|\\>\\<|box\\_start|\\>(1,2),(3,4)\\<|box_end|\\>",
        "dog [1 2 3 4] | repaired | tag 4");
    assert_reads(qwen, "<ref>dog</ref><box>(1,2),3,4)</box>", "dog [1 2 3 4] | repaired | bracket 1");
    assert_reads(qwen, "<ref>dog</ref><box>1,2),(3,4)</box>", "dog [1 2 3 4] | repaired | bracket 1");
    assert_reads(internvl, "<ref>dog</ref><bbox>[[1, 2, 3, 4]]</bbox>", "dog [1 2 3 4] | repaired | tag 2");
    assert_reads(od_family_find("grounding-dino"), "tensor([[0.5, 0.5, 0.2, 0.2]])",
                 "[0.5 0.5 0.2 0.2] | repaired | other_grammar 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_may_lack_a_quote_or_have_another_mark_than_a_colon),
        cmocka_unit_test(keys_are_known_by_what_they_are_like),
        cmocka_unit_test(two_points_are_corners_where_one_box_is_due),
        cmocka_unit_test(numbers_may_stand_in_texts_and_in_brackets_of_any_kind),
        cmocka_unit_test(a_list_of_a_label_and_a_box_needs_no_keys),
        cmocka_unit_test(without_braces_the_keys_alone_make_objects),
        cmocka_unit_test(what_the_whole_is_wrapped_in_is_taken_off),
        cmocka_unit_test(an_answer_that_says_how_many_there_are_not_is_empty),
        cmocka_unit_test(boxes_of_earlier_fences_are_counted),
        cmocka_unit_test(corners_as_points_are_in_the_order_of_the_frame),
        cmocka_unit_test(only_the_models_own_turn_is_the_answer),
        cmocka_unit_test(thoughts_may_stand_in_other_brackets),
        cmocka_unit_test(nothing_is_declared_in_many_tongues),
        cmocka_unit_test(who_saw_no_image_says_nothing_of_the_object),
        cmocka_unit_test(points_beside_a_denial_are_no_empty_answer),
        cmocka_unit_test(numbers_alone_are_read_by_families_that_write_so),
        cmocka_unit_test(tags_survive_markdown_and_missing_brackets),
    };

    return cmocka_run_group_tests_name("answer_damage", tests, NULL, NULL);
}
