#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/decision_options.h"
#include "cli/outputs.h"
#include "report/compare_report.h"
#include "report/gate_report.h"

enum { RUNS_MAX = 100, MOVERS_STANDARD = 10, MOVERS_MAX = 1000 };

typedef struct compare_options {
    const char *format, *output, *colour;
    unsigned movers;
    bool force, verbose;
} compare_options;

typedef struct compare_values {
    compare_options compare;
    od_resampling_options resampling;
} compare_values;

/* One run of the command. */
typedef struct compare {
    const compare_values *v;
    const od_compare_report *report;
    const char *path; /* "-": standard output */
    od_outputs outputs;
    od_meter meter;
    od_bootstrap_options options;
    od_run_file *runs; /* n; the first is the baseline */
    size_t n;
    od_obstacles *obstacles;     /* n - 1 */
    od_comparison **comparisons; /* n - 1; NULL where not comparable */
    bool refused;
} compare;

static const char *format_name(size_t i)
{
    return od_compare_reports[i] ? od_compare_reports[i]->name : NULL;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    return n > m && strcmp(text + n - m, end) == 0;
}

static void choose_report(compare *c)
{
    const compare_options *o = &c->v->compare;

    c->path = o->output ? o->output : "-";
    c->report = od_compare_reports[0];
    for (const od_compare_report *const *r = od_compare_reports; *r; r++)
        if (o->format ? strcmp((*r)->name, o->format) == 0
                      : o->output && ends_with(o->output, (*r)->extension))
            c->report = *r;
}

static od_status prepare(compare *c, const od_parsed *parsed, od_error *err)
{
    od_status st;

    choose_report(c);
    if (parsed->n_arguments < 2) {
        od_fail(err, OD_USAGE, "two run records are needed, %zu given", parsed->n_arguments);
        return od_remedy(err, "odeval compare A.json B.json; --save writes records");
    }
    if ((st = od_resampling_make(&c->options, &c->v->resampling, &c->meter, err)) != OD_OK ||
        (st = od_outputs_claim(&c->outputs, c->v->compare.output ? "-o" : "the report", c->path, err)) !=
            OD_OK)
        return st;
    for (size_t i = 0; i < parsed->n_arguments && st == OD_OK; i++)
        st = od_outputs_spare(&c->outputs, "the record", parsed->arguments[i], err);
    return st;
}

static od_status read_runs(compare *c, const od_parsed *parsed, od_error *err)
{
    const size_t n = parsed->n_arguments;
    od_status st;

    if ((st = OD_ALLOC(c->runs, n, err)) != OD_OK || (st = OD_ALLOC(c->obstacles, n, err)) != OD_OK ||
        (st = OD_ALLOC(c->comparisons, n, err)) != OD_OK)
        return st;
    for (; c->n < n && st == OD_OK; c->n++)
        st = od_run_file_read(&c->runs[c->n], parsed->arguments[c->n], true, err);
    return st;
}

static od_status compare_one(compare *c, size_t i, od_error *err)
{
    const compare_options *o = &c->v->compare;
    od_status st = od_compare_check(&c->obstacles[i], c->runs[0].record, c->runs[i + 1].record, err);

    if (st != OD_OK)
        return st;
    if (c->obstacles[i].n && !o->force) {
        c->refused = true;
        return OD_OK;
    }
    return od_compare(&c->comparisons[i], &c->runs[0], &c->runs[i + 1], &c->options,
                      o->movers ? o->movers : MOVERS_STANDARD, err);
}

