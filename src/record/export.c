/* export.c: the arrays behind AP, laid out as pycocotools' eval["precision"], ["recall"] and ["scores"]. */
#include <stdlib.h>
#include <string.h>

#include "core/jsonout.h"
#include "record/npy.h"
#include "record/record.h"

typedef struct arrays {
    const od_job *job;
    const od_job_subset *subset;
    const od_metric *metric;
    const char *folder; /* of this subset */
    od_curves curves;
    od_error *err;
} arrays;

/* The metric that has the primary score, if it has curves; else the first that has some. */
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

static od_status compute(arrays *a)
{
    const od_evaluation *e = &a->subset->evaluation;
    const unsigned all = (1u << a->job->protocol.n_max_dets) - 1;

    for (size_t i = 0; i < e->n_runs; i++)
        if (e->runs[i].use->metric == a->metric)
            return a->metric->curves(e->runs[i].state, &e->runs[i].context, all, true, &a->curves, a->err);
    return od_fail(a->err, OD_SYSTEM, "%s has no state of the metric %s", a->subset->definition->name,
                   a->metric->name);
}

static od_status open_file(const arrays *a, const char *name, od_output **out)
{
    od_buffer path = {0};
    od_status st = od_buffer_printf(&path, a->err, "%s/%s", a->folder, name);

    if (st == OD_OK)
        st = od_output_open(out, path.bytes, a->err);
    od_buffer_free(&path);
    return st;
}

static od_status close_file(od_output *o, od_status st, od_error *err)
{
    if (st == OD_OK)
        return od_output_commit(o, err);
    od_output_discard(o);
    return st;
}

/* planes: per max_dets, [A][T][R][K]; a plane that was not computed is all -1, as what is undefined. Out:
 * T,R,K,A,M. */
static od_status write_points(const arrays *a, const char *name, double *const planes[OD_MAX_DETS_MAX])
{
    const od_curves *c = &a->curves;
    const size_t n_points = (size_t)c->n_iou * OD_RECALL_POINTS * c->n_categories;
    const size_t shape[] = {c->n_iou, OD_RECALL_POINTS, c->n_categories, c->n_areas, c->n_max_dets};
    double values[OD_AREA_MAX * OD_MAX_DETS_MAX];
    od_output *o = NULL;
    od_status st;

    if ((st = open_file(a, name, &o)) != OD_OK)
        return st;
    st = od_npy_header(o, shape, 5, a->err);
    for (size_t i = 0; i < n_points && st == OD_OK; i++) {
        size_t n = 0;

        for (uint32_t area = 0; area < c->n_areas; area++)
            for (uint32_t m = 0; m < c->n_max_dets; m++)
                values[n++] = planes[m] ? planes[m][n_points * area + i] : -1;
        st = od_npy_numbers(o, values, n, a->err);
    }
    return close_file(o, st, a->err);
}

/* Out: T,K,A,M. */
static od_status write_recall(const arrays *a)
{
    const od_curves *c = &a->curves;
    const size_t shape[] = {c->n_iou, c->n_categories, c->n_areas, c->n_max_dets};
    double values[OD_AREA_MAX * OD_MAX_DETS_MAX];
    od_output *o = NULL;
    od_status st;

    if ((st = open_file(a, "recall.npy", &o)) != OD_OK)
        return st;
    st = od_npy_header(o, shape, 4, a->err);
    for (uint32_t t = 0; t < c->n_iou; t++)
        for (uint32_t k = 0; k < c->n_categories && st == OD_OK; k++) {
            size_t n = 0;

            for (uint32_t area = 0; area < c->n_areas; area++)
                for (uint32_t m = 0; m < c->n_max_dets; m++)
                    values[n++] = c->recall[od_curves_recall_at(c, m, area, t, k)];
            st = od_npy_numbers(o, values, n, a->err);
        }
    return close_file(o, st, a->err);
}

static void describe_numbers(od_jsonout *j, const char *key, const double *values, uint32_t n)
{
    od_jsonout_key(j, key);
    od_jsonout_open(j, '[', true);
    for (uint32_t i = 0; i < n; i++)
        od_jsonout_number(j, values[i]);
    od_jsonout_close(j, ']');
}

static void describe_categories(od_jsonout *j, const od_dataset *set)
{
    od_jsonout_key(j, "categories");
    od_jsonout_open(j, '[', false);
    for (uint32_t k = 0; k < set->n_categories; k++) {
        od_jsonout_open(j, '{', true);
        od_jsonout_key(j, "id");
        if (set->category_id[k].text)
            od_jsonout_cstr(j, set->category_id[k].text);
        else
            od_jsonout_integer(j, set->category_id[k].number);
        od_jsonout_key(j, "name");
        od_jsonout_text(j, set->category_name[k]);
        od_jsonout_close(j, '}');
    }
    od_jsonout_close(j, ']');
}

