#include "cli/scoring.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/page.h"
#include "cli/run_report.h"
#include "decision/bootstrap.h"

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    return n > m && strcmp(text + n - m, end) == 0;
}

void od_scoring_choose(od_scoring *s)
{
    const od_output_options *o = s->output;

    s->report_path = o->output ? o->output : "-";
    s->report = o->format ? od_report_find(o->format) : od_reports[0];
    for (const od_report *const *r = od_reports; !o->format && o->output && *r; r++)
        if ((*r)->extension && ends_with(o->output, (*r)->extension))
            s->report = *r;
}

/* Beside standard output, a pipe or a device stands nothing. */
static bool has_neighbours(const char *path)
{
    struct stat about;

    return strcmp(path, "-") != 0 && (stat(path, &about) != 0 || S_ISREG(about.st_mode));
}

static od_status claim_states(od_scoring *s, od_error *err)
{
    const char *save = s->output->save;

    if (!save || !has_neighbours(save))
        return OD_OK;
    if (!(s->states_path = od_states_path(save)))
        return od_fail_memory(err);
    return od_outputs_claim(&s->outputs, "--save", s->states_path, err);
}

static od_status check_bootstrap(const od_output_options *o, od_error *err)
{
    if (o->bootstrap || !o->seed)
        return OD_OK;
    od_fail(err, OD_USAGE, "--seed needs --bootstrap");
    return od_remedy(err, "say how many resamples to draw, --bootstrap 1000, or leave --seed out");
}

od_status od_scoring_claim(od_scoring *s, bool report, od_error *err)
{
    const od_output_options *o = s->output;
    od_status st;

    if ((st = check_bootstrap(o, err)) != OD_OK ||
        (st = od_outputs_claim(&s->outputs, o->output ? "-o" : "the report", report ? s->report_path : NULL,
                               err)) != OD_OK ||
        (st = od_outputs_claim(&s->outputs, "--save", o->save, err)) != OD_OK ||
        (st = claim_states(s, err)) != OD_OK)
        return st;
    if ((st = od_outputs_claim(&s->outputs, "--per-image", o->per_image, err)) != OD_OK)
        return st;
    return od_run_report_check(o, report, err);
}

static od_status stage_report(od_scoring *s, const od_job *job, od_error *err)
{
    const bool standard = strcmp(s->report_path, "-") == 0;
    const od_report_style style = {
        .colour = standard && od_colour_wanted(s->output->colour),
        .per_category = s->output->per_category,
        .verbose = s->running->verbose,
        .width = OD_PAGE_WIDTH,
        .job = job,
    };
    od_buffer text = {0};
    od_status st;

    if ((st = s->report->write(s->record, &style, &text, err)) == OD_OK)
        st = od_outputs_stage(&s->outputs, s->report_path, &text, err);
    od_buffer_free(&text);
    return st;
}

static od_status stage_states(od_scoring *s, const od_job *job, const od_buffer *record, od_error *err)
{
    od_buffer file = {0};
    od_status st;

    if (!s->states_path)
        return OD_OK;
    if ((st = od_states_bytes(&file, job, record, err)) == OD_OK)
        st = od_outputs_stage(&s->outputs, s->states_path, &file, err);
    od_buffer_free(&file);
    return st;
}

static od_status stage_record(od_scoring *s, const od_job *job, od_error *err)
{
    od_buffer text = {0};
    od_status st;

    if (!s->output->save)
        return OD_OK;
    if ((st = od_record_json(s->record, &text, err)) == OD_OK &&
        (st = stage_states(s, job, &text, err)) == OD_OK)
        st = od_outputs_stage(&s->outputs, s->output->save, &text, err);
    od_buffer_free(&text);
    return st;
}

static void show_resamples(void *context, uint64_t done, uint64_t total)
{
    const od_job_options *o = context;

    o->progress(o->progress_context, "bootstrap", done, total);
}

static od_status resample(od_scoring *s, const od_job *job, od_error *err)
{
    od_job_options shown = job->options;
    const od_bootstrap_options options = {
        .resamples = s->output->bootstrap,
        .seed = s->output->seed,
        .confidence = .95,
        .threads = job->options.threads,
        .progress = shown.progress ? show_resamples : NULL,
        .progress_context = &shown,
    };
    od_bootstrap *b = NULL;
    od_status st;

    if (!options.resamples)
        return OD_OK;
    if ((st = od_bootstrap_job(&b, job, &options, err)) == OD_OK)
        st = od_bootstrap_note(b, &options, s->record, err);
    od_bootstrap_free(b);
    return st;
}

static od_status write_details(od_scoring *s, const od_job *job, od_error *err)
{
    const od_output_options *o = s->output;
    od_status st;

    if (o->per_image) {
        if ((st = od_write_per_image(job, o->per_image, err)) != OD_OK)
            return st;
        od_outputs_made(&s->outputs, o->per_image);
    }
    if (o->export && (st = od_export_arrays(job, o->export, err)) != OD_OK)
        return st;
    return o->report ? od_run_report_write(o, s->record, job, err) : OD_OK;
}

/* What a table on standard output says itself goes to standard error with every other report. */
static void print_warnings(const od_scoring *s)
{
    const od_record *r = s->record;
    bool said = s->report == od_reports[0] && strcmp(s->report_path, "-") == 0;

    if (said || s->running->quiet)
        return;
    for (uint32_t i = 0; i < r->n_warnings; i++)
        if (!r->warnings[i].notice || s->running->verbose)
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

static od_status report_scores(od_scoring *s, od_opening *opening, od_error *err)
{
    const od_output_options *o = s->output;
    const od_record_options options = {
        .fingerprint = o->save || strcmp(s->report->name, "json") == 0,
        .categories = o->per_category,
        .environment = o->with_environment,
    };
    od_status st;

    if ((st = od_record_make(&s->record, opening->job, &options, err)) != OD_OK ||
        (st = check_categories(s->record, err)) != OD_OK || (st = resample(s, opening->job, err)) != OD_OK)
        return st;
    od_meter_clear(&opening->meter);
    print_warnings(s);
    if ((st = stage_report(s, opening->job, err)) != OD_OK ||
        (st = stage_record(s, opening->job, err)) != OD_OK)
        return st;
    return write_details(s, opening->job, err);
}

od_status od_scoring_run(od_scoring *s, od_opening *opening, od_error *err)
{
    double lap;
    od_status st = od_job_score(opening->job, err);

    if (st != OD_OK)
        return st;
    lap = od_now();
    st = report_scores(s, opening, err);
    od_timing_lap(&opening->job->timing, OD_PHASE_REPORT, &lap);
    return st;
}

void od_scoring_release(od_scoring *s)
{
    od_outputs_abandon(&s->outputs);
    od_record_free(s->record);
    s->record = NULL;
    free(s->states_path);
    s->states_path = NULL;
}
