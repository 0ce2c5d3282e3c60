/* isolate.h: a backend in child processes, so that its death is not odeval's.
 *
 * Each concurrent call has a child of its own, which loads and opens the backend for itself and serves one
 * call at a time; it is kept for the next. Messages go over a socket (channel.h), images through shared
 * memory (shared.h), and children come from a spawner (spawner.h).
 */
#ifndef OD_BACKEND_ISOLATE_H
#define OD_BACKEND_ISOLATE_H

#include "backend/border.h"
#include "backend/instance.h"

typedef struct od_isolate od_isolate;

/* What a child is made from: it sees the opener's memory as it was at od_isolate_open. */
typedef struct od_isolate_plan {
    od_origin from;
    od_backend_ways ways;
} od_isolate_plan;

/* Starts the spawner and the first child. OD_BACKEND: it could not be loaded or opened, or died of it. */
od_status od_isolate_open(od_isolate **out, const od_isolate_plan *plan, od_error *err);
void od_isolate_close(od_isolate *iso); /* NULL allowed */

const odeval_backend *od_isolate_table(const od_isolate *iso);
const char *od_isolate_text(const od_isolate *iso);
const char *od_isolate_prompt(const od_isolate *iso);
size_t od_isolate_memory(od_isolate *iso); /* in all children, as they last said */

/* One call. Results go to the border's sink. *reason (OD_BORDER_FAILURE bytes) says why the requests that
 * have no result have none; "" when the backend just gave none. */
od_status od_isolate_detect(od_isolate *iso, const odeval_request *requests, size_t n, od_border *border,
                            char *reason, od_error *err);

/* The child's side: runs in it and does not return to odeval. `plan` is an od_isolate_plan. */
void od_isolate_serve(int fd, const void *plan);

#endif
