/* Records read by their shape: taken when only their numbers differ from the record learnt, and else left
 * alone. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_shape.h"
#include "core/number_plain.h"

static od_json_shape learnt(const char *record, unsigned n_values, uint32_t integers)
{
    od_json_shape shape = {.n_values = 99};

    od_json_shape_learn(&shape, record, record + strlen(record), false, n_values, integers);
    return shape;
}

/* Reads `text` from memory of just its size, where one byte too many would be seen by a sanitizer. *left is
 * how many bytes remain. */
static bool read_text(const od_json_shape *shape, const char *text, od_json_value *values, size_t *left)
{
    const size_t n = strlen(text);
    char *copy = malloc(n ? n : 1);
    od_input *in;
    od_json j;
    bool taken;

    assert_non_null(copy);
    memcpy(copy, text, n);
    assert_int_equal(od_input_of_bytes(&in, "p", copy, n, NULL), OD_OK);
    od_json_init(&j, in, NULL);
    taken = od_json_shape_read(shape, &j, values);
    *left = (size_t)(j.end - j.p);
    od_json_free(&j);
    od_input_close(in);
    free(copy);
    return taken;
}

static void a_record_with_other_numbers_is_taken(void **state)
{
    od_json_shape shape = learnt("{\"a\": 1, \"b 2\": [2.5,\n-3e1], \"c\\\"4\": true}", 3, 1);
    od_json_value v[OD_SHAPE_VALUES];
    size_t left;

    (void)state;
    assert_int_equal(shape.n_values, 3);
    assert_true(read_text(
        &shape, " \t\r\n{\"a\": -70000000000, \"b 2\": [1e-3,\n-Infinity], \"c\\\"4\": true},{", v, &left));
    assert_true(v[0].integer == INT64_C(-70000000000));
    assert_true(v[1].number == 0.001);
    assert_true(v[2].number == -INFINITY);
    assert_int_equal(left, 2);

    assert_true(
        read_text(&shape, "{\"a\": 9223372036854775807, \"b 2\": [NaN,\n0], \"c\\\"4\": true}", v, &left));
    assert_true(v[0].integer == INT64_MAX);
    assert_true(isnan(v[1].number));
    assert_true(v[2].number == 0);
    assert_int_equal(left, 0);
}

static void anything_else_is_left_alone(void **state)
{
    static const char *const others[] = {
        "",
        " ",
        "{\"a\": 1, \"b\": 2.5",            /* the end is missing */
        "{\"a\": 1, \"b\": ",               /* and a number */
        "{\"a\": 1, \"b\": 2.5]",           /* another text at the end */
        "{\"a\": 1, \"c\": 2.5}",           /* another key */
        "{\"a\": 1,  \"b\": 2.5}",          /* more space */
        "{\"a\": 1,\"b\": 2.5}",            /* less */
        "{\"a\": 1, \"b\": 2.5, \"c\": 0}", /* more */
        "{\"a\": 1.0, \"b\": 2.5}",         /* no integer as it is written */
        "{\"a\": 1e0, \"b\": 2.5}",
        "{\"a\": 9223372036854775808, \"b\": 2.5}",
        "{\"a\": 01, \"b\": 2.5}", /* no numbers */
        "{\"a\": 1, \"b\": 02.5}",
        "{\"a\": 1, \"b\": 2.}",
        "{\"a\": 1, \"b\": .5}",
        "{\"a\": 1, \"b\": +1}",
        "{\"a\": 1, \"b\": 1e}",
        "{\"a\": 1, \"b\": nan}",
        "{\"a\": 1, \"b\": -NaN}",
        "{\"a\": 1, \"b\": \"2\"}",
        "{\"a\": , \"b\": 2.5}",
        "{\"a\": 1 , \"b\": 2.5}",
        "{\"A\": 1, \"b\": 2.5}",
    };
    const od_json_shape shape = learnt("{\"a\": 5, \"b\": 7}", 2, 1);
    od_json_value v[OD_SHAPE_VALUES];
    size_t left;

    (void)state;
    assert_true(read_text(&shape, "{\"a\": 1, \"b\": 2.5}", v, &left));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(read_text(&shape, others[i], v, &left));
        assert_int_equal(left, strlen(others[i]));
    }
}

