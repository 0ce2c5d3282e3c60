/* The mean that decides the last bits (semantics A8), and the shape of curves. */
#include "metric/curves.h"
#include "unit/score_help.h"

enum { N_MAX = 20000 };

/* The same numbers in Python: (i * 2654435761 % 2**32) / 2**32 / 3. */
static double spread_out(size_t i)
{
    return (double)(uint32_t)(i * UINT64_C(2654435761)) / 4294967296. / 3;
}

static double mean_of(const double *values, size_t n)
{
    double *scratch = calloc(n + 1, sizeof *scratch);
    double mean;

    assert_non_null(scratch);
    mean = od_mean_defined(values, n, scratch);
    free(scratch);
    return mean;
}

static void the_mean_has_numpys_bits(void **state)
{
    /* numpy.mean of the first n; for 127, 128, 1000 and 3000 a plain sum gives other bits */
    static const struct {
        size_t n;
        double mean;
    } rows[] = {
        {1, 0},
        {7, 0x1.227ed9b8c30c3p-3},
        {8, 0x1.1a05c51eaaaaap-3},
        {9, 0x1.424fbcb555554p-3},
        {127, 0x1.520dd2bfda5f7p-3},
        {128, 0x1.5207291400000p-3},
        {129, 0x1.4ffb21fd5aa02p-3},
        {136, 0x1.5315a48814141p-3},
        {255, 0x1.5413acd8055acp-3},
        {1000, 0x1.5551352526e98p-3},
        {3000, 0x1.554ee54fa5e35p-3},
        {8192, 0x1.5553886955556p-3},
    };
    static double values[8192];
    (void)state;

    for (size_t i = 0; i < 8192; i++)
        values[i] = spread_out(i);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        assert_double_same("a mean", mean_of(values, rows[k].n), rows[k].mean);
}

static void ten_tenths_sum_pairwise_to_a_tenth(void **state)
{
    double values[10];
    (void)state;

    for (size_t i = 0; i < 10; i++)
        values[i] = .1;
    assert_double_same("the mean", mean_of(values, 10), .1); /* one after the other: 0.09999999999999999 */
}

/* Semantics A8 in words: below 8 in order; to 128 with eight sums; above, two parts. */
static double sum_as_described(const double *v, size_t n)
{
    double sums[8] = {0}, sum = 0;
    size_t whole = n / 8 * 8, first = n / 2 / 8 * 8;

    if (n > 128)
        return sum_as_described(v, first) + sum_as_described(v + first, n - first);
    if (n < 8)
        whole = 0;
    for (size_t i = 0; i < whole; i++)
        sums[i % 8] = i < 8 ? v[i] : sums[i % 8] + v[i];
    if (whole)
        sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    for (size_t i = whole; i < n; i++)
        sum = i == 0 ? v[0] : sum + v[i];
    return sum;
}

static void every_length_is_summed_as_described(void **state)
{
    static double values[3000];
    uint64_t seed = 5;
    (void)state;

    for (size_t i = 0; i < 3000; i++)
        values[i] = (double)next_random(&seed) / 0x1p64;
    for (size_t n = 1; n <= 3000; n++)
        if (bits_of(mean_of(values, n)) != bits_of(sum_as_described(values, n) / (double)n))
            fail_msg("the mean of %zu values is another", n);
}

/* numpy's buffer, up to its version 2.2. */
static void beyond_8192_values_sums_are_of_pieces(void **state)
{
    static double values[N_MAX];
    double sum;
    (void)state;

    for (size_t i = 0; i < N_MAX; i++)
        values[i] = spread_out(i + 3);
    sum = sum_as_described(values, 8192);
    sum += sum_as_described(values + 8192, 8192);
    sum += sum_as_described(values + 16384, N_MAX - 16384);

    assert_double_same("the mean", mean_of(values, N_MAX), sum / N_MAX);
    assert_int_not_equal(bits_of(sum), bits_of(sum_as_described(values, N_MAX)));
}

static void what_is_not_defined_is_not_in_the_mean(void **state)
{
    (void)state;

    assert_double_same("the mean", mean_of((double[]){-1, .25, -1, .75, -1}, 5), .5);
    assert_double_same("zeros count", mean_of((double[]){0, -1, 1}, 3), .5);
    assert_true(isnan(mean_of((double[]){-1, -1}, 2)));
    assert_true(isnan(mean_of(NULL, 0)));
}

