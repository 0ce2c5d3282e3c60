/* border.h: where results come in. Whatever a backend puts, what passes is sound.
 */
#ifndef OD_BACKEND_BORDER_H
#define OD_BACKEND_BORDER_H

#include <pthread.h>

#include "backend/backend.h"

/* What passes at most, so that a wild count is a sentence and not a crash. */
enum {
    OD_BORDER_BOXES = 1000000,
    OD_BORDER_LABEL = 4096,
    OD_BORDER_TEXT = 64 << 20,
    OD_BORDER_FAILURE = 1000
};

/* One call of detect. */
typedef struct od_border {
    odeval_sink sink; /* what detect is given; its context is this struct */
    const odeval_backend *table;
    const odeval_request *requests;
    size_t n;
    uint8_t *answered; /* n */
    size_t n_answered;
    od_backend_put put; /* called under the lock */
    void *context;
    pthread_mutex_t lock;
    size_t n_refused; /* results that are for no request of the batch, or for one that has its result */
    char refusal[OD_BORDER_FAILURE]; /* why the first was; "" */
} od_border;

od_status od_border_open(od_border *b, const odeval_backend *table, const odeval_request *requests, size_t n,
                         od_backend_put put, void *context, od_error *err);

/* Puts a failure for each request that has no result yet. `reason` is what happened ("the backend gave no
 * answer"); the first refusal, if there was one, is added. */
void od_border_finish(od_border *b, const char *reason);

void od_border_close(od_border *b); /* zero-initialised allowed */

#endif
