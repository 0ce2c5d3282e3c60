/* running.h: what the files of the run loop share; nobody else includes it. */
#ifndef OD_BACKEND_RUNNING_H
#define OD_BACKEND_RUNNING_H

#include <pthread.h>
#include <stdatomic.h>

#include "backend/picture.h"
#include "backend/queue.h"
#include "backend/todo.h"

enum { OD_RUN_BATCH_MOST = 256 };

/* One image on its way. */
typedef struct od_run_task {
    uint32_t item;
    od_asking asking;
    od_picture picture;
    uint64_t memory; /* of the budget */
    bool answered;
} od_run_task;

typedef struct od_running {
    const od_plan *plan;
    od_backend *backend;
    const odeval_backend *table;
    od_journal *journal;
    const od_run_ways *ways;
    od_todo todo;
    unsigned jobs, readers;
    size_t batch, n_tasks;
    od_run_task *tasks;
    od_queue spare, ready; /* of tasks: to be filled, to be looked at */
    od_budget memory;
    atomic_size_t next; /* of todo */
    atomic_bool stop;   /* begin nothing new */
    atomic_uint reading;

    pthread_mutex_t lock; /* over what follows */
    pthread_cond_t ended;
    bool has_lock;
    unsigned running; /* threads */
    uint64_t done, failed;
    od_status status;
    od_error error;      /* the first */
    size_t first_failed; /* its item */
    char first_failure[OD_RUN_REASON];
    double started;
} od_running;

/* Begins nothing new. */
void od_run_stop(od_running *r);
/* The same because of an error; the first is kept. */
void od_run_fail(od_running *r, const od_error *error);

/* Work of a thread of its own; `run` is the od_running. */
void *od_run_read_images(void *run);
void *od_run_detect_images(void *run);

#endif
