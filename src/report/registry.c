#include <string.h>

#include "report/report.h"

extern const od_report od_report_table, od_report_json, od_report_csv, od_report_markdown, od_report_html;

/* One line a report. */
const od_report *const od_reports[] = {
    &od_report_table, &od_report_json, &od_report_csv, &od_report_markdown, &od_report_html, NULL,
};

const od_report *od_report_find(const char *name)
{
    for (const od_report *const *r = od_reports; *r; r++)
        if (strcmp((*r)->name, name) == 0)
            return *r;
    return NULL;
}
