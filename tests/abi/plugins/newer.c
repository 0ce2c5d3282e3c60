/* newer.c: a backend from a later header: its structs have members at their ends that this odeval does not
 * know, and its requests lie further apart. */
#include "odeval/backend.h"

typedef struct newer_request {
    odeval_request known;
    const char *caption;
    double depth;
} newer_request;

typedef struct newer_result {
    odeval_result known;
    double angle;
} newer_result;

typedef struct newer_backend {
    odeval_backend known;
    int (*warm_up)(void *private_block);
    const char *licence;
} newer_backend;

static odeval_backend_status newer_open(void *private_block, const odeval_host *host)
{
    (void)private_block;
    (void)host;
    return ODEVAL_BACKEND_OK;
}

/* The box is as wide as the pixels are grey, so that a wrong distance between requests would show. */
static odeval_backend_status newer_detect(void *private_block, const odeval_request *requests, size_t n,
                                          const odeval_sink *sink)
{
    const newer_request *newer = (const newer_request *)requests;

    (void)private_block;
    for (size_t i = 0; i < n; i++) {
        const odeval_request *r = &newer[i].known;
        odeval_box box = {0, 0, r->rgb[0], 1, 0.5, r->labels[1]};
        newer_result result = {
            {.struct_size = sizeof result, .number = r->number, .boxes = &box, .n_boxes = 1}, 45};

        if (r->struct_size != sizeof(odeval_request) || newer[i].caption || newer[i].depth != 0)
            result.known.failure = "the request is not what this host is known to make";
        sink->put(sink->context, &result.known);
    }
    return ODEVAL_BACKEND_OK;
}

static int never_called(void *private_block)
{
    return private_block != NULL;
}

static const newer_backend table = {{.abi_version = ODEVAL_BACKEND_ABI,
                                     .struct_size = sizeof(newer_backend),
                                     .name = "newer",
                                     .version = "3",
                                     .flags = 1u << 20,
                                     .wants = ODEVAL_WANTS_RGB,
                                     .gives = ODEVAL_GIVES_BOXES | 1u << 9,
                                     .max_batch = 2,
                                     .request_size = sizeof(newer_request),
                                     .open = newer_open,
                                     .detect = newer_detect},
                                    never_called,
                                    "MIT"};

ODEVAL_BACKEND_EXPORT const odeval_backend *odeval_backend_entry(void);

const odeval_backend *odeval_backend_entry(void)
{
    return &table.known;
}
