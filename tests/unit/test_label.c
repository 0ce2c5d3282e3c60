#include "unit/dataset_help.h"

static void assert_folds(const char *label, const char *expected)
{
    char buf[64];
    od_str folded;

    assert_true(od_label_fold(od_str_of(label), buf, sizeof buf, &folded));
    assert_int_equal(folded.n, strlen(expected));
    assert_memory_equal(folded.p, expected, folded.n);
}

static void case_of_ascii_letters_does_not_matter(void **state)
{
    (void)state;

    assert_folds("Traffic LIGHT", "traffic light");
    assert_folds("@[`{Zz", "@[`{zz"); /* the neighbours of A..Z and a..z */
}

static void letters_beyond_ascii_stay_as_they_are(void **state)
{
    (void)state;

    assert_folds("\xc3\x84rger", "\xc3\x84rger");
    assert_folds("\xc2\xa0 dog", "\xc2\xa0 dog"); /* a no-break space is no ASCII white space */
}

static void runs_of_white_space_are_one_space(void **state)
{
    (void)state;

    assert_folds("traffic\t \n\r\v\flight", "traffic light");
}

static void space_and_closing_punctuation_go_at_both_ends(void **state)
{
    (void)state;

    assert_folds("  dog. ", "dog");
    assert_folds("?! dog ,;:", "dog");
    assert_folds("dog-", "dog-");
}

static void punctuation_inside_stays(void **state)
{
    (void)state;

    assert_folds("St. Bernard, a dog.", "st. bernard, a dog");
}

static void nothing_but_edges_folds_to_nothing(void **state)
{
    (void)state;

    assert_folds(" . ", "");
    assert_folds("", "");
}

static void a_label_that_does_not_fit_is_said_not_to(void **state)
{
    char buf[4];
    od_str folded;
    (void)state;

    assert_true(od_label_fold(OD_STR(" DOGS."), buf, 4, &folded));
    assert_false(od_label_fold(OD_STR("doggy"), buf, 4, &folded));
    assert_true(od_label_fold(OD_STR(" ."), buf, 0, &folded));
}

static void a_label_that_is_absent_folds_to_nothing(void **state)
{
    char buf[4];
    od_str folded;
    (void)state;

    assert_true(od_label_fold((od_str){0}, buf, sizeof buf, &folded));

    assert_int_equal(folded.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_of_ascii_letters_does_not_matter),
        cmocka_unit_test(letters_beyond_ascii_stay_as_they_are),
        cmocka_unit_test(runs_of_white_space_are_one_space),
        cmocka_unit_test(space_and_closing_punctuation_go_at_both_ends),
        cmocka_unit_test(punctuation_inside_stays),
        cmocka_unit_test(nothing_but_edges_folds_to_nothing),
        cmocka_unit_test(a_label_that_does_not_fit_is_said_not_to),
        cmocka_unit_test(a_label_that_is_absent_folds_to_nothing),
    };

    return cmocka_run_group_tests_name("label", tests, NULL, NULL);
}
