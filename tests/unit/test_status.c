#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "core/status.h"

static void the_first_error_is_kept(void **state)
{
    od_error err = {0};

    (void)state;
    assert_int_equal(od_fail(&err, OD_INPUT, "first %d", 1), OD_INPUT);
    assert_int_equal(od_remedy(&err, "mend it"), OD_INPUT);
    assert_int_equal(od_fail_at(&err, OD_SYSTEM, (od_place){"x", 1, OD_UNIT_LINE}, "second"), OD_SYSTEM);
    assert_int_equal(od_remedy(&err, "another remedy"), OD_INPUT);

    assert_int_equal(err.code, OD_INPUT);
    assert_string_equal(err.what, "first 1");
    assert_string_equal(err.input, "");
    assert_string_equal(err.remedy, "mend it");
}

static void an_error_reads_what_where_what_to_do(void **state)
{
    od_error err = {0};
    char text[200];

    (void)state;
    od_fail_at(&err, OD_INPUT, (od_place){"val.json", 81724, OD_UNIT_BYTE}, "\"bbox\" has 3 numbers");
    assert_string_equal(od_error_text(&err, text, sizeof text),
                        "\"bbox\" has 3 numbers: val.json: byte 81,724");
    od_remedy(&err, "give 4");

    assert_string_equal(od_error_text(&err, text, sizeof text),
                        "\"bbox\" has 3 numbers: val.json: byte 81,724: give 4");
    assert_string_equal(od_error_text(&err, text, 6), "\"bbox");
}

static void places_are_written_for_people(void **state)
{
    static const struct {
        od_place place;
        const char *text;
    } rows[] = {{{NULL, 5, OD_UNIT_BYTE}, ""},
                {{"a", 5, OD_UNIT_NONE}, "a"},
                {{"a", 0, OD_UNIT_BYTE}, "a: byte 0"},
                {{"a", 999, OD_UNIT_LINE}, "a: line 999"},
                {{"a", 1000, OD_UNIT_RECORD}, "a: record 1,000"},
                {{"a", UINT64_MAX, OD_UNIT_BYTE}, "a: byte 18,446,744,073,709,551,615"}};
    char text[64];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(od_place_text(text, sizeof text, rows[i].place), rows[i].text);
}

static void what_is_too_long_is_cut_and_terminated(void **state)
{
    char name[1000];
    od_error err = {0};

    (void)state;
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    od_fail_at(&err, OD_INPUT, (od_place){name, 1, OD_UNIT_BYTE}, "%s", name);
    od_remedy(&err, "%s", name);

    assert_int_equal(strlen(err.what), sizeof err.what - 1);
    assert_int_equal(strlen(err.input), sizeof err.input - 1);
    assert_int_equal(strlen(err.remedy), sizeof err.remedy - 1);
}

static void failing_without_an_error_to_fill_gives_the_code(void **state)
{
    (void)state;
    assert_int_equal(od_fail(NULL, OD_USAGE, "x"), OD_USAGE);
    assert_int_equal(od_fail_at(NULL, OD_BACKEND, (od_place){0}, "x"), OD_BACKEND);
    assert_int_equal(od_fail_memory(NULL), OD_SYSTEM);
}

static void the_systems_errors_have_words(void **state)
{
    char text[64];

    (void)state;
    assert_string_equal(od_errno_text(text, sizeof text, ENOENT), "No such file or directory");
    assert_true(od_errno_text(text, sizeof text, 99999)[0] != '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_error_is_kept),
        cmocka_unit_test(an_error_reads_what_where_what_to_do),
        cmocka_unit_test(places_are_written_for_people),
        cmocka_unit_test(what_is_too_long_is_cut_and_terminated),
        cmocka_unit_test(failing_without_an_error_to_fill_gives_the_code),
        cmocka_unit_test(the_systems_errors_have_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
