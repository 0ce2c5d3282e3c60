/* openai_engine.h: what openai_engine.c (what is asked when) and openai_transfer.c (how libcurl does it)
 * share. */
#ifndef OD_BACKEND_OPENAI_ENGINE_H
#define OD_BACKEND_OPENAI_ENGINE_H

#include "backend/openai.h"
#include "backend/openai_curl.h"

/* One server. */
typedef struct od_openai_endpoint {
    char *url;   /* of its chat completions */
    char *shown; /* the same without a query, for messages */
    od_openai_window window;
    double not_before; /* it asked to be left alone until then */
    bool heard;        /* it has answered anything */
    bool answered;     /* it has answered a request well */
    bool dead;         /* it never will */
} od_openai_endpoint;

/* A job on its way; lives on the stack of the thread that waits for it. */
typedef struct od_openai_task {
    od_openai_job *job;
    struct od_openai_task *next;
    CURL *easy;
    int last; /* the server that it was sent to last; -1: none */
    double started, not_before;
    double retry_after; /* seconds; -1: the response did not say */
    bool too_large;
    od_buffer response;
    char trouble[CURL_ERROR_SIZE];
    bool done; /* under the engine's lock */
    pthread_cond_t changed;
} od_openai_task;

struct od_openai_engine {
    const od_openai_settings *settings;
    const odeval_host *host;
    od_curl curl;
    CURLM *multi;
    struct curl_slist *headers;
    od_openai_endpoint *endpoints;
    size_t n_endpoints, n_dead;
    uint64_t random;
    od_openai_task *waiting, *flying; /* the driving thread's */
    char ended[OD_OPENAI_WHY];        /* its too: why the last server is of no use */

    pthread_t thread;
    bool has_thread, has_lock, has_curl;
    pthread_mutex_t lock; /* of what follows, and of each task's `done` */
    od_openai_task *incoming, **incoming_end;
    bool stop;
};

/* Sends the task to the server task->last. False when memory is exhausted. */
bool od_openai_transfer(od_openai_engine *e, od_openai_task *task);

/* The thread. */
void *od_openai_drive(void *engine);

#endif
