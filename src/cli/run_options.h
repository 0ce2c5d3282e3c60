/* run_options.h: the options that only `odeval run` has.
 */
#ifndef OD_CLI_RUN_OPTIONS_H
#define OD_CLI_RUN_OPTIONS_H

#include "backend/plan.h"
#include "cli/options.h"

typedef struct od_run_options {
    const char *backend, *out, *shard, *max_failures;
    unsigned jobs, time_limit, limit, sample, seed;
    bool isolate, no_score;
} od_run_options;

/* The detector, which images, how the run goes: all in od_run_options. */
extern const od_option od_options_detector[], od_options_part[], od_options_run[];

/* OD_USAGE when an option is missing, or one makes no sense without another. `resampled`: --bootstrap is
 * given. */
od_status od_run_options_check(const od_run_options *o, bool resampled, od_error *err);
od_status od_run_options_part(const od_run_options *o, od_plan_part *part, od_error *err);
/* How many of n images may fail: "5", "2%"; without the option any number. */
od_status od_run_options_failures(const od_run_options *o, size_t n, uint64_t *most, od_error *err);

#endif
