/* stopwatch.h: how long the phases of a job take, for --timing and bench/. Nothing that is computed depends
 * on it.
 */
#ifndef OD_CORE_STOPWATCH_H
#define OD_CORE_STOPWATCH_H

/* What a job does, in its order. */
typedef enum od_phase {
    OD_PHASE_TRUTH,       /* reading ground truth */
    OD_PHASE_PREDICTIONS, /* reading predictions */
    OD_PHASE_MATCH,       /* metrics observe the images; their states are merged */
    OD_PHASE_ACCUMULATE,  /* metrics finish: numbers from states */
    OD_PHASE_REPORT,      /* records, reports, details */
} od_phase;

enum { OD_N_PHASES = OD_PHASE_REPORT + 1 };

/* Zero-initialised means: nothing was done yet. */
typedef struct od_timing {
    double seconds[OD_N_PHASES]; /* of wall clock */
} od_timing;

/* "read ground truth", "read predictions", "match", "accumulate", "report". */
const char *od_phase_name(od_phase phase);

/* Seconds since some moment that stays the same; never goes back. */
double od_now(void);

/* Adds the time since *lap to a phase and sets *lap to now. */
void od_timing_lap(od_timing *t, od_phase phase, double *lap);

void od_timing_merge(od_timing *t, const od_timing *other);

#endif
