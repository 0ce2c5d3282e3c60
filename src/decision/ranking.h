/* ranking.h: who leads, as far as the data can tell.
 */
#ifndef OD_DECISION_RANKING_H
#define OD_DECISION_RANKING_H

#include "decision/compare.h"

typedef struct od_rank {
    const od_run_file *run;
    const char *name;     /* the model's, with the file where two share one; without a model the file's */
    double value;         /* the benchmark's primary headline; NaN last */
    od_interval interval; /* of the value; NaN without states, and none in the record */
    uint32_t rank; /* 1 is best; equal values share one; 0: none, for want of a value or comparability */
    uint32_t best, worst; /* ranks that the data allow: 1 + the runs surely better, n - those surely worse;
                             the same as `rank` without states */
    double difference;    /* to the baseline; NaN: it is the baseline, or there is none */
    od_interval difference_interval;
    bool comparable; /* with the board's reference */
} od_rank;

/* The runs of one benchmark: those that can be ranked, best first, then those without a value, then those
 * that cannot be compared with the reference, unless comparing was forced. */
typedef struct od_board {
    const char *bench, *title, *primary;
    od_rank *ranks;
    size_t n, n_incomparable;
    size_t reference;        /* whom the others must be comparable with: the baseline, else the first given */
    size_t baseline;         /* SIZE_MAX: none */
    od_obstacles *obstacles; /* per rank: against the reference; n = 0: none */
    bool forced;             /* incomparable runs are ranked with the others */
    double confidence;       /* of all intervals */
} od_board;

typedef struct od_boards {
    od_board *list; /* one a benchmark, in alphabetical order */
    size_t n;
    od_arena texts;
} od_boards;

typedef struct od_ranking_options {
    const char *baseline; /* a model's name or a path among the runs; NULL: none */
    bool force;           /* rank what cannot be compared, too */
    od_bootstrap_options bootstrap;
} od_ranking_options;

/* The runs are borrowed. One run is surely better than another when the paired interval of their difference
 * lies above 0; without states of both, when its value is greater. OD_USAGE when no run is the baseline. */
od_status od_rank_runs(od_boards **out, const od_run_file *runs, size_t n, const od_ranking_options *options,
                       od_error *err);
void od_boards_free(od_boards *b);

#endif
