/* A small measurement of what `make coverage` measures at length. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "coverage.h"

/* 250 samples know a share of 95% to 1.4 points, and 200 resamples make intervals a little short. */
static void assert_held(bool scored)
{
    coverage c = {.population = {.scored = scored},
                  .images = 100,
                  .n_expecting = 400,
                  .n_samples = 250,
                  .resamples = 200,
                  .threads = 2};

    measure_coverage(&c);
    for (size_t k = 0; k < COVERAGE_NUMBERS; k++)
        if (c.share[k] < .9 || c.share[k] > .995)
            fail_msg("%.3f of the intervals of %s hold %.4f", c.share[k], coverage_numbers[k], c.expected[k]);
}

static void intervals_hold_the_expected_number(void **state)
{
    (void)state;

    assert_held(true);
}

static void intervals_hold_it_too_when_all_scores_are_equal(void **state)
{
    (void)state;

    assert_held(false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_hold_the_expected_number),
        cmocka_unit_test(intervals_hold_it_too_when_all_scores_are_equal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
