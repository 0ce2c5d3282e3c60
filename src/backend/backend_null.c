/* backend_null.c: finds nothing. What a run costs when the detector costs nothing, and what a run does when
 * one is slow or fails.
 */
#include <errno.h>
#include <math.h>
#include <time.h>

#include "backend/backends.h"

typedef struct nothing {
    double delay;
    int64_t fail;
    const odeval_host *host;
} nothing;

static odeval_backend_status null_open(void *private_block, const odeval_host *host)
{
    nothing *it = private_block;

    it->host = host;
    return ODEVAL_BACKEND_OK;
}

/* In short naps, so that a user who wants to stop need not wait for the end of a long one. */
static int sleep_unless_cancelled(const nothing *it)
{
    const double nap = 0.05;

    for (double left = it->delay; left > 0; left -= nap) {
        double now = left < nap ? left : nap;
        struct timespec time = {0, (long)(now * 1e9)};

        if (it->host->cancelled(it->host->context))
            return 0;
        while (nanosleep(&time, &time) != 0 && errno == EINTR)
            continue;
    }
    return 1;
}

static odeval_backend_status null_detect(void *private_block, const odeval_request *requests, size_t n,
                                         const odeval_sink *sink)
{
    nothing *it = private_block;

    for (size_t i = 0; i < n; i++) {
        odeval_result result = {
            .struct_size = sizeof result, .number = requests[i].number, .score = NAN, .seconds = it->delay};

        if (!sleep_unless_cancelled(it))
            return ODEVAL_BACKEND_CANCELLED;
        if (it->fail > 0 && (requests[i].number + 1) % (uint64_t)it->fail == 0)
            result.failure = "fails as its option fail asks";
        sink->put(sink->context, &result);
    }
    return ODEVAL_BACKEND_OK;
}

static const odeval_backend_option null_options[] = {
    {"delay", "seconds to wait for each image", "0", ODEVAL_OPTION_NUMBER, 0, offsetof(nothing, delay), 0,
     3600},
    {"fail", "every n-th image fails; 0: none", "0", ODEVAL_OPTION_INTEGER, 0, offsetof(nothing, fail), 0,
     1e9},
    {0},
};

const odeval_backend od_backend_null = {
    .abi_version = ODEVAL_BACKEND_ABI,
    .struct_size = sizeof(odeval_backend),
    .name = "null",
    .version = "1",
    .title = "finds nothing: for trying a run, and for what the host itself costs",
    .help = "Answers each image with no boxes, without a look at it. Its scores say nothing about any "
            "detector.\n",
    .flags = ODEVAL_BACKEND_SYNTHETIC | ODEVAL_BACKEND_THREADS,
    .gives = ODEVAL_GIVES_BOXES,
    .max_batch = 1,
    .options = null_options,
    .private_size = sizeof(nothing),
    .open = null_open,
    .detect = null_detect,
    .request_size = sizeof(odeval_request),
};
