/* scores.h: named numbers, overall and per category: what a metric ends in.
 */
#ifndef OD_METRIC_SCORES_H
#define OD_METRIC_SCORES_H

#include "core/ledger.h"

enum { OD_SCORE_NAME = 48 };

typedef struct od_score {
    char name[OD_SCORE_NAME]; /* "nms_AP50" */
    double value;             /* NaN: undefined */
    bool count;               /* a number of things, not a fraction of 1 */
    double *per_category;     /* n_categories values, NaN where undefined; NULL: the score has none */
} od_score;

/* Zero-initialised means: empty. In the order in which they were set. */
typedef struct od_scores {
    od_score *list;
    size_t n, capacity;
    uint32_t n_categories;
    od_ledger ledger; /* what a metric has to say about its input */
} od_scores;

od_status od_scores_set(od_scores *s, const char *name, double value, od_error *err);
od_status od_scores_set_count(od_scores *s, const char *name, double value, od_error *err);
/* The per-category column of a score that was set: n_categories values, all NaN at first; NULL when memory
 * fails. */
double *od_scores_per_category(od_scores *s, const char *name, od_error *err);
const od_score *od_scores_find(const od_scores *s, const char *name); /* NULL when absent */
double od_scores_get(const od_scores *s, const char *name);           /* NaN when absent */
void od_scores_free(od_scores *s);

#endif
