/* gate_rules.h: what the ways to write rules share. */
#ifndef OD_DECISION_GATE_RULES_H
#define OD_DECISION_GATE_RULES_H

#include "decision/gate.h"

/* A rule that is being read, and where messages about it point. */
typedef struct od_rule_draft {
    od_str path;
    double max_drop, floor; /* NaN: none */
    double confidence;
    bool relative, plain, points; /* points: some amount was in hundredths, so the number must be a score */
    bool has_drop;
    od_status code; /* OD_USAGE or OD_INPUT */
    od_place place;
} od_rule_draft;

/* "0.005", "0.5pt", "2%", "any" for the drop. `key` is "drop", "floor" or "confidence". */
od_status od_rule_draft_set(od_rule_draft *d, const char *key, od_str text, od_error *err);
/* A number as it is. */
od_status od_rule_draft_number(od_rule_draft *d, const char *key, double value, od_error *err);
/* Checks the whole and adds it. */
od_status od_rule_draft_add(od_gate_rules *rules, const od_rule_draft *d, od_error *err);

#endif
