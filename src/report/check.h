/* check.h: what `odeval check` found, as text for a terminal. */
#ifndef OD_REPORT_CHECK_H
#define OD_REPORT_CHECK_H

#include "report/report.h"

/* Appends the whole report of a record made after od_job_audit. `with_truth`: there is a data set. */
od_status od_check_write(const od_record *record, const od_report_style *style, bool with_truth,
                         od_buffer *text, od_error *err);

#endif
