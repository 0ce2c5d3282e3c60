/* threads.h: the same work on many items, on as many threads as the user allows.
 *
 * Which thread takes which item is not fixed; what an item computes must not depend on it.
 */
#ifndef OD_CORE_THREADS_H
#define OD_CORE_THREADS_H

#include <stddef.h>

#include "core/status.h"

/* `worker` is 0 .. n_threads - 1, for scratch space of its own. */
typedef od_status (*od_task)(void *context, size_t item, unsigned worker, od_error *err);

/* Runs task for items 0 .. n_items - 1, taken in ascending order by n_threads threads (the caller's is one of
 * them; 1 means no thread is made). The error of the lowest failing item is the one returned, whatever the
 * thread count; items after a failure may be left out. */
od_status od_parallel(unsigned n_threads, size_t n_items, od_task task, void *context, od_error *err);

/* Processors that this process may run on, at least 1. */
unsigned od_processors(void);

#endif
