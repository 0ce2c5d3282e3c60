#include "backend/isolate.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "backend/isolate_inner.h"
#include "backend/wire.h"
#include "core/bytes.h"
#include "core/stopwatch.h"

enum { DEATHS_MOST = 5 };

/* ---- the pool ---- */

/* Whether an idle child can still be called: one that is gone has closed its socket. */
static bool is_alive(const od_isolated *c)
{
    char byte;

    return recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0;
}

static od_isolated *take_idle(od_isolate *iso)
{
    od_isolated *c;

    pthread_mutex_lock(&iso->lock);
    c = iso->idle;
    if (c)
        iso->idle = c->next;
    pthread_mutex_unlock(&iso->lock);
    return c;
}

static void give_back(od_isolated *c)
{
    pthread_mutex_lock(&c->iso->lock);
    c->next = c->iso->idle;
    c->iso->idle = c;
    pthread_mutex_unlock(&c->iso->lock);
}

/* One that died between two calls has cost no image, so it is only said. */
static od_status take_child(od_isolated **out, od_isolate *iso, od_error *err)
{
    char how[OD_BORDER_FAILURE];

    while ((*out = take_idle(iso))) {
        if (is_alive(*out))
            return OD_OK;
        od_isolate_bury(*out, OD_CROSSING_CLOSED, how);
        if (iso->plan.ways.log)
            iso->plan.ways.log(iso->plan.ways.log_context, ODEVAL_LOG_WARNING, how);
    }
    return od_isolate_start(out, iso, err);
}

static void count_result(od_isolate *iso)
{
    pthread_mutex_lock(&iso->lock);
    iso->deaths = 0;
    pthread_mutex_unlock(&iso->lock);
}

/* The first reason why there can be no more calls is what every later one is told. */
static od_status end_all(od_isolate *iso, const od_error *why, od_error *err)
{
    pthread_mutex_lock(&iso->lock);
    if (iso->end.code == OD_OK)
        iso->end = *why;
    if (err && err->code == OD_OK)
        *err = iso->end;
    pthread_mutex_unlock(&iso->lock);
    return why->code;
}

static od_status count_death(od_isolate *iso, const char *how, od_error *err)
{
    od_error why = {0};
    unsigned deaths;

    pthread_mutex_lock(&iso->lock);
    deaths = ++iso->deaths;
    pthread_mutex_unlock(&iso->lock);
    if (deaths < DEATHS_MOST)
        return OD_OK;
    od_fail(&why, OD_BACKEND,
            "backend \"%s\" died %u times in a row without an answer; the last time: %.250s", iso->table.name,
            deaths, how);
    return end_all(iso, &why, err);
}

/* ---- calls ---- */

static bool take_result(od_isolated *c, od_border *border)
{
    od_arena arena = {0};
    odeval_result result;
    bool taken = od_wire_take_result(c->in.bytes, c->in.bytes + c->in.n, &arena, &result);

    if (taken) {
        border->sink.put(border->sink.context, &result);
        count_result(c->iso);
    }
    od_arena_free(&arena);
    return taken;
}

static bool take_done(od_isolated *c, od_border *border)
{
    const char *p = c->in.bytes;
    uint64_t memory;

    if (!od_take_u64(&p, c->in.bytes + c->in.n, &memory))
        return false;
    if (!border->refusal[0])
        snprintf(border->refusal, sizeof border->refusal, "%s", p);
    pthread_mutex_lock(&c->iso->lock);
    c->iso->memory += (size_t)memory - c->memory;
    pthread_mutex_unlock(&c->iso->lock);
    c->memory = (size_t)memory;
    return true;
}

/* Everything that the child sends until detect has returned there. */
static od_crossing listen_to(od_isolated *c, od_border *border, const od_patience *patience, od_status *st,
                             od_error *err)
{
    od_crossing crossing;
    od_message kind;

    while ((crossing = od_isolate_receive(c, &kind, patience)) == OD_CROSSED) {
        bool usable = false;

        if (kind == OD_MESSAGE_RESULT)
            usable = take_result(c, border);
        else if (kind == OD_MESSAGE_DONE && take_done(c, border))
            return OD_CROSSED;
        else if (kind == OD_MESSAGE_ERROR) {
            *st = od_isolate_take_error(&c->in, err);
            return OD_CROSSED;
        }
        if (!usable)
            return OD_CROSSING_GARBLED;
    }
    return crossing;
}

