/* Images that were answered twice for the same labels. */
#include <stdlib.h>
#include <string.h>

#include "prediction/box_record.h"
#include "prediction/line_take.h"

/* A line, for sorting: those of one image and one set of labels come together, in the order of the file. */
typedef struct key {
    uint64_t asked;
    uint32_t image, line;
} key;

static int compare_keys(const void *left, const void *right)
{
    const key *a = left, *b = right;

    if (a->image != b->image)
        return a->image < b->image ? -1 : 1;
    if (a->asked != b->asked)
        return a->asked < b->asked ? -1 : 1;
    return a->line < b->line ? -1 : 1;
}

typedef struct weeding {
    od_target *t;
    od_duplicates policy;
    uint8_t *drop; /* per line */
    uint32_t n_drop;
    uint32_t refused; /* the first line that repeats another, for OD_DUPLICATES_ERROR; else OD_NONE */
} weeding;

static od_place place_of(const od_target *t, const od_logged *line)
{
    return (od_place){t->detections.inputs[line->input], line->at, (od_unit)line->unit};
}

static od_status note(const weeding *w, const od_ledger_kind *kind, uint32_t line, od_error *err)
{
    const od_logged *l = &w->t->log.lines[line];
    od_ledger *ledger = &w->t->ledger;
    char text[OD_SHOWN];

    if (!od_ledger_wants(ledger, kind))
        return od_ledger_note(ledger, kind, 1, place_of(w->t, l), err, NULL);
    return od_ledger_note(ledger, kind, 1, place_of(w->t, l), err, "image_id %s",
                          od_id_text(text, sizeof text, w->t->dataset->image_id[l->image]));
}

static void drop(weeding *w, uint32_t line)
{
    w->drop[line] = 1;
    w->n_drop++;
}

static bool has_failed(const weeding *w, uint32_t line)
{
    return w->t->log.lines[line].status == OD_ANSWER_FAILED;
}

/* A failure is no answer: only the last one is kept, and none beside an answer. */
static od_status drop_failures(weeding *w, const key *keys, size_t n, od_error *err)
{
    bool any_came = false;
    od_status st = OD_OK;

    for (size_t i = 0; i < n; i++)
        any_came = any_came || !has_failed(w, keys[i].line);
    for (size_t i = 0; i < n && st == OD_OK; i++) {
        if (!has_failed(w, keys[i].line) || (!any_came && i + 1 == n))
            continue;
        drop(w, keys[i].line);
        st = note(w, &od_kind_failure_repeated, keys[i].line, err);
    }
    return st;
}

/* `line` repeats `before`, which is the last that was kept; *kept says which of them is from now on. */
static od_status settle_pair(weeding *w, uint32_t before, uint32_t line, uint32_t *kept, od_error *err)
{
    od_duplicates policy = w->policy;

    if (policy == OD_DUPLICATES_STANDARD)
        policy = w->t->log.lines[line].as_text ? OD_DUPLICATES_LAST : OD_DUPLICATES_ALL;
    *kept = policy == OD_DUPLICATES_FIRST ? before : line;
    switch (policy) {
    case OD_DUPLICATES_STANDARD:
    case OD_DUPLICATES_ALL:
        return line < w->t->log.n_settled ? OD_OK : note(w, &od_kind_image_answered_twice, line, err);
    case OD_DUPLICATES_LAST: drop(w, before); return note(w, &od_kind_image_answer_replaced, line, err);
    case OD_DUPLICATES_FIRST: drop(w, line); return note(w, &od_kind_image_answer_ignored, line, err);
    case OD_DUPLICATES_ERROR: w->refused = line < w->refused ? line : w->refused; break;
    }
    return OD_OK;
}

