/* wire.h: tables, requests and results as bytes, for a backend that runs in a process of its own.
 */
#ifndef OD_BACKEND_WIRE_H
#define OD_BACKEND_WIRE_H

#include "backend/backend.h"
#include "backend/shared.h"

/* Canonical text, prompt (or NULL) and table. Taken: everything lives in `arena`, functions are NULL. */
od_status od_wire_put_table(od_buffer *b, const char *text, const char *prompt, const odeval_backend *table,
                            od_error *err);
bool od_wire_take_table(const char *p, const char *end, od_arena *arena, const char **text,
                        const char **prompt, odeval_backend *table);

/* Requests: file bytes and pixels go into the shared memory, the rest into `b`. Taken: texts point into the
 * bytes between p and end, which must outlive them, arrays lie in `arena`. */
od_status od_wire_put_requests(od_buffer *b, od_shared *shared, const odeval_request *requests, size_t n,
                               od_error *err);
bool od_wire_take_requests(const char *p, const char *end, od_arena *arena, od_shared *shared,
                           odeval_request **requests, size_t *n);

/* One result that has passed the border. Taken: as requests are. */
od_status od_wire_put_result(od_buffer *b, const odeval_result *result, od_error *err);
bool od_wire_take_result(const char *p, const char *end, od_arena *arena, odeval_result *result);

#endif
