#include "cli/outputs.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

static const char *last_component(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Where a file of that name would be made. */
static bool stat_folder(const char *path, struct stat *about)
{
    const size_t n = (size_t)(last_component(path) - path);
    char folder[PATH_MAX];

    if (n >= sizeof folder)
        return false;
    memcpy(folder, path, n);
    folder[n] = '\0';
    return stat(n ? folder : ".", about) == 0;
}

/* Both may be yet to be made. */
static bool same_file(const char *a, const char *b)
{
    struct stat x, y;
    const bool a_is_there = stat(a, &x) == 0, b_is_there = stat(b, &y) == 0;

    if (strcmp(a, b) == 0)
        return true;
    if (a_is_there && b_is_there)
        return S_ISREG(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
    return !a_is_there && !b_is_there && strcmp(last_component(a), last_component(b)) == 0 &&
           stat_folder(a, &x) && stat_folder(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static od_status check_writable(od_claim *claim, od_error *err)
{
    od_output *o = NULL;
    od_status st;

    if (is_standard(claim->path))
        return OD_OK;
    claim->existed = access(claim->path, F_OK) == 0;
    if ((st = od_output_open(&o, claim->path, err)) == OD_OK)
        od_output_discard(o);
    return st;
}

od_status od_outputs_claim(od_outputs *o, const char *option, const char *path, od_error *err)
{
    od_claim claim = {.option = option, .path = path};
    od_status st;

    if (!path)
        return OD_OK;
    for (size_t i = 0; i < o->n; i++)
        if (same_file(o->claims[i].path, path)) {
            od_fail(err, OD_USAGE, "%s and %s both write to %s", o->claims[i].option, option,
                    is_standard(path) ? "standard output" : path);
            return od_remedy(err, "give one of them another file");
        }
    if ((st = check_writable(&claim, err)) == OD_OK && o->n < OD_OUTPUTS_MAX)
        o->claims[o->n++] = claim;
    return st;
}

od_status od_outputs_spare(const od_outputs *o, const char *option, const char *input, od_error *err)
{
    for (size_t i = 0; input && i < o->n; i++)
        if (!is_standard(input) && same_file(o->claims[i].path, input)) {
            od_fail(err, OD_USAGE, "%s would overwrite %s %s", o->claims[i].option, option, input);
            return od_remedy(err, "give %s another file", o->claims[i].option);
        }
    return OD_OK;
}

static od_claim *find(od_outputs *o, const char *path)
{
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->claims[i].path, path) == 0)
            return &o->claims[i];
    return NULL;
}

od_status od_outputs_spare_all(const od_outputs *o, const char *option, const char *const *inputs,
                               od_error *err)
{
    od_status st = OD_OK;

    for (; *inputs && st == OD_OK; inputs++)
        st = od_outputs_spare(o, option, *inputs, err);
    return st;
}

size_t od_outputs_repeated(const char *const *inputs, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (same_file(inputs[k], inputs[i]))
                return i;
    return n;
}

od_status od_outputs_stage(od_outputs *o, const char *path, const od_buffer *text, od_error *err)
{
    od_claim *claim = find(o, path);
    od_status st;

    if ((st = od_output_open(&claim->staged, path, err)) != OD_OK)
        return st;
    return od_output_write(claim->staged, text->bytes, text->n, err);
}

void od_outputs_made(od_outputs *o, const char *path)
{
    find(o, path)->made = true;
}

static od_status commit_some(od_outputs *o, bool standard, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < o->n && st == OD_OK; i++) {
        od_claim *claim = &o->claims[i];
        od_output *staged = claim->staged;
        if (!staged || is_standard(claim->path) != standard)
            continue;
        claim->staged = NULL;
        st = od_output_commit(staged, err);
        claim->made = st == OD_OK && !standard;
    }
    return st;
}

od_status od_outputs_commit(od_outputs *o, od_error *err)
{
    od_status st;

    if ((st = commit_some(o, true, err)) == OD_OK && (st = commit_some(o, false, err)) == OD_OK)
        o->n = 0;
    return st;
}

static bool is_regular(const char *path)
{
    struct stat about;

    return lstat(path, &about) == 0 && S_ISREG(about.st_mode);
}

void od_outputs_abandon(od_outputs *o)
{
    for (size_t i = 0; i < o->n; i++) {
        od_claim *claim = &o->claims[i];
        od_output_discard(claim->staged);
        if (claim->made && !claim->existed && is_regular(claim->path))
            unlink(claim->path);
    }
    o->n = 0;
}