static od_status write_report(compare *c, od_error *err)
{
    const bool standard = strcmp(c->path, "-") == 0;
    const od_report_style style = {
        .colour = standard && od_colour_wanted(c->v->compare.colour),
        .verbose = c->v->compare.verbose,
        .width = OD_PAGE_WIDTH,
    };
    od_compare_page page = {.baseline = &c->runs[0], .n = c->n - 1, .options = &c->options};
    od_compared *others = NULL;
    od_buffer text = {0};
    od_status st;

    if ((st = OD_ALLOC(others, page.n, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < page.n; i++)
        others[i] = (od_compared){&c->runs[i + 1], c->comparisons[i], &c->obstacles[i]};
    page.others = others;
    if ((st = c->report->write(&page, &style, &text, err)) == OD_OK)
        st = od_outputs_stage(&c->outputs, c->path, &text, err);
    od_buffer_free(&text);
    free(others);
    return st == OD_OK ? od_outputs_commit(&c->outputs, err) : st;
}

static void say_refused(const compare *c)
{
    for (size_t i = 0; i + 1 < c->n; i++)
        if (!c->comparisons[i])
            od_print_obstacles(c->runs[i + 1].path, "A", "B", &c->obstacles[i]);
}

static void release(compare *c)
{
    od_meter_clear(&c->meter);
    od_outputs_abandon(&c->outputs);
    for (size_t i = 0; i + 1 < c->n; i++) {
        od_obstacles_free(&c->obstacles[i]);
        od_comparison_free(c->comparisons[i]);
    }
    for (size_t i = 0; i < c->n; i++)
        od_run_file_release(&c->runs[i]);
    free(c->obstacles);
    free(c->comparisons);
    free(c->runs);
}

static int run(const void *values, const od_parsed *parsed, od_error *err)
{
    compare c = {.v = values};
    int code;

    if ((code = prepare(&c, parsed, err)) != OD_OK || (code = read_runs(&c, parsed, err)) != OD_OK)
        goto done;
    for (size_t i = 0; i + 1 < c.n && code == OD_OK; i++)
        code = compare_one(&c, i, err);
    od_meter_clear(&c.meter);
    if (code != OD_OK || (code = write_report(&c, err)) != OD_OK)
        goto done;
    say_refused(&c);
    code = c.refused ? OD_EXIT_NOT_COMPARABLE : OD_OK;
done:
    release(&c);
    return code;
}

#define AT(member) .offset = offsetof(compare_options, member)
static const od_option options[] = {
    {"format", .kind = OD_OPTION_CHOICE, .choice = format_name, AT(format),
     .help = "the report; default: by the ending of -o, else table"},
    {"output", 'o', OD_OPTION_TEXT, "FILE", .value = OD_VALUE_FILE, AT(output),
     .help = "where it goes; default: standard output"},
    {"movers", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = 1, .high = MOVERS_MAX, AT(movers),
     .help = "how many categories and images that changed most to show; default 10"},
    {"force", .kind = OD_OPTION_FLAG, AT(force),
     .help = "compare runs that are not comparable; every report says in what they differ"},
    {"verbose", 'v', OD_OPTION_FLAG, AT(verbose), .help = "all scores of the headline, not the usual ones"},
    {"color", .kind = OD_OPTION_CHOICE, .choice = od_when_name, AT(colour),
     .help = "colour in the table; default auto: on a terminal, unless NO_COLOR is set"},
    {0},
};
#undef AT

static const od_option_group groups[] = {
    {"Output", options, offsetof(compare_values, compare)},
    {"Intervals", od_options_resampling, offsetof(compare_values, resampling)},
    {0},
};

const od_command od_command_compare = {
    .name = "compare",
    .summary = "run records side by side, with the intervals of their differences",
    .usage = "  odeval compare A.json B.json [C.json ...] [options]\n",
    .help =
        "Compares each run with the first, A: the scores, their differences, and which categories and images "
        "changed most. Where RUN.states lies beside both records (--save writes it), each difference has an "
        "interval from the paired bootstrap over images.\n"
        "\n"
        "Runs are comparable when ground truth, benchmark definition, rules, mode, parameters, subsets, the "
        "images scored and odeval's major version are the same; and, where both runs have them, the prompt, "
        "the frame and the reader of answers as text. Else the exit code is 7 and the fields that differ are "
        "listed on standard output and standard error. Models of two families have two frames: --force "
        "compares them, and every report says so.\n",
    .groups = groups,
    .values_size = sizeof(compare_values),
    .max_arguments = RUNS_MAX,
    .run = run,
};
