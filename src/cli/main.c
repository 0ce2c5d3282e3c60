#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/terminal.h"
#include "core/output.h"
#include "odeval/odeval.h"

static od_status print(const char *text, od_error *err)
{
    od_output *o = NULL;
    od_status st;

    if ((st = od_output_open(&o, "-", err)) != OD_OK)
        return st;
    if ((st = od_output_write(o, text, strlen(text), err)) == OD_OK)
        return od_output_commit(o, err);
    od_output_discard(o);
    return st;
}

static od_status show_help(const od_command *command, od_error *err)
{
    od_page page;
    od_status st;

    od_page_init(&page, err);
    if (command)
        od_command_describe(&page, command);
    else
        od_command_overview(&page);
    st = od_page_show(&page);
    od_page_free(&page);
    return st;
}

static od_status check_arguments(const od_command *command, const od_parsed *parsed, od_error *err)
{
    if (parsed->n_arguments <= command->max_arguments)
        return OD_OK;
    return od_fail(err, OD_USAGE, "odeval %s has no use for the argument \"%s\"", command->name,
                   parsed->arguments[command->max_arguments]);
}

static int run_command(const od_command *command, int argc, char **argv, od_error *err)
{
    od_parsed parsed;
    void *values = NULL;
    int code;

    if ((code = od_alloc(&values, 1, command->values_size + 1, err)) != OD_OK)
        return code;
    code = od_options_parse(command->groups, values, argc, argv, &parsed, err);
    if (code == OD_OK && parsed.help)
        code = show_help(command, err);
    else if (code == OD_OK && (code = check_arguments(command, &parsed, err)) == OD_OK)
        code = command->run(values, &parsed, err);
    if (code == OD_USAGE)
        od_remedy(err, "see odeval help %s", command->name);
    free(values);
    return code;
}

/* argv without the program's name, at least one. Options come first when the command is left out. */
static int dispatch(int argc, char **argv, od_error *err)
{
    const od_command *command = od_commands[0];

    if (strcmp(argv[0], "--version") == 0)
        return print("odeval " ODEVAL_VERSION "\n", err);
    if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0)
        return show_help(NULL, err);
    if (argv[0][0] == '-')
        return run_command(command, argc, argv, err);
    command = od_command_find(argv[0]);
    if (!command)
        return od_command_unknown(argv[0], err);
    return run_command(command, argc - 1, argv + 1, err);
}

/* A file that is opened must not become standard input, output or error because that was closed: it would get
 * their text. What takes their place fails when it is written to. */
static void hold_standard_files(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

/* Columns that have been freed should go back to the system at once: the threshold that the C library adapts
 * by itself keeps them, once the first of them was freed, and the next ones come on top. */
static void give_large_blocks_back(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 256 * 1024);
#endif
}

int main(int argc, char **argv)
{
    od_error err = {0};
    int code;

    hold_standard_files();
    give_large_blocks_back();
    signal(SIGPIPE, SIG_IGN); /* failed writes are seen where they happen, and nothing half-written stays */
    signal(SIGXFSZ, SIG_IGN);
    if (argc < 2) {
        fputs(od_short_usage, stderr);
        return OD_USAGE;
    }
    code = dispatch(argc - 1, argv + 1, &err);
    if (err.code != OD_OK && !(err.code == OD_SYSTEM && od_reader_is_gone()))
        od_print_error(&err);
    return code;
}
