#define _GNU_SOURCE /* sched_getaffinity, and _SC_NPROCESSORS_ONLN elsewhere */

#include "core/threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/memory.h"

/* What the threads of one od_parallel share. */
typedef struct crew {
    od_task task;
    void *context;
    size_t n_items;
    atomic_size_t next;
    atomic_bool failed;
    pthread_mutex_t mutex; /* over what follows */
    size_t failed_item;
    od_status status;
    od_error error;
} crew;

typedef struct worker {
    crew *crew;
    pthread_t thread;
    unsigned number;
} worker;

static void keep_lowest_failure(crew *c, size_t item, od_status status, const od_error *error)
{
    pthread_mutex_lock(&c->mutex);
    if (c->status == OD_OK || item < c->failed_item) {
        c->status = status;
        c->failed_item = item;
        c->error = *error;
    }
    pthread_mutex_unlock(&c->mutex);
    atomic_store(&c->failed, true);
}

/* Items are taken in ascending order, so when one fails all lower ones have been taken, and their threads
 * finish them: the lowest failure is found whatever the timing. */
static void *work(void *argument)
{
    worker *w = argument;
    crew *c = w->crew;
    od_error error = {0};

    while (!atomic_load(&c->failed)) {
        size_t item = atomic_fetch_add(&c->next, 1);
        od_status st;
        if (item >= c->n_items)
            break;
        st = c->task(c->context, item, w->number, &error);
        if (st != OD_OK) {
            keep_lowest_failure(c, item, st, &error);
            break;
        }
    }
    return NULL;
}

static od_status run(crew *c, worker *workers, unsigned n, od_error *err)
{
    unsigned started = 1;

    for (; started < n; started++) {
        workers[started] = (worker){.crew = c, .number = started};
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0)
            break; /* the threads there are do all of the work */
    }
    workers[0] = (worker){.crew = c};
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    if (c->status != OD_OK && err && err->code == OD_OK)
        *err = c->error;
    return c->status;
}

od_status od_parallel(unsigned n_threads, size_t n_items, od_task task, void *context, od_error *err)
{
    crew c = {.task = task, .context = context, .n_items = n_items, .mutex = PTHREAD_MUTEX_INITIALIZER};
    worker *workers = NULL;
    od_status st;

    if (n_threads > n_items)
        n_threads = (unsigned)n_items;
    if (n_threads == 0)
        n_threads = 1;
    atomic_init(&c.next, 0);
    atomic_init(&c.failed, false);
    if ((st = OD_ALLOC(workers, n_threads, err)) != OD_OK)
        return st;
    st = run(&c, workers, n_threads, err);
    pthread_mutex_destroy(&c.mutex);
    free(workers);
    return st;
}

unsigned od_processors(void)
{
    long n;
#ifdef __linux__
    cpu_set_t set;

    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
#endif
    n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}
