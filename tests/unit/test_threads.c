#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "core/threads.h"

enum { N_ITEMS = 1000, N_WORKERS = 8 };

typedef struct job {
    unsigned runs[N_ITEMS]; /* each item is one thread's alone */
    unsigned per_worker[N_WORKERS];
    size_t first_bad;    /* items from here on may fail */
    size_t slow_bad;     /* this one fails last of all in time */
    atomic_uint outside; /* workers with an impossible number */
} job;

static od_status count(void *context, size_t item, unsigned worker, od_error *err)
{
    job *j = context;

    (void)err;
    if (worker >= N_WORKERS) {
        atomic_fetch_add(&j->outside, 1);
        return OD_OK;
    }
    j->runs[item]++;
    j->per_worker[worker]++;
    return OD_OK;
}

static void each_item_is_done_once_whatever_the_number_of_threads(void **state)
{
    (void)state;
    for (unsigned threads = 0; threads <= N_WORKERS; threads++) {
        job j = {0};
        od_error err = {0};
        unsigned sum = 0;

        assert_int_equal(od_parallel(threads, N_ITEMS, count, &j, &err), OD_OK);

        for (size_t i = 0; i < N_ITEMS; i++)
            assert_int_equal(j.runs[i], 1);
        for (unsigned w = 0; w < N_WORKERS; w++)
            sum += w < threads || w == 0 ? j.per_worker[w] : 0;
        assert_int_equal(sum, N_ITEMS);
        assert_int_equal(j.outside, 0);
    }
}

static void no_items_are_no_work(void **state)
{
    od_error err = {0};

    (void)state;
    assert_int_equal(od_parallel(4, 0, count, NULL, &err), OD_OK);
}

static od_status fail_from(void *context, size_t item, unsigned worker, od_error *err)
{
    job *j = context;
    struct timespec wait = {.tv_nsec = 3000000};

    (void)worker;
    if (item < j->first_bad)
        return OD_OK;
    if (item == j->slow_bad)
        nanosleep(&wait, NULL); /* the others have failed long before */
    return od_fail_at(err, item % 2 ? OD_INPUT : OD_SYSTEM, (od_place){"items", item, OD_UNIT_RECORD},
                      "item %zu", item);
}

static void the_error_of_the_lowest_failing_item_is_the_one(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= N_WORKERS; threads++)
        for (size_t bad = 0; bad < 20; bad++) {
            job j = {.first_bad = bad, .slow_bad = bad};
            od_error err = {0};
            char wanted[32];

            od_status st = od_parallel(threads, N_ITEMS, fail_from, &j, &err);

            assert_int_equal(st, bad % 2 ? OD_INPUT : OD_SYSTEM);
            assert_int_equal(err.code, st);
            snprintf(wanted, sizeof wanted, "item %zu", bad);
            assert_string_equal(err.what, wanted);
            assert_int_equal(err.at, bad);
        }
}

static void an_earlier_error_is_kept(void **state)
{
    job j = {0};
    od_error err = {0};

    (void)state;
    od_fail(&err, OD_USAGE, "earlier");
    assert_int_equal(od_parallel(2, 10, fail_from, &j, &err), OD_SYSTEM);

    assert_string_equal(err.what, "earlier");
    assert_int_equal(od_parallel(2, 10, fail_from, &j, NULL), OD_SYSTEM);
}

static void there_is_a_processor(void **state)
{
    (void)state;
    assert_true(od_processors() >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_item_is_done_once_whatever_the_number_of_threads),
        cmocka_unit_test(no_items_are_no_work),
        cmocka_unit_test(the_error_of_the_lowest_failing_item_is_the_one),
        cmocka_unit_test(an_earlier_error_is_kept),
        cmocka_unit_test(there_is_a_processor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
