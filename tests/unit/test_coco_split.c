/* Annotations read by several threads in pieces of any size against the same read by one: the data sets,
 * their ledgers and the errors must be the same. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "coco_text.h"
#include "dataset/dataset.h"
#include "same.h"
#include "sanitizers.h"

enum { CASES = UNDER_TSAN ? 500 : 2500 };

/* ---- texts ---- */

static void put_member_of(draft *t, uint64_t *seed, const char *key, const char *const *values, unsigned n)
{
    put(t, key);
    put_space(t, seed);
    put(t, ":");
    put_space(t, seed);
    put(t, values[below(seed, n)]);
    put_space(t, seed);
}

#define MEMBER_OF(t, seed, key, list) put_member_of((t), (seed), (key), (list), sizeof(list) / sizeof *(list))

static void put_annotation_id(draft *t, uint64_t *seed)
{
    static const char *const odd[] = {"0", "1", "1", "null", "2.0", "\"7\"", "1.5", "true"};
    char id[24];

    if (oddly(t, seed, 10)) {
        put(t, PICK(seed, odd));
        return;
    }
    snprintf(id, sizeof id, "%u", 1 + below(seed, 1000000));
    put(t, id);
}

static void put_annotation_member(draft *t, uint64_t *seed, unsigned key)
{
    static const char *const names[] = {"\"id\"",   "\"image_id\"", "\"category_id\"", "\"bbox\"",
                                        "\"area\"", "\"iscrowd\"",  "\"segmentation\""};
    static const char *const crowds[] = {"0", "0", "0", "1", "true", "false"};
    static const char *const odd[] = {"null", "2", "\"1\"", "[]"};

    put(t, names[key]);
    put_space(t, seed);
    put(t, ":");
    put_space(t, seed);
    switch (key) {
    case 0: put_annotation_id(t, seed); break;
    case 1:
    case 2: put_id(t, seed); break;
    case 3: put_box(t, seed); break;
    case 4: put_number(t, seed); break;
    case 5: put(t, oddly(t, seed, 20) ? PICK(seed, odd) : PICK(seed, crowds)); break;
    default: put_hostile(t, seed);
    }
    put_space(t, seed);
}

/* The usual keys from any of them on, sometimes one less, sometimes one twice. */
static void put_annotation(draft *t, uint64_t *seed)
{
    const unsigned n_keys = 6 + (below(seed, 4) == 0), first = below(seed, n_keys);
    const unsigned n = n_keys - oddly(t, seed, 8) + oddly(t, seed, 16);

    put(t, "{");
    for (unsigned i = 0; i < n; i++) {
        put(t, i ? "," : "");
        put_space(t, seed);
        put_annotation_member(t, seed, (first + i) % n_keys);
    }
    put(t, "}");
}

static void put_image(draft *t, uint64_t *seed)
{
    static const char *const ids[] = {"1", "2", "30", "3", "\"2\"", "\"red\"", "-1"};
    static const char *const files[] = {"\"a.jpg\"", "\"b/}, {\"", "\"c.jpg\"", "null"};
    static const char *const sizes[] = {"640", "480", "0", "null"};
    static const char *const asked[] = {"[\"red\", \"}, {\"]", "[]", "\"blue\""};

    put(t, "{");
    if (oddly(t, seed, 60))
        put(t, "\"width\": \"broad\", ");
    MEMBER_OF(t, seed, "\"file_name\"", files);
    put(t, ",");
    if (below(seed, 2)) {
        MEMBER_OF(t, seed, "\"width\"", sizes);
        put(t, ",");
        MEMBER_OF(t, seed, "\"height\"", sizes);
        put(t, ",");
    }
    if (below(seed, 4) == 0) {
        MEMBER_OF(t, seed, "\"text\"", asked);
        put(t, ",");
    }
    MEMBER_OF(t, seed, "\"id\"", ids);
    put(t, "}");
}

static void put_category(draft *t, uint64_t *seed)
{
    static const char *const ids[] = {"1", "2", "3", "\"red\"", "30"};
    static const char *const names[] = {"\"red\"", "\"dark blue\"", "\"}, {\"", "\"]\""};

    put(t, "{");
    MEMBER_OF(t, seed, "\"id\"", ids);
    put(t, ",");
    MEMBER_OF(t, seed, "\"name\"", names);
    put(t, "}");
}

