/* ap_sampler.c: AP and its relatives on resampled images, from the table, without sorting again.
 *
 * How much an image weighs changes with every resample; the ranking does not. So each category's rows are
 * ranked once. Kept of them are events (rows that took a truth), and for each event the images of the plain
 * rows between it and the event above: a draw adds up their weights, and then passes over the events once for
 * each threshold.
 *
 * An image drawn w times counts as w images with the same content. Among equal scores the copies of one row
 * stand together: rows are in the order of images and files, each w times. (Were the copies images with ids
 * of their own, all rows of the first copy would come before those of the second. The two differ only where
 * an image has several detections of one category with one score.)
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/sort.h"
#include "metric/grouping.h"

/* A row that took a truth. */
typedef struct event {
    uint32_t image;
    uint32_t right, wrong; /* bit t; where neither is set it counts neither way */
    uint32_t n_right;      /* bits of right */
    size_t plain_end;      /* plain rows above it: from the end of the event before, to here */
} event;

/* How many truths of a category an image has. */
typedef struct share {
    uint32_t image, n;
} share;

/* One area range, at one number of detections per image and category. */
typedef struct slice {
    uint32_t area, max_dets;
    bool ranked;     /* precision is asked for, so that order and plain rows matter */
    uint32_t *plain; /* images of plain rows, event by event */
    event *events;   /* by category, then by rank */
    share *shares;   /* by category */
    size_t n_plain, n_events, plain_capacity, events_capacity;
    size_t *events_start, *shares_start; /* n_categories + 1 of each */
} slice;

enum { SLICES_MAX = OD_AREA_MAX + OD_MAX_DETS_MAX };

typedef struct ap_sampler {
    od_sampler base; /* first */
    uint32_t n_iou, n_categories;
    double recall[OD_RECALL_POINTS];
    slice slices[SLICES_MAX];
    uint32_t n_slices;
    od_ap_number numbers[OD_AP_NUMBERS_MAX];
    uint32_t slice_of[OD_AP_NUMBERS_MAX]; /* per number; OD_NONE: it is undefined */
    char texts[OD_AP_NUMBERS_MAX][OD_SCORE_NAME];
    const char *names[OD_AP_NUMBERS_MAX + 1];
} ap_sampler;

/* ---- making ---- */

/* What is needed only while a sampler is made. */
typedef struct making {
    ap_sampler *sampler;
    const od_ap_table *table;
    const od_protocol *protocol;
    od_grouping rows, plain;
    od_keyed *keyed, *swap; /* the rows of one category */
    size_t keyed_capacity, swap_capacity;
    od_error *err;
} making;

static uint32_t slice_for(ap_sampler *s, const od_protocol *p, const od_ap_number *number)
{
    const uint32_t max_dets = p->max_dets[number->max_dets];
    uint32_t i = 0;

    while (i < s->n_slices && (s->slices[i].area != number->area || s->slices[i].max_dets != max_dets))
        i++;
    if (i == s->n_slices)
        s->slices[s->n_slices++] = (slice){.area = number->area, .max_dets = max_dets};
    s->slices[i].ranked |= !number->recall;
    return i;
}

static void choose_numbers(ap_sampler *s, const od_problem *problem, const char *prefix)
{
    s->base.n = od_ap_numbers(problem, s->numbers);
    for (size_t i = 0; i < s->base.n; i++) {
        const od_ap_number *number = &s->numbers[i];

        snprintf(s->texts[i], sizeof s->texts[i], "%.11s%.35s", prefix, number->name);
        s->names[i] = s->texts[i];
        s->slice_of[i] = number->max_dets == OD_NONE ? OD_NONE : slice_for(s, problem->protocol, number);
    }
    s->base.names = s->names;
}

static od_status group(const making *m, od_grouping *g, const od_blocks *blocks, uint32_t variant)
{
    const uint32_t n = m->sampler->n_categories;
    od_status st = od_grouping_init(g, blocks, n, variant, 1, m->err);

    if (st != OD_OK)
        return st;
    od_grouping_count(g, 0);
    od_grouping_add_up(g);
    if ((st = od_grouping_batch(g, 0, n, m->err)) == OD_OK)
        od_grouping_list(g, 0);
    return st;
}

/* Rows that took a truth have the lower numbers. */
static const od_ap_plain *row_at(const making *m, uint32_t k, size_t i)
{
    const size_t n_rows = od_grouping_size(&m->rows, k);

    if (i < n_rows)
        return od_blocks_at(m->rows.blocks, od_grouping_rows(&m->rows, k)[i]);
    return od_blocks_at(m->plain.blocks, od_grouping_rows(&m->plain, k)[i - n_rows]);
}

