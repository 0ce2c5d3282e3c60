#include "backend/todo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backend/picture.h"
#include "core/threads.h"

enum { STEP = 64 }; /* images between two reports of progress */

typedef struct checking {
    const od_plan *plan;
    const od_journal *journal;
    uint32_t *items; /* those with an image that was looked at */
    size_t n, first;
    uint8_t *other; /* per item of the plan: 1 when its image has other bytes */
} checking;

static od_status refuse(const checking *c, size_t item, const od_picture *p, od_error *err)
{
    const char *subset = od_plan_subset_name(c->plan, item);

    od_fail(err, OD_INPUT, "the image %s%s%s is not the one that was answered: %s", subset,
            subset[0] ? ": " : "", od_plan_file(c->plan, item),
            p->failure[0] ? p->failure : "its bytes are others");
    return od_remedy(err, "put it back, or begin anew with another --out");
}

static od_status check(void *context, size_t i, unsigned worker, od_error *err)
{
    checking *c = context;
    const size_t item = c->items[c->first + i];
    const od_journal_entry *entry = od_journal_entry_of(c->journal, item);
    od_asking asking = {0};
    od_picture picture = {0};
    od_status st = od_plan_ask(c->plan, item, &asking, err);

    (void)worker;
    if (st == OD_OK) {
        od_picture_read(&picture, asking.path.bytes);
        c->other[item] = strcmp(picture.sha256, entry->sha256) != 0;
        if (c->other[item] && entry->state == OD_JOURNAL_ANSWERED)
            st = refuse(c, item, &picture, err);
    }
    od_picture_release(&picture);
    od_asking_release(&asking);
    return st;
}

static void tell(const od_run_ways *ways, size_t done, size_t total)
{
    const od_run_progress p = {.stage = "checking images", .done = done, .total = total, .left = NAN};

    if (ways->progress)
        ways->progress(ways->progress_context, &p);
}

static od_status check_all(checking *c, const od_run_ways *ways, od_error *err)
{
    od_status st = OD_OK;

    for (c->first = 0; c->first < c->n && st == OD_OK; c->first += STEP) {
        size_t n = c->n - c->first < STEP ? c->n - c->first : STEP;

        if (ways->stopping && ways->stopping(ways->stopping_context))
            break;
        tell(ways, c->first, c->n);
        st = od_parallel(ways->readers ? ways->readers : od_processors(), n, check, c, err);
    }
    return st;
}

/* The hash is what can be checked: without one there is nothing to compare. */
static void list_known(checking *c)
{
    for (size_t i = 0; i < c->plan->n; i++) {
        const od_journal_entry *e = od_journal_entry_of(c->journal, i);

        if ((e->state == OD_JOURNAL_ANSWERED || e->state == OD_JOURNAL_HOPELESS) && e->sha256[0])
            c->items[c->n++] = (uint32_t)i;
    }
}

od_status od_todo_make(od_todo *todo, const od_plan *plan, const od_journal *journal, const od_run_ways *ways,
                       od_error *err)
{
    checking c = {.plan = plan, .journal = journal};
    od_status st;

    *todo = (od_todo){0};
    if ((st = OD_ALLOC(todo->items, plan->n, err)) != OD_OK ||
        (st = OD_ALLOC(c.other, plan->n, err)) != OD_OK)
        goto done;
    c.items = todo->items; /* its room is enough for both lists, one after the other */
    list_known(&c);
    if ((st = check_all(&c, ways, err)) != OD_OK)
        goto done;
    for (size_t i = 0; i < plan->n; i++) {
        const od_journal_state state = od_journal_entry_of(journal, i)->state;

        if (state == OD_JOURNAL_ANSWERED)
            todo->answered++;
        else if (state == OD_JOURNAL_HOPELESS && !c.other[i])
            todo->hopeless++;
        else
            todo->items[todo->n++] = (uint32_t)i;
    }
done:
    free(c.other);
    return st;
}

void od_todo_release(od_todo *todo)
{
    free(todo->items);
    *todo = (od_todo){0};
}
