#include <string.h>

#include "cli/command.h"
#include "cli/opening.h"
#include "cli/timing.h"
#include "record/record.h"
#include "report/report.h"

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
    const char *report_path; /* "-": standard output */
    od_outputs outputs;
    od_opening opening;
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

static bool is(const char *value, const char *word)
{
    return value && strcmp(value, word) == 0;
}

/* --write-gt writes one file, so there must be one set. */
static od_status check_one_set(const eval *e, od_error *err)
{
    if (!e->v->output.write_gt || e->opening.bench->one_set ||
        (e->opening.subsets[0] && !e->opening.subsets[1]))
        return OD_OK;
    od_fail(err, OD_USAGE, "--write-gt writes one annotation file, but %s has %u subsets",
            e->opening.bench->name, e->opening.bench->n_subsets);
    return od_remedy(err, "choose one with --subset");
}

static od_status prepare(eval *e, od_error *err)
{
    const od_opening_options options = {
        .input = &e->v->input, .protocol = &e->v->protocol, .running = &e->v->running};
    od_status st;

    choose_report(e);
    if ((st = check_needs(e, err)) != OD_OK || (st = od_opening_make(&e->opening, &options, err)) != OD_OK ||
        (st = check_one_set(e, err)) != OD_OK)
        return st;
    return claim_outputs(e, err);
}

/* ---- after it ---- */

static od_status write_truth(eval *e, od_error *err)
{
    const char *path = e->v->output.write_gt;
    od_status st = OD_OK;

    for (uint32_t i = 0; path && i < e->opening.bench->n_subsets && st == OD_OK; i++)
        if (e->opening.job->subsets[i].wanted &&
            (st = od_dataset_write_coco(e->opening.job->subsets[i].dataset, path, err)) == OD_OK)
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
        if ((st = od_write_per_image(e->opening.job, o->per_image, err)) != OD_OK)
            return st;
        od_outputs_made(&e->outputs, o->per_image);
    }
    return o->export ? od_export_arrays(e->opening.job, o->export, err) : OD_OK;
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

    if ((st = od_record_make(&e->record, e->opening.job, &options, err)) != OD_OK ||
        (st = check_categories(e->record, err)) != OD_OK)
        return st;
    od_meter_clear(&e->opening.meter);
    print_warnings(e);
    if ((st = stage_report(e, err)) != OD_OK || (st = stage_record(e, err)) != OD_OK)
        return st;
    return write_details(e, err);
}

static od_status score(eval *e, od_error *err)
{
    double lap;
    od_status st;

    if ((st = od_job_load_predictions(e->opening.job, e->v->input.preds, err)) != OD_OK ||
        (st = od_job_score(e->opening.job, err)) != OD_OK)
        return st;
    lap = od_now();
    st = report_scores(e, err);
    od_timing_lap(&e->opening.job->timing, OD_PHASE_REPORT, &lap);
    return st;
}

static int run(const void *values, const od_parsed *parsed, od_error *err)
{
    const double started = od_now();
    eval e = {.v = values};
    od_status st;

    (void)parsed;
    if ((st = prepare(&e, err)) != OD_OK || (st = od_job_load_truth(e.opening.job, err)) != OD_OK ||
        (st = od_opening_spare_truth(&e.opening, &e.outputs, err)) != OD_OK ||
        (st = write_truth(&e, err)) != OD_OK)
        goto done;
    if (e.v->input.preds && (st = score(&e, err)) != OD_OK)
        goto done;
    st = od_outputs_commit(&e.outputs, err);
done:
    od_meter_clear(&e.opening.meter);
    if (e.v->running.timing && st == OD_OK)
        od_print_timing(&e.opening.job->timing, started);
    od_outputs_abandon(&e.outputs);
    od_record_free(e.record);
    od_opening_release(&e.opening);
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
