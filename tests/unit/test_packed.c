/* Packed columns against the doubles that went in: every bit must come back. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "core/packed.h"

static const double odd[] = {0.0,
                             -0.0,
                             1,
                             -1,
                             0.01,
                             0.1,
                             1e-300,
                             1e300,
                             NAN,
                             INFINITY,
                             -INFINITY,
                             DBL_MAX,
                             DBL_MIN,
                             5e-324,
                             FLT_MAX,
                             FLT_MIN,
                             1e-46,
                             1e39,
                             16777217,
                             21474836.47,
                             21474836.48,
                             -21474836.48,
                             0.005,
                             123.456,
                             1.0 / 3,
                             2e7,
                             -2e7,
                             99999.99,
                             0.29,
                             1.005,
                             4503599627370497.5,
                             1e38};

enum { N_ODD = sizeof odd / sizeof odd[0] };

static void assert_row(const od_packed *p, size_t row, const double *values)
{
    double back[OD_PACKED_WIDTH];

    od_packed_get(p, row, back);
    assert_memory_equal(back, values, p->width * sizeof *back);
}

static void every_double_comes_back_with_all_its_bits(void **state)
{
    od_packed p = {.width = 1, .scale = 100};

    (void)state;
    for (size_t i = 0; i < N_ODD; i++)
        assert_int_equal(od_packed_add(&p, &odd[i], NULL), OD_OK);

    for (size_t i = 0; i < N_ODD; i++)
        assert_row(&p, i, &odd[i]);
    od_packed_release(&p);
}

/* What it is for: floats and decimals take a word, and only the rest is kept in full. */
static void floats_and_decimals_are_not_kept_in_full(void **state)
{
    static const double rows[][4] = {{(double)0.1f, (double)123.456f, -7.5, 1e10},
                                     {0.1, 123.45, -7.5, 0.0},
                                     {0.1, 0.125, (double)0.1f, 3},
                                     {.001, 1, 2, 3}};
    static const int kinds[] = {OD_PACKED_FLOAT, OD_PACKED_DECIMAL, OD_PACKED_FULL, OD_PACKED_FULL};
    od_packed p = {.width = 4, .scale = 100};

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(od_packed_add(&p, rows[i], NULL), OD_OK);

    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(od_packed_kind(&p, i), kinds[i]);
        assert_row(&p, i, rows[i]);
    }
    assert_int_equal(p.n_full, 2);
    od_packed_release(&p);
}

static double random_value(uint64_t *seed)
{
    double value;

    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    switch (*seed >> 61) {
    case 0: memcpy(&value, seed, sizeof value); return value; /* any bits at all */
    case 1: return odd[(*seed >> 33) % N_ODD];
    case 2: return (double)(float)((double)(*seed >> 20) / 1e7);
    default: return (double)(int32_t)(*seed >> 35) / 100;
    }
}

static void appended_columns_are_the_same_as_one(void **state)
{
    enum { ROWS = 3000 };
    double(*rows)[4] = calloc(ROWS, sizeof *rows);
    od_packed whole = {.width = 4, .scale = 100}, part = whole;
    uint64_t seed = 3;

    (void)state;
    assert_non_null(rows);
    for (size_t i = 0; i < ROWS; i++) {
        for (unsigned k = 0; k < 4; k++)
            rows[i][k] = random_value(&seed);
        assert_int_equal(od_packed_add(&part, rows[i], NULL), OD_OK);
        if (i % 7 == 0) {
            assert_int_equal(od_packed_append(&whole, &part, NULL), OD_OK);
            od_packed_clear(&part);
        }
    }
    assert_int_equal(od_packed_append(&whole, &part, NULL), OD_OK);

    assert_int_equal(whole.n, ROWS);
    assert_true(whole.n_full > 0 && whole.n_full < ROWS);
    for (size_t i = 0; i < ROWS; i++)
        assert_row(&whole, i, rows[i]);
    od_packed_release(&whole);
    od_packed_release(&part);
    free(rows);
}

static void rows_that_are_moved_and_cut_keep_their_values(void **state)
{
    static const double rows[4][2] = {{1, 2}, {0.1, 1. / 3}, {5, 6}, {1. / 7, 8}};
    od_packed p = {.width = 2, .scale = 100};

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(od_packed_add(&p, rows[i], NULL), OD_OK);
    od_packed_move(&p, 1, 2, 2);
    od_packed_cut(&p, 3);

    assert_int_equal(p.n, 3);
    assert_row(&p, 0, rows[0]);
    assert_row(&p, 1, rows[2]);
    assert_row(&p, 2, rows[3]);
    assert_int_equal(od_packed_add(&p, rows[1], NULL), OD_OK);
    assert_row(&p, 3, rows[1]);
    od_packed_release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_double_comes_back_with_all_its_bits),
        cmocka_unit_test(floats_and_decimals_are_not_kept_in_full),
        cmocka_unit_test(appended_columns_are_the_same_as_one),
        cmocka_unit_test(rows_that_are_moved_and_cut_keep_their_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
