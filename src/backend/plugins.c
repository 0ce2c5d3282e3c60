#include "backend/plugins.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/loader.h"
#include "backend/table.h"

enum { PATH_MOST = 4096 };

const od_plugin od_plugins[] = {
    {"opencv", "detection networks in ONNX files, run by OpenCV's DNN on the processor",
     "install OpenCV (Debian: libopencv-dev) and a C++ compiler, then make again"},
    {NULL, NULL, NULL},
};

const od_plugin *od_plugin_find(const char *name)
{
    for (const od_plugin *p = od_plugins; p->name; p++)
        if (strcmp(p->name, name) == 0)
            return p;
    return NULL;
}

od_status od_plugin_locate_in(char **path, const od_plugin *plugin, const char *const *folders, size_t n,
                              od_error *err)
{
    od_buffer file = {0}, tried = {0};
    od_status st = OD_OK;

    *path = NULL;
    for (size_t i = 0; i < n && st == OD_OK; i++) {
        if (!folders[i])
            continue;
        file.n = 0;
        if ((st = od_buffer_printf(&file, err, "%s/odeval-%s.so", folders[i], plugin->name)) != OD_OK)
            break;
        if (access(file.bytes, F_OK) == 0) {
            *path = file.bytes;
            file.bytes = NULL;
            goto done;
        }
        st = od_buffer_printf(&tried, err, "%s%s", tried.n > 0 ? ", " : "", folders[i]);
    }
    if (st == OD_OK) {
        st = od_fail(err, OD_BACKEND,
                     "this odeval was built without backend \"%s\": odeval-%s.so is not in %s", plugin->name,
                     plugin->name, tried.n > 0 ? tried.bytes : "any folder");
        od_remedy(err, "%s", plugin->build);
    }
done:
    od_buffer_free(&file);
    od_buffer_free(&tried);
    return st;
}

/* The folder of the running program, written into `buf`; NULL where the system does not say. */
static const char *own_folder(char *buf, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", buf, size - 1);
    char *slash;

    if (n <= 0 || (size_t)n >= size - 1)
        return NULL;
    buf[n] = '\0';
    slash = strrchr(buf, '/');
    if (!slash || slash == buf)
        return NULL;
    *slash = '\0';
    return buf;
}

od_status od_plugin_locate(char **path, const od_plugin *plugin, od_error *err)
{
    char buf[PATH_MOST];
    const char *folders[] = {own_folder(buf, sizeof buf), OD_LIBDIR "/odeval"};

    return od_plugin_locate_in(path, plugin, folders, sizeof folders / sizeof *folders, err);
}

od_status od_plugin_load(void **library, odeval_backend *table, const od_plugin *plugin, od_error *err)
{
    const odeval_backend *raw;
    char *path;
    od_status st;

    *library = NULL;
    if ((st = od_plugin_locate(&path, plugin, err)) != OD_OK)
        return st;
    if ((st = od_library_load(library, &raw, path, err)) == OD_OK)
        st = od_table_check(table, raw, path, err);
    free(path);
    return st;
}
