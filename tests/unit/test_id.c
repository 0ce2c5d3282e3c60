#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/id.h"

static od_id number(int64_t n)
{
    return (od_id){.number = n};
}

static od_id text(const char *t)
{
    return (od_id){.text = t};
}

/* Reads the first of two ids and then the number that follows it. */
static void read_id(const char *json, size_t chunk, od_id *id, bool *usable, char copy[32])
{
    char array[96];
    bool first = true, more;
    double after = 0;
    od_error err = {0};
    od_input *in = NULL;
    od_json j;

    snprintf(array, sizeof array, "[%s , 77]", json);
    assert_int_equal(od_input_of_chunks(&in, "ids", array, strlen(array), chunk, &err), OD_OK);
    od_json_init(&j, in, &err);
    assert_int_equal(od_json_open_array(&j), OD_OK);
    assert_int_equal(od_json_item(&j, &first, &more), OD_OK);

    assert_int_equal(od_json_id(&j, id, usable), OD_OK);

    snprintf(copy, 32, "%s", id->text ? id->text : "");
    assert_int_equal(od_json_item(&j, &first, &more), OD_OK);
    assert_int_equal(od_json_number(&j, &after), OD_OK);
    assert_true(after == 77);
    od_json_free(&j);
    od_input_close(in);
}

static void one_is_one_however_it_is_written(void **state)
{
    static const char *const ones[] = {"1", "1.0", "1e0", "0.1E1", "true"};

    (void)state;
    for (size_t i = 0; i < sizeof ones / sizeof *ones; i++)
        for (size_t chunk = 1; chunk < 100; chunk += 9) {
            od_id id;
            bool usable;
            char copy[32];
            read_id(ones[i], chunk, &id, &usable, copy);
            assert_true(usable);
            assert_null(id.text);
            assert_int_equal(id.number, 1);
        }
}

static void integers_beyond_the_doubles_keep_their_last_digit(void **state)
{
    od_id id;
    bool usable;
    char copy[32];

    (void)state;
    read_id("9007199254740993", 100, &id, &usable, copy);
    assert_true(usable && id.number == INT64_C(9007199254740993));
    read_id("-9223372036854775808", 100, &id, &usable, copy);
    assert_true(usable && id.number == INT64_MIN);
    read_id("false", 100, &id, &usable, copy);
    assert_true(usable && id.number == 0 && !id.text);
}

static void a_text_is_another_id_than_the_number_it_spells(void **state)
{
    od_id id;
    bool usable;
    char copy[32];

    (void)state;
    for (size_t chunk = 1; chunk < 100; chunk += 9) {
        read_id("\"1\"", chunk, &id, &usable, copy);
        assert_true(usable);
        assert_string_equal(copy, "1");
        read_id("\"a\\u00e9\\n\"", chunk, &id, &usable, copy);
        assert_true(usable);
        assert_string_equal(copy, "a\xc3\xa9\n");
    }
    assert_false(od_id_equal(number(1), text("1")));
    assert_true(od_id_equal(text("1"), text("1")));
}

static void what_cannot_be_an_id_is_read_over_and_said(void **state)
{
    static const char *const bad[] = {
        "null", "1.5", "NaN", "{\"id\": [1]}", "[1, 2]", "9223372036854775808", "1e300", "\"a\\u0000b\""};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (size_t chunk = 1; chunk < 100; chunk += 9) {
            od_id id;
            bool usable = true;
            char copy[32];
            read_id(bad[i], chunk, &id, &usable, copy);
            assert_false(usable);
            assert_null(id.text);
        }
}

static void numbers_sort_before_texts_and_texts_by_code_point(void **state)
{
    const od_id sorted[] = {number(INT64_MIN),
                            number(-1),
                            number(0),
                            number(10),
                            number(INT64_MAX),
                            text(""),
                            text("10"),
                            text("9"),
                            text("a"),
                            text("\xc3\xa9"),
                            text("\xef\xbd\x81"),
                            text("\xf0\x9f\x98\x80")};
    const int n = sizeof sorted / sizeof *sorted;

    (void)state;
    for (int a = 0; a < n; a++)
        for (int b = 0; b < n; b++) {
            int order = od_id_compare(sorted[a], sorted[b]);
            assert_int_equal((order > 0) - (order < 0), (a > b) - (a < b));
        }
}

static void ids_are_shown_as_json_writes_them(void **state)
{
    char buf[32];

    (void)state;
    assert_string_equal(od_id_text(buf, sizeof buf, number(-42)), "-42");
    assert_string_equal(od_id_text(buf, sizeof buf, text("42")), "\"42\"");
    assert_string_equal(od_id_text(buf, 4, text("long")), "\"lo");
}

static void a_map_finds_what_was_put_and_nothing_else(void **state)
{
    enum { N = 100000 };
    od_id_map *map = NULL;
    char(*names)[16] = calloc(N, sizeof *names);
    od_error err = {0};

    (void)state;
    assert_non_null(names);
    assert_int_equal(od_id_map_create(&map, &err), OD_OK);
    assert_int_equal(od_id_map_get(map, number(0)), OD_NONE);
    for (uint32_t i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], "%u", (unsigned)i);
        assert_int_equal(od_id_map_put(map, number((int64_t)i << 32), i, &err), OD_OK);
        assert_int_equal(od_id_map_put(map, text(names[i]), N + i, &err), OD_OK);
    }

    for (uint32_t i = 0; i < N; i++) {
        char longer[32];
        snprintf(longer, sizeof longer, "%u,", (unsigned)i);
        assert_int_equal(od_id_map_get(map, number((int64_t)i << 32)), i);
        assert_int_equal(od_id_map_get(map, number(((int64_t)i << 32) + 1)), OD_NONE);
        assert_int_equal(od_id_map_get_text(map, (od_str){longer, strlen(longer) - 1}), N + i);
        assert_int_equal(od_id_map_get_text(map, od_str_of(longer)), OD_NONE);
    }
    od_id_map_free(map);
    od_id_map_free(NULL);
    free(names);
}

