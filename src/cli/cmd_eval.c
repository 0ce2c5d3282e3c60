#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/eval_options.h"
#include "cli/outputs.h"
#include "cli/terminal.h"
#include "cli/timing.h"
#include "record/record.h"
#include "report/report.h"

enum { SUBSETS_MAX = 256 };

typedef struct eval_values {
    od_input_options input;
    od_protocol_options protocol;
    od_output_options output;
    od_running_options running;
} eval_values;

/* One run of the command. */
typedef struct eval {
    const eval_values *v;
    const od_report *report;
    const char *report_path;          /* "-": standard output */
    char *subset_text;                /* --subset, cut into pieces */
    const char *subsets[SUBSETS_MAX]; /* the pieces; ends with NULL */
    od_outputs outputs;
    od_meter meter;
    od_bench *bench;
    od_job *job;
    od_record *record;
} eval;

/* ---- before the work ---- */

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    return n > m && strcmp(text + n - m, end) == 0;
}

static void choose_report(eval *e)
{
    const od_output_options *o = &e->v->output;

    e->report_path = o->output ? o->output : "-";
    e->report = o->format ? od_report_find(o->format) : od_reports[0];
    for (const od_report *const *r = od_reports; !o->format && o->output && *r; r++)
        if ((*r)->extension && ends_with(o->output, (*r)->extension))
            e->report = *r;
}

static od_status check_needs(const eval *e, od_error *err)
{
    const od_input_options *i = &e->v->input;
    const od_output_options *o = &e->v->output;
    const struct {
        const char *option, *value;
    } scored[] = {
        {"-o", o->output}, {"--save", o->save}, {"--per-image", o->per_image}, {"--export", o->export}};

    if (!i->bench) {
        od_fail(err, OD_USAGE, "--bench is missing");
        return od_remedy(err, "name a benchmark (odeval list benches) or your own definition");
    }
    if (i->preds)
        return OD_OK;
    for (size_t k = 0; o->write_gt && k < sizeof scored / sizeof scored[0]; k++)
        if (scored[k].value) {
            od_fail(err, OD_USAGE, "%s needs --preds", scored[k].option);
            return od_remedy(err, "give the predictions, or leave %s out", scored[k].option);
        }
    if (o->write_gt)
        return OD_OK;
    od_fail(err, OD_USAGE, "--preds is missing");
    return od_remedy(
        err, "name the predictions: a file, a directory, or - for standard input (odeval list formats)");
}

static od_status claim_outputs(eval *e, od_error *err)
{
    const od_input_options *i = &e->v->input;
    const od_output_options *o = &e->v->output;
    const char *report = !i->preds ? NULL : e->report_path;
    od_status st;

    if ((st = od_outputs_claim(&e->outputs, o->output ? "-o" : "the report", report, err)) != OD_OK ||
        (st = od_outputs_claim(&e->outputs, "--save", o->save, err)) != OD_OK ||
        (st = od_outputs_claim(&e->outputs, "--per-image", o->per_image, err)) != OD_OK ||
        (st = od_outputs_claim(&e->outputs, "--write-gt", o->write_gt, err)) != OD_OK ||
        (st = od_outputs_spare(&e->outputs, "--preds", i->preds, err)) != OD_OK ||
        (st = od_outputs_spare(&e->outputs, "--gt", i->gt, err)) != OD_OK)
        return st;
    return od_outputs_spare(&e->outputs, "--bench", i->bench, err);
}

/* Cuts "color,logo" into e->subsets. */
static od_status cut_subsets(eval *e, od_error *err)
{
    const char *list = e->v->input.subset;
    size_t n = 0;
    char *rest;
    od_status st;

    if (!list)
        return OD_OK;
    if ((st = od_alloc(&e->subset_text, strlen(list) + 1, 1, err)) != OD_OK)
        return st;
    rest = strcpy(e->subset_text, list);
    for (char *comma = rest; comma; rest = comma + 1) {
        if (n + 1 == SUBSETS_MAX)
            return od_fail(err, OD_USAGE, "--subset names more than %d subsets", SUBSETS_MAX - 1);
        comma = strchr(rest, ',');
        if (comma)
            *comma = '\0';
        e->subsets[n++] = rest;
    }
    return OD_OK;
}

