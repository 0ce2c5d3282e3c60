/* gate.h: may this pull request be merged?
 *
 * A rule names a number and says how much worse than the baseline's it may become. Scores are judged by the
 * paired bootstrap: a drop is a regression only when the whole interval of the difference lies beyond what is
 * allowed. Numbers that are no estimates (counts, ledgers, seconds) are compared as they are.
 */
#ifndef OD_DECISION_GATE_H
#define OD_DECISION_GATE_H

#include "decision/compare.h"

typedef enum od_verdict {
    OD_VERDICT_PASS,
    OD_VERDICT_INCONCLUSIVE, /* the data cannot tell */
    OD_VERDICT_REGRESSED,
} od_verdict;

const char *od_verdict_name(od_verdict v); /* "pass", "inconclusive", "regressed" */
int od_verdict_exit(od_verdict v);         /* 0, 6, 1 */

/* One rule. */
typedef struct od_gate_rule {
    const char *path; /* see od_gate_number */
    double max_drop;  /* allowed change for the worse, absolute, or relative to the baseline; NaN: any */
    bool relative;
    double floor;         /* the candidate may not be worse than this; NaN: none */
    double confidence;    /* .95 */
    bool plain;           /* compare the numbers themselves, without intervals */
    bool lower_is_better; /* see od_gate_lower_is_better */
} od_gate_rule;

/* Zero-initialised means: none. */
typedef struct od_gate_rules {
    od_gate_rule *list;
    size_t n, capacity;
    od_arena texts;
} od_gate_rules;

/* "overall.nms_AP:drop=0.5pt", "subsets.negation.nms_AP:drop=2%:floor=0.1:plain",
 * "ledger.answer_unparsable:drop=0": the number, and then in any order
 *   drop=     0.005 (absolute), 0.5pt (points: hundredths), 2% (of the baseline), any; default: 0, and
 *             any where there is a floor
 *   floor=    what the candidate may not be worse than, absolute or in points
 *   confidence=  of the interval: above .5, below 1; default `confidence`
 *   plain     without intervals
 * OD_USAGE says what is wrong, also when a rule for the number is there already. */
od_status od_gate_rule_parse(od_gate_rules *rules, od_str text, double confidence, od_error *err);
/* A JSON file: {"rules": [{"number": "overall.nms_AP", "max_drop": 0.005, "floor": 0.3, "confidence": 0.95,
 * "plain": false, "relative": false}]}; max_drop and floor are numbers, or texts as above ("0.5pt", "2%").
 * OD_INPUT with its position; unknown keys are refused. */
od_status od_gate_rules_read(od_gate_rules *rules, const char *path, double confidence, od_error *err);
/* What is checked when no rule is given: the primary score of the headline may not drop. */
od_status od_gate_rules_default(od_gate_rules *rules, const od_record *baseline, double confidence,
                                od_error *err);
void od_gate_rules_free(od_gate_rules *rules);

/* A number by path: as od_record_number takes it, and
 *   seconds, tokens        per answer, over the answers that say so
 *   warnings               how many there are, without notices
 *   ledger.CODE            0 when the record has no such entry but odeval knows the code; the codes of
 *                          answers go without their "answer_", too: "ledger.unparsable"
 * False when there is no such number. */
bool od_gate_number(const od_record *r, const char *path, double *value);
/* Of ledgers, warnings, seconds, tokens, answers that were not "parsed" and what was wrong with them. */
bool od_gate_lower_is_better(const char *path);
/* A fraction of 1, shown in percent: no count, and not seconds or tokens. */
bool od_gate_is_score(const char *path);

/* How one rule came out. */
typedef struct od_gate_result {
    const od_gate_rule *rule;
    double baseline, candidate; /* NaN: missing or undefined */
    od_interval interval;       /* of candidate - baseline; NaN: none (plain, or no states) */
    double detectable; /* the smallest true drop beyond what is allowed that this data would have shown in
                          9 cases of 10; NaN without interval, and
                             where the runs never differ */
    od_verdict verdict;
    const char *reason; /* a sentence, without a full stop; constant */
} od_gate_result;

typedef struct od_gate {
    od_gate_result *results;
    size_t n;
    od_verdict verdict; /* the worst: regressed, then inconclusive, then pass */
} od_gate;

/* The verdict of one rule, in this order:
 *   - missing or undefined in the candidate, defined in the baseline: regressed
 *   - worse than the floor: regressed
 *   - missing or undefined in the baseline: inconclusive, unless only a floor was asked for
 *   - not worse than allowed: pass; improvements always pass
 *   - plain, or a count: regressed
 *   - no interval: inconclusive
 *   - the whole interval lies beyond the allowed drop: regressed; else inconclusive
 * A relative drop is taken of the baseline's measured number. The detectable difference is that of a normal
 * distribution with the bootstrap's spread: (z(1 - alpha/2) + z(.9)) standard deviations.
 * OD_USAGE: a number that neither run has, with the nearest that there is. Rules must outlive the gate. */
od_status od_gate_run(od_gate **out, const od_run_file *baseline, const od_run_file *candidate,
                      const od_gate_rules *rules, const od_bootstrap_options *options, od_error *err);
void od_gate_free(od_gate *g);

#endif
