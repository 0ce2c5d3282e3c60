#include "backend/runner.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "backend/running.h"
#include "core/stopwatch.h"
#include "core/threads.h"

enum {
    READERS_MOST = 8,
    JOBS_WAITING = 16, /* calls at once of a detector that mostly waits */
    WAKE_MS = 50,
    MEMORY = 768 * 1024 * 1024, /* bytes of pixels, and of what decoding them takes, at one time */
};

/* ---- watching ---- */

static void tell(od_running *r)
{
    const double past = od_now() - r->started;
    od_run_progress p = {.stage = "detecting", .total = r->plan->n, .left = NAN};
    uint64_t done;

    if (!r->ways->progress)
        return;
    pthread_mutex_lock(&r->lock);
    done = r->done;
    p.failed = r->failed + r->todo.hopeless;
    pthread_mutex_unlock(&r->lock);
    p.done = r->todo.answered + r->todo.hopeless + done;
    if (done > 0 && past > 0) {
        p.rate = (double)done / past;
        p.left = (double)(r->todo.n - done) / p.rate;
    }
    r->ways->progress(r->ways->progress_context, &p);
}

/* Lines are made safe from here, so that no detector waits for the disk. */
static void watch(od_running *r)
{
    od_error error = {0};

    if (od_journal_sync(r->journal, &error) != OD_OK)
        od_run_fail(r, &error);
    if (r->ways->stopping && r->ways->stopping(r->ways->stopping_context))
        od_run_stop(r);
    tell(r);
}

static struct timespec soon(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += WAKE_MS * 1000000L;
    t.tv_sec += t.tv_nsec / 1000000000L;
    t.tv_nsec %= 1000000000L;
    return t;
}

static void supervise(od_running *r)
{
    pthread_mutex_lock(&r->lock);
    while (r->running > 0) {
        const struct timespec until = soon();
        int woken = 0;

        while (r->running > 0 && woken != ETIMEDOUT)
            woken = pthread_cond_timedwait(&r->ended, &r->lock, &until);
        pthread_mutex_unlock(&r->lock);
        watch(r);
        pthread_mutex_lock(&r->lock);
    }
    pthread_mutex_unlock(&r->lock);
}

/* ---- the whole ---- */

static od_status choose_jobs(od_running *r, od_error *err)
{
    const odeval_backend *b = r->table;

    r->jobs = r->ways->jobs;
    if (r->jobs > 1 && !(b->flags & ODEVAL_BACKEND_THREADS)) {
        od_fail(err, OD_USAGE, "the backend %s looks at one batch at a time: --jobs %u is of no use", b->name,
                r->jobs);
        return od_remedy(err, "leave --jobs out");
    }
    if (!r->jobs)
        r->jobs = !(b->flags & ODEVAL_BACKEND_THREADS) ? 1
                  : b->flags & ODEVAL_BACKEND_WAITS    ? JOBS_WAITING
                                                       : od_processors();
    r->readers = r->ways->readers ? r->ways->readers : od_processors();
    if (r->readers > READERS_MOST)
        r->readers = READERS_MOST;
    r->batch = b->max_batch < 1 ? 1 : b->max_batch < OD_RUN_BATCH_MOST ? b->max_batch : OD_RUN_BATCH_MOST;
    return OD_OK;
}

