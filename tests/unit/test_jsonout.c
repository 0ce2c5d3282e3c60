#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "core/jsonout.h"

static void assert_written(od_jsonout *o, const char *wanted)
{
    assert_int_equal(o->st, OD_OK);
    assert_string_equal(o->text.bytes, wanted);
    od_jsonout_free(o);
}

static void levels_are_indented_by_one_space_and_inline_ones_are_not(void **state)
{
    od_error err = {0};
    od_jsonout o;

    (void)state;
    od_jsonout_init(&o, false, &err);
    od_jsonout_open(&o, '{', false);
    od_jsonout_key(&o, "a");
    od_jsonout_integer(&o, -1);
    od_jsonout_key(&o, "list");
    od_jsonout_open(&o, '[', false);
    od_jsonout_open(&o, '{', true);
    od_jsonout_key(&o, "x");
    od_jsonout_open(&o, '[', false);
    od_jsonout_number(&o, 1);
    od_jsonout_number(&o, 0.5);
    od_jsonout_close(&o, ']');
    od_jsonout_key(&o, "y");
    od_jsonout_bool(&o, true);
    od_jsonout_close(&o, '}');
    od_jsonout_cstr(&o, "last");
    od_jsonout_close(&o, ']');
    od_jsonout_key(&o, "none");
    od_jsonout_open(&o, '[', false);
    od_jsonout_close(&o, ']');
    od_jsonout_key(&o, "raw");
    od_jsonout_raw(&o, "{}");
    od_jsonout_close(&o, '}');
    od_jsonout_newline(&o);

    assert_written(&o, "{\n \"a\": -1,\n \"list\": [\n  {\"x\": [1, 0.5], \"y\": true},\n  \"last\"\n ],\n"
                       " \"none\": [],\n \"raw\": {}\n}\n");
}

static void compact_text_is_one_line_a_document(void **state)
{
    od_error err = {0};
    od_jsonout o;

    (void)state;
    od_jsonout_init(&o, true, &err);
    for (int i = 0; i < 2; i++) {
        od_jsonout_open(&o, '{', false);
        od_jsonout_key(&o, "a");
        od_jsonout_open(&o, '[', false);
        od_jsonout_integer(&o, i);
        od_jsonout_open(&o, '{', false);
        od_jsonout_close(&o, '}');
        od_jsonout_close(&o, ']');
        od_jsonout_key(&o, "b");
        od_jsonout_bool(&o, false);
        od_jsonout_close(&o, '}');
        od_jsonout_newline(&o);
    }

    assert_written(&o, "{\"a\": [0, {}], \"b\": false}\n{\"a\": [1, {}], \"b\": false}\n");
}

static void what_is_not_finite_or_not_there_is_null(void **state)
{
    od_error err = {0};
    od_jsonout o;

    (void)state;
    od_jsonout_init(&o, true, &err);
    od_jsonout_open(&o, '[', false);
    od_jsonout_number(&o, NAN);
    od_jsonout_number(&o, INFINITY);
    od_jsonout_number(&o, -INFINITY);
    od_jsonout_cstr(&o, NULL);
    od_jsonout_text(&o, (od_str){0});
    od_jsonout_close(&o, ']');

    assert_written(&o, "[null, null, null, null, null]");
}

static void numbers_read_back_as_themselves(void **state)
{
    od_error err = {0};
    od_jsonout o;

    (void)state;
    od_jsonout_init(&o, true, &err);
    od_jsonout_open(&o, '[', false);
    od_jsonout_number(&o, 0.1 + 0.2);
    od_jsonout_integer(&o, INT64_MIN);
    od_jsonout_integer(&o, INT64_MAX);
    od_jsonout_close(&o, ']');

    assert_written(&o, "[0.30000000000000004, -9223372036854775808, 9223372036854775807]");
}

static void texts_are_escaped_only_where_json_needs_it(void **state)
{
    od_error err = {0};
    od_jsonout o;

    (void)state;
    od_jsonout_init(&o, true, &err);
    od_jsonout_open(&o, '[', false);
    od_jsonout_cstr(&o, "\"\\/\b\f\n\r\t\x01\x1f\x7f");
    od_jsonout_text(&o, (od_str){"a\0b", 3});
    od_jsonout_cstr(&o, "\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80");
    od_jsonout_cstr(&o, "");
    od_jsonout_close(&o, ']');

    assert_written(&o, "[\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\", \"a\\u0000b\", "
                       "\"\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80\", \"\"]");
}

static void bytes_that_are_not_utf8_become_the_replacement_character(void **state)
{
    od_error err = {0};
    od_jsonout o;

    (void)state;
    od_jsonout_init(&o, true, &err);
    od_jsonout_cstr(&o, "a\xff"
                        "b\xe6\xbc");

    assert_written(&o, "\"a\xef\xbf\xbd"
                       "b\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void after_a_failure_nothing_more_is_written(void **state)
{
    od_error err = {0};
    od_jsonout o;

    (void)state;
    od_jsonout_init(&o, true, &err);
    o.text.maximum = 4;
    od_jsonout_cstr(&o, "too long");
    od_jsonout_integer(&o, 1);

    assert_int_equal(o.st, OD_SYSTEM);
    assert_int_equal(err.code, OD_SYSTEM);
    assert_string_equal(o.text.bytes, "\"");
    od_jsonout_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_indented_by_one_space_and_inline_ones_are_not),
        cmocka_unit_test(compact_text_is_one_line_a_document),
        cmocka_unit_test(what_is_not_finite_or_not_there_is_null),
        cmocka_unit_test(numbers_read_back_as_themselves),
        cmocka_unit_test(texts_are_escaped_only_where_json_needs_it),
        cmocka_unit_test(bytes_that_are_not_utf8_become_the_replacement_character),
        cmocka_unit_test(after_a_failure_nothing_more_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
