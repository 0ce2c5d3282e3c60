#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"

/* Every text is read as a whole (chunk 0) and as a stream with windows of these sizes. */
static const size_t chunks[] = {0, 1, 2, 3, 7, 4096};
enum { N_CHUNKS = sizeof chunks / sizeof *chunks };

typedef struct reader {
    od_input *in;
    od_json j;
    od_error err;
} reader;

static void begin_n(reader *r, const char *text, size_t n, size_t chunk)
{
    memset(r, 0, sizeof *r);
    if (chunk)
        assert_int_equal(od_input_of_chunks(&r->in, "a.json", text, n, chunk, &r->err), OD_OK);
    else
        assert_int_equal(od_input_of_bytes(&r->in, "a.json", text, n, &r->err), OD_OK);
    od_json_init(&r->j, r->in, &r->err);
}

static void begin(reader *r, const char *text, size_t chunk)
{
    begin_n(r, text, strlen(text), chunk);
}

static void end(reader *r)
{
    od_json_free(&r->j);
    od_input_close(r->in);
}

static void assert_text(od_str text, const char *wanted)
{
    assert_int_equal(text.n, strlen(wanted));
    assert_memory_equal(text.p, wanted, text.n);
}

static void assert_failed(const reader *r, uint64_t at, const char *what)
{
    assert_int_equal(r->err.code, OD_INPUT);
    assert_string_equal(r->err.input, "a.json");
    assert_int_equal(r->err.unit, OD_UNIT_BYTE);
    if (!strstr(r->err.what, what))
        fail_msg("\"%s\" does not say \"%s\"", r->err.what, what);
    assert_int_equal(r->err.at, at);
}

static void objects_give_their_keys_in_order_and_every_duplicate(void **state)
{
    static const char *const keys[] = {"a", "longer than a window", "a", ""};

    (void)state;
    for (int c = 0; c < N_CHUNKS; c++) {
        reader r;
        bool first = true, more;
        od_str key;
        double value;
        int n = 0;
        begin(&r, " { \"a\" : 1,\"longer than a window\":\n2 , \"a\"\t: 3, \"\":4 } ", chunks[c]);

        assert_int_equal(od_json_open_object(&r.j), OD_OK);
        for (; od_json_key(&r.j, &first, &key, &more) == OD_OK && more; n++) {
            assert_true(n < 4);
            assert_text(key, keys[n]);
            assert_int_equal(od_json_number(&r.j, &value), OD_OK);
            assert_true(value == n + 1);
        }

        assert_int_equal(n, 4);
        assert_int_equal(r.err.code, OD_OK);
        assert_int_equal(od_json_finish(&r.j), OD_OK);
        end(&r);
    }
}

static void empty_arrays_and_objects_give_nothing(void **state)
{
    (void)state;
    for (int c = 0; c < N_CHUNKS; c++) {
        reader r;
        bool first = true, more = true;
        od_str key;
        begin(&r, "[ ] { }", chunks[c]);

        assert_int_equal(od_json_open_array(&r.j), OD_OK);
        assert_int_equal(od_json_item(&r.j, &first, &more), OD_OK);
        assert_false(more);
        first = true;
        assert_int_equal(od_json_open_object(&r.j), OD_OK);
        assert_int_equal(od_json_key(&r.j, &first, &key, &more), OD_OK);
        assert_false(more);

        assert_int_equal(r.j.depth, 0);
        end(&r);
    }
}

static void each_scalar_is_read_as_what_it_is(void **state)
{
    (void)state;
    for (int c = 0; c < N_CHUNKS; c++) {
        reader r;
        bool yes = false, no = true;
        double value[5];
        begin(&r, "true false null NaN Infinity -Infinity -12.5e-1 1e400", chunks[c]);

        assert_int_equal(od_json_bool(&r.j, &yes), OD_OK);
        assert_int_equal(od_json_bool(&r.j, &no), OD_OK);
        assert_int_equal(od_json_null(&r.j), OD_OK);
        for (int i = 0; i < 5; i++)
            assert_int_equal(od_json_number(&r.j, &value[i]), OD_OK);

        assert_true(yes && !no);
        assert_true(isnan(value[0]));
        assert_true(value[1] == INFINITY && value[2] == -INFINITY && value[3] == -1.25 &&
                    value[4] == INFINITY);
        end(&r);
    }
}

