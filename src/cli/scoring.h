/* scoring.h: from loaded predictions to reports: what commands that end in scores share.
 */
#ifndef OD_CLI_SCORING_H
#define OD_CLI_SCORING_H

#include "cli/opening.h"
#include "report/report.h"

/* Zero-initialised but for the options. */
typedef struct od_scoring {
    const od_output_options *output;
    const od_running_options *running;
    const od_report *report;
    const char *report_path; /* "-": standard output */
    od_outputs outputs;
    char *states_path; /* beside the record; NULL: none is wanted */
    od_record *record;
} od_scoring;

/* Chooses the report by --format, or the ending of -o. */
void od_scoring_choose(od_scoring *s);
/* Claims what the options name. `report`: a report is wanted. */
od_status od_scoring_claim(od_scoring *s, bool report, od_error *err);
/* Scores the job, whose predictions are loaded, and stages or writes all that is wanted; committing is the
 * caller's.
 */
od_status od_scoring_run(od_scoring *s, od_opening *opening, od_error *err);
/* Takes away what was not committed. */
void od_scoring_release(od_scoring *s);

#endif
