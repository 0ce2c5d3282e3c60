#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "benchmark/benchmark.h"

static bool is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* root/below, or the same with .gz, exists. */
static bool has_file(const char *root, const char *below)
{
    od_buffer path = {0};
    struct stat info;
    bool found = false;

    if (od_buffer_printf(&path, NULL, "%s/%s", root, below) == OD_OK)
        found = stat(path.bytes, &info) == 0;
    if (!found && od_buffer_add(&path, ".gz", 3, NULL) == OD_OK)
        found = stat(path.bytes, &info) == 0;
    od_buffer_free(&path);
    return found;
}

static bool has_layout(const od_bench *bench, const char *root)
{
    for (uint32_t i = 0; i < bench->n_subsets; i++)
        if (has_file(root, bench->subsets[i].annotations))
            return true;
    return false;
}

/* What a data root must hold, as the remedy of the error just made. */
static od_status say_layout(const od_bench *bench, const char *before, od_error *err)
{
    const od_bench_subset *first = &bench->subsets[0];

    while (first->optional && first + 1 < bench->subsets + bench->n_subsets)
        first++;

    return od_remedy(err, "%sa data root holds %s%s and images under %s; name it with --data DIR%s", before,
                     first->annotations, bench->one_set ? "" : " and so on", first->images,
                     bench->one_set ? ", or give the annotation file as --gt FILE" : "");
}

static od_status not_here(const od_bench *bench, const char *data, od_error *err)
{
    if (!is_folder(data))
        od_fail_at(err, OD_INPUT, (od_place){.input = data}, "there is no such data folder");
    else
        od_fail_at(err, OD_INPUT, (od_place){.input = data}, "this folder does not hold %s", bench->name);
    return say_layout(bench, "", err);
}

static od_status nowhere(const od_bench *bench, const char *tried, od_error *err)
{
    char before[340];

    snprintf(before, sizeof before, "tried %s; ", tried);
    od_fail(err, OD_INPUT, "the data of %s were not found", bench->name);
    return say_layout(bench, before, err);
}

od_status od_bench_locate(const od_bench *bench, const char *data, char **root, od_error *err)
{
    const char *from_environment = getenv("ODEVAL_DATA");
    const char *parents[] = {from_environment && *from_environment ? from_environment : NULL, "data",
                             OD_DATADIR};
    char tried[320] = "";
    od_buffer path = {0};
    od_status st = OD_OK;

    *root = NULL;
    if (data) {
        if (!is_folder(data) || !has_layout(bench, data))
            return not_here(bench, data, err);
        st = od_buffer_printf(&path, err, "%s", data);
        *root = path.bytes;
        return st;
    }
    for (size_t i = 0; i < sizeof parents / sizeof parents[0]; i++) {
        if (!parents[i])
            continue;
        path = (od_buffer){0};
        if ((st = od_buffer_printf(&path, err, "%s%s/%s", i == 1 ? "./" : "", parents[i], bench->name)) !=
            OD_OK)
            return st;
        if (has_layout(bench, path.bytes)) {
            *root = path.bytes;
            return OD_OK;
        }
        snprintf(tried + strlen(tried), sizeof tried - strlen(tried), "%s%s", tried[0] ? ", " : "",
                 path.bytes);
        od_buffer_free(&path);
    }
    return nowhere(bench, tried, err);
}
