/* output.h: files written whole or not at all.
 *
 * A regular file is written beside its name, flushed and renamed over it when everything has been accepted; a
 * device, a pipe or standard output ("-") is written straight. Every write and close is checked.
 */
#ifndef OD_CORE_OUTPUT_H
#define OD_CORE_OUTPUT_H

#include <stddef.h>

#include "core/status.h"

typedef struct od_output od_output;

od_status od_output_open(od_output **out, const char *path, od_error *err);
od_status od_output_write(od_output *o, const void *bytes, size_t n, od_error *err);
od_status od_output_printf(od_output *o, od_error *err, const char *fmt, ...) OD_PRINTF(3, 4);
/* Flushes, syncs and renames; frees in any case. */
od_status od_output_commit(od_output *o, od_error *err);
/* Throws away what was written; NULL allowed. */
void od_output_discard(od_output *o);

/* Makes the folder and what is missing above it. */
od_status od_make_folder(const char *path, od_error *err);

#endif
