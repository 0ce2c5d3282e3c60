/* source_ahead.c: a thread fills a ring of blocks, one read of the inner source each; the reader empties them
 * in the same order. What ends the bytes is a block, too, so that it comes after them: the last one.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"
#include "core/source.h"

enum {
    N_BLOCKS = 4,
    BLOCK_BYTES = 256 * 1024, /* as much as zlib should be asked for at once, and as a window takes */
};

typedef struct block {
    od_status status;
    size_t n; /* 0: the end, or a failure */
    char bytes[BLOCK_BYTES];
} block;

typedef struct ahead_source {
    od_source base;
    od_source *inner; /* the thread's until it is joined */
    pthread_t thread;
    int wake[2];                /* a pipe: a byte in it calls the thread back from waiting for bytes */
    pthread_mutex_t mutex;      /* over the next three */
    pthread_cond_t moved;       /* one side waits at most: no ring is both full and empty */
    size_t n_filled, n_emptied; /* since the beginning; the blocks between belong to the reader */
    bool closing;
    size_t at;      /* bytes of the first filled block that the reader has taken */
    od_error error; /* of the last block */
    block ring[N_BLOCKS];
} ahead_source;

/* ---- the thread ---- */

/* Waits for a block to fill; NULL when no more are wanted. */
static block *empty_block(ahead_source *s)
{
    block *b;

    pthread_mutex_lock(&s->mutex);
    while (s->n_filled - s->n_emptied == N_BLOCKS && !s->closing)
        pthread_cond_wait(&s->moved, &s->mutex);
    b = s->closing ? NULL : &s->ring[s->n_filled % N_BLOCKS];
    pthread_mutex_unlock(&s->mutex);
    return b;
}

/* Passes a block on to the other side. */
static void count_one(ahead_source *s, size_t *counter)
{
    pthread_mutex_lock(&s->mutex);
    ++*counter;
    pthread_cond_signal(&s->moved);
    pthread_mutex_unlock(&s->mutex);
}

static void *fill_ring(void *argument)
{
    ahead_source *s = argument;
    bool more = true;
    block *b;

    while (more && (b = empty_block(s))) {
        b->n = 0;
        b->status = s->inner->read(s->inner, b->bytes, sizeof b->bytes, &b->n, &s->error);
        if (b->status != OD_OK)
            b->n = 0;
        more = b->n > 0;
        count_one(s, &s->n_filled);
    }
    return NULL;
}

/* ---- the reader ---- */

static const block *filled_block(ahead_source *s)
{
    const block *b;

    pthread_mutex_lock(&s->mutex);
    while (s->n_filled == s->n_emptied)
        pthread_cond_wait(&s->moved, &s->mutex);
    b = &s->ring[s->n_emptied % N_BLOCKS];
    pthread_mutex_unlock(&s->mutex);
    return b;
}

static od_status ahead_read(od_source *base, char *to, size_t room, size_t *n, od_error *err)
{
    ahead_source *s = (ahead_source *)base;
    const block *b = filled_block(s);
    size_t left = b->n - s->at;

    *n = room < left ? room : left;
    if (b->status != OD_OK && err && err->code == OD_OK)
        *err = s->error;
    if (*n == 0)
        return b->status; /* the last block stays, to say the same again */
    memcpy(to, b->bytes + s->at, *n);
    s->at += *n;
    if (*n == left) {
        s->at = 0;
        count_one(s, &s->n_emptied);
    }
    return OD_OK;
}

static void stop_thread(ahead_source *s)
{
    pthread_mutex_lock(&s->mutex);
    s->closing = true;
    pthread_cond_signal(&s->moved);
    pthread_mutex_unlock(&s->mutex);
    while (write(s->wake[1], "", 1) < 0 && errno == EINTR)
        ;
    pthread_join(s->thread, NULL);
}

static void close_wake(ahead_source *s)
{
    close(s->wake[0]);
    close(s->wake[1]);
}

static void ahead_close(od_source *base)
{
    ahead_source *s = (ahead_source *)base;

    stop_thread(s);
    od_source_close(s->inner);
    close_wake(s);
    pthread_cond_destroy(&s->moved);
    pthread_mutex_destroy(&s->mutex);
    free(s);
}

/* ---- making ---- */

static bool open_wake(ahead_source *s)
{
    if (pipe(s->wake) != 0)
        return false;
    if (fcntl(s->wake[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(s->wake[1], F_SETFD, FD_CLOEXEC) == 0)
        return true;
    close_wake(s);
    return false;
}

/* Leaves nothing behind when it fails. */
static bool start_thread(ahead_source *s)
{
    if (!open_wake(s))
        return false;
    if (pthread_mutex_init(&s->mutex, NULL) != 0)
        goto no_mutex;
    if (pthread_cond_init(&s->moved, NULL) != 0)
        goto no_condition;
    if (s->inner->watch)
        s->inner->watch(s->inner, s->wake[0]);
    if (pthread_create(&s->thread, NULL, fill_ring, s) == 0)
        return true;
    if (s->inner->watch)
        s->inner->watch(s->inner, -1);
    pthread_cond_destroy(&s->moved);
no_condition:
    pthread_mutex_destroy(&s->mutex);
no_mutex:
    close_wake(s);
    return false;
}

od_source *od_source_ahead(od_source *inner)
{
    ahead_source *s = NULL;

    if (OD_ALLOC(s, 1, NULL) != OD_OK)
        return inner;
    s->base = (od_source){.read = ahead_read, .close = ahead_close};
    s->inner = inner;
    if (start_thread(s))
        return &s->base;
    free(s);
    return inner;
}
