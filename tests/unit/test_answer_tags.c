#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "read_bytes.h"
#include "reading_text.h"

static od_reading reading;

static void assert_reads_as(const od_grammar *grammar, const char *text, bool whole, const char *expected)
{
    reading_text said;

    read_bytes(&reading, grammar, text, strlen(text), whole);

    assert_string_equal(reading_text_of(&said, &reading), expected);
}

static void assert_reads(const od_grammar *grammar, const char *text, const char *expected)
{
    assert_reads_as(grammar, text, false, expected);
}

static void label_and_box_tags_are_read_in_all_their_spellings(void **state)
{
    const od_grammar *g = &od_grammar_ref_box;

    (void)state;
    assert_reads(g, "<|object_ref_start|>dog<|object_ref_end|><|box_start|>(176,106),(232,160)<|box_end|>",
                 "dog [176 106 232 160]");
    assert_reads(g, "<ref>dog</ref><box>(536,509),(588,602)</box>", "dog [536 509 588 602]");
    assert_reads(g, "<ref>dog</ref><box>[[1, 2, 3, 4], [5, 6, 7, 8]]</box>", "dog [1 2 3 4], dog [5 6 7 8]");
    assert_reads(g, "A <ref>dog</ref><box>(1,2),(3,4)</box> and a <ref>cat</ref><box>(5,6),(7,8)</box>.",
                 "dog [1 2 3 4], cat [5 6 7 8]");
    assert_reads(g, "<box>(1.5,-2),(3e1,4)</box><|im_end|>", "[1.5 -2 30 4]");
}

static void a_label_holds_for_boxes_that_follow_and_not_across_text(void **state)
{
    const od_grammar *g = &od_grammar_ref_box;

    (void)state;
    assert_reads(g, "<ref>dog</ref><box>(1,2),(3,4)</box>, <box>(5,6),(7,8)</box>",
                 "dog [1 2 3 4], dog [5 6 7 8]");
    assert_reads(g, "<ref>dog</ref><box>(1,2),(3,4)</box> The box is <box>(5,6),(7,8)</box>",
                 "dog [1 2 3 4], [5 6 7 8]");
    assert_reads(g, "<ref>dog</ref> is there. <ref>cat</ref><box>(1,2),(3,4)</box>",
                 "cat [1 2 3 4] | no_box 1");
    assert_reads(g, "<box>(1,2),(3,4)</box> <ref>dog</ref>.", "[1 2 3 4] | no_box 1");
}

static void tags_that_are_damaged_still_are_tags(void **state)
{
    const od_grammar *g = &od_grammar_ref_box;

    (void)state;
    assert_reads(g, "<REF>dog</Ref><Box>(1,2),(3,4)</BOX>", "dog [1 2 3 4] | tag 4");
    assert_reads(g, "<object_ref_start>dog<|object_ref_end><box_start|>(1,2),(3,4)< |box_end| >",
                 "dog [1 2 3 4] | tag 4");
    assert_reads(g, "<ref>dog<box>(1,2),(3,4)</box>", "dog [1 2 3 4] | tag 1");
    assert_reads(g, "dog</ref><box>(1,2),(3,4)</box>", "dog [1 2 3 4] | tag 1");
    assert_reads(g, "- a dog: <box>(1,2),(3,4)</box>", "a dog [1 2 3 4] | tag 1");
    assert_reads(g, "<ref>dog</ref>(1,2),(3,4)</box>", "dog [1 2 3 4] | tag 1");
    assert_reads(g, "<ref>dog</ref><box>(1,2),(3,4)<ref>cat</ref><box>(5,6),(7,8)</box>",
                 "dog [1 2 3 4], cat [5 6 7 8] | tag 1");
    assert_reads(g, "<ref>dog</ref><box>(1,2),(3,4)", "dog [1 2 3 4] | tag 1");
    assert_reads(g, "<ref>dog</ref><box(1,2),(3,4)</box", "dog [1 2 3 4] | truncated | tag 1");
    assert_reads(g, "|ref>dog|/ref><box>(1,2),(3,4)</box>", "dog [1 2 3 4] | tag 2");
    assert_reads(g, "&lt;ref&gt;dog&lt;/ref&gt;&lt;box&gt;(1,2),(3,4)&lt;/box&gt;", "dog [1 2 3 4] | tag 4");
}

