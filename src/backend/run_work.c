/* run_work.c: what the threads of a run do: read images, have them looked at, write down what was said. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/running.h"

/* ---- the end ---- */

void od_run_stop(od_running *r)
{
    atomic_store(&r->stop, true);
    od_budget_close(&r->memory);
    od_queue_close(&r->spare);
}

void od_run_fail(od_running *r, const od_error *error)
{
    pthread_mutex_lock(&r->lock);
    if (r->status == OD_OK) {
        r->status = error->code;
        r->error = *error;
    }
    pthread_mutex_unlock(&r->lock);
    od_run_stop(r);
}

/* ---- answers ---- */

/* The first in the order of the images, so that a run says the same however its threads went. */
static void note_failure(od_running *r, const od_run_task *t, const char *reason)
{
    const char *subset = od_plan_subset_name(r->plan, t->item);

    if (r->failed++ > 0 && t->item > r->first_failed)
        return;
    r->first_failed = t->item;
    snprintf(r->first_failure, sizeof r->first_failure, "%s%s%s: %s", subset, subset[0] ? ": " : "",
             od_plan_file(r->plan, t->item), reason);
}

static void count(od_running *r, const od_run_task *t, const od_journal_entry *entry,
                  const odeval_result *result)
{
    od_error error = {0};
    uint64_t failed;

    pthread_mutex_lock(&r->lock);
    r->done++;
    if (entry->state != OD_JOURNAL_ANSWERED)
        note_failure(r, t, result->failure);
    failed = r->failed + r->todo.hopeless;
    pthread_mutex_unlock(&r->lock);
    if (failed <= r->ways->max_failures)
        return;
    od_fail(&error, OD_BACKEND, "%llu image%s failed, and --max-failures allows %llu of %zu (first: %s)",
            (unsigned long long)failed, failed == 1 ? "" : "s", (unsigned long long)r->ways->max_failures,
            r->plan->n, r->first_failure);
    od_remedy(&error, "answers are kept; the same command asks again what failed");
    od_run_fail(r, &error);
}

/* `text`: the answer is a model's text. */
static void write_down(od_running *r, od_run_task *t, const odeval_result *result, bool text)
{
    const od_line_facts facts = {.plan = r->plan,
                                 .item = t->item,
                                 .model = r->ways->model,
                                 .image_sha256 = t->picture.sha256,
                                 .labels = t->asking.labels,
                                 .n_labels = t->asking.n_labels};
    od_journal_entry entry;
    od_buffer line = {0};
    od_error error = {0};

    if (od_journal_line(&line, &entry, &facts, result, text, &error) == OD_OK &&
        od_journal_add(r->journal, t->item, &entry, &line, &error) == OD_OK)
        count(r, t, &entry, result);
    else
        od_run_fail(r, &error);
    od_buffer_free(&line);
    t->answered = true;
}

static void fail_task(od_running *r, od_run_task *t, const char *reason)
{
    const odeval_result result = {
        .struct_size = sizeof result, .number = t->item, .failure = reason, .score = NAN};

    write_down(r, t, &result, false);
}

/* ---- reading ---- */

static void clear(od_running *r, od_run_task *t)
{
    od_picture_release(&t->picture);
    if (t->memory)
        od_budget_give(&r->memory, t->memory);
    t->memory = 0;
    t->answered = false;
}

static bool decode(od_running *r, od_run_task *t)
{
    const uint64_t cost = od_picture_cost(&t->picture);
    const uint64_t pixels = (uint64_t)t->picture.width * t->picture.height * 3;

    if (!od_budget_take(&r->memory, cost))
        return false;
    t->memory = cost;
    od_picture_decode(&t->picture);
    if (cost > pixels)
        od_budget_give(&r->memory, cost - pixels);
    t->memory = cost < pixels ? cost : pixels;
    return true;
}

