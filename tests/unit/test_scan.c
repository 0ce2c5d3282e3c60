#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "answer/scan.h"

static void assert_number(const char *text, double expected, const char *rest)
{
    od_scan s = od_scan_of(od_str_of(text));
    double value = 0;

    assert_true(od_scan_number(&s, &value));

    assert_memory_equal(&value, &expected, sizeof value);
    assert_string_equal(s.p, rest);
}

static void assert_no_finite_number(const char *text, const char *rest)
{
    od_scan s = od_scan_of(od_str_of(text));
    double value = 0;

    assert_true(od_scan_number(&s, &value));

    assert_true(!isfinite(value));
    assert_string_equal(s.p, rest);
}

static void numbers_are_read_exactly_and_no_further(void **state)
{
    (void)state;

    assert_number("12, 3", 12, ", 3");
    assert_number("-0]", -0.0, "]");
    assert_number("0.1", 0.1, "");
    assert_number("1e3 ", 1000, " ");
    assert_number("2.5E-1", 0.25, "");
    assert_number("9007199254740993", 9007199254740992.0, ""); /* 2^53 + 1, half way: to even */
    assert_number("1,5", 1, ",5");
}

static void numbers_as_models_write_them_need_not_be_json(void **state)
{
    (void)state;

    assert_number("086", 86, "");
    assert_number("+7", 7, "");
    assert_number(".5", 0.5, "");
    assert_number("-.5", -0.5, "");
    assert_number("5.", 5, "");
    assert_number("007.250", 7.25, "");
    assert_number("1...", 1, "...");
    assert_number("1.e2", 100, "");
}

static void a_number_that_ends_in_letters_is_taken_whole_and_is_none(void **state)
{
    (void)state;

    assert_no_finite_number("0x10, 2", ", 2");
    assert_no_finite_number("12px]", "]");
    assert_no_finite_number("1.2.3 4", " 4");
    assert_no_finite_number("5e", "");
    assert_no_finite_number("1e999,", ",");
}

static void what_is_no_number_is_left_where_it_is(void **state)
{
    static const char *const texts[] = {"", "-", "+", ".", "-.", "e5", "--5", "x", "\xef\xbc\x91", "NaN"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        od_scan s = od_scan_of(od_str_of(texts[i]));
        double value;

        assert_false(od_scan_number(&s, &value));
        assert_ptr_equal(s.p, texts[i]);
    }
}

static void a_number_is_not_read_beyond_the_end(void **state)
{
    const char *text = "123456";
    od_scan s = {text, text + 2};
    double value;

    (void)state;

    assert_true(od_scan_number(&s, &value));

    assert_true(value == 12);
    assert_ptr_equal(s.p, s.end);
}

static void digits_without_end_are_no_coordinate(void **state)
{
    static char digits[5000];
    od_scan s = {digits, digits + sizeof digits};
    double value;

    (void)state;
    memset(digits, '7', sizeof digits);

    assert_true(od_scan_number(&s, &value));

    assert_true(isnan(value));
    assert_ptr_equal(s.p, s.end);
}

static void words_are_found_where_they_are(void **state)
{
    const char *text = "aab</aab>";
    const char *end = text + strlen(text);

    (void)state;

    assert_ptr_equal(od_scan_find(text, end, "ab"), text + 1);
    assert_ptr_equal(od_scan_find(text + 2, end, "ab"), text + 6);
    assert_null(od_scan_find(text, end, "abc"));
    assert_null(od_scan_find(text, end - 1, "b>"));
    assert_true(od_scan_has(od_str_of(text), "b>"));
    assert_false(od_scan_has((od_str){NULL, 0}, "b"));
}

static void a_word_is_taken_only_when_all_of_it_comes_next(void **state)
{
    od_scan s = od_scan_of(OD_STR(" <box>"));

    (void)state;

    assert_false(od_scan_take(&s, "<box>"));
    od_scan_space(&s);
    assert_false(od_scan_take(&s, "<boxes>"));
    assert_true(od_scan_take(&s, "<box>"));
    assert_ptr_equal(s.p, s.end);
}

