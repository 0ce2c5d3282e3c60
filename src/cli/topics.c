#include "cli/topics.h"

#include <stdlib.h>
#include <string.h>

extern const od_topic od_topic_benches, od_topic_metrics, od_topic_formats, od_topic_reports,
    od_topic_filters;

/* One line a topic; those of one list follow each other. */
const od_topic *const od_topics[] = {
    &od_topic_benches, &od_topic_metrics, &od_topic_formats, &od_topic_reports, &od_topic_filters, NULL,
};

od_status od_listing_add(od_listing *listing, const char *name, const char *title, od_error *err)
{
    od_listed item;
    od_status st;

    if ((st = OD_GROW(listing->items, listing->capacity, listing->n + 1, err)) != OD_OK)
        return st;
    item.name = od_arena_copy(&listing->texts, od_str_of(name)).p;
    item.title = od_arena_copy(&listing->texts, od_str_of(title)).p;
    if (!item.name || !item.title)
        return od_fail_memory(err);
    listing->items[listing->n++] = item;
    return OD_OK;
}

void od_listing_free(od_listing *listing)
{
    free(listing->items);
    od_arena_free(&listing->texts);
    *listing = (od_listing){0};
}

const char *od_topic_list_name(size_t i)
{
    for (const od_topic *const *t = od_topics; *t; t++) {
        bool repeated = t > od_topics && strcmp(t[-1]->list, (*t)->list) == 0;
        if (!repeated && i-- == 0)
            return (*t)->list;
    }
    return NULL;
}

static bool listed(const od_listing *listing, const char *name)
{
    for (size_t i = 0; i < listing->n; i++)
        if (strcmp(listing->items[i].name, name) == 0)
            return true;
    return false;
}

od_status od_topics_collect(od_listing *listing, od_error *err)
{
    od_status st = OD_OK;

    for (const od_topic *const *t = od_topics; *t && st == OD_OK; t++) {
        od_listing some = {0};
        st = (*t)->collect(&some, err);
        for (size_t i = 0; i < some.n && st == OD_OK; i++)
            if (!listed(listing, some.items[i].name))
                st = od_listing_add(listing, some.items[i].name, some.items[i].title, err);
        od_listing_free(&some);
    }
    return st;
}

void od_page_title(od_page *page, const char *name, const char *title)
{
    od_page_printf(page, "%s: ", name);
    od_page_fill(page, strlen(name) + 2, 0, od_str_of(title));
    od_page_printf(page, "\n");
}
