/* exec_talk.c: bytes to and from a program, without ever waiting on one pipe while another is full.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backend/exec.h"
#include "core/stopwatch.h"

enum {
    CHUNK = 65536,
    WATCH_MS = 50,
    ERROR_LINE_MOST = 4000,
    CHATTER_SHOWN = 5,
    SHOWN = 120,
    SETTLE_SECONDS = 5
};

/* ---- writing, without a SIGPIPE when nobody reads any more ---- */

static ssize_t write_quietly(int fd, const char *bytes, size_t n)
{
    const struct timespec now = {0, 0};
    sigset_t pipe_signal, pending, old;
    bool was_pending;
    ssize_t written;
    int code;

    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    was_pending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &old);
    written = write(fd, bytes, n);
    code = errno;
    if (written < 0 && code == EPIPE && !was_pending)
        while (sigtimedwait(&pipe_signal, NULL, &now) < 0 && errno == EINTR)
            continue;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    errno = code;
    return written;
}

static bool would_wait(int code)
{
    return code == EAGAIN || code == EWOULDBLOCK || code == EINTR;
}

static od_exec_event send_on(od_exec_process *p)
{
    ssize_t n = write_quietly(p->in, p->request.bytes + p->sent, p->request.n - p->sent);

    if (n > 0)
        p->sent += (size_t)n;
    return n >= 0 || would_wait(errno) ? OD_EXEC_LINE : errno == EPIPE ? OD_EXEC_ENDED : OD_EXEC_BROKEN;
}

/* ---- standard error ---- */

static void end_error_line(od_exec_process *p, const odeval_host *host)
{
    char text[ERROR_LINE_MOST + 1];
    size_t n = p->error_line.n < ERROR_LINE_MOST ? p->error_line.n : ERROR_LINE_MOST;

    while (n > 0 && strchr(" \t\r", p->error_line.bytes[n - 1]))
        n--;
    p->error_line.n = 0;
    if (n == 0)
        return;
    memcpy(text, p->error_line.bytes, n);
    text[n] = '\0';
    snprintf(p->tail, sizeof p->tail, "%.*s", (int)sizeof p->tail - 1, text);
    host->log(host->context, ODEVAL_LOG_DEBUG, text);
}

/* A progress bar ends its lines with a carriage return. */
static void take_errors(od_exec_process *p, const char *bytes, size_t n, const odeval_host *host)
{
    for (size_t i = 0; i < n; i++)
        if (bytes[i] == '\n' || bytes[i] == '\r')
            end_error_line(p, host);
        else if (p->error_line.n < ERROR_LINE_MOST)
            (void)od_buffer_add(&p->error_line, &bytes[i], 1, NULL);
}

static void read_errors(od_exec_process *p, const odeval_host *host)
{
    char bytes[4096];
    ssize_t n = read(p->err, bytes, sizeof bytes);

    if (n > 0) {
        take_errors(p, bytes, (size_t)n, host);
        return;
    }
    if (n < 0 && would_wait(errno))
        return;
    end_error_line(p, host);
    close(p->err);
    p->err = -1;
}

/* ---- standard output ---- */

/* The next whole line of what was heard; false when there is none. */
static bool next_line(od_exec_process *p, od_str *line)
{
    const char *from = p->heard.bytes + p->taken, *end;

    if (p->heard.n == p->taken)
        return false;
    end = memchr(from + p->looked, '\n', p->heard.n - p->taken - p->looked);
    if (!end) {
        p->looked = p->heard.n - p->taken;
        return false;
    }
    *line = (od_str){from, (size_t)(end - from)};
    p->taken += line->n + 1;
    p->looked = 0;
    return true;
}

/* Lines given out are dropped before more are read: the one that the caller has is done with. */
static od_exec_event read_answers(od_exec_process *p)
{
    char bytes[CHUNK];
    ssize_t n;

    if (p->taken > 0) {
        p->heard.n -= p->taken;
        memmove(p->heard.bytes, p->heard.bytes + p->taken, p->heard.n);
        p->taken = 0;
    }
    n = read(p->out, bytes, sizeof bytes);
    if (n == 0)
        return OD_EXEC_ENDED;
    if (n < 0)
        return would_wait(errno) ? OD_EXEC_TIMEOUT : OD_EXEC_BROKEN;
    return od_buffer_add(&p->heard, bytes, (size_t)n, NULL) == OD_OK ? OD_EXEC_LINE : OD_EXEC_BROKEN;
}

void od_exec_log_chatter(od_exec_process *p, od_str line, const odeval_host *host)
{
    char text[SHOWN + 100];
    odeval_log_level level = p->chatter++ < CHATTER_SHOWN ? ODEVAL_LOG_NOTE : ODEVAL_LOG_DEBUG;

    snprintf(text, sizeof text, "exec: the program wrote a line that is no answer: %.*s",
             (int)(line.n < SHOWN ? line.n : SHOWN), line.p);
    host->log(host->context, level, text);
}

/* ---- both ---- */

static od_exec_event wait_for_more(od_exec_process *p, int milliseconds, const odeval_host *host)
{
    struct pollfd watch[3] = {
        {.fd = p->out, .events = POLLIN},
        {.fd = p->err, .events = POLLIN},
        {.fd = p->sent < p->request.n ? p->in : -1, .events = POLLOUT},
    };
    od_exec_event event = OD_EXEC_TIMEOUT;

    if (poll(watch, 3, milliseconds) < 0)
        return errno == EINTR ? OD_EXEC_TIMEOUT : OD_EXEC_BROKEN;
    if (watch[1].revents)
        read_errors(p, host);
    if (watch[0].revents)
        event = read_answers(p);
    else if (watch[2].revents)
        event = send_on(p) == OD_EXEC_LINE ? OD_EXEC_TIMEOUT : OD_EXEC_ENDED;
    return event;
}

static int time_to_watch(double left)
{
    return left <= 0 ? 0 : left * 1e3 < WATCH_MS ? (int)(left * 1e3) + 1 : WATCH_MS;
}

od_exec_event od_exec_hear(od_exec_process *p, double deadline, const odeval_host *host, od_str *line)
{
    while (!next_line(p, line)) {
        double left = deadline - od_now();
        od_exec_event event;

        if (p->heard.n - p->taken > OD_EXEC_LINE_MOST)
            return OD_EXEC_TOO_LONG;
        if (p->request.n > 0 && host->cancelled(host->context))
            return OD_EXEC_CANCELLED;
        event = wait_for_more(p, time_to_watch(left), host);
        if (event != OD_EXEC_LINE && event != OD_EXEC_TIMEOUT)
            return event;
        if (event == OD_EXEC_TIMEOUT && left <= 0)
            return OD_EXEC_TIMEOUT;
        if (p->out < 0 && p->err < 0)
            return OD_EXEC_ENDED;
    }
    if (p->unasked) {
        p->unasked = false;
        od_exec_log_chatter(p, *line, host);
        return od_exec_hear(p, deadline, host, line);
    }
    return OD_EXEC_LINE;
}

od_exec_event od_exec_settle(od_exec_process *p, const odeval_host *host)
{
    double until = od_now() + SETTLE_SECONDS;
    od_exec_event event;
    od_str line;

    p->request.n = p->sent = 0;
    while ((event = od_exec_hear(p, 0, host, &line)) == OD_EXEC_LINE) {
        od_exec_log_chatter(p, line, host);
        if (od_now() > until)
            return OD_EXEC_TOO_LONG;
    }
    p->unasked = p->heard.n > p->taken;
    return event == OD_EXEC_TIMEOUT ? OD_EXEC_LINE : event;
}