static void integers_are_exact_and_may_be_written_as_doubles(void **state)
{
    static const struct {
        const char *text;
        bool fits;
        int64_t value;
    } rows[] = {{"1", true, 1},
                {"1.0", true, 1},
                {"1e0", true, 1},
                {"-0.0", true, 0},
                {"25E1", true, 250},
                {"9007199254740993", true, INT64_C(9007199254740993)},
                {"9007199254740993.0", true, INT64_C(9007199254740992)}, /* as Python's float */
                {"-9223372036854775808", true, INT64_MIN},
                {"-9223372036854775808.0", true, INT64_MIN},
                {"9223372036854775808", false, 0},
                {"9223372036854775808.0", false, 0},
                {"1.5", false, 0},
                {"1e300", false, 0},
                {"NaN", false, 0},
                {"Infinity", false, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int c = 0; c < N_CHUNKS; c++) {
            reader r;
            int64_t value = 1;
            bool fits;
            begin(&r, rows[i].text, chunks[c]);

            assert_int_equal(od_json_integer(&r.j, &value, &fits), OD_OK);

            assert_int_equal(fits, rows[i].fits);
            assert_true(value == rows[i].value);
            assert_int_equal(od_json_finish(&r.j), OD_OK);
            end(&r);
        }
}

static void strings_are_decoded_to_utf8(void **state)
{
    static const struct {
        const char *json, *text;
    } rows[] = {
        {"\"\"", ""},
        {"\"plain and long enough for several windows\"", "plain and long enough for several windows"},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
        {"\"\\u00e9\\u6F22\\uD83D\\uDE00\"", "\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80"},
        {"\"\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80\"", "\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80"},
        {"\"\xf4\x8f\xbf\xbf \xed\x9f\xbf \xee\x80\x80 \x7f\"",
         "\xf4\x8f\xbf\xbf \xed\x9f\xbf \xee\x80\x80 \x7f"},
        {"\"\\ud83d\"", "\xef\xbf\xbd"},
        {"\"\\ude00x\"", "\xef\xbf\xbdx"},
        {"\"\\ud83d\\u0041\"", "\xef\xbf\xbd"
                               "A"},
        {"\"\\ud83d\\ud83d\\ude00\"", "\xef\xbf\xbd\xf0\x9f\x98\x80"},
        {"\"a\\u0041b\"", "aAb"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int c = 0; c < N_CHUNKS; c++) {
            reader r;
            od_str text;
            begin(&r, rows[i].json, chunks[c]);

            assert_int_equal(od_json_string(&r.j, &text), OD_OK);

            assert_text(text, rows[i].text);
            assert_int_equal(od_json_finish(&r.j), OD_OK);
            end(&r);
        }
}

/* A string of 24 letters is looked at in pieces; each place in it gets each byte that ends the simple case.
 */
static void a_special_byte_is_seen_wherever_it_stands(void **state)
{
    static const char letters[] = "\"abcdefghijklmnopqrstuvwx\"";
    enum { N = sizeof letters - 1 };

    (void)state;
    for (int c = 0; c < 256; c++)
        for (size_t at = 1; at < N - 1; at++) {
            bool special = c < 0x20 || c == '\\' || c >= 0x80;
            char json[N + 1];
            od_str text;
            reader r;
            memcpy(json, letters, sizeof letters);
            json[at] = (char)c;
            if (c == '"' || (c == '\\' && strchr("bfnrtu\"", letters[at + 1])))
                continue;
            begin_n(&r, json, N, 0);

            od_status st = od_json_string(&r.j, &text);

            assert_int_equal(st, special ? OD_INPUT : OD_OK);
            if (special)
                assert_int_equal(r.err.at, at);
            if (!special)
                assert_memory_equal(text.p, json + 1, N - 2);
            end(&r);
        }
}

static void peeking_consumes_white_space_only(void **state)
{
    (void)state;
    for (int c = 0; c < N_CHUNKS; c++) {
        reader r;
        od_json_type type = OD_JSON_END;
        begin(&r, " \n {", chunks[c]);

        for (int i = 0; i < 2; i++) {
            assert_int_equal(od_json_peek(&r.j, &type), OD_OK);
            assert_int_equal(type, OD_JSON_OBJECT);
            assert_int_equal(od_json_offset(&r.j), 3);
        }
        assert_int_equal(od_json_open_object(&r.j), OD_OK);
        assert_int_equal(od_json_peek(&r.j, &type), OD_OK);
        assert_int_equal(type, OD_JSON_END);
        end(&r);
    }
}

static void a_byte_order_mark_counts_as_white_space_once(void **state)
{
    (void)state;
    for (int c = 0; c < N_CHUNKS; c++) {
        reader r;
        double value = 0;

        begin(&r, "\xef\xbb\xbf 7", chunks[c]);
        assert_int_equal(od_json_number(&r.j, &value), OD_OK);
        assert_true(value == 7);
        end(&r);

        begin(&r, "\xef\xbb\xbf\xef\xbb\xbf 7", chunks[c]);
        assert_int_equal(od_json_skip(&r.j), OD_INPUT);
        assert_failed(&r, 3, "byte 0xef");
        end(&r);
    }
}

/* Wrong texts, with the offset of the first byte that is wrong and a part of the message. */
static const struct {
    const char *text;
    uint64_t at;
    const char *what;
} wrong[] = {
    {"", 0, "found the end of the text"},
    {"[1, 2", 5, "ends inside an array"},
    {"[1, 2,", 6, "ends inside an array"},
    {"[", 1, "ends inside an array"},
    {"{\"a\": 1", 7, "ends inside an object"},
    {"{", 1, "ends inside an object"},
    {"{\"a\"", 4, "ends inside an object"},
    {"{\"a\":", 5, "found the end of the text"},
    {"[\"abc", 5, "ends inside a string"},
    {"[\"abc\\", 5, "ends inside a string"},
    {"[\"\\u12", 2, "ends inside a string"},
    {"[\"\xe6\xbc", 2, "ends inside a string"},
    {"[tru", 1, "ends inside a word"},
    {"[1.", 1, "ends inside a number"},
    {"[1,]", 3, "a comma is followed by ']'"},
    {"{\"a\":1,}", 7, "a comma is followed by '}'"},
    {"[1 2]", 3, "expected ',' or ']', found a number"},
    {"[1,x2]", 3, "found 'x'"},
    {"[}", 1, "found '}'"},
    {"{]", 1, "found ']'"},
    {"[01]", 2, "expected ',' or ']', found a number"},
    {"[+1]", 1, "found '+'"},
    {"[-]", 1, "'-' is not a number"},
    {"[1.e5]", 1, "'1.e5' is not a number"},
    {"[-NaN]", 1, "'-NaN' is not a number"},
    {"[.5]", 1, "found '.'"},
    {"['a']", 1, "found '''"},
    {"{a: 1}", 1, "expected a key in quotes, found 'a'"},
    {"{1: 2}", 1, "expected a key in quotes, found a number"},
    {"{\"a\" 1}", 5, "expected ':' after the key, found a number"},
    {"{\"a\": 1 \"b\": 2}", 8, "expected ',' or '}', found a string"},
    {"[1}", 2, "expected ',' or ']', found '}'"},
    {"[truth]", 1, "expected \"true\""},
    {"[\"\\x\"]", 2, "backslash"},
    {"[\"\\u12g4\"]", 2, "four hexadecimal digits"},
    {"[\"a\nb\"]", 3, "control character 0x0a"},
    {"[\"\xc0\xaf\"]", 2, "0xc0 in a string is not UTF-8"},
    {"[\"caf\xe9\"]", 5, "0xe9 in a string is not UTF-8"},
    {"[\"\xed\xa0\x80\"]", 2, "not UTF-8"},
    {"[\"\xf4\x90\x80\x80\"]", 2, "not UTF-8"},
    {"[\"\xe6\xbc\"]", 2, "not UTF-8"},
    {"[\x07]", 1, "found the byte 0x07"},
    {"1 2", 2, "expected the end of the text, found a number"},
    {"{} ]", 3, "expected the end of the text, found ']'"},
};

static od_status read_all(od_json *j);

static od_status read_members(od_json *j, bool object)
{
    bool first = true, more = true;
    od_str key;
    od_status st = object ? od_json_open_object(j) : od_json_open_array(j);

    while (st == OD_OK && more) {
        st = object ? od_json_key(j, &first, &key, &more) : od_json_item(j, &first, &more);
        if (st == OD_OK && more)
            st = read_all(j);
    }
    return st;
}

static od_status read_all(od_json *j)
{
    od_json_type type;
    od_str text;
    double number;
    bool truth;
    od_status st;

    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    switch (type) {
    case OD_JSON_ARRAY:
    case OD_JSON_OBJECT: return read_members(j, type == OD_JSON_OBJECT);
    case OD_JSON_STRING: return od_json_string(j, &text);
    case OD_JSON_TRUE:
    case OD_JSON_FALSE: return od_json_bool(j, &truth);
    case OD_JSON_NULL: return od_json_null(j);
    case OD_JSON_NUMBER:
    case OD_JSON_END: break;
    }
    return od_json_number(j, &number);
}

static void wrong_text_is_refused_at_its_first_wrong_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        for (int c = 0; c < N_CHUNKS; c++) {
            reader r;
            begin(&r, wrong[i].text, chunks[c]);

            if (read_all(&r.j) == OD_OK)
                od_json_finish(&r.j);

            assert_failed(&r, wrong[i].at, wrong[i].what);
            end(&r);
        }
}

static void skipping_refuses_the_same_texts_as_reading(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        for (int c = 0; c < N_CHUNKS; c++) {
            reader r;
            begin(&r, wrong[i].text, chunks[c]);

            od_status st = od_json_skip(&r.j);
            if (st == OD_OK)
                st = od_json_finish(&r.j);

            assert_int_equal(st, OD_INPUT);
            assert_int_equal(r.err.code, OD_INPUT);
            end(&r);
        }
}

static void truncated_text_comes_with_the_advice_to_get_it_again(void **state)
{
    reader r;

    (void)state;
    begin(&r, "[1, 2", 0);
    assert_int_equal(od_json_skip(&r.j), OD_INPUT);

    assert_non_null(strstr(r.err.remedy, "truncated"));
    end(&r);
}

static void another_type_than_wanted_is_named(void **state)
{
    double number;
    od_str text;
    bool truth;
    reader r;

    (void)state;
    begin(&r, "  \"7\"", 0);
    assert_int_equal(od_json_number(&r.j, &number), OD_INPUT);
    assert_failed(&r, 2, "expected a number, found a string");
    end(&r);
    begin(&r, "null", 0);
    assert_int_equal(od_json_string(&r.j, &text), OD_INPUT);
    assert_failed(&r, 0, "expected a string, found null");
    end(&r);
    begin(&r, "{}", 0);
    assert_int_equal(od_json_open_array(&r.j), OD_INPUT);
    assert_failed(&r, 0, "expected an array, found an object");
    end(&r);
    begin(&r, "[]", 0);
    assert_int_equal(od_json_open_object(&r.j), OD_INPUT);
    assert_failed(&r, 0, "expected an object, found an array");
    end(&r);
    begin(&r, "1", 0);
    assert_int_equal(od_json_bool(&r.j, &truth), OD_INPUT);
    assert_failed(&r, 0, "expected true or false, found a number");
    end(&r);
    begin(&r, "false", 0);
    assert_int_equal(od_json_null(&r.j), OD_INPUT);
    assert_failed(&r, 0, "expected null, found false");
    end(&r);
}

static void utf16_is_named(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
    } texts[] = {{"\xff\xfe[\0]\0", 6},
                 {"\xfe\xff\0[\0]", 6},
                 {"[\0]\0", 4},
                 {"\0[\0]", 4},
                 {"\0\0\xfe\xff\0\0\0[", 8}};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        reader r;
        begin_n(&r, texts[i].bytes, texts[i].n, 0);

        assert_int_equal(od_json_skip(&r.j), OD_INPUT);

        assert_non_null(strstr(r.err.what, "UTF-16"));
        assert_string_equal(r.err.remedy, "save it as UTF-8");
        end(&r);
    }
}

