#include <string.h>

#include "cli/command.h"
#include "cli/scoring.h"
#include "cli/timing.h"

typedef struct eval_values {
    od_input_options input;
    od_protocol_options protocol;
    od_output_options output;
    od_running_options running;
} eval_values;

/* One run of the command. */
typedef struct eval {
    const eval_values *v;
    od_opening opening;
    od_scoring scoring;
} eval;

/* ---- before the work ---- */

static od_status check_needs(const eval *e, od_error *err)
{
    const od_input_options *i = &e->v->input;
    const od_output_options *o = &e->v->output;
    const struct {
        const char *option, *value;
    } scored[] = {{"-o", o->output},
                  {"--save", o->save},
                  {"--per-image", o->per_image},
                  {"--export", o->export},
                  {"--report", o->report}};

    if (!i->bench) {
        od_fail(err, OD_USAGE, "--bench is missing");
        return od_remedy(err, "name a benchmark (odeval list benches) or your own definition");
    }
    if (i->preds[0])
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

static od_status claim_outputs(eval *e, od_error *err)
{
    const od_input_options *i = &e->v->input;
    od_outputs *o = &e->scoring.outputs;
    od_status st;

    if ((st = od_scoring_claim(&e->scoring, i->preds[0] != NULL, err)) != OD_OK ||
        (st = od_outputs_claim(o, "--write-gt", e->v->output.write_gt, err)) != OD_OK ||
        (st = od_outputs_spare_all(o, "--preds", i->preds, err)) != OD_OK ||
        (st = od_outputs_spare(o, "--gt", i->gt, err)) != OD_OK)
        return st;
    return od_outputs_spare(o, "--bench", i->bench, err);
}

static od_status prepare(eval *e, od_error *err)
{
    const od_opening_options options = {
        .input = &e->v->input, .protocol = &e->v->protocol, .running = &e->v->running};
    od_status st;

    od_scoring_choose(&e->scoring);
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
            od_outputs_made(&e->scoring.outputs, path);
    return st;
}

static od_status score(eval *e, od_error *err)
{
    od_status st = od_opening_load(&e->opening, e->v->input.preds, err);

    return st == OD_OK ? od_scoring_run(&e->scoring, &e->opening, err) : st;
}

static int run(const void *values, const od_parsed *parsed, od_error *err)
{
    const double started = od_now();
    const eval_values *v = values;
    eval e = {.v = v, .scoring = {.output = &v->output, .running = &v->running}};
    od_status st;

    (void)parsed;
    if ((st = prepare(&e, err)) != OD_OK || (st = od_job_load_truth(e.opening.job, err)) != OD_OK ||
        (st = od_opening_spare_truth(&e.opening, &e.scoring.outputs, err)) != OD_OK ||
        (st = write_truth(&e, err)) != OD_OK)
        goto done;
    if (v->input.preds[0] && (st = score(&e, err)) != OD_OK)
        goto done;
    st = od_outputs_commit(&e.scoring.outputs, err);
done:
    od_meter_clear(&e.opening.meter);
    if (v->running.timing && st == OD_OK)
        od_print_timing(&e.opening.job->timing, started);
    od_scoring_release(&e.scoring);
    od_opening_release(&e.opening);
    return st;
}

static const od_option_group groups[] = {
    OD_INPUT_GROUPS(offsetof(eval_values, input)),
    {"Protocol", od_options_protocol, offsetof(eval_values, protocol)},
    {"Output", od_options_output, offsetof(eval_values, output)},
    {"Intervals", od_options_intervals, offsetof(eval_values, output)},
    {"Ground truth", od_options_truth, offsetof(eval_values, output)},
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
