#define _DEFAULT_SOURCE /* madvise: posix_madvise must not give pages back in glibc */

#include "core/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/memory.h"
#include "core/source.h"

enum { WINDOW_BYTES = 256 * 1024 };
static const size_t window_bytes_max = (size_t)1 << 30;

struct od_input {
    char *name;
    od_window window;
    int fd;    /* -1: none, or standard input, which is not ours to close */
    char *map; /* a mapped file, map_bytes long; else NULL */
    size_t map_bytes;
    size_t released;   /* bytes of the map given back, whole pages */
    od_source *source; /* of a stream; else NULL */
    bool ahead;        /* a thread reads it */
    char *buffer;      /* of a stream: holds the window */
    size_t capacity;
};

static od_place place_of(const od_input *in)
{
    return (od_place){.input = in->name};
}

static od_status create(od_input **out, const char *name, od_error *err)
{
    od_input *in = NULL;
    od_status st;
    size_t n = strlen(name) + 1;

    if ((st = OD_ALLOC(in, 1, err)) != OD_OK)
        return st;
    in->fd = -1;
    if ((st = OD_ALLOC(in->name, n, err)) != OD_OK) {
        free(in);
        return st;
    }
    memcpy(in->name, name, n);
    *out = in;
    return OD_OK;
}

static od_status fail_errno(const od_input *in, od_error *err, const char *what, const char *remedy)
{
    char text[128];

    od_errno_text(text, sizeof text, errno);
    od_fail_at(err, OD_INPUT, place_of(in), "%s: %s", what, text);
    return od_remedy(err, "%s", remedy);
}

static od_status fail_empty(const od_input *in, od_error *err)
{
    od_fail_at(err, OD_INPUT, place_of(in), "the file is empty");
    return od_remedy(err, "check that it was written to the end");
}

/* The first bytes say whether it is gzip: up to two of them, fewer when there are no more. */
static od_status read_head(const od_input *in, int fd, char head[2], size_t *n, od_error *err)
{
    ssize_t got;

    for (*n = 0; *n < 2;) {
        got = read(fd, head + *n, 2 - *n);
        if (got == 0)
            break;
        if (got > 0)
            *n += (size_t)got;
        else if (errno != EINTR)
            return fail_errno(in, err, "could not be read", "check the file, the disk and the connection");
    }
    return OD_OK;
}

static bool is_gzip(const char *head, size_t n)
{
    return n == 2 && (unsigned char)head[0] == 0x1f && (unsigned char)head[1] == 0x8b;
}

/* False when the file cannot be mapped, which is no error: it can still be read. */
static bool map_file(od_input *in, off_t size)
{
    void *map;

    if (size <= 0 || (uintmax_t)size > SIZE_MAX / 2)
        return false;
    map = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, in->fd, 0);
    if (map == MAP_FAILED)
        return false;
    /* Only a hint, so a refusal does not matter. */
    (void)madvise(map, (size_t)size, MADV_SEQUENTIAL);
    in->map = map;
    in->map_bytes = (size_t)size;
    in->window = (od_window){in->map, in->map + size, 0, true};
    return true;
}

static od_status open_stream(od_input *in, int fd, const char head[2], size_t n_head, od_error *err)
{
    od_source *source = NULL;
    od_status st;

    if ((st = od_source_of_descriptor(&source, in->name, fd, head, n_head, err)) != OD_OK)
        return st;
    if (is_gzip(head, n_head) && (st = od_source_of_gzip(&source, in->name, source, err)) != OD_OK)
        return st;
    in->source = source;
    if ((st = od_input_more(in, in->window.begin, err)) != OD_OK)
        return st;
    return in->window.begin == in->window.end ? fail_empty(in, err) : OD_OK;
}

static od_status open_file(od_input *in, const char *path, od_error *err)
{
    static const char *const remedy = "check the path and the permissions";
    struct stat about;
    char head[2];
    size_t n_head;
    od_status st;

    in->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (in->fd < 0)
        return fail_errno(in, err, "the file cannot be opened", remedy);
    if (fstat(in->fd, &about) != 0)
        return fail_errno(in, err, "the file cannot be examined", remedy);
    if (S_ISDIR(about.st_mode)) {
        od_fail_at(err, OD_INPUT, place_of(in), "this is a folder, not a file");
        return od_remedy(err, "name a file in it");
    }
    if ((st = read_head(in, in->fd, head, &n_head, err)) != OD_OK)
        return st;
    if (n_head == 0)
        return fail_empty(in, err);
    if (S_ISREG(about.st_mode) && !is_gzip(head, n_head) && map_file(in, about.st_size))
        return OD_OK;
    return open_stream(in, in->fd, head, n_head, err);
}

static od_status open_standard_input(od_input *in, od_error *err)
{
    char head[2];
    size_t n_head;
    od_status st;

    if ((st = read_head(in, STDIN_FILENO, head, &n_head, err)) != OD_OK)
        return st;
    return open_stream(in, STDIN_FILENO, head, n_head, err);
}

od_status od_input_open(od_input **out, const char *path, od_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    od_input *in = NULL;
    od_status st;

    *out = NULL;
    if ((st = create(&in, standard ? "standard input" : path, err)) != OD_OK)
        return st;
    st = standard ? open_standard_input(in, err) : open_file(in, path, err);
    if (st == OD_OK)
        *out = in;
    else
        od_input_close(in);
    return st;
}

