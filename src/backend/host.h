/* host.h: what odeval lends a backend: log, memory that is counted, cancellation, and a place for its last
 * words.
 */
#ifndef OD_BACKEND_HOST_H
#define OD_BACKEND_HOST_H

#include <pthread.h>

#include "backend/backend.h"

enum { OD_HOST_WORDS = 400 };

/* One a backend that is open. Everything may be called from any thread. */
typedef struct od_host {
    odeval_host lent; /* what open is given; its context is this struct */
    od_backend_ways ways;
    pthread_mutex_t lock;
    struct od_host_block *blocks; /* not freed yet */
    size_t memory;                /* bytes in them */
    char words[OD_HOST_WORDS];    /* what the backend first said to fail(); "" when it did not */
} od_host;

od_status od_host_init(od_host *h, const od_backend_ways *ways, od_error *err);
void od_host_release(od_host *h); /* frees what the backend did not */

size_t od_host_memory(od_host *h); /* bytes that the backend has and did not free */
bool od_host_cancelled(od_host *h);
void od_host_log(od_host *h, odeval_log_level level, const char *text);

/* The backend's last words, into buf, always terminated; "" when it had none. Returns buf. */
char *od_host_words(od_host *h, char *buf, size_t size);

/* For built-in backends with ODEVAL_BACKEND_NEEDS_TRUTH, which are handed `host` by open: the data set that a
 * request's number is of, and the image in it; NULL when there is none. Lives until close returns. */
const od_dataset *od_host_truth(const odeval_host *host, uint64_t number, uint32_t *image);

/* A terminated copy of a text from outside for one line: control characters become blanks, bytes that are no
 * UTF-8 become U+FFFD, what does not fit is cut between characters. Returns buf. */
char *od_line_text(char *buf, size_t size, const char *text);

#endif
