#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "core/nearest.h"

extern const od_command od_command_eval, od_command_run, od_command_check, od_command_convert,
    od_command_compare, od_command_gate, od_command_leaderboard, od_command_list, od_command_help,
    od_command_completion;

/* One line a command. */
const od_command *const od_commands[] = {
    &od_command_eval,
    &od_command_run,
    &od_command_check,
    &od_command_convert,
    &od_command_compare,
    &od_command_gate,
    &od_command_leaderboard,
    &od_command_list,
    &od_command_help,
    &od_command_completion,
    NULL,
};

enum { N_COMMANDS = sizeof od_commands / sizeof od_commands[0] };

const od_exit_code od_exit_codes[] = {
    {OD_OK, "done"},
    {1, "check: something was found; gate: a number regressed"},
    {OD_USAGE, "usage: an unknown option, a bad value, a missing argument"},
    {OD_INPUT, "input: unreadable, malformed, or it does not fit the data set"},
    {OD_BACKEND, "backend: a detector could not be loaded, or failed beyond what was allowed"},
    {OD_SYSTEM, "system: out of memory, disk full, a write failed"},
    {6, "gate: inconclusive: the data cannot tell"},
    {7, "compare, gate, leaderboard: runs are not comparable"},
    {OD_INTERRUPTED, "run: interrupted; the same command goes on"},
    {0, NULL},
};

const char od_environment_help[] = "  ODEVAL_DATA  folder whose subfolders are data sets: $ODEVAL_DATA/NAME "
                                   "is looked at before ./data/NAME\n"
                                   "  NO_COLOR     when set to anything, no colour unless --color always\n";

const char od_short_usage[] = "usage: odeval --bench NAME --preds PATH [options]\n"
                              "       odeval help              what there is, with an example that works\n"
                              "       odeval list benches      the benchmarks\n";

const od_command *od_command_find(const char *name)
{
    for (const od_command *const *c = od_commands; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}

od_status od_command_unknown(const char *name, od_error *err)
{
    const char *names[N_COMMANDS], *near;
    size_t n = 0;

    for (const od_command *const *c = od_commands; *c; c++)
        names[n++] = (*c)->name;
    names[n] = NULL;
    od_fail(err, OD_USAGE, "there is no command \"%s\"", name);
    near = od_nearest(name, names);
    if (near)
        return od_remedy(err, "did you mean odeval %s?", near);
    return od_remedy(err, "odeval help names the commands; predictions are given as --preds PATH");
}

static void describe_group(od_page *page, const od_option_group *group)
{
    char spelling[OD_OPTION_SPELLING];

    od_page_printf(page, "\n%s\n", group->title);
    for (const od_option *o = group->options; o->name; o++)
        od_page_item(page, 2, OD_PAGE_COLUMN, od_option_spelling(o, spelling, sizeof spelling), o->help);
}

void od_command_describe(od_page *page, const od_command *command)
{
    char spelling[OD_OPTION_SPELLING];
    const od_option_group *group = command->groups;

    od_page_title(page, command->name, command->summary);
    od_page_printf(page, "%s", command->usage);
    if (command->help) {
        od_page_printf(page, "\n");
        od_page_text(page, command->help);
    }
    for (; group && group->title; group++)
        describe_group(page, group);
    if (!command->groups)
        return;
    od_page_printf(page, "\n");
    od_page_item(page, 2, OD_PAGE_COLUMN, od_option_spelling(&od_option_help, spelling, sizeof spelling),
                 od_option_help.help);
    od_page_printf(page, "\nExit codes\n");
    for (const od_exit_code *e = od_exit_codes; e->text; e++)
        od_page_printf(page, "  %-3d  %s\n", e->code, e->text);
}

void od_command_overview(od_page *page)
{
    od_page_text(
        page,
        "odeval scores object detections: ground truth and detections go in, the numbers of the reference "
        "implementations come out, to the last bit, with everything suspicious said out loud.\n"
        "\n"
        "  odeval --bench NAME --preds PATH [options]\n"
        "\n"
        "For example, on the data set that comes with odeval:\n"
        "\n"
        "  odeval --bench ovdeval-mini --preds data/ovdeval-mini/predictions/vlm.jsonl\n"
        "\n"
        "and on any pair of files in COCO's formats:\n"
        "\n"
        "  odeval --bench coco --gt annotations.json --preds results.json\n");
    od_page_printf(page, "\nCommands\n");
    for (const od_command *const *c = od_commands; *c; c++)
        od_page_item(page, 2, 15, (*c)->name, (*c)->summary);
    od_page_printf(page, "\nWhere to go next\n");
    od_page_item(page, 2, OD_PAGE_COLUMN, "odeval help eval", "the options, by group, and the exit codes");
    od_page_item(page, 2, OD_PAGE_COLUMN, "odeval list benches",
                 "the benchmarks; also: metrics, formats, frames, readers, backends, filters");
    od_page_item(page, 2, OD_PAGE_COLUMN, "odeval help nms_AP", "formula, caveats and source of a metric");
    od_page_item(page, 2, OD_PAGE_COLUMN, "odeval help ovdeval",
                 "a benchmark: its files, averages, published results");
    od_page_item(page, 2, OD_PAGE_COLUMN, "odeval --version", "the version");
}
