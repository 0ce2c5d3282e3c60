#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

static void an_allocation_is_zeroed_and_never_null(void **state)
{
    int *numbers = NULL, *none = NULL;
    od_error err = {0};

    (void)state;
    assert_int_equal(OD_ALLOC(numbers, 1000, &err), OD_OK);
    assert_int_equal(OD_ALLOC(none, 0, &err), OD_OK);

    for (int i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], 0);
    assert_non_null(none);
    free(numbers);
    free(none);
}

static void sizes_that_overflow_are_out_of_memory(void **state)
{
    int *numbers = NULL;
    size_t capacity = 0;
    od_error err = {0};

    (void)state;
    assert_int_equal(OD_GROW(numbers, capacity, SIZE_MAX / 2, &err), OD_SYSTEM);

    assert_null(numbers);
    assert_int_equal(capacity, 0);
    assert_int_equal(err.code, OD_SYSTEM);
    assert_string_equal(err.what, "out of memory");
    assert_int_equal(OD_ALLOC(numbers, SIZE_MAX / 2, NULL), OD_SYSTEM);
    assert_null(numbers);
}

static void growing_keeps_what_was_there(void **state)
{
    uint32_t *numbers = NULL;
    size_t capacity = 0;
    unsigned moves = 0;
    od_error err = {0};

    (void)state;
    for (uint32_t i = 0; i < 100000; i++) {
        size_t before = capacity;
        assert_int_equal(OD_GROW(numbers, capacity, (size_t)i + 1, &err), OD_OK);
        assert_true(capacity > i);
        moves += capacity != before;
        numbers[i] = i;
    }

    for (uint32_t i = 0; i < 100000; i++)
        assert_int_equal(numbers[i], i);
    assert_true(moves < 30); /* by half each time */
    free(numbers);
}

static void a_buffer_is_terminated_after_every_addition(void **state)
{
    char long_text[2001];
    od_buffer b = {0};
    od_error err = {0};

    (void)state;
    memset(long_text, 'x', 2000);
    long_text[2000] = '\0';
    assert_int_equal(od_buffer_add(&b, NULL, 0, &err), OD_OK);
    assert_string_equal(b.bytes, "");
    assert_int_equal(od_buffer_add(&b, "ab", 2, &err), OD_OK);
    assert_int_equal(od_buffer_printf(&b, &err, "%d", 7), OD_OK);
    assert_string_equal(b.bytes, "ab7");
    assert_int_equal(od_buffer_printf(&b, &err, "%s", long_text), OD_OK);

    assert_int_equal(b.n, 2003);
    assert_int_equal(strlen(b.bytes), 2003);
    od_buffer_free(&b);
    assert_null(b.bytes);
}

static void a_buffer_refuses_more_than_its_maximum(void **state)
{
    od_buffer b = {.maximum = 3};
    od_error err = {0};

    (void)state;
    assert_int_equal(od_buffer_add(&b, "abc", 3, &err), OD_OK);
    assert_int_equal(od_buffer_add(&b, "d", 1, &err), OD_SYSTEM);

    assert_string_equal(b.bytes, "abc");
    assert_int_equal(od_buffer_add(&b, "d", SIZE_MAX - 1, NULL), OD_SYSTEM);
    assert_int_equal(od_buffer_printf(&b, NULL, "%1000d", 1), OD_SYSTEM);
    assert_int_equal(b.n, 3);
    od_buffer_free(&b);
}

static void texts_compare_by_bytes_and_length(void **state)
{
    (void)state;
    assert_true(od_str_equal(OD_STR("a\0b"), (od_str){"a\0b", 3}));
    assert_false(od_str_equal(OD_STR("a"), OD_STR("ab")));
    assert_true(od_str_equal((od_str){0}, OD_STR("")));
    assert_true(od_str_compare(OD_STR("a"), OD_STR("ab")) < 0);
    assert_true(od_str_compare(OD_STR("b"), OD_STR("ab")) > 0);
    assert_true(od_str_compare(OD_STR("\xc3\xa9"), OD_STR("z")) > 0);
    assert_int_equal(od_str_compare(OD_STR("x"), od_str_of("x")), 0);
    assert_null(od_str_of(NULL).p);
}

static void an_arena_gives_aligned_zeroed_memory_of_any_size(void **state)
{
    static const size_t sizes[] = {0, 1, 7, 8, 4096, 65536, 65537, 1000000};
    od_arena a = {0};

    (void)state;
    for (int round = 0; round < 20; round++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            unsigned char *p = od_arena_alloc(&a, sizes[i]);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
            for (size_t k = 0; k < sizes[i]; k++)
                assert_int_equal(p[k], 0);
            if (sizes[i])
                memset(p, 0xff, sizes[i]);
        }
    assert_null(od_arena_alloc(&a, SIZE_MAX));
    od_arena_free(&a);
    assert_null(a.page);
    od_arena_free(&a);
}

static void an_arena_copies_and_formats_terminated_text(void **state)
{
    od_arena a = {0};
    od_str copy;

    (void)state;
    copy = od_arena_copy(&a, (od_str){"abcdef", 3});

    assert_int_equal(copy.n, 3);
    assert_string_equal(copy.p, "abc");
    assert_string_equal(od_arena_printf(&a, "%s-%03d", "x", 7), "x-007");
    od_arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_allocation_is_zeroed_and_never_null),
        cmocka_unit_test(sizes_that_overflow_are_out_of_memory),
        cmocka_unit_test(growing_keeps_what_was_there),
        cmocka_unit_test(a_buffer_is_terminated_after_every_addition),
        cmocka_unit_test(a_buffer_refuses_more_than_its_maximum),
        cmocka_unit_test(texts_compare_by_bytes_and_length),
        cmocka_unit_test(an_arena_gives_aligned_zeroed_memory_of_any_size),
        cmocka_unit_test(an_arena_copies_and_formats_terminated_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
