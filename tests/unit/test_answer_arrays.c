#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "answer/grammars.h"
#include "reading_text.h"

/* Lists of boxes, labels and scores side by side. Answers of our own making, in the forms of semantics G1. */

static const od_family family = {.name = "arrays", .grammars = {&od_grammar_arrays}};

static void read_text(od_reading *r, const char *text)
{
    assert_int_equal(od_answer_read(r, &family, od_str_of(text), NULL), OD_OK);
}

static void assert_reading(const char *text, const char *expected)
{
    od_reading r = {.status = OD_ANSWER_PARSED};
    static reading_text said;

    read_text(&r, text);

    if (strcmp(reading_text_of(&said, &r), expected) != 0)
        fail_msg("%s\n    is read as  %s\n    should be   %s", text, said.text, expected);
    od_reading_release(&r);
}

static void the_first_box_goes_with_the_first_label(void **state)
{
    (void)state;

    assert_reading("{\"bboxes\": [[1, 2, 3, 4], [5, 6, 7, 8]], \"labels\": [\"dog\", \"cat\"]}",
                   "dog [1 2 3 4], cat [5 6 7 8]");
    assert_reading("{\"labels\": [\"dog\", \"cat\"], \"bboxes\": [[1, 2, 3, 4], [5, 6, 7, 8]]}",
                   "dog [1 2 3 4], cat [5 6 7 8]");
    assert_reading("{\"boxes\": [[0.5, 0.5, 0.25, 0.75]], \"logits\": [0.75], \"phrases\": [\"a dog\"]}",
                   "a dog [0.5 0.5 0.25 0.75]");
}

static void python_prints_them_without_a_repair(void **state)
{
    (void)state;

    assert_reading("{'<OD>': {'bboxes': [[1.5, 2.0, 3.0, 4.0]], 'labels': [\"man's dog\"]}}",
                   "man's dog [1.5 2 3 4]");
    assert_reading("{'<OPEN_VOCABULARY_DETECTION>': {'bboxes': [[1, 2, 3, 4]], 'bboxes_labels': ['a, b]'], "
                   "'polygons': [], 'polygons_labels': []}}",
                   "a, b] [1 2 3 4]");
    assert_reading("{'boxes': tensor([[1., 2., 3., 4.]], device='cuda:0'), 'logits': tensor([0.5]), "
                   "'phrases': ['dog']}",
                   "dog [1 2 3 4]");
    assert_reading("{'boxes': array([[1., 2., 3., 4.]], dtype=float32), 'scores': [np.float32(0.5)], "
                   "'labels': ['dog']}",
                   "dog [1 2 3 4]");
}

static void scores_and_numbered_labels_come_along(void **state)
{
    od_reading r = {.status = OD_ANSWER_PARSED};

    (void)state;

    assert_reading("{\"bboxes\": [[1, 2, 3, 4], [5, 6, 7, 8]], \"labels\": [17, 3], \"scores\": [0.5, 0.25]}",
                   "17 [1 2 3 4], 3 [5 6 7 8]");
    read_text(&r, "{\"bboxes\": [[1, 2, 3, 4], [5, 6, 7, 8]], \"labels\": [17, 3], \"scores\": [0.5, 0.25]}");
    assert_true(r.boxes[0].has_score && r.boxes[0].score == 0.5);
    assert_true(r.boxes[1].has_score && r.boxes[1].score == 0.25);
    read_text(&r, "{'boxes': [[1, 2, 3, 4]], 'scores': [np.float32(0.5)], 'labels': ['dog']}");
    assert_true(r.boxes[0].has_score && r.boxes[0].score == 0.5);
    od_reading_release(&r);
}

static void what_has_no_partner_is_passed_over(void **state)
{
    (void)state;

    assert_reading("{\"bboxes\": [[1, 2, 3, 4], [5, 6, 7, 8]], \"labels\": [\"dog\"]}",
                   "dog [1 2 3 4] | no_label 1");
    assert_reading("{\"bboxes\": [[1, 2, 3, 4]], \"labels\": [\"dog\", \"cat\", \"cow\"]}",
                   "dog [1 2 3 4] | no_box 2");
}

static void empty_labels_are_none(void **state)
{
    (void)state;

    assert_reading("{'<REGION_PROPOSAL>': {'bboxes': [[1, 2, 3, 4]], 'labels': ['']}}", "[1 2 3 4]");
}

static void lists_without_boxes_declare_that_there_is_nothing(void **state)
{
    (void)state;

    assert_reading("{'<OD>': {'bboxes': [], 'labels': []}}", " | declared_empty");
    assert_reading("{\"labels\": [], \"scores\": [], \"bboxes\": []}", " | declared_empty");
}

static void polygons_are_counted(void **state)
{
    (void)state;

    assert_reading("{'<SEG>': {'polygons': [[[1, 2, 3, 4, 5, 6]]], 'labels': ['']}}",
                   " | unparsable | polygon 1");
}

static void lists_that_are_cut_off_give_no_box(void **state)
{
    (void)state;

    assert_reading("{\"bboxes\": [[1, 2, 3, 4], [5, 6, 7, 8]], \"labels\": [\"dog\"",
                   " | unparsable | cut 1");
}

static void objects_with_a_box_each_are_another_form(void **state)
{
    (void)state;

    assert_reading("[{\"boxes\": [1, 2, 3, 4], \"label\": \"dog\"}]",
                   "dog [1 2 3 4] | repaired | key_name 1 | other_grammar 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_box_goes_with_the_first_label),
        cmocka_unit_test(python_prints_them_without_a_repair),
        cmocka_unit_test(scores_and_numbered_labels_come_along),
        cmocka_unit_test(what_has_no_partner_is_passed_over),
        cmocka_unit_test(empty_labels_are_none),
        cmocka_unit_test(lists_without_boxes_declare_that_there_is_nothing),
        cmocka_unit_test(polygons_are_counted),
        cmocka_unit_test(lists_that_are_cut_off_give_no_box),
        cmocka_unit_test(objects_with_a_box_each_are_another_form),
    };

    return cmocka_run_group_tests_name("answer_arrays", tests, NULL, NULL);
}
