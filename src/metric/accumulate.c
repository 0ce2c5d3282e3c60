/* accumulate.c: from rows to curves, category by category (semantics A7).
 *
 * Precision and recall only matter where recall rises, and recall only rises at rows that took a truth. So
 * these few are sorted; of the plain rows, which are most, it is only asked how many stand before each of
 * them, and a binary search answers that without sorting. The curve of each combination is then read off the
 * short list.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/bit_counts.h"
#include "core/sort.h"
#include "core/threads.h"
#include "metric/grouping.h"

/* A row that took a truth, in its place in the ranking. */
typedef struct event {
    uint64_t matched, ignored;
    double score;
    uint32_t rank;
    uint32_t false_positives[OD_AREA_MAX]; /* plain rows before it that count, per area range */
} event;

/* Ascending order of these is the order of the ranking. */
typedef struct position {
    uint64_t score; /* od_score_key */
    uint64_t place; /* image, then rank within it */
} position;

/* An event as one area range sees it: small, for each threshold passes over them all. */
typedef struct sight {
    uint32_t false_positives;  /* plain rows before it */
    uint32_t matched, ignored; /* bit t */
    uint32_t event;
} sight;

typedef struct worker {
    od_keyed *keyed, *swap;
    event *events;
    uint64_t *scores, *places; /* of the events: their positions, apart for the sake of the search */
    sight *sights;             /* those of one area range and max_dets */
    uint32_t *wrong;           /* per true positive of one combination: false positives above it */
    double *precision;         /* per true positive: the envelope */
    uint32_t *found;           /* per true positive: its event */
    size_t keyed_capacity, swap_capacity, events_capacity, scores_capacity, places_capacity, sights_capacity,
        wrong_capacity, precision_capacity, found_capacity;
} worker;

typedef struct job {
    const od_ap_table *table;
    const od_protocol *protocol;
    uint32_t variant;
    od_grouping rows, plain;
    uint32_t *order; /* the batch's categories, those with most rows first */
    od_curves *curves;
    worker *workers;
    unsigned n_workers;
} job;

static od_status count_part(void *context, size_t part, unsigned w, od_error *err)
{
    job *j = context;

    (void)w, (void)err;
    od_grouping_count(&j->rows, (unsigned)part);
    od_grouping_count(&j->plain, (unsigned)part);
    return OD_OK;
}

static od_status list_part(void *context, size_t part, unsigned w, od_error *err)
{
    job *j = context;

    (void)w, (void)err;
    od_grouping_list(&j->rows, (unsigned)part);
    od_grouping_list(&j->plain, (unsigned)part);
    return OD_OK;
}

static size_t n_rows_of(const job *j, uint32_t k)
{
    return od_grouping_size(&j->rows, k) + od_grouping_size(&j->plain, k);
}

/* Where a batch ends that begins with category `first`. */
static uint32_t end_of_batch(const job *j, uint32_t first)
{
    /* Rows, unless one category has more: an eighth of all, so that their list is small beside them and they
     * are not looked through too often. */
    enum { LEAST = 1 << 18, SHARE = 8 };
    const size_t eighth = (j->table->rows.count + j->table->plain.count) / SHARE;
    const size_t batch = eighth > LEAST ? eighth : LEAST;
    size_t n = n_rows_of(j, first);
    uint32_t end = first + 1;

    while (end < j->table->n_categories && (n += n_rows_of(j, end)) <= batch)
        end++;
    return end;
}

/* A batch's categories by falling number of rows, so that the longest job is not the last to start. */
static od_status order_categories(job *j, uint32_t first, uint32_t end, od_error *err)
{
    const uint32_t n = end - first;
    od_keyed *keyed = NULL, *swap = NULL;
    od_status st;

    if ((st = OD_ALLOC(keyed, n, err)) != OD_OK || (st = OD_ALLOC(swap, n, err)) != OD_OK)
        goto done;
    for (uint32_t i = 0; i < n; i++)
        keyed[i] = (od_keyed){UINT64_MAX - n_rows_of(j, first + i), first + i};
    od_sort_keyed(keyed, swap, n);
    for (uint32_t i = 0; i < n; i++)
        j->order[i] = keyed[i].value;
done:
    free(keyed);
    free(swap);
    return st;
}

static position position_of(const od_ap_plain *key)
{
    return (position){od_score_key(od_ap_score(key)), od_ap_place(key)};
}

static bool is_before(position a, position b)
{
    return (a.score < b.score) | ((a.score == b.score) & (a.place < b.place));
}

