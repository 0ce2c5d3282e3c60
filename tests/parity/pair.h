/* pair.h: ground truth with its predictions, evaluated under reference rules, for the parity tests.
 */
#ifndef PARITY_PAIR_H
#define PARITY_PAIR_H

#include "metric/evaluate.h"

enum { PARITY_STATS = 12, PARITY_AXES = 5 };

typedef struct parity_pair {
    od_dataset *dataset;
    od_target target;
    od_protocol protocol;
    od_problem problem; /* of the three above */
} parity_pair;

/* The numbers that are compared. */
typedef struct parity_outcome {
    double stats[PARITY_STATS], nms_stats[PARITY_STATS]; /* -1: undefined, as the reference has it */
    double n_kept;                                       /* detections that OVDEval's filter keeps */
    double matched, predictions, truths;                 /* greedy matching */
} parity_outcome;

/* AP's arrays in the reference's layout. */
typedef struct parity_arrays {
    double shape[PARITY_AXES];                  /* T, R, K, A, M */
    char precision[65], recall[65], scores[65]; /* SHA-256, lower case */
} parity_arrays;

/* An evaluation's states: AP, nms_AP, greedy. */
enum { PARITY_AP, PARITY_NMS, PARITY_GREEDY, PARITY_METRICS };
typedef struct parity_states {
    od_metric_use uses[PARITY_METRICS];
    od_run runs[PARITY_METRICS];
    size_t n_runs; /* that are initialised */
} parity_states;

/* protocol NULL: the default. */
od_status parity_pair_read(parity_pair *p, od_input *gt, od_input *dt, const od_protocol *protocol,
                           od_error *err);
void parity_pair_release(parity_pair *p);

/* Images first .. last - 1, on this thread. The pair must stay. */
od_status parity_observe(parity_states *s, const parity_pair *p, uint32_t first, uint32_t last,
                         od_error *err);
od_status parity_merge(parity_states *s, const parity_states *other, od_error *err);
void parity_states_release(parity_states *s);
od_status parity_save(const od_run *runs, od_buffer *bytes, od_error *err);

/* The numbers of states in the order of PARITY_*. */
od_status parity_outcome_of(const parity_pair *p, const od_run *runs, parity_outcome *o, od_error *err);
od_status parity_arrays_of(const od_run *ap, parity_arrays *a, od_error *err);

/* True for the same bits; every NaN is the same. */
bool parity_same(const double *a, const double *b, size_t n);

#endif
