#include "backend/opencv/best.h"

#include <math.h>
#include <stdlib.h>

static bool is_better(const od_seen *a, const od_seen *b)
{
    return a->score != b->score ? a->score > b->score : a->place < b->place;
}

static void swap(od_seen *a, od_seen *b)
{
    od_seen kept = *a;

    *a = *b;
    *b = kept;
}

/* items[0] is the worst one that is kept: each item is better than its parent. */
static void sift_up(od_seen *items, size_t i)
{
    while (i > 0 && is_better(&items[(i - 1) / 2], &items[i])) {
        swap(&items[(i - 1) / 2], &items[i]);
        i = (i - 1) / 2;
    }
}

static void sift_down(od_seen *items, size_t n)
{
    for (size_t i = 0, child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && is_better(&items[child], &items[child + 1]))
            child++;
        if (!is_better(&items[i], &items[child]))
            return;
        swap(&items[i], &items[child]);
    }
}

void od_best_offer(od_best *best, const od_seen *seen)
{
    if (isnan(seen->score)) {
        best->n_nan++;
        return;
    }
    if (seen->score < best->threshold)
        return;
    if (best->n < best->capacity) {
        best->items[best->n++] = *seen;
        sift_up(best->items, best->n - 1);
    } else if (is_better(seen, &best->items[0])) {
        best->items[0] = *seen;
        sift_down(best->items, best->n);
    }
}

static int by_rank(const void *a, const void *b)
{
    return is_better(a, b) ? -1 : is_better(b, a);
}

void od_best_sort(od_best *best)
{
    qsort(best->items, best->n, sizeof *best->items, by_rank);
}

static double area(const od_seen *s)
{
    return fmax(0, (double)s->right - s->left) * fmax(0, (double)s->bottom - s->top);
}

static double iou_of(const od_seen *a, const od_seen *b)
{
    double width = fmin(a->right, b->right) - fmax(a->left, b->left);
    double height = fmin(a->bottom, b->bottom) - fmax(a->top, b->top);
    double both = width > 0 && height > 0 ? width * height : 0;

    return both > 0 ? both / (area(a) + area(b) - both) : 0;
}

static bool is_covered(const od_best *best, size_t n_kept, const od_seen *seen, double iou)
{
    for (size_t i = 0; i < n_kept; i++)
        if (best->items[i].label == seen->label && iou_of(&best->items[i], seen) > iou)
            return true;
    return false;
}

void od_best_suppress(od_best *best, double iou, size_t most)
{
    size_t n_kept = 0;

    for (size_t i = 0; i < best->n && n_kept < most; i++) {
        od_seen seen = best->items[i];

        if (iou >= 1 || !is_covered(best, n_kept, &seen, iou))
            best->items[n_kept++] = seen;
    }
    best->n = n_kept;
}
