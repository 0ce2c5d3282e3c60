/* backend_exec.c: any program that reads requests from its standard input and writes answers to its standard
 * output, as lines of JSON.
 *
 * A pool of processes; each is asked for one image at a time. One that dies, hangs or talks nonsense is
 * replaced, and costs at most the image it was at.
 */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "backend/backends.h"
#include "backend/exec.h"
#include "core/stopwatch.h"

enum { DEATHS_MOST = 5, NOT_FOUND = 127, NOT_EXECUTABLE = 126, WAIT_MS = 50, WHY = 1200 };

static const double patience_at_end = 5.0;    /* seconds for a program whose standard input ended */
static const double patience_after_end = 2.0; /* seconds for one that closed its standard output */
static const double patience_in_a_hurry = 0.5;

typedef struct worker {
    od_exec_process process;
    od_exec_answer answer;
    bool busy;
    unsigned deaths; /* in a row, without an answer between them */
} worker;

typedef struct exec {
    const char *command;
    int64_t pool;
    double timeout, startup;

    const odeval_host *host;
    worker *workers; /* pool */
    pthread_mutex_t lock;
    pthread_cond_t one_is_free;
} exec;

/* What became of a request. */
typedef enum outcome {
    ANSWERED,
    FAILED,    /* this image has no answer, and why */
    DIED,      /* the process is gone without an answer */
    HOPELESS,  /* no process will ever answer */
    CANCELLED, /* the user wants to stop */
} outcome;

/* ---- the pool ---- */

/* One that runs before one that would have to be started. */
static worker *free_worker(exec *x)
{
    worker *found = NULL;

    for (int64_t i = 0; i < x->pool; i++)
        if (!x->workers[i].busy && (!found || (found->process.pid == 0 && x->workers[i].process.pid != 0)))
            found = &x->workers[i];
    return found;
}

static void wait_a_while(exec *x)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += WAIT_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    pthread_cond_timedwait(&x->one_is_free, &x->lock, &until);
}

/* NULL when the user wants to stop. */
static worker *take_worker(exec *x)
{
    worker *w;

    pthread_mutex_lock(&x->lock);
    while (!(w = free_worker(x)) && !x->host->cancelled(x->host->context))
        wait_a_while(x);
    if (w)
        w->busy = true;
    pthread_mutex_unlock(&x->lock);
    return w;
}

static void give_back(exec *x, worker *w)
{
    pthread_mutex_lock(&x->lock);
    w->busy = false;
    pthread_cond_signal(&x->one_is_free);
    pthread_mutex_unlock(&x->lock);
}

/* ---- one request ---- */

static void log_line(const exec *x, odeval_log_level level, const char *text)
{
    x->host->log(x->host->context, level, text);
}

/* Ends the process. Says in `why` how and, when it said something, its last words. Returns its exit code or
 * -1. */
static int end_process(const exec *x, worker *w, double patience, const char *before, char *why)
{
    char how[OD_EXEC_WORDS] = "";
    int code = od_exec_stop(&w->process, patience, x->host, how);
    const char *tail = w->process.tail;

    snprintf(why, WHY, "%s%s%s%s%s", before, before[0] ? "" : "the program ", before[0] ? "" : how,
             tail[0] ? "; it last said: " : "", tail);
    return code;
}

/* The exit codes by which a shell says that there is no such program. */
static bool cannot_run(int code, const worker *w)
{
    return (code == NOT_FOUND || code == NOT_EXECUTABLE) && w->process.answers == 0;
}

static outcome note_death(worker *w, int code, char *why)
{
    char last[WHY - 100];

    if (cannot_run(code, w))
        return HOPELESS;
    if (++w->deaths < DEATHS_MOST)
        return DIED;
    snprintf(last, sizeof last, "%.*s", (int)sizeof last - 1, why);
    snprintf(why, WHY, "%d times in a row without an answer: %s", DEATHS_MOST, last);
    return HOPELESS;
}

/* What a process leaves behind that ended, hung, or said what cannot be. */
static outcome bury(const exec *x, worker *w, od_exec_event event, char *why)
{
    char before[200] = "";
    size_t rest = w->process.heard.n - w->process.taken;
    double patience = 0;
    int code;

    switch (event) {
    case OD_EXEC_LINE: /* for another request */ snprintf(before, sizeof before, "%s", why); break;
    case OD_EXEC_ENDED:
        if (rest > 0)
            snprintf(before, sizeof before,
                     "the program ended in the middle of a line, after %zu bytes of it", rest);
        patience = patience_after_end;
        break;
    case OD_EXEC_TIMEOUT:
        snprintf(before, sizeof before, "the program gave no answer within %g seconds and was ended",
                 w->process.answers ? x->timeout : x->timeout + x->startup);
        break;
    case OD_EXEC_TOO_LONG:
        snprintf(before, sizeof before, "the program wrote a line of more than %d MiB",
                 OD_EXEC_LINE_MOST >> 20);
        break;
    case OD_EXEC_BROKEN: snprintf(before, sizeof before, "talking to the program failed"); break;
    case OD_EXEC_CANCELLED: break;
    }
    code = end_process(x, w, patience, before, why);
    return event == OD_EXEC_CANCELLED ? CANCELLED : note_death(w, code, why);
}