/* Number 0 and the empty text are what the unused halves of the other kind look like. */
static void numbers_and_texts_are_not_confused_in_a_full_map(void **state)
{
    enum { N = 2000 };
    od_id_map *numbers = NULL, *texts = NULL;
    static char names[N][8];
    od_error err = {0};

    (void)state;
    assert_int_equal(od_id_map_create(&numbers, &err), OD_OK);
    assert_int_equal(od_id_map_create(&texts, &err), OD_OK);
    for (uint32_t i = 1; i < N; i++) {
        snprintf(names[i], sizeof names[i], "t%u", (unsigned)i);
        assert_int_equal(od_id_map_put(numbers, number(i), i, &err), OD_OK);
        assert_int_equal(od_id_map_put(texts, text(names[i]), i, &err), OD_OK);

        assert_int_equal(od_id_map_get(numbers, text("")), OD_NONE);
        assert_int_equal(od_id_map_get(texts, number(0)), OD_NONE);
    }
    od_id_map_free(numbers);
    od_id_map_free(texts);
}

static void an_id_put_twice_has_the_later_index(void **state)
{
    od_id_map *map = NULL;
    od_error err = {0};

    (void)state;
    assert_int_equal(od_id_map_create(&map, &err), OD_OK);
    assert_int_equal(od_id_map_put(map, number(0), 3, &err), OD_OK);
    assert_int_equal(od_id_map_put(map, text(""), 4, &err), OD_OK);
    assert_int_equal(od_id_map_put(map, number(0), 5, &err), OD_OK);

    assert_int_equal(od_id_map_get(map, number(0)), 5);
    assert_int_equal(od_id_map_get(map, text("")), 4);
    assert_int_equal(od_id_map_get_text(map, OD_STR("")), 4);
    assert_int_equal(od_id_map_get_text(map, (od_str){0}), OD_NONE);
    assert_int_equal(od_id_map_get_text(map, (od_str){"\0x", 2}), OD_NONE);
    od_id_map_free(map);
}

/* Some of these numbers have a place of their own, some have not. */
static void every_number_is_found_again_and_no_other(void **state)
{
    static const int64_t numbers[] = {INT64_MIN,        -4096,    -1, 0, 1, 4095, 4096, 4097,
                                      INT64_C(1) << 32, INT64_MAX};
    const uint32_t n = sizeof numbers / sizeof *numbers;

    (void)state;
    for (uint32_t left_out = 0; left_out <= n; left_out++) {
        od_id_map *map;

        assert_int_equal(od_id_map_create(&map, NULL), OD_OK);
        for (uint32_t i = 0; i < n; i++)
            if (i != left_out)
                assert_int_equal(od_id_map_put(map, number(numbers[i]), i, NULL), OD_OK);
        for (uint32_t i = 0; i < n; i++)
            assert_int_equal(od_id_map_get(map, number(numbers[i])), i == left_out ? OD_NONE : i);
        od_id_map_free(map);
    }
}

static void indices_can_be_given_anew(void **state)
{
    static const uint32_t index_of[] = {2, OD_NONE, 0, OD_NONE, 1, 3};
    const od_id ids[] = {number(7), number(8), number(1000000), number(-5), text("a"), text("")};
    od_id_map *map;

    (void)state;
    assert_int_equal(od_id_map_create(&map, NULL), OD_OK);
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(od_id_map_put(map, ids[i], i, NULL), OD_OK);

    od_id_map_renumber(map, index_of);

    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(od_id_map_get(map, ids[i]), index_of[i]);
    assert_int_equal(od_id_map_get(map, number(9)), OD_NONE);
    assert_int_equal(od_id_map_put(map, ids[3], 9, NULL), OD_OK);
    assert_int_equal(od_id_map_get(map, ids[3]), 9);
    od_id_map_renumber(map, (const uint32_t[]){0, 1, 2, 3, 4, 5, 6, 7, 8, 10});
    assert_int_equal(od_id_map_get(map, ids[3]), 10);
    assert_int_equal(od_id_map_get(map, ids[1]), OD_NONE);
    od_id_map_free(map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_is_one_however_it_is_written),
        cmocka_unit_test(integers_beyond_the_doubles_keep_their_last_digit),
        cmocka_unit_test(a_text_is_another_id_than_the_number_it_spells),
        cmocka_unit_test(what_cannot_be_an_id_is_read_over_and_said),
        cmocka_unit_test(numbers_sort_before_texts_and_texts_by_code_point),
        cmocka_unit_test(ids_are_shown_as_json_writes_them),
        cmocka_unit_test(a_map_finds_what_was_put_and_nothing_else),
        cmocka_unit_test(numbers_and_texts_are_not_confused_in_a_full_map),
        cmocka_unit_test(an_id_put_twice_has_the_later_index),
        cmocka_unit_test(every_number_is_found_again_and_no_other),
        cmocka_unit_test(indices_can_be_given_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