/* Whether there is something to ask; what needs no asking has been written down. */
static bool fill(od_running *r, od_run_task *t)
{
    const odeval_result nothing = {.struct_size = sizeof nothing, .number = t->item, .score = NAN};
    od_error error = {0};

    if (od_plan_ask(r->plan, t->item, &t->asking, &error) != OD_OK) {
        od_run_fail(r, &error);
        return false;
    }
    if (t->asking.path.n)
        od_picture_read(&t->picture, t->asking.path.bytes);
    else
        snprintf(t->picture.failure, sizeof t->picture.failure, "the ground truth names no file for it");
    if (!t->picture.failure[0] && t->asking.n_labels == 0) {
        write_down(r, t, &nothing, false);
        return false;
    }
    if (!t->picture.failure[0] && r->table->wants & ODEVAL_WANTS_RGB && !decode(r, t))
        return false;
    if (t->picture.failure[0]) {
        fail_task(r, t, t->picture.failure);
        return false;
    }
    if (!(r->table->wants & ODEVAL_WANTS_BYTES)) {
        free(t->picture.bytes);
        t->picture.bytes = NULL;
    }
    return true;
}

static void leave(od_running *r)
{
    pthread_mutex_lock(&r->lock);
    if (--r->running == 0)
        pthread_cond_signal(&r->ended);
    pthread_mutex_unlock(&r->lock);
}

void *od_run_read_images(void *argument)
{
    od_running *r = argument;
    void *given;

    while (!atomic_load(&r->stop) && od_queue_take(&r->spare, &given, 1) == 1) {
        const size_t i = atomic_fetch_add(&r->next, 1);
        od_run_task *t = given;

        if (i >= r->todo.n)
            break;
        t->item = r->todo.items[i];
        if (fill(r, t) && od_queue_put(&r->ready, t))
            continue;
        clear(r, t);
        od_queue_put(&r->spare, t);
    }
    if (atomic_fetch_sub(&r->reading, 1) == 1)
        od_queue_close(&r->ready);
    leave(r);
    return NULL;
}

/* ---- detecting ---- */

/* One call of detect. */
typedef struct call {
    od_running *run;
    void *tasks[OD_RUN_BATCH_MOST];
    size_t n;
    odeval_request requests[OD_RUN_BATCH_MOST];
} call;

static odeval_request request_of(const od_running *r, const od_run_task *t)
{
    const od_dataset *set = od_plan_dataset(r->plan, t->item);
    const uint32_t image = r->plan->items[t->item].image;
    const bool known = t->picture.width > 0;

    return (odeval_request){
        .struct_size = sizeof(odeval_request),
        .number = t->item,
        .file_name = od_plan_file(r->plan, t->item),
        .path = r->table->wants & ODEVAL_WANTS_PATH ? t->asking.path.bytes : NULL,
        .bytes = r->table->wants & ODEVAL_WANTS_BYTES ? t->picture.bytes : NULL,
        .n_bytes = r->table->wants & ODEVAL_WANTS_BYTES ? t->picture.n_bytes : 0,
        .rgb = t->picture.rgb,
        .width = known ? t->picture.width : set->image_width[image],
        .height = known ? t->picture.height : set->image_height[image],
        .labels = t->asking.labels,
        .n_labels = t->asking.n_labels,
        .prompt = t->asking.prompt.bytes,
    };
}

static bool is_text(const od_running *r, const odeval_result *result)
{
    const uint32_t gives = r->table->gives;

    return (gives & ODEVAL_GIVES_TEXT) && (result->text || !(gives & ODEVAL_GIVES_BOXES));
}

static void put(void *context, const odeval_result *result)
{
    call *c = context;

    for (size_t i = 0; i < c->n; i++) {
        od_run_task *t = c->tasks[i];

        if (t->item == result->number && !t->answered) {
            write_down(c->run, t, result, is_text(c->run, result));
            return;
        }
    }
}

static void detect(call *c)
{
    od_running *r = c->run;
    od_error error = {0};

    for (size_t i = 0; i < c->n; i++)
        c->requests[i] = request_of(r, c->tasks[i]);
    if (od_backend_detect(r->backend, c->requests, c->n, put, c, &error) != OD_OK)
        od_run_fail(r, &error);
}

void *od_run_detect_images(void *argument)
{
    od_running *r = argument;
    od_error error = {0};
    call *c = NULL;

    if (OD_ALLOC(c, 1, &error) != OD_OK) {
        od_run_fail(r, &error);
        od_queue_close(&r->ready);
        leave(r);
        return NULL;
    }
    c->run = r;
    while ((c->n = od_queue_take(&r->ready, c->tasks, r->batch)) > 0) {
        if (!atomic_load(&r->stop))
            detect(c);
        for (size_t i = 0; i < c->n; i++) {
            clear(r, c->tasks[i]);
            od_queue_put(&r->spare, c->tasks[i]);
        }
    }
    free(c);
    leave(r);
    return NULL;
}
