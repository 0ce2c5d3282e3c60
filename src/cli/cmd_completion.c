#include <string.h>

#include "cli/completion.h"

/* One line a shell. */
static const od_shell *const shells[] = {
    &od_shell_bash,
    &od_shell_zsh,
    &od_shell_fish,
    NULL,
};

static void put_names(od_page *page, od_status (*collect)(od_listing *listing, od_error *err))
{
    od_listing listing = {0};

    if (page->st == OD_OK)
        page->st = collect(&listing, page->err);
    for (size_t i = 0; i < listing.n; i++)
        od_page_printf(page, "%s ", listing.items[i].name);
    od_listing_free(&listing);
}

void od_completion_arguments(od_page *page, const od_command *command)
{
    if (command->arguments)
        put_names(page, command->arguments);
}

/* Of several topics in one list the first has the names that options take. */
static void put_topic(od_page *page, const char *list)
{
    for (const od_topic *const *t = od_topics; *t; t++)
        if (strcmp((*t)->list, list) == 0) {
            put_names(page, (*t)->collect);
            return;
        }
}

void od_completion_values(od_page *page, const od_option *option)
{
    if (option->kind == OD_OPTION_CHOICE)
        for (size_t i = 0; option->choice(i); i++)
            od_page_printf(page, "%s ", option->choice(i));
    if (option->value == OD_VALUE_BENCH)
        put_topic(page, "benches");
    if (option->value == OD_VALUE_METRIC)
        put_topic(page, "metrics");
    if (option->value == OD_VALUE_FRAME)
        put_topic(page, "frames");
    if (option->value == OD_VALUE_READER)
        put_topic(page, "readers");
    if (option->value == OD_VALUE_BACKEND)
        put_topic(page, "backends");
}

void od_completion_options(od_page *page, const od_command *command,
                           void (*each)(od_page *page, const od_command *command, const od_option *option))
{
    for (const od_option_group *group = command->groups; group && group->title; group++)
        for (const od_option *o = group->options; o->name; o++)
            each(page, command, o);
    each(page, command, &od_option_help);
}

void od_completion_commands(od_page *page, const char *between)
{
    for (const od_command *const *c = od_commands; *c; c++)
        od_page_printf(page, "%s%s", c == od_commands ? "" : between, (*c)->name);
}

static od_status arguments(od_listing *listing, od_error *err)
{
    od_status st = OD_OK;

    for (const od_shell *const *s = shells; *s && st == OD_OK; s++)
        st = od_listing_add(listing, (*s)->name, "", err);
    return st;
}

static od_status no_such_shell(const char *name, od_error *err)
{
    if (name)
        od_fail(err, OD_USAGE, "there is no completion for the shell \"%s\"", name);
    else
        od_fail(err, OD_USAGE, "odeval completion needs the name of a shell");
    return od_remedy(err, "choose from bash, zsh and fish");
}

static int run(const void *values, const od_parsed *parsed, od_error *err)
{
    const char *name = parsed->n_arguments ? parsed->arguments[0] : NULL;
    const od_shell *shell = NULL;
    od_status st;
    od_page page;

    (void)values;
    for (const od_shell *const *s = shells; name && *s; s++)
        if (strcmp((*s)->name, name) == 0)
            shell = *s;
    if (!shell)
        return no_such_shell(name, err);
    od_page_init(&page, err);
    shell->write(&page);
    st = od_page_show(&page);
    od_page_free(&page);
    return st;
}

const od_command od_command_completion = {
    .name = "completion",
    .summary = "a completion script for bash, zsh or fish",
    .usage = "  odeval completion bash|zsh|fish\n",
    .help = "For the running bash: eval \"$(odeval completion bash)\". For zsh, put it into a file _odeval "
            "in a folder "
            "of $fpath; for fish, into ~/.config/fish/completions/odeval.fish. `make install` installs all "
            "three.\n",
    .max_arguments = 1,
    .arguments = arguments,
    .run = run,
};