static void put_section(draft *t, uint64_t *seed, unsigned section)
{
    static const char *const names[] = {"\"images\"", "\"annotations\"", "\"categories\"", "\"info\""};
    static void (*const entry[])(draft *, uint64_t *) = {put_image, put_annotation, put_category,
                                                         put_hostile};
    static const char *const odd[] = {"5", "null", "[]", "{}", "\"}, {\""};
    unsigned n = below(seed, section == 1 ? 30 : 5);

    put(t, names[section]);
    put(t, ": [");
    put_space(t, seed);
    for (unsigned i = 0; i < n; i++) {
        put(t, i ? "," : "");
        put_space(t, seed);
        if (oddly(t, seed, 200))
            put(t, PICK(seed, odd));
        else
            entry[section](t, seed);
        put_space(t, seed);
    }
    put(t, "]");
}

/* The sections in any order, sometimes with one missing or there twice. */
static void make_file(draft *t, uint64_t *seed)
{
    static const char *const after[] = {"", "", "", "", "\n", " \n", "]", "{}", ",{}"};
    const unsigned first = below(seed, 4), step = below(seed, 2) ? 1 : 3;
    const unsigned n = 4 - oddly(t, seed, 30) + (below(seed, 6) == 0);

    t->n = 0;
    put_space(t, seed);
    put(t, "{");
    for (unsigned i = 0; i < n; i++) {
        put(t, i ? "," : "");
        put_space(t, seed);
        put_section(t, seed, i < 4 ? (first + i * step) % 4 : below(seed, 4));
        put_space(t, seed);
    }
    put(t, "}");
    put(t, t->calm ? "\n" : PICK(seed, after));
}

/* ---- both ways on one text ---- */

typedef struct reading {
    od_dataset *set; /* NULL after an error */
    od_error err;
} reading;

static reading read_by(const draft *t, od_coco_way way)
{
    reading r = {NULL, {0}};
    od_input *in;
    od_status st;

    assert_int_equal(od_input_of_bytes(&in, "gt", t->bytes, t->n, NULL), OD_OK);
    st = od_dataset_read_coco_by(&r.set, in, NULL, way, &r.err);
    assert_int_equal(st, r.err.code);
    assert_true((r.set != NULL) == (r.err.code == OD_OK));
    od_input_close(in);
    return r;
}

/* True when the text could be read. *n_truths grows. */
static bool compare(const draft *t, unsigned n_threads, size_t piece_bytes, uint64_t seed, uint64_t *n_truths)
{
    reading split = read_by(t, (od_coco_way){.n_threads = n_threads, .piece_bytes = piece_bytes}),
            serial = read_by(t, (od_coco_way){.general = true});
    bool good = split.set != NULL;
    char texts[2][1200];

    if (!same_error(&split.err, &serial.err) || (split.set && !same_dataset(split.set, serial.set)))
        fail_msg("seed %llu, %u threads, pieces of %zu bytes: %.*s\nsplit: %s\nserial: %s",
                 (unsigned long long)seed, n_threads, piece_bytes, (int)t->n, t->bytes,
                 od_error_text(&split.err, texts[0], sizeof texts[0]),
                 od_error_text(&serial.err, texts[1], sizeof texts[1]));
    *n_truths += split.set ? split.set->n_truths : 0;
    od_dataset_free(split.set);
    od_dataset_free(serial.set);
    return good;
}

static bool compare_any(const draft *t, uint64_t seed, uint64_t n, uint64_t *n_truths)
{
    unsigned n_threads = 2 + below(&seed, 4);

    return compare(t, n_threads, 1 + below(&seed, below(&seed, 4) ? 300 : 3000), n, n_truths);
}

/* ---- tests ---- */

static void usual_annotations_are_the_same_on_any_number_of_threads(void **state)
{
    draft t = {.calm = true};
    uint64_t n_truths = 0;

    (void)state;
    for (uint64_t n = 1; n <= CASES; n++) {
        uint64_t seed = n * 0x9e3779b97f4a7c15u;
        make_file(&t, &seed);
        assert_true(compare_any(&t, seed, n, &n_truths));
    }

    assert_true(n_truths > 5 * CASES);
}

static void odd_annotations_are_the_same_on_any_number_of_threads(void **state)
{
    draft t = {.calm = false};
    uint64_t n_truths = 0, good = 0;

    (void)state;
    for (uint64_t n = 1; n <= CASES; n++) {
        uint64_t seed = n * 0xd1342543de82ef95u;
        make_file(&t, &seed);
        good += compare_any(&t, seed, n, &n_truths);
    }

    assert_true(n_truths > CASES / 10 && good > CASES / 20 && good < CASES);
}

