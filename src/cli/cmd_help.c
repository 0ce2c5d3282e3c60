#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "core/nearest.h"

typedef struct help_options {
    bool man;
} help_options;

static od_status arguments(od_listing *listing, od_error *err)
{
    od_status st = OD_OK;

    for (const od_command *const *c = od_commands; *c && st == OD_OK; c++)
        st = od_listing_add(listing, (*c)->name, (*c)->summary, err);
    for (size_t i = 0; od_topic_list_name(i) && st == OD_OK; i++)
        st = od_listing_add(listing, od_topic_list_name(i), "all of them", err);
    return st == OD_OK ? od_topics_collect(listing, err) : st;
}

static od_status unknown_name(const char *name, od_error *err)
{
    od_listing all = {0};
    const char **names = NULL, *near;
    od_status st = arguments(&all, err);

    if (st != OD_OK || (st = OD_ALLOC(names, all.n + 1, err)) != OD_OK)
        goto done;
    for (size_t i = 0; i < all.n; i++)
        names[i] = all.items[i].name;
    near = od_nearest(name, names);
    st = od_fail(err, OD_USAGE, "there is no help on \"%s\"", name);
    if (near)
        od_remedy(err, "did you mean odeval help %s?", near);
    else
        od_remedy(err, "odeval help takes a command, the name of anything that odeval list prints, or of a "
                       "list: benches, metrics, formats, frames, readers, backends, filters");
done:
    free(names);
    od_listing_free(&all);
    return st;
}

/* A name can be known in several ways ("coco" is a benchmark and a format): all are printed. The name of a
 * list stands for all that is on it. */
static od_status describe(od_page *page, const char *name, od_error *err)
{
    const od_command *command = od_command_find(name);
    bool found;
    od_status st = od_page_list(page, name, true, &found, err);

    if (command)
        od_command_describe(page, command);
    found = found || command;
    for (const od_topic *const *t = od_topics; *t && st == OD_OK; t++) {
        od_page one;
        bool known = false;
        od_page_init(&one, err);
        st = (*t)->describe(&one, name, &known, err);
        if (st == OD_OK && known && (st = one.st) == OD_OK)
            od_page_printf(page, "%s", found ? "\n\n" : "");
        if (st == OD_OK && known && page->st == OD_OK)
            page->st = od_buffer_add(&page->text, one.text.bytes, one.text.n, err);
        found = found || known;
        od_page_free(&one);
    }
    return st == OD_OK && !found ? unknown_name(name, err) : st;
}

static int run(const void *values, const od_parsed *parsed, od_error *err)
{
    const help_options *options = values;
    od_status st = OD_OK;
    od_page page;

    od_page_init(&page, err);
    if (options->man)
        st = od_manual_write(&page, err);
    else if (parsed->n_arguments == 0)
        od_command_overview(&page);
    else
        st = describe(&page, parsed->arguments[0], err);
    if (st == OD_OK)
        st = od_page_show(&page);
    od_page_free(&page);
    return st;
}

static const od_option options[] = {
    {"man", .kind = OD_OPTION_FLAG, .offset = offsetof(help_options, man),
     .help = "the whole manual, as roff for man"},
    {0},
};

static const od_option_group groups[] = {{"Output", options, 0}, {0}};

const od_command od_command_help = {
    .name = "help",
    .summary = "help on a command, or on anything that odeval list prints",
    .usage = "  odeval help [COMMAND|BENCH|METRIC|FORMAT|FRAME|READER|BACKEND|FILTER]\n"
             "  odeval help benches|metrics|formats|frames|readers|backends|filters\n"
             "  odeval help --man\n",
    .groups = groups,
    .values_size = sizeof(help_options),
    .max_arguments = 1,
    .arguments = arguments,
    .run = run,
};
