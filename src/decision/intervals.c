/* intervals.c: from resamples to intervals. */
#include <math.h>
#include <string.h>

#include "decision/bootstrap.h"

/* The resampled values of one number, or the differences of two, resample by resample. */
typedef struct series {
    const double *from, *to; /* from NULL: the values of `to` */
    uint32_t n;
} series;

static double value_at(const series *s, uint32_t i)
{
    return s->from ? s->to[i] - s->from[i] : s->to[i];
}

static uint32_t count_defined(const series *s)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < s->n; i++)
        n += !isnan(value_at(s, i));
    return n;
}

/* Ascending with the value; 0.0 and -0.0 are equal. */
static uint64_t key_of(double value)
{
    uint64_t bits;

    value += 0.0;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static double of_key(uint64_t key)
{
    const uint64_t bits = key >> 63 ? key ^ UINT64_C(1) << 63 : ~key;
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The k-th smallest of the defined values, k from 0: the largest key that has at most k below it. It is found
 * bit by bit, which needs neither a copy nor an order. */
static double select_value(const series *s, uint32_t k)
{
    uint64_t key = 0;

    for (int bit = 63; bit >= 0; bit--) {
        const uint64_t next = key | UINT64_C(1) << bit;
        uint32_t below = 0;

        for (uint32_t i = 0; i < s->n; i++) {
            const double value = value_at(s, i);

            below += !isnan(value) && key_of(value) < next;
        }
        if (below <= k)
            key = next;
    }
    return of_key(key);
}

/* numpy's default quantile: linear between the two values that it falls between. */
static double quantile(const series *s, uint32_t n_defined, double fraction)
{
    const double place = fraction * (n_defined - 1);
    const uint32_t k = (uint32_t)place;
    const double low = select_value(s, k), part = place - k;

    if (part <= 0 || k + 1 >= n_defined)
        return low;
    return low + part * (select_value(s, k + 1) - low);
}

/* How far the values are to be moved so that their mean is `estimate`; 0 where there is none. */
static double move_to(const series *s, uint32_t n_defined, double estimate)
{
    double sum = 0;

    for (uint32_t i = 0; i < s->n; i++)
        sum += isnan(value_at(s, i)) ? 0 : value_at(s, i);
    return n_defined == 0 || isnan(estimate) ? 0 : estimate - sum / n_defined;
}

/* A resample in which two runs do not differ holds nothing that they differ in, and no bias: it stays. */
static double moved(const series *s, double value, double move)
{
    return s->from && value == 0 ? 0 : value + move;
}

static od_interval interval_of(const series *s, double estimate, double confidence)
{
    const uint32_t n = count_defined(s);
    const double move = move_to(s, n, estimate);

    if (n == 0 || !(confidence > 0 && confidence < 1))
        return (od_interval){NAN, NAN};
    return (od_interval){moved(s, quantile(s, n, (1 - confidence) / 2), move),
                         moved(s, quantile(s, n, (1 + confidence) / 2), move)};
}

/* A move must not lead out of what the number can be. */
static od_interval within(od_interval i, double low, double high)
{
    return (od_interval){i.low < low ? low : i.low, i.high > high ? high : i.high};
}

static const double *values_of(const od_bootstrap *b, size_t path)
{
    return b->values + path * b->resamples;
}

static double estimate_of(const od_bootstrap *b, size_t path)
{
    return b->estimates ? b->estimates[path] : NAN;
}

static series differences(const od_bootstrap *a, size_t path_a, const od_bootstrap *b, size_t path_b)
{
    return (series){values_of(a, path_a), values_of(b, path_b),
                    a->resamples < b->resamples ? a->resamples : b->resamples};
}

size_t od_bootstrap_find(const od_bootstrap *b, const char *path)
{
    for (size_t i = 0; i < b->n_paths; i++)
        if (strcmp(b->paths[i], path) == 0)
            return i;
    return SIZE_MAX;
}

od_interval od_bootstrap_interval(const od_bootstrap *b, size_t path, double confidence)
{
    const series s = {NULL, values_of(b, path), b->resamples};

    return within(interval_of(&s, estimate_of(b, path), confidence), 0, 1);
}

od_interval od_bootstrap_difference(const od_bootstrap *a, size_t path_a, const od_bootstrap *b,
                                    size_t path_b, double confidence, double *p_greater)
{
    const series s = differences(a, path_a, b, path_b);
    const double estimate = estimate_of(b, path_b) - estimate_of(a, path_a);
    const uint32_t n = count_defined(&s);
    const double move = move_to(&s, n, estimate);
    uint32_t greater = 0;

    for (uint32_t i = 0; i < s.n; i++)
        greater += moved(&s, value_at(&s, i), move) > 0;
    if (p_greater)
        *p_greater = n ? (double)greater / n : NAN;
    return within(interval_of(&s, estimate, confidence), -1, 1);
}

double od_bootstrap_spread(const od_bootstrap *a, size_t path_a, const od_bootstrap *b, size_t path_b)
{
    const series s = differences(a, path_a, b, path_b);
    const uint32_t n = count_defined(&s);
    double sum = 0, squares = 0;

    if (n < 2)
        return NAN;
    for (uint32_t i = 0; i < s.n; i++)
        sum += isnan(value_at(&s, i)) ? 0 : value_at(&s, i);
    for (uint32_t i = 0; i < s.n; i++) {
        const double off = isnan(value_at(&s, i)) ? 0 : value_at(&s, i) - sum / n;

        squares += off * off;
    }
    return sqrt(squares / (n - 1));
}

/* ---- into a record ---- */

/* The intervals of those scores that were resampled, in the scores' order. */
static od_status note(const od_bootstrap *b, double confidence, od_record *record, const char *level,
                      const od_record_scores *scores, od_record_ranges *to, od_error *err)
{
    to->n = 0;
    if (!(to->list = od_arena_alloc(&record->texts, scores->n * sizeof *to->list)))
        return od_fail_memory(err);
    for (uint32_t i = 0; i < scores->n; i++) {
        const char *path = od_arena_printf(&record->texts, "%s.%s", level, scores->list[i].name);
        size_t found;
        od_interval interval;

        if (!path)
            return od_fail_memory(err);
        if ((found = od_bootstrap_find(b, path)) == SIZE_MAX)
            continue;
        interval = od_bootstrap_interval(b, found, confidence);
        to->list[to->n++] = (od_record_range){scores->list[i].name, interval.low, interval.high};
    }
    return OD_OK;
}

static od_status note_groups(const od_bootstrap *b, double confidence, od_record *record, const char *kind,
                             od_record_group *groups, uint32_t n, od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < n && st == OD_OK; i++) {
        const char *level = od_arena_printf(&record->texts, "%s.%s", kind, groups[i].name);

        st = level ? note(b, confidence, record, level, &groups[i].scores, &groups[i].intervals, err)
                   : od_fail_memory(err);
    }
    return st;
}

od_status od_bootstrap_note(const od_bootstrap *b, const od_bootstrap_options *options, od_record *record,
                            od_error *err)
{
    const double confidence = options->confidence;
    od_status st;

    record->resamples = b->resamples;
    record->seed = (uint32_t)options->seed;
    record->confidence = confidence;
    if ((st = note(b, confidence, record, "overall", &record->overall, &record->intervals, err)) != OD_OK ||
        (st = note_groups(b, confidence, record, "averages", record->averages, record->n_averages, err)) !=
            OD_OK ||
        (st = note_groups(b, confidence, record, "groups", record->groups, record->n_groups, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < record->n_subsets && st == OD_OK; i++) {
        od_record_subset *s = &record->subsets[i];
        const char *level = od_arena_printf(&record->texts, "subsets.%s", s->name);

        st = level ? note(b, confidence, record, level, &s->scores, &s->intervals, err) : od_fail_memory(err);
    }
    return st;
}
