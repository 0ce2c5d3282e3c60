/* same.h: whether two readings of one file came to the same, down to the last byte. For unit tests and
 * fuzzing. */
#ifndef TESTS_SAME_H
#define TESTS_SAME_H

#include <string.h>

#include "prediction/detections.h"

static inline bool same_bytes(const void *a, const void *b, size_t n)
{
    return n == 0 || memcmp(a, b, n) == 0;
}

/* n elements of a column in both of two structures. */
#define SAME_COLUMN(a, b, column, n) same_bytes((a)->column, (b)->column, (n) * sizeof *(a)->column)

static inline bool same_error(const od_error *a, const od_error *b)
{
    return a->code == b->code && a->at == b->at && a->unit == b->unit && strcmp(a->what, b->what) == 0 &&
           strcmp(a->input, b->input) == 0 && strcmp(a->remedy, b->remedy) == 0;
}

static inline bool same_entry(const od_ledger_entry *a, const od_ledger_entry *b)
{
    if (a->kind != b->kind || a->count != b->count || a->n_examples != b->n_examples)
        return false;
    for (uint32_t e = 0; e < a->n_examples; e++) {
        if (strcmp(a->examples[e], b->examples[e]) != 0)
            return false;
    }
    return true;
}

static inline bool same_ledger(const od_ledger *a, const od_ledger *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        if (!same_entry(&a->entries[i], &b->entries[i]))
            return false;
    }
    return true;
}

/* ---- predictions ---- */

static inline bool same_origins(const od_detections *a, const od_detections *b)
{
    if (a->n_origins != b->n_origins)
        return false;
    for (size_t i = 0; i < a->n_origins; i++) {
        const od_origin *x = &a->origins[i], *y = &b->origins[i];
        if (x->first != y->first || x->at != y->at || x->unit != y->unit ||
            strcmp(a->inputs[x->input], b->inputs[y->input]) != 0)
            return false;
    }
    return true;
}

static inline bool same_packed(const od_packed *a, const od_packed *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++) {
        double x[OD_PACKED_WIDTH], y[OD_PACKED_WIDTH];

        od_packed_get(a, i, x);
        od_packed_get(b, i, y);
        if (memcmp(x, y, a->width * sizeof *x) != 0)
            return false;
    }
    return a->n == b->n;
}

static inline bool same_detections(const od_detections *a, const od_detections *b)
{
    return a->n == b->n && a->n_mended == b->n_mended && a->n_without_score == b->n_without_score &&
           SAME_COLUMN(a, b, image, a->n) && SAME_COLUMN(a, b, category, a->n) &&
           same_packed(&a->box, &b->box) && same_packed(&a->score, &b->score) &&
           SAME_COLUMN(a, b, mended, a->n_mended) && same_origins(a, b);
}

static inline bool same_target(const od_target *a, const od_target *b)
{
    return same_detections(&a->detections, &b->detections) &&
           SAME_COLUMN(a, b, answered, a->dataset->n_images) && same_ledger(&a->ledger, &b->ledger);
}

/* ---- ground truth ---- */

static inline bool same_text(od_str a, od_str b)
{
    return !a.p == !b.p && od_str_equal(a, b);
}

static inline bool same_asked(const od_dataset *a, const od_dataset *b)
{
    if (!a->asked_start || !b->asked_start)
        return a->asked_start == b->asked_start;
    if (!SAME_COLUMN(a, b, asked_start, (size_t)a->n_images + 1))
        return false;
    for (uint32_t i = 0; i < a->asked_start[a->n_images]; i++) {
        const od_asked *x = &a->asked[i], *y = &b->asked[i];
        if (!same_text(x->label, y->label) || x->category != y->category || x->negative != y->negative)
            return false;
    }
    return true;
}

static inline bool same_images(const od_dataset *a, const od_dataset *b)
{
    if (a->n_images != b->n_images)
        return false;
    for (uint32_t i = 0; i < a->n_images; i++) {
        if (!od_id_equal(a->image_id[i], b->image_id[i]) || !same_text(a->image_file[i], b->image_file[i]))
            return false;
    }
    return SAME_COLUMN(a, b, image_width, a->n_images) && SAME_COLUMN(a, b, image_height, a->n_images) &&
           SAME_COLUMN(a, b, image_excluded, a->n_images);
}

static inline bool same_categories(const od_dataset *a, const od_dataset *b)
{
    if (a->n_categories != b->n_categories)
        return false;
    for (uint32_t c = 0; c < a->n_categories; c++) {
        if (!od_id_equal(a->category_id[c], b->category_id[c]) ||
            !same_text(a->category_name[c], b->category_name[c]))
            return false;
    }
    return true;
}

static inline bool same_values_of_truths(const od_dataset *a, const od_dataset *b)
{
    for (uint32_t t = 0; t < a->n_truths; t++) {
        double values[2][5];

        od_truth_box(a, t, values[0]);
        od_truth_box(b, t, values[1]);
        values[0][4] = od_truth_area(a, t);
        values[1][4] = od_truth_area(b, t);
        if (!same_bytes(values[0], values[1], sizeof values[0]) || od_truth_id(a, t) != od_truth_id(b, t))
            return false;
    }
    return true;
}

static inline bool same_truths(const od_dataset *a, const od_dataset *b)
{
    const uint32_t n = a->n_truths;

    return n == b->n_truths && SAME_COLUMN(a, b, truth_image, n) && SAME_COLUMN(a, b, truth_category, n) &&
           SAME_COLUMN(a, b, truth_flags, n) && same_values_of_truths(a, b);
}

static inline bool same_list(const uint32_t *a, const uint32_t *b, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++) {
        if (od_truth_at(a, k) != od_truth_at(b, k))
            return false;
    }
    return true;
}

static inline bool same_lists(const od_dataset *a, const od_dataset *b)
{
    const size_t n_starts = (size_t)a->n_images + 1;

    return SAME_COLUMN(a, b, by_image_start, n_starts) &&
           same_list(a->by_image, b->by_image, a->by_image_start[a->n_images]) &&
           SAME_COLUMN(a, b, indexed_start, n_starts) &&
           same_list(a->indexed, b->indexed, a->indexed_start[a->n_images]);
}

/* Two data sets as read, before any filter. */
static inline bool same_dataset(const od_dataset *a, const od_dataset *b)
{
    return same_images(a, b) && same_asked(a, b) && same_categories(a, b) && same_truths(a, b) &&
           same_lists(a, b) && same_ledger(&a->ledger, &b->ledger);
}

#endif
