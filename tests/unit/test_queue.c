#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>

#include "backend/queue.h"

static void first_in_is_first_out_also_around_the_ring(void **state)
{
    int items[5];
    void *got[3];
    od_queue q;

    (void)state;
    assert_int_equal(od_queue_init(&q, 3, NULL), OD_OK);
    for (int i = 0; i < 3; i++)
        assert_true(od_queue_put(&q, &items[i]));
    assert_int_equal(od_queue_take(&q, got, 2), 2);
    assert_true(od_queue_put(&q, &items[3]));
    assert_true(od_queue_put(&q, &items[4]));

    assert_int_equal(od_queue_take(&q, got, 3), 3);

    assert_ptr_equal(got[0], &items[2]);
    assert_ptr_equal(got[1], &items[3]);
    assert_ptr_equal(got[2], &items[4]);
    od_queue_release(&q);
}

static void a_closed_queue_gives_what_is_in_and_takes_nothing(void **state)
{
    int item;
    void *got[2];
    od_queue q;

    (void)state;
    assert_int_equal(od_queue_init(&q, 2, NULL), OD_OK);
    assert_true(od_queue_put(&q, &item));

    od_queue_close(&q);

    assert_false(od_queue_put(&q, &item));
    assert_int_equal(od_queue_take(&q, got, 2), 1);
    assert_int_equal(od_queue_take(&q, got, 2), 0);
    od_queue_release(&q);
}

typedef struct pump {
    od_queue q;
    int items[1000];
} pump;

static void *fill(void *argument)
{
    pump *p = argument;

    for (int i = 0; i < 1000; i++)
        od_queue_put(&p->q, &p->items[i]);
    od_queue_close(&p->q);
    return NULL;
}

static void a_full_queue_makes_the_writer_wait_and_loses_nothing(void **state)
{
    static pump p;
    pthread_t thread;
    void *got[4];
    size_t n, sum = 0;

    (void)state;
    assert_int_equal(od_queue_init(&p.q, 2, NULL), OD_OK);
    assert_int_equal(pthread_create(&thread, NULL, fill, &p), 0);
    while ((n = od_queue_take(&p.q, got, 4)) > 0)
        for (size_t i = 0; i < n; i++)
            assert_ptr_equal(got[i], &p.items[sum++]);
    assert_int_equal(pthread_join(thread, NULL), 0);

    assert_int_equal(sum, 1000);
    od_queue_release(&p.q);
}

static void what_is_larger_than_the_budget_goes_alone(void **state)
{
    od_budget b;

    (void)state;
    assert_int_equal(od_budget_init(&b, 10, NULL), OD_OK);

    assert_true(od_budget_take(&b, 50));

    assert_int_equal(b.taken, 50);
    od_budget_give(&b, 50);
    assert_true(od_budget_take(&b, 10));
    od_budget_release(&b);
}

static void *take_five(void *argument)
{
    return od_budget_take(argument, 5) ? argument : NULL;
}

static void whoever_waits_for_the_budget_gets_what_is_given_back(void **state)
{
    pthread_t thread;
    void *got;
    od_budget b;

    (void)state;
    assert_int_equal(od_budget_init(&b, 10, NULL), OD_OK);
    assert_true(od_budget_take(&b, 8));
    assert_int_equal(pthread_create(&thread, NULL, take_five, &b), 0);

    od_budget_give(&b, 3);
    assert_int_equal(pthread_join(thread, &got), 0);

    assert_ptr_equal(got, &b);
    assert_int_equal(b.taken, 10);
    od_budget_release(&b);
}

static void closing_the_budget_wakes_those_who_wait(void **state)
{
    pthread_t thread;
    void *got;
    od_budget b;

    (void)state;
    assert_int_equal(od_budget_init(&b, 10, NULL), OD_OK);
    assert_true(od_budget_take(&b, 8));
    assert_int_equal(pthread_create(&thread, NULL, take_five, &b), 0);

    od_budget_close(&b);
    assert_int_equal(pthread_join(thread, &got), 0);

    assert_null(got);
    assert_int_equal(b.taken, 8);
    od_budget_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_in_is_first_out_also_around_the_ring),
        cmocka_unit_test(a_closed_queue_gives_what_is_in_and_takes_nothing),
        cmocka_unit_test(a_full_queue_makes_the_writer_wait_and_loses_nothing),
        cmocka_unit_test(what_is_larger_than_the_budget_goes_alone),
        cmocka_unit_test(whoever_waits_for_the_budget_gets_what_is_given_back),
        cmocka_unit_test(closing_the_budget_wakes_those_who_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