/* Brings the n rows of a category into the order of the ranking. */
static od_status rank_rows(making *m, uint32_t k, size_t n)
{
    od_status st;

    if (n > UINT32_MAX)
        return od_fail(m->err, OD_INPUT, "more than 2^32 detections in one category");
    if ((st = OD_GROW(m->keyed, m->keyed_capacity, n, m->err)) != OD_OK ||
        (st = OD_GROW(m->swap, m->swap_capacity, n, m->err)) != OD_OK)
        return st;
    for (size_t i = 0; i < n; i++)
        m->keyed[i] = (od_keyed){od_ap_place(row_at(m, k, i)), (uint32_t)i};
    od_sort_keyed(m->keyed, m->swap, n);
    for (size_t i = 0; i < n; i++)
        m->keyed[i].key = od_score_key(od_ap_score(row_at(m, k, m->keyed[i].value)));
    od_sort_keyed(m->keyed, m->swap, n);
    return OD_OK;
}

static od_status add_plain(const making *m, slice *s, const od_ap_plain *row)
{
    od_status st;

    if (!s->ranked || od_ap_rank(row) >= s->max_dets || (od_ap_outside(row) >> s->area & 1))
        return OD_OK;
    if ((st = OD_GROW(s->plain, s->plain_capacity, s->n_plain + 1, m->err)) == OD_OK)
        s->plain[s->n_plain++] = row->image;
    return st;
}

static uint32_t count_bits(uint32_t bits)
{
    uint32_t n = 0;

    for (; bits; bits &= bits - 1)
        n++;
    return n;
}

static od_status add_event(const making *m, slice *s, const od_ap_row *row)
{
    const uint32_t n_iou = m->protocol->n_iou, first = s->area * n_iou;
    const uint32_t all = n_iou == 32 ? UINT32_MAX : (UINT32_C(1) << n_iou) - 1;
    const uint32_t ignored = (uint32_t)(row->ignored >> first) & all;
    const uint32_t right = (uint32_t)(row->matched >> first) & all & ~ignored;
    od_status st;

    if (ignored == all || od_ap_rank(&row->key) >= s->max_dets)
        return OD_OK;
    if ((st = OD_GROW(s->events, s->events_capacity, s->n_events + 1, m->err)) == OD_OK)
        s->events[s->n_events++] = (event){.image = row->key.image,
                                           .right = right,
                                           .wrong = all & ~(right | ignored),
                                           .n_right = count_bits(right),
                                           .plain_end = s->n_plain};
    return st;
}

static size_t last_plain(const slice *s)
{
    return s->n_events ? s->events[s->n_events - 1].plain_end : 0;
}

static od_status add_category(making *m, uint32_t k)
{
    const size_t n_rows = od_grouping_size(&m->rows, k), n = n_rows + od_grouping_size(&m->plain, k);
    ap_sampler *sampler = m->sampler;
    od_status st = rank_rows(m, k, n);

    for (uint32_t i = 0; i < sampler->n_slices; i++)
        sampler->slices[i].events_start[k] = sampler->slices[i].n_events;
    for (size_t r = 0; r < n; r++)
        for (uint32_t i = 0; i < sampler->n_slices && st == OD_OK; i++) {
            const od_ap_plain *row = row_at(m, k, m->keyed[r].value);
            slice *s = &sampler->slices[i];

            st = m->keyed[r].value < n_rows ? add_event(m, s, (const od_ap_row *)row) : add_plain(m, s, row);
        }
    /* what stands below the last event changes nothing */
    for (uint32_t i = 0; i < sampler->n_slices; i++)
        sampler->slices[i].n_plain = last_plain(&sampler->slices[i]);
    return st;
}

static bool has_share(const slice *s, const od_ap_truths *truths)
{
    return od_ap_truths_areas(truths) >> s->area & 1;
}

/* Truths by category: counted, then put where the count says. */
static od_status add_shares(const making *m, slice *s)
{
    const od_blocks *truths = &m->table->truths;
    const uint32_t n_categories = m->sampler->n_categories;
    size_t *next = s->shares_start + 1; /* where a category's next goes is where it will end */
    od_status st;

    for (size_t b = 0; b < truths->n; b++)
        for (uint32_t i = 0; i < truths->used[b]; i++) {
            const od_ap_truths *t = od_blocks_at(truths, od_blocks_number(b, i));

            if (t->category + 1 < n_categories)
                next[t->category + 1] += has_share(s, t);
        }
    for (uint32_t k = 1; k < n_categories; k++)
        next[k] += next[k - 1];
    if ((st = OD_ALLOC(s->shares, truths->count, m->err)) != OD_OK)
        return st;
    for (size_t b = 0; b < truths->n; b++)
        for (uint32_t i = 0; i < truths->used[b]; i++) {
            const od_ap_truths *t = od_blocks_at(truths, od_blocks_number(b, i));

            if (has_share(s, t))
                s->shares[next[t->category]++] = (share){t->image, od_ap_truths_n(t)};
        }
    return OD_OK;
}