/* The events of a category in the order of the ranking, whatever the order of the table. */
static od_status sort_events(const job *j, worker *w, uint32_t k, size_t *n_events, od_error *err)
{
    const od_blocks *rows = &j->table->rows;
    const uint32_t *members = od_grouping_rows(&j->rows, k);
    const size_t n = *n_events = od_grouping_size(&j->rows, k);
    od_status st;

    if ((st = OD_GROW(w->keyed, w->keyed_capacity, n, err)) != OD_OK ||
        (st = OD_GROW(w->swap, w->swap_capacity, n, err)) != OD_OK ||
        (st = OD_GROW(w->scores, w->scores_capacity, n, err)) != OD_OK ||
        (st = OD_GROW(w->places, w->places_capacity, n, err)) != OD_OK ||
        (st = OD_GROW(w->events, w->events_capacity, n + 1, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < n; i++)
        w->keyed[i] = (od_keyed){position_of(od_blocks_at(rows, members[i])).place, members[i]};
    od_sort_keyed(w->keyed, w->swap, n);
    for (size_t i = 0; i < n; i++)
        w->keyed[i].key = od_score_key(od_ap_score(od_blocks_at(rows, w->keyed[i].value)));
    od_sort_keyed(w->keyed, w->swap, n);
    for (size_t i = 0; i < n; i++) {
        const od_ap_row *row = od_blocks_at(rows, w->keyed[i].value);

        w->scores[i] = w->keyed[i].key;
        w->places[i] = position_of(&row->key).place;
        w->events[i] =
            (event){row->matched, row->ignored, od_ap_score(&row->key), od_ap_rank(&row->key), {0}};
    }
    memset(&w->events[n], 0, sizeof w->events[n]); /* the gap behind the last */
    return OD_OK;
}

/* How many of n ascending scores are less. Whether a step goes up is added, not branched on: nobody can
 * foretell it, and one row's search then overlaps with the next one's. */
static size_t scores_before(const uint64_t *scores, size_t n, uint64_t score)
{
    const uint64_t *base = scores;

    if (n == 0)
        return 0;
    while (n > 1) {
        size_t half = n / 2;

        base += half & -(size_t)(base[half - 1] < score);
        n -= half;
    }
    return (size_t)(base - scores) + (*base < score);
}

/* How many events stand before a position, of which those up to `at` have better scores. */
static size_t events_before(const worker *w, size_t n, size_t at, position p)
{
    size_t end = n;

    if (at == n || w->scores[at] != p.score)
        return at;
    while (at < end) {
        size_t middle = at + (end - at) / 2;

        if (w->scores[middle] == p.score && w->places[middle] < p.place)
            at = middle + 1;
        else
            end = middle;
    }
    return at;
}

typedef struct ranking {
    size_t n_events, n_rows; /* events; rows of both kinds within max_dets */
    double first_score;      /* of the best of them */
} ranking;

/* Rows of a category lie far apart in the table: asking for those to come hides the way to memory. On W5, 6
 * million rows of 1,203 categories, it took 9% off the time of the whole job. */
enum { AHEAD = 16 };

static inline void prefetch(const void *p)
{
#if defined(__GNUC__)
    __builtin_prefetch(p);
#else
    (void)p;
#endif
}

/* Counts the plain rows within max_dets before each event, and finds the first row of all. */
static void count_plain(const job *j, worker *w, uint32_t k, uint32_t max_dets, ranking *r)
{
    const uint32_t n_areas = j->protocol->n_areas;
    const od_blocks *plain = &j->table->plain;
    const uint32_t *members = od_grouping_rows(&j->plain, k);
    const size_t n = od_grouping_size(&j->plain, k);
    position first = {UINT64_MAX, UINT64_MAX};

    for (size_t e = 0; e <= r->n_events; e++)
        memset(w->events[e].false_positives, 0, sizeof w->events[e].false_positives);
    r->n_rows = 0;
    for (size_t e = r->n_events; e-- > 0;)
        if (w->events[e].rank < max_dets) {
            first = (position){w->scores[e], w->places[e]};
            r->first_score = w->events[e].score;
            r->n_rows++;
        }
    for (size_t i = 0; i < n; i++) {
        const od_ap_plain *row = od_blocks_at(plain, members[i]);
        position p = position_of(row);
        uint32_t *gap;

        if (i + AHEAD < n)
            prefetch(od_blocks_at(plain, members[i + AHEAD]));
        if (od_ap_rank(row) >= max_dets)
            continue;
        if (r->n_rows++ == 0 || is_before(p, first)) {
            first = p;
            r->first_score = od_ap_score(row);
        }
        gap = w->events[events_before(w, r->n_events, scores_before(w->scores, r->n_events, p.score), p)]
                  .false_positives;
        for (uint32_t a = 0; a < n_areas; a++)
            gap[a] += !(od_ap_outside(row) >> a & 1);
    }
    for (size_t e = 1; e < r->n_events; e++)
        for (uint32_t a = 0; a < n_areas; a++)
            w->events[e].false_positives[a] += w->events[e - 1].false_positives[a];
}

typedef struct line {
    uint32_t m, a, t, k;
    uint64_t n_truths;
    size_t n_found; /* true positives */
} line;

/* The events that one area range does not ignore throughout. Returns how many. */
static size_t look_at_area(const job *j, worker *w, size_t n_events, const line *l)
{
    const uint32_t n_iou = j->protocol->n_iou, max_dets = j->protocol->max_dets[l->m];
    const uint32_t all = n_iou == 32 ? UINT32_MAX : (UINT32_C(1) << n_iou) - 1;
    size_t n = 0;

    for (size_t e = 0; e < n_events; e++) {
        const event *ev = &w->events[e];
        const uint32_t ignored = (uint32_t)(ev->ignored >> (l->a * n_iou)) & all;

        w->sights[n] =
            (sight){ev->false_positives[l->a], (uint32_t)(ev->matched >> (l->a * n_iou)) & all & ~ignored,
                    ignored, (uint32_t)e};
        n += ev->rank < max_dets && ignored != all;
    }
    return n;
}

/* True positives at one threshold, each with the false positives above it and its score. Returns how many. */
static size_t true_positives(worker *w, size_t n_sights, uint32_t t)
{
    uint32_t mixed = 0; /* events that count as wrong */
    size_t n = 0;

    for (size_t i = 0; i < n_sights; i++) {
        const sight *s = &w->sights[i];
        const uint32_t right = s->matched >> t & 1;

        w->wrong[n] = s->false_positives + mixed;
        w->found[n] = s->event;
        n += right;
        mixed += (right | (s->ignored >> t & 1)) ^ 1;
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

/* One combination's precision (and score) at the 101 recall points. Points that are not reached stay 0. */
static void write_points(const job *j, const worker *w, const line *l, const ranking *r, const uint64_t *need)
{
    od_curves *c = j->curves;
    double *precision = c->precision[l->m], *score = c->score[l->m];

    for (uint32_t i = 0; i < OD_RECALL_POINTS; i++) {
        size_t at = od_curves_point_at(c, l->a, l->t, i, l->k);
        bool reached = need[i] == 0 ? r->n_rows > 0 : need[i] <= l->n_found;
        size_t found = need[i] ? (size_t)need[i] - 1 : 0;

        precision[at] = reached && l->n_found ? w->precision[found] : 0;
        if (score)
            score[at] = !reached ? 0 : need[i] ? w->events[w->found[found]].score : r->first_score;
    }
}

static void write_recall(const job *j, const line *l)
{
    od_curves *c = j->curves;

    c->recall[od_curves_recall_at(c, l->m, l->a, l->t, l->k)] = (double)l->n_found / (double)l->n_truths;
}

/* All thresholds of one category, area range and max_dets. */
static void write_area(const job *j, worker *w, line l, const ranking *r)
{
    const od_protocol *p = j->protocol;
    const size_t n_sights = look_at_area(j, w, r->n_events, &l);
    uint64_t need[OD_RECALL_POINTS];

    for (uint32_t i = 0; i < OD_RECALL_POINTS; i++)
        need[i] = od_recall_needed(p->recall[i], l.n_truths);
    for (l.t = 0; l.t < p->n_iou; l.t++) {
        l.n_found = true_positives(w, n_sights, l.t);
        write_recall(j, &l);
        make_envelope(w, l.n_found);
        write_points(j, w, &l, r, need);
    }
}

/* Where only recall is asked for, the order of the events does not matter: the true positives of all
 * combinations are counted at once. */
static od_bit_counts count_found(const worker *w, size_t n_events, uint32_t max_dets)
{
    od_bit_counts counts = {{0}};

    for (size_t e = 0; e < n_events; e++)
        if (w->events[e].rank < max_dets)
            od_bit_counts_add(&counts, w->events[e].matched & ~w->events[e].ignored);
    return counts;
}

static void write_area_recall(const job *j, const od_bit_counts *found, line l)
{
    for (l.t = 0; l.t < j->protocol->n_iou; l.t++) {
        l.n_found = od_bit_counts_of(found, l.a * j->protocol->n_iou + l.t);
        write_recall(j, &l);
    }
}

/* All area ranges of one category and max_dets. A range without ground truth to find stays -1. */
static void write_ranking(const job *j, worker *w, line l, ranking *r)
{
    const od_protocol *p = j->protocol;
    const bool recall_only = !j->curves->precision[l.m];
    od_bit_counts found;

    if (recall_only)
        found = count_found(w, r->n_events, p->max_dets[l.m]);
    else
        count_plain(j, w, l.k, p->max_dets[l.m], r);
    for (l.a = 0; l.a < p->n_areas; l.a++) {
        l.n_truths = j->table->n_truths[(size_t)l.k * p->n_areas + l.a];
        if (l.n_truths == 0)
            continue;
        if (recall_only)
            write_area_recall(j, &found, l);
        else
            write_area(j, w, l, r);
    }
}

static od_status accumulate_category(void *context, size_t item, unsigned worker_index, od_error *err)
{
    const job *j = context;
    const od_protocol *p = j->protocol;
    worker *w = &j->workers[worker_index];
    line l = {.k = j->order[item]};
    ranking r = {0};
    od_status st;

    if ((st = sort_events(j, w, l.k, &r.n_events, err)) != OD_OK ||
        (st = OD_GROW(w->wrong, w->wrong_capacity, r.n_events + 1, err)) != OD_OK ||
        (st = OD_GROW(w->precision, w->precision_capacity, r.n_events, err)) != OD_OK ||
        (st = OD_GROW(w->sights, w->sights_capacity, r.n_events + 1, err)) != OD_OK ||
        (st = OD_GROW(w->found, w->found_capacity, r.n_events + 1, err)) != OD_OK)
        return st;
    for (l.m = 0; l.m < p->n_max_dets; l.m++)
        write_ranking(j, w, l, &r);
    return OD_OK;
}

static void free_workers(job *j)
{
    for (unsigned i = 0; j->workers && i < j->n_workers; i++) {
        worker *w = &j->workers[i];

        free(w->keyed);
        free(w->swap);
        free(w->events);
        free(w->scores);
        free(w->places);
        free(w->wrong);
        free(w->precision);
        free(w->sights);
        free(w->found);
    }
    free(j->workers);
}

static od_status prepare(job *j, od_error *err)
{
    const od_ap_table *t = j->table;
    od_status st;

    if ((st = OD_ALLOC(j->workers, j->n_workers, err)) != OD_OK ||
        (st = OD_ALLOC(j->order, t->n_categories, err)) != OD_OK ||
        (st = od_grouping_init(&j->rows, &t->rows, t->n_categories, j->variant, j->n_workers, err)) !=
            OD_OK ||
        (st = od_grouping_init(&j->plain, &t->plain, t->n_categories, j->variant, j->n_workers, err)) !=
            OD_OK ||
        (st = od_parallel(j->n_workers, j->n_workers, count_part, j, err)) != OD_OK)
        return st;
    od_grouping_add_up(&j->rows);
    od_grouping_add_up(&j->plain);
    return OD_OK;
}

static od_status accumulate_batch(job *j, uint32_t first, uint32_t end, od_error *err)
{
    od_status st;

    if ((st = od_grouping_batch(&j->rows, first, end, err)) != OD_OK ||
        (st = od_grouping_batch(&j->plain, first, end, err)) != OD_OK ||
        (st = od_parallel(j->n_workers, j->n_workers, list_part, j, err)) != OD_OK ||
        (st = order_categories(j, first, end, err)) != OD_OK)
        return st;
    return od_parallel(j->n_workers, end - first, accumulate_category, j, err);
}

od_status od_ap_table_curves(const od_ap_table *t, uint32_t variant, const od_metric_context *c,
                             unsigned wanted, bool with_scores, od_curves *curves, od_error *err)
{
    job j = {.table = t,
             .protocol = c->problem->protocol,
             .variant = variant,
             .curves = curves,
             .n_workers = c->n_threads ? c->n_threads : 1};
    od_status st = od_curves_init(curves, j.protocol, t->n_categories, wanted, with_scores, err);

    if (st == OD_OK)
        st = prepare(&j, err);
    for (uint32_t first = 0, end; first < t->n_categories && st == OD_OK; first = end) {
        end = end_of_batch(&j, first);
        st = accumulate_batch(&j, first, end, err);
    }
    od_grouping_release(&j.rows);
    od_grouping_release(&j.plain);
    free(j.order);
    free_workers(&j);
    if (st != OD_OK)
        od_curves_free(curves);
    return st;
}
