/* accumulate.c: from rows to curves, category by category (semantics A7).
 *
 * Precision and recall only matter where recall rises, and recall only rises at matched rows. So one pass over the
 * sorted rows of a category keeps the few rows that some combination matched, each with the number of plain false
 * positives before it; the curve of each combination is then read off that short list.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/sort.h"
#include "core/threads.h"
#include "metric/ap_table.h"

/* A row on which combinations disagree, or that one matched. */
typedef struct event {
    uint64_t matched, ignored;
    double score;
    uint32_t false_positives[OD_AREA_MAX]; /* rows before it that are wrong at every threshold, per area range */
} event;

typedef struct worker {
    od_keyed *keyed, *swap;
    event *events;
    uint32_t *wrong;   /* per true positive of one combination: false positives above it */
    double *precision; /* per true positive: the envelope */
    double *score;
    size_t keyed_capacity, swap_capacity, events_capacity, wrong_capacity, precision_capacity, score_capacity;
} worker;

typedef struct job {
    const od_ap_table *table;
    const od_protocol *protocol;
    uint32_t variant;
    size_t *start;    /* n_categories + 1: rows of category k are by_category[start[k] .. start[k + 1]) */
    uint32_t *by_category;
    uint32_t *order;  /* categories, those with most rows first */
    od_curves *curves;
    worker *workers;
    unsigned n_workers;
} job;

static od_status group_by_category(job *j, od_error *err)
{
    const od_ap_table *t = j->table;
    const uint32_t K = t->n_categories;
    size_t *at = NULL;
    od_status st;

    if (t->n >= UINT32_MAX)
        return od_fail(err, OD_INPUT, "more than 2^32 detections in one evaluation");
    if ((st = OD_ALLOC(j->start, (size_t)K + 1, err)) != OD_OK ||
        (st = OD_ALLOC(j->by_category, t->n, err)) != OD_OK || (st = OD_ALLOC(at, (size_t)K + 1, err)) != OD_OK)
        goto done;
    for (size_t i = 0; i < t->n; i++)
        if (t->rows[i].variants >> j->variant & 1)
            j->start[t->rows[i].category + 1]++;
    for (uint32_t k = 0; k < K; k++)
        j->start[k + 1] += j->start[k];
    memcpy(at, j->start, ((size_t)K + 1) * sizeof *at);
    for (size_t i = 0; i < t->n; i++)
        if (t->rows[i].variants >> j->variant & 1)
            j->by_category[at[t->rows[i].category]++] = (uint32_t)i;
done:
    free(at);
    return st;
}

/* Categories by falling number of rows, so that the longest job is not the last to start. */
static od_status order_categories(job *j, od_error *err)
{
    const uint32_t K = j->table->n_categories;
    od_keyed *keyed = NULL, *swap = NULL;
    od_status st;

    if ((st = OD_ALLOC(j->order, K, err)) != OD_OK || (st = OD_ALLOC(keyed, K, err)) != OD_OK ||
        (st = OD_ALLOC(swap, K, err)) != OD_OK)
        goto done;
    for (uint32_t k = 0; k < K; k++)
        keyed[k] = (od_keyed){UINT64_MAX - (j->start[k + 1] - j->start[k]), k};
    od_sort_keyed(keyed, swap, K);
    for (uint32_t k = 0; k < K; k++)
        j->order[k] = keyed[k].value;
done:
    free(keyed);
    free(swap);
    return st;
}

