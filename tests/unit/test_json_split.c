/* An array read by several threads: what is kept of what they read ahead, and that nothing else shows. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/json_split.h"

enum { N_MAX = 200, N_THREADS = 5, N_SLOTS = 3 * N_THREADS };

/* Reads records {"v": number, ...} into a list. A negative number is out of the ordinary: threads that read
 * ahead leave it to the caller's reader. A record that is an object inside something else is never one of
 * ours, whatever it holds. */
typedef struct numbers {
    int64_t v[N_MAX];
    size_t n;
} numbers;

typedef struct taker {
    od_json json;
    od_json ahead_json[N_SLOTS];
    numbers ahead[N_SLOTS];
    numbers taken;
    size_t n_kept, n_read; /* of those, how they came */
    int64_t last;          /* taking this number fails */
    int64_t slow;          /* reading this number ahead takes a while */
    od_error err;
} taker;

static bool read_number(od_json *j, int64_t *v)
{
    bool first = true, more, fits = false;
    od_str key;

    *v = 0;
    if (od_json_open_object(j) != OD_OK)
        return false;
    while (od_json_key(j, &first, &key, &more) == OD_OK && more) {
        od_status st = od_str_equal(key, OD_STR("v")) ? od_json_integer(j, v, &fits) : od_json_skip(j);
        if (st != OD_OK)
            return false;
    }
    return !more && od_json_offset(j) > 0 && j->p[-1] == '}';
}

static od_json *reader(void *context, unsigned slot)
{
    taker *t = context;

    return &t->ahead_json[slot];
}

static void clear(void *context, unsigned slot)
{
    taker *t = context;

    t->ahead[slot].n = 0;
}

static bool ahead(void *context, unsigned slot)
{
    taker *t = context;
    numbers *a = &t->ahead[slot];

    if (a->n == N_MAX || !read_number(&t->ahead_json[slot], &a->v[a->n]))
        return false;
    if (a->v[a->n] == t->slow)
        nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
    return a->v[a->n++] >= 0;
}

static od_status take(taker *t, int64_t v, od_error *err)
{
    assert_true(t->taken.n < N_MAX);
    t->taken.v[t->taken.n++] = v;
    return v == t->last ? od_fail(err, OD_USAGE, "%lld is the last", (long long)v) : OD_OK;
}

static od_status keep(void *context, unsigned slot, uint64_t n, od_error *err)
{
    taker *t = context;
    od_status st = OD_OK;

    assert_int_equal(n, t->ahead[slot].n);
    t->n_kept += n;
    for (size_t i = 0; i < n && st == OD_OK; i++)
        st = take(t, t->ahead[slot].v[i], err);
    return st;
}

static od_status read_one(void *context, od_error *err)
{
    taker *t = context;
    int64_t v;

    t->n_read++;
    return read_number(&t->json, &v) ? take(t, v, err) : t->err.code;
}

static const od_json_pieces model = {
    .reader = reader, .clear = clear, .ahead = ahead, .keep = keep, .read = read_one};

/* Reads the array that the text begins with; what follows it must be `rest`, NULL after an error. */
static od_status split(taker *t, const char *text, unsigned n_threads, size_t piece_bytes, const char *rest)
{
    od_json_pieces pieces = model;
    od_input *in;
    od_status st;

    *t = (taker){.last = t->last, .slow = t->slow};
    pieces.context = t;
    assert_int_equal(od_input_of_bytes(&in, "a.json", text, strlen(text), NULL), OD_OK);
    od_json_init(&t->json, in, &t->err);
    assert_int_equal(od_json_open_array(&t->json), OD_OK);
    st = od_json_split(&t->json, n_threads, piece_bytes, &pieces, &t->err);
    if (rest) {
        assert_int_equal(t->taken.n, t->n_kept + t->n_read);
        assert_string_equal(t->json.p, rest);
        assert_int_equal(t->json.depth, 0);
    }
    od_json_free(&t->json);
    od_input_close(in);
    return st;
}

