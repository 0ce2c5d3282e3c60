/* Annotations read by their shape against the general reader: on the same text both must come to the same
 * data set, the same ledger and the same error. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "coco_ways.h"

enum { CASES = 20000 };

/* ---- texts ---- */

/* A record in which letters stand for its values: written once, filled in many times, so that neighbours
 * differ in nothing else. */
typedef draft form;

/* i an annotation's id, r a reference, n a number, f a flag, x anything; a box is four numbers. */
static void put_form_member(form *t, uint64_t *seed, unsigned key)
{
    static const char *const texts[] = {"[]", "[[n, n ,n,n]]", "\"}, {1\"", "{\"a\\\"1\": \"b\"}", "null",
                                        "n"};

    static const struct {
        const char *key, *value;
    } members[] = {{"id", "i"},     {"image_id", "r"}, {"category_id", "r"},  {"bbox", "[n, n,n, n]"},
                   {"area", "n"},   {"iscrowd", "f"},  {"ignore", "f"},       {"is\\u0063rowd", "f"},
                   {"isfake", "f"}, {"score", "x"},    {"segmentation", NULL}};

    put(t, "\"");
    put(t, members[key].key);
    put(t, "\"");
    put_space(t, seed);
    put(t, ":");
    put_space(t, seed);
    put(t, members[key].value ? members[key].value : PICK(seed, texts));
    put_space(t, seed);
}

/* The usual six keys shuffled, sometimes one less, sometimes others among them, seldom one twice. */
static void make_form(form *t, uint64_t *seed)
{
    unsigned order[16], n = 6;

    for (unsigned i = 0; i < n; i++)
        order[i] = i;
    for (unsigned extra = below(seed, 3); extra-- > 0;)
        order[n++] = below(seed, 30) ? 6 + below(seed, 5) : below(seed, 6);
    for (unsigned i = n; i-- > 1;) {
        unsigned k = below(seed, i + 1), keep = order[i];
        order[i] = order[k];
        order[k] = keep;
    }
    n -= below(seed, 4) == 0;
    t->n = 0;
    put(t, "{");
    put_space(t, seed);
    for (unsigned i = 0; i < n; i++) {
        put_form_member(t, seed, order[i]);
        put(t, i + 1 < n ? "," : "");
        put_space(t, seed);
    }
    put(t, "}");
}

static void put_value(draft *t, uint64_t *seed, char what)
{
    static const char *const flags[] = {"0", "0", "0", "1"};
    static const char *const odd_flags[] = {"true", "false", "null", "0.0", "-0", "NaN", "2", "\"1\"", "[1]"};
    char text[24];

    if (what == 'n' || (what == 'x' && below(seed, 2)))
        put_number(t, seed);
    else if (what == 'r' || oddly(t, seed, 100))
        put_id(t, seed);
    else if (what == 'f' || what == 'x')
        put(t, oddly(t, seed, 30) ? PICK(seed, odd_flags) : PICK(seed, flags));
    else {
        snprintf(text, sizeof text, "%u", below(seed, 100000));
        put(t, text);
    }
}

/* Letters inside strings, and of "null", are no values. */
static void put_filled(draft *t, uint64_t *seed, const form *f)
{
    bool string = false;

    for (size_t i = 0; i < f->n; i++) {
        const char c = f->bytes[i], text[2] = {c, '\0'};

        if (c == '"' && f->bytes[i - 1] != '\\')
            string = !string;
        if (!string && strchr("irnfx", c) && f->bytes[i + 1] != 'u')
            put_value(t, seed, c);
        else
            put(t, text);
    }
}

static void make_file(draft *t, uint64_t *seed)
{
    const unsigned n = below(seed, 16);
    form f = {.calm = true};

    t->n = 0;
    put(t, "{\"images\": [{\"id\": 1, \"width\": 640, \"height\": 480}, {\"id\": 2}, {\"id\": 30}],"
           " \"categories\": [{\"id\": 1, \"name\": \"red\"}, {\"id\": 2}, {\"id\": 3}], \"annotations\": [");
    for (unsigned i = 0; i < n; i++) {
        if (i == 0 || below(seed, 8) == 0)
            make_form(&f, seed);
        put(t, i ? "," : "");
        put(t, i && below(seed, 20) == 0 ? "\n" : " ");
        put_filled(t, seed, &f);
    }
    put(t, "]}");
}

/* ---- tests ---- */

static uint64_t n_truths(const od_dataset *set)
{
    return set->n_truths;
}

static void both_ways_agree_on_annotations_of_every_kind(void **state)
{
    (void)state;
    assert_true(agree_on_files(make_file, n_truths, CASES) >
                2 * CASES); /* or the texts were refused, and nothing was compared */
}

static void both_ways_agree_on_damaged_annotations(void **state)
{
    const uint64_t good = agree_on_damaged_files(make_file, n_truths, CASES);

    (void)state;
    assert_true(good > CASES / 10 && good < CASES - CASES / 10);
}

/* The first annotation is learnt, and then learning is off: only one that is like it leaves its shape in
 * place. */