static void curves_start_undefined_and_hold_what_was_wanted(void **state)
{
    od_protocol p;
    od_curves c;
    (void)state;

    od_protocol_default(&p);
    assert_int_equal(od_curves_init(&c, &p, 5, 1u << 2, false, NULL), OD_OK);

    assert_null(c.precision[0]);
    assert_null(c.precision[1]);
    assert_non_null(c.precision[2]);
    assert_null(c.score[2]);
    assert_double_same("a recall", c.recall[3 * 4 * 10 * 5 - 1], -1);
    assert_double_same("a precision", c.precision[2][4 * 10 * 101 * 5 - 1], -1);
    od_curves_free(&c);

    assert_int_equal(od_curves_init(&c, &p, 5, 1, true, NULL), OD_OK);
    assert_double_same("a score", c.score[0][4 * 10 * 101 * 5 - 1], -1);
    od_curves_free(&c);
    assert_null(c.recall);
}

static void places_in_curves_run_by_category_first(void **state)
{
    od_curves c = {.n_iou = 10, .n_categories = 5, .n_areas = 4, .n_max_dets = 3};
    (void)state;

    assert_int_equal(od_curves_point_at(&c, 0, 0, 0, 1), 1);
    assert_int_equal(od_curves_point_at(&c, 0, 0, 1, 0), 5);
    assert_int_equal(od_curves_point_at(&c, 0, 1, 0, 0), 5 * 101);
    assert_int_equal(od_curves_point_at(&c, 1, 0, 0, 0), 5 * 101 * 10);
    assert_int_equal(od_curves_recall_at(&c, 0, 0, 0, 1), 1);
    assert_int_equal(od_curves_recall_at(&c, 0, 0, 1, 0), 5);
    assert_int_equal(od_curves_recall_at(&c, 0, 1, 0, 0), 50);
    assert_int_equal(od_curves_recall_at(&c, 1, 0, 0, 0), 200);
}

static const od_run *run_of(const scored *s)
{
    return &s->job->subsets[0].evaluation.runs[0];
}

/* One found of two, at score .5, after a false one at .9 that is not: precision 1/2 up to recall .5, then 0.
 */
static void a_curve_holds_precision_and_score_over_recall(void **state)
{
    od_curves c = {0};
    scored s;
    (void)state;

    s = score(GT(TRUTH(1, 1, 1, 0, 0, 50, 50, 2500) "," TRUTH(2, 2, 1, 0, 0, 50, 50, 2500)),
              DETS(DET(1, 1, 0, 0, 50, 50, 0.5) "," DET(3, 1, 0, 0, 50, 50, 0.9)), "AP");
    assert_int_equal(
        run_of(&s)->use->metric->curves(run_of(&s)->state, &run_of(&s)->context, 7, true, &c, NULL), OD_OK);

    for (uint32_t r = 0; r < OD_RECALL_POINTS; r++) {
        size_t at = od_curves_point_at(&c, 0, 0, r, 0);

        assert_double_same("precision", c.precision[2][at], r <= 50 ? .5 : 0);
        assert_double_same("score", c.score[2][at], r == 0 ? .9 : r <= 50 ? .5 : 0);
        assert_double_same("a category without truths", c.precision[2][at + 1], -1);
    }
    assert_double_same("recall", c.recall[od_curves_recall_at(&c, 2, 0, 0, 0)], .5);
    od_curves_free(&c);
    close_job(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mean_has_numpys_bits),
        cmocka_unit_test(ten_tenths_sum_pairwise_to_a_tenth),
        cmocka_unit_test(every_length_is_summed_as_described),
        cmocka_unit_test(beyond_8192_values_sums_are_of_pieces),
        cmocka_unit_test(what_is_not_defined_is_not_in_the_mean),
        cmocka_unit_test(curves_start_undefined_and_hold_what_was_wanted),
        cmocka_unit_test(places_in_curves_run_by_category_first),
        cmocka_unit_test(a_curve_holds_precision_and_score_over_recall),
    };

    return cmocka_run_group_tests_name("curves", tests, NULL, NULL);
}
