#include <stddef.h>

#include "report/compare_report.h"

extern const od_compare_report od_compare_report_table, od_compare_report_markdown, od_compare_report_json,
    od_compare_report_csv;

/* One line a form. */
const od_compare_report *const od_compare_reports[] = {
    &od_compare_report_table,
    &od_compare_report_markdown,
    &od_compare_report_json,
    &od_compare_report_csv,
    NULL,
};
