/* stopwatch.h: where a job's time goes, for --timing and bench/. Nothing that is computed depends on it.
 */
#ifndef OD_CORE_STOPWATCH_H
#define OD_CORE_STOPWATCH_H

/* What a job does, in its order. */
typedef enum od_stage {
    OD_STAGE_TRUTH,       /* reading ground truth */
    OD_STAGE_PREDICTIONS, /* reading predictions */
    OD_STAGE_MATCH,       /* metrics observe the images; their states are merged */
    OD_STAGE_ACCUMULATE,  /* metrics finish: numbers from states */
    OD_STAGE_REPORT,      /* records, reports, details */
} od_stage;

enum { OD_N_STAGES = OD_STAGE_REPORT + 1 };

/* Zero-initialised means: nothing was done yet. */
typedef struct od_timing {
    double seconds[OD_N_STAGES]; /* of wall clock */
} od_timing;

/* "read ground truth", "read predictions", "match", "accumulate", "report". */
const char *od_stage_name(od_stage stage);

/* Seconds since some moment that stays the same; never goes back. */
double od_now(void);

/* Adds the time since *lap to a stage and sets *lap to now. */
void od_timing_lap(od_timing *t, od_stage stage, double *lap);

void od_timing_merge(od_timing *t, const od_timing *other);

#endif
