#include "benchmark/job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/threads.h"

/* ---- making ---- */

static od_status set_protocol(od_job *job, od_error *err)
{
    const od_job_options *o = &job->options;
    od_status st = OD_OK;

    job->protocol = job->bench->protocol;
    job->mode = job->bench->mode;
    if (o->iou)
        st = od_protocol_set_iou(&job->protocol, o->iou, err);
    if (st == OD_OK && o->area)
        st = od_protocol_set_areas(&job->protocol, o->area, err);
    if (st == OD_OK && o->max_dets)
        st = od_protocol_set_max_dets(&job->protocol, o->max_dets, err);
    if (st == OD_OK && o->mode && !od_mode_parse(o->mode, &job->mode)) {
        od_fail(err, OD_USAGE, "there is no mode \"%s\"", o->mode);
        st = od_remedy(err, "choose from all, positive, 1bbox");
    }
    return st;
}

static bool in_use(const od_job *job, const od_metric *metric)
{
    for (size_t i = 0; i < job->n_metrics; i++)
        if (job->metrics[i].metric == metric)
            return true;
    return false;
}

static od_status parse_metrics(od_job *job, const char *list, od_error *err)
{
    const char *at = list;
    size_t capacity = 0;
    od_status st;

    for (;;) {
        size_t n = strcspn(at, ",");
        od_metric_use use;

        if ((st = od_metric_use_parse(&use, (od_str){at, n}, err)) != OD_OK ||
            (st = OD_GROW(job->metrics, capacity, job->n_metrics + 1, err)) != OD_OK)
            return st;
        if (in_use(job, use.metric))
            return od_fail(err, OD_USAGE, "--metrics names %s twice", use.metric->name);
        job->metrics[job->n_metrics++] = use;
        if (at[n] == '\0')
            return OD_OK;
        at += n + 1;
    }
}

static od_status set_metrics(od_job *job, od_error *err)
{
    const od_bench *b = job->bench;
    od_status st;

    if (job->options.metrics)
        return parse_metrics(job, job->options.metrics, err);
    if ((st = OD_ALLOC(job->metrics, b->n_metrics, err)) != OD_OK)
        return st;
    memcpy(job->metrics, b->metrics, b->n_metrics * sizeof *b->metrics);
    job->n_metrics = b->n_metrics;
    return OD_OK;
}

static od_status no_such_subset(const od_bench *b, const char *name, od_error *err)
{
    od_buffer names = {0};
    od_status st = OD_OK;

    for (uint32_t i = 0; i < b->n_subsets && st == OD_OK; i++)
        st = od_buffer_printf(&names, err, "%s%s", i ? ", " : "", b->subsets[i].name);
    od_fail(err, OD_USAGE, "%s has no subset \"%s\"", b->name, name);
    od_remedy(err, "choose from %s", names.bytes ? names.bytes : "");
    od_buffer_free(&names);
    return OD_USAGE;
}

static od_status choose_subsets(od_job *job, od_error *err)
{
    const od_bench *b = job->bench;
    const char *const *wanted = job->options.subsets;
    od_status st;

    if ((st = OD_ALLOC(job->subsets, b->n_subsets, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < b->n_subsets; i++) {
        job->subsets[i].definition = &b->subsets[i];
        job->subsets[i].wanted = !wanted;
    }
    for (; wanted && *wanted; wanted++) {
        uint32_t index = od_bench_find_subset(b, *wanted);

        if (index == OD_NONE)
            return no_such_subset(b, *wanted, err);
        job->subsets[index].wanted = true;
    }
    return OD_OK;
}

static od_status set_answers(od_job *job, od_error *err)
{
    od_job_options *o = &job->options;
    od_answer_way *way = &o->answers;
    od_status st = od_answer_way_parse(way, o->frame, o->reader, o->min_pixels, o->max_pixels, o->patch, err);

    if (st == OD_OK && o->duplicates)
        st = od_duplicates_parse(&way->duplicates, o->duplicates, err);
    if (st != OD_OK || !o->unknown_labels)
        return st;
    way->drop_unknown_labels = strcmp(o->unknown_labels, "drop") == 0;
    if (way->drop_unknown_labels || strcmp(o->unknown_labels, "charge") == 0)
        return OD_OK;
    od_fail(err, OD_USAGE, "--unknown-labels does not take \"%s\"", o->unknown_labels);
    return od_remedy(err, "choose from charge, drop");
}

od_status od_job_create(od_job **out, const od_bench *bench, const od_job_options *options, od_error *err)
{
    od_job *job = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(job, 1, err)) != OD_OK)
        return st;
    job->bench = bench;
    job->options = *options;
    job->fixes = options->rules == OD_RULES_CORRECTED ? OD_FIX_ALL : 0;
    if (!job->options.threads)
        job->options.threads = od_processors();
    if (options->gt && !bench->one_set) {
        od_fail(err, OD_USAGE, "--gt names one annotation file, but %s has %u subsets", bench->name,
                bench->n_subsets);
        st = od_remedy(err, "name the folder that holds them all with --data DIR");
        goto done;
    }
    if ((st = set_protocol(job, err)) != OD_OK || (st = set_metrics(job, err)) != OD_OK ||
        (st = set_answers(job, err)) != OD_OK || (st = choose_subsets(job, err)) != OD_OK ||
        (st = OD_ALLOC(job->groups, bench->n_groups, err)) != OD_OK ||
        (st = OD_ALLOC(job->averages, bench->n_averages, err)) != OD_OK)
        goto done;
    *out = job;
    job = NULL;
done:
    od_job_free(job);
    return st;
}

