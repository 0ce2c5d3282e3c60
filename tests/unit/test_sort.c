/* Sorting that decides results: stable, and scores in numpy's order (semantics A3). */
#include "core/sort.h"
#include "unit/score_help.h"

/* By key, then by the place it had: what a stable sort must give. */
static int compare_keyed(const void *left, const void *right)
{
    const od_keyed *a = left, *b = right;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->value > b->value) - (a->value < b->value);
}

/* n items with keys below `different`, times `factor`; values are their places. */
static od_keyed *random_items(uint64_t *seed, size_t n, unsigned different, uint64_t factor)
{
    od_keyed *items = calloc(n + 1, sizeof *items);

    assert_non_null(items);
    for (size_t i = 0; i < n; i++)
        items[i] = (od_keyed){random_below(seed, different) * factor, (uint32_t)i};
    return items;
}

static void assert_sorts(od_keyed *items, size_t n, uint64_t seed)
{
    od_keyed *expected = calloc(n + 1, sizeof *expected), *scratch = calloc(n + 1, sizeof *scratch);

    assert_non_null(expected);
    assert_non_null(scratch);
    memcpy(expected, items, n * sizeof *items);
    qsort(expected, n, sizeof *expected, compare_keyed);
    od_sort_keyed(items, scratch, n);
    for (size_t i = 0; i < n; i++)
        if (items[i].key != expected[i].key || items[i].value != expected[i].value)
            fail_msg("seed %llu: %zu items: item %zu is the one from %u, not %u", (unsigned long long)seed, n,
                     i, items[i].value, expected[i].value);
    free(expected);
    free(scratch);
}

static void every_length_is_sorted_stably(void **state)
{
    static const unsigned different[] = {1, 2, 5, 100, 4000000000u};
    uint64_t seed = 1;
    (void)state;

    for (size_t n = 0; n < 200; n++)
        for (size_t k = 0; k < sizeof different / sizeof *different; k++) {
            od_keyed *items = random_items(&seed, n, different[k], 1);

            assert_sorts(items, n, seed);
            free(items);
        }
}

static void long_lists_are_sorted_stably(void **state)
{
    static const size_t lengths[] = {1000, 4097, 65536, 100003};
    uint64_t seed = 2;
    (void)state;

    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
        od_keyed *items = random_items(&seed, lengths[k], 300, UINT64_C(0x0123456789abcdef));

        assert_sorts(items, lengths[k], seed);
        free(items);
    }
}

static void falling_keys_are_turned_round(void **state)
{
    enum { N = 1000 };
    od_keyed items[N];
    (void)state;

    for (uint32_t i = 0; i < N; i++)
        items[i] = (od_keyed){(N - i) / 2, i};
    assert_sorts(items, N, 0);
}

static void what_is_sorted_up_to_its_last_item_is_not_taken_for_sorted(void **state)
{
    enum { N = 50 };
    od_keyed items[N];
    (void)state;

    for (uint32_t i = 0; i < N; i++)
        items[i] = (od_keyed){i + 1, i};
    items[N - 1].key = 0;
    assert_sorts(items, N, 0);
    assert_int_equal(items[0].value, N - 1);
}

static void no_items_need_no_memory(void **state)
{
    (void)state;

    od_sort_keyed(NULL, NULL, 0);
}

static void higher_scores_come_first(void **state)
{
    static const double falling[] = {INFINITY, 1e300,      1,   1 - 0x1p-53, .5,     0x1p-1074,
                                     0,        -0x1p-1074, -.5, -1,          -1e300, -INFINITY};
    (void)state;

    for (size_t i = 1; i < sizeof falling / sizeof *falling; i++)
        if (od_score_key(falling[i - 1]) >= od_score_key(falling[i]))
            fail_msg("%g does not come before %g", falling[i - 1], falling[i]);
}

static void zeros_are_equal_and_nan_is_last(void **state)
{
    double negative_nan = copysign(NAN, -1);
    (void)state;

    assert_int_equal(od_score_key(-0.), od_score_key(0.));
    assert_true(od_score_key(NAN) > od_score_key(-INFINITY));
    assert_int_equal(od_score_key(negative_nan), od_score_key(NAN));
}

static void keys_order_any_two_scores_as_they_are(void **state)
{
    uint64_t seed = 3;
    (void)state;

    for (int i = 0; i < 100000; i++) {
        uint64_t a = next_random(&seed), b = random_below(&seed, 2) ? next_random(&seed) : a + 1;
        double x, y;

        memcpy(&x, &a, sizeof x);
        memcpy(&y, &b, sizeof y);
        if (!isnan(x) && !isnan(y) && (x > y) != (od_score_key(x) < od_score_key(y)))
            fail_msg("%a and %a change places", x, y);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_is_sorted_stably),
        cmocka_unit_test(long_lists_are_sorted_stably),
        cmocka_unit_test(falling_keys_are_turned_round),
        cmocka_unit_test(what_is_sorted_up_to_its_last_item_is_not_taken_for_sorted),
        cmocka_unit_test(no_items_need_no_memory),
        cmocka_unit_test(higher_scores_come_first),
        cmocka_unit_test(zeros_are_equal_and_nan_is_last),
        cmocka_unit_test(keys_order_any_two_scores_as_they_are),
    };

    return cmocka_run_group_tests_name("sort", tests, NULL, NULL);
}
