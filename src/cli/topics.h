/* topics.h: the kinds of things that odeval knows by name, for `odeval list`, `odeval help NAME`, the manual
 * and completion. One row, one file, per kind; each asks its room's registry.
 */
#ifndef OD_CLI_TOPICS_H
#define OD_CLI_TOPICS_H

#include "cli/page.h"

/* Names with a line on each. Zero-initialised means: empty. */
typedef struct od_listed {
    const char *name, *title;
} od_listed;

typedef struct od_listing {
    od_listed *items;
    size_t n, capacity;
    od_arena texts;
} od_listing;

od_status od_listing_add(od_listing *listing, const char *name, const char *title,
                         od_error *err); /* copies */
void od_listing_free(od_listing *listing);

typedef struct od_topic {
    const char *list;    /* what `odeval list` takes: "metrics" */
    const char *heading; /* "Metrics (--metrics)" */
    const char *note;    /* a sentence under the list */
    od_status (*collect)(od_listing *listing, od_error *err);
    /* Prints what there is to know of one; *known is false, and nothing printed, when it is none of these. */
    od_status (*describe)(od_page *page, const char *name, bool *known, od_error *err);
} od_topic;

/* NULL-terminated. */
extern const od_topic *const od_topics[];

/* The distinct words that `odeval list` takes; NULL beyond the end. */
const char *od_topic_list_name(size_t i);

/* The names of all things of all topics, each once. */
od_status od_topics_collect(od_listing *listing, od_error *err);

/* What `odeval list` prints for one of its words, and, if wanted, a description of each thing in it. *known
 * is false, and nothing printed, when it is no such word. */
od_status od_page_list(od_page *page, const char *list, bool describe, bool *known, od_error *err);

/* The first line of a description: the name, and the title beside it. */
void od_page_title(od_page *page, const char *name, const char *title);

#endif
