#define _XOPEN_SOURCE 700 /* realpath */

#include "report/run_link.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"

/* How much of both, up to a slash or an end, is the same. */
static size_t common_folder(const char *a, const char *b)
{
    size_t n = 0, end = 0;

    for (; a[n] && a[n] == b[n]; n++)
        if (a[n] == '/')
            end = n;
    if ((a[n] == '\0' || a[n] == '/') && (b[n] == '\0' || b[n] == '/'))
        end = n;
    return end;
}

static od_status join_relative(char **out, const char *path, const char *folder, od_error *err)
{
    const size_t common = common_folder(path, folder);
    od_buffer text = {0};
    od_status st = OD_OK;

    for (const char *p = folder + common; *p && st == OD_OK; p++)
        if (*p == '/' && p[1])
            st = od_buffer_add(&text, "../", 3, err);
    if (st == OD_OK)
        st = od_buffer_printf(&text, err, "%s", path + common + (path[common] == '/'));
    if (st == OD_OK) {
        *out = text.bytes;
        text.bytes = NULL;
    }
    od_buffer_free(&text);
    return st;
}

od_status od_relative_path(char **out, const char *path, const char *folder, od_error *err)
{
    char *from = realpath(folder[0] ? folder : ".", NULL), *to = realpath(path, NULL);
    od_status st = OD_OK;

    *out = NULL;
    if (from && to)
        st = join_relative(out, to, from, err);
    free(from);
    free(to);
    return st;
}

static od_status link_if_there(char **out, od_buffer *path, od_status st, const char *folder, od_error *err)
{
    if (st == OD_OK && access(path->bytes, R_OK) == 0)
        st = od_relative_path(out, path->bytes, folder, err);
    od_buffer_free(path);
    return st;
}

od_status od_run_link(char **out, const char *record_path, const char *folder, od_error *err)
{
    const size_t n = strlen(record_path);
    const bool json = n > 5 && strcmp(record_path + n - 5, ".json") == 0;
    const int stem = (int)(json ? n - 5 : n);
    od_buffer path = {0};
    od_status st;

    *out = NULL;
    st = od_buffer_printf(&path, err, "%.*s/index.html", stem, record_path);
    if ((st = link_if_there(out, &path, st, folder, err)) != OD_OK || *out)
        return st;
    st = od_buffer_printf(&path, err, "%.*s.html", stem, record_path);
    return link_if_there(out, &path, st, folder, err);
}
