/* plugins.h: the backends that come with odeval as shared objects of their own, because what they link is too
 * heavy for a command that mostly reads numbers.
 */
#ifndef OD_BACKEND_PLUGINS_H
#define OD_BACKEND_PLUGINS_H

#include "core/memory.h"
#include "odeval/backend.h"

typedef struct od_plugin {
    const char *name;  /* as in --backend: "opencv"; its file is odeval-NAME.so */
    const char *title; /* one line */
    const char *build; /* what to do when its file is not there */
} od_plugin;

/* One line each, in the order of the alphabet; ends with a row without a name. */
extern const od_plugin od_plugins[];
const od_plugin *od_plugin_find(const char *name); /* NULL when there is none */

/* Finds its file beside the running program, where `make` leaves it, or in LIBDIR/odeval, where `make
 * install` does. *path is for free(). OD_BACKEND when it is in neither, with how to get it. */
od_status od_plugin_locate(char **path, const od_plugin *plugin, od_error *err);

/* Locates and loads it, and sets *table to its checked table, which lives until od_library_unload(*library),
 * that is also called when this fails. For help pages: nothing is opened. */
od_status od_plugin_load(void **library, odeval_backend *table, const od_plugin *plugin, od_error *err);

/* The same as od_plugin_locate in these folders, `n` of them; NULL ones are passed over. */
od_status od_plugin_locate_in(char **path, const od_plugin *plugin, const char *const *folders, size_t n,
                              od_error *err);

#endif
