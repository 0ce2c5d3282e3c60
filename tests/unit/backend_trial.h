/* backend_trial.h: a host for one backend in a test: keeps what it says and what it answers. Include after
 * cmocka.h.
 */
#ifndef OD_TESTS_BACKEND_TRIAL_H
#define OD_TESTS_BACKEND_TRIAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "odeval/backend.h"

enum { TRIAL_RESULTS = 256, TRIAL_BOXES = 8, TRIAL_LOG = 1 << 18 };

/* A copy of a result. */
typedef struct trial_result {
    unsigned times;
    odeval_result r; /* pointers are those below, or NULL */
    odeval_box boxes[TRIAL_BOXES];
    char labels[TRIAL_BOXES][64];
    char *text, *failure;
} trial_result;

typedef struct trial {
    const odeval_backend *table;
    void *block;
    odeval_host host;
    pthread_mutex_t lock;
    char log[TRIAL_LOG]; /* every line, with a line end */
    size_t n_log;
    char words[1024];       /* what fail was told first */
    char other_words[1024]; /* what else it was told, if anything */
    atomic_int cancelled;
    trial_result results[TRIAL_RESULTS]; /* by number */
    size_t alive;                        /* pieces of memory */
} trial;

static inline void trial_log(void *context, odeval_log_level level, const char *text)
{
    trial *t = context;
    int n;

    pthread_mutex_lock(&t->lock);
    n = snprintf(t->log + t->n_log, sizeof t->log - t->n_log, "%d %s\n", (int)level, text);
    t->n_log = t->n_log + (size_t)n < sizeof t->log ? t->n_log + (size_t)n : sizeof t->log - 1;
    pthread_mutex_unlock(&t->lock);
}

static inline void *trial_alloc(void *context, size_t size)
{
    trial *t = context;

    pthread_mutex_lock(&t->lock);
    t->alive++;
    pthread_mutex_unlock(&t->lock);
    return calloc(1, size ? size : 1);
}

static inline void trial_free(void *context, void *memory)
{
    trial *t = context;

    if (!memory)
        return;
    pthread_mutex_lock(&t->lock);
    t->alive--;
    pthread_mutex_unlock(&t->lock);
    free(memory);
}

static inline int trial_cancelled(void *context)
{
    return atomic_load(&((trial *)context)->cancelled);
}

static inline void trial_fail(void *context, const char *text)
{
    trial *t = context;

    pthread_mutex_lock(&t->lock);
    if (!t->words[0])
        snprintf(t->words, sizeof t->words, "%s", text);
    else if (strcmp(t->words, text))
        snprintf(t->other_words, sizeof t->other_words, "%s", text);
    pthread_mutex_unlock(&t->lock);
}