static int setup(void **state)
{
    taker *t = calloc(1, sizeof *t);

    assert_non_null(t);
    t->last = t->slow = -1;
    *state = t;
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

static void assert_numbers(const taker *t, const int64_t *v, size_t n)
{
    assert_int_equal(t->taken.n, n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(t->taken.v[i], v[i]);
}

/* ---- tests ---- */

static void where_every_guess_is_right_every_piece_is_kept(void **state)
{
    enum { N = 60 };
    taker *t = *state;
    char text[4096];
    int64_t wanted[N];
    size_t n = (size_t)snprintf(text, sizeof text, " [ ");

    for (int i = 0; i < N; i++) {
        wanted[i] = i * 7;
        n += (size_t)snprintf(text + n, sizeof text - n, "{\"v\": %d, \"w\": \"%.*s\"}%s", i * 7, i % 13,
                              "wwwwwwwwwwwww",
                              i + 1 == N ? "\n]\n, 5"
                              : i % 2    ? ","
                                         : " ,\n\t ");
    }
    for (size_t piece_bytes = 1; piece_bytes < n + 5; piece_bytes += 1 + piece_bytes / 40) {
        assert_int_equal(split(t, text, 1 + piece_bytes % N_THREADS, piece_bytes, "\n, 5"), OD_OK);

        assert_numbers(t, wanted, N);
        assert_int_equal(t->n_kept, N);
        assert_int_equal(t->n_read, 0);
    }
}

static void a_piece_waits_for_the_one_before_it(void **state)
{
    static const char text[] = "[{\"v\": 1}, {\"v\": 2}, {\"v\": 3}, {\"v\": 4}, {\"v\": 5}, {\"v\": 6}]";
    static const int64_t wanted[] = {1, 2, 3, 4, 5, 6};
    taker *t = *state;

    for (t->slow = 1; t->slow <= 4; t->slow += 3) {
        assert_int_equal(split(t, text, 3, 10, ""), OD_OK);

        assert_numbers(t, wanted, 6);
        assert_int_equal(t->n_kept, 6);
    }
}

static void an_array_may_be_empty_or_hold_one_record(void **state)
{
    static const int64_t one[] = {4};
    taker *t = *state;

    for (size_t piece_bytes = 0; piece_bytes < 30; piece_bytes++) {
        assert_int_equal(
            split(t, "[ ] , {\"v\": 1}, {\"v\": 2}]", 3, piece_bytes, " , {\"v\": 1}, {\"v\": 2}]"), OD_OK);
        assert_int_equal(t->taken.n, 0);
        assert_int_equal(split(t, "\n[{\"v\": 4}]", 3, piece_bytes, ""), OD_OK);
        assert_numbers(t, one, 1);
    }
}

/* From each false start on there are good records, and a good end of the array. */
static void records_that_only_seem_to_be_some_are_not_taken(void **state)
{
    static const char text[] =
        "[{\"v\": 1, \"x\": [{\"v\": 100}, {\"v\": 101}, {\"v\": 102}]},"
        " {\"v\": 2, \"x\": {\"y\": [[{\"v\": 103}, {\"v\": 104}], {\"v\": 105}, {\"v\": 106}]}},"
        " {\"}, {\":\":\",\"}, {\":1, \"v\": 3}, {\"v\": 4, \"x\": \"}, {}, {}, { ]\"}, {\"v\": 5}]"
        ", {\"v\": 107}, {\"v\": 108}]";
    static const int64_t wanted[] = {1, 2, 3, 4, 5};
    taker *t = *state;
    size_t n_kept = 0, n_read = 0;

    for (size_t piece_bytes = 1; piece_bytes <= sizeof text; piece_bytes++) {
        assert_int_equal(split(t, text, 2 + piece_bytes % 4, piece_bytes, ", {\"v\": 107}, {\"v\": 108}]"),
                         OD_OK);
        assert_numbers(t, wanted, 5);
        n_kept += t->n_kept;
        n_read += t->n_read;
    }

    assert_true(n_kept > sizeof text && n_read > sizeof text);
}

static void what_is_out_of_the_ordinary_is_left_to_the_callers_reader(void **state)
{
    static const char text[] = "[{\"v\": 1}, {\"v\": 2}, {\"v\": -3}, {\"v\": 4}, {\"v\": 5}]";
    static const int64_t wanted[] = {1, 2, -3, 4, 5};
    taker *t = *state;

    t->last = 99;
    assert_int_equal(split(t, text, 2, 1, ""), OD_OK);
    assert_numbers(t, wanted, 5);
    assert_int_equal(t->n_kept, 4);
    assert_int_equal(t->n_read, 1);

    assert_int_equal(split(t, text, 2, 25, ""), OD_OK); /* three records, two records */
    assert_numbers(t, wanted, 5);
    assert_int_equal(t->n_kept, 2);
    assert_int_equal(t->n_read, 3);

    assert_int_equal(split(t, text, 2, 0, ""), OD_OK);
    assert_numbers(t, wanted, 5);
    assert_int_equal(t->n_read, 5);
}

static void the_first_damage_ends_the_reading_with_its_place(void **state)
{
    static const struct {
        const char *text, *error;
        size_t n_taken;
    } cases[] = {
        {"[{\"v\": 1}, {\"v\": 2} {\"v\": 3}, {\"v\": 4}]",
         "a.json: byte 20: expected ',' or ']', found an object", 2},
        {"[{\"v\": 1}, {\"v\": 2},]", "a.json: byte 20: a comma is followed by ']'", 2},
        {"[{\"v\": 1}, {\"v\": 2}, ", "a.json: byte 21: the text ends inside an array", 2},
        {"[{\"v\": 1}, {\"v\": 2}", "a.json: byte 19: the text ends inside an array", 2},
        {"[{\"v\": 1}, {\"v\": }, {\"v\": 3}]", "a.json: byte 17: expected a number, found '}'", 1},
        {"[{\"v\": 1}, , {\"v\": 3}]", "a.json: byte 11: expected an object, found ','", 1},
        {"[", "a.json: byte 1: the text ends inside an array", 0},
    };
    taker *t = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t piece_bytes = 0; piece_bytes < 40; piece_bytes++) {
            char text[1200], place[600];

            assert_int_equal(split(t, cases[i].text, 2 + piece_bytes % 4, piece_bytes, NULL), OD_INPUT);

            od_place_text(place, sizeof place, (od_place){t->err.input, t->err.at, t->err.unit});
            snprintf(text, sizeof text, "%s: %s", place, t->err.what);
            assert_string_equal(text, cases[i].error);
            assert_true(t->taken.n == cases[i].n_taken);
        }
    }
}

