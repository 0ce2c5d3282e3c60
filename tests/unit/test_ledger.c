#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "core/ledger.h"

static const od_ledger_kind unknown = {.code = "unknown_image",
                                       .sentence = "detections are for unknown images"};
static const od_ledger_kind crowd = {.code = "crowd", .sentence = "truths are crowds"};

static od_place record(uint64_t at)
{
    return (od_place){"out.json", at, OD_UNIT_RECORD};
}

static void counts_add_up_and_the_first_three_places_stay(void **state)
{
    od_ledger l = {0};
    od_error err = {0};

    (void)state;
    for (unsigned i = 1; i <= 5; i++)
        assert_int_equal(od_ledger_note(&l, &unknown, 2, record(i), &err, "image_id %u", 90 + i), OD_OK);

    assert_int_equal(l.n, 1);
    assert_int_equal(od_ledger_count(&l, &unknown), 10);
    assert_int_equal(od_ledger_count(&l, &crowd), 0);
    assert_int_equal(l.entries[0].n_examples, 3);
    assert_string_equal(l.entries[0].examples[0], "out.json: record 1: image_id 91");
    assert_string_equal(l.entries[0].examples[2], "out.json: record 3: image_id 93");
    od_ledger_free(&l);
    assert_int_equal(od_ledger_count(&l, &unknown), 0);
}

static void a_note_without_text_counts_and_gives_no_example(void **state)
{
    od_ledger l = {0};
    od_error err = {0};

    (void)state;
    assert_int_equal(od_ledger_note(&l, &crowd, 7, record(1), &err, NULL), OD_OK);

    assert_int_equal(od_ledger_count(&l, &crowd), 7);
    assert_int_equal(l.entries[0].n_examples, 0);
    od_ledger_free(&l);
}

static void a_note_without_a_place_is_its_text(void **state)
{
    od_ledger l = {0};
    od_error err = {0};

    (void)state;
    assert_int_equal(od_ledger_note(&l, &crowd, 1, (od_place){0}, &err, "category %d", 3), OD_OK);

    assert_string_equal(l.entries[0].examples[0], "category 3");
    od_ledger_free(&l);
}

static void examples_cannot_steer_a_terminal(void **state)
{
    od_ledger l = {0};
    od_error err = {0};

    (void)state;
    assert_int_equal(od_ledger_note(&l, &crowd, 1, (od_place){0}, &err, "%s",
                                    "a\x1b[2J\n\x7f\xc2\x9b"
                                    "b\xff\xc3\xa9"),
                     OD_OK);

    assert_string_equal(l.entries[0].examples[0], "a?[2J???b?\xc3\xa9");
    od_ledger_free(&l);
}

static void long_examples_are_cut_between_characters(void **state)
{
    char text[301] = "x"; /* so that the 200th byte is inside a character of two bytes */
    od_ledger l = {0};
    od_error err = {0};

    (void)state;
    for (size_t i = 1; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    text[299] = '\0';
    assert_int_equal(od_ledger_note(&l, &crowd, 1, (od_place){0}, &err, "%s", text), OD_OK);

    assert_int_equal(strlen(l.entries[0].examples[0]), 199 + 3);
    assert_memory_equal(l.entries[0].examples[0], text, 199);
    assert_string_equal(l.entries[0].examples[0] + 199, "...");
    od_ledger_free(&l);
}

static void examples_are_wanted_until_there_are_three(void **state)
{
    od_ledger l = {0};

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        assert_true(od_ledger_wants(&l, &crowd));
        assert_int_equal(od_ledger_note(&l, &crowd, 100, record(i), NULL, "x"), OD_OK);
    }

    assert_false(od_ledger_wants(&l, &crowd));
    assert_true(od_ledger_wants(&l, &unknown));
    od_ledger_free(&l);
}

static void a_kind_that_is_forgotten_leaves_the_others_as_they_were(void **state)
{
    od_ledger l = {0};

    (void)state;
    assert_int_equal(od_ledger_note(&l, &unknown, 2, record(1), NULL, "one"), OD_OK);
    assert_int_equal(od_ledger_note(&l, &crowd, 3, record(2), NULL, "two"), OD_OK);
    od_ledger_forget(&l, &unknown);
    od_ledger_forget(&l, &unknown);

    assert_int_equal(l.n, 1);
    assert_int_equal(od_ledger_count(&l, &unknown), 0);
    assert_int_equal(od_ledger_count(&l, &crowd), 3);
    assert_string_equal(l.entries[0].examples[0], "out.json: record 2: two");
    od_ledger_free(&l);
}

static void merging_adds_counts_and_fills_examples_in_order(void **state)
{
    od_ledger a = {0}, b = {0};
    od_error err = {0};

    (void)state;
    od_ledger_note(&a, &crowd, 1, record(1), &err, "a%d", 1);
    od_ledger_note(&a, &crowd, 1, record(2), &err, "a%d", 2);
    od_ledger_note(&b, &unknown, 4, record(1), &err, "b%d", 0);
    od_ledger_note(&b, &crowd, 1, record(8), &err, "b%d", 1);
    od_ledger_note(&b, &crowd, 1, record(9), &err, "b%d", 2);

    assert_int_equal(od_ledger_merge(&a, &b, &err), OD_OK);
    od_ledger_free(&b);

    assert_int_equal(a.n, 2);
    assert_ptr_equal(a.entries[0].kind, &crowd);
    assert_ptr_equal(a.entries[1].kind, &unknown);
    assert_int_equal(od_ledger_count(&a, &crowd), 4);
    assert_int_equal(od_ledger_count(&a, &unknown), 4);
    assert_int_equal(a.entries[0].n_examples, 3);
    assert_string_equal(a.entries[0].examples[1], "out.json: record 2: a2");
    assert_string_equal(a.entries[0].examples[2], "out.json: record 8: b1");
    assert_string_equal(a.entries[1].examples[0], "out.json: record 1: b0");
    od_ledger_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_add_up_and_the_first_three_places_stay),
        cmocka_unit_test(a_note_without_text_counts_and_gives_no_example),
        cmocka_unit_test(a_note_without_a_place_is_its_text),
        cmocka_unit_test(examples_cannot_steer_a_terminal),
        cmocka_unit_test(long_examples_are_cut_between_characters),
        cmocka_unit_test(examples_are_wanted_until_there_are_three),
        cmocka_unit_test(a_kind_that_is_forgotten_leaves_the_others_as_they_were),
        cmocka_unit_test(merging_adds_counts_and_fills_examples_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
