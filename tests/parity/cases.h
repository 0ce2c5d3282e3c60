/* cases.h: the lines of a golden file (what stands in one: make_cases.py).
 */
#ifndef PARITY_CASES_H
#define PARITY_CASES_H

#include <zlib.h>

#include "core/json.h"
#include "parity/pair.h"

/* What the reference says. */
typedef struct parity_expected {
    double stats[PARITY_STATS];
    double nms_stats[PARITY_STATS];
    bool has_nms_stats;                         /* false: pycocotools crashed on the survivors */
    double shape[PARITY_AXES];                  /* T, R, K, A, M */
    char precision[65], recall[65], scores[65]; /* SHA-256, lower case */
    double n_kept;                              /* predictions that survive OVDEval's filter */
    double matched, predictions, truths;        /* greedy matching */
} parity_expected;

typedef struct parity_case {
    char name[96];
    od_str gt, dt; /* the two files, inside the line */
    od_protocol protocol;
    parity_expected expected;
} parity_case;

/* A file of cases, plain or gzip. */
typedef struct parity_file {
    gzFile stream;
    const char *name;
    uint64_t line; /* of the last case, from 1 */
    od_buffer text;
} parity_file;

od_status parity_open(parity_file *f, const char *path, od_error *err);
void parity_close(parity_file *f);

/* The next case, valid until the next call; *more is false at the end. */
od_status parity_next(parity_file *f, parity_case *c, bool *more, od_error *err);

#endif
