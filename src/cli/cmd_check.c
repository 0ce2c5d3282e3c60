#include <string.h>

#include "cli/command.h"
#include "cli/opening.h"
#include "cli/timing.h"
#include "report/check.h"

enum { FOUND = 1 }; /* the exit code for a check that found something */

typedef struct check_options {
    const char *format, *output, *colour;
} check_options;

typedef struct check_values {
    od_input_options input;
    check_options check;
    od_running_options running;
} check_values;

/* One run of the command. */
typedef struct check {
    const check_values *v;
    const char *path; /* "-": standard output */
    od_outputs outputs;
    od_opening opening;
    od_record *record;
} check;

static const char *const format_names[] = {"table", "json", NULL};

static const char *format_name(size_t i)
{
    return format_names[i];
}

static bool has_dataset(const check *c)
{
    return c->v->input.bench || c->v->input.gt;
}

static od_status open_job(check *c, od_error *err)
{
    const od_opening_options options = {.input = &c->v->input, .running = &c->v->running, .any_frame = true};
    od_status st;

    if (!has_dataset(c))
        return od_opening_survey(&c->opening, &options, err);
    if ((st = od_opening_make(&c->opening, &options, err)) != OD_OK ||
        (st = od_job_load_truth(c->opening.job, err)) != OD_OK)
        return st;
    return od_opening_spare_truth(&c->opening, &c->outputs, err);
}

static od_status prepare(check *c, od_error *err)
{
    const od_input_options *i = &c->v->input;
    od_status st;

    c->path = c->v->check.output ? c->v->check.output : "-";
    if (!has_dataset(c) && !i->preds[0]) {
        od_fail(err, OD_USAGE, "there is nothing to check");
        return od_remedy(err, "name a data set with --bench or --gt, predictions with --preds, or both");
    }
    if ((st = od_outputs_claim(&c->outputs, c->v->check.output ? "-o" : "the report", c->path, err)) !=
            OD_OK ||
        (st = od_outputs_spare_all(&c->outputs, "--preds", i->preds, err)) != OD_OK ||
        (st = od_outputs_spare(&c->outputs, "--gt", i->gt, err)) != OD_OK ||
        (st = od_outputs_spare(&c->outputs, "--bench", i->bench, err)) != OD_OK)
        return st;
    return open_job(c, err);
}

static od_status look(check *c, od_error *err)
{
    const od_record_options options = {.frames = true, .undeclared = c->opening.undeclared};
    od_status st;

    if (c->v->input.preds[0] && ((st = od_opening_load(&c->opening, c->v->input.preds, err)) != OD_OK ||
                                 (st = od_job_audit(c->opening.job, err)) != OD_OK))
        return st;
    return od_record_make(&c->record, c->opening.job, &options, err);
}

static od_status report(check *c, od_error *err)
{
    const bool standard = strcmp(c->path, "-") == 0;
    const od_report_style style = {
        .colour = standard && od_colour_wanted(c->v->check.colour),
        .verbose = c->v->running.verbose,
        .width = OD_PAGE_WIDTH,
    };
    od_buffer text = {0};
    od_status st;

    od_meter_clear(&c->opening.meter);
    if (c->v->check.format && strcmp(c->v->check.format, "json") == 0)
        st = od_record_check_json(c->record, &text, err);
    else
        st = od_check_write(c->record, &style, has_dataset(c), &text, err);
    if (st == OD_OK)
        st = od_outputs_stage(&c->outputs, c->path, &text, err);
    od_buffer_free(&text);
    return st == OD_OK ? od_outputs_commit(&c->outputs, err) : st;
}

static int run(const void *values, const od_parsed *parsed, od_error *err)
{
    const double started = od_now();
    check c = {.v = values};
    int code;

    (void)parsed;
    if ((code = prepare(&c, err)) != OD_OK || (code = look(&c, err)) != OD_OK ||
        (code = report(&c, err)) != OD_OK)
        goto done;
    code = od_record_findings(c.record) ? FOUND : OD_OK;
    if (c.v->running.timing)
        od_print_timing(&c.opening.job->timing, started);
done:
    od_outputs_abandon(&c.outputs);
    od_record_free(c.record);
    od_opening_release(&c.opening);
    return code;
}

#define AT(member) .offset = offsetof(check_options, member)
static const od_option options[] = {
    {"format", .kind = OD_OPTION_CHOICE, .choice = format_name, AT(format),
     .help = "the report: text (default), or JSON (odeval.check/1)"},
    {"output", 'o', OD_OPTION_TEXT, "FILE", .value = OD_VALUE_FILE, AT(output),
     .help = "where it goes; default: standard output"},
    {"color", .kind = OD_OPTION_CHOICE, .choice = od_when_name, AT(colour),
     .help = "colour in the text; default auto: on a terminal, unless NO_COLOR is set"},
    {0},
};
#undef AT

static const od_option_group groups[] = {
    OD_INPUT_GROUPS(offsetof(check_values, input)),
    {"Output", options, offsetof(check_values, check)},
    {"Running", od_options_running, offsetof(check_values, running)},
    {0},
};

const od_command od_command_check = {
    .name = "check",
    .summary = "health of a data set and of predictions, without scoring",
    .usage = "  odeval check --bench NAME [--preds PATH]\n"
             "  odeval check --gt FILE [--preds PATH]\n"
             "  odeval check --preds PATH\n",
    .help =
        "Says what is not usable or looks wrong in a data set, in predictions, and in both beside each "
        "other. Of answers as text it says what became of each, and what every coordinate frame would make "
        "of "
        "their boxes, so that a wrong --frame is seen without any ground truth; image sizes come from the "
        "data set, else from the lines (image_size). Nothing that is found changes how answers are read.\n"
        "\n"
        "The exit code is 1 when something was found.\n",
    .groups = groups,
    .values_size = sizeof(check_values),
    .run = run,
};