/* Pieces of every length up to three words, and a change in every byte of them. */
static void every_byte_between_the_numbers_counts(void **state)
{
    char record[64], changed[64];
    od_json_value v[OD_SHAPE_VALUES];
    size_t left;

    (void)state;
    for (size_t n = 0; n < 24; n++) {
        od_json_shape shape;

        snprintf(record, sizeof record, "[1%.*s,2]", (int)n, "                        ");
        shape = learnt(record, 2, 0);
        assert_int_equal(shape.n_values, 2);
        assert_true(read_text(&shape, record, v, &left));
        for (size_t i = 0; i < strlen(record); i++) {
            if (record[i] == '1' || record[i] == '2')
                continue;
            memcpy(changed, record, sizeof changed);
            changed[i] = '\t';
            assert_false(read_text(&shape, changed, v, &left));
        }
    }
}

static void a_record_of_another_count_is_not_learnt(void **state)
{
    (void)state;
    assert_int_equal(learnt("{\"a\": 1, \"b\": 2}", 1, 0).n_values, 0);
    assert_int_equal(learnt("{\"a\": 1, \"b\": 2}", 2, 0).n_values, 2);
    assert_int_equal(learnt("{\"a\": 1, \"b\": 2}", 3, 0).n_values, 0);
    assert_int_equal(learnt("{\"a\": 1, \"b\": 2}", 0, 0).n_values, 0);
    assert_int_equal(learnt("{}", 0, 0).n_values, 0);
    assert_int_equal(learnt("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]", 16, 0).n_values, 16);
    assert_int_equal(learnt("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]", 17, 0).n_values, 0);
}

/* 255 bytes in one piece, OD_SHAPE_BYTES in all. */
static void too_much_text_is_not_learnt(void **state)
{
    static const struct {
        int before, behind;
        bool fits;
    } cases[] = {{255, 65, true}, {256, 10, false}, {255, 66, false}, {10, 255, true}, {10, 256, false}};
    char record[1024], text[513];

    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        od_json_value v[OD_SHAPE_VALUES];
        od_json_shape shape;
        size_t left;

        snprintf(record, sizeof record, "[\"%.*s\",7,\"%.*s\"]", cases[i].before - 4, text,
                 cases[i].behind - 4, text);
        shape = learnt(record, 1, 0);

        assert_int_equal(shape.n_values, cases[i].fits);
        assert_int_equal(read_text(&shape, record, v, &left), cases[i].fits);
    }
}

/* A number of more digits than a record may have is for the reader that knows what to do about it. */
static void an_endless_number_is_left_alone(void **state)
{
    enum { DIGITS = 5000 };
    const od_json_shape shape = learnt("[1]", 1, 0);
    char *record = malloc(DIGITS + 3);
    od_json_value v[OD_SHAPE_VALUES];
    size_t left;

    (void)state;
    assert_non_null(record);
    record[0] = '[';
    memset(record + 1, '1', DIGITS);
    strcpy(record + 1 + DIGITS, "]");
    assert_false(read_text(&shape, record, v, &left));
    assert_int_equal(left, DIGITS + 2);

    strcpy(record + 1 + OD_PLAIN_MOST + 1, "]");
    assert_false(read_text(&shape, record, v, &left));

    strcpy(record + 1 + OD_PLAIN_MOST, "]");
    assert_true(read_text(&shape, record, v, &left));
    assert_true(v[0].number == strtod(record + 1, NULL));
    free(record);
}