static od_crossing call(od_isolated *c, od_border *border, size_t n, od_status *st, od_error *err)
{
    od_patience patience = {.tick = od_isolate_pass_cancelled, .context = c};
    od_crossing crossing;

    if (c->iso->plan.ways.time_limit > 0)
        patience.until = od_now() + c->iso->plan.ways.time_limit * (double)n;
    od_isolate_pass_cancelled(c);
    crossing = od_channel_send(c->fd, OD_MESSAGE_CALL, c->out.bytes, c->out.n, &patience);
    return crossing == OD_CROSSED ? listen_to(c, border, &patience, st, err) : crossing;
}

/* A new child that could not be started: like one that died, unless odeval itself could not. */
static od_status not_started(od_isolate *iso, const od_error *why, char *reason, od_error *err)
{
    if (why->code == OD_SYSTEM)
        return end_all(iso, why, err);
    od_error_text(why, reason, OD_BORDER_FAILURE);
    return count_death(iso, reason, err);
}

od_status od_isolate_detect(od_isolate *iso, const odeval_request *requests, size_t n, od_border *border,
                            char *reason, od_error *err)
{
    od_error why = {0};
    od_crossing crossing;
    od_status st = OD_OK;
    od_isolated *c;

    reason[0] = '\0';
    pthread_mutex_lock(&iso->lock);
    why = iso->end;
    pthread_mutex_unlock(&iso->lock);
    if (why.code != OD_OK)
        return end_all(iso, &why, err);
    if (take_child(&c, iso, &why) != OD_OK)
        return not_started(iso, &why, reason, err);
    c->out.n = 0;
    if (od_wire_put_requests(&c->out, &c->shared, requests, n, &why) != OD_OK) {
        od_error_text(&why, reason, OD_BORDER_FAILURE);
        give_back(c);
        return OD_OK;
    }
    crossing = call(c, border, n, &st, &why);
    if (crossing == OD_CROSSED) {
        give_back(c);
        return st == OD_OK ? OD_OK : end_all(iso, &why, err);
    }
    od_isolate_bury(c, crossing, reason);
    return count_death(iso, reason, err);
}

/* ---- opening and closing ---- */

/* The spec is the caller's and goes; children name their file in errors for as long as they are made. */
static od_status keep_plan(od_isolate *iso, const od_isolate_plan *plan, od_error *err)
{
    od_origin *from = &iso->plan.from;

    iso->plan = *plan;
    from->options = od_arena_copy(&iso->arena, od_str_of(from->options)).p;
    if (from->path)
        from->path = od_arena_copy(&iso->arena, od_str_of(from->path)).p;
    return from->options && (from->path || !plan->from.path) ? OD_OK : od_fail_memory(err);
}

od_status od_isolate_open(od_isolate **out, const od_isolate_plan *plan, od_error *err)
{
    od_isolate *iso = NULL;
    od_isolated *first;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(iso, 1, err)) != OD_OK)
        return st;
    iso->spawner.fd = -1;
    if (pthread_mutex_init(&iso->lock, NULL) != 0) {
        free(iso);
        return od_fail_memory(err);
    }
    if ((st = keep_plan(iso, plan, err)) != OD_OK ||
        (st = od_spawner_start(&iso->spawner, od_isolate_serve, &iso->plan, err)) != OD_OK ||
        (st = od_isolate_start(&first, iso, err)) != OD_OK) {
        od_isolate_close(iso);
        return st;
    }
    give_back(first);
    *out = iso;
    return OD_OK;
}

void od_isolate_close(od_isolate *iso)
{
    od_isolated *c;

    if (!iso)
        return;
    while ((c = take_idle(iso)))
        od_isolate_end(c);
    od_spawner_stop(&iso->spawner);
    pthread_mutex_destroy(&iso->lock);
    od_buffer_free(&iso->table_bytes);
    od_arena_free(&iso->arena);
    free(iso);
}

const odeval_backend *od_isolate_table(const od_isolate *iso)
{
    return &iso->table;
}

const char *od_isolate_text(const od_isolate *iso)
{
    return iso->text;
}

const char *od_isolate_prompt(const od_isolate *iso)
{
    return iso->prompt;
}

size_t od_isolate_memory(od_isolate *iso)
{
    size_t memory;

    pthread_mutex_lock(&iso->lock);
    memory = iso->memory;
    pthread_mutex_unlock(&iso->lock);
    return memory;
}