static bool is(const char *value, const char *word)
{
    return value && strcmp(value, word) == 0;
}

static od_job_options job_options(eval *e)
{
    const od_input_options *i = &e->v->input;
    const od_protocol_options *p = &e->v->protocol;
    const od_running_options *r = &e->v->running;

    return (od_job_options){
        .data = i->data,
        .gt = i->gt,
        .subsets = i->subset ? e->subsets : NULL,
        .metrics = p->metrics,
        .iou = p->iou,
        .area = p->area,
        .max_dets = p->max_dets,
        .mode = p->mode,
        .rules = is(p->rules, "corrected") ? OD_RULES_CORRECTED : OD_RULES_REFERENCE,
        .label_match = is(i->label_match, "folded") ? OD_LABEL_FOLDED : OD_LABEL_EXACT,
        .drop_unknown = is(i->unknown, "drop"),
        .format = i->preds_format ? od_prediction_format_find(i->preds_format) : NULL,
        .model = i->name,
        .threads = r->threads,
        .progress = r->quiet ? NULL : od_meter_show,
        .progress_context = &e->meter,
    };
}

/* --write-gt writes one file, so there must be one set. */
static od_status check_one_set(const eval *e, od_error *err)
{
    if (!e->v->output.write_gt || e->bench->one_set || (e->subsets[0] && !e->subsets[1]))
        return OD_OK;
    od_fail(err, OD_USAGE, "--write-gt writes one annotation file, but %s has %u subsets", e->bench->name,
            e->bench->n_subsets);
    return od_remedy(err, "choose one with --subset");
}

/* Nothing may be written over the ground truth; where that lies is known once it was read. */
static od_status spare_truth(const eval *e, od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < e->bench->n_subsets && st == OD_OK; i++)
        st = od_outputs_spare(&e->outputs, "the ground truth", e->job->subsets[i].gt_path, err);
    return st;
}

static od_status prepare(eval *e, od_error *err)
{
    od_job_options options;
    od_status st;

    e->meter.when = e->v->running.progress;
    choose_report(e);
    if ((st = check_needs(e, err)) != OD_OK || (st = cut_subsets(e, err)) != OD_OK ||
        (st = od_bench_open(&e->bench, e->v->input.bench, err)) != OD_OK ||
        (st = check_one_set(e, err)) != OD_OK)
        return st;
    options = job_options(e);
    if ((st = od_job_create(&e->job, e->bench, &options, err)) != OD_OK)
        return st;
    return claim_outputs(e, err);
}

/* ---- after it ---- */

static od_status write_truth(eval *e, od_error *err)
{
    const char *path = e->v->output.write_gt;
    od_status st = OD_OK;

    for (uint32_t i = 0; path && i < e->bench->n_subsets && st == OD_OK; i++)
        if (e->job->subsets[i].wanted &&
            (st = od_dataset_write_coco(e->job->subsets[i].dataset, path, err)) == OD_OK)
            od_outputs_made(&e->outputs, path);
    return st;
}

static od_status stage_report(eval *e, od_error *err)
{
    const bool standard = strcmp(e->report_path, "-") == 0;
    const od_report_style style = {
        .colour = standard && od_colour_wanted(e->v->output.colour),
        .per_category = e->v->output.per_category,
        .verbose = e->v->running.verbose,
        .width = OD_PAGE_WIDTH,
    };
    od_buffer text = {0};
    od_status st;

    if ((st = e->report->write(e->record, &style, &text, err)) == OD_OK)
        st = od_outputs_stage(&e->outputs, e->report_path, &text, err);
    od_buffer_free(&text);
    return st;
}

static od_status stage_record(eval *e, od_error *err)
{
    od_buffer text = {0};
    od_status st;

    if (!e->v->output.save)
        return OD_OK;
    if ((st = od_record_json(e->record, &text, err)) == OD_OK)
        st = od_outputs_stage(&e->outputs, e->v->output.save, &text, err);
    od_buffer_free(&text);
    return st;
}

