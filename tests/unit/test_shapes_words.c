/* Reading labels: what is asked for, and that any bytes can be read. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "backend/shapes_query.h"

static void adjectives_say_something_about_the_noun_after_them(void **state)
{
    od_query q = od_query_read("Red striped circle");

    (void)state;
    assert_int_equal(q.head.noun, OD_NOUN_FORM);
    assert_int_equal(q.head.form, OD_CIRCLE);
    assert_int_equal(q.head.hues, 1u << OD_RED);
    assert_int_equal(q.head.textures, 1u << OD_STRIPED);
    assert_int_equal(q.n_known, 3);
    assert_int_equal(q.n_unknown, 0);
}

static void a_relation_has_a_term_of_its_own(void **state)
{
    od_query left = od_query_read("red ball left of the blue box"),
             on = od_query_read("star on top of the box");

    (void)state;
    assert_int_equal(left.relation, OD_RELATION_LEFT);
    assert_int_equal(left.head.hues, 1u << OD_RED);
    assert_int_equal(left.other.noun, OD_NOUN_BOX);
    assert_int_equal(left.other.hues, 1u << OD_BLUE);
    assert_int_equal(left.head.places, 0);
    assert_int_equal(on.relation, OD_RELATION_ON);
    assert_int_equal(on.head.places, 0);
}

static void a_side_without_of_is_a_place_in_the_picture(void **state)
{
    od_query q = od_query_read("square in the top left");

    (void)state;
    assert_int_equal(q.relation, OD_RELATION_NONE);
    assert_int_equal(q.head.places, OD_PLACE_TOP | OD_PLACE_LEFT);
}

static void parts_are_wanted_or_denied(void **state)
{
    od_query with = od_query_read("face with a red hat and round glasses"),
             without = od_query_read("circle without border");

    (void)state;
    assert_int_equal(with.n_parts, 2);
    assert_int_equal(with.part[0].noun, OD_NOUN_HAT);
    assert_int_equal(with.part[0].hues, 1u << OD_RED);
    assert_int_equal(with.part[1].noun, OD_NOUN_GLASSES);
    assert_true(with.part[1].has_form);
    assert_int_equal(with.part[1].form, OD_CIRCLE);
    assert_int_equal(without.n_parts, 1);
    assert_true(without.part[0].denied);
    assert_int_equal(without.part[0].noun, OD_NOUN_BORDER);
}

static void an_emblem_has_something_in_a_field(void **state)
{
    od_query q = od_query_read("emblem with two white bars in an orange square");

    (void)state;
    assert_int_equal(q.part[0].noun, OD_NOUN_BAR);
    assert_int_equal(q.part[0].count, 2);
    assert_int_equal(q.field.form, OD_SQUARE);
    assert_int_equal(q.field.hues, 1u << OD_ORANGE);
}

static void not_turns_the_next_quality_around(void **state)
{
    od_query q = od_query_read("square that is not red");

    (void)state;
    assert_int_equal(q.head.hues, 0);
    assert_int_equal(q.head.not_hues, 1u << OD_RED);
}

static void plurals_are_known(void **state)
{
    od_query q = od_query_read("bridges with three arches");

    (void)state;
    assert_int_equal(q.head.noun, OD_NOUN_BRIDGE);
    assert_int_equal(q.part[0].noun, OD_NOUN_ARCH);
    assert_int_equal(q.n_unknown, 0);
}

static void words_that_are_not_known_are_counted(void **state)
{
    od_query q = od_query_read("a zebra crossing a red \xc3\xa9toile");

    (void)state;
    assert_int_equal(q.n_known, 1);
    assert_int_equal(q.n_unknown, 3);
}

static void any_bytes_can_be_read(void **state)
{
    char *text = malloc(100001);
    od_query q;

    (void)state;
    assert_non_null(text);
    memset(text, 'x', 100000);
    text[100000] = 0;
    q = od_query_read(text);
    assert_int_equal(q.n_known, 0);
    for (int i = 0; i < 100000; i++)
        text[i] = "with red "[i % 9];
    q = od_query_read(text);
    assert_int_equal(q.n_parts, OD_MOST_PARTS);
    for (int i = 0; i < 100000; i++)
        text[i] = (char)(1 + i * 7919 % 255);
    q = od_query_read(text);
    assert_true(q.n_parts <= OD_MOST_PARTS);
    free(text);
    q = od_query_read("");
    assert_int_equal(q.n_known + q.n_unknown, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adjectives_say_something_about_the_noun_after_them),
        cmocka_unit_test(a_relation_has_a_term_of_its_own),
        cmocka_unit_test(a_side_without_of_is_a_place_in_the_picture),
        cmocka_unit_test(parts_are_wanted_or_denied),
        cmocka_unit_test(an_emblem_has_something_in_a_field),
        cmocka_unit_test(not_turns_the_next_quality_around),
        cmocka_unit_test(plurals_are_known),
        cmocka_unit_test(words_that_are_not_known_are_counted),
        cmocka_unit_test(any_bytes_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
