#include "cli/completion.h"

/* One case of the value after an option. */
static void put_case(od_page *page, const od_command *command, const od_option *option)
{
    if (!od_option_takes_value(option))
        return;
    od_page_printf(page, "        '%s --%s'", command->name, option->name);
    if (option->letter)
        od_page_printf(page, " | '%s -%c'", command->name, option->letter);
    od_page_printf(page, ") words='");
    od_completion_values(page, option);
    od_page_printf(page, "'");
    if (option->value == OD_VALUE_FILE || option->value == OD_VALUE_BENCH ||
        option->value == OD_VALUE_BACKEND)
        od_page_printf(page, " files=f");
    if (option->value == OD_VALUE_FOLDER)
        od_page_printf(page, " files=d");
    if (option->value == OD_VALUE_METRIC)
        od_page_printf(page, " head=${cur%%\"${cur##*,}\"}");
    od_page_printf(page, " ;;\n");
}

static void put_option(od_page *page, const od_command *command, const od_option *option)
{
    (void)command;
    od_page_printf(page, "--%s ", option->name);
}

static void write(od_page *page)
{
    od_page_printf(page,
                   "# bash completion for odeval, made by: odeval completion bash\n"
                   "_odeval()\n{\n"
                   "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
                   "    local command=eval words= files= head= file\n\n"
                   "    # readline cuts --option=value at the '='\n"
                   "    if [[ $cur == = ]]; then\n        cur=\n"
                   "    elif [[ $prev == = ]]; then\n        prev=${COMP_WORDS[COMP_CWORD - 2]}\n    fi\n"
                   "    if ((COMP_CWORD > 1)); then\n        case ${COMP_WORDS[1]} in\n        ");
    od_completion_commands(page, " | ");
    od_page_printf(page,
                   ") command=${COMP_WORDS[1]} ;;\n        esac\n    fi\n    case \"$command $prev\" in\n");
    for (const od_command *const *c = od_commands; *c; c++)
        od_completion_options(page, *c, put_case);
    od_page_printf(page, "        *)\n            case $command in\n");
    for (const od_command *const *c = od_commands; *c; c++) {
        od_page_printf(page, "            %s) words='", (*c)->name);
        od_completion_arguments(page, *c);
        od_completion_options(page, *c, put_option);
        od_page_printf(page, "' ;;\n");
    }
    od_page_printf(page, "            esac\n            ((COMP_CWORD > 1)) || words+=' --version ");
    od_completion_commands(page, " ");
    od_page_printf(page, "'\n            ;;\n    esac\n"
                         "    COMPREPLY=($(compgen -P \"$head\" -W \"$words\" -- \"${cur#\"$head\"}\"))\n"
                         "    if [[ $files ]]; then\n        compopt -o filenames 2>/dev/null\n"
                         "        while IFS= read -r file; do\n            COMPREPLY+=(\"$file\")\n"
                         "        done < <(compgen -\"$files\" -- \"$cur\")\n    fi\n}\n"
                         "complete -F _odeval odeval\n");
}

const od_shell od_shell_bash = {"bash", write};
