#include "cli/completion.h"

/* Inside '[...]' of _arguments. */
static void put_help(od_page *page, const char *text)
{
    for (const char *p = text; *p; p++)
        if (*p == '\'')
            od_page_printf(page, "'\\''");
        else if (*p == '[' || *p == ']' || *p == ':' || *p == '\\')
            od_page_printf(page, "\\%c", *p);
        else
            od_page_printf(page, "%c", *p);
}

static void put_action(od_page *page, const od_option *option)
{
    if (option->kind == OD_OPTION_CHOICE) {
        od_page_printf(page, "(");
        od_completion_values(page, option);
        od_page_printf(page, ")");
    }
    switch (option->value) {
    case OD_VALUE_FILE: od_page_printf(page, "_files"); break;
    case OD_VALUE_FOLDER: od_page_printf(page, "_files -/"); break;
    case OD_VALUE_BENCH: od_page_printf(page, "_odeval_bench"); break;
    case OD_VALUE_METRIC: od_page_printf(page, "_odeval_metrics"); break;
    case OD_VALUE_FRAME: od_page_printf(page, "_odeval_frames"); break;
    case OD_VALUE_READER: od_page_printf(page, "_odeval_readers"); break;
    case OD_VALUE_BACKEND: od_page_printf(page, "_odeval_backends"); break;
    case OD_VALUE_ANY: break;
    }
}

static void put_option(od_page *page, const od_command *command, const od_option *option)
{
    bool value = od_option_takes_value(option);

    (void)command;
    od_page_printf(page, "                ");
    if (option->letter)
        od_page_printf(page, "'(-%c --%s)'{-%c%s,--%s%s}'", option->letter, option->name, option->letter,
                       value ? "+" : "", option->name, value ? "=" : "");
    else
        od_page_printf(page, "'%s--%s%s", option->kind == OD_OPTION_TEXTS ? "*" : "", option->name,
                       value ? "=" : "");
    od_page_printf(page, "[");
    put_help(page, option->help);
    od_page_printf(page, "]");
    if (value) {
        od_page_printf(page, ":%s:", option->metavar ? option->metavar : option->name);
        put_action(page, option);
    }
    od_page_printf(page, "' \\\n");
}

static void put_command(od_page *page, const od_command *command)
{
    od_page_printf(page, "        %s)\n            _arguments -s -S \\\n", command->name);
    od_completion_options(page, command, put_option);
    od_page_printf(page, "                ");
    if (command->arguments) {
        od_page_printf(page, "'1:%s:(", command->name);
        od_completion_arguments(page, command);
        od_page_printf(page, ")'");
    }
    od_page_printf(page, "\n            ;;\n");
}

/* The names that an option of this kind takes, as completed by a function of their own. */
static void put_names(od_page *page, od_option_value value)
{
    od_completion_values(page, &(od_option){.name = "", .kind = OD_OPTION_TEXT, .value = value});
}

static void write(od_page *page)
{
    od_page_printf(page, "#compdef odeval\n# zsh completion for odeval, made by: odeval completion zsh\n"
                         "_odeval_bench() {\n    _alternative 'benches:benchmark:(");
    put_names(page, OD_VALUE_BENCH);
    od_page_printf(page, ")' 'files:definition:_files'\n}\n_odeval_metrics() {\n    _values -s , metric ");
    put_names(page, OD_VALUE_METRIC);
    od_page_printf(page, "\n}\n_odeval_frames() {\n    _values frame ");
    put_names(page, OD_VALUE_FRAME);
    od_page_printf(page, "\n}\n_odeval_readers() {\n    _values reader ");
    put_names(page, OD_VALUE_READER);
    od_page_printf(page, "\n}\n_odeval_backends() {\n    _alternative 'backends:backend:(");
    put_names(page, OD_VALUE_BACKEND);
    od_page_printf(
        page,
        ")' 'files:shared object:_files'\n}\n_odeval() {\n    local command=eval\n    local -a commands=(\n");
    for (const od_command *const *c = od_commands; *c; c++) {
        od_page_printf(page, "        '%s:", (*c)->name);
        put_help(page, (*c)->summary);
        od_page_printf(page, "'\n");
    }
    od_page_printf(page, "    )\n    if ((CURRENT == 2)) && [[ ${words[2]} != -* ]]; then\n"
                         "        _describe -t commands command commands\n        return\n    fi\n"
                         "    if (($+words[2])) && [[ ${words[2]} == (");
    od_completion_commands(page, "|");
    od_page_printf(
        page, ") ]]; then\n        command=${words[2]}\n        shift words\n        ((CURRENT--))\n    fi\n"
              "    case $command in\n");
    for (const od_command *const *c = od_commands; *c; c++)
        put_command(page, *c);
    od_page_printf(page, "    esac\n}\n"
                         "if [[ ${funcstack[1]} == _odeval ]]; then\n    _odeval \"$@\"\nelse\n"
                         "    compdef _odeval odeval\nfi\n");
}

const od_shell od_shell_zsh = {"zsh", write};