static od_status write_details(eval *e, od_error *err)
{
    const od_output_options *o = &e->v->output;
    od_status st;

    if (o->per_image) {
        if ((st = od_write_per_image(e->job, o->per_image, err)) != OD_OK)
            return st;
        od_outputs_made(&e->outputs, o->per_image);
    }
    return o->export ? od_export_arrays(e->job, o->export, err) : OD_OK;
}

/* What a table on standard output says itself goes to standard error with every other report. */
static void print_warnings(const eval *e)
{
    const od_record *r = e->record;
    bool said = e->report == od_reports[0] && strcmp(e->report_path, "-") == 0;

    if (said || e->v->running.quiet)
        return;
    for (uint32_t i = 0; i < r->n_warnings; i++)
        if (!r->warnings[i].notice || e->v->running.verbose)
            od_print_warning(&r->warnings[i]);
}

/* A table without a column would say nothing. */
static od_status check_categories(const od_record *r, od_error *err)
{
    for (uint32_t s = 0; s < r->n_subsets; s++)
        if (r->subsets[s].n_categories && r->subsets[s].categories[0].scores.n == 0) {
            od_fail(err, OD_USAGE, "none of the metrics has scores per category");
            return od_remedy(err, "add AP to --metrics, or leave --per-category out");
        }
    return OD_OK;
}

static od_status report_scores(eval *e, od_error *err)
{
    const od_output_options *o = &e->v->output;
    const od_record_options options = {
        .fingerprint = o->save || is(e->report->name, "json"),
        .categories = o->per_category,
        .environment = o->with_environment,
    };
    od_status st;

    if ((st = od_record_make(&e->record, e->job, &options, err)) != OD_OK ||
        (st = check_categories(e->record, err)) != OD_OK)
        return st;
    od_meter_clear(&e->meter);
    print_warnings(e);
    if ((st = stage_report(e, err)) != OD_OK || (st = stage_record(e, err)) != OD_OK)
        return st;
    return write_details(e, err);
}

static od_status score(eval *e, od_error *err)
{
    double lap;
    od_status st;

    if ((st = od_job_load_predictions(e->job, e->v->input.preds, err)) != OD_OK ||
        (st = od_job_score(e->job, err)) != OD_OK)
        return st;
    lap = od_now();
    st = report_scores(e, err);
    od_timing_lap(&e->job->timing, OD_PHASE_REPORT, &lap);
    return st;
}

static int run(const void *values, const od_parsed *parsed, od_error *err)
{
    const double started = od_now();
    eval e = {.v = values};
    od_status st;

    (void)parsed;
    if ((st = prepare(&e, err)) != OD_OK || (st = od_job_load_truth(e.job, err)) != OD_OK ||
        (st = spare_truth(&e, err)) != OD_OK || (st = write_truth(&e, err)) != OD_OK)
        goto done;
    if (e.v->input.preds && (st = score(&e, err)) != OD_OK)
        goto done;
    st = od_outputs_commit(&e.outputs, err);
done:
    od_meter_clear(&e.meter);
    if (e.v->running.timing && st == OD_OK)
        od_print_timing(&e.job->timing, started);
    od_outputs_abandon(&e.outputs);
    od_record_free(e.record);
    od_job_free(e.job);
    od_bench_free(e.bench);
    free(e.subset_text);
    return st;
}

static const od_option_group groups[] = {
    {"Input", od_options_input, offsetof(eval_values, input)},
    {"Protocol", od_options_protocol, offsetof(eval_values, protocol)},
    {"Output", od_options_output, offsetof(eval_values, output)},
    {"Running", od_options_running, offsetof(eval_values, running)},
    {0},
};

const od_command od_command_eval = {
    .name = "eval",
    .summary = "score predictions: the main job",
    .usage = "  odeval --bench NAME --preds PATH [options]\n"
             "  odeval eval --bench NAME --preds PATH [options]\n"
             "  odeval --bench NAME --write-gt FILE [options]\n",
    .help = "Loads the benchmark's ground truth and the predictions, scores them, and prints a report. What "
            "was not "
            "usable or looks wrong in the input is counted, with the first examples, and printed as "
            "warnings: below "
            "the table, or on standard error with other reports. When anything fails, no file is left "
            "half-written.\n",
    .groups = groups,
    .values_size = sizeof(eval_values),
    .run = run,
};