static void numbers_are_counted_outside_of_strings(void **state)
{
    static const struct {
        const char *text;
        unsigned n;
    } cases[] = {
        {"", 0},
        {"12", 1},
        {" -1.5e+3 ", 1},
        {"[1,2 ,3]", 3},
        {"\"1, 2\"", 0},
        {"\"\\\"1\", 2", 1},
        {"{\"a1\": true, \"b\": [NaN, -Infinity, Infinity], \"c\": null, \"d\": false}", 3},
        {"[[[]]]", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *end = cases[i].text + strlen(cases[i].text);

        assert_int_equal(od_json_count_values(cases[i].text, end, false, 10), cases[i].n);
        assert_int_equal(od_json_count_values(cases[i].text, end, false, 1), cases[i].n < 2 ? cases[i].n : 2);
    }
}

/* Texts that are no keys are left open where they are wanted. */
static void texts_can_be_left_open(void **state)
{
    static const char learnt_from[] = "{\"id\": 1, \"name\" : \"a\", \"tags\": [\"x\", \"\"]}";
    od_json_shape shape;
    od_json_value v[OD_SHAPE_VALUES];
    size_t left;

    (void)state;
    assert_int_equal(od_json_count_values(learnt_from, learnt_from + sizeof learnt_from - 1, true, 10), 4);
    od_json_shape_learn(&shape, learnt_from, learnt_from + sizeof learnt_from - 1, true, 4, 1);
    assert_int_equal(shape.n_values, 4);

    assert_true(
        read_text(&shape, "{\"id\": 2, \"name\" : \"\xc3\xa9, 1\", \"tags\": [\"\", \"yz\"]},", v, &left));
    assert_int_equal(v[0].integer, 2);
    assert_int_equal(v[1].text.n, 5);
    assert_int_equal(v[2].text.n, 0);
    assert_int_equal(v[3].text.n, 2);
    assert_int_equal(left, 1);

    assert_false(read_text(&shape, "{\"id\": 2, \"name\" : \"a\\n\", \"tags\": [\"\", \"\"]}", v, &left));
    assert_false(read_text(&shape, "{\"id\": 2, \"name\" : \"a\", \"tags\": [\"\"]}", v, &left));
    assert_false(read_text(&shape, "{\"id\": 2, \"nome\" : \"a\", \"tags\": [\"\", \"\"]}", v, &left));
    assert_false(read_text(&shape, "{\"id\": 2, \"name\" : \"a", v, &left));
}

static void a_long_text_is_left_alone(void **state)
{
    enum { BYTES = 5000 };
    static const char learnt_from[] = "[\"a\"]";
    char *record = calloc(1, BYTES + 500);
    od_json_shape shape;
    od_json_value v[OD_SHAPE_VALUES];
    size_t left;

    (void)state;
    assert_non_null(record);
    memset(record, 'a', BYTES + 2);
    memcpy(record, "[\"", 2);
    strcpy(record + 2 + BYTES, "\"]");
    od_json_shape_learn(&shape, learnt_from, learnt_from + sizeof learnt_from - 1, true, 1, 0);
    assert_false(read_text(&shape, record, v, &left));
    assert_int_equal(left, BYTES + 4);

    sprintf(record + 2 + 4096, "\"]%300s", ""); /* behind texts, the end must be far */
    assert_true(read_text(&shape, record, v, &left));
    assert_int_equal(v[0].text.n, 4096);
    free(record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_with_other_numbers_is_taken),
        cmocka_unit_test(anything_else_is_left_alone),
        cmocka_unit_test(every_byte_between_the_numbers_counts),
        cmocka_unit_test(a_record_of_another_count_is_not_learnt),
        cmocka_unit_test(too_much_text_is_not_learnt),
        cmocka_unit_test(an_endless_number_is_left_alone),
        cmocka_unit_test(numbers_are_counted_outside_of_strings),
        cmocka_unit_test(texts_can_be_left_open),
        cmocka_unit_test(a_long_text_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
