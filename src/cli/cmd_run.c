#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/runner.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/run_options.h"
#include "cli/scoring.h"
#include "cli/timing.h"

typedef struct run_values {
    od_input_options input;
    od_run_options run;
    od_protocol_options protocol;
    od_output_options output;
    od_running_options running;
} run_values;

/* One run of the command. */
typedef struct run {
    const run_values *v;
    od_opening opening;
    od_plan *plan;
    od_backend *backend;
    od_journal *journal;
    od_buffer model;
    od_run_outcome outcome;
    od_scoring scoring;
} run;

/* ---- what the library asks and tells ---- */

static int is_stopping(void *context)
{
    (void)context;
    return od_interrupts() > 0;
}

static int is_cancelled(void *context)
{
    (void)context;
    return od_interrupts() > 1;
}

static void print_log(void *context, odeval_log_level level, const char *text)
{
    static const char *const words[] = {"error: ", "warning: ", "", ""};
    const od_running_options *o = context;

    if ((level == ODEVAL_LOG_DEBUG && o->verbose < 2) || (level == ODEVAL_LOG_NOTE && !o->verbose) ||
        (level == ODEVAL_LOG_WARNING && o->quiet))
        return;
    od_print_backend(words[level], text);
}

static void print_duration(char *buf, size_t size, double seconds)
{
    if (isnan(seconds) || seconds > 1e7)
        buf[0] = '\0';
    else if (seconds < 90)
        snprintf(buf, size, ", %.0f s left", seconds);
    else if (seconds < 5400)
        snprintf(buf, size, ", %.0f min left", seconds / 60);
    else
        snprintf(buf, size, ", %.1f h left", seconds / 3600);
}

static void show(void *context, const od_run_progress *p)
{
    char stage[160], rate[40] = "", failed[40] = "", left[40];

    if (p->rate > 0)
        snprintf(rate, sizeof rate, ", %.3g images/s", p->rate);
    if (p->failed > 0)
        snprintf(failed, sizeof failed, ", %" PRIu64 " failed", p->failed);
    print_duration(left, sizeof left, p->left);
    snprintf(stage, sizeof stage, "%s%s%s%s%s", p->stage, rate, failed, left,
             od_interrupts() ? ", ending (Ctrl-C: at once)" : "");
    od_meter_show(context, stage, p->done, p->total);
}

/* ---- before the run ---- */

static od_status check_needs(const run *r, od_error *err)
{
    const od_input_options *i = &r->v->input;

    if (!i->bench && !i->gt) {
        od_fail(err, OD_USAGE, "--bench is missing");
        return od_remedy(err, "name a benchmark (odeval list benches) or your own definition");
    }
    return od_run_options_check(&r->v->run, r->v->output.bootstrap > 0, err);
}

static od_status claim_outputs(run *r, od_error *err)
{
    const od_input_options *i = &r->v->input;
    const od_outputs *o = &r->scoring.outputs;
    od_status st;

    if (r->v->run.no_score)
        return OD_OK;
    od_scoring_choose(&r->scoring);
    if ((st = od_scoring_claim(&r->scoring, true, err)) != OD_OK ||
        (st = od_outputs_spare(o, "--out", r->v->run.out, err)) != OD_OK ||
        (st = od_outputs_spare(o, "--gt", i->gt, err)) != OD_OK)
        return st;
    return od_outputs_spare(o, "--bench", i->bench, err);
}

static od_status open_plan(run *r, od_error *err)
{
    const od_opening_options options = {
        .input = &r->v->input, .protocol = &r->v->protocol, .running = &r->v->running};
    od_plan_part part;
    od_status st;

    if ((st = od_run_options_part(&r->v->run, &part, err)) != OD_OK ||
        (st = od_opening_make(&r->opening, &options, err)) != OD_OK ||
        (st = od_job_load_truth(r->opening.job, err)) != OD_OK ||
        (st = od_opening_spare_truth(&r->opening, &r->scoring.outputs, err)) != OD_OK)
        return st;
    od_meter_clear(&r->opening.meter);
    return od_plan_make(&r->plan, r->opening.job, &part, err);
}

/* Better now than after the last image. */
static od_status check_frame(const run *r, od_error *err)
{
    const odeval_backend *b = od_backend_table(r->backend);

    if (r->v->run.no_score || r->v->input.frame || b->gives & ODEVAL_GIVES_BOXES)
        return OD_OK;
    od_fail(err, OD_USAGE, "%s answers in text, and nothing says what the numbers in it mean", b->name);
    return od_remedy(err,
                     "say which model's they are, --frame qwen2.5-vl for example (odeval list frames), or "
                     "leave scoring to later with --no-score");
}