static inline char *trial_copy(const char *text, size_t n)
{
    char *copy = malloc(n + 1);

    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

static inline int trial_put(void *context, const odeval_result *result)
{
    trial *t = context;
    trial_result *kept;

    pthread_mutex_lock(&t->lock);
    kept = &t->results[result->number % TRIAL_RESULTS];
    if (kept->times++ == 0) {
        kept->r = *result;
        for (size_t i = 0; i < result->n_boxes && i < TRIAL_BOXES; i++) {
            kept->boxes[i] = result->boxes[i];
            snprintf(kept->labels[i], sizeof kept->labels[i], "%s", result->boxes[i].label);
            kept->boxes[i].label = kept->labels[i];
        }
        kept->r.boxes = kept->boxes;
        kept->text = result->text ? trial_copy(result->text, result->n_text) : NULL;
        kept->failure = result->failure ? trial_copy(result->failure, strlen(result->failure)) : NULL;
        kept->r.text = kept->text;
        kept->r.failure = kept->failure;
    }
    pthread_mutex_unlock(&t->lock);
    return kept->times == 1;
}

static inline void trial_option(trial *t, const char *name, const char *value)
{
    const odeval_backend_option *o = t->table->options;
    char *at;

    while (o->name && strcmp(o->name, name) != 0)
        o++;
    assert_non_null(o->name);
    at = (char *)t->block + o->offset;
    switch (o->type) {
    case ODEVAL_OPTION_TEXT:
    case ODEVAL_OPTION_SECRET: *(const char **)at = value; break;
    case ODEVAL_OPTION_NUMBER: *(double *)at = strtod(value, NULL); break;
    case ODEVAL_OPTION_INTEGER: *(int64_t *)at = strtoll(value, NULL, 10); break;
    case ODEVAL_OPTION_FLAG: *(int *)at = atoi(value); break;
    }
}

/* Not open yet; options have their defaults. */
static inline trial *trial_new(const odeval_backend *table)
{
    trial *t = calloc(1, sizeof *t);

    assert_non_null(t);
    t->table = table;
    t->block = calloc(1, table->private_size);
    assert_non_null(t->block);
    pthread_mutex_init(&t->lock, NULL);
    t->host = (odeval_host){
        .struct_size = sizeof t->host,
        .abi_version = ODEVAL_BACKEND_ABI,
        .version = "test",
        .context = t,
        .log = trial_log,
        .alloc = trial_alloc,
        .free = trial_free,
        .cancelled = trial_cancelled,
        .fail = trial_fail,
    };
    for (const odeval_backend_option *o = table->options; o->name; o++)
        if (o->standard && o->type != ODEVAL_OPTION_SECRET)
            trial_option(t, o->name, o->standard);
    return t;
}

static inline odeval_backend_status trial_open(trial *t)
{
    return t->table->open(t->block, &t->host);
}

static inline odeval_request trial_request(uint64_t number)
{
    static const char *const labels[] = {"a dog", "a \"red\" cup"};

    return (odeval_request){
        .struct_size = sizeof(odeval_request),
        .number = number,
        .file_name = "a.jpg",
        .path = "/images/a.jpg",
        .width = 640,
        .height = 480,
        .labels = labels,
        .n_labels = 2,
        .prompt = "Find\nthe dog.",
    };
}

static inline odeval_backend_status trial_ask(trial *t, uint64_t number)
{
    odeval_request request = trial_request(number);
    odeval_sink sink = {sizeof sink, t, trial_put};

    return t->table->detect(t->block, &request, 1, &sink);
}

/* `n` requests from `first` on, by `n_threads` threads. */
typedef struct trial_share {
    trial *t;
    atomic_ullong *next;
    unsigned long long end;
    odeval_backend_status status;
} trial_share;

static inline void *trial_work(void *context)
{
    trial_share *share = context;

    for (;;) {
        unsigned long long number = atomic_fetch_add(share->next, 1);
        odeval_backend_status status;

        if (number >= share->end)
            return NULL;
        status = trial_ask(share->t, number);
        if (status != ODEVAL_BACKEND_OK)
            share->status = status;
    }
}

/* The worst status that a call returned. */
static inline odeval_backend_status trial_ask_many(trial *t, uint64_t first, uint64_t n, unsigned n_threads)
{
    atomic_ullong next = first;
    pthread_t threads[32];
    trial_share shares[32];
    odeval_backend_status worst = ODEVAL_BACKEND_OK;

    for (unsigned i = 0; i < n_threads; i++) {
        shares[i] = (trial_share){t, &next, first + n, ODEVAL_BACKEND_OK};
        assert_int_equal(pthread_create(&threads[i], NULL, trial_work, &shares[i]), 0);
    }
    for (unsigned i = 0; i < n_threads; i++) {
        pthread_join(threads[i], NULL);
        if (shares[i].status != ODEVAL_BACKEND_OK)
            worst = shares[i].status;
    }
    return worst;
}

static inline void trial_close(trial *t)
{
    t->table->close(t->block);
    assert_int_equal(t->alive, 0);
}

static inline void trial_delete(trial *t)
{
    for (size_t i = 0; i < TRIAL_RESULTS; i++) {
        free(t->results[i].text);
        free(t->results[i].failure);
    }
    pthread_mutex_destroy(&t->lock);
    free(t->block);
    free(t);
}

#define assert_says(text, part)                                                                              \
    do {                                                                                                     \
        if (!(text) || !strstr((text), (part)))                                                              \
            fail_msg("\"%s\" is not in \"%s\"", (part), (text) ? (text) : "(nothing)");                      \
    } while (0)

#endif