static void labels_are_kept_as_they_are(void **state)
{
    const od_grammar *g = &od_grammar_ref_box;

    (void)state;
    assert_reads(g, "<ref> the \"big\" <b>dog</b>\nof 'Ann' & 1 < 2 </ref><box>(1,2),(3,4)</box>",
                 "the \"big\" <b>dog</b>\nof 'Ann' & 1 < 2 [1 2 3 4]");
    assert_reads(g, "<ref>d\xffg</ref><box>(1,2),(3,4)</box>", "d\xef\xbf\xbdg [1 2 3 4] | encoding 1");
    assert_reads(g, "<ref>\xe5\x87\xbb\xe6\x8e\x8c</ref><box>(1,2),(3,4)</box>",
                 "\xe5\x87\xbb\xe6\x8e\x8c [1 2 3 4]");
    assert_reads(g, "<ref>  </ref><box>(1,2),(3,4)</box>", "[1 2 3 4]");
}

static void what_is_no_box_is_counted(void **state)
{
    const od_grammar *g = &od_grammar_ref_box;

    (void)state;
    assert_reads(g, "<ref>dog</ref><quad>(1,2),(3,4),(5,6),(7,8)</quad>", " | polygon 1");
    assert_reads(g, "<ref>dog</ref><box>(1,2)</box>", " | point 1");
    assert_reads(g, "<box>[1,2,3]</box><box>[1,2,3,4,5]</box>", " | polygon 1 | arity 1");
    assert_reads(g, "<box>[1,2,3,1e999]</box><box>[1,2,3,x]</box><box>[1,0x10,3,4]</box>", " | number 3");
    assert_reads(g, "<ref>dog</ref><box></box>", " | no_box 1");
    assert_reads(g, "<ref>dog</ref><box>None</box>", " | declared_empty");
    assert_reads(g, "<ref>dog</ref><box>[]</box><ref>cat</ref><box>(1,2),(3,4)</box>", "cat [1 2 3 4]");
}

static void numbers_in_brackets_are_mended(void **state)
{
    const od_grammar *g = &od_grammar_ref_box;

    (void)state;
    assert_reads(g, "<box>1, 2, 3, 4</box>", "[1 2 3 4]");
    assert_reads(g, "<box>[1 2 3 4]</box>", "[1 2 3 4] | missing_comma 3");
    assert_reads(g, "<box>[1, 2, 3, 4, ]</box>", "[1 2 3 4] | trailing_comma 1");
    assert_reads(g, "<box>[\"1\", \"2\", \"3\", \"4\"]</box>", "[1 2 3 4] | number_text 4");
    assert_reads(g, "<box>[[1, 2, 3, 4]</box>", "[1 2 3 4] | bracket 1");
    assert_reads(g, "<box>[x1=1, y1=2, x2=3, y2=4]</box>", "[1 2 3 4]");
    assert_reads(g,
                 "<box>\xef\xbc\x88"
                 "1,2,3,4\xef\xbc\x89</box>",
                 "[1 2 3 4] | bracket 2");
    assert_reads(g, "<box>(1,2),(3,4),(5,6),(7,8)</box>", "[1 2 3 4], [5 6 7 8]");
    assert_reads(g, "<box>[[1,2],[3,4]]</box>", "[1 2 3 4]");
}

