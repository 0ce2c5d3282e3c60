/* ap_scores.c: from curves to the 12 numbers, with their names (semantics A8).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metric/ap_table.h"

typedef struct summary {
    const od_curves *curves;
    const od_protocol *protocol;
    const char *prefix;
    od_scores *scores;
    double *scratch; /* OD_MEAN_PIECE */
    od_error *err;
} summary;

/* "small" -> "s"; a range of the user's own keeps its name: "_tiny". */
static const char *area_suffix(const od_area_range *area, char buf[32])
{
    static const char *const known[][2] = {{"small", "s"}, {"medium", "m"}, {"large", "l"}};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(area->name, known[i][0]) == 0)
            return known[i][1];
    snprintf(buf, 32, "_%s", area->name);
    return buf;
}

/* Mean precision over thresholds first .. first + n - 1, all recall points and categories. */
static double mean_precision(const summary *s, uint32_t m, uint32_t a, uint32_t first, uint32_t n)
{
    const od_curves *c = s->curves;

    if (!c->precision[m])
        return NAN;
    return od_mean_defined(c->precision[m] + od_curves_point_at(c, a, first, 0, 0),
                           (size_t)n * OD_RECALL_POINTS * c->n_categories, s->scratch);
}

static double mean_recall(const summary *s, uint32_t m, uint32_t a)
{
    const od_curves *c = s->curves;

    return od_mean_defined(c->recall + od_curves_recall_at(c, m, a, 0, 0), (size_t)c->n_iou * c->n_categories,
                           s->scratch);
}

/* The same numbers as one category's share of them; its values are strided, so they are gathered first. */
static double category_precision(const summary *s, uint32_t m, uint32_t first, uint32_t n, uint32_t k,
                                 double *values)
{
    const od_curves *c = s->curves;
    size_t count = (size_t)n * OD_RECALL_POINTS;
    const double *at = c->precision[m] + od_curves_point_at(c, 0, first, 0, k);

    for (size_t i = 0; i < count; i++)
        values[i] = at[i * c->n_categories];
    return od_mean_defined(values, count, s->scratch);
}

static uint32_t threshold_index(const od_protocol *p, double iou)
{
    for (uint32_t t = 0; t < p->n_iou; t++)
        if (p->iou[t] == iou)
            return t;
    return OD_NONE;
}

static od_status per_category(const summary *s, const char *stem, uint32_t m, uint32_t first, uint32_t n)
{
    char name[OD_SCORE_NAME];
    double *column, *values;
    od_status st;

    snprintf(name, sizeof name, "%s%s", s->prefix, stem);
    if (!(column = od_scores_per_category(s->scores, name, s->err)))
        return OD_SYSTEM;
    if ((st = OD_ALLOC(values, (size_t)n * OD_RECALL_POINTS, s->err)) != OD_OK)
        return st;
    for (uint32_t k = 0; k < s->curves->n_categories; k++)
        column[k] = category_precision(s, m, first, n, k, values);
    free(values);
    return OD_OK;
}

/* The index of the most detections that count. The reference takes the third of max_dets, whatever follows.
 */
static uint32_t last_index(const od_problem *problem)
{
    const uint32_t n = problem->protocol->n_max_dets;

    return n > 3 && !(problem->fixes & OD_FIX_MAX_DETS) ? 2 : n - 1;
}

/* The reference takes AP at 100 detections literally; without such an entry in max_dets it has none. */
static uint32_t ap_index(const od_problem *problem)
{
    const od_protocol *p = problem->protocol;

    if (problem->fixes & OD_FIX_MAX_DETS)
        return p->n_max_dets - 1;
    for (uint32_t m = 0; m < p->n_max_dets; m++)
        if (p->max_dets[m] == 100)
            return m;
    return OD_NONE;
}

static void add_number(od_ap_number *numbers, uint32_t *n, const char *stem, const char *suffix, bool recall,
                       uint32_t max_dets, uint32_t area, uint32_t iou)
{
    od_ap_number *number = &numbers[(*n)++];

    *number = (od_ap_number){.recall = recall, .max_dets = max_dets, .area = area, .iou = iou};
    snprintf(number->name, sizeof number->name, "%s%s", stem, suffix);
}

