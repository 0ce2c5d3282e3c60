#include "core/stopwatch.h"

#include <time.h>

const char *od_stage_name(od_stage stage)
{
    static const char *const names[OD_N_STAGES] = {
        [OD_STAGE_TRUTH] = "read ground truth",
        [OD_STAGE_PREDICTIONS] = "read predictions",
        [OD_STAGE_MATCH] = "match",
        [OD_STAGE_ACCUMULATE] = "accumulate",
        [OD_STAGE_REPORT] = "report",
    };

    return names[stage];
}

double od_now(void)
{
    struct timespec t = {0};

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void od_timing_lap(od_timing *t, od_stage stage, double *lap)
{
    double now = od_now();

    t->seconds[stage] += now - *lap;
    *lap = now;
}

void od_timing_merge(od_timing *t, const od_timing *other)
{
    for (int i = 0; i < OD_N_STAGES; i++)
        t->seconds[i] += other->seconds[i];
}
