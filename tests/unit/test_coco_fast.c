/* The fast reader of COCO records against the general one: on the same text both must leave the same columns,
 * the same ledgers and the same error. */
#include "prediction_fixture.h"

#include "prediction/coco_records.h"

enum { TEXT_MAX = 4096, CASES = 20000 };

/* xorshift64*: the seed of a failing case is printed. */
static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 0x2545f4914f6cdd1du;
}

static unsigned below(uint64_t *seed, unsigned n)
{
    return (unsigned)(next(seed) >> 33) % n;
}

/* ---- texts ---- */

typedef struct text {
    char bytes[TEXT_MAX];
    size_t n;
} text;

static void put(text *t, const char *s)
{
    size_t n = strlen(s);

    if (t->n + n < sizeof t->bytes) {
        memcpy(t->bytes + t->n, s, n);
        t->n += n;
    }
}

#define PICK(seed, list) (list)[below((seed), sizeof(list) / sizeof *(list))]

static void put_space(text *t, uint64_t *seed)
{
    static const char *const spaces[] = {"", "", "", " ", " ", "\n", "\t", "\r\n", "  "};

    put(t, PICK(seed, spaces));
}

static void put_number(text *t, uint64_t *seed)
{
    static const char *const odd[] = {"0",         "-0",
                                      "NaN",       "Infinity",
                                      "-Infinity", "1e999",
                                      "-1",        "1E-3",
                                      "0.1",       "17976931348623157e300",
                                      "5e-324",    "12345678901234567890",
                                      "01",        "1.",
                                      ".5",        "+1",
                                      "null",      "true",
                                      "\"1\"",     "[1]",
                                      "1e",        "-",
                                      "nan",       "0x10"};
    char number[64];
    double value;

    if (below(seed, 30) == 0) {
        put(t, PICK(seed, odd));
        return;
    }
    value = (double)next(seed) / 1e16;
    snprintf(number, sizeof number, below(seed, 2) ? "%.17g" : "%.2f", value);
    put(t, number);
}

static void put_id(text *t, uint64_t *seed)
{
    static const char *const ids[] = {"1", "2", "30", "1", "2", "3", "2", "1"};
    static const char *const odd[] = {"99",          "2.0", "\"2\"", "true", "\"red\"",
                                      "null",        "1.5", "2e0",   "-1",   "9223372036854775808",
                                      "\"\\u0032\"", "02"};

    if (below(seed, 12) == 0)
        put(t, PICK(seed, odd));
    else
        put(t, PICK(seed, ids));
}

static void put_box(text *t, uint64_t *seed)
{
    unsigned n = below(seed, 40) ? 4 : below(seed, 7);

    put(t, "[");
    for (unsigned i = 0; i < n; i++) {
        put_space(t, seed);
        put_number(t, seed);
        put_space(t, seed);
        put(t, i + 1 < n ? "," : "");
    }
    put(t, "]");
}

static void put_member(text *t, uint64_t *seed, unsigned key)
{
    static const char *const names[] = {"\"image_id\"", "\"category_id\"", "\"bbox\"", "\"score\"",
                                        "\"subset\"",   "\"label\"",       "\"id\""};
    static const char *const subsets[] = {
        "\"colour\"",       "\"colour\"", "\"colour\"", "\"shape\"", "\"color\"",
        "\"col\\u006fur\"", "\"a\\\\b\"", "\"a\\b\"",   "3",         "\"\""};

    put(t, names[key]);
    put_space(t, seed);
    put(t, ":");
    put_space(t, seed);
    switch (key) {
    case 0:
    case 1: put_id(t, seed); break;
    case 2: put_box(t, seed); break;
    case 4: put(t, PICK(seed, subsets)); break;
    case 5: put(t, "\"dark blue\""); break;
    default: put_number(t, seed);
    }
    put_space(t, seed);
}

/* An order of keys: the four usual ones shuffled, sometimes one less, sometimes more. */
static unsigned make_order(uint64_t *seed, unsigned order[8])
{
    unsigned n = 4 + (below(seed, 3) == 0);

    for (unsigned i = 0; i < n; i++)
        order[i] = i;
    for (unsigned i = n; i-- > 1;) {
        unsigned k = below(seed, i + 1), keep = order[i];
        order[i] = order[k];
        order[k] = keep;
    }
    if (below(seed, 8) == 0)
        n--;
    else if (below(seed, 8) == 0)
        order[n++] = below(seed, 7);
    return n;
}

