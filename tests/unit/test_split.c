/* Arrays of predictions read by several threads in pieces of any size against the same read by one: columns,
 * origins, ledgers and errors must be the same. */
#include "prediction_fixture.h"

#include "coco_text.h"
#include "prediction/coco_records.h"
#include "same.h"

enum { CASES = 2000 };

/* How the array is cut, and how the result is asked for. */
typedef struct manner {
    unsigned n_threads; /* 0: one, and nothing is cut */
    size_t piece_bytes;
    bool whole_file; /* through the forms, to the end of the text */
    bool unnamed;    /* the set has no name, as in a benchmark without subsets */
    bool folded;
} manner;

static od_status read_by(fixture *f, const draft *t, manner how)
{
    od_input *in;
    od_json j;
    od_status st;

    fixture_reset(f);
    f->target[0].subset = how.unnamed ? "" : "colour";
    f->sink = (od_prediction_sink){.targets = f->target,
                                   .n_targets = 1,
                                   .target = 0,
                                   .label_match = how.folded ? OD_LABEL_FOLDED : OD_LABEL_EXACT,
                                   .ledger = &f->ledger,
                                   .n_threads = how.n_threads,
                                   .piece_bytes = how.n_threads ? how.piece_bytes : 0};
    assert_int_equal(od_input_of_bytes(&in, "p", t->bytes, t->n, NULL), OD_OK);
    if (how.whole_file) {
        st = od_predictions_read_input(&f->sink, in, &f->err);
    } else {
        od_json_init(&j, in, &f->err);
        st = od_coco_array_read(&f->sink, &j, 0, &f->err);
        if (st == OD_OK)
            st = od_json_finish(&j);
        od_json_free(&j);
    }
    od_input_close(in);
    return st;
}

typedef struct pair {
    fixture *split, *serial;
    uint64_t usable, refused; /* detections and errors so far */
} pair;

static int setup(void **state)
{
    pair *p = calloc(1, sizeof *p);
    void *split, *serial;

    assert_non_null(p);
    fixture_setup(&split);
    fixture_setup(&serial);
    p->split = split;
    p->serial = serial;
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    pair *p = *state;
    void *split = p->split, *serial = p->serial;

    fixture_teardown(&split);
    fixture_teardown(&serial);
    free(p);
    return 0;
}

static bool same(const fixture *a, const fixture *b, bool whole_file)
{
    return same_target(&a->target[0], &b->target[0]) && same_ledger(&a->ledger, &b->ledger) &&
           same_error(&a->err, &b->err) && (!whole_file || a->sink.routed == b->sink.routed);
}

static void compare(pair *p, const draft *t, manner how, uint64_t seed)
{
    manner serially = how;
    od_status split, serial;

    serially.n_threads = 0;
    split = read_by(p->split, t, how);
    serial = read_by(p->serial, t, serially);
    if (split != serial || !same(p->split, p->serial, how.whole_file))
        fail_msg("seed %llu, %u threads, pieces of %zu bytes%s: %.*s\nsplit: %u detections, %s\nserial: %u "
                 "detections, %s",
                 (unsigned long long)seed, how.n_threads, how.piece_bytes,
                 how.whole_file ? ", whole file" : "", (int)t->n, t->bytes, p->split->target[0].detections.n,
                 error_text(p->split), p->serial->target[0].detections.n, error_text(p->serial));
    p->usable += p->split->target[0].detections.n;
    p->refused += p->split->err.code != OD_OK;
}

static manner any_manner(uint64_t *seed)
{
    return (manner){.n_threads = 2 + below(seed, 4),
                    .piece_bytes = 1 + below(seed, below(seed, 4) ? 300 : 3000),
                    .whole_file = below(seed, 3) == 0,
                    .unnamed = below(seed, 4) == 0,
                    .folded = below(seed, 4) == 0};
}