/* Sees to it that a process runs and has nothing left to say. */
static outcome ready(const exec *x, worker *w, char *why)
{
    od_error err = {0};
    od_exec_event event;

    if (w->process.pid != 0) {
        if ((event = od_exec_settle(&w->process, x->host)) == OD_EXEC_LINE)
            return ANSWERED;
        if (event == OD_EXEC_ENDED) {
            od_exec_stop(&w->process, patience_after_end, x->host, NULL);
            log_line(x, ODEVAL_LOG_DEBUG, "exec: the program ended between two images and is started again");
        } else if (bury(x, w, event, why) == HOPELESS)
            return HOPELESS;
    }
    if (od_exec_start(&w->process, x->command, &err) == OD_OK)
        return ANSWERED;
    od_error_text(&err, why, WHY);
    return HOPELESS;
}

static bool looks_like_an_answer(od_str line)
{
    while (line.n > 0 && strchr(" \t\r", line.p[0]))
        line.p++, line.n--;
    return line.n > 0 && line.p[0] == '{';
}

/* Judges a line that begins like an answer. An answer to the request before this one is a second one to it.
 */
static outcome judge(const exec *x, worker *w, od_str line, uint64_t number, bool *again, char *why)
{
    od_error err = {0};
    od_status st = od_exec_answer_read(&w->answer, line, &err);

    *again = false;
    if (st != OD_OK) {
        char text[1100];

        snprintf(why, WHY, "the program's answer cannot be read: %s", od_error_text(&err, text, sizeof text));
        return FAILED;
    }
    if (!w->answer.has_number || w->answer.number == number)
        return ANSWERED;
    if (w->process.answers > 0 && w->answer.number == w->process.before) {
        log_line(x, ODEVAL_LOG_WARNING,
                 "exec: the program answered an image twice; the second answer is dropped");
        *again = true;
        return FAILED;
    }
    snprintf(why, WHY, "the program answered number %llu, and was asked for %llu",
             (unsigned long long)w->answer.number, (unsigned long long)number);
    return bury(x, w, OD_EXEC_LINE, why);
}

/* Asks a process that runs. */
static outcome ask(const exec *x, worker *w, uint64_t number, char *why)
{
    double until = od_now() + x->timeout + (w->process.answers ? 0 : x->startup);
    bool again = true;
    outcome o = FAILED;
    od_str line;

    while (again) {
        od_exec_event event = od_exec_hear(&w->process, until, x->host, &line);

        if (event == OD_EXEC_LINE && od_now() > until)
            event = OD_EXEC_TIMEOUT;
        if (event != OD_EXEC_LINE)
            return bury(x, w, event, why);
        if (looks_like_an_answer(line))
            o = judge(x, w, line, number, &again, why);
        else
            od_exec_log_chatter(&w->process, line, x->host);
    }
    if (w->process.pid != 0) {
        w->process.answers++;
        w->process.before = number;
        w->deaths = 0;
    }
    return o;
}

/* A process that had answered before and dies may have died of anything: the image is asked of a new one. One
 * that dies at the first image it is given has shown what it is. */
static outcome ask_until_blamed(const exec *x, worker *w, const odeval_request *request, uint32_t *retries,
                                char *why)
{
    od_error err = {0};
    bool fresh;
    outcome o;

    do {
        if ((o = ready(x, w, why)) != ANSWERED)
            return o;
        if (od_exec_request(&w->process.request, request, &err) != OD_OK) {
            od_error_text(&err, why, WHY);
            return FAILED;
        }
        fresh = w->process.answers == 0;
        o = ask(x, w, request->number, why);
        if (o == DIED) {
            char text[WHY + 100];

            snprintf(text, sizeof text, "exec: %s: %s", request->file_name, why);
            log_line(x, ODEVAL_LOG_NOTE, text);
        }
    } while (o == DIED && !fresh && ++*retries);
    return o;
}

static void put_answer(const od_exec_answer *a, odeval_result *result)
{
    result->tokens = a->tokens;
    result->score = a->score;
    result->input_width = a->input_width;
    result->input_height = a->input_height;
    if (a->seconds > 0)
        result->seconds = a->seconds;
    if (a->has_failure) {
        result->failure = a->failure.bytes;
        result->permanent = a->permanent;
    } else if (a->has_text) {
        result->text = a->text.n > 0 ? a->text.bytes : "";
        result->n_text = a->text.n;
    } else {
        result->boxes = a->boxes;
        result->n_boxes = a->n_boxes;
    }
}