/* n opening brackets and as many closing ones. */
static char *nested(size_t n)
{
    char *text = malloc(2 * n + 1);

    assert_non_null(text);
    memset(text, '[', n);
    memset(text + n, ']', n);
    text[2 * n] = '\0';
    return text;
}

static void a_thousand_levels_are_read_and_one_more_is_refused(void **state)
{
    char *fits = nested(OD_JSON_DEPTH), *deep = nested(OD_JSON_DEPTH + 1);

    (void)state;
    for (int c = 0; c < N_CHUNKS; c++) {
        reader r;
        begin(&r, fits, chunks[c]);
        assert_int_equal(od_json_skip(&r.j), OD_OK);
        assert_int_equal(od_json_finish(&r.j), OD_OK);
        end(&r);

        begin(&r, deep, chunks[c]);
        assert_int_equal(od_json_skip(&r.j), OD_INPUT);
        assert_failed(&r, OD_JSON_DEPTH, "more than 1000 deep");
        assert_true(r.err.remedy[0] != '\0');
        end(&r);

        begin(&r, deep, chunks[c]);
        assert_int_equal(read_all(&r.j), OD_INPUT);
        assert_failed(&r, OD_JSON_DEPTH, "more than 1000 deep");
        end(&r);
    }
    free(fits);
    free(deep);
}

