/* Truths by image after the reference's detour through annotation ids (semantics A1). */
#include "unit/dataset_help.h"

/* Semantics A1: "Two annotations with id 5 in images 1 and 2 -> image 1 has no GT, image 2 has two copies".
 */
static void an_id_used_twice_stands_for_its_last_annotation(void **state)
{
    od_dataset_builder *b = two_images();
    od_dataset *set;
    (void)state;

    put_truth(b, 5, ID(1), ID(1), 0);
    put_truth(b, 5, ID(2), ID(1), OD_TRUTH_CROWD);
    set = finish_set(b);

    assert_truths(set, 0, "5");
    assert_truths(set, 1, "5");
    assert_indexed(set, 0, "");
    assert_indexed(set, 1, "5 5");
    assert_int_equal(set->indexed[0], 1); /* both are the second truth */
    assert_int_equal(set->indexed[1], 1);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_duplicate_annotation_id), 1);
    assert_string_equal(set->ledger.entries[0].examples[0], "gt: record 1,005: annotation 5");
    od_dataset_free(set);
}

static void copies_stand_where_the_reference_meets_them(void **state)
{
    od_dataset_builder *b = two_images();
    od_dataset *set;
    (void)state;

    put_truth(b, 7, ID(2), ID(1), 0);
    put_truth(b, 6, ID(2), ID(1), 0);
    put_truth(b, 7, ID(1), ID(1), 0);
    put_truth(b, 6, ID(2), ID(1), 0);
    set = finish_set(b);

    /* image 1 lists 7; image 2 lists 7 (goes to image 1), 6, 6 */
    assert_indexed(set, 0, "7 7");
    assert_indexed(set, 1, "6 6");
    assert_int_equal(set->indexed[2], 3);
    assert_int_equal(set->indexed[3], 3);
    od_dataset_free(set);
}

/* The last annotation of the id is in no listed image: both are lost. */
static void an_id_whose_last_annotation_is_unlisted_is_lost(void **state)
{
    od_dataset_builder *b = two_images();
    od_dataset *set;
    (void)state;

    put_truth(b, 5, ID(1), ID(1), 0);
    put_truth(b, 8, ID(2), ID(1), 0);
    put_truth(b, 5, ID(3), ID(1), 0);
    set = finish_set(b);

    assert_truths(set, 0, "5");
    assert_indexed(set, 0, "");
    assert_indexed(set, 1, "8");
    assert_int_equal(od_dataset_truths(set), 1);
    od_dataset_free(set);
}

/* Too wide for one bit per id: the ids are sorted. */
static void ids_far_apart_are_compared_too(void **state)
{
    od_dataset_builder *b = two_images();
    od_dataset *set;
    (void)state;

    put_truth(b, INT64_MAX, ID(1), ID(1), 0);
    put_truth(b, INT64_MIN, ID(1), ID(1), 0);
    put_truth(b, INT64_MAX, ID(2), ID(1), 0);
    put_truth(b, -1, ID(2), ID(1), 0);
    set = finish_set(b);

    assert_indexed(set, 0, "-9223372036854775808");
    assert_indexed(set, 1, "9223372036854775807 9223372036854775807 -1");
    od_dataset_free(set);
}

static void ids_far_apart_that_do_not_repeat_need_no_second_list(void **state)
{
    od_dataset_builder *b = two_images();
    od_dataset *set;
    (void)state;

    put_truth(b, INT64_MAX, ID(1), ID(1), 0);
    put_truth(b, INT64_MIN, ID(1), ID(1), 0);
    set = finish_set(b);

    assert_ptr_equal(set->indexed, set->by_image);
    assert_int_equal(set->ledger.n, 0);
    od_dataset_free(set);
}

/* ---- semantics A1 spelt out, against many small data sets ---- */

enum { N_TRUTHS = 12, N_IMAGES = 3 };

typedef struct row {
    int64_t id;
    int image, category; /* image 4 and category 3 are listed nowhere */
} row;

static uint32_t next(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33);
}

/* For each image ascending and each of its annotations in file order, if it is listed: the last annotation
 * that has its id, if that is listed, evaluated in that one's image. */
static size_t evaluated(const row rows[N_TRUTHS], int in_image, uint32_t out[N_TRUTHS])
{
    size_t n = 0;

    for (int image = 1; image <= N_IMAGES; image++) {
        for (int t = 0; t < N_TRUTHS; t++) {
            int last = t;
            for (int u = t + 1; u < N_TRUTHS; u++)
                last = rows[u].id == rows[t].id ? u : last;
            if (rows[t].image == image && rows[t].category <= 2 && rows[last].image == in_image &&
                rows[last].category <= 2)
                out[n++] = (uint32_t)last;
        }
    }
    return n;
}

static od_dataset *random_rows(row rows[N_TRUTHS], uint64_t *seed)
{
    od_dataset_builder *b = new_builder();
    int64_t step = next(seed) % 2 ? 1 : INT64_C(1) << 58; /* ids that are close, and ids that are far apart */

    for (int i = N_IMAGES; i >= 1; i--)
        put_image(b, ID(i), NULL);
    put_category(b, ID(1), "dog");
    put_category(b, ID(2), "cat");
    for (int t = 0; t < N_TRUTHS; t++) {
        rows[t] = (row){((int64_t)(next(seed) % 24) - 8) * step, (int)(next(seed) % 4) + 1,
                        (int)(next(seed) % 3) + 1};
        put_truth(b, rows[t].id, ID(rows[t].image), ID(rows[t].category), 0);
    }
    return finish_set(b);
}

static void truths_are_indexed_as_the_reference_looks_them_up(void **state)
{
    uint64_t seed = 20250320;
    (void)state;

    for (int round = 0; round < 2000; round++) {
        uint64_t start = seed;
        row rows[N_TRUTHS];
        od_dataset *set = random_rows(rows, &seed);

        for (uint32_t i = 0; i < N_IMAGES; i++) {
            uint32_t expected[N_TRUTHS];
            size_t n = evaluated(rows, (int)i + 1, expected);
            const uint32_t first = set->indexed_start[i];
            bool same = set->indexed_start[i + 1] - first == n;

            for (size_t k = 0; same && k < n; k++)
                same = od_truth_at(set->indexed, first + (uint32_t)k) == expected[k];
            if (!same)
                fail_msg("seed %llu, image %u", (unsigned long long)start, i + 1);
        }
        od_dataset_free(set);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_used_twice_stands_for_its_last_annotation),
        cmocka_unit_test(copies_stand_where_the_reference_meets_them),
        cmocka_unit_test(an_id_whose_last_annotation_is_unlisted_is_lost),
        cmocka_unit_test(ids_far_apart_are_compared_too),
        cmocka_unit_test(ids_far_apart_that_do_not_repeat_need_no_second_list),
        cmocka_unit_test(truths_are_indexed_as_the_reference_looks_them_up),
    };

    return cmocka_run_group_tests_name("indexed truths", tests, NULL, NULL);
}
