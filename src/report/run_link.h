/* run_link.h: where the page of a run is, if there is one. */
#ifndef OD_REPORT_RUN_LINK_H
#define OD_REPORT_RUN_LINK_H

#include "core/status.h"

/* The page that belongs to the record "a/run.json": "a/run/index.html" (of --report a/run), else
 * "a/run.html". As a path relative to `folder`, in which whoever links lies; to be freed. NULL when there is
 * none. */
od_status od_run_link(char **out, const char *record_path, const char *folder, od_error *err);

/* A file as a path relative to a folder, both there; to be freed. NULL when one is not. */
od_status od_relative_path(char **out, const char *path, const char *folder, od_error *err);

#endif
