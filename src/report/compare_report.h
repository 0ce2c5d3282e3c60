/* compare_report.h: how a comparison of runs is shown. One row, one file, per form.
 */
#ifndef OD_REPORT_COMPARE_REPORT_H
#define OD_REPORT_COMPARE_REPORT_H

#include "decision/compare.h"
#include "report/grid.h"
#include "report/report.h"

#define OD_COMPARE_SCHEMA "odeval.compare/1"

/* One run beside the baseline. */
typedef struct od_compared {
    const od_run_file *run;
    const od_comparison *comparison; /* NULL: not comparable */
    const od_obstacles *obstacles;   /* with a comparison: compared by force, which every page says */
} od_compared;

typedef struct od_compare_page {
    const od_run_file *baseline;
    const od_compared *others;
    size_t n;
    const od_bootstrap_options *options; /* of the intervals */
} od_compare_page;

typedef struct od_compare_report {
    const char *name;      /* what --format takes */
    const char *extension; /* ".md": chosen by it without --format */
    /* Appends the whole report to `text`. */
    od_status (*write)(const od_compare_page *page, const od_report_style *style, od_buffer *text,
                       od_error *err);
} od_compare_report;

/* NULL-terminated. */
extern const od_compare_report *const od_compare_reports[];

/* What people call a run: its model's name, else its file's. */
const char *od_run_title(const od_run_file *run);

/* ---- for the forms ---- */

/* The primary score, by level: averages, groups and their subsets. */
od_status od_compare_grid_levels(od_grid *g, const od_compare_page *page, const od_compared *other,
                                 od_error *err);
/* The other scores of the headline: the usual ones, or all. */
od_status od_compare_grid_scores(od_grid *g, const od_compare_page *page, const od_compared *other, bool all,
                                 od_error *err);
/* Both, the first where there is more than a headline, each handed to `put`. */
od_status od_compare_each_grid(const od_compare_page *page, const od_compared *other, bool all,
                               od_status (*put)(const void *context, const od_grid *g), const void *context,
                               od_error *err);
od_status od_compare_grid_movers(od_grid *g, const od_mover *movers, size_t n, od_error *err);
/* What stands in the way, a row a field. */
od_status od_obstacles_grid(od_grid *g, const od_obstacles *obstacles, od_error *err);
/* What the columns are, in sentences. */
od_status od_compare_legend(od_buffer *text, const od_compare_page *page, const od_compared *other,
                            od_error *err);
/* "-5.10 to +0.20" in points; "" without. Returns buf. */
char *od_text_interval(char *buf, size_t size, od_interval interval);

#endif