static od_status make_slices(making *m)
{
    ap_sampler *sampler = m->sampler;
    od_status st = OD_OK;

    for (uint32_t i = 0; i < sampler->n_slices && st == OD_OK; i++) {
        slice *s = &sampler->slices[i];

        if ((st = OD_ALLOC(s->events_start, (size_t)sampler->n_categories + 1, m->err)) == OD_OK &&
            (st = OD_ALLOC(s->shares_start, (size_t)sampler->n_categories + 1, m->err)) == OD_OK)
            st = add_shares(m, s);
    }
    for (uint32_t k = 0; k < sampler->n_categories && st == OD_OK; k++)
        st = add_category(m, k);
    for (uint32_t i = 0; i < sampler->n_slices && st == OD_OK; i++)
        sampler->slices[i].events_start[sampler->n_categories] = sampler->slices[i].n_events;
    return st;
}

/* ---- drawing ---- */

/* An event of an image that was drawn. */
typedef struct sight {
    uint64_t false_positives; /* plain rows above it, by weight */
    uint32_t weight, right, wrong;
} sight;

/* A true positive of one threshold. */
typedef struct found {
    uint64_t right, wrong; /* by weight: true positives up to it, and false ones above it */
} found;

/* Sums over the categories that have truths. */
typedef struct sums {
    double precision[OD_IOU_MAX]; /* of the means over recall points */
    double recall;                /* of the means over thresholds */
    uint32_t n;                   /* categories */
} sums;

static uint64_t weigh_truths(const slice *s, uint32_t k, const uint16_t *weight)
{
    uint64_t n = 0;

    for (size_t i = s->shares_start[k]; i < s->shares_start[k + 1]; i++)
        n += (uint64_t)weight[s->shares[i].image] * s->shares[i].n;
    return n;
}

static double weigh_recall(const slice *s, uint32_t k, const uint16_t *weight)
{
    uint64_t n = 0;

    for (size_t e = s->events_start[k]; e < s->events_start[k + 1]; e++)
        n += (uint64_t)weight[s->events[e].image] * s->events[e].n_right;
    return (double)n;
}

/* Returns how many events were drawn. */
static size_t look(const slice *s, uint32_t k, const uint16_t *weight, sight *sights)
{
    const size_t first = s->events_start[k];
    size_t p = first ? s->events[first - 1].plain_end : 0, n = 0;
    uint64_t false_positives = 0;

    for (size_t e = first; e < s->events_start[k + 1]; e++) {
        const event *ev = &s->events[e];
        const uint32_t w = weight[ev->image];

        for (; p < ev->plain_end; p++)
            false_positives += weight[s->plain[p]];
        sights[n] = (sight){false_positives, w, ev->right, ev->wrong};
        n += w > 0;
    }
    return n;
}

static size_t find(const sight *sights, size_t n, uint32_t t, found *list)
{
    uint64_t right = 0, wrong = 0;
    size_t n_found = 0;

    for (size_t i = 0; i < n; i++) {
        const sight *s = &sights[i];
        const uint64_t is_right = s->right >> t & 1, is_wrong = s->wrong >> t & 1;

        right += s->weight & -is_right;
        list[n_found] = (found){right, s->false_positives + wrong};
        n_found += is_right;
        wrong += s->weight & -is_wrong;
    }
    return n_found;
}

/* The sum over recall points of precision, made falling: from the last true positive up, the best precision
 * so far holds for all points that are reached between it and the one above. Points beyond the last count 0.
 */
static double sum_points(const found *list, size_t n, const uint64_t need[OD_RECALL_POINTS])
{
    const double epsilon = 0x1p-52; /* numpy.spacing(1) */
    double best = 0, sum = 0;
    int point = OD_RECALL_POINTS - 1;

    if (n == 0)
        return 0;
    while (point >= 0 && need[point] > list[n - 1].right)
        point--;
    for (size_t i = n; i-- > 0;) {
        const double right = (double)list[i].right, wrong = (double)list[i].wrong;
        const double precision = right / ((wrong + right) + epsilon);
        const uint64_t above = i ? list[i - 1].right : 0;

        best = precision > best ? precision : best;
        for (; point >= 0 && need[point] > above; point--)
            sum += best;
    }
    return sum + (point + 1) * best; /* recall 0 needs no truth found */
}

