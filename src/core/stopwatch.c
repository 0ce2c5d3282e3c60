#include "core/stopwatch.h"

#include <time.h>

const char *od_phase_name(od_phase phase)
{
    static const char *const names[OD_N_PHASES] = {
        [OD_PHASE_TRUTH] = "read ground truth",
        [OD_PHASE_PREDICTIONS] = "read predictions",
        [OD_PHASE_MATCH] = "match",
        [OD_PHASE_ACCUMULATE] = "accumulate",
        [OD_PHASE_REPORT] = "report",
    };

    return names[phase];
}

double od_now(void)
{
    struct timespec t = {0};

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void od_timing_lap(od_timing *t, od_phase phase, double *lap)
{
    double now = od_now();

    t->seconds[phase] += now - *lap;
    *lap = now;
}

void od_timing_merge(od_timing *t, const od_timing *other)
{
    for (int i = 0; i < OD_N_PHASES; i++)
        t->seconds[i] += other->seconds[i];
}
