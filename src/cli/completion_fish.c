#include "cli/completion.h"

static void put_quoted(od_page *page, const char *text)
{
    for (const char *p = text; *p; p++)
        od_page_printf(page, "%s%c", *p == '\'' || *p == '\\' ? "\\" : "", *p);
}

static void put_option(od_page *page, const od_command *command, const od_option *option)
{
    od_page_printf(page, "complete -c odeval -n '__odeval_is %s' -l %s", command->name, option->name);
    if (option->letter)
        od_page_printf(page, " -s %c", option->letter);
    if (option->value == OD_VALUE_FILE || option->value == OD_VALUE_BENCH ||
        option->value == OD_VALUE_BACKEND)
        od_page_printf(page, " -r -F");
    else if (od_option_takes_value(option))
        od_page_printf(page, " -x");
    if (option->value == OD_VALUE_FOLDER) {
        od_page_printf(page, " -a '(__fish_complete_directories)'");
    } else if (option->kind == OD_OPTION_CHOICE || option->value == OD_VALUE_BENCH ||
               option->value == OD_VALUE_METRIC || option->value == OD_VALUE_FRAME ||
               option->value == OD_VALUE_READER || option->value == OD_VALUE_BACKEND) {
        od_page_printf(page, " -a '");
        od_completion_values(page, option);
        od_page_printf(page, "'");
    }
    od_page_printf(page, " -d '");
    put_quoted(page, option->help);
    od_page_printf(page, "'\n");
}

static void put_command(od_page *page, const od_command *command)
{
    od_page_printf(page, "complete -c odeval -n __odeval_first -a %s -d '", command->name);
    put_quoted(page, command->summary);
    od_page_printf(page, "'\n");
    if (command->arguments) {
        od_page_printf(page, "complete -c odeval -n '__odeval_is %s' -a '", command->name);
        od_completion_arguments(page, command);
        od_page_printf(page, "'\n");
    }
    od_completion_options(page, command, put_option);
}

static void write(od_page *page)
{
    od_page_printf(page, "# fish completion for odeval, made by: odeval completion fish\n"
                         "function __odeval_first\n    test (count (commandline -opc)) -eq 1\nend\n"
                         "function __odeval_is\n    set -l words (commandline -opc)\n"
                         "    if test (count $words) -gt 1; and contains -- $words[2] ");
    od_completion_commands(page, " ");
    od_page_printf(
        page, "\n        test $words[2] = $argv[1]\n    else\n        test eval = $argv[1]\n    end\nend\n"
              "complete -c odeval -f\ncomplete -c odeval -n __odeval_first -l version -d version\n");
    for (const od_command *const *c = od_commands; *c; c++)
        put_command(page, *c);
}

const od_shell od_shell_fish = {"fish", write};
