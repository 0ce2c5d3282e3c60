/* random.h: random numbers that depend on nothing but their seeds: splitmix64 (Steele, Lea and Flood,
 * "Fast splittable pseudorandom number generators", 2014), the same on every machine.
 */
#ifndef OD_DECISION_RANDOM_H
#define OD_DECISION_RANDOM_H

#include <stdint.h>

typedef struct od_random {
    uint64_t state;
} od_random;

static inline uint64_t od_random_mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static inline uint64_t od_random_next(od_random *r)
{
    return od_random_mix(r->state += UINT64_C(0x9e3779b97f4a7c15));
}

/* A name as a number (FNV-1a). */
static inline uint64_t od_random_key(const char *name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
    return hash;
}

/* A generator of its own for each seed, key and number. */
static inline od_random od_random_of(uint64_t seed, uint64_t key, uint64_t number)
{
    od_random r = {od_random_mix(seed + UINT64_C(0x9e3779b97f4a7c15))};

    r.state = od_random_mix(r.state ^ key);
    r.state = od_random_mix(r.state + number * UINT64_C(0xd1b54a32d192ed03));
    return r;
}

/* 0 .. n - 1, all equally likely (Lemire, "Fast random integer generation in an interval", 2019); n > 0. */
static inline uint32_t od_random_below(od_random *r, uint32_t n)
{
    uint64_t product = (od_random_next(r) >> 32) * n;

    if ((uint32_t)product < n)
        while ((uint32_t)product < -n % n)
            product = (od_random_next(r) >> 32) * n;
    return (uint32_t)(product >> 32);
}

#endif