/* AP50 and AP75: undefined when the protocol lacks the threshold. */
static void add_at_threshold(const od_problem *problem, od_ap_number *numbers, uint32_t *n,
                             const char *suffix, double iou)
{
    const uint32_t t = threshold_index(problem->protocol, iou);

    add_number(numbers, n, "AP", suffix, false, t == OD_NONE ? OD_NONE : last_index(problem), 0, t);
}

uint32_t od_ap_numbers(const od_problem *problem, od_ap_number numbers[OD_AP_NUMBERS_MAX])
{
    const od_protocol *p = problem->protocol;
    const uint32_t last = last_index(problem);
    char suffix[32];
    uint32_t n = 0;

    add_number(numbers, &n, "AP", "", false, ap_index(problem), 0, OD_NONE);
    add_at_threshold(problem, numbers, &n, "50", .5);
    add_at_threshold(problem, numbers, &n, "75", .75);
    for (uint32_t a = 1; a < p->n_areas; a++)
        add_number(numbers, &n, "AP", area_suffix(&p->area[a], suffix), false, last, a, OD_NONE);
    for (uint32_t m = 0; m < p->n_max_dets; m++) {
        snprintf(suffix, sizeof suffix, "%u", p->max_dets[m]);
        add_number(numbers, &n, "AR", suffix, true, m, 0, OD_NONE);
    }
    for (uint32_t a = 1; a < p->n_areas; a++)
        add_number(numbers, &n, "AR", area_suffix(&p->area[a], suffix), true, last, a, OD_NONE);
    return n;
}

static double value_of(const summary *s, const od_ap_number *number)
{
    if (number->max_dets == OD_NONE)
        return NAN;
    if (number->recall)
        return mean_recall(s, number->max_dets, number->area);
    if (number->iou == OD_NONE)
        return mean_precision(s, number->max_dets, number->area, 0, s->protocol->n_iou);
    return mean_precision(s, number->max_dets, number->area, number->iou, 1);
}

static od_status set_scores(const summary *s, const od_problem *problem)
{
    const uint32_t last = last_index(problem), half = threshold_index(s->protocol, .5);
    od_ap_number numbers[OD_AP_NUMBERS_MAX];
    const uint32_t n = od_ap_numbers(problem, numbers);
    char name[OD_SCORE_NAME];
    od_status st = OD_OK;

    for (uint32_t i = 0; i < n && st == OD_OK; i++) {
        snprintf(name, sizeof name, "%.11s%.35s", s->prefix, numbers[i].name);
        st = od_scores_set(s->scores, name, value_of(s, &numbers[i]), s->err);
    }
    if (st != OD_OK || (st = per_category(s, "AP", last, 0, s->protocol->n_iou)) != OD_OK)
        return st;
    return half == OD_NONE ? OD_OK : per_category(s, "AP50", last, half, 1);
}

od_status od_ap_table_scores(const od_ap_table *t, uint32_t variant, const od_metric_context *c,
                             const char *prefix, od_scores *scores, od_error *err)
{
    const od_protocol *p = c->problem->protocol;
    const uint32_t last = last_index(c->problem), m_ap = ap_index(c->problem);
    const unsigned wanted = 1u << last | (m_ap == OD_NONE ? 0 : 1u << m_ap);
    summary s = {.protocol = p, .prefix = prefix, .scores = scores, .err = err};
    od_curves curves = {0};
    od_status st;

    if ((st = od_ap_table_curves(t, variant, c, wanted, false, &curves, err)) != OD_OK)
        return st;
    s.curves = &curves;
    st = OD_ALLOC(s.scratch, OD_MEAN_PIECE, err);
    if (st == OD_OK)
        st = set_scores(&s, c->problem);
    free(s.scratch);
    od_curves_free(&curves);
    return st;
}
