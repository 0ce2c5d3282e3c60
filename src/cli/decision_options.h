/* decision_options.h: what the commands that compare runs share.
 */
#ifndef OD_CLI_DECISION_OPTIONS_H
#define OD_CLI_DECISION_OPTIONS_H

#include "cli/options.h"
#include "cli/terminal.h"
#include "decision/compare.h"

/* How sure, and by how many resamples. */
typedef struct od_resampling_options {
    unsigned bootstrap, seed, threads;
    const char *confidence, *progress;
    bool quiet;
} od_resampling_options;

extern const od_option od_options_resampling[];

/* What the user gave, else the standard. `meter` draws the progress and must stay where it is. */
od_status od_resampling_make(od_bootstrap_options *out, const od_resampling_options *given, od_meter *meter,
                             od_error *err);

/* Each obstacle as a line on standard error; `name` is the file of the run that does not fit, `a` and `b`
 * what the two runs are called. */
void od_print_obstacles(const char *name, const char *a, const char *b, const od_obstacles *obstacles);

#endif
