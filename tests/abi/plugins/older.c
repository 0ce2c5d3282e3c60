/* older.c: a backend from before close and request_size were added: its table ends after detect, and what
 * lies behind it in memory must not be taken for members. */
#include <string.h>

#include "odeval/backend.h"

static odeval_backend_status older_open(void *private_block, const odeval_host *host)
{
    (void)private_block;
    host->log(host->context, ODEVAL_LOG_NOTE, "the older one is open");
    return ODEVAL_BACKEND_OK;
}

static odeval_backend_status older_detect(void *private_block, const odeval_request *requests, size_t n,
                                          const odeval_sink *sink)
{
    (void)private_block;
    for (size_t i = 0; i < n; i++) {
        odeval_result r = {.struct_size = sizeof r, .number = requests[i].number};

        sink->put(sink->context, &r);
    }
    return ODEVAL_BACKEND_OK;
}

ODEVAL_BACKEND_EXPORT const odeval_backend *odeval_backend_entry(void);

const odeval_backend *odeval_backend_entry(void)
{
    static union {
        odeval_backend table;
        unsigned char bytes[sizeof(odeval_backend)];
    } it;
    const size_t size = offsetof(odeval_backend, close);

    it.table = (odeval_backend){.abi_version = ODEVAL_BACKEND_ABI,
                                .struct_size = size,
                                .name = "older",
                                .version = "0.9",
                                .gives = ODEVAL_GIVES_BOXES,
                                .max_batch = 1,
                                .open = older_open,
                                .detect = older_detect};
    memset(it.bytes + size, 0xAB, sizeof it.bytes - size);
    return &it.table;
}