static od_status open_backend(run *r, od_error *err)
{
    const od_run_options *o = &r->v->run;
    const od_backend_ways ways = {.isolate = o->isolate,
                                  .time_limit = o->time_limit,
                                  .log = print_log,
                                  .log_context = (void *)&r->v->running,
                                  .cancelled = is_cancelled,
                                  .truth = od_plan_truth,
                                  .truth_context = r->plan};
    od_status st = od_backend_open(&r->backend, o->backend, &ways, err);

    return st == OD_OK ? check_frame(r, err) : st;
}

/* The value of the option `model` in a detector's text, for those that have one: "openai:url=...,model=m". */
static od_str model_option(const char *text)
{
    const char *at = strstr(text, ":model="), *end;

    at = at ? at : strstr(text, ",model=");
    if (!at)
        return (od_str){NULL, 0};
    at += strlen(":model=");
    for (end = at; *end && *end != ','; end++)
        end += end[0] == '\\' && end[1];
    return (od_str){at, (size_t)(end - at)};
}

/* What records and reports call the model. Of what is no detector they must say so. */
static od_status name_model(run *r, od_error *err)
{
    const odeval_backend *b = od_backend_table(r->backend);
    const od_str option = model_option(od_backend_text(r->backend));
    const bool synthetic = b->flags & ODEVAL_BACKEND_SYNTHETIC;

    if (r->v->input.name)
        return od_buffer_printf(&r->model, err, "%s%s", r->v->input.name, synthetic ? " (simulated)" : "");
    if (synthetic)
        return od_buffer_printf(&r->model, err, "%s (simulated)", r->v->run.backend);
    if (option.n)
        return od_buffer_printf(&r->model, err, "%.*s", (int)option.n, option.p);
    return od_buffer_printf(&r->model, err, "%s", b->name);
}

static od_status open_journal(run *r, od_error *err)
{
    od_journal_head head = {0};
    const od_journal_detector detector = {.text = od_backend_text(r->backend),
                                          .version = od_backend_table(r->backend)->version,
                                          .prompt = od_backend_prompt(r->backend)};
    od_status st = od_journal_head_make(&head, r->plan, &detector, err);

    if (st == OD_OK)
        st = od_journal_open(&r->journal, r->v->run.out, r->plan, &head, err);
    od_journal_head_release(&head);
    return st;
}

/* ---- the run ---- */

static od_status detect(run *r, od_error *err)
{
    od_run_ways ways = {.jobs = r->v->run.jobs,
                        .readers = r->v->running.threads,
                        .model = r->model.bytes,
                        .stopping = is_stopping,
                        .progress = r->v->running.quiet ? NULL : show,
                        .progress_context = &r->opening.meter};
    od_status st = od_run_options_failures(&r->v->run, r->plan->n, &ways.max_failures, err);

    if (st == OD_OK)
        st = od_run_images(&r->outcome, r->plan, r->backend, r->journal, &ways, err);
    od_meter_clear(&r->opening.meter);
    return st;
}

static void print_outcome(const run *r)
{
    const od_run_outcome *o = &r->outcome;
    const char *more = o->failed && o->first_failure[0] ? "; first: " : "";
    char line[700];
    int n;

    if (r->v->running.quiet || o->images == 0)
        return;
    n = snprintf(line, sizeof line, "%" PRIu64 " of %" PRIu64 " image%s answered", o->answered, o->images,
                 o->images == 1 ? "" : "s");
    if (o->kept && o->kept < o->answered)
        n += snprintf(line + n, sizeof line - (size_t)n, " (%" PRIu64 " by an earlier run)", o->kept);
    if (o->failed)
        n += snprintf(line + n, sizeof line - (size_t)n, ", %" PRIu64 " failed%s%s", o->failed, more,
                      more[0] ? o->first_failure : "");
    if (o->left)
        n += snprintf(line + n, sizeof line - (size_t)n, ", %" PRIu64 " left", o->left);
    if (o->tokens > 0)
        n += snprintf(line + n, sizeof line - (size_t)n, "; %.0f tokens", o->tokens);
    if (o->retries > 0)
        n += snprintf(line + n, sizeof line - (size_t)n, "; %.0f retr%s", o->retries,
                      o->retries == 1 ? "y" : "ies");
    if (o->seconds > 0)
        snprintf(line + n, sizeof line - (size_t)n, "; %.1f s of the detector's time", o->seconds);
    od_print_note(line);
}

/* ---- scores ---- */

/* Of a part of the images: only they take part. */
static od_status narrow(run *r, od_error *err)
{
    od_job *job = r->opening.job;
    od_status st = OD_OK;

    if (!r->plan->part[0])
        return OD_OK;
    job->options.part = r->plan->part;
    for (uint32_t s = 0; s < job->bench->n_subsets && st == OD_OK; s++) {
        uint8_t *asked = NULL;

        if (!job->subsets[s].has_target)
            continue;
        if ((st = OD_ALLOC(asked, job->subsets[s].dataset->n_images, err)) == OD_OK) {
            for (size_t i = 0; i < r->plan->n; i++)
                if (r->plan->items[i].subset == s)
                    asked[r->plan->items[i].image] = 1;
            st = od_job_narrow(job, s, asked, err);
        }
        free(asked);
    }
    return st;
}

