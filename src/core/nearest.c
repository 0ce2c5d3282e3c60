#include "core/nearest.h"

#include <stddef.h>
#include <stdbool.h>
#include <string.h>

enum { WORD_MAX = 63 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(char a, char b)
{
    return lower(a) == lower(b);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Damerau and Levenshtein's distance, neighbours swapped counting once (optimal string alignment). */
static unsigned distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
    unsigned rows[3][WORD_MAX + 1], *before = rows[0], *above = rows[1], *row = rows[2];

    for (size_t j = 0; j <= n_b; j++)
        above[j] = (unsigned)j;
    for (size_t i = 1; i <= n_a; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= n_b; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + !same(a[i - 1], b[j - 1]));
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        unsigned *free_row = before;
        before = above;
        above = row;
        row = free_row;
    }
    return above[n_b];
}

static bool begins_with(const char *name, const char *start, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (name[i] == '\0' || !same(name[i], start[i]))
            return false;
    return true;
}

const char *od_nearest(const char *misspelt, const char *const *names)
{
    size_t n = strlen(misspelt);
    unsigned best = (unsigned)(n < 3 ? 1 : n / 3) + 1; /* a third of the letters may be wrong */
    const char *nearest = NULL;

    if (n == 0 || n > WORD_MAX)
        return NULL;
    for (const char *const *name = names; *name; name++) {
        size_t length = strlen(*name);
        unsigned d = length > WORD_MAX ? best : distance(misspelt, n, *name, length);
        if (d < best && d < n) {
            best = d;
            nearest = *name;
        }
    }
    for (const char *const *name = names; *name && !nearest && n > 1; name++)
        if (begins_with(*name, misspelt, n))
            nearest = *name;
    return nearest;
}
