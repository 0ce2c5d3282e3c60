#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/opening.h"
#include "cli/timing.h"
#include "prediction/write.h"

typedef struct convert_options {
    const char *to, *output;
} convert_options;

typedef struct convert_values {
    od_input_options input;
    convert_options convert;
    od_running_options running;
} convert_values;

/* One run of the command. */
typedef struct convert {
    const convert_values *v;
    const od_prediction_writer *writer;
    const char *path; /* "-": standard output */
    od_outputs outputs;
    od_opening opening;
} convert;

static const char *writer_name(size_t i)
{
    return od_prediction_writers[i] ? od_prediction_writers[i]->name : NULL;
}

static bool has_dataset(const convert *c)
{
    return c->v->input.bench || c->v->input.gt;
}

static od_status check_needs(const convert *c, od_error *err)
{
    const od_input_options *i = &c->v->input;

    if (!c->v->convert.to) {
        od_fail(err, OD_USAGE, "--to is missing");
        return od_remedy(err, "choose a form: --to coco, or --to jsonl");
    }
    if (!i->preds[0]) {
        od_fail(err, OD_USAGE, "--preds is missing");
        return od_remedy(err, "name the predictions: a file, a directory, or - for standard input");
    }
    if (c->writer->needs_ids && !has_dataset(c)) {
        od_fail(err, OD_USAGE, "--to %s needs a data set: categories have ids there", c->writer->name);
        return od_remedy(err, "name it with --bench or --gt, or write labels with --to jsonl");
    }
    return OD_OK;
}

static od_status open_job(convert *c, od_error *err)
{
    const od_opening_options options = {.input = &c->v->input, .running = &c->v->running};
    od_status st;

    if (!has_dataset(c))
        return od_opening_survey(&c->opening, &options, err);
    if ((st = od_opening_make(&c->opening, &options, err)) != OD_OK ||
        (st = od_job_load_truth(c->opening.job, err)) != OD_OK)
        return st;
    return od_opening_spare_truth(&c->opening, &c->outputs, err);
}

static od_status prepare(convert *c, od_error *err)
{
    const od_input_options *i = &c->v->input;
    od_status st;

    c->path = c->v->convert.output ? c->v->convert.output : "-";
    c->writer = c->v->convert.to ? od_prediction_writer_find(c->v->convert.to) : NULL;
    if ((st = check_needs(c, err)) != OD_OK ||
        (st = od_outputs_claim(&c->outputs, c->v->convert.output ? "-o" : "the predictions", c->path, err)) !=
            OD_OK ||
        (st = od_outputs_spare_all(&c->outputs, "--preds", i->preds, err)) != OD_OK ||
        (st = od_outputs_spare(&c->outputs, "--gt", i->gt, err)) != OD_OK ||
        (st = od_outputs_spare(&c->outputs, "--bench", i->bench, err)) != OD_OK)
        return st;
    return open_job(c, err);
}

/* The targets of a job, side by side, are lent to the writer. */
static od_status write_targets(convert *c, od_output *o, od_error *err)
{
    od_job *job = c->opening.job;
    od_target *targets = NULL;
    uint32_t n = 0;
    od_status st = OD_ALLOC(targets, job->bench->n_subsets, err);

    for (uint32_t i = 0; i < job->bench->n_subsets && st == OD_OK; i++)
        if (job->subsets[i].has_target)
            targets[n++] = job->subsets[i].target;
    if (st == OD_OK)
        st = c->writer->write(o, targets, n, od_job_model(job), err);
    for (uint32_t i = job->bench->n_subsets; i-- > 0 && n > 0;)
        if (job->subsets[i].has_target)
            job->subsets[i].target = targets[--n];
    free(targets);
    return st;
}

/* Other tools cannot tell a score that COCO results need from one that the model gave; JSON Lines go without.
 */
