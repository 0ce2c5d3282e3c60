/* completion.h: completion scripts for shells, made from the rows of commands, options and topics.
 */
#ifndef OD_CLI_COMPLETION_H
#define OD_CLI_COMPLETION_H

#include "cli/command.h"

typedef struct od_shell {
    const char *name;
    void (*write)(od_page *page);
} od_shell;

extern const od_shell od_shell_bash, od_shell_zsh, od_shell_fish;

/* The words that a command's arguments, or an option's value, can be, into the page, each followed by a
 * space. Choices, names of benchmarks and metrics; nothing for other options. */
void od_completion_arguments(od_page *page, const od_command *command);
void od_completion_values(od_page *page, const od_option *option);

/* Calls `each` for every option of a command, --help last. */
void od_completion_options(od_page *page, const od_command *command,
                           void (*each)(od_page *page, const od_command *command, const od_option *option));

/* The names of all commands, with `between` between them. */
void od_completion_commands(od_page *page, const char *between);

#endif
