#include "cli/topics.h"
#include "dataset/filter.h"

static od_status collect(od_listing *listing, od_error *err)
{
    od_status st = OD_OK;

    for (const od_filter *const *f = od_filters; *f && st == OD_OK; f++)
        st = od_listing_add(listing, (*f)->name, (*f)->title, err);
    return st;
}

static od_status describe(od_page *page, const char *name, bool *known, od_error *err)
{
    const od_filter *filter = od_filter_find(name);

    (void)err;
    *known = filter != NULL;
    if (!filter)
        return OD_OK;
    od_page_title(page, filter->name, filter->title);
    od_page_text(page, filter->help);
    return OD_OK;
}

const od_topic od_topic_filters = {
    .list = "filters",
    .heading = "Filters (\"filter\" in a benchmark definition)",
    .note = "odeval help FILTER prints the rule; --write-gt FILE writes what is left of a benchmark's ground "
            "truth.",
    .collect = collect,
    .describe = describe,
};
