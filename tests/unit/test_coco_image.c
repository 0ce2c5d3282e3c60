/* Images read by their shape against the general reader; see coco_ways.h. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "coco_ways.h"

enum { CASES = 20000 };

/* ---- texts ---- */

static void put_text(draft *t, uint64_t *seed)
{
    static const char *const texts[] = {"\"\"", "\"7.png\"", "\"\xc3\xa9.jpg\"", "\"http://a/b\"",
                                        "\"a: 1, 2\""};
    static const char *const odd[] = {"null",     "7",        "\"a\\\"b\"", "\"\\u00e9\"",    "\"\\u0000\"",
                                      "\"\xc3\"", "\"a\nb\"", "[\"a\"]",    "{\"a\": \"b\"}", "\"\\q\""};

    put(t, oddly(t, seed, 30) ? PICK(seed, odd) : PICK(seed, texts));
}

static void put_size(draft *t, uint64_t *seed)
{
    static const char *const sizes[] = {"640", "480", "1", "2147483648"};
    static const char *const odd[] = {"0",          "-1",   "640.0",   "6.4e2", "640.5",
                                      "2147483649", "null", "\"640\"", "NaN"};

    put(t, oddly(t, seed, 30) ? PICK(seed, odd) : PICK(seed, sizes));
}

enum { K_ID, K_FILE, K_WIDTH, K_HEIGHT, K_URL, K_LICENSE, K_TEXT, K_NEG, K_WIDTH_AGAIN, N_MEMBERS };

static void put_image_member(draft *t, uint64_t *seed, unsigned key, unsigned number)
{
    static const char *const names[N_MEMBERS] = {"id",   "file_name", "width",    "height",     "coco_url",
                                                 "note", "text",      "neg_text", "w\\u0069dth"};
    char id[24];

    put(t, "\"");
    put(t, names[key]);
    put(t, "\": ");
    snprintf(id, sizeof id, "%u", number);
    if (key == K_ID && !oddly(t, seed, 20))
        put(t, id);
    else if (key == K_ID)
        put_id(t, seed);
    else if (key == K_FILE || key == K_URL)
        put_text(t, seed);
    else if (key == K_TEXT || key == K_NEG)
        put(t, below(seed, 2) ? "[\"red\"]" : "\"red\"");
    else if (key == K_LICENSE)
        put(t, below(seed, 2) ? "{\"a\": [\"b\", 1]}" : "4");
    else
        put_size(t, seed);
}

/* Neighbours have the same keys in the same order, mostly. */
static void make_file(draft *t, uint64_t *seed)
{
    const unsigned n = below(seed, 12);
    unsigned order[N_MEMBERS] = {0}, n_keys = 0;

    t->n = 0;
    put(t, "{\"images\": [");
    for (unsigned i = 0; i < n; i++) {
        if (i == 0 || below(seed, 6) == 0) {
            n_keys = 0;
            for (unsigned k = 0; k < N_MEMBERS; k++)
                if (k <= K_HEIGHT ? below(seed, 12) : below(seed, 5) == 0)
                    order[n_keys++] = k;
        }
        put(t, i ? ", {" : "{");
        for (unsigned k = 0; k < n_keys; k++) {
            put(t, k ? ", " : "");
            put_image_member(t, seed, order[k], i);
        }
        put(t, "}");
    }
    put(t, "], \"annotations\": [], \"categories\": [{\"id\": 1, \"name\": \"red\"}]}");
}

/* ---- tests ---- */

static uint64_t n_images(const od_dataset *set)
{
    return set->n_images;
}

static void both_ways_agree_on_images_of_every_kind(void **state)
{
    (void)state;
    assert_true(agree_on_files(make_file, n_images, CASES) >
                2 * CASES); /* or the texts were refused, and nothing was compared */
}

static void both_ways_agree_on_damaged_images(void **state)
{
    const uint64_t good = agree_on_damaged_files(make_file, n_images, CASES);

    (void)state;
    assert_true(good > CASES / 20 && good < CASES - CASES / 10);
}

