#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/decision_options.h"
#include "cli/eval_options.h"
#include "cli/outputs.h"
#include "cli/page.h"
#include "cli/terminal.h"
#include "report/board.h"

enum { EXIT_NOT_COMPARABLE = 7, RUNS_MAX = 100000 };

typedef struct board_options {
    const char *format, *output, *baseline, *colour;
    unsigned bootstrap, seed, threads;
    const char *progress;
    bool force, no_intervals, quiet;
} board_options;

typedef struct board_values {
    board_options board;
} board_values;

/* One run of the command. */
typedef struct leaderboard {
    const board_options *o;
    const od_board_form *form;
    const char *path; /* "-": standard output */
    od_outputs outputs;
    od_run_file *runs;
    size_t n;
    od_boards *boards;
    od_meter meter;
} leaderboard;

static const char *form_name(size_t i)
{
    return od_board_forms[i] ? od_board_forms[i]->name : NULL;
}

/* ---- before the work ---- */

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    return n > m && strcmp(text + n - m, end) == 0;
}

static void choose_form(leaderboard *l)
{
    const board_options *o = l->o;

    l->path = o->output ? o->output : "-";
    l->form = o->format ? od_board_form_find(o->format) : od_board_forms[0];
    for (const od_board_form *const *f = od_board_forms; !o->format && o->output && *f; f++)
        if ((*f)->extension && ends_with(o->output, (*f)->extension))
            l->form = *f;
}

static od_status prepare(leaderboard *l, const od_parsed *parsed, od_error *err)
{
    const size_t repeated = od_outputs_repeated((const char *const *)parsed->arguments, parsed->n_arguments);
    od_status st;

    choose_form(l);
    if (parsed->n_arguments == 0) {
        od_fail(err, OD_USAGE, "no run record is given");
        return od_remedy(err, "name one or more, as odeval --save writes them");
    }
    if (repeated < parsed->n_arguments) {
        od_fail(err, OD_USAGE, "the run record %s is given twice", parsed->arguments[repeated]);
        return od_remedy(err, "give it once");
    }
    st = od_outputs_claim(&l->outputs, l->o->output ? "-o" : "the leaderboard", l->path, err);
    for (size_t i = 0; i < parsed->n_arguments && st == OD_OK; i++)
        st = od_outputs_spare(&l->outputs, "the run record", parsed->arguments[i], err);
    return st;
}

static od_status read_runs(leaderboard *l, const od_parsed *parsed, od_error *err)
{
    od_status st = OD_ALLOC(l->runs, parsed->n_arguments, err);

    for (size_t i = 0; i < parsed->n_arguments && st == OD_OK; i++) {
        od_meter_show(&l->meter, "reading", i, parsed->n_arguments);
        st = od_run_file_read(&l->runs[i], parsed->arguments[i], !l->o->no_intervals, err);
        l->n += st == OD_OK;
    }
    return st;
}

/* ---- the work ---- */

static od_status rank(leaderboard *l, od_error *err)
{
    const board_options *o = l->o;
    const od_resampling_options resampling = {.bootstrap = o->bootstrap,
                                              .seed = o->seed,
                                              .threads = o->threads,
                                              .progress = o->progress,
                                              .quiet = o->quiet};
    od_ranking_options options = {.baseline = o->baseline, .force = o->force};
    od_status st = od_resampling_make(&options.bootstrap, &resampling, &l->meter, err);

    if (st != OD_OK)
        return st;
    return od_rank_runs(&l->boards, l->runs, l->n, &options, err);
}

/* Where the report will lie; the links of one on standard output start here. */
static od_status folder_of(const char *path, od_buffer *out, od_error *err)
{
    const char *slash = strrchr(path, '/');

    if (strcmp(path, "-") == 0 || !slash)
        return od_buffer_printf(out, err, ".");
    return od_buffer_printf(out, err, "%.*s", (int)(slash == path ? 1 : slash - path), path);
}

static od_status write_board(leaderboard *l, od_error *err)
{
    const bool standard = strcmp(l->path, "-") == 0;
    od_buffer folder = {0}, text = {0};
    od_status st;

    if ((st = folder_of(l->path, &folder, err)) == OD_OK) {
        const od_board_style style = {.colour = standard && od_colour_wanted(l->o->colour),
                                      .width = OD_PAGE_WIDTH,
                                      .folder = folder.bytes};

        st = l->form->write(l->boards, &style, &text, err);
    }
    if (st == OD_OK && (st = od_outputs_stage(&l->outputs, l->path, &text, err)) == OD_OK)
        st = od_outputs_commit(&l->outputs, err);
    od_buffer_free(&text);
    od_buffer_free(&folder);
    return st;
}

