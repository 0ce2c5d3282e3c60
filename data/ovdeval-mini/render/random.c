#include "random.h"

/* splitmix64, by Sebastiano Vigna, in the public domain. */
static uint64_t next(chance *c)
{
    uint64_t z = (c->state += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int chance_below(chance *c, int n)
{
    return (int)((next(c) >> 33) % (uint64_t)n);
}

int chance_between(chance *c, int low, int high)
{
    return low + chance_below(c, high - low + 1);
}

bool chance_percent(chance *c, int percent)
{
    return chance_below(c, 100) < percent;
}

void chance_shuffle(chance *c, int *values, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)chance_below(c, (int)i);
        int kept = values[i - 1];

        values[i - 1] = values[j];
        values[j] = kept;
    }
}
