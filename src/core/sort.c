#include "core/sort.h"

#include <string.h>

enum { RUN = 12 }; /* insertion sort up to here, merging from here */

static void insertion(od_keyed *items, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        od_keyed item = items[i];
        size_t j = i;

        for (; j > 0 && items[j - 1].key > item.key; j--)
            items[j] = items[j - 1];
        items[j] = item;
    }
}

static void merge(const od_keyed *a, size_t n_a, const od_keyed *b, size_t n_b, od_keyed *out)
{
    size_t i = 0, j = 0;

    while (i < n_a && j < n_b)
        *out++ = b[j].key < a[i].key ? b[j++] : a[i++];
    memcpy(out, a + i, (n_a - i) * sizeof *a);
    memcpy(out + (n_a - i), b + j, (n_b - j) * sizeof *b);
}

void od_sort_keyed(od_keyed *items, od_keyed *scratch, size_t n)
{
    od_keyed *from = items, *to = scratch;
    size_t i = 1;

    while (i < n && items[i - 1].key <= items[i].key)
        i++;
    if (i >= n)
        return; /* files often come sorted */
    for (i = 0; i < n; i += RUN)
        insertion(items + i, n - i < RUN ? n - i : RUN);
    for (size_t width = RUN; width < n; width *= 2) {
        od_keyed *swap = from;

        for (i = 0; i < n; i += 2 * width) {
            size_t n_a = n - i < width ? n - i : width;
            size_t n_b = n - i - n_a < width ? n - i - n_a : width;

            merge(from + i, n_a, from + i + n_a, n_b, to + i);
        }
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, n * sizeof *items);
}
