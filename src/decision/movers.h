/* movers.h: which categories and images changed most between two runs. */
#ifndef OD_DECISION_MOVERS_H
#define OD_DECISION_MOVERS_H

#include "decision/compare.h"

/* Fills the movers of `c` and what they are compared by: at most n of each. */
od_status od_movers_find(od_comparison *c, const od_run_file *a, const od_run_file *b, size_t n,
                         od_error *err);

#endif
