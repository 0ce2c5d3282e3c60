#define _DEFAULT_SOURCE /* S_ISLNK, lstat and readlink together with the st_mode macros, also on BSD */

#include "core/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/memory.h"

enum { BUFFER_BYTES = 64 * 1024, LINKS_MAX = 40, NAME_TRIES = 100 };

struct od_output {
    int fd;        /* -1: closed */
    bool borrowed; /* standard output, which is not ours to close */
    char *name;    /* as the user gave it, for messages */
    char *path;    /* where the file comes to lie; NULL: written straight */
    char *temp;    /* beside it; NULL when there is none (any more) */
    size_t n;
    char buffer[BUFFER_BYTES];
};

static od_status fail_errno(od_error *err, const char *path, const char *what, const char *remedy)
{
    char text[128];

    od_errno_text(text, sizeof text, errno);
    od_fail_at(err, OD_SYSTEM, (od_place){.input = path}, "%s: %s", what, text);
    return od_remedy(err, "%s", remedy);
}

static od_status fail_write(od_error *err, const char *path)
{
    bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;

    return fail_errno(err, path, "could not write",
                      full ? "free space or choose another place" : "check the disk or choose another -o");
}

static char *join(const char *folder, size_t n_folder, const char *name, const char *suffix)
{
    size_t n = n_folder + strlen(name) + strlen(suffix) + 1;
    char *text = malloc(n);

    if (text)
        snprintf(text, n, "%.*s%s%s", (int)n_folder, folder, name, suffix);
    return text;
}

/* Length of the folder's part of a path, its slash included. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* Follows the link *path (allocated) by one step. */
static od_status follow(char **path, const char *name, od_error *err)
{
    char target[4096], *next;
    ssize_t n = readlink(*path, target, sizeof target - 1);

    if (n < 0)
        return fail_errno(err, name, "the link could not be followed",
                          "check the path or choose another place");
    target[n] = '\0';
    next = join(*path, target[0] == '/' ? 0 : folder_length(*path), target, "");
    if (!next)
        return od_fail_memory(err);
    free(*path);
    *path = next;
    return OD_OK;
}

/* Where the links lead, so that a link stays one and its target is replaced; *about is zero when nothing is
 * there. */
static od_status resolve(char **path, const char *name, struct stat *about, od_error *err)
{
    od_status st;

    for (int i = 0; i < LINKS_MAX; i++) {
        memset(about, 0, sizeof *about);
        if (lstat(*path, about) != 0)
            return errno == ENOENT ? OD_OK : fail_errno(err, name, "cannot be written", "check the path");
        if (!S_ISLNK(about->st_mode))
            return OD_OK;
        if ((st = follow(path, name, err)) != OD_OK)
            return st;
    }
    errno = ELOOP;
    return fail_errno(err, name, "cannot be written", "check the links");
}

/* Six letters that are hard to guess and differ between tries; O_EXCL is what makes the name safe. */
static void random_suffix(char suffix[12], int attempt)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    struct timespec now = {0};
    uint64_t x;

    clock_gettime(CLOCK_REALTIME, &now);
    x = (uint64_t)now.tv_nsec ^ (uint64_t)now.tv_sec << 20 ^ (uint64_t)getpid() << 40 ^
        (uint64_t)attempt << 33;
    x = (x ^ x >> 31) * UINT64_C(0x9e3779b97f4a7c15);
    memcpy(suffix, ".tmp-", 6);
    for (size_t i = 5; i < 11; i++, x /= 36)
        suffix[i] = letters[(x >> 3) % 36];
    suffix[11] = '\0';
}

/* Made by open and not mkstemp, so that the process's umask applies as to any new file. */
static od_status open_beside(od_output *o, od_error *err)
{
    char suffix[12];

    for (int attempt = 0; attempt < NAME_TRIES; attempt++) {
        random_suffix(suffix, attempt);
        free(o->temp);
        o->temp = join(o->path, strlen(o->path), suffix, "");
        if (!o->temp)
            return od_fail_memory(err);
        o->fd = open(o->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (o->fd >= 0)
            return OD_OK;
        if (errno != EEXIST)
            break;
    }
    free(o->temp);
    o->temp = NULL;
    return fail_errno(err, o->name, "a file cannot be made in this folder",
                      "check the folder or choose another place");
}

static od_status open_straight(od_output *o, od_error *err)
{
    o->fd = open(o->path, O_WRONLY | O_CLOEXEC);
    if (o->fd < 0)
        return fail_errno(err, o->name, "cannot be opened for writing", "check the path and the permissions");
    free(o->path);
    o->path = NULL;
    return OD_OK;
}

static od_status open_path(od_output *o, od_error *err)
{
    struct stat about;
    od_status st;

    o->path = join("", 0, o->name, "");
    if (!o->path)
        return od_fail_memory(err);
    /* Before the links are followed by hand: those of /dev/stdout lead to no path. */
    if (stat(o->path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode))
        return open_straight(o, err);
    if ((st = resolve(&o->path, o->name, &about, err)) != OD_OK)
        return st;
    if (S_ISDIR(about.st_mode)) {
        od_fail_at(err, OD_SYSTEM, (od_place){.input = o->name}, "this is a folder, not a file");
        return od_remedy(err, "name a file in it");
    }
    return open_beside(o, err);
}

od_status od_output_open(od_output **out, const char *path, od_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    od_output *o = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(o, 1, err)) != OD_OK)
        return st;
    o->fd = -1;
    o->borrowed = standard;
    o->name = join("", 0, standard ? "standard output" : path, "");
    if (!o->name)
        st = od_fail_memory(err);
    else if (standard)
        o->fd = STDOUT_FILENO;
    else
        st = open_path(o, err);
    if (st == OD_OK)
        *out = o;
    else
        od_output_discard(o);
    return st;
}