static void where_the_text_breaks_off_the_item_is_dropped(void **state)
{
    const od_grammar *g = &od_grammar_ref_box;

    (void)state;
    assert_reads(g, "<ref>dog</ref><box>(1,2),(3,4)</box><ref>ca", "dog [1 2 3 4] | truncated | cut 1");
    assert_reads(g, "<ref>dog</ref><box>(1,2),(3,4)</box><ref>cat</ref>",
                 "dog [1 2 3 4] | truncated | cut 1");
    assert_reads(g, "<ref>dog</ref><box>(1,2),(3,4)</box><ref>cat</ref><bo",
                 "dog [1 2 3 4] | truncated | cut 1");
    assert_reads(g, "<ref>dog</ref><box>(1,2),(3,4)</box><box>(5,6)", "dog [1 2 3 4] | truncated | cut 1");
    assert_reads(g, "<ref>dog</ref><box>(1,2),(3,4)</box><box>(5,6),(7,8",
                 "dog [1 2 3 4] | truncated | cut 1");
    assert_reads(g, "<ref>dog</ref><box>(1,2),(3,4)</bo", "dog [1 2 3 4] | truncated");
    assert_reads(g, "<ref>dog</ref><box>[[1,2,3,4],", "dog [1 2 3 4] | truncated");
}

static void what_is_open_in_a_whole_answer_was_left_open(void **state)
{
    (void)state;
    assert_reads_as(&od_grammar_ref_box, "<ref>dog</ref><box>(1,2),(3,4", true,
                    "dog [1 2 3 4] | bracket 1 | tag 1");
    assert_reads_as(&od_grammar_ref_box, "<box>(1,2),(3,4)</box><ref>cat", true,
                    "[1 2 3 4] | tag 1 | no_box 1");
    assert_reads_as(&od_grammar_loc, "<loc0001><loc0002><loc0003><loc0004> dog ; <loc0005><loc0006>", true,
                    "dog [1 2 3 4] | point 1");
    assert_reads_as(&od_grammar_brackets, "a dog [[1,2,3,4", true, "a dog [1 2 3 4] | bracket 1");
}

static void detection_tags_are_read(void **state)
{
    const od_grammar *g = &od_grammar_det;

    (void)state;
    assert_reads(g,
                 "<|ref|>the dog<|/ref|><|det|>[[580, 270, 999, 900], [1, 2, 3, 4]]<|/det|>"
                 "<\xef\xbd\x9c"
                 "end\xe2\x96\x81of\xe2\x96\x81sentence\xef\xbd\x9c>",
                 "the dog [580 270 999 900], the dog [1 2 3 4]");
    assert_reads(g, "<ref>dog</ref><det>[1,2,3,4]</det>", "dog [1 2 3 4] | tag 4");
    assert_reads(g, "<|ref|>dog<|/ref|><|det|>[[1,2,3,4]]<|ref|>cat<|/ref|><|det|>[[5,6,7,8]]<|/det|>",
                 "dog [1 2 3 4], cat [5 6 7 8] | tag 1");
    assert_reads(g, "<|ref|>dog<|/ref|><|det|>[[1,2,3,4],[5,6,7", "dog [1 2 3 4] | truncated | cut 1");
}

static void brackets_in_box_tags_may_have_any_style(void **state)
{
    const od_grammar *g = &od_grammar_begin_of_box;

    (void)state;
    assert_reads(g, "The 2 dogs: <|begin_of_box|>[[1,2,3,4],[5,6,7,8]]<|end_of_box|>.",
                 "[1 2 3 4], [5 6 7 8]");
    assert_reads(g, "<|begin_of_box|>[1,2,3,4]<|end_of_box|>", "[1 2 3 4]");
    assert_reads(g, "<|begin_of_box|>(1,2,3,4)<|end_of_box|>", "[1 2 3 4]");
    assert_reads(g, "<|begin_of_box|><1,2,3,4><|end_of_box|>", "[1 2 3 4]");
    assert_reads(g, "<|begin_of_box|>1,2,3,4<|end_of_box|>", "[1 2 3 4]");
    assert_reads(g, "<|begin_of_box|>dog: [1,2,3,4], cat: [5,6,7,8]<|end_of_box|>",
                 "dog [1 2 3 4], cat [5 6 7 8]");
    assert_reads(g, "<|begin_of_box|>[[1,2,3,4]]", "[1 2 3 4] | tag 1");
    assert_reads(g, "<|begin_of_box|>[[1,2,3,4", " | truncated | cut 1");
    assert_reads(g, "<|begin_of_box|>[]<|end_of_box|>", " | declared_empty");
}