static void skipping_goes_over_exactly_one_value(void **state)
{
    static const char *const values[] = {"1",
                                         "-1.5e3",
                                         "true",
                                         "null",
                                         "\"a\\\"]b\"",
                                         "[]",
                                         "{}",
                                         "[1, 2,3 , [4], -5.25 ]",
                                         "NaN",
                                         "{\"a\": {\"b\": [1, {}]}, \"c\": \"}\"}",
                                         "[[1.5,2,3.25,4], \"x\", [0.1]]",
                                         "\"\xe6\xbc\xa2 and more\""};

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (int c = 0; c < N_CHUNKS; c++) {
            char text[128];
            bool first = true, more;
            double after = 0;
            reader r;
            size_t n = strlen(values[i]);
            text[0] = '[';
            memcpy(text + 1, values[i], n);
            memcpy(text + 1 + n, ", 42, 43]", 10);
            begin(&r, text, chunks[c]);

            assert_int_equal(od_json_open_array(&r.j), OD_OK);
            assert_int_equal(od_json_item(&r.j, &first, &more), OD_OK);
            assert_int_equal(od_json_skip(&r.j), OD_OK);

            assert_int_equal(od_json_offset(&r.j), n + 1);
            assert_int_equal(od_json_item(&r.j, &first, &more), OD_OK);
            assert_int_equal(od_json_number(&r.j, &after), OD_OK);
            assert_true(after == 42);
            end(&r);
        }
}