/* What may stand around an array, white space mostly. */
static void make_file(draft *t, uint64_t *seed)
{
    static const char *const before[] = {"", "", "", " ", "\n\n \t", "\r\n", "\xef\xbb\xbf"};
    static const char *const after[] = {"",       "",  "",  "",    " ",  "\n",
                                        "\n\n  ", "]", "x", ",{}", "{}", ", {\"image_id\": 1}]"};

    t->n = 0;
    put(t, PICK(seed, before));
    put_array(t, seed, below(seed, 3) ? 12 : 40);
    put(t, t->calm ? "\n" : PICK(seed, after));
}

/* ---- tests ---- */

static void usual_records_are_the_same_on_any_number_of_threads(void **state)
{
    pair *p = *state;
    draft t = {.calm = true};

    for (uint64_t n = 1; n <= CASES; n++) {
        uint64_t seed = n * 0x9e3779b97f4a7c15u;
        manner how = any_manner(&seed);
        how.unnamed = false; /* the records name it */
        make_file(&t, &seed);
        compare(p, &t, how, n);
        assert_int_equal(p->split->err.code, OD_OK);
        assert_int_equal(p->split->target[0].ledger.n, 0);
    }

    assert_true(p->usable > 5 * CASES);
}

static void odd_records_are_the_same_on_any_number_of_threads(void **state)
{
    pair *p = *state;
    draft t = {.calm = false};

    for (uint64_t n = 1; n <= CASES; n++) {
        uint64_t seed = n * 0xd1342543de82ef95u;
        manner how = any_manner(&seed);
        make_file(&t, &seed);
        compare(p, &t, how, n);
    }

    assert_true(p->usable > CASES && p->refused > CASES / 10 && p->refused < CASES);
}

static void damage_is_the_same_on_any_number_of_threads(void **state)
{
    pair *p = *state;
    draft t = {.calm = false};

    for (uint64_t n = 1; n <= CASES; n++) {
        uint64_t seed = n * 0xa0761d6478bd642fu;
        manner how = any_manner(&seed);
        t.calm = below(&seed, 2); /* so that damage comes late in the file, too */
        make_file(&t, &seed);
        mutate(&t, &seed);
        compare(p, &t, how, n);
    }

    assert_true(p->usable > CASES && p->refused > CASES / 10 && p->refused < CASES);
}

static void the_form_by_subsets_is_the_same_on_any_number_of_threads(void **state)
{
    static const char *const names[] = {"\"colour\"", "\"colour\"", "\"\"", "\"shape\"", "\"}, {\""};
    pair *p = *state;
    draft t = {.calm = false};

    for (uint64_t n = 1; n <= CASES; n++) {
        uint64_t seed = n * 0xe7037ed1a0b428dbu;
        manner how = any_manner(&seed);
        how.whole_file = true;
        t.n = 0;
        t.calm = below(&seed, 2);
        put(&t, "{");
        for (unsigned parts = 1 + below(&seed, 3); parts-- > 0;) {
            put(&t, PICK(&seed, names));
            put(&t, ": ");
            put_array(&t, &seed, 12);
            put(&t, parts ? ",\n" : "}");
        }
        compare(p, &t, how, n);
    }

    assert_true(p->usable > CASES && p->refused > CASES / 10 && p->refused < CASES);
}