static void damage_is_the_same_on_any_number_of_threads(void **state)
{
    draft t = {.calm = true};
    uint64_t n_truths = 0, good = 0;

    (void)state;
    for (uint64_t n = 1; n <= CASES; n++) {
        uint64_t seed = n * 0xa0761d6478bd642fu;
        make_file(&t, &seed);
        mutate(&t, &seed);
        good += compare_any(&t, seed, n, &n_truths);
    }

    assert_true(n_truths > CASES && good > CASES / 10 && good < CASES);
}

/* Annotations before what they refer to, ids that are filled in from the place in the file, texts and nested
 * objects; each annotation is written so that its outcome is known. */
static void a_cut_may_be_anywhere(void **state)
{
    static const char file[] =
        "{\"annotations\": [{\"id\": 999, \"image_id\": 2, \"category_id\": 1, \"bbox\": [0, 0, 1, 1]}], "
        "\"annotations\": [\n"
        "{\"id\": 5, \"image_id\": 2, \"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"area\": 11, \"iscrowd\": "
        "0,"
        " \"segmentation\": {\"counts\": [{}, {\"id\": 1, \"image_id\": 1, \"category_id\": 1, \"bbox\": [9, "
        "9, 9, 9]},"
        " {\"id\": 2, \"image_id\": 1, \"category_id\": 1, \"bbox\": [9, 9, 9, 9]}]}},\n"
        "{\"image_id\": \"x\", \"category_id\": 1, \"bbox\": [1, 2, 3, 5], \"iscrowd\": 1},\n"
        "{\"id\": 6, \"image_id\": 2, \"category_id\": \"}, {\", \"bbox\": [1, 2, 3, 6], \"area\": 7, "
        "\"iscrowd\": 0},\n"
        "{\"id\": 8, \"image_id\": 77, \"category_id\": 1, \"bbox\": [1, 2, 3, 7], \"iscrowd\": 0}\n],\n"
        "\"categories\": [{\"id\": 1, \"name\": \"red\"}, {\"id\": \"}, {\", \"name\": \"]\"}],\n"
        "\"images\": [{\"id\": 2, \"width\": 640, \"height\": 480}, {\"id\": \"x\", \"width\": 640, "
        "\"height\": 480}]}";
    draft t = {.n = 0};
    uint64_t n_truths = 0;
    reading last;

    (void)state;
    put(&t, file);
    for (size_t piece_bytes = 1; piece_bytes <= t.n; piece_bytes++)
        assert_true(compare(&t, 2 + piece_bytes % 4, piece_bytes, 0, &n_truths));
    last = read_by(&t, (od_coco_way){.n_threads = 3, .piece_bytes = 100});

    assert_int_equal(last.set->n_truths, 4);
    assert_int_equal(od_truth_id(last.set, 0), 5);
    assert_int_equal(od_truth_id(last.set, 1), 2); /* its place in the list */
    assert_true(od_truth_area(last.set, 1) == 15 && od_truth_area(last.set, 2) == 7);
    assert_int_equal(last.set->truth_image[1], 1);
    assert_int_equal(last.set->truth_category[2], 1);
    assert_int_equal(last.set->truth_image[3], OD_NONE);
    assert_int_equal(od_ledger_count(&last.set->ledger, &od_kind_area_missing), 2);
    od_dataset_free(last.set);
}

/* 30 annotations whose ids count up from 7 and whose areas are w*h, but for one of them: -1 is none. */
static void make_countable(draft *t, int odd_id, int odd_area)
{
    char text[160];

    t->n = 0;
    put(t,
        "{\"images\": [{\"id\": 1}], \"categories\": [{\"id\": 1, \"name\": \"red\"}], \"annotations\": [");
    for (int i = 0; i < 30; i++) {
        snprintf(
            text, sizeof text,
            "%s{\"id\": %d, \"image_id\": 1, \"category_id\": 1, \"bbox\": [0, 0, %d.5, 4], \"area\": %d}",
            i ? ", " : "", i == odd_id ? 500 : 7 + i, i, 4 * i + (i == odd_area ? 3 : 2));
        put(t, text);
    }
    put(t, "]}");
}