static void a_skipped_string_of_any_length_takes_no_memory_and_a_wanted_one_has_a_limit(void **state)
{
    const size_t n = OD_JSON_TEXT_MAX + 100;
    char *text = malloc(n + 2);
    od_str wanted;

    (void)state;
    assert_non_null(text);
    memset(text, 'x', n + 2);
    text[0] = text[n + 1] = '"';
    for (int stream = 0; stream < 2; stream++) {
        reader r;
        od_window w;
        begin_n(&r, text, n + 2, stream ? 4096 : 0);
        assert_int_equal(od_json_skip(&r.j), OD_OK);
        w = od_input_window(r.in);
        assert_true(!stream || w.end - w.begin <= 4096);
        end(&r);

        begin_n(&r, text, n + 2, stream ? 4096 : 0);
        assert_int_equal(od_json_string(&r.j, &wanted), OD_INPUT);
        assert_non_null(strstr(r.err.what, "more than 16 MiB"));
        end(&r);

        begin_n(&r, text, n, stream ? 4096 : 0); /* cut, not closed */
        assert_int_equal(od_json_skip(&r.j), OD_INPUT);
        assert_failed(&r, n, "ends inside a string");
        end(&r);
    }
    free(text);
}

static void a_number_has_the_same_limit_whether_read_or_skipped(void **state)
{
    const size_t n = OD_JSON_TEXT_MAX + 100;
    char *text = malloc(n);
    double value;

    (void)state;
    assert_non_null(text);
    memset(text, '1', n);
    for (int stream = 0; stream < 2; stream++) {
        reader r;
        begin_n(&r, text, n, stream ? 4096 : 0);
        assert_int_equal(od_json_skip(&r.j), OD_INPUT);
        assert_failed(&r, 0, "more than 16 MiB");
        end(&r);

        begin_n(&r, text, n, stream ? 4096 : 0);
        assert_int_equal(od_json_number(&r.j, &value), OD_INPUT);
        assert_failed(&r, 0, "more than 16 MiB");
        end(&r);
    }
    free(text);
}

