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
    bool known = false;

    (void)values;
    od_page_init(&page, err);
    if (name)
        st = od_page_list(&page, name, false, &known, err);
    if (st == OD_OK)
        st = known ? od_page_show(&page) : unknown_list(name, err);
    od_page_free(&page);
    return st;
}

const od_command od_command_list = {
    .name = "list",
    .summary = "what there is: benches, metrics, formats, frames, readers, backends, filters",
    .usage = "  odeval list benches|metrics|formats|frames|readers|backends|filters\n",
    .max_arguments = 1,
    .arguments = arguments,
    .run = run,
};
