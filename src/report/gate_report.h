/* gate_report.h: how a gate is shown: to people, to CI servers and to scripts. One row, one file, per form.
 */
#ifndef OD_REPORT_GATE_REPORT_H
#define OD_REPORT_GATE_REPORT_H

#include "decision/gate.h"
#include "report/grid.h"
#include "report/report.h"

#define OD_GATE_SCHEMA "odeval.gate/1"

enum { OD_EXIT_NOT_COMPARABLE = 7 };

typedef struct od_gate_page {
    const od_run_file *baseline, *candidate;
    const od_gate *gate;                 /* NULL: the runs cannot be compared */
    const od_obstacles *obstacles;       /* with a gate: compared all the same, by force */
    const od_bootstrap_options *options; /* of the intervals */
    bool updates;                        /* the candidate becomes the baseline */
} od_gate_page;

/* What every form says and the command exits with: they cannot disagree. */
const char *od_gate_page_verdict(const od_gate_page *page); /* "pass", "not comparable", ... */
int od_gate_page_exit(const od_gate_page *page);

typedef struct od_gate_report {
    const char *name; /* "table", "markdown", "json", "junit", "annotations" */
    /* Appends the whole report to `text`. */
    od_status (*write)(const od_gate_page *page, const od_report_style *style, od_buffer *text,
                       od_error *err);
} od_gate_report;

extern const od_gate_report od_gate_report_table, od_gate_report_markdown, od_gate_report_json,
    od_gate_report_junit, od_gate_report_annotations;

/* ---- for the forms ---- */

/* Verdict, number, the two values, the change and its interval: a row a rule. */
od_status od_gate_grid(od_grid *g, const od_gate *gate, od_error *err);
/* "36.63 -> 30.10 (-6.53 points, 95% interval -9.10 to -3.20; allowed: -0.50): worse than the rule allows,
 * and the whole interval lies beyond it. A drop of 3.10 points beyond what is allowed would have shown." */
od_status od_gate_sentence(od_buffer *text, const od_gate_result *result, od_error *err);
/* "rules: the ground truth is another file (baseline: x, candidate: y)" */
od_status od_obstacle_sentence(od_buffer *text, const od_obstacle *obstacle, od_error *err);

#endif
