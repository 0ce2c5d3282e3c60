/* coco_ways.h: the fast way to read COCO annotations against the general one: on the same text both must come
 * to the same data set, the same ledger and the same error. */
#ifndef TESTS_COCO_WAYS_H
#define TESTS_COCO_WAYS_H

#include "coco_text.h"
#include "dataset/coco.h"
#include "same.h"

/* chunk 0: the text is whole. */
static inline od_status read_by(od_dataset **set, const draft *t, size_t chunk, bool general, od_error *err)
{
    od_input *in;
    od_status st;

    *err = (od_error){0};
    if (chunk)
        assert_int_equal(od_input_of_chunks(&in, "gt", t->bytes, t->n, chunk, NULL), OD_OK);
    else
        assert_int_equal(od_input_of_bytes(&in, "gt", t->bytes, t->n, NULL), OD_OK);
    st = od_dataset_read_coco_by(set, in, NULL, (od_coco_way){.general = general}, err);
    od_input_close(in);
    return st;
}

/* What both read, to be freed; NULL: both refused it. */
static inline od_dataset *both_ways(const draft *t, size_t chunk, uint64_t seed)
{
    od_dataset *fast, *general;
    od_error errs[2];
    const od_status st = read_by(&fast, t, chunk, false, &errs[0]);
    char texts[2][1200];

    if (read_by(&general, t, chunk, true, &errs[1]) != st || !same_error(&errs[0], &errs[1]) ||
        (st == OD_OK && !same_dataset(fast, general)))
        fail_msg("seed %llu, chunk %zu: %.*s\nfast: %s\ngeneral: %s", (unsigned long long)seed, chunk,
                 (int)t->n, t->bytes, od_error_text(&errs[0], texts[0], sizeof texts[0]),
                 od_error_text(&errs[1], texts[1], sizeof texts[1]));
    od_dataset_free(general);
    return fast;
}

/* Over many files that `make` writes, whole and in chunks, and damaged ones: the sum of what `count` finds in
 * what both read, and how many of the damaged had any. */
typedef void (*coco_maker)(draft *t, uint64_t *seed);
typedef uint64_t (*coco_counter)(const od_dataset *set);

static inline uint64_t count_both_ways(const draft *t, size_t chunk, uint64_t seed, coco_counter count)
{
    od_dataset *set = both_ways(t, chunk, seed);
    const uint64_t n = set ? count(set) : 0;

    od_dataset_free(set);
    return n;
}

static inline uint64_t agree_on_files(coco_maker make, coco_counter count, uint64_t cases)
{
    uint64_t sum = 0;

    for (uint64_t n = 1; n <= cases; n++) {
        uint64_t seed = n * 0x9e3779b97f4a7c15u;
        draft t = {.calm = n % 4 != 0};

        make(&t, &seed);
        sum += count_both_ways(&t, 0, n, count);
        sum += count_both_ways(&t, 1 + below(&seed, 400), n, count);
    }
    return sum;
}

static inline uint64_t agree_on_damaged_files(coco_maker make, coco_counter count, uint64_t cases)
{
    uint64_t good = 0;

    for (uint64_t n = 1; n <= cases; n++) {
        uint64_t seed = n * 0xd1342543de82ef95u;
        draft t = {.calm = true};

        make(&t, &seed);
        mutate(&t, &seed);
        mutate(&t, &seed);
        good += count_both_ways(&t, 0, n, count) > 0;
    }
    return good;
}

#endif