/* Lines for the same image and labels. Left to the standard, text replaces text only. */
static od_status settle_group(weeding *w, const key *keys, size_t n, od_error *err)
{
    uint32_t kept[2] = {OD_NONE, OD_NONE};
    od_status st = drop_failures(w, keys, n, err);

    for (size_t i = 0; i < n && st == OD_OK; i++) {
        uint32_t line = keys[i].line;
        bool apart = w->policy == OD_DUPLICATES_STANDARD && w->t->log.lines[line].as_text;
        uint32_t *mine = &kept[apart];

        if (w->drop[line])
            continue;
        if (*mine == OD_NONE)
            *mine = line;
        else
            st = settle_pair(w, *mine, line, mine, err);
    }
    return st;
}

static od_status settle_groups(weeding *w, const key *keys, size_t n, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0, end; i < n && st == OD_OK; i = end) {
        for (end = i + 1; end < n && keys[end].image == keys[i].image && keys[end].asked == keys[i].asked;)
            end++;
        if (end > i + 1)
            st = settle_group(w, keys + i, end - i, err);
    }
    return st;
}

/* Images that have more than one line, by a mark an image: usually there is none. */
static od_status any_repeats(const od_target *t, bool *any, od_error *err)
{
    uint8_t *seen = NULL;
    od_status st;

    *any = false;
    if (t->log.n_settled == t->log.n)
        return OD_OK;
    if ((st = OD_ALLOC(seen, t->dataset->n_images, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < t->log.n && !*any; i++) {
        *any = seen[t->log.lines[i].image];
        seen[t->log.lines[i].image] = 1;
    }
    free(seen);
    return OD_OK;
}

static od_status refuse(const weeding *w, od_error *err)
{
    const od_logged *line = &w->t->log.lines[w->refused];
    char text[OD_SHOWN];

    od_fail_at(err, OD_INPUT, place_of(w->t, line), "an earlier line answered image_id %s already",
               od_id_text(text, sizeof text, w->t->dataset->image_id[line->image]));
    return od_remedy(err,
                     "keep one line per image and set of labels, or say which one counts: --duplicates last, "
                     "first or all");
}

static od_status sorted_keys(const od_answer_log *log, key **keys, od_error *err)
{
    od_status st = OD_ALLOC(*keys, log->n, err);

    for (size_t i = 0; i < log->n && st == OD_OK; i++)
        (*keys)[i] = (key){log->lines[i].asked, log->lines[i].image, (uint32_t)i};
    if (st == OD_OK)
        qsort(*keys, log->n, sizeof **keys, compare_keys);
    return st;
}

/* Takes the detections of dropped lines out, and tells the others where theirs are now. */
static od_status drop_detections(od_target *t, const uint8_t *dropped, uint32_t n_drop, od_error *err)
{
    od_span *spans = NULL;
    size_t n = 0;
    uint32_t gone = 0;
    od_status st;

    if ((st = OD_ALLOC(spans, n_drop, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < t->log.n; i++) {
        od_logged *line = &t->log.lines[i];

        if (dropped[i]) {
            spans[n++] = (od_span){line->first, line->first + line->n, line->n_without_score};
            gone += line->n;
        } else {
            line->first -= gone;
        }
    }
    od_detections_drop(&t->detections, spans, n);
    free(spans);
    return OD_OK;
}

od_status od_target_drop_repeated(od_target *t, od_duplicates policy, od_error *err)
{
    weeding w = {.t = t, .policy = policy, .refused = OD_NONE};
    key *keys = NULL;
    bool any;
    od_status st;

    if ((st = any_repeats(t, &any, err)) != OD_OK || !any)
        goto done;
    if ((st = OD_ALLOC(w.drop, t->log.n, err)) != OD_OK || (st = sorted_keys(&t->log, &keys, err)) != OD_OK ||
        (st = settle_groups(&w, keys, t->log.n, err)) != OD_OK)
        goto done;
    if (w.refused != OD_NONE) {
        st = refuse(&w, err);
        goto done;
    }
    if (w.n_drop) {
        if ((st = drop_detections(t, w.drop, w.n_drop, err)) != OD_OK)
            goto done;
        od_answer_log_drop(&t->log, w.drop);
    }
done:
    t->log.n_settled = t->log.n;
    free(w.drop);
    free(keys);
    return st;
}
