/* run_report.h: --report DIR: the page of a run with its images.
 */
#ifndef OD_CLI_RUN_REPORT_H
#define OD_CLI_RUN_REPORT_H

#include "cli/eval_options.h"
#include "record/record.h"

/* Before the work: OD_USAGE when --gallery has no --report; makes the folder. `scored`: there will be
 * scores. */
od_status od_run_report_check(const od_output_options *o, bool scored, od_error *err);

/* Of a scored job and its record. */
od_status od_run_report_write(const od_output_options *o, const od_record *record, const od_job *job,
                              od_error *err);

#endif
