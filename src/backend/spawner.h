/* spawner.h: a small process that makes the processes in which a backend runs isolated.
 *
 * A process with threads cannot safely fork and go on: locks that other threads held stay locked in the
 * child. So the spawner is forked while there is one thread, has one for as long as it lives, and forks from
 * there. It keeps its children until they are asked for, so that no process id is used again before; when
 * odeval ends, however it ends, the spawner ends its children and itself.
 */
#ifndef OD_BACKEND_SPAWNER_H
#define OD_BACKEND_SPAWNER_H

#include <pthread.h>
#include <sys/types.h>

#include "core/memory.h"

typedef struct od_spawner {
    pid_t pid;
    int fd; /* orders go out, answers come in; -1: there is none */
    pthread_mutex_t lock;
} od_spawner;

/* Runs in each child with its end of a socket, and does not return. */
typedef void (*od_spawned)(int fd, const void *context);

/* Forks: only while the process has one thread. What `context` points to is copied by that, as all memory is.
 */
od_status od_spawner_start(od_spawner *s, od_spawned run, const void *context, od_error *err);
/* Ends the children that are left and the spawner. */
void od_spawner_stop(od_spawner *s);

/* A new child, and the other end of its socket. */
od_status od_spawner_fork(od_spawner *s, pid_t *child, int *fd, od_error *err);

/* Sets *status, as waitpid does, for a child that is about to end, or ends it: at once when `now`, else when
 * it has not done so within a moment. */
od_status od_spawner_reap(od_spawner *s, pid_t child, bool now, int *status, od_error *err);

#endif
