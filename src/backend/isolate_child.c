/* isolate_child.c: what runs in the child process of an isolated backend. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/channel.h"
#include "backend/isolate.h"
#include "backend/wire.h"
#include "core/bytes.h"

static const od_patience forever = {0};

typedef struct servant {
    int fd;
    pthread_mutex_t lock; /* one message at a time: the backend's threads may log */
    od_shared shared;
    od_instance instance;
    od_buffer in, out;
} servant;

/* Nobody is left to serve. */
static void leave(void)
{
    _Exit(0);
}

static void send_message(servant *s, od_message kind, const void *bytes, size_t n)
{
    od_crossing c;

    pthread_mutex_lock(&s->lock);
    c = od_channel_send(s->fd, kind, bytes, n, &forever);
    pthread_mutex_unlock(&s->lock);
    if (c != OD_CROSSED)
        leave();
}

static void send_error(servant *s, const od_error *err)
{
    send_message(s, OD_MESSAGE_ERROR, err, sizeof *err);
}

static void child_log(void *context, odeval_log_level level, const char *text)
{
    od_buffer b = {0};

    if (od_put_u32(&b, (uint32_t)level, NULL) == OD_OK &&
        od_buffer_add(&b, text, strlen(text), NULL) == OD_OK)
        send_message(context, OD_MESSAGE_LOG, b.bytes, b.n);
    od_buffer_free(&b);
}

static int child_cancelled(void *context)
{
    servant *s = context;

    return atomic_load(&s->shared.flags->cancelled);
}

/* Of the border here, which has checked it already. */
static void child_put(void *context, const odeval_result *result)
{
    servant *s = context;
    const odeval_result too_large = {.struct_size = sizeof too_large,
                                     .number = result->number,
                                     .failure = "the result is too large for the memory that there is"};

    s->out.n = 0;
    if (od_wire_put_result(&s->out, result, NULL) != OD_OK) {
        s->out.n = 0;
        if (od_wire_put_result(&s->out, &too_large, NULL) != OD_OK)
            leave();
    }
    send_message(s, OD_MESSAGE_RESULT, s->out.bytes, s->out.n);
}

/* Memory in use, and what the border refused. */
static od_status send_done(servant *s, const od_border *border, od_error *err)
{
    od_buffer b = {0};
    od_status st;

    if ((st = od_put_u64(&b, od_host_memory(&s->instance.host), err)) == OD_OK &&
        (st = od_buffer_add(&b, border->refusal, strlen(border->refusal), err)) == OD_OK)
        send_message(s, OD_MESSAGE_DONE, b.bytes, b.n);
    od_buffer_free(&b);
    return st;
}

static od_status serve_call(servant *s, od_error *err)
{
    od_arena arena = {0};
    od_border border = {0};
    odeval_request *requests;
    size_t n;
    od_status st;

    if (!od_wire_take_requests(s->in.bytes, s->in.bytes + s->in.n, &arena, &s->shared, &requests, &n)) {
        st = od_fail_memory(err);
        goto done;
    }
    if ((st = od_border_open(&border, &s->instance.table, requests, n, child_put, s, err)) != OD_OK ||
        (st = od_instance_detect(&s->instance, requests, n, &border.sink, err)) != OD_OK)
        goto done;
    st = send_done(s, &border, err);
done:
    od_border_close(&border);
    od_arena_free(&arena);
    return st;
}

static od_status put_table(servant *s, od_error *err)
{
    const od_instance *it = &s->instance;

    return od_wire_put_table(&s->out, it->text, it->prompt, &it->table, err);
}

static od_status start(servant *s, int fd, const od_isolate_plan *plan, od_error *err)
{
    od_backend_ways ways = plan->ways;
    od_status st;

    memset(s, 0, sizeof *s);
    s->fd = fd;
    s->out.maximum = OD_MESSAGE_MOST;
    pthread_mutex_init(&s->lock, NULL);
    if ((st = od_shared_attach(&s->shared, od_channel_receive_file(fd), err)) != OD_OK)
        return st;
    ways.log = child_log;
    ways.cancelled = child_cancelled;
    ways.log_context = ways.cancelled_context = s;
    if ((st = od_instance_load(&s->instance, &plan->from, &ways, err)) != OD_OK ||
        (st = put_table(s, err)) != OD_OK)
        return st;
    send_message(s, OD_MESSAGE_TABLE, s->out.bytes, s->out.n);
    if ((st = od_instance_open(&s->instance, err)) == OD_OK)
        send_message(s, OD_MESSAGE_READY, "", 0);
    return st;
}

/* Calls, until there are no more. */
static void serve(servant *s)
{
    od_message kind;

    while (od_channel_receive(s->fd, &kind, &s->in, &forever) == OD_CROSSED) {
        od_error err = {0};

        if (kind != OD_MESSAGE_CALL)
            break;
        if (serve_call(s, &err) != OD_OK)
            send_error(s, &err);
    }
}

void od_isolate_serve(int fd, const void *plan)
{
    od_error err = {0};
    servant s;

    if (start(&s, fd, plan, &err) == OD_OK)
        serve(&s);
    else
        send_error(&s, &err);
    od_instance_close(&s.instance);
    send_message(&s, OD_MESSAGE_CLOSED, "", 0);
    /* What the backend itself printed. */
    fflush(NULL);
    leave();
}