od_status od_input_of_bytes(od_input **out, const char *name, const void *bytes, size_t n, od_error *err)
{
    const char *text = n ? bytes : "";
    od_status st;

    *out = NULL;
    if ((st = create(out, name, err)) == OD_OK)
        (*out)->window = (od_window){text, text + n, 0, true};
    return st;
}

od_status od_input_of_chunks(od_input **out, const char *name, const void *bytes, size_t n, size_t chunk,
                             od_error *err)
{
    od_input *in = NULL;
    od_status st;

    *out = NULL;
    if ((st = create(&in, name, err)) != OD_OK)
        return st;
    in->capacity = chunk ? chunk : 1;
    if ((st = OD_ALLOC(in->buffer, in->capacity, err)) == OD_OK &&
        (st = od_source_of_bytes(&in->source, bytes, n, chunk, err)) == OD_OK) {
        in->window = (od_window){in->buffer, in->buffer, 0, false};
        st = od_input_more(in, in->window.begin, err);
    }
    if (st == OD_OK)
        *out = in;
    else
        od_input_close(in);
    return st;
}

void od_input_read_ahead(od_input *in)
{
    od_source *source = in->source;

    if (!source || in->ahead || in->window.last)
        return;
    in->source = od_source_ahead(source);
    in->ahead = in->source != source;
}

void od_input_close(od_input *in)
{
    if (!in)
        return;
    od_source_close(in->source);
    if (in->map)
        munmap(in->map, in->map_bytes);
    if (in->fd >= 0)
        close(in->fd); /* only read from: nothing can be lost */
    free(in->buffer);
    free(in->name);
    free(in);
}

const char *od_input_name(const od_input *in)
{
    return in->name;
}

od_window od_input_window(const od_input *in)
{
    return in->window;
}

bool od_input_is_whole(const od_input *in)
{
    return !in->source;
}

static uint64_t offset_of(const od_input *in, const char *keep)
{
    return in->window.begin ? in->window.offset + (uint64_t)(keep - in->window.begin) : 0;
}

/* A buffer with `kept` bytes from `keep` at its start and room for more. */
static od_status make_room(od_input *in, const char *keep, size_t kept, od_error *err)
{
    size_t capacity = in->capacity ? in->capacity : WINDOW_BYTES;
    char *fresh = NULL;
    od_status st;

    if (in->buffer && kept <= in->capacity / 2) {
        memmove(in->buffer, keep, kept);
        return OD_OK;
    }
    if (kept >= window_bytes_max) {
        od_fail_at(err, OD_INPUT, (od_place){in->name, offset_of(in, keep), OD_UNIT_BYTE},
                   "more than 1 GiB in one piece");
        return od_remedy(err, "break the text into lines or records");
    }
    while (capacity / 2 < kept)
        capacity *= 2;
    if ((st = OD_ALLOC(fresh, capacity + 1, err)) != OD_OK)
        return st;
    if (kept)
        memcpy(fresh, keep, kept);
    free(in->buffer);
    in->buffer = fresh;
    in->capacity = capacity;
    return OD_OK;
}

od_status od_input_more(od_input *in, const char *keep, od_error *err)
{
    od_window *w = &in->window;
    size_t kept = w->begin ? (size_t)(w->end - keep) : 0, got = 0;
    uint64_t offset = offset_of(in, keep);
    od_status st;

    if (w->last)
        return OD_OK;
    if ((st = make_room(in, keep, kept, err)) != OD_OK)
        return st;
    st = in->source->read(in->source, in->buffer + kept, in->capacity - kept, &got, err);
    *w = (od_window){in->buffer, in->buffer + kept + got, offset, st == OD_OK && got == 0};
    return st;
}

void od_input_release(od_input *in, const char *upto)
{
    size_t page, bytes;
    long size;

    if (!in->map || (size = sysconf(_SC_PAGESIZE)) <= 0)
        return;
    page = (size_t)size;
    bytes = (size_t)(upto - in->map) / page * page;
    if (bytes <= in->released)
        return;
    /* A private mapping never written to: the pages are read again from the file when somebody looks. */
    (void)madvise(in->map + in->released, bytes - in->released, MADV_DONTNEED);
    in->released = bytes;
}

od_status od_input_bytes(od_buffer *out, const char *path, size_t maximum, od_error *err)
{
    od_input *in = NULL;
    od_window w;
    od_status st;

    if ((st = od_input_open(&in, path, err)) != OD_OK)
        return st;
    w = od_input_window(in);
    while (!w.last && st == OD_OK && (size_t)(w.end - w.begin) <= maximum) {
        st = od_input_more(in, w.begin, err);
        w = od_input_window(in);
    }
    if (st == OD_OK && (size_t)(w.end - w.begin) > maximum) {
        od_fail_at(err, OD_INPUT, place_of(in), "this is larger than such a file can be");
        st = od_remedy(err, "check that it is the right file");
    }
    if (st == OD_OK)
        st = od_buffer_add(out, w.begin, (size_t)(w.end - w.begin), err);
    od_input_close(in);
    return st;
}