/* Every cut of a text in which the guesses are wrong as often as right. */
static void a_cut_may_be_anywhere(void **state)
{
    static const char array[] =
        "[{\"image_id\": 2, \"category_id\": 3, \"bbox\": [1.5, 22.25, 3, 40], \"score\": 0.125},\n"
        " {\"image_id\": 30, \"category_id\": 2, \"bbox\": [10, -0.5, NaN, 1e2], \"score\": 12,"
        " \"subset\": \"}, {\\\"image_id\\\": 1}, {\"},\n"
        " {\"label\": \"dark blue\", \"image_id\": 1, \"bbox\": [1, 2, 3, 4], \"x\": [{\"image_id\": 1, "
        "\"category_id\": 1,"
        " \"bbox\": [9, 9, 9, 9]}, {\"image_id\": 1, \"category_id\": 1, \"bbox\": [9, 9, 9, 9]}, {}]},\n"
        " {\"image_id\": 99, \"category_id\": 1, \"bbox\": [1, 2, 3, 4]},\n"
        " {\"image_id\": 1, \"category_id\": 77, \"bbox\": [1, 2, 3, 5], \"score\": 0.5}, 5,\n"
        " {\"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 2, 3]}, {\"image_id\": 1, \"category_id\": "
        "\"1\","
        " \"bbox\": [1, 2, 3, 4]},\n {\"image_id\": 2, \"category_id\": 1, \"bbox\": [100, 200, 300, 400]}]";
    pair *p = *state;
    const od_detections *d = &p->split->target[0].detections;
    draft t = {.n = 0};

    put(&t, array);
    for (size_t piece_bytes = 1; piece_bytes <= t.n; piece_bytes++)
        compare(p, &t, (manner){.n_threads = 2 + piece_bytes % 4, .piece_bytes = piece_bytes}, 0);

    assert_int_equal(d->n, 5);
    assert_true(box_value(d, 1, 3) == 4 && box_value(d, 4, 3) == 400);
    assert_int_equal(od_detection_place(d, 1).at, 3);
    assert_int_equal(od_detection_place(d, 4).at, 9);
    assert_string_equal(example(&p->split->target[0].ledger, &od_kind_unknown_image, 0),
                        "p: record 4: image_id 99");
    assert_string_equal(example(&p->split->ledger, &od_kind_unknown_subset, 0),
                        "p: record 2: subset \"}, {\"image_id\": 1}, {\"");
}

/* As files are: pieces of the usual size, of which each holds thousands of records. */
static void a_long_file_is_the_same_on_any_number_of_threads(void **state)
{
    enum { RECORDS = 40000, RECORD_BYTES = 120 };
    char *text = malloc((size_t)RECORDS * RECORD_BYTES);
    pair *p = *state;
    od_input *in;
    size_t n = 0;

    assert_non_null(text);
    for (int i = 0; i < RECORDS; i++)
        n += (size_t)snprintf(
            text + n, RECORD_BYTES,
            "%s{\"image_id\": %d, \"category_id\": %d, \"bbox\": [%d.5, 2, 3, 4], \"score\": 0.%d}",
            i ? ", " : "[", i % 9999 == 0 ? 7 : 1 + i % 2, 1 + i % 3, i, i);
    text[n++] = ']';
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        fixture *f = threads == 1 ? p->serial : p->split;
        fixture_reset(f);
        one_set(f);
        f->sink.n_threads = threads;
        assert_int_equal(od_input_of_bytes(&in, "p", text, n, NULL), OD_OK);
        assert_int_equal(od_predictions_read_input(&f->sink, in, &f->err), OD_OK);
        od_input_close(in);
    }
    free(text);

    assert_true(same(p->split, p->serial, true));
    assert_int_equal(p->split->target[0].detections.n, RECORDS - 5); /* 0, 9999, 19998, 29997 and 39996 */
    assert_true(box_value(&p->split->target[0].detections, RECORDS - 6, 0) == RECORDS - 0.5);
    assert_string_equal(example(&p->split->target[0].ledger, &od_kind_unknown_image, 2),
                        "p: record 19,999: image_id 7");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(usual_records_are_the_same_on_any_number_of_threads),
        TEST(odd_records_are_the_same_on_any_number_of_threads),
        TEST(damage_is_the_same_on_any_number_of_threads),
        TEST(the_form_by_subsets_is_the_same_on_any_number_of_threads),
        TEST(a_cut_may_be_anywhere),
        TEST(a_long_file_is_the_same_on_any_number_of_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
