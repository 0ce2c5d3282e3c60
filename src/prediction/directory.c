#include "prediction/directory.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prediction/box_record.h"

/* What may follow a subset's name. */
static const char *const endings[] = {".json",  ".json.gz", "_results.json", "_results.json.gz",
                                      ".jsonl", ".jsonl.gz"};

typedef struct folder {
    const char *path;
    char **names;     /* ascending by bytes, so that nothing depends on the file system's order */
    uint32_t *target; /* of each: the target whose file it is, OD_NONE */
    size_t n, capacity;
} folder;

static void folder_release(folder *f)
{
    for (size_t i = 0; i < f->n; i++)
        free(f->names[i]);
    free(f->names);
    free(f->target);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static od_status add_name(folder *f, const char *name, od_error *err)
{
    size_t size = strlen(name) + 1;
    od_status st;

    if ((st = OD_GROW(f->names, f->capacity, f->n + 1, err)) != OD_OK)
        return st;
    if ((st = OD_ALLOC(f->names[f->n], size, err)) != OD_OK)
        return st;
    memcpy(f->names[f->n++], name, size);
    return OD_OK;
}

static od_status fail_folder(const folder *f, od_error *err)
{
    char text[128];

    od_errno_text(text, sizeof text, errno);
    od_fail_at(err, OD_INPUT, (od_place){.input = f->path}, "the folder cannot be read: %s", text);
    od_remedy(err, "check the path and the permissions");
    return OD_INPUT;
}

static od_status list(folder *f, od_error *err)
{
    DIR *dir = opendir(f->path);
    struct dirent *entry;
    od_status st = OD_OK;

    if (!dir)
        return fail_folder(f, err);
    while (st == OD_OK && (errno = 0, entry = readdir(dir))) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            st = add_name(f, entry->d_name, err);
    }
    if (st == OD_OK && errno != 0)
        st = fail_folder(f, err);
    closedir(dir);
    if (st == OD_OK && f->n > 1)
        qsort(f->names, f->n, sizeof *f->names, by_name);
    return st;
}

static bool is_ending(const char *text)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (strcmp(text, endings[i]) == 0)
            return true;
    }
    return false;
}

/* True when the file is one that holds predictions for the subset. */
static bool is_for(const char *name, const char *subset)
{
    size_t n = strlen(subset);

    return strncmp(name, subset, n) == 0 && is_ending(name + n);
}

static bool ends_like_predictions(const char *name)
{
    for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.')) {
        if (dot != name && is_ending(dot))
            return true;
    }
    return false;
}

/* The files of one target as a list for messages. */
static void list_names(const folder *f, uint32_t target, char *buf, size_t size)
{
    size_t n = 0;

    buf[0] = '\0';
    for (size_t i = 0; i < f->n && n + 1 < size; i++) {
        if (f->target[i] == target)
            n += (size_t)snprintf(buf + n, size - n, "%s%.60s", n ? ", " : "", f->names[i]);
    }
}

/* ---- which file is for which target ---- */

static od_status fail_two(const folder *f, uint32_t target, const char *subset, od_error *err)
{
    char names[240];

    list_names(f, target, names, sizeof names);
    if (subset[0])
        od_fail_at(err, OD_INPUT, (od_place){.input = f->path},
                   "more than one file is for the subset \"%s\": %s", subset, names);
    else
        od_fail_at(err, OD_INPUT, (od_place){.input = f->path},
                   "more than one file may hold the predictions: %s", names);
    od_remedy(err, "keep one of them, or give %s itself as --preds",
              subset[0] ? "the right one" : "the file");
    return OD_INPUT;
}