static void columns_that_say_nothing_are_left_out_on_any_number_of_threads(void **state)
{
    draft t = {.n = 0};
    uint64_t n_truths = 0;

    (void)state;
    for (int odd = -1; odd < 30; odd++) {
        for (size_t piece_bytes = 50; piece_bytes < 1600; piece_bytes += 150) {
            make_countable(&t, odd, -1);
            assert_true(compare(&t, 3, piece_bytes, (uint64_t)odd, &n_truths));
            make_countable(&t, -1, odd);
            assert_true(compare(&t, 3, piece_bytes, (uint64_t)odd, &n_truths));
        }
        for (unsigned n_threads = 1; n_threads < 4; n_threads += 2) {
            reading r;

            make_countable(&t, odd, -1);
            r = read_by(&t, (od_coco_way){.n_threads = n_threads, .piece_bytes = 300});
            assert_int_equal(r.set->truth_id != NULL, odd >= 0);
            assert_null(r.set->truth_area);
            for (int i = 0; i < 30; i++)
                assert_int_equal(od_truth_id(r.set, (uint32_t)i), i == odd ? 500 : 7 + i);
            od_dataset_free(r.set);

            make_countable(&t, -1, odd);
            r = read_by(&t, (od_coco_way){.n_threads = n_threads, .piece_bytes = 300});
            assert_int_equal(r.set->truth_area != NULL, odd >= 0);
            assert_null(r.set->truth_id);
            for (int i = 0; i < 30; i++)
                assert_true(od_truth_area(r.set, (uint32_t)i) == 4 * i + (i == odd ? 3 : 2));
            od_dataset_free(r.set);
        }
    }
}

/* As files are: pieces of the usual size, of which each holds thousands of annotations, and one with a fault
 * far behind. */
static void a_long_file_is_the_same_on_any_number_of_threads(void **state)
{
    enum { TRUTHS = 30000, TRUTH_BYTES = 120 };
    char *text = malloc((size_t)TRUTHS * TRUTH_BYTES);
    double box[4];
    od_dataset *set[2];
    od_error err = {0};
    od_input *in;
    size_t n;

    (void)state;
    assert_non_null(text);
    n = (size_t)snprintf(text, 100, "{\"categories\": [{\"id\": 1, \"name\": \"red\"}], \"annotations\": [");
    for (int i = 0; i < TRUTHS; i++)
        n += (size_t)snprintf(
            text + n, TRUTH_BYTES,
            "%s{\"id\": %d, \"image_id\": %d, \"category_id\": 1, \"bbox\": [%d.5, 2, 3, 4], "
            "\"area\": %d, \"iscrowd\": 0}",
            i ? ", " : "", i + 1, i % 100 == 99 ? 7 : i % 5, i, i);
    n += (size_t)snprintf(text + n, TRUTH_BYTES,
                          "], \"images\": [{\"id\": 4}, {\"id\": 3}, {\"id\": 0}, {\"id\": 1}]}");
    for (int threads = 1; threads <= 3; threads += 2) {
        assert_int_equal(od_input_of_bytes(&in, "gt", text, n, NULL), OD_OK);
        assert_int_equal(od_dataset_read_coco_by(&set[threads / 2], in, NULL,
                                                 (od_coco_way){.n_threads = (unsigned)threads}, NULL),
                         OD_OK);
        od_input_close(in);
    }

    assert_true(same_dataset(set[0], set[1]));
    assert_int_equal(set[1]->n_truths, TRUTHS);
    assert_int_equal(set[1]->truth_image[TRUTHS - 2], 2); /* 29998 is for image 3, the third of 0, 1, 3, 4 */
    od_truth_box(set[1], TRUTHS - 1, box);
    assert_true(box[0] == TRUTHS - 0.5);
    assert_int_equal(od_ledger_count(&set[1]->ledger, &od_kind_truth_image_unlisted),
                     TRUTHS / 5 + TRUTHS / 100);
    od_dataset_free(set[0]);
    od_dataset_free(set[1]);

    memcpy(strstr(text + n / 5 * 4, "\"bbox\""), "\"baox\"", 6);
    assert_int_equal(od_input_of_bytes(&in, "gt", text, n, NULL), OD_OK);
    assert_int_equal(od_dataset_read_coco_by(&set[0], in, NULL, (od_coco_way){.n_threads = 3}, &err),
                     OD_INPUT);
    assert_non_null(strstr(err.what, ": \"bbox\" is missing"));
    assert_true(err.at > n / 5 * 4 - TRUTH_BYTES && err.at < n / 5 * 4 + TRUTH_BYTES);
    assert_int_equal(text[err.at], '{');
    od_input_close(in);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usual_annotations_are_the_same_on_any_number_of_threads),
        cmocka_unit_test(odd_annotations_are_the_same_on_any_number_of_threads),
        cmocka_unit_test(damage_is_the_same_on_any_number_of_threads),
        cmocka_unit_test(a_cut_may_be_anywhere),
        cmocka_unit_test(columns_that_say_nothing_are_left_out_on_any_number_of_threads),
        cmocka_unit_test(a_long_file_is_the_same_on_any_number_of_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