static void locations_come_before_their_label(void **state)
{
    const od_grammar *g = &od_grammar_loc;

    (void)state;
    assert_reads(
        g, "<loc0256><loc0128><loc0768><loc0512> dog ; <loc0000><loc0001><loc1023><loc0003> red cat<eos>",
        "dog [256 128 768 512], red cat [0 1 1023 3]");
    assert_reads(g, "<loc256><LOC0128><loc0768> <loc0512 dog", "dog [256 128 768 512] | tag 3");
    assert_reads(g, "<loc0001><loc0002><loc0003><loc0004>", "[1 2 3 4]");
    assert_reads(g, "<loc0001><loc0002><loc0003><loc0004><seg001><seg002> dog", "dog [1 2 3 4] | mask 1");
    assert_reads(g, "<loc0001><loc0002><loc0003> dog ; <loc0001><loc0002> cat", " | point 1 | arity 1");
    assert_reads(g, "dog <loc0001><loc0002><loc0003><loc0004>", "dog [1 2 3 4] | tag 1");
    assert_reads(g, "detect dog\n<loc0001><loc0002><loc0003><loc0004> dog", "dog [1 2 3 4] | prose 1");
    assert_reads(g, "<loc0001><loc0002><loc0003><loc0004><loc0005><loc0006><loc0007><loc0008> dog",
                 "dog [1 2 3 4], dog [5 6 7 8] | tag 1");
    assert_reads(g, "<loc0001><loc0002><loc0003><loc0004> dog ; <loc0005><loc0006><loc0007><loc00",
                 "dog [1 2 3 4] | truncated | cut 1");
    assert_reads(g, "<loc0001><loc0002><loc0003><loc0004> dog ; <loc0005><loc0006><loc0007><loc0008>",
                 "dog [1 2 3 4] | truncated | cut 1");
}

static void labels_come_before_their_locations(void **state)
{
    const od_grammar *g = &od_grammar_loc_quads;

    (void)state;
    assert_reads(g,
                 "</s><s>dog<loc_52><loc_332><loc_932><loc_774>cat<loc_1><loc_2><loc_3><loc_4>"
                 "<loc_5><loc_6><loc_7><loc_8></s>",
                 "dog [52 332 932 774], cat [1 2 3 4], cat [5 6 7 8]");
    assert_reads(g, "<loc_1><loc_2><loc_3><loc_4>", "[1 2 3 4]");
    assert_reads(g, "<loc_1><loc_2><loc_3><loc_4>dog", "dog [1 2 3 4] | tag 1");
    assert_reads(g, "dog<poly><loc_1><loc_2><loc_3><loc_4><loc_5><loc_6></poly>", " | polygon 1");
    assert_reads(g, "dog<Loc_1><loc_2<loc_3><loc_4>", "dog [1 2 3 4] | tag 2");
    assert_reads(g, "dog<loc_1><loc_2><loc_3><loc_4>cat<loc_5><loc_6>", "dog [1 2 3 4] | truncated | cut 1");
    assert_reads(g, "dog<loc_1><loc_2><loc_3><loc_4>cat", "dog [1 2 3 4] | truncated | cut 1");
    assert_reads(g, "dog<loc_1><loc_2><loc_3><loc_4>cat</s>", "dog [1 2 3 4] | no_box 1");
}

static void each_family_of_locations_leaves_the_other_alone(void **state)
{
    (void)state;
    assert_reads(&od_grammar_loc, "dog<loc_1><loc_2><loc_3><loc_4>", "");
    assert_reads(&od_grammar_loc_quads, "<loc0001><loc0002><loc0003><loc0004> dog", "");
}

