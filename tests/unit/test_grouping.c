/* Rows by category: the same lists for any number of parts and any batches. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "metric/grouping.h"

enum { K = 11, N = 20000 };

static uint32_t category_of(uint32_t row)
{
    return row * UINT32_C(2654435761) >> 16 & 1 ? row % K : row / 7 % 3; /* the first three have most */
}

static uint32_t variants_of(uint32_t row)
{
    return row % 5 == 0 ? 2 : row % 7 == 0 ? 3 : 1;
}

/* Rows with their number as the image, in blocks that are not full. */
static od_blocks make_rows(void)
{
    od_blocks b = {.item_size = sizeof(od_ap_plain)};

    for (uint32_t i = 0; i < N; i++) {
        od_ap_plain *row = NULL;

        assert_int_equal(od_blocks_room(&b, 1 + i % 4000, &row, NULL), OD_OK);
        *row =
            (od_ap_plain){.category = category_of(i), .image = i, .marks = od_ap_marks(0, 0, variants_of(i))};
        od_blocks_added(&b, 1);
    }
    assert_true(b.n > 2);
    return b;
}

static void assert_category(const od_grouping *g, uint32_t k)
{
    const uint32_t *numbers = od_grouping_rows(g, k);
    size_t n = 0;

    for (uint32_t i = 0; i < N; i++)
        if (category_of(i) == k && variants_of(i) >> g->variant & 1) {
            const od_ap_plain *row = od_blocks_at(g->blocks, numbers[n++]);
            assert_int_equal(row->image, i);
        }
    assert_int_equal(od_grouping_size(g, k), n);
}

static void check_grouping(const od_blocks *rows, uint32_t variant, unsigned n_parts, uint32_t batch)
{
    od_grouping g;

    assert_int_equal(od_grouping_init(&g, rows, K, variant, n_parts, NULL), OD_OK);
    for (unsigned part = n_parts; part-- > 0;)
        od_grouping_count(&g, part);
    od_grouping_add_up(&g);
    for (uint32_t first = 0; first < K; first += batch) {
        uint32_t end = first + batch < K ? first + batch : K;

        assert_int_equal(od_grouping_batch(&g, first, end, NULL), OD_OK);
        for (unsigned part = n_parts; part-- > 0;)
            od_grouping_list(&g, part);
        for (uint32_t k = first; k < end; k++)
            assert_category(&g, k);
    }
    od_grouping_release(&g);
}

static void lists_are_complete_and_in_table_order(void **state)
{
    od_blocks rows = make_rows();

    (void)state;
    for (uint32_t variant = 0; variant < 2; variant++)
        for (unsigned n_parts = 1; n_parts <= 7; n_parts += 2)
            for (uint32_t batch = 1; batch <= K; batch += 5)
                check_grouping(&rows, variant, n_parts, batch);
    od_blocks_release(&rows);
}

static void no_rows_give_empty_lists(void **state)
{
    od_blocks rows = {.item_size = sizeof(od_ap_plain)};
    od_grouping g;

    (void)state;
    assert_int_equal(od_grouping_init(&g, &rows, K, 0, 3, NULL), OD_OK);
    od_grouping_count(&g, 0);
    od_grouping_add_up(&g);
    assert_int_equal(od_grouping_batch(&g, 0, K, NULL), OD_OK);

    for (uint32_t k = 0; k < K; k++)
        assert_int_equal(od_grouping_size(&g, k), 0);
    od_grouping_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_complete_and_in_table_order),
        cmocka_unit_test(no_rows_give_empty_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