/* Rows of a category by falling score; ties by image, then by rank within the image, whatever the table's order. */
static od_status sort_rows(const job *j, worker *w, uint32_t k, size_t *n, od_error *err)
{
    const od_ap_row *rows = j->table->rows;
    const uint32_t *members = j->by_category + j->start[k];
    od_status st;

    *n = j->start[k + 1] - j->start[k];
    if ((st = OD_GROW(w->keyed, w->keyed_capacity, *n, err)) != OD_OK ||
        (st = OD_GROW(w->swap, w->swap_capacity, *n, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < *n; i++) {
        const od_ap_row *row = &rows[members[i]];
        w->keyed[i] = (od_keyed){(uint64_t)row->image << 32 | row->rank, members[i]};
    }
    od_sort_keyed(w->keyed, w->swap, *n);
    for (size_t i = 0; i < *n; i++)
        w->keyed[i].key = od_score_key(rows[w->keyed[i].value].score);
    od_sort_keyed(w->keyed, w->swap, *n);
    return OD_OK;
}

/* True when a row is unmatched everywhere and, in each area range, ignored at all thresholds or at none. */
static bool is_plain(const od_ap_row *row, const od_protocol *p, unsigned *ignoring)
{
    const uint64_t line = p->n_iou == 64 ? UINT64_MAX : (UINT64_C(1) << p->n_iou) - 1;

    *ignoring = 0;
    if (row->matched)
        return false;
    for (uint32_t a = 0; a < p->n_areas; a++) {
        uint64_t bits = row->ignored >> (a * p->n_iou) & line;

        if (bits == line)
            *ignoring |= 1u << a;
        else if (bits)
            return false;
    }
    return true;
}

/* The events among the sorted rows whose rank is below max_dets. Returns how many; *first_score is that of the first
 * row, *n_rows their number. */
static od_status find_events(const job *j, worker *w, size_t n, uint32_t max_dets, size_t *n_events, size_t *n_rows,
                             double *first_score, od_error *err)
{
    const od_protocol *p = j->protocol;
    uint32_t false_positives[OD_AREA_MAX] = {0};
    od_status st;

    *n_events = *n_rows = 0;
    *first_score = 0;
    for (size_t i = 0; i < n; i++) {
        const od_ap_row *row = &j->table->rows[w->keyed[i].value];
        unsigned ignoring;

        if (row->rank >= max_dets)
            continue;
        if ((*n_rows)++ == 0)
            *first_score = row->score;
        if (is_plain(row, p, &ignoring)) {
            for (uint32_t a = 0; a < p->n_areas; a++)
                false_positives[a] += !(ignoring >> a & 1);
            continue;
        }
        if ((st = OD_GROW(w->events, w->events_capacity, *n_events + 1, err)) != OD_OK)
            return st;
        w->events[*n_events] = (event){.matched = row->matched, .ignored = row->ignored, .score = row->score};
        memcpy(w->events[(*n_events)++].false_positives, false_positives, sizeof false_positives);
    }
    return OD_OK;
}

/* True positives of one combination, each with the false positives above it and its score. Returns how many. */
static size_t true_positives(worker *w, size_t n_events, uint32_t a, uint64_t bit)
{
    uint32_t mixed = 0; /* false positives among the events */
    size_t n = 0;

    for (size_t e = 0; e < n_events; e++) {
        const event *ev = &w->events[e];

        if (ev->ignored & bit)
            continue;
        if (ev->matched & bit) {
            w->wrong[n] = ev->false_positives[a] + mixed;
            w->score[n++] = ev->score;
        } else {
            mixed++;
        }
    }
    return n;
}

/* Precision at each true positive, then its maximum from there to the end. */
static void make_envelope(worker *w, size_t n)
{
    const double epsilon = 0x1p-52; /* numpy.spacing(1) */

    for (size_t i = 0; i < n; i++) {
        double right = (double)(i + 1), wrong = w->wrong[i];
        w->precision[i] = right / ((wrong + right) + epsilon);
    }
    for (size_t i = n; i-- > 1;)
        if (w->precision[i] > w->precision[i - 1])
            w->precision[i - 1] = w->precision[i];
}

/* How many truths must be found for recall to reach a threshold: the least c with c / n_truths >= threshold. */
static uint64_t needed(double threshold, uint64_t n_truths)
{
    uint64_t c = (uint64_t)(threshold * (double)n_truths);

    while (c > 0 && (double)(c - 1) / (double)n_truths >= threshold)
        c--;
    while ((double)c / (double)n_truths < threshold)
        c++;
    return c;
}

typedef struct line {
    uint32_t m, a, t, k;
    uint64_t n_truths;
    size_t n_rows, n_found; /* rows in all, true positives */
    double first_score;
} line;

/* One combination's precision (and score) at the 101 recall points. Points that are not reached stay 0. */
static void write_points(const job *j, const worker *w, const line *l, const uint64_t *need)
{
    od_curves *c = j->curves;
    double *precision = c->precision[l->m], *score = c->score[l->m];

    for (uint32_t r = 0; r < OD_RECALL_POINTS; r++) {
        size_t at = od_curves_point_at(c, l->a, l->t, r, l->k);
        bool reached = need[r] == 0 ? l->n_rows > 0 : need[r] <= l->n_found;
        size_t found = need[r] ? (size_t)need[r] - 1 : 0;

        precision[at] = reached && l->n_found ? w->precision[found] : 0;
        if (score)
            score[at] = !reached ? 0 : need[r] ? w->score[found] : l->first_score;
    }
}

static void write_line(const job *j, worker *w, const line *l, const uint64_t *need)
{
    od_curves *c = j->curves;

    c->recall[od_curves_recall_at(c, l->m, l->a, l->t, l->k)] = (double)l->n_found / (double)l->n_truths;
    if (!c->precision[l->m])
        return;
    make_envelope(w, l->n_found);
    write_points(j, w, l, need);
}

/* All thresholds of one category, area range and max_dets. */
static void write_area(const job *j, worker *w, line l, size_t n_events)
{
    const od_protocol *p = j->protocol;
    uint64_t need[OD_RECALL_POINTS];

    l.n_truths = j->table->n_truths[(size_t)l.k * p->n_areas + l.a];
    if (l.n_truths == 0)
        return; /* stays -1: no ground truth to find */
    for (uint32_t r = 0; r < OD_RECALL_POINTS; r++)
        need[r] = needed(p->recall[r], l.n_truths);
    for (l.t = 0; l.t < p->n_iou; l.t++) {
        l.n_found = true_positives(w, n_events, l.a, UINT64_C(1) << (l.a * p->n_iou + l.t));
        write_line(j, w, &l, need);
    }
}

static od_status accumulate_category(void *context, size_t item, unsigned worker_index, od_error *err)
{
    const job *j = context;
    const od_protocol *p = j->protocol;
    worker *w = &j->workers[worker_index];
    line l = {.k = j->order[item]};
    size_t n, n_events;
    od_status st;

    if ((st = sort_rows(j, w, l.k, &n, err)) != OD_OK)
        return st;
    for (l.m = 0; l.m < p->n_max_dets; l.m++) {
        st = find_events(j, w, n, p->max_dets[l.m], &n_events, &l.n_rows, &l.first_score, err);
        if (st != OD_OK || (st = OD_GROW(w->wrong, w->wrong_capacity, n_events, err)) != OD_OK ||
            (st = OD_GROW(w->precision, w->precision_capacity, n_events, err)) != OD_OK ||
            (st = OD_GROW(w->score, w->score_capacity, n_events, err)) != OD_OK)
            return st;
        for (l.a = 0; l.a < p->n_areas; l.a++)
            write_area(j, w, l, n_events);
    }
    return OD_OK;
}

static void free_workers(job *j)
{
    for (unsigned i = 0; j->workers && i < j->n_workers; i++) {
        worker *w = &j->workers[i];

        free(w->keyed);
        free(w->swap);
        free(w->events);
        free(w->wrong);
        free(w->precision);
        free(w->score);
    }
    free(j->workers);
}

od_status od_ap_table_curves(const od_ap_table *t, uint32_t variant, const od_metric_context *c, unsigned wanted,
                             bool with_scores, od_curves *curves, od_error *err)
{
    job j = {.table = t, .protocol = c->problem->protocol, .variant = variant, .curves = curves,
             .n_workers = c->n_threads ? c->n_threads : 1};
    od_status st;

    st = od_curves_init(curves, j.protocol, t->n_categories, wanted, with_scores, err);
    if (st != OD_OK || (st = OD_ALLOC(j.workers, j.n_workers, err)) != OD_OK ||
        (st = group_by_category(&j, err)) != OD_OK || (st = order_categories(&j, err)) != OD_OK)
        goto done;
    st = od_parallel(j.n_workers, t->n_categories, accumulate_category, &j, err);
done:
    free(j.start);
    free(j.by_category);
    free(j.order);
    free_workers(&j);
    if (st != OD_OK)
        od_curves_free(curves);
    return st;
}
