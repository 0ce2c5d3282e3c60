/* command.h: what a command of odeval is: one row, one file cmd_NAME.c, one line in commands.c.
 */
#ifndef OD_CLI_COMMAND_H
#define OD_CLI_COMMAND_H

#include "cli/options.h"
#include "cli/topics.h"

typedef struct od_command {
    const char *name;
    const char *summary;           /* one line */
    const char *usage;             /* lines as they are typed */
    const char *help;              /* text as page.h describes it; NULL: the summary says it all */
    const od_option_group *groups; /* NULL: no option but --help */
    size_t values_size;            /* of the struct that the groups lie in */
    unsigned max_arguments;        /* besides options */
    /* The words that arguments can be, for completion; NULL: there are no arguments. */
    od_status (*arguments)(od_listing *listing, od_error *err);
    /* Does the work. Returns the exit code: a status whose error is in err, or a verdict of its own. */
    int (*run)(const void *values, const od_parsed *parsed, od_error *err);
} od_command;

/* NULL-terminated, in the order of the help. */
extern const od_command *const od_commands[];
const od_command *od_command_find(const char *name);
/* OD_USAGE, with the nearest command as remedy. */
od_status od_command_unknown(const char *name, od_error *err);

/* What `odeval COMMAND --help` prints, into the page. */
void od_command_describe(od_page *page, const od_command *command);
/* What `odeval help` prints. */
void od_command_overview(od_page *page);
/* What `odeval` alone prints. */
extern const char od_short_usage[];

/* The whole manual as roff. */
od_status od_manual_write(od_page *page, od_error *err);

/* What the exit codes of the commands that are there mean, ascending; ends with a NULL text. */
typedef struct od_exit_code {
    int code;
    const char *text;
} od_exit_code;
extern const od_exit_code od_exit_codes[];

/* What the environment can say, in the form of page.h. */
extern const char od_environment_help[];

#endif