static od_status write_all(od_output *o, const char *bytes, size_t n, od_error *err)
{
    while (n > 0) {
        ssize_t done = write(o->fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return fail_write(err, o->name);
        bytes += done;
        n -= (size_t)done;
    }
    return OD_OK;
}

static od_status flush(od_output *o, od_error *err)
{
    size_t n = o->n;

    o->n = 0;
    return write_all(o, o->buffer, n, err);
}

od_status od_output_write(od_output *o, const void *bytes, size_t n, od_error *err)
{
    od_status st;

    if (n > sizeof o->buffer - o->n && (st = flush(o, err)) != OD_OK)
        return st;
    if (n > sizeof o->buffer)
        return write_all(o, bytes, n, err);
    if (n)
        memcpy(o->buffer + o->n, bytes, n);
    o->n += n;
    return OD_OK;
}

od_status od_output_printf(od_output *o, od_error *err, const char *fmt, ...)
{
    char small[512], *text = small;
    va_list args;
    od_status st;
    int n;

    va_start(args, fmt);
    n = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    if (n < 0)
        return od_fail(err, OD_SYSTEM, "text could not be formatted");
    if ((size_t)n >= sizeof small) {
        text = NULL;
        if ((st = OD_ALLOC(text, (size_t)n + 1, err)) != OD_OK)
            return st;
        va_start(args, fmt);
        vsnprintf(text, (size_t)n + 1, fmt, args);
        va_end(args);
    }
    st = od_output_write(o, text, (size_t)n, err);
    if (text != small)
        free(text);
    return st;
}

static od_status close_checked(od_output *o, od_error *err)
{
    int fd = o->fd;

    o->fd = -1;
    if (!o->borrowed && close(fd) != 0 && errno != EINTR)
        return fail_write(err, o->name);
    return OD_OK;
}

od_status od_output_commit(od_output *o, od_error *err)
{
    od_status st;

    if ((st = flush(o, err)) != OD_OK)
        goto done;
    if (o->temp && fsync(o->fd) != 0) {
        st = fail_write(err, o->name);
        goto done;
    }
    if ((st = close_checked(o, err)) != OD_OK || !o->temp)
        goto done;
    if (rename(o->temp, o->path) != 0) {
        st = fail_errno(err, o->name, "the finished file could not be put in its place",
                        "check the folder or choose another place");
        goto done;
    }
    free(o->temp);
    o->temp = NULL;
done:
    od_output_discard(o);
    return st;
}

void od_output_discard(od_output *o)
{
    if (!o)
        return;
    if (o->fd >= 0 && !o->borrowed)
        close(o->fd); /* what was written is thrown away */
    if (o->temp)
        unlink(o->temp);
    free(o->temp);
    free(o->path);
    free(o->name);
    free(o);
}

static od_status make_one_folder(const char *path, od_error *err)
{
    struct stat about;
    int reason;

    if (mkdir(path, 0777) == 0)
        return OD_OK;
    reason = errno;
    if (stat(path, &about) == 0) {
        if (S_ISDIR(about.st_mode))
            return OD_OK;
        reason = ENOTDIR;
    }
    errno = reason;
    return fail_errno(err, path, "the folder could not be made", "check the path and the permissions");
}

od_status od_make_folder(const char *path, od_error *err)
{
    char *part = join("", 0, path, "");
    od_status st = OD_OK;

    if (!part)
        return od_fail_memory(err);
    for (char *p = part + 1; st == OD_OK && *part && *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        st = make_one_folder(part, err);
        *p = '/';
    }
    if (st == OD_OK)
        st = make_one_folder(part, err);
    free(part);
    return st;
}
