/* rounds.h: how long a part takes by itself, for the micro-benchmarks.
 *
 * A part is repeated until a round takes long enough for the clock; the fastest of several rounds is printed,
 * for everything that disturbs makes a round longer.
 */
#ifndef ODEVAL_BENCH_ROUNDS_H
#define ODEVAL_BENCH_ROUNDS_H

#include <stdio.h>

#include "core/status.h"
#include "core/stopwatch.h"

static const double ROUND_SECONDS = 0.1;
enum { ROUNDS = 7 };

typedef od_status (*part)(void *context, od_error *err);

static inline od_status repeat(part run, void *context, uint64_t times, double *seconds, od_error *err)
{
    double begin = od_now();
    od_status st = OD_OK;

    for (uint64_t i = 0; i < times && st == OD_OK; i++)
        st = run(context, err);
    *seconds = od_now() - begin;
    return st;
}

/* Seconds of one call. */
static inline od_status best(part run, void *context, double *seconds, od_error *err)
{
    uint64_t times = 1;
    double took, least;
    od_status st;

    while ((st = repeat(run, context, times, &took, err)) == OD_OK && took < ROUND_SECONDS)
        times *= took < ROUND_SECONDS / 10 ? 10 : 2;
    least = took;
    for (int i = 1; i < ROUNDS && st == OD_OK; i++) {
        st = repeat(run, context, times, &took, err);
        if (took < least)
            least = took;
    }
    *seconds = least / (double)times;
    return st;
}

static inline od_status show_speed(const char *what, part run, void *context, size_t bytes, od_error *err)
{
    double seconds;
    od_status st = best(run, context, &seconds, err);

    if (st == OD_OK)
        printf("%-46s %9.1f MB/s  %10.3f ms\n", what, (double)bytes / seconds / 1e6, seconds * 1e3);
    return st;
}

static inline od_status show_each(const char *what, const char *unit, part run, void *context, uint64_t n,
                                  od_error *err)
{
    double seconds;
    od_status st = best(run, context, &seconds, err);

    if (st == OD_OK)
        printf("%-46s %9.1f ns/%s  %10.3f ms\n", what, seconds * 1e9 / (double)n, unit, seconds * 1e3);
    return st;
}

#endif
