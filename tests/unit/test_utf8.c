#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "core/utf8.h"

static int length(const char *text)
{
    return od_utf8_length(text, text + strlen(text));
}

static void every_character_is_written_and_recognised(void **state)
{
    char out[4];

    (void)state;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        int n = (int)od_utf8_put(out, code);
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        assert_int_equal(n, code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
        assert_int_equal(od_utf8_length(out, out + n), n);
        for (int cut = 1; cut < n; cut++)
            assert_int_equal(od_utf8_length(out, out + cut), -1);
    }
}

static void what_is_no_character_becomes_the_replacement_character(void **state)
{
    static const uint32_t none[] = {0xd800, 0xdfff, 0x110000, UINT32_MAX};
    char out[4];

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_equal(od_utf8_put(out, none[i]), 3);
        assert_memory_equal(out, "\xef\xbf\xbd", 3);
    }
}

/* RFC 3629, section 4 */
static void forbidden_forms_are_refused(void **state)
{
    static const char *const bad[] = {
        "\x80",         "\xbf",         "\xc0\xaf",         "\xc1\xbf",         "\xe0\x9f\xbf",
        "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xff",         "\xc3(",        "\xe6\xbc(",        "\xf0\x9f\x98(",    "\xe6\xc0\x80"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(length(bad[i]), 0);
}

/* Unicode's EastAsianWidth.txt and its general category Mn */
static void characters_take_the_columns_that_terminals_give_them(void **state)
{
    static const struct {
        const char *text;
        unsigned columns;
    } rows[] = {
        {"a", 1},
        {"\xc3\xa9", 1},
        {"\xe2\x80\xa6", 1},
        {"\xe7\x8b\x97", 2},
        {"\xed\x95\x9c", 2},
        {"\xe3\x81\x82", 2},
        {"\xef\xbc\xa1", 2},
        {"\xef\xbd\xb1", 1},
        {"\xcc\x81", 0},
        {"\xef\xb8\x8f", 0},
        {"\xe2\x80\x8b", 0},
        {"\xf0\x9f\x90\x95", 2},
        {"\xf0\xa0\x80\x80", 2},
        {"\xf0\x90\x8d\x88", 1},
        {"\xe0\xa4\x95", 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(od_utf8_columns(rows[i].text, length(rows[i].text)), rows[i].columns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_is_written_and_recognised),
        cmocka_unit_test(what_is_no_character_becomes_the_replacement_character),
        cmocka_unit_test(forbidden_forms_are_refused),
        cmocka_unit_test(characters_take_the_columns_that_terminals_give_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