static void tell_unscored(const convert *c, uint64_t n)
{
    const char *have = n == 1 ? "box has" : "boxes have";

    if (n > 0 && c->writer->needs_ids)
        fprintf(stderr, "odeval: warning: %" PRIu64 " %s no score, and 1.0 is written\n", n, have);
    else if (n > 0 && c->v->running.verbose)
        fprintf(stderr, "odeval: notice: %" PRIu64 " %s no score, which counts as 1.0\n", n, have);
}

/* What was not usable, and what the conversion adds: on standard error. */
static od_status tell(convert *c, od_error *err)
{
    const od_job *job = c->opening.job;
    const od_record_options options = {0};
    od_record *record = NULL;
    uint64_t unscored = 0;
    od_status st;

    od_meter_clear(&c->opening.meter);
    if (c->v->running.quiet)
        return OD_OK;
    if ((st = od_record_make(&record, job, &options, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < record->n_warnings; i++)
        if (!od_record_is_of_scores(record, &record->warnings[i]) &&
            (!record->warnings[i].notice || c->v->running.verbose))
            od_print_warning(&record->warnings[i]);
    od_record_free(record);
    for (uint32_t i = 0; i < job->bench->n_subsets; i++)
        unscored += job->subsets[i].target.detections.n_without_score;
    tell_unscored(c, unscored);
    return OD_OK;
}

static int run(const void *values, const od_parsed *parsed, od_error *err)
{
    const double started = od_now();
    convert c = {.v = values};
    od_output *o = NULL;
    od_status st;

    (void)parsed;
    if ((st = prepare(&c, err)) != OD_OK ||
        (st = od_opening_load(&c.opening, c.v->input.preds, err)) != OD_OK || (st = tell(&c, err)) != OD_OK ||
        (st = od_output_open(&o, c.path, err)) != OD_OK || (st = write_targets(&c, o, err)) != OD_OK)
        goto done;
    st = od_output_commit(o, err);
    o = NULL;
done:
    od_output_discard(o);
    if (c.v->running.timing && st == OD_OK)
        od_print_timing(&c.opening.job->timing, started);
    od_outputs_abandon(&c.outputs);
    od_opening_release(&c.opening);
    return st;
}

#define AT(member) .offset = offsetof(convert_options, member)
static const od_option options[] = {
    {"to", .kind = OD_OPTION_CHOICE, .choice = writer_name, AT(to),
     .help =
         "the form: COCO results, one array or an object with one for each subset; or JSON Lines with boxes, "
         "labels and what became of each answer"},
    {"output", 'o', OD_OPTION_TEXT, "FILE", .value = OD_VALUE_FILE, AT(output),
     .help = "where it goes; default: standard output"},
    {0},
};
#undef AT

static const od_option_group groups[] = {
    OD_INPUT_GROUPS(offsetof(convert_values, input)),
    {"Output", options, offsetof(convert_values, convert)},
    {"Running", od_options_running, offsetof(convert_values, running)},
    {0},
};

const od_command od_command_convert = {
    .name = "convert",
    .summary = "any prediction format in, COCO results or JSON Lines out",
    .usage = "  odeval convert --to coco --bench NAME --preds PATH [-o FILE]\n"
             "  odeval convert --to coco --gt FILE --preds PATH [-o FILE]\n"
             "  odeval convert --to jsonl --preds PATH [-o FILE]\n",
    .help =
        "Reads predictions as the main job does, answers as text included, and writes their boxes, so "
        "that other tools can use them: every number reads back as the same double, in the same order, and "
        "scores the same. A box without a score is written with the 1.0 that it counts for, unless no box of "
        "its line or file has one in JSON Lines. A box whose label no category has gets a category_id that "
        "no "
        "category has (-1, or the next that is free).\n"
        "\n"
        "COCO results need ids, and so a data set; an answered image without boxes leaves no trace in them. "
        "JSON Lines need none: image sizes are then those of the lines (image_size).\n",
    .groups = groups,
    .values_size = sizeof(convert_values),
    .run = run,
};