static odeval_backend_status exec_detect(void *private_block, const odeval_request *requests, size_t n,
                                         const odeval_sink *sink)
{
    exec *x = private_block;
    odeval_result result = {.struct_size = sizeof result, .number = requests->number, .score = NAN};
    worker *w = n > 0 ? take_worker(x) : NULL;
    char why[WHY] = "";
    double start = od_now();
    outcome o;

    if (!w)
        return ODEVAL_BACKEND_CANCELLED;
    o = ask_until_blamed(x, w, requests, &result.retries, why);
    result.seconds = od_now() - start;
    if (o == ANSWERED)
        put_answer(&w->answer, &result);
    else
        result.failure = why;
    if (o == ANSWERED || o == FAILED || o == DIED)
        sink->put(sink->context, &result);
    if (o == HOPELESS)
        x->host->fail(x->host->context, why);
    give_back(x, w);
    return o == HOPELESS    ? ODEVAL_BACKEND_FAILED
           : o == CANCELLED ? ODEVAL_BACKEND_CANCELLED
                            : ODEVAL_BACKEND_OK;
}

/* ---- open and close ---- */

static odeval_backend_status exec_open(void *private_block, const odeval_host *host)
{
    exec *x = private_block;

    x->host = host;
    if (x->command[strspn(x->command, " \t\n")] == '\0') {
        host->fail(host->context,
                   "the command is empty: write the program to run, as in command=python3 detector.py");
        return ODEVAL_BACKEND_FAILED;
    }
    x->workers = host->alloc(host->context, (size_t)x->pool * sizeof *x->workers);
    if (x->workers && pthread_mutex_init(&x->lock, NULL) == 0) {
        if (pthread_cond_init(&x->one_is_free, NULL) == 0)
            return ODEVAL_BACKEND_OK;
        pthread_mutex_destroy(&x->lock);
    }
    host->free(host->context, x->workers);
    host->fail(host->context, "out of memory");
    return ODEVAL_BACKEND_FAILED;
}

static void exec_close(void *private_block)
{
    exec *x = private_block;
    bool hurry = x->host->cancelled(x->host->context);
    double until = od_now() + (hurry ? patience_in_a_hurry : patience_at_end);

    /* All are told before the first is waited for. */
    for (int64_t i = 0; i < x->pool; i++)
        od_exec_close_input(&x->workers[i].process);
    for (int64_t i = 0; i < x->pool; i++) {
        od_exec_release(&x->workers[i].process, until - od_now(), x->host);
        od_exec_answer_release(&x->workers[i].answer);
    }
    pthread_cond_destroy(&x->one_is_free);
    pthread_mutex_destroy(&x->lock);
    x->host->free(x->host->context, x->workers);
}

static const odeval_backend_option exec_options[] = {
    {"command", "what to run, as typed in a shell", NULL, ODEVAL_OPTION_TEXT, 1, offsetof(exec, command), 0,
     0},
    {"pool", "processes at once", "1", ODEVAL_OPTION_INTEGER, ODEVAL_OPTION_TUNING, offsetof(exec, pool), 1,
     256},
    {"timeout", "seconds for one image, then the process is replaced", "300", ODEVAL_OPTION_NUMBER,
     ODEVAL_OPTION_TUNING, offsetof(exec, timeout), 0.01, 86400},
    {"startup", "seconds more for a process's first image: to load a model", "600", ODEVAL_OPTION_NUMBER,
     ODEVAL_OPTION_TUNING, offsetof(exec, startup), 0, 86400},
    {0},
};

const odeval_backend od_backend_exec = {
    .abi_version = ODEVAL_BACKEND_ABI,
    .struct_size = sizeof(odeval_backend),
    .name = "exec",
    .version = "1",
    .title = "any program that reads and writes lines of JSON",
    .help = "Runs the command with /bin/sh, and writes a line to its standard input for each image:\n"
            "\n"
            "  {\"number\": 0, \"image\": \"/path/of/a.jpg\", \"file_name\": \"a.jpg\",\n"
            "  \"width\": 640, \"height\": 480, \"labels\": [\"a dog\"], \"prompt\": \"...\"}\n"
            "\n"
            "The program answers each with one line on its standard output, and flushes it. One of:\n"
            "\n"
            "  {\"number\": 0, \"predictions\": [{\"label\": \"a dog\", \"bbox\": [x, y, w, h]}]}\n"
            "  {\"number\": 0, \"answer\": \"a model's text\", \"input_size\": [w, h]}\n"
            "  {\"number\": 0, \"error\": \"why there is no answer\", \"permanent\": false}\n"
            "\n"
            "Boxes are in pixels of the image; \"bbox_2d\": [x1, y1, x2, y2] serves as well; number, score, "
            "input_size,\n"
            "tokens, seconds and permanent may be left out. Lines that do not begin with { are passed over. "
            "Standard\n"
            "error is shown with -v -v, and its last line in failures. A process that dies, exceeds the "
            "timeout, or\n"
            "answers another number is replaced; five times in a row without an answer ends the run. It ends "
            "when its\n"
            "standard input does. data/examples/detector.py is a program to start from.\n",
    .flags = ODEVAL_BACKEND_THREADS | ODEVAL_BACKEND_WAITS,
    .wants = ODEVAL_WANTS_PATH,
    .gives = ODEVAL_GIVES_BOXES | ODEVAL_GIVES_TEXT,
    .max_batch = 1,
    .options = exec_options,
    .private_size = sizeof(exec),
    .open = exec_open,
    .detect = exec_detect,
    .close = exec_close,
    .request_size = sizeof(odeval_request),
};
