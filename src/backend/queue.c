#include "backend/queue.h"

#include <stdlib.h>

static od_status init_pair(pthread_mutex_t *lock, pthread_cond_t *changed, od_error *err)
{
    if (pthread_mutex_init(lock, NULL) != 0)
        return od_fail_memory(err);
    if (pthread_cond_init(changed, NULL) == 0)
        return OD_OK;
    pthread_mutex_destroy(lock);
    return od_fail_memory(err);
}

/* ---- queue ---- */

od_status od_queue_init(od_queue *q, size_t capacity, od_error *err)
{
    od_status st;

    *q = (od_queue){.capacity = capacity};
    if ((st = OD_ALLOC(q->items, capacity, err)) == OD_OK)
        st = init_pair(&q->lock, &q->changed, err);
    if (st != OD_OK) {
        free(q->items);
        *q = (od_queue){0};
    }
    return st;
}

void od_queue_release(od_queue *q)
{
    if (!q->items)
        return;
    pthread_cond_destroy(&q->changed);
    pthread_mutex_destroy(&q->lock);
    free(q->items);
    *q = (od_queue){0};
}

bool od_queue_put(od_queue *q, void *item)
{
    bool good;

    pthread_mutex_lock(&q->lock);
    while (q->n == q->capacity && !q->closed)
        pthread_cond_wait(&q->changed, &q->lock);
    good = !q->closed;
    if (good) {
        q->items[(q->first + q->n++) % q->capacity] = item;
        pthread_cond_broadcast(&q->changed);
    }
    pthread_mutex_unlock(&q->lock);
    return good;
}

size_t od_queue_take(od_queue *q, void **items, size_t most)
{
    size_t n = 0;

    pthread_mutex_lock(&q->lock);
    while (q->n == 0 && !q->closed)
        pthread_cond_wait(&q->changed, &q->lock);
    for (; n < most && q->n > 0; q->n--) {
        items[n++] = q->items[q->first];
        q->first = (q->first + 1) % q->capacity;
    }
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->lock);
    return n;
}

void od_queue_close(od_queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->closed = true;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->lock);
}

/* ---- budget ---- */

od_status od_budget_init(od_budget *b, uint64_t limit, od_error *err)
{
    od_status st;

    *b = (od_budget){.limit = limit};
    if ((st = init_pair(&b->lock, &b->changed, err)) != OD_OK)
        *b = (od_budget){0};
    return st;
}

void od_budget_release(od_budget *b)
{
    if (b->limit == 0)
        return;
    pthread_cond_destroy(&b->changed);
    pthread_mutex_destroy(&b->lock);
    *b = (od_budget){0};
}

static bool fits(const od_budget *b, uint64_t amount)
{
    return b->taken == 0 || (b->taken <= b->limit && amount <= b->limit - b->taken);
}

bool od_budget_take(od_budget *b, uint64_t amount)
{
    bool good;

    pthread_mutex_lock(&b->lock);
    while (!fits(b, amount) && !b->closed)
        pthread_cond_wait(&b->changed, &b->lock);
    good = !b->closed;
    if (good)
        b->taken += amount;
    pthread_mutex_unlock(&b->lock);
    return good;
}

void od_budget_give(od_budget *b, uint64_t amount)
{
    pthread_mutex_lock(&b->lock);
    b->taken -= amount;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
}

void od_budget_close(od_budget *b)
{
    pthread_mutex_lock(&b->lock);
    b->closed = true;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
}
