/* run_parts.h: the sections of a run's page; what the files that make it share, nobody else includes it. */
#ifndef OD_REPORT_RUN_PARTS_H
#define OD_REPORT_RUN_PARTS_H

#include "report/html.h"
#include "report/run_page.h"

/* A section is one row; the page shows those that have something to show. */
typedef struct od_run_section {
    const char *id, *title;
    bool (*has)(const od_run_page *page);
    void (*write)(od_html *h, const od_run_page *page); /* below the heading */
} od_run_section;

extern const od_run_section od_run_warnings, od_run_subsets, od_run_scores, od_run_curves, od_run_sizes,
    od_run_answers, od_run_ledger, od_run_categories, od_run_gallery;

/* "24.10 to 26.81" of a score, in small; nothing where it has no interval. */
void od_run_interval(od_html *h, const od_record_ranges *intervals, const char *score);

/* A small JPEG of an image, at most `side` pixels wide and high, written to `to`. A picture that cannot be
 * read is no error: *done is false, and `reason` (of OD_THUMB_REASON bytes) says why. *width and *height are
 * the original's, where they are known. */
enum { OD_THUMB_SIDE = 480, OD_THUMB_REASON = 200 };
od_status od_thumb_write(const char *from, const char *to, uint32_t side, bool *done, uint32_t *width,
                         uint32_t *height, char *reason, od_error *err);

#endif