static void make_array(text *t, uint64_t *seed)
{
    unsigned order[8], n_keys = make_order(seed, order), n = below(seed, 12);

    t->n = 0;
    put(t, "[");
    for (unsigned r = 0; r < n; r++) {
        if (below(seed, 10) == 0)
            n_keys = make_order(seed, order);
        put_space(t, seed);
        put(t, "{");
        put_space(t, seed);
        for (unsigned k = 0; k < n_keys; k++) {
            put_member(t, seed, order[k]);
            put(t, k + 1 < n_keys ? "," : "");
            put_space(t, seed);
        }
        put(t, "}");
        put_space(t, seed);
        put(t, r + 1 < n ? "," : "");
    }
    put(t, "]");
}

/* Damage: bytes changed, left out, doubled, or the end cut off. */
static void mutate(text *t, uint64_t *seed)
{
    static const char bytes[] = "{}[]\",:0123456789.eE+-NI \n\\\x80\xff\0abx";

    for (unsigned i = below(seed, 3); i-- > 0 && t->n > 1;) {
        size_t at = below(seed, (unsigned)t->n);
        switch (below(seed, 4)) {
        case 0: t->bytes[at] = bytes[below(seed, sizeof bytes - 1)]; break;
        case 1: memmove(t->bytes + at, t->bytes + at + 1, --t->n - at); break;
        case 2: t->n = at; break;
        default:
            if (t->n + 1 < sizeof t->bytes)
                memmove(t->bytes + at + 1, t->bytes + at, t->n++ - at);
        }
    }
}

/* ---- both readers on one text ---- */

/* chunk 0: the text is whole. */
static od_status read_by(fixture *f, const text *t, size_t chunk, bool fast)
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

static bool same_bytes(const void *a, const void *b, size_t n)
{
    return n == 0 || memcmp(a, b, n) == 0;
}

static bool same_ledger(const od_ledger *a, const od_ledger *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        const od_ledger_entry *x = &a->entries[i], *y = &b->entries[i];
        if (x->kind != y->kind || x->count != y->count || x->n_examples != y->n_examples)
            return false;
        for (uint32_t e = 0; e < x->n_examples; e++) {
            if (strcmp(x->examples[e], y->examples[e]) != 0)
                return false;
        }
    }
    return true;
}

static bool same_target(const od_target *a, const od_target *b)
{
    const od_detections *x = &a->detections, *y = &b->detections;

    if (x->n != y->n || x->n_mended != y->n_mended || x->n_without_score != y->n_without_score)
        return false;
    for (uint32_t d = 0; d < x->n; d++) {
        if (od_detection_place(x, d).at != od_detection_place(y, d).at)
            return false;
    }
    return same_bytes(x->image, y->image, x->n * sizeof *x->image) &&
           same_bytes(x->category, y->category, x->n * sizeof *x->category) &&
           same_bytes(x->box, y->box, x->n * sizeof *x->box) &&
           same_bytes(x->score, y->score, x->n * sizeof *x->score) &&
           same_bytes(x->mended, y->mended, x->n_mended * sizeof *x->mended) &&
           same_bytes(a->answered, b->answered, a->dataset->n_images) && same_ledger(&a->ledger, &b->ledger);
}

static bool same(const fixture *a, const fixture *b)
{
    return same_target(&a->target[0], &b->target[0]) && same_target(&a->target[1], &b->target[1]) &&
           same_ledger(&a->ledger, &b->ledger) && memcmp(&a->err, &b->err, sizeof a->err) == 0;
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

static void compare(pair *p, const text *t, size_t chunk, uint64_t seed)
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
    text t;

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
    text t;

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
    text t = {.n = 0};

    put(&t, array);
    p->fast->sink.target = p->general->sink.target = 0;
    for (size_t chunk = 1; chunk <= t.n; chunk++)
        compare(p, &t, chunk, 0);

    assert_int_equal(p->fast->target[0].detections.n, 3);
    assert_true(p->fast->target[0].detections.box[2][3] == 400);
}

/* A record is taken by the fast reader at all, and only when it is like the one before. */
static void records_like_the_last_are_read_fast(void **state)
{
    static const struct {
        const char *text;
        bool taken;
    } cases[] = {
        {" { \"image_id\" :4,\"category_id\":5, \"bbox\":[1,2 , 3,4],\"score\":0.5 } ,", true},
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