static od_status fail_none(const folder *f, const od_prediction_sink *sink, od_error *err)
{
    const char *first = sink->n_targets ? sink->targets[0].subset : "";
    char names[200];

    if (first[0] == '\0') {
        od_fail_at(err, OD_INPUT, (od_place){.input = f->path}, "the folder holds no prediction file");
        od_remedy(err, "it must hold one file that ends in .json or .jsonl (or these and .gz)");
    } else {
        od_fail_at(err, OD_INPUT, (od_place){.input = f->path}, "the folder holds no file of any subset");
        od_remedy(
            err, "looked for NAME.json, NAME_results.json, NAME.jsonl (and these with .gz) with the names %s",
            od_sink_subsets(sink, names, sizeof names));
    }
    return OD_INPUT;
}

/* Which target each file is for; one target has at most one file. */
static od_status assign(folder *f, const od_prediction_sink *sink, od_error *err)
{
    od_status st;

    if ((st = OD_ALLOC(f->target, f->n, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < f->n; i++)
        f->target[i] = OD_NONE;
    for (uint32_t t = 0; t < sink->n_targets; t++) {
        const char *subset = sink->targets[t].subset;
        size_t found = 0;
        for (size_t i = 0; i < f->n; i++) {
            if (subset[0] ? !is_for(f->names[i], subset) : !ends_like_predictions(f->names[i]))
                continue;
            f->target[i] = t;
            found++;
        }
        if (found > 1)
            return fail_two(f, t, subset, err);
    }
    return OD_OK;
}

static od_status note_other_file(od_prediction_sink *sink, const folder *f, const char *name, od_error *err)
{
    const od_ledger_kind *kind = &od_kind_file_passed_over;
    char text[OD_SHOWN];

    for (const char *const *subset = sink->passed_over; subset && *subset; subset++) {
        if (is_for(name, *subset))
            kind = &od_kind_subset_passed_over;
    }
    return od_ledger_note(sink->ledger, kind, 1, (od_place){.input = f->path}, err, "%s",
                          od_shown(text, od_str_of(name)));
}

/* ---- reading them ---- */

static od_status read_one(od_prediction_sink *sink, const folder *f, const char *name, uint32_t target,
                          od_prediction_file_read read_file, od_error *err)
{
    uint32_t usual = sink->target;
    od_buffer path = {0};
    size_t n = strlen(f->path);
    od_status st;

    st = od_buffer_printf(&path, err, "%s%s%s", f->path, n && f->path[n - 1] == '/' ? "" : "/", name);
    if (st == OD_OK) {
        sink->target = target;
        st = read_file(sink, path.bytes, err);
        sink->target = usual;
    }
    od_buffer_free(&path);
    return st;
}

static od_status read_target(od_prediction_sink *sink, const folder *f, uint32_t target,
                             od_prediction_file_read read_file, od_error *err)
{
    od_target *t = &sink->targets[target];

    for (size_t i = 0; i < f->n; i++) {
        if (f->target[i] == target)
            return read_one(sink, f, f->names[i], target, read_file, err);
    }
    return od_ledger_note(&t->ledger, &od_kind_subset_without_file, 1, (od_place){.input = f->path}, err,
                          "subset \"%s\"", t->subset);
}

static od_status read_listed(od_prediction_sink *sink, folder *f, od_prediction_file_read read_file,
                             od_error *err)
{
    bool any = false;
    od_status st;

    if ((st = list(f, err)) != OD_OK || (st = assign(f, sink, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < f->n; i++)
        any = any || f->target[i] != OD_NONE;
    if (!any)
        return fail_none(f, sink, err);
    for (size_t i = 0; i < f->n; i++) {
        if (f->target[i] == OD_NONE && (st = note_other_file(sink, f, f->names[i], err)) != OD_OK)
            return st;
    }
    for (uint32_t t = 0; t < sink->n_targets; t++) {
        if ((st = read_target(sink, f, t, read_file, err)) != OD_OK)
            return st;
    }
    return OD_OK;
}

od_status od_prediction_directory_read(od_prediction_sink *sink, const char *path,
                                       od_prediction_file_read read_file, od_error *err)
{
    folder f = {.path = path};
    od_status st = read_listed(sink, &f, read_file, err);

    folder_release(&f);
    return st;
}