static void cells_come_in_pairs(void **state)
{
    const od_grammar *g = &od_grammar_patch_index;

    (void)state;
    assert_reads(
        g,
        "<grounding> An image of<phrase> a dog</phrase><object><patch_index_0044><patch_index_0863>"
        "</delimiter_of_multi_objects/><patch_index_0005><patch_index_0911></object> by<phrase> a fire"
        "</phrase><object><patch_index_0006><patch_index_0912></object>",
        "a dog [44 863 0 0], a dog [5 911 0 0], a fire [6 912 0 0]");
    assert_reads(g, "<phrase>dog<object><patch_index_44><patch_index_0863></object>",
                 "dog [44 863 0 0] | tag 2");
    assert_reads(g, "<object><patch_index_0001><patch_index_0002</object>", "[1 2 0 0] | tag 1");
    assert_reads(g, "<object><patch_index_0001><patch_index_0002><patch_index_0003></object>",
                 "[1 2 0 0] | tag 1 | arity 1");
    assert_reads(g, "<phrase>dog</phrase><object><patch_index_0001><patch_index_00", " | truncated | cut 1");
}

static void points_are_counted(void **state)
{
    const od_grammar *g = &od_grammar_points;

    (void)state;
    assert_reads(g, "<point x=\"61.5\" y=\"40.2\" alt=\"dog\">dog</point>", " | point 1");
    assert_reads(g,
                 "<points x1=\"1\" y1=\"2\" x2=\"3\" y2=\"4\" x3=\"5\" y3=\"6\" alt=\"dogs\">dogs</points>",
                 " | point 3");
    assert_reads(g, "<POINT x=\"1\" y=\"2\"</point>", " | tag 1 | point 1");
    assert_reads(g, "<pointer> <point", " | truncated | cut 1");
    assert_reads(g, "There are none.", " | declared_empty");
}

static void phrases_label_the_brackets_behind_them(void **state)
{
    const od_grammar *g = &od_grammar_brackets;

    (void)state;
    assert_reads(g, "A dog [[086,540,400,760;100,200,300,400]] and a cat in a hat [[1,2,3,4]].",
                 "A dog [86 540 400 760], A dog [100 200 300 400], a cat in a hat [1 2 3 4]");
    assert_reads(g, "It is late. There is a man at [[1,2,3,4]].", "a man [1 2 3 4]");
    assert_reads(g, "[[1,2,3,4]]", "[1 2 3 4]");
    assert_reads(g, "The bounding box is [[1,2,3,4]]", "[1 2 3 4]");
    assert_reads(g, "A dog [[1,2,3,4], a cat [[5,6,7,8]]", "A dog [1 2 3 4], a cat [5 6 7 8] | bracket 1");
    assert_reads(g, "A dog [[1,2,3,4;5,6,7", "A dog [1 2 3 4] | truncated | cut 1");
    assert_reads(g, "See [1] and [note 3]: a dog [[1,2,3,4]]", "a dog [1 2 3 4]");
    assert_reads(g, "{\"bbox_2d\": [[1,2,3,4]]}", "");
}

static void lists_need_no_label_and_no_second_bracket(void **state)
{
    const od_grammar *g = &od_grammar_lists;

    (void)state;
    assert_reads(g, "[0.125,0.25,0.5,0.75;0.5,0.25,0.875,0.75]",
                 "[0.125 0.25 0.5 0.75], [0.5 0.25 0.875 0.75]");
    assert_reads(g, "1. **dog**: [1, 2, 3, 4]\n2. \"cat\": [5, 6, 7, 8]", "dog [1 2 3 4], cat [5 6 7 8]");
    assert_reads(g, "[1,2,3,4;5,6", "[1 2 3 4] | truncated | cut 1");
}

