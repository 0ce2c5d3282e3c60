/* openai_engine.c: the thread that drives all transfers, and what it decides: which request goes to which
 * server, and when again.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "backend/openai_engine.h"
#include "core/stopwatch.h"

enum { WATCH_MS = 50, RETRY_AFTER_MOST = 3600 };

/* ---- asking ---- */

/* A generator of its own, since rand() is one for the whole process. (splitmix64) */
static double next_random(od_openai_engine *e)
{
    uint64_t z = e->random += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

od_status od_openai_ask(od_openai_engine *e, od_openai_job *job, od_error *err)
{
    od_openai_task task = {.job = job, .last = -1, .response.maximum = OD_OPENAI_RESPONSE_MOST};

    if (pthread_cond_init(&task.changed, NULL) != 0)
        return od_fail_memory(err);
    job->why[0] = '\0';
    job->permanent = false;
    job->retries = 0;
    pthread_mutex_lock(&e->lock);
    *e->incoming_end = &task;
    e->incoming_end = &task.next;
    e->curl.multi_wakeup(e->multi);
    while (!task.done)
        pthread_cond_wait(&task.changed, &e->lock);
    pthread_mutex_unlock(&e->lock);
    pthread_cond_destroy(&task.changed);
    od_buffer_free(&task.response);
    return OD_OK;
}

/* The task is gone once its thread has seen this. */
static void finish(od_openai_engine *e, od_openai_task *task, od_openai_outcome outcome)
{
    od_openai_scrub(task->job->why, e->settings->key);
    task->job->outcome = outcome;
    pthread_mutex_lock(&e->lock);
    task->done = true;
    pthread_cond_signal(&task->changed);
    pthread_mutex_unlock(&e->lock);
}

static void append(od_openai_task **list, od_openai_task *task)
{
    while (*list)
        list = &(*list)->next;
    task->next = NULL;
    *list = task;
}

/* ---- what became of a transfer ---- */

static void OD_PRINTF(2, 3) say(od_openai_task *task, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vsnprintf(task->job->why, sizeof task->job->why, fmt, args);
    va_end(args);
}

/* Errors that no other try mends: of the address, of certificates. */
static bool is_lasting(CURLcode code)
{
    return code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT ||
           code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CERTPROBLEM ||
           code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_ISSUER_ERROR;
}

static od_openai_verdict judge_failure(const od_openai_engine *e, od_openai_task *task,
                                       const od_openai_endpoint *at, CURLcode code)
{
    if (code == CURLE_WRITE_ERROR && task->too_large)
        say(task, "%s sent more than %d MiB", at->shown, OD_OPENAI_RESPONSE_MOST >> 20);
    else
        say(task, "%s: %s", at->shown, task->trouble[0] ? task->trouble : e->curl.easy_strerror(code));
    return is_lasting(code) ? OD_OPENAI_HOPELESS : OD_OPENAI_AGAIN;
}

static od_openai_verdict judge_answer(const od_openai_engine *e, od_openai_task *task,
                                      const od_openai_endpoint *at)
{
    od_str body = {task->response.bytes, task->response.n};
    char message[OD_OPENAI_MESSAGE + 1];
    od_error err = {0};
    od_status st = od_openai_answer_read(task->job->answer, body, e->settings->logprobs, &err);

    if (st == OD_OK)
        return OD_OPENAI_GOOD;
    say(task, "%s: %s: %s", at->shown, err.what, od_openai_message(message, body, e->settings->key));
    return OD_OPENAI_AGAIN;
}

static od_openai_verdict judge(const od_openai_engine *e, od_openai_task *task, od_openai_endpoint *at,
                               CURLcode code)
{
    char message[OD_OPENAI_MESSAGE + 1];
    od_openai_verdict verdict;
    char *target = NULL;
    long status = 0;

    if (code != CURLE_OK)
        return judge_failure(e, task, at, code);
    at->heard = true;
    e->curl.easy_getinfo(task->easy, CURLINFO_RESPONSE_CODE, &status);
    if ((verdict = od_openai_status(status)) == OD_OPENAI_GOOD)
        return judge_answer(e, task, at);
    e->curl.easy_getinfo(task->easy, CURLINFO_REDIRECT_URL, &target);
    if (target)
        say(task, "%s sends elsewhere (status %ld): if you trust it, give url=%s", at->shown, status, target);
    else
        say(task, "%s: status %ld: %s", at->shown, status,
            od_openai_message(message, (od_str){task->response.bytes, task->response.n}, e->settings->key));
    return verdict;
}

/* ---- what follows from it ---- */

/* A server that is of no use gets no more requests; this one goes to another, if there is one, and has not
 * been tried in vain. */
static void give_up_server(od_openai_engine *e, od_openai_task *task, od_openai_endpoint *at)
{
    if (at->answered) {
        finish(e, task, OD_OPENAI_FAILED);
        return;
    }
    e->n_dead += at->dead ? 0 : 1;
    at->dead = true;
    if (e->n_dead == e->n_endpoints) {
        if (!e->ended[0])
            snprintf(e->ended, sizeof e->ended, "%s", task->job->why);
        finish(e, task, OD_OPENAI_ENDED);
        return;
    }
    od_openai_scrub(task->job->why, e->settings->key);
    e->host->log(e->host->context, ODEVAL_LOG_WARNING, task->job->why);
    task->last = -1;
    append(&e->waiting, task);
}

/* Whether a server was ever there at all. */
static bool anybody_heard(const od_openai_engine *e)
{
    for (size_t i = 0; i < e->n_endpoints; i++)
        if (e->endpoints[i].heard)
            return true;
    return false;
}

static void give_up_request(od_openai_engine *e, od_openai_task *task)
{
    char why[OD_OPENAI_WHY];

    snprintf(why, sizeof why, "%.*s", (int)sizeof why - 1, task->job->why);
    say(task, "%u %s: %s", (unsigned)task->job->retries + 1, task->job->retries ? "tries" : "try", why);
    finish(e, task, anybody_heard(e) ? OD_OPENAI_FAILED : OD_OPENAI_ENDED);
}

/* The whole server is left alone for as long as it asks; without such a word only this request waits. */
static void ask_again(od_openai_engine *e, od_openai_task *task, od_openai_endpoint *at)
{
    double now = od_now(), wait = od_openai_backoff(e->settings->backoff, task->job->retries, next_random(e));
    char text[OD_OPENAI_WHY + 100];

    if (task->retry_after > RETRY_AFTER_MOST) {
        snprintf(text, sizeof text, "%s", task->job->why);
        say(task, "asks to wait %.0f seconds: %.*s", task->retry_after, OD_OPENAI_WHY - 100, text);
        finish(e, task, OD_OPENAI_FAILED);
        return;
    }
    if (task->retry_after >= 0 && at->not_before < now + task->retry_after)
        at->not_before = now + task->retry_after;
    if ((int64_t)task->job->retries >= e->settings->retries) {
        give_up_request(e, task);
        return;
    }
    task->job->retries++;
    task->not_before = now + wait;
    od_openai_scrub(task->job->why, e->settings->key);
    snprintf(text, sizeof text, "openai: number %llu is asked again: %s",
             (unsigned long long)task->job->number, task->job->why);
    e->host->log(e->host->context, ODEVAL_LOG_DEBUG, text);
    append(&e->waiting, task);
}

static void take_out(od_openai_task **list, const od_openai_task *task)
{
    while (*list && *list != task)
        list = &(*list)->next;
    if (*list)
        *list = task->next;
}

static void end_transfer(od_openai_engine *e, od_openai_task *task)
{
    e->curl.multi_remove_handle(e->multi, task->easy);
    e->curl.easy_cleanup(task->easy);
    task->easy = NULL;
    take_out(&e->flying, task);
}

static void arrive(od_openai_engine *e, od_openai_task *task, CURLcode code)
{
    od_openai_endpoint *at = &e->endpoints[task->last];
    od_openai_verdict verdict = judge(e, task, at, code);

    od_openai_window_end(&at->window, verdict, task->started, od_now());
    end_transfer(e, task);
    switch (verdict) {
    case OD_OPENAI_GOOD:
        at->answered = true;
        finish(e, task, OD_OPENAI_ANSWERED);
        break;
    case OD_OPENAI_REFUSED:
        task->job->permanent = true;
        finish(e, task, OD_OPENAI_FAILED);
        break;
    case OD_OPENAI_HOPELESS: give_up_server(e, task, at); break;
    case OD_OPENAI_AGAIN:
    case OD_OPENAI_CROWDED: ask_again(e, task, at); break;
    }
}

/* ---- the loop ---- */

/* The server with the most room; one that just failed this request only when there is no other. -1: none now.
 */
static int choose(const od_openai_engine *e, const od_openai_task *task, double now)
{
    int best = -1;
    double best_load = INFINITY;

    for (size_t i = 0; i < e->n_endpoints; i++) {
        const od_openai_endpoint *at = &e->endpoints[i];
        double load = at->window.in_flight / at->window.size + (task->last == (int)i ? 1 : 0);

        if (!at->dead && at->not_before <= now && od_openai_window_open(&at->window) && load < best_load) {
            best = (int)i;
            best_load = load;
        }
    }
    return best;
}

static void start_what_can(od_openai_engine *e)
{
    double now = od_now();

    for (od_openai_task *task = e->waiting, *next; task; task = next) {
        int to = task->not_before <= now ? choose(e, task, now) : -1;

        next = task->next;
        if (to < 0)
            continue;
        take_out(&e->waiting, task);
        task->last = to;
        task->started = now;
        if (!od_openai_transfer(e, task)) {
            say(task, "out of memory");
            finish(e, task, OD_OPENAI_FAILED);
            continue;
        }
        od_openai_window_start(&e->endpoints[to].window);
        append(&e->flying, task);
    }
}

static void take_incoming(od_openai_engine *e)
{
    od_openai_task *task;

    pthread_mutex_lock(&e->lock);
    task = e->incoming;
    e->incoming = NULL;
    e->incoming_end = &e->incoming;
    pthread_mutex_unlock(&e->lock);
    for (od_openai_task *next; task; task = next) {
        next = task->next;
        append(&e->waiting, task);
    }
}

/* Whichever thread the host hears first, it hears why the run ends. */
static void drop(od_openai_engine *e, od_openai_task *task, od_openai_outcome outcome)
{
    if (outcome == OD_OPENAI_ENDED)
        say(task, "%s", e->ended);
    finish(e, task, outcome);
}

static void drop_all(od_openai_engine *e, od_openai_outcome outcome)
{
    while (e->flying) {
        od_openai_task *task = e->flying;

        e->endpoints[task->last].window.in_flight--;
        end_transfer(e, task);
        drop(e, task, outcome);
    }
    while (e->waiting) {
        od_openai_task *task = e->waiting;

        e->waiting = task->next;
        drop(e, task, outcome);
    }
}

static int until_next(const od_openai_engine *e)
{
    double now = od_now(), wait = WATCH_MS / 1e3;

    for (const od_openai_task *task = e->waiting; task; task = task->next)
        if (task->not_before > now)
            wait = fmin(wait, task->not_before - now);
    for (size_t i = 0; i < e->n_endpoints; i++)
        if (e->endpoints[i].not_before > now)
            wait = fmin(wait, e->endpoints[i].not_before - now);
    return (int)(wait * 1e3) + 1;
}

static bool is_stopping(od_openai_engine *e)
{
    bool stop;

    pthread_mutex_lock(&e->lock);
    stop = e->stop;
    pthread_mutex_unlock(&e->lock);
    return stop;
}

void *od_openai_drive(void *engine)
{
    od_openai_engine *e = engine;
    int running, left;
    CURLMsg *message;

    while (!is_stopping(e)) {
        take_incoming(e);
        if (e->host->cancelled(e->host->context))
            drop_all(e, OD_OPENAI_CANCELLED);
        else if (e->n_dead == e->n_endpoints)
            drop_all(e, OD_OPENAI_ENDED);
        start_what_can(e);
        e->curl.multi_perform(e->multi, &running);
        while ((message = e->curl.multi_info_read(e->multi, &left)))
            if (message->msg == CURLMSG_DONE) {
                od_openai_task *task = NULL;

                e->curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&task);
                arrive(e, task, message->data.result);
            }
        e->curl.multi_poll(e->multi, NULL, 0, until_next(e), NULL);
    }
    return NULL;
}
