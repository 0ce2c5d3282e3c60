/* rude.c: does what a backend must not, as its option `does` says, at image number 1 of each run. */
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "odeval/backend.h"

typedef struct rude {
    const char *does;
    const odeval_host *host;
} rude;

static const odeval_backend_option options[] = {
    {"does", "what", "nothing", ODEVAL_OPTION_TEXT, 0, offsetof(rude, does), 0, 0}, {0}};

static odeval_backend_status rude_open(void *private_block, const odeval_host *host)
{
    rude *it = private_block;

    it->host = host;
    if (strcmp(it->does, "fail-open") == 0) {
        host->fail(host->context, "the model file is empty");
        host->fail(host->context, "a second reason, which does not count");
        return ODEVAL_BACKEND_FAILED;
    }
    if (strcmp(it->does, "crash-open") == 0)
        raise(SIGSEGV);
    return ODEVAL_BACKEND_OK;
}

/* What ends, or seems to end, the process. */
static void misbehave(const char *does)
{
    volatile int *nowhere = NULL;

    if (strcmp(does, "crash") == 0)
        *nowhere = 1;
    else if (strcmp(does, "abort") == 0)
        abort();
    else if (strcmp(does, "exit") == 0)
        _exit(3);
    while (strcmp(does, "hang") == 0)
        pause();
}

static odeval_result answer(const char *does, odeval_box *box, uint64_t number)
{
    odeval_result r = {.struct_size = sizeof r, .number = number, .boxes = box, .n_boxes = 1, .score = NAN};

    if (strcmp(does, "nan") == 0)
        box->x = NAN;
    else if (strcmp(does, "infinite") == 0)
        box->height = INFINITY;
    else if (strcmp(does, "negative") == 0)
        box->width = -4;
    else if (strcmp(does, "unlabelled") == 0)
        box->label = NULL;
    else if (strcmp(does, "latin1") == 0)
        box->label = "caf\xe9";
    else if (strcmp(does, "endless") == 0)
        r.n_boxes = (size_t)-1;
    else if (strcmp(does, "nowhere") == 0)
        r.boxes = NULL;
    else if (strcmp(does, "text") == 0)
        r.text = "a cat", r.n_text = 5;
    else if (strcmp(does, "foreign") == 0)
        r.number = 4711;
    else if (strcmp(does, "sizeless") == 0)
        r.struct_size = 0;
    return r;
}

static odeval_backend_status rude_detect(void *private_block, const odeval_request *requests, size_t n,
                                         const odeval_sink *sink)
{
    const rude *it = private_block;

    for (size_t i = 0; i < n; i++) {
        const char *does = requests[i].number == 1 ? it->does : "nothing";
        odeval_box box = {1, 2, 3, 4, 0.5, "cat"};
        odeval_result r = answer(does, &box, requests[i].number);

        misbehave(does);
        if (strcmp(does, "fail") == 0) {
            it->host->fail(it->host->context, "the graphics card is gone");
            return ODEVAL_BACKEND_FAILED;
        }
        if (strcmp(does, "leak") == 0)
            it->host->alloc(it->host->context, 1000);
        if (strcmp(does, "silent") == 0)
            continue;
        sink->put(sink->context, &r);
        if (strcmp(does, "twice") == 0 && sink->put(sink->context, &r))
            abort();
    }
    return ODEVAL_BACKEND_OK;
}

static void rude_close(void *private_block)
{
    const rude *it = private_block;

    if (strcmp(it->does, "crash-close") == 0)
        raise(SIGSEGV);
}

static const odeval_backend table = {.abi_version = ODEVAL_BACKEND_ABI,
                                     .struct_size = sizeof(odeval_backend),
                                     .name = "rude",
                                     .version = "1",
                                     .title = "does what a backend must not",
                                     .gives = ODEVAL_GIVES_BOXES,
                                     .max_batch = 1,
                                     .options = options,
                                     .private_size = sizeof(rude),
                                     .open = rude_open,
                                     .detect = rude_detect,
                                     .close = rude_close};

ODEVAL_BACKEND_EXPORT const odeval_backend *odeval_backend_entry(void);

const odeval_backend *odeval_backend_entry(void)
{
    return &table;
}
