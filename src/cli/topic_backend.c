#include <stdio.h>

#include "backend/backend.h"
#include "backend/loader.h"
#include "backend/plugins.h"
#include "cli/topics.h"

static od_status collect(od_listing *listing, od_error *err)
{
    od_status st = OD_OK;

    for (const odeval_backend *const *b = od_backends; *b && st == OD_OK; b++)
        st = od_listing_add(listing, (*b)->name, (*b)->title, err);
    for (const od_plugin *p = od_plugins; p->name && st == OD_OK; p++)
        st = od_listing_add(listing, p->name, p->title, err);
    return st;
}

static od_status describe_table(od_page *page, const odeval_backend *backend, od_error *err)
{
    od_buffer options = {0};
    od_status st;

    if ((st = od_backend_describe(backend, &options, err)) == OD_OK) {
        od_page_title(page, backend->name, backend->title);
        if (backend->help)
            od_page_text(page, backend->help);
        if (options.n) {
            od_page_printf(page, "\nOptions, as --backend %s:name=value,...\n\n", backend->name);
            od_page_text(page, options.bytes);
        }
    }
    od_buffer_free(&options);
    return st;
}

/* One that was not built has a page, too, which says so. */
static od_status describe_plugin(od_page *page, const od_plugin *plugin, od_error *err)
{
    od_error missing = {.code = OD_OK};
    char text[sizeof missing.what + sizeof missing.remedy + 40];
    odeval_backend table;
    void *library;
    od_status st = OD_OK;

    if (od_plugin_load(&library, &table, plugin, &missing) == OD_OK)
        st = describe_table(page, &table, err);
    else {
        od_page_title(page, plugin->name, plugin->title);
        snprintf(text, sizeof text, "Not here: %s. To have it, %s.\n", missing.what, missing.remedy);
        od_page_text(page, text);
    }
    od_library_unload(library);
    return st;
}

static od_status describe(od_page *page, const char *name, bool *known, od_error *err)
{
    const odeval_backend *backend = od_backend_find(name);
    const od_plugin *plugin = od_plugin_find(name);

    *known = backend || plugin;
    if (backend)
        return describe_table(page, backend, err);
    return plugin ? describe_plugin(page, plugin, err) : OD_OK;
}

const od_topic od_topic_backends = {
    .list = "backends",
    .heading = "Detectors (odeval run --backend)",
    .note =
        "odeval help BACKEND prints its options, given as NAME:option=value,option=value. A name with a '/' "
        "in it is a shared object of your own: include/odeval/backend.h says what it must export.",
    .collect = collect,
    .describe = describe,
};
