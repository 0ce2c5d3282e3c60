#include <string.h>

#include "cli/command.h"
#include "core/nearest.h"

enum { LISTS_MAX = 16 };

static od_status arguments(od_listing *listing, od_error *err)
{
    const char *name;
    od_status st = OD_OK;

    for (size_t i = 0; (name = od_topic_list_name(i)) && st == OD_OK; i++)
        st = od_listing_add(listing, name, "", err);
    return st;
}

static od_status print_topic(od_page *page, const od_topic *topic, od_error *err)
{
    od_listing listing = {0};
    size_t column = 12;
    od_status st = topic->collect(&listing, err);

    od_page_printf(page, "%s%s\n\n", page->text.n ? "\n" : "", topic->heading);
    for (size_t i = 0; i < listing.n; i++)
        if (strlen(listing.items[i].name) + 4 > column)
            column = strlen(listing.items[i].name) + 4;
    for (size_t i = 0; i < listing.n; i++)
        od_page_item(page, 2, column, listing.items[i].name, listing.items[i].title);
    od_page_printf(page, "\n");
    od_page_text(page, topic->note);
    od_listing_free(&listing);
    return st;
}

static od_status unknown_list(const char *name, od_error *err)
{
    const char *names[LISTS_MAX], *near;
    char all[200] = "";
    size_t n = 0;

    for (; od_topic_list_name(n) && n + 1 < LISTS_MAX; n++) {
        names[n] = od_topic_list_name(n);
        strncat(all, n ? ", " : "", sizeof all - strlen(all) - 1);
        strncat(all, names[n], sizeof all - strlen(all) - 1);
    }
    names[n] = NULL;
    if (!name) {
        od_fail(err, OD_USAGE, "odeval list needs a word");
        return od_remedy(err, "choose from %s", all);
    }
    od_fail(err, OD_USAGE, "there is no list of \"%s\"", name);
    near = od_nearest(name, names);
    return near ? od_remedy(err, "did you mean odeval list %s?", near)
                : od_remedy(err, "choose from %s", all);
}

static int run(const void *values, const od_parsed *parsed, od_error *err)
{
    const char *name = parsed->n_arguments ? parsed->arguments[0] : NULL;
    od_page page;
    od_status st = OD_OK;
    bool found = false;

    (void)values;
    od_page_init(&page, err);
    for (const od_topic *const *t = od_topics; name && *t && st == OD_OK; t++)
        if (strcmp((*t)->list, name) == 0) {
            found = true;
            st = print_topic(&page, *t, err);
        }
    if (!found)
        st = unknown_list(name, err);
    if (st == OD_OK)
        st = od_page_show(&page);
    od_page_free(&page);
    return st;
}

const od_command od_command_list = {
    .name = "list",
    .summary = "what there is: benches, metrics, formats, filters",
    .usage = "  odeval list benches|metrics|formats|filters\n",
    .max_arguments = 1,
    .arguments = arguments,
    .run = run,
};
