/* random.h: the chance in the pictures: a seeded splitmix64, so that every machine draws the same. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct chance {
    uint64_t state; /* the seed, before the first draw */
} chance;

/* 0 <= result < n; n is 1 or more. */
int chance_below(chance *c, int n);

/* low <= result <= high. */
int chance_between(chance *c, int low, int high);

/* True in `percent` of 100 draws. */
bool chance_percent(chance *c, int percent);

/* Puts the n values in random order. */
void chance_shuffle(chance *c, int *values, size_t n);

#endif
