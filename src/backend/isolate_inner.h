/* isolate_inner.h: what isolate.c, the pool and the calls, and isolate_process.c, one child from its start to
 * its end, share.
 */
#ifndef OD_BACKEND_ISOLATE_INNER_H
#define OD_BACKEND_ISOLATE_INNER_H

#include "backend/channel.h"
#include "backend/isolate.h"
#include "backend/shared.h"
#include "backend/spawner.h"

/* One child. It belongs to whoever calls it, or to the pool. */
typedef struct od_isolated {
    struct od_isolated *next;
    od_isolate *iso;
    pid_t pid;
    int fd;
    od_shared shared;
    od_buffer in, out;
    size_t memory; /* of the backend, as it said after its last call */
} od_isolated;

struct od_isolate {
    od_isolate_plan plan;
    od_spawner spawner;
    od_buffer table_bytes; /* as the first child sent them: the others must be the same backend */
    odeval_backend table;
    const char *text, *prompt;
    od_arena arena;
    pthread_mutex_t lock; /* of what follows */
    od_isolated *idle;
    unsigned deaths; /* since the last result */
    size_t memory;
    od_error end; /* why there are no more calls */
};

/* A new child that has loaded and opened the backend. */
od_status od_isolate_start(od_isolated **out, od_isolate *iso, od_error *err);

/* The next message that is not for the log, into c->in. */
od_crossing od_isolate_receive(od_isolated *c, od_message *kind, const od_patience *patience);

/* The error in a message, unless memory was written over at the other end. */
od_status od_isolate_take_error(const od_buffer *message, od_error *err);

/* Lets a child know that the user wants to stop, if so. For od_patience: `child` is an od_isolated. */
void od_isolate_pass_cancelled(void *child);

/* Ends a child that cannot go on, and frees it; `how`, of OD_BORDER_FAILURE bytes, is its death certificate.
 */
void od_isolate_bury(od_isolated *c, od_crossing crossing, char *how);

/* Closes the backend in a child, ends and frees it. What goes wrong is logged. */
void od_isolate_end(od_isolated *c);

#endif
