/* The fast reader of COCO records against the general one: on the same text both must leave the same columns,
 * the same ledgers and the same error. */
#include "coco_text.h"
#include "prediction_fixture.h"
#include "same.h"

#include "prediction/coco_records.h"

enum { CASES = 20000 };

/* ---- both readers on one text ---- */

/* chunk 0: the text is whole. */
static od_status read_by(fixture *f, const draft *t, size_t chunk, bool fast)
{
    od_input *in;
    od_json j;
    od_status st;

    fixture_reset(f);
    if (chunk)
        assert_int_equal(od_input_of_chunks(&in, "p", t->bytes, t->n, chunk, NULL), OD_OK);
    else
        assert_int_equal(od_input_of_bytes(&in, "p", t->bytes, t->n, NULL), OD_OK);
    od_json_init(&j, in, &f->err);
    st = od_coco_array_read_by(&f->sink, &j, f->sink.target, fast, &f->err);
    if (st == OD_OK)
        st = od_json_finish(&j);
    od_json_free(&j);
    od_input_close(in);
    return st;
}

static bool same(const fixture *a, const fixture *b)
{
    return same_target(&a->target[0], &b->target[0]) && same_target(&a->target[1], &b->target[1]) &&
           same_ledger(&a->ledger, &b->ledger) && same_error(&a->err, &b->err);
}

typedef struct pair {
    fixture *fast, *general;
} pair;

static int setup(void **state)
{
    pair *p = calloc(1, sizeof *p);
    void *fast, *general;

    assert_non_null(p);
    fixture_setup(&fast);
    fixture_setup(&general);
    p->fast = fast;
    p->general = general;
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    pair *p = *state;
    void *fast = p->fast, *general = p->general;

    fixture_teardown(&fast);
    fixture_teardown(&general);
    free(p);
    return 0;
}

static void compare(pair *p, const draft *t, size_t chunk, uint64_t seed)
{
    od_status fast = read_by(p->fast, t, chunk, true), general = read_by(p->general, t, 0, false);

    if (fast != general || !same(p->fast, p->general))
        fail_msg("seed %llu, chunk %zu: %.*s\nfast: %s\ngeneral: %s", (unsigned long long)seed, chunk,
                 (int)t->n, t->bytes, error_text(p->fast), error_text(p->general));
}

/* ---- tests ---- */

static void both_readers_agree_on_records_of_every_kind(void **state)
{
    pair *p = *state;
    uint64_t usable = 0;
    draft t = {.calm = false};

    for (uint64_t n = 1; n <= CASES; n++) {
        uint64_t seed = n * 0x9e3779b97f4a7c15u;
        p->fast->sink.target = p->general->sink.target = below(&seed, 20) ? 0 : OD_NONE;
        make_array(&t, &seed);
        compare(p, &t, 0, n);
        compare(p, &t, 1 + below(&seed, 200), n);
        usable += p->fast->target[0].detections.n;
    }

    assert_true(usable > CASES); /* or the texts were all refused, and nothing was compared */
}

static void both_readers_agree_on_damaged_records(void **state)
{
    pair *p = *state;
    uint64_t refused = 0;
    draft t = {.calm = false};

    p->fast->sink.target = p->general->sink.target = 0;
    for (uint64_t n = 1; n <= CASES; n++) {
        uint64_t seed = n * 0xd1342543de82ef95u;
        make_array(&t, &seed);
        mutate(&t, &seed);
        compare(p, &t, 0, n);
        refused += p->fast->err.code != OD_OK;
    }

    assert_true(refused > CASES / 10 && refused < CASES);
}

/* Every place where a window can end, in turn. */
static void a_window_may_end_anywhere(void **state)
{
    static const char array[] =
        "[{\"image_id\": 2, \"category_id\": 3, \"bbox\": [1.5e1, 22.25, 3, 40], \"score\": 0.125},\n"
        " {\"image_id\": 30, \"category_id\": 2, \"bbox\": [10, -0.5, NaN, 1e2], \"score\": 12},\n"
        " {\"image_id\": 1, \"category_id\": 1, \"bbox\": [100, 200, 300, 400], \"score\": 1}]";
    pair *p = *state;
    draft t = {.n = 0};

    put(&t, array);
    p->fast->sink.target = p->general->sink.target = 0;
    for (size_t chunk = 1; chunk <= t.n; chunk++)
        compare(p, &t, chunk, 0);

    assert_int_equal(p->fast->target[0].detections.n, 3);
    assert_true(box_value(&p->fast->target[0].detections, 2, 3) == 400);
}

/* A record is taken by the fast reader at all, and only when it is like the one before. */
static void records_like_the_last_are_read_fast(void **state)
{
    static const struct {
        const char *text;
        bool taken;
    } cases[] = {
        {"{\"image_id\": 4,\"category_id\":5,\"bbox\":[1,2,3,4],\"score\":0.5}", false},
        {" \n{\"image_id\":4,\"category_id\":5,\"bbox\":[1,2,3,4],\"score\":0.5},", true},
        {"{\"image_id\":4,\"category_id\":5,\"bbox\":[1,2,3,4],\"score\":0.5}", true},
        {"{\"image_id\":4,\"category_id\":5,\"bbox\":[1,2,3,4]}", false},
        {"{\"category_id\":5,\"image_id\":4,\"bbox\":[1,2,3,4],\"score\":0.5}", false},
        {"{\"image_id\":4.0,\"category_id\":5,\"bbox\":[1,2,3,4],\"score\":0.5}", false},
        {"{\"image_id\":4,\"category_id\":5,\"bbox\":[1,2,3,4,5],\"score\":0.5}", false},
        {"{\"image_id\":4,\"category_id\":5,\"bbox\":[1,2,3,4],\"score\":0.5,\"id\":1}", false},
        {"{\"image_id\":4,\"category_id\":5,\"bbox\":[1,2,3,4],\"score\":0.5", false},
        {"{\"image_id\":4,\"category_id\":5,\"bbox\":[1,2,3,4],\"score\":0", false},
        {"", false},
    };
    static const char first[] = "{\"image_id\":1,\"category_id\":2,\"bbox\":[9,9,9,9],\"score\":9}";

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        od_box_record r = {.type = OD_JSON_END};
        od_input *in;
        od_json j;

        assert_int_equal(od_input_of_bytes(&in, "p", first, sizeof first - 1, NULL), OD_OK);
        od_json_init(&j, in, NULL);
        assert_int_equal(od_box_record_read(&j, &r, OD_KEYS_COCO), OD_OK);
        od_input_close(in);
        assert_int_equal(od_input_of_bytes(&in, "p", cases[i].text, strlen(cases[i].text), NULL), OD_OK);
        od_json_init(&j, in, NULL);

        assert_int_equal(od_box_record_read_fast(&j, &r), cases[i].taken);
        assert_int_equal(j.p != j.begin, cases[i].taken);
        if (cases[i].taken) {
            assert_int_equal(r.image.number, 4);
            assert_int_equal(r.category.number, 5);
            assert_true(r.box[3] == 4 && r.score == 0.5);
        }
        od_json_free(&j);
        od_input_close(in);
        od_box_record_release(&r);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(both_readers_agree_on_records_of_every_kind),
        TEST(both_readers_agree_on_damaged_records),
        TEST(a_window_may_end_anywhere),
        TEST(records_like_the_last_are_read_fast),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
