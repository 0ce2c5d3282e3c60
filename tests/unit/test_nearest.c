#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/nearest.h"

static const char *const names[] = {"bench", "preds", "per-category", "per-image", "nms_AP", "iou", NULL};

static void a_dropped_added_or_replaced_letter_is_near(void **state)
{
    (void)state;

    assert_string_equal(od_nearest("bnch", names), "bench");
    assert_string_equal(od_nearest("preeds", names), "preds");
    assert_string_equal(od_nearest("benck", names), "bench");
}

static void two_letters_swapped_count_once(void **state)
{
    static const char *const pair[] = {"ba", "xy", NULL};

    (void)state;

    /* swapped: 1; replaced: 2, which is too far for two letters */
    assert_string_equal(od_nearest("ab", pair), "ba");
    assert_null(od_nearest("zw", pair));
}

static void case_does_not_matter(void **state)
{
    (void)state;

    assert_string_equal(od_nearest("NMS_ap", names), "nms_AP");
}

static void the_first_of_equally_near_names_is_taken(void **state)
{
    static const char *const pair[] = {"cat", "bat", NULL};

    (void)state;

    assert_string_equal(od_nearest("hat", pair), "cat");
}

static void a_beginning_is_near_when_nothing_else_is(void **state)
{
    (void)state;

    assert_string_equal(od_nearest("per-cat", names), "per-category");
}

static void a_strange_word_is_near_nothing(void **state)
{
    (void)state;

    assert_null(od_nearest("zzzzzz", names));
    assert_null(od_nearest("", names));
    assert_null(od_nearest("q", names));
    assert_null(od_nearest("bxxch", names)); /* two letters of five */
}

static void a_very_long_word_is_near_nothing(void **state)
{
    static const char long_word[] =
        "benchbenchbenchbenchbenchbenchbenchbenchbenchbenchbenchbenchbenchbenchbenchbenchbench";

    (void)state;

    assert_null(od_nearest(long_word, names));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dropped_added_or_replaced_letter_is_near),
        cmocka_unit_test(two_letters_swapped_count_once),
        cmocka_unit_test(case_does_not_matter),
        cmocka_unit_test(the_first_of_equally_near_names_is_taken),
        cmocka_unit_test(a_beginning_is_near_when_nothing_else_is),
        cmocka_unit_test(a_strange_word_is_near_nothing),
        cmocka_unit_test(a_very_long_word_is_near_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