static bool is_read_fast(const char *first, const char *second, od_dataset_builder *b)
{
    od_error err = {0};
    od_coco_reader r = {.builder = b, .err = &err};
    od_input *in[2];
    bool fast;

    assert_int_equal(od_input_of_bytes(&in[0], "gt", first, strlen(first), NULL), OD_OK);
    assert_int_equal(od_input_of_bytes(&in[1], "gt", second, strlen(second), NULL), OD_OK);
    od_json_init(&r.json, in[0], &err);
    assert_int_equal(od_coco_annotation(&r), OD_OK);
    od_json_free(&r.json);
    od_json_init(&r.json, in[1], &err);
    r.way.general = true;
    assert_int_equal(od_coco_annotation(&r), OD_OK);
    fast = r.annotation_shape.text.n_values > 0;
    od_json_free(&r.json);
    od_input_close(in[0]);
    od_input_close(in[1]);
    od_buffer_free(&r.image_text);
    od_buffer_free(&r.category_text);
    return fast;
}

#define PLAIN(id, rest) "{\"id\":" id ",\"image_id\":1,\"category_id\":2,\"bbox\":[1,2,3,4]" rest "}"

static void annotations_like_the_last_are_read_fast(void **state)
{
    static const struct {
        const char *first, *second;
        bool fast;
    } cases[] = {
        {PLAIN("1", ",\"area\":12,\"iscrowd\":0"), PLAIN("2", ",\"area\":1.5e1,\"iscrowd\":1"), true},
        {PLAIN("1", ""), PLAIN("2", ""), true},
        {PLAIN("1", ",\"ignore\":0"), PLAIN("2", ",\"ignore\":1"), true},
        {PLAIN("1", ",\"isfake\":0"), PLAIN("2", ",\"isfake\":1"), true},
        {PLAIN("1", ",\"segmentation\":[]"), PLAIN("2", ",\"segmentation\":[]"), true},
        {PLAIN("1", ",\"segmentation\":[[1,2,3,4,5,6,7,8]]"),
         PLAIN("2", ",\"segmentation\":[[1,2,3,4,5,6,7,9]]"), true},
        {PLAIN("1", ",\"segmentation\":[[1,2,3,4,5,6,7,8,9,10]]"),
         PLAIN("2", ",\"segmentation\":[[1,2,3,4,5,6,7,9,9,10]]"), false},
        {PLAIN("1", ",\"area\":12"), PLAIN("2", ",\"area\":null"), false},
        {PLAIN("1", ",\"area\":null"), PLAIN("2", ",\"area\":null"), false},
        {PLAIN("1", ",\"iscrowd\":true"), PLAIN("2", ",\"iscrowd\":true"), false},
        {PLAIN("true", ",\"isfake\":1"), PLAIN("true", ",\"isfake\":1"), false},
        {PLAIN("1", ",\"id\":2"), PLAIN("2", ",\"id\":3"), false},
        {PLAIN("1", ""), PLAIN("2.0", ""), false},
        {PLAIN("1", ",\"image_id\":\"1\""), PLAIN("1", ",\"image_id\":\"1\""), false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        od_dataset_builder *b;

        assert_int_equal(od_dataset_builder_create(&b, NULL), OD_OK);
        if (is_read_fast(cases[i].first, cases[i].second, b) != cases[i].fast)
            fail_msg("%s and %s", cases[i].first, cases[i].second);
        assert_int_equal(b->set->n_truths, 2);
        od_dataset_builder_free(b);
    }
}

/* Each value from its own key, whatever the order and whatever numbers stand between. */
static void fast_values_go_where_they_belong(void **state)
{
    static const char first[] =
        "{\"iscrowd\":0,\"x\":[7,7],\"area\":1,\"bbox\":[1,1,1,1],\"ignore\":0,\"category_id\":1,"
        "\"image_id\":1,\"id\":1}";
    static const char second[] =
        "{\"iscrowd\":-1,\"x\":[8,9],\"area\":2.5,\"bbox\":[3,4.5,5,-6],\"ignore\":0.5,"
        "\"category_id\":77,\"image_id\":-88,\"id\":99}";
    double box[4];
    od_dataset_builder *b;

    (void)state;
    assert_int_equal(od_dataset_builder_create(&b, NULL), OD_OK);
    assert_true(is_read_fast(first, second, b));

    assert_true(od_truth_area(b->set, 1) == 2.5);
    od_truth_box(b->set, 1, box);
    assert_true(box[0] == 3 && box[1] == 4.5 && box[2] == 5 && box[3] == -6);
    assert_int_equal(b->set->truth_flags[1], OD_TRUTH_CROWD | OD_TRUTH_IGNORE);
    assert_int_equal(b->categories.ids[b->set->truth_category[1]].number, 77);
    assert_int_equal(b->images.ids[b->set->truth_image[1]].number, -88);
    assert_int_equal(od_truth_id(b->set, 1), 99);
    assert_int_equal(od_dataset_builder_place(b, 1, "gt").at, 0);
    od_dataset_builder_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_agree_on_annotations_of_every_kind),
        cmocka_unit_test(both_ways_agree_on_damaged_annotations),
        cmocka_unit_test(annotations_like_the_last_are_read_fast),
        cmocka_unit_test(fast_values_go_where_they_belong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