static od_status score(run *r, od_error *err)
{
    const char *const preds[] = {r->v->run.out, NULL};
    od_status st;

    if ((st = narrow(r, err)) != OD_OK || (st = od_opening_load(&r->opening, preds, err)) != OD_OK ||
        (st = od_scoring_run(&r->scoring, &r->opening, err)) != OD_OK)
        return st;
    return od_outputs_commit(&r->scoring.outputs, err);
}

/* ---- the whole ---- */

static int drive(run *r, od_error *err)
{
    od_status st;

    if ((st = check_needs(r, err)) != OD_OK || (st = claim_outputs(r, err)) != OD_OK ||
        (st = open_plan(r, err)) != OD_OK || (st = open_backend(r, err)) != OD_OK ||
        (st = name_model(r, err)) != OD_OK || (st = open_journal(r, err)) != OD_OK)
        return st;
    od_interrupt_begin();
    st = detect(r, err);
    od_backend_close(r->backend);
    r->backend = NULL;
    od_journal_close(r->journal); /* and its lock: whoever reads or resumes it may do so now */
    r->journal = NULL;
    od_interrupt_end();
    print_outcome(r);
    if (st != OD_OK)
        return st;
    if (r->outcome.stopped && r->outcome.left) {
        od_print_note("interrupted: the same command goes on from here");
        return OD_INTERRUPTED;
    }
    return r->v->run.no_score ? OD_OK : score(r, err);
}

static int run_run(const void *values, const od_parsed *parsed, od_error *err)
{
    const double started = od_now();
    const run_values *v = values;
    od_output_options output = v->output;
    run r = {.v = v, .scoring = {.output = &output, .running = &v->running}};
    int code;

    output.seed = output.bootstrap ? v->run.seed : 0; /* of the sample, otherwise */
    code = drive(&r, err);

    (void)parsed;
    od_meter_clear(&r.opening.meter);
    if (v->running.timing && code == OD_OK)
        od_print_timing(&r.opening.job->timing, started);
    od_scoring_release(&r.scoring);
    od_journal_close(r.journal);
    od_backend_close(r.backend);
    od_plan_free(r.plan);
    od_opening_release(&r.opening);
    od_buffer_free(&r.model);
    return code;
}

static const od_option_group groups[] = {
    {"Data set", od_options_data, offsetof(run_values, input)},
    {"Detector", od_options_detector, offsetof(run_values, run)},
    {"Which images", od_options_part, offsetof(run_values, run)},
    {"The run", od_options_run, offsetof(run_values, run)},
    {"How answers are read", od_options_reading, offsetof(run_values, input)},
    {"Protocol", od_options_protocol, offsetof(run_values, protocol)},
    {"Output", od_options_output, offsetof(run_values, output)},
    {"Intervals", od_options_run_intervals, offsetof(run_values, output)},
    {"Running", od_options_running, offsetof(run_values, running)},
    {0},
};

const od_command od_command_run = {
    .name = "run",
    .summary = "drive a detector over the images, write what it finds, score it",
    .usage = "  odeval run --bench NAME --backend SPEC --out FILE [options]\n",
    .help =
        "Asks the detector about every image of the benchmark, writes each answer to FILE as it comes (JSON "
        "Lines, which --preds takes), and scores them at the end.\n"
        "\n"
        "A run that ended early, for whatever reason, goes on when the same command is given again: images "
        "with an answer are not asked again, those that failed are. It is refused when anything that "
        "answers depend on is another one now: the benchmark, its ground truth, the prompt, the detector and "
        "its options, or the bytes of an image. Ctrl-C once finishes what the detector is at, twice ends at "
        "once.\n"
        "\n"
        "An image that cannot be asked about (no such file, damaged, larger than 100,000,000 pixels; where "
        "the detector takes pixels also CMYK, 16 bits a channel, animated) has failed, as has one that the "
        "detector gives no answer for. A failure is never taken for an image without objects: it is counted, "
        "and its ground truth is missed.\n"
        "\n"
        "Reports and the run record say what made the answers: the detector with its options (secrets as "
        "***), its version, and the SHA-256 of the prompt. So they do when FILE is scored later; files of "
        "several runs, or made for other ground truth, are a warning there.\n"
        "\n"
        "With --limit, --sample or --shard only the images asked about are scored, the report says so, and "
        "its numbers are not comparable with those of a full run. In mode positive and 1bbox the detector is "
        "asked only for labels that the image shows.\n",
    .groups = groups,
    .values_size = sizeof(run_values),
    .run = run_run,
};
