/* timing.h: --timing: where the time and the memory of the main job went.
 */
#ifndef OD_CLI_TIMING_H
#define OD_CLI_TIMING_H

#include "core/stopwatch.h"

/* Prints a line per phase, the time since `started` (of od_now) and the peak memory to standard error. */
void od_print_timing(const od_timing *timing, double started);

#endif