static od_status prepare(od_running *r, od_error *err)
{
    pthread_condattr_t clock;
    od_status st;

    if ((st = choose_jobs(r, err)) != OD_OK)
        return st;
    r->n_tasks = r->readers + (size_t)r->jobs * r->batch * 2;
    if ((st = OD_ALLOC(r->tasks, r->n_tasks, err)) != OD_OK ||
        (st = od_queue_init(&r->spare, r->n_tasks, err)) != OD_OK ||
        (st = od_queue_init(&r->ready, r->n_tasks, err)) != OD_OK ||
        (st = od_budget_init(&r->memory, MEMORY, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < r->n_tasks; i++)
        od_queue_put(&r->spare, &r->tasks[i]);
    if (pthread_condattr_init(&clock) != 0)
        return od_fail_memory(err);
    if (pthread_condattr_setclock(&clock, CLOCK_MONOTONIC) != 0 || pthread_mutex_init(&r->lock, NULL) != 0)
        st = od_fail_memory(err);
    else if (!(r->has_lock = pthread_cond_init(&r->ended, &clock) == 0))
        st = (pthread_mutex_destroy(&r->lock), od_fail_memory(err));
    pthread_condattr_destroy(&clock);
    return st;
}

static void release(od_running *r)
{
    for (size_t i = 0; r->tasks && i < r->n_tasks; i++) {
        od_picture_release(&r->tasks[i].picture);
        od_asking_release(&r->tasks[i].asking);
    }
    free(r->tasks);
    od_queue_release(&r->spare);
    od_queue_release(&r->ready);
    od_budget_release(&r->memory);
    if (r->has_lock) {
        pthread_cond_destroy(&r->ended);
        pthread_mutex_destroy(&r->lock);
    }
}

/* Of `n` threads those that can be had. */
static unsigned begin(od_running *r, pthread_t *threads, unsigned n, void *(*work)(void *))
{
    unsigned begun = 0;

    while (begun < n && pthread_create(&threads[begun], NULL, work, r) == 0)
        begun++;
    pthread_mutex_lock(&r->lock);
    r->running -= n - begun;
    pthread_mutex_unlock(&r->lock);
    return begun;
}

/* Detectors first: they wait for images, and readers that found none would fill the queue for nobody. */
static od_status work(od_running *r, od_error *err)
{
    pthread_t *threads = NULL;
    unsigned jobs, readers = 0;
    od_status st = OD_ALLOC(threads, (size_t)r->jobs + r->readers, err);

    if (st != OD_OK)
        return st;
    r->started = od_now();
    r->running = r->jobs + r->readers;
    atomic_store(&r->reading, r->readers);
    jobs = begin(r, threads, r->jobs, od_run_detect_images);
    if (jobs > 0)
        readers = begin(r, threads + jobs, r->readers, od_run_read_images);
    if (atomic_fetch_sub(&r->reading, r->readers - readers) == r->readers - readers)
        od_queue_close(&r->ready);
    if (readers > 0)
        supervise(r);
    for (unsigned i = 0; i < jobs + readers; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    if (readers == 0)
        return od_fail(err, OD_SYSTEM, "the system gives no thread to run the detector on");
    if (r->status == OD_OK)
        return od_journal_sync(r->journal, err);
    if (err && err->code == OD_OK)
        *err = r->error;
    return r->status;
}

static void sum_up(const od_running *r, od_run_outcome *out)
{
    *out = (od_run_outcome){.images = r->plan->n, .kept = r->todo.answered};
    for (size_t i = 0; i < r->plan->n; i++) {
        const od_journal_entry *e = od_journal_entry_of(r->journal, i);

        out->answered += e->state == OD_JOURNAL_ANSWERED;
        out->failed += e->state == OD_JOURNAL_FAILED || e->state == OD_JOURNAL_HOPELESS;
        out->left += e->state == OD_JOURNAL_NONE;
        out->tokens += e->tokens;
        out->seconds += e->seconds;
        out->retries += e->retries;
    }
    out->stopped = r->ways->stopping && r->ways->stopping(r->ways->stopping_context);
    memcpy(out->first_failure, r->first_failure, sizeof out->first_failure);
}

static od_status check_outcome(const od_running *r, const od_run_outcome *out, od_error *err)
{
    if (out->answered > 0 || out->left > 0 || r->plan->n == 0)
        return OD_OK;
    od_fail(err, OD_BACKEND, "none of %zu image%s was answered%s%s", r->plan->n, r->plan->n == 1 ? "" : "s",
            out->first_failure[0] ? ": " : "", out->first_failure);
    return od_remedy(err, "the same command asks again");
}

od_status od_run_images(od_run_outcome *out, const od_plan *plan, od_backend *backend, od_journal *journal,
                        const od_run_ways *ways, od_error *err)
{
    od_running r = {.plan = plan,
                    .backend = backend,
                    .table = od_backend_table(backend),
                    .journal = journal,
                    .ways = ways};
    od_status st;

    if ((st = prepare(&r, err)) == OD_OK && (st = od_todo_make(&r.todo, plan, journal, ways, err)) == OD_OK &&
        r.todo.n > 0)
        st = work(&r, err);
    sum_up(&r, out);
    if (st == OD_OK && !out->stopped && (st = check_outcome(&r, out, err)) == OD_OK && out->left == 0)
        st = od_journal_settle(journal, err);
    od_todo_release(&r.todo);
    release(&r);
    return st;
}
