/* Long columns in blocks: nothing moves, other columns are taken over, and numbers lead back to items. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/bit_counts.h"
#include "core/blocks.h"

/* Adds the values first .. first + n - 1, `step` at a time. */
static void fill(od_blocks *b, uint64_t first, uint64_t n, uint32_t step)
{
    for (uint64_t at = first; at < first + n; at += step) {
        uint32_t count = first + n - at < step ? (uint32_t)(first + n - at) : step;
        uint64_t *room = NULL;

        assert_int_equal(od_blocks_room(b, count, &room, NULL), OD_OK);
        for (uint32_t i = 0; i < count; i++)
            room[i] = at + i;
        od_blocks_added(b, count);
    }
}

/* The items, block after block, must be first .. first + n - 1. */
static void assert_counts_up(const od_blocks *b, uint64_t first, uint64_t n)
{
    uint64_t expected = first;

    assert_int_equal(b->count, n);
    for (size_t block = 0; block < b->n; block++)
        for (uint32_t i = 0; i < b->used[block]; i++) {
            const uint64_t *item = od_blocks_at(b, od_blocks_number(block, i));
            assert_int_equal(*item, expected++);
        }
    assert_int_equal(expected, first + n);
}

static void items_stay_in_order_whatever_the_step(void **state)
{
    (void)state;
    for (uint32_t step = 1; step <= OD_BLOCK; step = step * 3 + 1) {
        od_blocks b = {.item_size = sizeof(uint64_t)};

        fill(&b, 7, 3 * (uint64_t)OD_BLOCK + 5, step);

        assert_counts_up(&b, 7, 3 * (uint64_t)OD_BLOCK + 5);
        od_blocks_release(&b);
    }
}

static void what_is_there_does_not_move(void **state)
{
    od_blocks b = {.item_size = sizeof(uint64_t)};
    const void *first;

    (void)state;
    fill(&b, 0, 1, 1);
    first = od_blocks_at(&b, 0);
    fill(&b, 1, 5 * (uint64_t)OD_BLOCK, 100);

    assert_ptr_equal(od_blocks_at(&b, 0), first);
    od_blocks_release(&b);
}

static void room_that_is_not_used_costs_no_items(void **state)
{
    od_blocks b = {.item_size = sizeof(uint64_t)};
    uint64_t *room;

    (void)state;
    fill(&b, 0, OD_BLOCK - 3, 1);
    assert_int_equal(od_blocks_room(&b, 10, &room, NULL), OD_OK); /* more than the block has left */
    room[0] = OD_BLOCK - 3;
    od_blocks_added(&b, 1);

    assert_int_equal(b.n, 2);
    assert_counts_up(&b, 0, OD_BLOCK - 2);
    od_blocks_release(&b);
}

static void a_block_has_no_room_for_more_than_it_holds(void **state)
{
    od_blocks b = {.item_size = 4};
    od_error err = {0};
    uint32_t *room;

    (void)state;
    assert_int_equal(od_blocks_room(&b, OD_BLOCK + 1, &room, &err), OD_USAGE);

    assert_int_equal(err.code, OD_USAGE);
    assert_int_equal(b.n, 0);
}

static void absorbing_moves_and_appending_copies(void **state)
{
    const uint64_t n = OD_BLOCK + 9;
    od_blocks a = {.item_size = 8}, b = {.item_size = 8}, c = {.item_size = 8};
    const void *moved;

    (void)state;
    fill(&a, 0, n, 64);
    fill(&b, n, n, 64);
    fill(&c, 2 * n, n, 64);
    moved = od_blocks_at(&b, 0);
    assert_int_equal(od_blocks_absorb(&a, &b, NULL), OD_OK);
    assert_int_equal(od_blocks_append(&a, &c, NULL), OD_OK);

    assert_counts_up(&a, 0, 3 * n);
    assert_ptr_equal(a.block[2], moved);
    assert_int_equal(b.count, 0);
    assert_counts_up(&c, 2 * n, n);
    od_blocks_release(&a);
    od_blocks_release(&b); /* empty, and still released */
    od_blocks_release(&c);
}

static void numbers_end_at_2_to_the_32(void **state)
{
    od_blocks b = {.n = UINT32_C(1) << (32 - OD_BLOCK_BITS)};

    (void)state;
    assert_true(od_blocks_numbered(&b));
    assert_int_equal(od_blocks_number(b.n - 1, OD_BLOCK - 1), UINT32_MAX);
    b.n++;
    assert_false(od_blocks_numbered(&b));
}

static void bits_are_counted_all_at_once(void **state)
{
    od_bit_counts c = {{0}};
    size_t expected[64] = {0};
    uint64_t word = 1;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        word = word * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        od_bit_counts_add(&c, word);
        for (unsigned bit = 0; bit < 64; bit++)
            expected[bit] += word >> bit & 1;
    }

    for (unsigned bit = 0; bit < 64; bit++)
        assert_int_equal(od_bit_counts_of(&c, bit), expected[bit]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_stay_in_order_whatever_the_step),
        cmocka_unit_test(what_is_there_does_not_move),
        cmocka_unit_test(room_that_is_not_used_costs_no_items),
        cmocka_unit_test(a_block_has_no_room_for_more_than_it_holds),
        cmocka_unit_test(absorbing_moves_and_appending_copies),
        cmocka_unit_test(numbers_end_at_2_to_the_32),
        cmocka_unit_test(bits_are_counted_all_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
