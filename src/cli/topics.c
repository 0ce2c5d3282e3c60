#include "cli/topics.h"

#include <stdlib.h>
#include <string.h>

extern const od_topic od_topic_benches, od_topic_definition, od_topic_metrics, od_topic_formats,
    od_topic_frames, od_topic_readers, od_topic_backends, od_topic_reports, od_topic_filters;

/* One line a topic; those of one list follow each other. */
const od_topic *const od_topics[] = {
    &od_topic_benches, &od_topic_definition, &od_topic_metrics,  &od_topic_formats, &od_topic_reports,
    &od_topic_frames,  &od_topic_readers,    &od_topic_backends, &od_topic_filters, NULL,
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

static void print_names(od_page *page, const od_topic *topic, const od_listing *listing)
{
    size_t column = 12;

    od_page_printf(page, "%s%s\n\n", page->text.n ? "\n" : "", topic->heading);
    for (size_t i = 0; i < listing->n; i++)
        if (strlen(listing->items[i].name) + 4 > column)
            column = strlen(listing->items[i].name) + 4;
    for (size_t i = 0; i < listing->n; i++)
        od_page_item(page, 2, column, listing->items[i].name, listing->items[i].title);
    od_page_printf(page, "\n");
    od_page_text(page, topic->note);
}

static od_status describe_each(od_page *page, const od_topic *topic, const od_listing *listing, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < listing->n && st == OD_OK; i++) {
        bool known;

        od_page_printf(page, "\n\n");
        st = topic->describe(page, listing->items[i].name, &known, err);
    }
    return st;
}

od_status od_page_list(od_page *page, const char *list, bool describe, bool *known, od_error *err)
{
    od_status st = OD_OK;

    *known = false;
    for (const od_topic *const *t = od_topics; *t && st == OD_OK; t++) {
        od_listing listing = {0};

        if (strcmp((*t)->list, list) != 0)
            continue;
        *known = true;
        if ((st = (*t)->collect(&listing, err)) == OD_OK) {
            print_names(page, *t, &listing);
            st = describe ? describe_each(page, *t, &listing, err) : OD_OK;
        }
        od_listing_free(&listing);
    }
    return st;
}

void od_page_title(od_page *page, const char *name, const char *title)
{
    od_page_printf(page, "%s: ", name);
    od_page_fill(page, strlen(name) + 2, 0, od_str_of(title));
    od_page_printf(page, "\n");
}