/* What scoring has made of a subset. */
static void release_results(od_job_subset *s)
{
    for (size_t i = 0; i < s->n_effects; i++)
        od_scores_free(&s->effects[i].other);
    free(s->effects);
    s->effects = NULL;
    s->n_effects = 0;
    od_evaluation_free(&s->evaluation);
    s->evaluated = false;
}

static void release_subset(od_job_subset *s)
{
    release_results(s);
    od_target_release(&s->target);
    od_dataset_free(s->dataset);
    free(s->left_out);
    free(s->gt_path);
}

/* Leaves the scores of all groups and averages empty. */
static void release_means(od_job *job)
{
    for (uint32_t i = 0; job->groups && i < job->bench->n_groups; i++)
        od_scores_free(&job->groups[i]);
    for (uint32_t i = 0; job->averages && i < job->bench->n_averages; i++)
        od_scores_free(&job->averages[i]);
    od_readable_release(job);
}

void od_job_free(od_job *job)
{
    if (!job)
        return;
    for (uint32_t i = 0; job->subsets && i < job->bench->n_subsets; i++)
        release_subset(&job->subsets[i]);
    release_means(job);
    free(job->subsets);
    free(job->groups);
    free(job->averages);
    free(job->metrics);
    free(job->root);
    free(job->preds_path);
    od_buffer_free(&job->model);
    od_run_facts_release(&job->runs);
    od_ledger_free(&job->ledger);
    free(job);
}

/* ---- predictions ---- */

typedef struct routes {
    od_target *targets;       /* copies of the wanted subsets' targets, handed to the readers and back */
    uint32_t *subset;         /* which subset each stands for */
    const char **passed_over; /* names of the others */
    uint32_t n;
} routes;

static od_status make_routes(const od_job *job, routes *r, od_error *err)
{
    const uint32_t n = job->bench->n_subsets;
    size_t n_passed = 0;
    od_status st;

    if ((st = OD_ALLOC(r->targets, n, err)) != OD_OK || (st = OD_ALLOC(r->subset, n, err)) != OD_OK ||
        (st = OD_ALLOC(r->passed_over, (size_t)n + 1, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < n; i++) {
        if (!job->subsets[i].has_target) {
            r->passed_over[n_passed++] = job->bench->subsets[i].name;
            continue;
        }
        r->targets[r->n] = job->subsets[i].target;
        r->subset[r->n++] = i;
    }
    return OD_OK;
}

static od_status refuse_unknown(const od_job *job, od_error *err)
{
    for (uint32_t i = 0; i < job->bench->n_subsets; i++) {
        const od_job_subset *s = &job->subsets[i];
        const od_ledger_entry *e =
            s->has_target ? od_ledger_find(&s->target.ledger, &od_kind_unknown_image) : NULL;

        if (!e)
            continue;
        od_fail(err, OD_INPUT, "%llu prediction%s for images that the data set does not have (first: %s)",
                (unsigned long long)e->count, e->count == 1 ? " is" : "s are", od_ledger_first(e));
        return od_remedy(err, "%s",
                         s->target.detections.n == 0
                             ? "none is for an image of this data set: check that both are of the same set"
                             : "check that both are of the same set; --unknown drop leaves them out");
    }
    return OD_OK;
}

static od_status remember_path(od_job *job, const char *path, od_error *err)
{
    od_buffer copy = {0};
    od_status st = od_buffer_printf(&copy, err, "%s", path);

    job->n_preds++;
    if (job->preds_path)
        od_buffer_free(&copy);
    else
        job->preds_path = copy.bytes;
    return st;
}

od_status od_job_load_predictions(od_job *job, const char *path, od_error *err)
{
    const size_t n_runs = job->runs.n;
    routes r = {0};
    od_prediction_sink sink;
    double lap = od_now();
    od_status st;

    od_job_tell(job, "reading predictions", 0, 0);
    if ((st = remember_path(job, path, err)) != OD_OK || (st = make_routes(job, &r, err)) != OD_OK)
        goto done;
    sink = (od_prediction_sink){.targets = r.targets,
                                .n_targets = r.n,
                                .target = r.n == 1 ? 0 : OD_NONE,
                                .label_match = job->options.label_match,
                                .answers = &job->options.answers,
                                .images_by_place = job->options.images_by_place,
                                .format = job->options.format,
                                .passed_over = r.passed_over,
                                .model = &job->model,
                                .runs = &job->runs,
                                .n_threads = job->options.threads,
                                .ledger = &job->ledger};
    st = od_predictions_read(&sink, path, err);
    for (uint32_t i = 0; i < r.n; i++)
        job->subsets[r.subset[i]].target = r.targets[i];
    if (st == OD_OK && !job->options.drop_unknown)
        st = refuse_unknown(job, err);
    if (st == OD_OK)
        st = od_job_check_runs(job, n_runs, err);
done:
    od_timing_lap(&job->timing, OD_PHASE_PREDICTIONS, &lap);
    free(r.targets);
    free(r.subset);
    free(r.passed_over);
    return st;
}

od_status od_job_reset_predictions(od_job *job, od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < job->bench->n_subsets; i++) {
        od_job_subset *s = &job->subsets[i];

        release_results(s);
        od_target_release(&s->target);
        s->has_target = false;
        if (!s->dataset || st != OD_OK)
            continue;
        st = od_job_init_target(job, s, err);
    }
    release_means(job);
    od_ledger_free(&job->ledger);
    free(job->preds_path);
    job->preds_path = NULL;
    job->n_preds = 0;
    od_buffer_free(&job->model);
    od_run_facts_release(&job->runs);
    return st;
}

const char *od_job_model(const od_job *job)
{
    if (job->options.model)
        return job->options.model;
    return job->model.n ? job->model.bytes : NULL;
}