static void only_white_space_may_follow_the_last_value(void **state)
{
    reader r;

    (void)state;
    begin(&r, "{} \n\t ", 1);
    assert_int_equal(od_json_skip(&r.j), OD_OK);
    assert_int_equal(od_json_finish(&r.j), OD_OK);
    end(&r);
    begin(&r, "{} x", 1);
    assert_int_equal(od_json_skip(&r.j), OD_OK);
    assert_int_equal(od_json_finish(&r.j), OD_INPUT);
    assert_failed(&r, 3, "expected the end of the text, found 'x'");
    assert_true(r.err.remedy[0] != '\0');
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_give_their_keys_in_order_and_every_duplicate),
        cmocka_unit_test(empty_arrays_and_objects_give_nothing),
        cmocka_unit_test(each_scalar_is_read_as_what_it_is),
        cmocka_unit_test(integers_are_exact_and_may_be_written_as_doubles),
        cmocka_unit_test(strings_are_decoded_to_utf8),
        cmocka_unit_test(a_special_byte_is_seen_wherever_it_stands),
        cmocka_unit_test(peeking_consumes_white_space_only),
        cmocka_unit_test(a_byte_order_mark_counts_as_white_space_once),
        cmocka_unit_test(wrong_text_is_refused_at_its_first_wrong_byte),
        cmocka_unit_test(skipping_refuses_the_same_texts_as_reading),
        cmocka_unit_test(truncated_text_comes_with_the_advice_to_get_it_again),
        cmocka_unit_test(another_type_than_wanted_is_named),
        cmocka_unit_test(utf16_is_named),
        cmocka_unit_test(a_thousand_levels_are_read_and_one_more_is_refused),
        cmocka_unit_test(skipping_goes_over_exactly_one_value),
        cmocka_unit_test(a_skipped_string_of_any_length_takes_no_memory_and_a_wanted_one_has_a_limit),
        cmocka_unit_test(a_number_has_the_same_limit_whether_read_or_skipped),
        cmocka_unit_test(only_white_space_may_follow_the_last_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