/* Says what is not comparable. Returns the exit code. */
static int verdict(const leaderboard *l)
{
    size_t apart = 0;

    for (size_t i = 0; i < l->boards->n; i++) {
        const od_board *b = &l->boards->list[i];

        apart += b->n_incomparable;
        if (b->n_incomparable && !l->o->quiet)
            fprintf(stderr, "odeval: %s%zu of %zu runs on %s cannot be compared with %s: %s\n",
                    l->o->force ? "warning: " : "", b->n_incomparable, b->n, b->bench,
                    b->ranks[b->reference].name,
                    l->o->force ? "ranked all the same"
                                : "not ranked; the leaderboard says why, --force ranks them");
    }
    return apart && !l->o->force ? EXIT_NOT_COMPARABLE : OD_OK;
}

static int run(const void *values, const od_parsed *parsed, od_error *err)
{
    const board_values *v = values;
    leaderboard l = {.o = &v->board, .meter = {.when = v->board.quiet ? "never" : v->board.progress}};
    int code;

    if ((code = prepare(&l, parsed, err)) != OD_OK || (code = read_runs(&l, parsed, err)) != OD_OK ||
        (code = rank(&l, err)) != OD_OK)
        goto done;
    od_meter_clear(&l.meter);
    if ((code = write_board(&l, err)) == OD_OK)
        code = verdict(&l);
done:
    od_meter_clear(&l.meter);
    od_outputs_abandon(&l.outputs);
    od_boards_free(l.boards);
    for (size_t i = 0; i < l.n; i++)
        od_run_file_release(&l.runs[i]);
    free(l.runs);
    return code;
}

#define AT(member) .offset = offsetof(board_options, member)
static const od_option options[] = {
    {"output", 'o', OD_OPTION_TEXT, "FILE", .value = OD_VALUE_FILE, AT(output),
     .help = "where the leaderboard goes; default: standard output"},
    {"format", .kind = OD_OPTION_CHOICE, .choice = form_name, AT(format),
     .help = "its form; default: by the ending of -o FILE (.html, .md, .csv, .json, .tex), else table"},
    {"baseline", .kind = OD_OPTION_TEXT, .metavar = "NAME|FILE", AT(baseline),
     .help = "a model's name or one of the records: the others' difference to it is shown"},
    {"force", .kind = OD_OPTION_FLAG, AT(force),
     .help = "rank runs that cannot be compared, too; in what they differ is said all the same"},
    {"bootstrap", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = OD_RESAMPLES_MIN, .high = OD_RESAMPLES_MAX,
     AT(bootstrap), .help = "resamples for intervals, where states lie beside the records; default 1000"},
    {"seed", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = 0, .high = UINT_MAX, AT(seed),
     .help = "of the resampling; default 0"},
    {"no-intervals", .kind = OD_OPTION_FLAG, AT(no_intervals),
     .help = "leave states alone: at once, ranks only"},
    {"threads", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = 1, .high = 256, AT(threads),
     .help = "1 to 256; default: the processors this process may use; results do not depend on it"},
    {"progress", .kind = OD_OPTION_CHOICE, .choice = od_when_name, AT(progress),
     .help = "a line on standard error for work that takes a while; default auto: on a terminal"},
    {"color", .kind = OD_OPTION_CHOICE, .choice = od_when_name, AT(colour),
     .help = "colour in the table; default auto: on a terminal, unless NO_COLOR is set"},
    {"quiet", 'q', OD_OPTION_FLAG, AT(quiet), .help = "nothing on standard error but errors"},
    {0},
};
#undef AT

static const od_option_group groups[] = {
    {"Options", options, offsetof(board_values, board)},
    {0},
};

const od_command od_command_leaderboard = {
    .name = "leaderboard",
    .summary = "ranking of run records",
    .usage = "  odeval leaderboard RUN.json... [-o FILE]\n",
    .help =
        "Ranks run records by the primary score of their benchmark, one table a benchmark. Where the states "
        "lie beside a record (as --save writes them), the score has an interval, and the rank is the range "
        "of places that the data allow: runs that they cannot tell apart share it.\n"
        "\n"
        "A score links to the page of its run, where there is one: to RUN/index.html, which --report RUN "
        "writes, or to RUN.html, beside the record RUN.json.\n"
        "\n"
        "Runs that cannot be compared with the baseline (without one: with the first given of their "
        "benchmark) stand apart and have no rank; the leaderboard says in what they differ, and the exit "
        "code is 7. --force ranks them with the others.\n",
    .groups = groups,
    .values_size = sizeof(board_values),
    .max_arguments = RUNS_MAX,
    .run = run,
};
