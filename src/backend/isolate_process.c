#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend/isolate_inner.h"
#include "backend/wire.h"
#include "core/bytes.h"
#include "core/number.h"
#include "core/stopwatch.h"

/* Seconds that close may take where the user set no time limit. */
static const double close_most = 10;

/* ---- ends of children ---- */

static const char *signal_name(int number)
{
    switch (number) {
    case SIGSEGV: return " (segmentation fault)";
    case SIGABRT: return " (aborted)";
    case SIGBUS: return " (bus error)";
    case SIGFPE: return " (arithmetic error)";
    case SIGILL: return " (illegal instruction)";
    case SIGKILL: return " (killed, perhaps for want of memory)";
    case SIGTERM: return " (terminated)";
    default: return "";
    }
}

/* "ended with signal 11 (segmentation fault)" */
static void status_text(char *buf, size_t size, int status)
{
    if (WIFSIGNALED(status))
        snprintf(buf, size, "ended with signal %d%s", WTERMSIG(status), signal_name(WTERMSIG(status)));
    else
        snprintf(buf, size, "ended with exit code %d", WEXITSTATUS(status));
}

static void free_child(od_isolated *c)
{
    if (c->fd >= 0)
        close(c->fd);
    od_shared_release(&c->shared);
    od_buffer_free(&c->in);
    od_buffer_free(&c->out);
    free(c);
}

static void forget_memory(od_isolated *c)
{
    pthread_mutex_lock(&c->iso->lock);
    c->iso->memory -= c->memory;
    pthread_mutex_unlock(&c->iso->lock);
}

void od_isolate_bury(od_isolated *c, od_crossing crossing, char *how)
{
    char text[100], number[OD_NUMBER_TEXT];
    int status;
    bool here =
        od_spawner_reap(&c->iso->spawner, c->pid, crossing != OD_CROSSING_CLOSED, &status, NULL) == OD_OK;

    switch (crossing) {
    case OD_CROSSING_CLOSED:
        status_text(text, sizeof text, status);
        snprintf(how, OD_BORDER_FAILURE, "the backend's process %s", here ? text : "ended");
        break;
    case OD_CROSSING_LATE:
        od_number_write(number, c->iso->plan.ways.time_limit);
        snprintf(how, OD_BORDER_FAILURE,
                 "the backend took longer than %s s an image, and its process was ended", number);
        break;
    case OD_CROSSING_MEMORY:
        snprintf(how, OD_BORDER_FAILURE, "there was no memory for the answer of the backend's process");
        break;
    case OD_CROSSED:
    case OD_CROSSING_GARBLED:
        snprintf(how, OD_BORDER_FAILURE, "the backend's process sent what is no answer, and was ended");
        break;
    }
    forget_memory(c);
    free_child(c);
}

/* ---- messages ---- */

static void pass_log(const od_isolate *iso, const od_buffer *message)
{
    const char *p = message->bytes;
    uint32_t level;

    if (iso->plan.ways.log && od_take_u32(&p, message->bytes + message->n, &level) &&
        level <= ODEVAL_LOG_DEBUG)
        iso->plan.ways.log(iso->plan.ways.log_context, (odeval_log_level)level, p);
}

/* The next message that is not for the log. */
od_crossing od_isolate_receive(od_isolated *c, od_message *kind, const od_patience *patience)
{
    od_crossing crossing;

    while ((crossing = od_channel_receive(c->fd, kind, &c->in, patience)) == OD_CROSSED &&
           *kind == OD_MESSAGE_LOG)
        pass_log(c->iso, &c->in);
    return crossing;
}

void od_isolate_pass_cancelled(void *context)
{
    od_isolated *c = context;
    const od_backend_ways *ways = &c->iso->plan.ways;

    if (ways->cancelled && ways->cancelled(ways->cancelled_context))
        atomic_store(&c->shared.flags->cancelled, 1);
}

/* The child's error, unless memory was written over there. */
od_status od_isolate_take_error(const od_buffer *message, od_error *err)
{
    od_error given;

    if (message->n != sizeof given)
        return od_fail(err, OD_BACKEND, "the backend's process failed, and said nothing that could be read");
    memcpy(&given, message->bytes, sizeof given);
    given.what[sizeof given.what - 1] = given.input[sizeof given.input - 1] = '\0';
    given.remedy[sizeof given.remedy - 1] = '\0';
    if (given.code != OD_USAGE && given.code != OD_SYSTEM)
        given.code = OD_BACKEND;
    given.unit = OD_UNIT_NONE;
    if (err && err->code == OD_OK)
        *err = given;
    return given.code;
}

