#include "backend/instance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/loader.h"
#include "backend/spec.h"
#include "backend/table.h"

od_status od_instance_load(od_instance *it, const od_origin *from, const od_backend_ways *ways, od_error *err)
{
    const odeval_backend *raw = from->built_in;
    od_status st;

    memset(it, 0, sizeof *it);
    if ((st = od_host_init(&it->host, ways, err)) != OD_OK)
        return st;
    if (!raw && (st = od_library_load(&it->library, &raw, from->path, err)) != OD_OK)
        return st;
    if ((st = od_table_check(&it->table, raw, from->built_in ? NULL : from->path, err)) != OD_OK)
        return st;
    if ((st = od_alloc(&it->block, 1, it->table.private_size, err)) != OD_OK)
        return st;
    if ((st = od_spec_apply(&it->text, &it->table, from->options, it->block, &it->texts, err)) == OD_OK)
        it->prompt = od_spec_prompt(&it->table, it->block);
    return st;
}

/* open or detect did not return ODEVAL_BACKEND_OK, and the user did not stop it. */
static od_status gave_up(od_instance *it, const char *hook, odeval_backend_status status, od_error *err)
{
    char words[OD_HOST_WORDS];

    od_host_words(&it->host, words, sizeof words);
    switch (status) {
    case ODEVAL_BACKEND_CANCELLED:
        return od_fail(err, OD_BACKEND, "backend \"%s\": %s says that it was cancelled, which it was not",
                       it->table.name, hook);
    case ODEVAL_BACKEND_OK:
    case ODEVAL_BACKEND_FAILED:
        return od_fail(err, OD_BACKEND, "backend \"%s\": %s", it->table.name,
                       words[0] ? words : "it failed, and did not say why");
    }
    return od_fail(err, OD_BACKEND, "backend \"%s\": %s returned %d, which is no status", it->table.name,
                   hook, (int)status);
}

od_status od_instance_open(od_instance *it, od_error *err)
{
    odeval_backend_status status = it->table.open(it->block, &it->host.lent);

    it->is_open = status == ODEVAL_BACKEND_OK;
    if (it->is_open)
        return OD_OK;
    if (status == ODEVAL_BACKEND_CANCELLED && od_host_cancelled(&it->host))
        return od_fail(err, OD_BACKEND, "backend \"%s\" was stopped while opening", it->table.name);
    return gave_up(it, "open", status, err);
}

/* The requests as far apart as the backend's header has them. */
static od_status spread(odeval_request **out, const odeval_request *requests, size_t n, size_t apart,
                        od_error *err)
{
    size_t size = apart < sizeof *requests ? apart : sizeof *requests;
    char *bytes;
    od_status st = od_alloc(out, n, apart, err);

    if (st != OD_OK)
        return st;
    bytes = (char *)*out;
    for (size_t i = 0; i < n; i++) {
        memcpy(bytes + i * apart, &requests[i], size);
        memcpy(bytes + i * apart + offsetof(odeval_request, struct_size), &size, sizeof size);
    }
    return OD_OK;
}

od_status od_instance_detect(od_instance *it, const odeval_request *requests, size_t n,
                             const odeval_sink *sink, od_error *err)
{
    odeval_request *apart = NULL;
    odeval_backend_status status;
    od_status st = OD_OK;

    if (it->table.request_size > 0 && it->table.request_size != sizeof *requests) {
        if ((st = spread(&apart, requests, n, it->table.request_size, err)) != OD_OK)
            return st;
        requests = apart;
    }
    status = it->table.detect(it->block, requests, n, sink);
    if (status != ODEVAL_BACKEND_OK && (status != ODEVAL_BACKEND_CANCELLED || !od_host_cancelled(&it->host)))
        st = gave_up(it, "detect", status, err);
    free(apart);
    return st;
}

static void report_leak(od_instance *it)
{
    size_t memory = od_host_memory(&it->host);
    char line[200];

    if (memory == 0)
        return;
    snprintf(line, sizeof line, "backend \"%s\" did not free %zu bytes that it had from the host",
             it->table.name, memory);
    od_host_log(&it->host, ODEVAL_LOG_WARNING, line);
}

void od_instance_close(od_instance *it)
{
    if (it->is_open) {
        if (it->table.close)
            it->table.close(it->block);
        report_leak(it);
    }
    free(it->block);
    od_arena_free(&it->texts);
    od_host_release(&it->host);
    od_library_unload(it->library);
    memset(it, 0, sizeof *it);
}
