/* queue.h: what stands between threads that read and threads that detect: a line of bounded length, and a
 * bounded amount of memory.
 */
#ifndef OD_BACKEND_QUEUE_H
#define OD_BACKEND_QUEUE_H

#include <pthread.h>
#include <stdbool.h>

#include "core/memory.h"

/* First in, first out. Everything may be called from any thread. */
typedef struct od_queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    void **items; /* a ring */
    size_t n, first, capacity;
    bool closed;
} od_queue;

od_status od_queue_init(od_queue *q, size_t capacity, od_error *err); /* at least 1 */
void od_queue_release(od_queue *q);                                   /* zeroed: nothing happens */

/* Waits for room. False, and the item stays the caller's, once the queue is closed. */
bool od_queue_put(od_queue *q, void *item);
/* Waits for an item, and takes up to `most` of those that are there. 0 once it is closed and empty. */
size_t od_queue_take(od_queue *q, void **items, size_t most);
/* Nothing goes in any more; what is in can be taken. */
void od_queue_close(od_queue *q);

/* An amount of something. */
typedef struct od_budget {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t limit, taken;
    bool closed;
} od_budget;

od_status od_budget_init(od_budget *b, uint64_t limit, od_error *err);
void od_budget_release(od_budget *b); /* zeroed: nothing happens */

/* Waits until that much is left, or nothing is taken: what is larger than the whole goes alone. False, and
 * nothing taken, once the budget is closed. */
bool od_budget_take(od_budget *b, uint64_t amount);
void od_budget_give(od_budget *b, uint64_t amount);
void od_budget_close(od_budget *b);

#endif
