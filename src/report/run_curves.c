/* run_curves.c: precision over recall, subset by subset. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/charts.h"
#include "report/run_parts.h"

enum { LINES_MAX = 3, NAME = 40 };

/* The averages of a subset's categories. */
typedef struct subset_curves {
    double y[LINES_MAX][OD_RECALL_POINTS]; /* NaN: no category has ground truth */
    char name[LINES_MAX][NAME];
    uint32_t n;
} subset_curves;

static const od_metric *choose_metric(const od_job *job)
{
    const od_metric *chosen = NULL;

    for (size_t i = 0; i < job->n_metrics; i++) {
        const od_metric *metric = job->metrics[i].metric;

        if (metric->curves && (!chosen || strcmp(metric->primary, job->bench->primary) == 0))
            chosen = metric;
    }
    return chosen;
}

static bool has_curves(const od_run_page *page)
{
    return page->job && choose_metric(page->job);
}

/* The mean over categories, and over the thresholds first .. last. */
static void average(const od_curves *c, const double *precision, uint32_t first, uint32_t last, double *y)
{
    for (uint32_t r = 0; r < OD_RECALL_POINTS; r++) {
        double sum = 0;
        size_t n = 0;

        for (uint32_t t = first; t <= last; t++)
            for (uint32_t k = 0; k < c->n_categories; k++) {
                const double p = precision[od_curves_point_at(c, 0, t, r, k)];

                sum += p > -1 ? p : 0;
                n += p > -1;
            }
        y[r] = n ? sum / (double)n : NAN;
    }
}

static void add_line(subset_curves *s, const od_curves *c, const double *precision, uint32_t first,
                     uint32_t last, const od_protocol *p)
{
    if (first == last)
        snprintf(s->name[s->n], NAME, "IoU %.4g", p->iou[first]);
    else
        snprintf(s->name[s->n], NAME, "mean of IoU %.4g to %.4g", p->iou[first], p->iou[last]);
    average(c, precision, first, last, s->y[s->n++]);
}

static uint32_t nearest_iou(const od_protocol *p, double iou)
{
    for (uint32_t t = 0; t < p->n_iou; t++)
        if (fabs(p->iou[t] - iou) < 1e-9)
            return t;
    return OD_NONE;
}

/* At the last max_dets, over the whole area range. */
static od_status compute(subset_curves *s, const od_job *job, const od_run *run, od_error *err)
{
    const od_protocol *p = &job->protocol;
    const uint32_t m = p->n_max_dets - 1, middle = nearest_iou(p, .75);
    od_curves c = {0};
    od_status st;

    *s = (subset_curves){.n = 0};
    if ((st = run->use->metric->curves(run->state, &run->context, 1u << m, false, &c, err)) == OD_OK) {
        add_line(s, &c, c.precision[m], 0, 0, p);
        if (middle != OD_NONE && middle > 0)
            add_line(s, &c, c.precision[m], middle, middle, p);
        if (p->n_iou > 1)
            add_line(s, &c, c.precision[m], 0, p->n_iou - 1, p);
    }
    od_curves_free(&c);
    return st;
}

static const od_run *find_run(const od_job_subset *s, const od_metric *metric)
{
    for (size_t i = 0; i < s->evaluation.n_runs; i++)
        if (s->evaluation.runs[i].use->metric == metric)
            return &s->evaluation.runs[i];
    return NULL;
}

static void put_subset(od_html *h, const od_job *job, uint32_t index, const od_metric *metric)
{
    const od_job_subset *s = &job->subsets[index];
    const od_run *run = s->evaluated ? find_run(s, metric) : NULL;
    od_polyline lines[LINES_MAX];
    subset_curves curves;
    char id[NAME];

    if (!run || h->st != OD_OK || (h->st = compute(&curves, job, run, h->err)) != OD_OK)
        return;
    for (uint32_t i = 0; i < curves.n; i++)
        lines[i] = (od_polyline){curves.name[i], job->protocol.recall, curves.y[i], OD_RECALL_POINTS};
    snprintf(id, sizeof id, "curve%u", index);
    od_html_fill(h, "<figure><figcaption>%</figcaption>\n", s->definition->name);
    if (isnan(curves.y[0][0]))
        od_html_raw(h, "<p>Undefined: there is no ground truth.</p>\n");
    else
        od_chart_lines(h, id, "Precision over recall", "recall, percent", "precision, percent", lines,
                       curves.n);
    od_html_raw(h, "</figure>\n");
}

static void write_curves(od_html *h, const od_run_page *page)
{
    const od_metric *metric = choose_metric(page->job);

    od_html_fill(h, "<p class=\"hint\">Of %, the mean over categories at each recall.</p>\n", metric->name);
    od_html_raw(h, "<div class=\"charts\">\n");
    for (uint32_t i = 0; i < page->job->bench->n_subsets; i++)
        put_subset(h, page->job, i, metric);
    od_html_raw(h, "</div>\n");
}

const od_run_section od_run_curves = {"curves", "Precision over recall", has_curves, write_curves};