/* The first image is learnt, and then learning is off: only one that is like it leaves its shape in place. */
static bool is_read_fast(const char *first, const char *second, od_dataset_builder *b)
{
    od_error err = {0};
    od_coco_reader r = {.builder = b, .err = &err};
    od_input *in[2];
    bool fast;

    assert_int_equal(od_input_of_bytes(&in[0], "gt", first, strlen(first), NULL), OD_OK);
    assert_int_equal(od_input_of_bytes(&in[1], "gt", second, strlen(second), NULL), OD_OK);
    od_json_init(&r.json, in[0], &err);
    assert_int_equal(od_coco_image(&r), OD_OK);
    od_json_free(&r.json);
    od_json_init(&r.json, in[1], &err);
    r.way.general = true;
    assert_int_equal(od_coco_image(&r), OD_OK);
    fast = r.image_shape.text.n_values > 0;
    od_json_free(&r.json);
    od_input_close(in[0]);
    od_input_close(in[1]);
    od_coco_images_release(&r);
    od_buffer_free(&r.image_text);
    return fast;
}

#define PLAIN(id, file, rest)                                                                                \
    "{\"id\": " id ", \"file_name\": " file ", \"width\": 640, \"height\": 480" rest "}"

static void images_like_the_last_are_read_fast(void **state)
{
    static const struct {
        const char *first, *second;
        bool fast;
    } cases[] = {
        {PLAIN("1", "\"a\"", ""), PLAIN("22", "\"long/name.jpg\"", ""), true},
        {PLAIN("1", "\"a\"", ",\"url\": \"x\""), PLAIN("2", "\"b\"", ",\"url\": \"\""), true},
        {PLAIN("1", "\"a\"", ""), PLAIN("2", "\"a\\\"b\"", ""), false},
        {PLAIN("1", "\"a\"", ""), PLAIN("2", "null", ""), false},
        {PLAIN("1", "\"a\"", ""), PLAIN("\"2\"", "\"a\"", ""), false},
        {PLAIN("\"1\"", "\"a\"", ""), PLAIN("\"2\"", "\"a\"", ""), false},
        {PLAIN("1", "\"a\"", ",\"text\": \"x\""), PLAIN("2", "\"a\"", ",\"text\": \"y\""), false},
        {PLAIN("1", "\"a\"", ",\"width\": 1"), PLAIN("2", "\"a\"", ",\"width\": 2"), false},
        {"{\"id\": 1, \"file_name\": \"a\"}", "{\"id\": 2, \"file_name\": \"b\"}", false},
        {PLAIN("1", "\"a\"", ""), "{\"id\": 2, \"file_name\": \"a\", \"width\": 0, \"height\": 480}", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        od_dataset_builder *b;

        assert_int_equal(od_dataset_builder_create(&b, NULL), OD_OK);
        if (is_read_fast(cases[i].first, cases[i].second, b) != cases[i].fast)
            fail_msg("%s and %s", cases[i].first, cases[i].second);
        assert_int_equal(b->n_images, 2);
        od_dataset_builder_free(b);
    }
}

static void fast_values_go_where_they_belong(void **state)
{
    od_dataset_builder *b;

    (void)state;
    assert_int_equal(od_dataset_builder_create(&b, NULL), OD_OK);
    assert_true(is_read_fast(
        "{\"height\": 1, \"u\": \"x\", \"file_name\": \"f\", \"n\": 3, \"id\": 4, \"width\": 5}",
        "{\"height\": 7, \"u\": \"y\", \"file_name\": \"g/h\", \"n\": 8, \"id\": -9, \"width\": 10}", b));

    assert_int_equal(b->image[1].height, 7);
    assert_int_equal(b->image[1].width, 10);
    assert_string_equal(b->image[1].file.p, "g/h");
    assert_int_equal(b->images.ids[b->image_key[1]].number, -9);
    od_dataset_builder_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_agree_on_images_of_every_kind),
        cmocka_unit_test(both_ways_agree_on_damaged_images),
        cmocka_unit_test(images_like_the_last_are_read_fast),
        cmocka_unit_test(fast_values_go_where_they_belong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