/* Whether it was kept or read; and nothing behind it is taken. */
static void a_failure_to_take_a_record_ends_the_reading(void **state)
{
    static const char text[] = "[{\"v\": 1}, {\"v\": 2}, {\"v\": -3}, {\"v\": 4}, {\"v\": 5}, {\"v\": 6}]";
    taker *t = *state;

    for (size_t piece_bytes = 1; piece_bytes <= sizeof text; piece_bytes++) {
        t->last = piece_bytes % 2 ? -3 : 4;
        assert_int_equal(split(t, text, 3, piece_bytes, NULL), OD_USAGE);
        assert_int_equal(t->taken.n, piece_bytes % 2 ? 3 : 4);
        assert_string_equal(t->err.what, piece_bytes % 2 ? "-3 is the last" : "4 is the last");
    }
}

/* Levels are counted from the top of the text, as one reader would. */
static void pieces_are_as_deep_as_the_array(void **state)
{
    enum { N = OD_JSON_DEPTH };
    static const char clean[] = "[{\"v\": 1}, {\"v\": 2}, {\"v\": 3, \"x\": ";
    taker *t = *state;

    for (size_t n_levels = N - 2; n_levels <= N - 1; n_levels++) { /* the array and the object are two more */
        char text[3 * N] = {0};
        size_t n = sizeof clean - 1;

        memcpy(text, clean, n);
        memset(text + n, '[', n_levels);
        memset(text + n + n_levels, ']', n_levels);
        memcpy(text + n + 2 * n_levels, "}]", 2);
        od_status st = split(t, text, 2, 1, NULL);
        assert_int_equal(st, n_levels == N - 2 ? OD_OK : OD_INPUT);
        assert_int_equal(t->n_kept, n_levels == N - 2 ? 3 : 2);
    }
}

static void splitting_is_for_long_texts_that_are_there(void **state)
{
    const size_t n = 2 * OD_JSON_PIECE + 2;
    char *text = malloc(n);
    od_input *whole, *stream, *brief;
    od_json j;

    (void)state;
    assert_non_null(text);
    memset(text, ' ', n);
    assert_int_equal(od_input_of_bytes(&whole, "whole", text, n, NULL), OD_OK);
    assert_int_equal(od_input_of_bytes(&brief, "brief", text, n - 2, NULL), OD_OK);
    assert_int_equal(od_input_of_chunks(&stream, "stream", text, n, n, NULL), OD_OK);

    od_json_init(&j, whole, NULL);
    assert_true(od_json_worth_splitting(&j, 2));
    assert_false(od_json_worth_splitting(&j, 1));
    assert_false(od_json_worth_splitting(&j, 0));
    j.p += 2;
    assert_false(od_json_worth_splitting(&j, 2)); /* what is left counts */
    od_json_init(&j, brief, NULL);
    assert_false(od_json_worth_splitting(&j, 2));
    od_json_init(&j, stream, NULL);
    assert_false(od_json_worth_splitting(&j, 2));

    od_input_close(whole);
    od_input_close(brief);
    od_input_close(stream);
    free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(where_every_guess_is_right_every_piece_is_kept),
        TEST(a_piece_waits_for_the_one_before_it),
        TEST(an_array_may_be_empty_or_hold_one_record),
        TEST(records_that_only_seem_to_be_some_are_not_taken),
        TEST(what_is_out_of_the_ordinary_is_left_to_the_callers_reader),
        TEST(the_first_damage_ends_the_reading_with_its_place),
        TEST(a_failure_to_take_a_record_ends_the_reading),
        TEST(pieces_are_as_deep_as_the_array),
        TEST(splitting_is_for_long_texts_that_are_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