static void draw_category(const ap_sampler *sampler, const slice *s, uint32_t k, const uint16_t *weight,
                          sight *sights, found *list, sums *to)
{
    const uint64_t n_truths = weigh_truths(s, k, weight);
    uint64_t need[OD_RECALL_POINTS];
    size_t n;

    if (n_truths == 0)
        return;
    to->n++;
    to->recall += weigh_recall(s, k, weight) / (double)n_truths / sampler->n_iou;
    if (!s->ranked || (n = look(s, k, weight, sights)) == 0)
        return;
    for (uint32_t i = 0; i < OD_RECALL_POINTS; i++)
        need[i] = od_recall_needed(sampler->recall[i], n_truths);
    for (uint32_t t = 0; t < sampler->n_iou; t++)
        to->precision[t] += sum_points(list, find(sights, n, t, list), need) / OD_RECALL_POINTS;
}

static double number_of(const ap_sampler *sampler, const od_ap_number *number, const sums *of)
{
    double sum = 0;

    if (of->n == 0)
        return NAN;
    if (number->recall)
        return of->recall / of->n;
    if (number->iou != OD_NONE)
        return of->precision[number->iou] / of->n;
    for (uint32_t t = 0; t < sampler->n_iou; t++)
        sum += of->precision[t];
    return sum / sampler->n_iou / of->n;
}

static size_t most_events(const ap_sampler *s)
{
    size_t most = 0;

    for (uint32_t i = 0; i < s->n_slices; i++)
        for (uint32_t k = 0; k < s->n_categories; k++) {
            const size_t n = s->slices[i].events_start[k + 1] - s->slices[i].events_start[k];

            most = n > most ? n : most;
        }
    return most;
}

static void ap_draw(const od_sampler *base, const uint16_t *weight, void *scratch, double *values)
{
    const ap_sampler *s = (const ap_sampler *)base;
    /* one place more than events, since each is written before it is known whether it counts */
    const size_t room = s->base.scratch_bytes / (sizeof(sight) + sizeof(found));
    sight *sights = scratch;
    found *list = (found *)(sights + room);
    sums all[SLICES_MAX] = {0};

    for (uint32_t i = 0; i < s->n_slices; i++)
        for (uint32_t k = 0; k < s->n_categories; k++)
            draw_category(s, &s->slices[i], k, weight, sights, list, &all[i]);
    for (size_t i = 0; i < s->base.n; i++)
        values[i] = s->slice_of[i] == OD_NONE ? NAN : number_of(s, &s->numbers[i], &all[s->slice_of[i]]);
}

static void ap_release(od_sampler *base)
{
    ap_sampler *s = (ap_sampler *)base;

    for (uint32_t i = 0; i < s->n_slices; i++) {
        free(s->slices[i].plain);
        free(s->slices[i].events);
        free(s->slices[i].shares);
        free(s->slices[i].events_start);
        free(s->slices[i].shares_start);
    }
    free(s);
}

od_status od_ap_table_sampler(od_sampler **out, const od_ap_table *t, uint32_t variant,
                              const od_metric_context *c, const char *prefix, od_error *err)
{
    making m = {.table = t, .protocol = c->problem->protocol, .err = err};
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(m.sampler, 1, err)) != OD_OK)
        return st;
    m.sampler->base = (od_sampler){.draw = ap_draw, .release = ap_release};
    m.sampler->n_iou = m.protocol->n_iou;
    m.sampler->n_categories = t->n_categories;
    memcpy(m.sampler->recall, m.protocol->recall, sizeof m.sampler->recall);
    choose_numbers(m.sampler, c->problem, prefix);
    if ((st = group(&m, &m.rows, &t->rows, variant)) != OD_OK ||
        (st = group(&m, &m.plain, &t->plain, variant)) != OD_OK || (st = make_slices(&m)) != OD_OK)
        goto done;
    m.sampler->base.scratch_bytes = (most_events(m.sampler) + 1) * (sizeof(sight) + sizeof(found));
    *out = &m.sampler->base;
    m.sampler = NULL;
done:
    if (m.sampler)
        ap_release(&m.sampler->base);
    od_grouping_release(&m.rows);
    od_grouping_release(&m.plain);
    free(m.keyed);
    free(m.swap);
    return st;
}
