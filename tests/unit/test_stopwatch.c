/* Time by phase: laps, sums, names. */
#define _DEFAULT_SOURCE /* usleep */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "core/stopwatch.h"

static void the_clock_does_not_go_back(void **state)
{
    double last = od_now();

    (void)state;
    for (int i = 0; i < 10000; i++) {
        double now = od_now();
        assert_true(now >= last);
        last = now;
    }
}

static void a_lap_is_as_long_as_what_was_waited(void **state)
{
    od_timing t = {0};
    double begin = od_now(), lap = begin, end;

    (void)state;
    usleep(20000);
    od_timing_lap(&t, OD_PHASE_MATCH, &lap);
    end = od_now();

    assert_true(t.seconds[OD_PHASE_MATCH] >= 0.02);
    assert_true(t.seconds[OD_PHASE_MATCH] <= end - begin);
    assert_true(lap >= begin + 0.02 && lap <= end);
}

static void laps_of_one_phase_add_up_and_leave_the_others_alone(void **state)
{
    od_timing t = {0};
    double lap;

    (void)state;
    lap = od_now() - 2;
    od_timing_lap(&t, OD_PHASE_REPORT, &lap);
    lap -= 3;
    od_timing_lap(&t, OD_PHASE_REPORT, &lap);

    assert_true(t.seconds[OD_PHASE_REPORT] >= 5 && t.seconds[OD_PHASE_REPORT] < 65);
    for (int i = 0; i < OD_PHASE_REPORT; i++)
        assert_true(t.seconds[i] == 0);
}

static void timings_are_merged_phase_by_phase(void **state)
{
    od_timing t = {{1, 2, 3, 4, 5}}, other = {{10, 20, 30, 40, 50}};

    (void)state;
    od_timing_merge(&t, &other);

    for (int i = 0; i < OD_N_PHASES; i++)
        assert_true(t.seconds[i] == 11 * (i + 1));
}

static void phases_are_called_what_scripts_look_for(void **state)
{
    static const char *const names[] = {"read ground truth", "read predictions", "match", "accumulate",
                                        "report"};

    (void)state;
    for (int i = 0; i < OD_N_PHASES; i++)
        assert_string_equal(od_phase_name((od_phase)i), names[i]); /* bench/lab.py has the same list */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clock_does_not_go_back),
        cmocka_unit_test(a_lap_is_as_long_as_what_was_waited),
        cmocka_unit_test(laps_of_one_phase_add_up_and_leave_the_others_alone),
        cmocka_unit_test(timings_are_merged_phase_by_phase),
        cmocka_unit_test(phases_are_called_what_scripts_look_for),
    };

    return cmocka_run_group_tests_name("stopwatch", tests, NULL, NULL);
}
