/* report.h: how a run record is shown. One row, one file, per form.
 */
#ifndef OD_REPORT_REPORT_H
#define OD_REPORT_REPORT_H

#include "record/record.h"

typedef struct od_report_style {
    bool colour;       /* terminal escapes may be used */
    bool per_category; /* show categories */
    bool verbose;      /* show notices too */
    unsigned width;    /* columns of the table; 80 */
    const od_job *job; /* that the record is of, for what needs more than the record; NULL: none */
} od_report_style;

typedef struct od_report {
    const char *name;      /* what --format takes: "table" */
    const char *title;     /* one line */
    const char *extension; /* ".md": without --format, `-o FILE` chooses the form by it */
    /* Appends the whole report to `text`. */
    od_status (*write)(const od_record *record, const od_report_style *style, od_buffer *text, od_error *err);
} od_report;

/* NULL-terminated. */
extern const od_report *const od_reports[];
const od_report *od_report_find(const char *name);

#endif