static void corners_are_read_where_tags_were_stripped(void **state)
{
    const od_grammar *g = &od_grammar_pairs;

    (void)state;
    assert_reads(g, "dog(176,106),(232,160)cat(1,2),(3,4)", "dog [176 106 232 160], cat [1 2 3 4] | tag 1");
    assert_reads(g, "dog(1,2),(3,4),(5,6),(7,8)", "dog [1 2 3 4], dog [5 6 7 8] | tag 1");
    assert_reads(g, "dog(1,2),(3,4)cat(5,6)", "dog [1 2 3 4] | truncated | tag 1 | cut 1");
    assert_reads(g, "It is at (5,6), I think (really).", " | point 1");
}

static void indices_are_kept(void **state)
{
    const od_grammar *g = &od_grammar_objects;

    (void)state;
    assert_reads(
        g, "<ground>dog</ground><objects><obj3><obj7></objects><ground>cat</ground><objects>None</objects>",
        "dog #3, dog #7");
    assert_reads(g, "<ground>dog<objects><OBJ3><obj 7><obj12</objects>", "dog #3, dog #7, dog #12 | tag 4");
    assert_reads(g, "<ground>dog</ground><objects><obj3><obj1", "dog #3 | truncated | cut 1");
    assert_reads(g, "<objects><obj99999999999></objects>", " | index 1");
}

static void numbers_in_tags_are_boxes_points_and_polygons(void **state)
{
    const od_grammar *g = &od_grammar_rex;

    (void)state;
    assert_reads(g,
                 "<|object_ref_start|>dog<|object_ref_end|><|box_start|><0><35><980><987>, <646><0><999><940>"
                 "<|box_end|>, <|object_ref_start|>cat<|object_ref_end|><|box_start|>None<|box_end|>",
                 "dog [0 35 980 987], dog [646 0 999 940]");
    assert_reads(g, "<|box_start|><1><2>,<1><2><3><4><5><6><7><8>,<1><2><3><|box_end|>",
                 " | point 1 | polygon 1 | arity 1");
    assert_reads(g, "<|box_start|><1> <2><3<4>,<5><6>7><8<|box_end|>", "[1 2 3 4], [5 6 7 8] | tag 2");
    assert_reads(g, "<|box_start|><1><2><3><4>,<5><6><7><8", "[1 2 3 4] | truncated | cut 1");
    assert_reads(g, "<|box_start|><1><2><3><4><5><6>,<1><2><3><4>", " | truncated | cut 1 | polygon 1");
    assert_reads(&od_grammar_ref_box, "<|box_start|><1><2><3><4><|box_end|>", "");
}

static int release(void **state)
{
    (void)state;
    od_reading_release(&reading);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(label_and_box_tags_are_read_in_all_their_spellings),
        cmocka_unit_test(a_label_holds_for_boxes_that_follow_and_not_across_text),
        cmocka_unit_test(tags_that_are_damaged_still_are_tags),
        cmocka_unit_test(labels_are_kept_as_they_are),
        cmocka_unit_test(what_is_no_box_is_counted),
        cmocka_unit_test(numbers_in_brackets_are_mended),
        cmocka_unit_test(where_the_text_breaks_off_the_item_is_dropped),
        cmocka_unit_test(what_is_open_in_a_whole_answer_was_left_open),
        cmocka_unit_test(detection_tags_are_read),
        cmocka_unit_test(brackets_in_box_tags_may_have_any_style),
        cmocka_unit_test(locations_come_before_their_label),
        cmocka_unit_test(labels_come_before_their_locations),
        cmocka_unit_test(each_family_of_locations_leaves_the_other_alone),
        cmocka_unit_test(cells_come_in_pairs),
        cmocka_unit_test(points_are_counted),
        cmocka_unit_test(phrases_label_the_brackets_behind_them),
        cmocka_unit_test(lists_need_no_label_and_no_second_bracket),
        cmocka_unit_test(corners_are_read_where_tags_were_stripped),
        cmocka_unit_test(indices_are_kept),
        cmocka_unit_test(numbers_in_tags_are_boxes_points_and_polygons),
    };

    return cmocka_run_group_tests(tests, NULL, release);
}