/* ---- starting ---- */

/* The table of the first child is kept; that of another must be equal to it. */
static od_status take_table(od_isolate *iso, const od_buffer *message, od_error *err)
{
    od_buffer *kept = &iso->table_bytes;

    if (kept->n > 0) {
        if (kept->n == message->n && memcmp(kept->bytes, message->bytes, kept->n) == 0)
            return OD_OK;
        od_fail(err, OD_BACKEND, "backend \"%s\" was replaced by another while it ran", iso->table.name);
        return od_remedy(err, "start the run again");
    }
    if (!od_wire_take_table(message->bytes, message->bytes + message->n, &iso->arena, &iso->text,
                            &iso->prompt, &iso->table))
        return od_fail(err, OD_BACKEND, "the backend's process sent a table that cannot be read");
    return od_buffer_add(kept, message->bytes, message->n, err);
}

/* Waits until it is loaded and open. `stage` is what it is at. */
static od_crossing await_ready(od_isolated *c, const char **stage, od_status *st, od_error *err)
{
    const od_patience patience = {.tick = od_isolate_pass_cancelled, .context = c};
    od_crossing crossing;
    od_message kind;

    *stage = "loading";
    for (;;) {
        if ((crossing = od_isolate_receive(c, &kind, &patience)) != OD_CROSSED || kind == OD_MESSAGE_READY)
            return crossing;
        if (kind == OD_MESSAGE_ERROR)
            *st = od_isolate_take_error(&c->in, err);
        else if (kind == OD_MESSAGE_TABLE)
            *st = take_table(c->iso, &c->in, err);
        else
            return OD_CROSSING_GARBLED;
        if (*st != OD_OK)
            return crossing;
        *stage = "opening";
    }
}

static od_status greet(od_isolated *c, od_error *err)
{
    char how[OD_BORDER_FAILURE];
    const char *stage = "loading";
    od_status st = OD_OK;
    od_crossing crossing;

    crossing = od_channel_send_file(c->fd, c->shared.file);
    if (crossing == OD_CROSSED)
        crossing = await_ready(c, &stage, &st, err);
    if (crossing == OD_CROSSED && st == OD_OK)
        return OD_OK;
    if (crossing != OD_CROSSED) {
        od_place at = {.input = c->iso->plan.from.path};

        od_isolate_bury(c, crossing, how);
        od_fail_at(err, OD_BACKEND, at, "%s while %s", how, stage);
        return od_remedy(err, "run it without --isolate in a debugger to see where");
    }
    od_isolate_bury(c, OD_CROSSING_CLOSED, how);
    return st;
}

od_status od_isolate_start(od_isolated **out, od_isolate *iso, od_error *err)
{
    od_isolated *c = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(c, 1, err)) != OD_OK)
        return st;
    c->iso = iso;
    c->fd = c->shared.file = -1;
    if ((st = od_shared_create(&c->shared, err)) != OD_OK ||
        (st = od_spawner_fork(&iso->spawner, &c->pid, &c->fd, err)) != OD_OK) {
        free_child(c);
        return st;
    }
    if ((st = greet(c, err)) == OD_OK)
        *out = c;
    return st;
}

/* ---- closing ---- */

void od_isolate_end(od_isolated *c)
{
    const od_backend_ways *ways = &c->iso->plan.ways;
    od_patience patience = {.until = od_now() + (ways->time_limit > 0 ? ways->time_limit : close_most)};
    char how[OD_BORDER_FAILURE], line[OD_BORDER_FAILURE + 20];
    od_message kind = OD_MESSAGE_DONE;
    od_crossing crossing = od_channel_send(c->fd, OD_MESSAGE_CLOSE, "", 0, &patience);

    if (crossing == OD_CROSSED)
        crossing = od_isolate_receive(c, &kind, &patience);
    if (crossing == OD_CROSSED && kind == OD_MESSAGE_CLOSED) {
        od_isolate_bury(c, OD_CROSSING_CLOSED, how);
        return;
    }
    od_isolate_bury(c, crossing, how);
    snprintf(line, sizeof line, "%s while closing", how);
    if (ways->log)
        ways->log(ways->log_context, ODEVAL_LOG_WARNING, line);
}