static void describe_areas(od_jsonout *j, const od_protocol *p)
{
    od_jsonout_key(j, "areas");
    od_jsonout_open(j, '[', false);
    for (uint32_t i = 0; i < p->n_areas; i++) {
        od_jsonout_open(j, '{', true);
        od_jsonout_key(j, "name");
        od_jsonout_cstr(j, p->area[i].name);
        od_jsonout_key(j, "low");
        od_jsonout_number(j, p->area[i].low);
        od_jsonout_key(j, "high");
        od_jsonout_number(j, p->area[i].high);
        od_jsonout_close(j, '}');
    }
    od_jsonout_close(j, ']');
}

static void describe_axes(od_jsonout *j, const arrays *a)
{
    const od_protocol *p = &a->job->protocol;

    od_jsonout_open(j, '{', false);
    od_jsonout_key(j, "schema");
    od_jsonout_cstr(j, "odeval.axes/1");
    od_jsonout_key(j, "bench");
    od_jsonout_cstr(j, a->job->bench->name);
    od_jsonout_key(j, "subset");
    od_jsonout_cstr(j, a->subset->definition->name);
    od_jsonout_key(j, "metric");
    od_jsonout_cstr(j, a->metric->name);
    od_jsonout_key(j, "arrays");
    od_jsonout_raw(j, "{\"precision\": [\"iou\", \"recall\", \"categories\", \"areas\", \"max_dets\"], "
                      "\"recall\": [\"iou\", \"categories\", \"areas\", \"max_dets\"], "
                      "\"scores\": [\"iou\", \"recall\", \"categories\", \"areas\", \"max_dets\"]}");
    od_jsonout_key(j, "undefined");
    od_jsonout_integer(j, -1);
    describe_numbers(j, "iou", p->iou, p->n_iou);
    describe_numbers(j, "recall", p->recall, OD_RECALL_POINTS);
    describe_categories(j, a->subset->dataset);
    describe_areas(j, p);
    od_jsonout_key(j, "max_dets");
    od_jsonout_open(j, '[', true);
    for (uint32_t m = 0; m < p->n_max_dets; m++)
        od_jsonout_integer(j, p->max_dets[m]);
    od_jsonout_close(j, ']');
    od_jsonout_close(j, '}');
    od_jsonout_newline(j);
}

static od_status write_axes(const arrays *a)
{
    od_output *o = NULL;
    od_jsonout j;
    od_status st;

    od_jsonout_init(&j, false, a->err);
    describe_axes(&j, a);
    st = j.st;
    if (st == OD_OK && (st = open_file(a, "axes.json", &o)) == OD_OK)
        st = close_file(o, od_output_write(o, j.text.bytes, j.text.n, a->err), a->err);
    od_jsonout_free(&j);
    return st;
}

static od_status write_files(arrays *a)
{
    od_status st;

    if ((st = od_make_folder(a->folder, a->err)) != OD_OK || (st = compute(a)) != OD_OK ||
        (st = write_points(a, "precision.npy", a->curves.precision)) != OD_OK ||
        (st = write_points(a, "scores.npy", a->curves.score)) != OD_OK || (st = write_recall(a)) != OD_OK)
        return st;
    return write_axes(a);
}

/* A subset's name becomes a folder's, so one that would lead out of DIR is refused. */
static od_status check_name(const char *name, od_error *err)
{
    if (name[0] && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
        return OD_OK;
    od_fail(err, OD_USAGE, "the subset \"%s\" cannot be exported, because its name cannot be a folder's",
            name);
    return od_remedy(err, "rename the subset in the benchmark definition");
}

static od_status export_subset(const od_job *job, const od_job_subset *subset, const od_metric *metric,
                               const char *folder, od_error *err)
{
    arrays a = {.job = job, .subset = subset, .metric = metric, .folder = folder, .err = err};
    od_buffer inner = {0};
    od_status st = OD_OK;

    if (!job->bench->one_set) {
        if ((st = check_name(subset->definition->name, err)) != OD_OK ||
            (st = od_buffer_printf(&inner, err, "%s/%s", folder, subset->definition->name)) != OD_OK)
            goto done;
        a.folder = inner.bytes;
    }
    st = write_files(&a);
done:
    od_curves_free(&a.curves);
    od_buffer_free(&inner);
    return st;
}

od_status od_export_arrays(const od_job *job, const char *folder, od_error *err)
{
    const od_metric *metric = choose_metric(job);
    od_status st = OD_OK;

    if (!metric) {
        od_fail(err, OD_USAGE, "none of the metrics has precision and recall curves to export");
        return od_remedy(err, "add AP to --metrics");
    }
    for (uint32_t s = 0; s < job->bench->n_subsets && st == OD_OK; s++)
        if (job->subsets[s].evaluated)
            st = export_subset(job, &job->subsets[s], metric, folder, err);
    return st;
}