static void labels_are_trimmed_and_mended_into_utf8(void **state)
{
    const double v[4] = {1, 2, 3, 4};
    od_reading r = {.status = OD_ANSWER_PARSED};
    static const char label[] = " a\xff"
                                "b\0c\xe2\x82 ";

    (void)state;

    assert_int_equal(od_reading_add(&r, v, (od_str){label, sizeof label - 1}, NULL), OD_OK);

    assert_int_equal(r.boxes[0].label_bytes, 15);
    assert_memory_equal(od_reading_label(&r, &r.boxes[0]).p,
                        "a\xef\xbf\xbd"
                        "b\xef\xbf\xbd"
                        "c\xef\xbf\xbd\xef\xbf\xbd",
                        15);
    assert_int_equal(r.repairs[OD_REPAIR_ENCODING], 1);
    od_reading_release(&r);
}

static void a_box_without_four_finite_numbers_is_passed_over_by_kind(void **state)
{
    const double v[6] = {1, 2, 3, INFINITY, 5, 6};
    od_reading r = {.status = OD_ANSWER_PARSED};

    (void)state;

    assert_int_equal(od_reading_take(&r, v, 4, (od_str){NULL, 0}, NULL), OD_OK);
    assert_null(od_reading_last(&r));
    assert_int_equal(od_reading_take(&r, v, 2, (od_str){NULL, 0}, NULL), OD_OK);
    assert_int_equal(od_reading_take(&r, v, 6, (od_str){NULL, 0}, NULL), OD_OK);
    assert_int_equal(od_reading_take(&r, v, 3, (od_str){NULL, 0}, NULL), OD_OK);
    assert_int_equal(od_reading_take(&r, v, 1, (od_str){NULL, 0}, NULL), OD_OK);

    assert_int_equal(r.n_boxes, 0);
    assert_int_equal(r.passed[OD_PASSED_NUMBER], 1);
    assert_int_equal(r.passed[OD_PASSED_POINT], 1);
    assert_int_equal(r.passed[OD_PASSED_POLYGON], 1);
    assert_int_equal(r.passed[OD_PASSED_ARITY], 2);
    od_reading_release(&r);
}

static void a_cleared_reading_keeps_its_memory_and_nothing_else(void **state)
{
    const double v[4] = {1, 2, 3, 4};
    od_reading r = {.status = OD_ANSWER_PARSED};
    const od_answer_box *boxes;

    (void)state;
    assert_int_equal(od_reading_add(&r, v, OD_STR("dog"), NULL), OD_OK);
    boxes = r.boxes;
    r.passed[OD_PASSED_MASK] = 3;

    od_reading_clear(&r);

    assert_ptr_equal(r.boxes, boxes);
    assert_int_equal(r.n_boxes, 0);
    assert_int_equal(r.texts.n, 0);
    assert_int_equal(r.passed[OD_PASSED_MASK], 0);
    assert_null(od_reading_last(&r));
    od_reading_release(&r);
}

static void everything_counted_has_a_name_and_words(void **state)
{
    (void)state;

    for (int i = 0; i < OD_N_ANSWER_STATUS; i++)
        assert_non_null(od_answer_status_name((od_answer_status)i));
    for (int i = 0; i < OD_N_REPAIRS; i++)
        assert_true(od_repair_name((od_repair)i) && od_repair_words((od_repair)i));
    for (int i = 0; i < OD_N_PASSED; i++)
        assert_true(od_passed_name((od_passed)i) && od_passed_words((od_passed)i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_exactly_and_no_further),
        cmocka_unit_test(numbers_as_models_write_them_need_not_be_json),
        cmocka_unit_test(a_number_that_ends_in_letters_is_taken_whole_and_is_none),
        cmocka_unit_test(what_is_no_number_is_left_where_it_is),
        cmocka_unit_test(a_number_is_not_read_beyond_the_end),
        cmocka_unit_test(digits_without_end_are_no_coordinate),
        cmocka_unit_test(words_are_found_where_they_are),
        cmocka_unit_test(a_word_is_taken_only_when_all_of_it_comes_next),
        cmocka_unit_test(labels_are_trimmed_and_mended_into_utf8),
        cmocka_unit_test(a_box_without_four_finite_numbers_is_passed_over_by_kind),
        cmocka_unit_test(a_cleared_reading_keeps_its_memory_and_nothing_else),
        cmocka_unit_test(everything_counted_has_a_name_and_words),
    };

    return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
