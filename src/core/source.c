#include "core/source.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "core/memory.h"

enum {
    HEAD_BYTES = 8,
    PACKED_BYTES = 64 * 1024,
};
static const size_t read_bytes_max = (size_t)1 << 30; /* what one read() or one step of zlib is asked for */

static size_t at_most(size_t n, size_t maximum)
{
    return n < maximum ? n : maximum;
}

typedef struct descriptor_source {
    od_source base;
    const char *name;
    int fd, watched; /* watched: -1: none */
    char head[HEAD_BYTES];
    size_t head_at, n_head;
} descriptor_source;

static void free_source(od_source *s)
{
    free(s);
}

/* False when the watched descriptor calls the reader back. */
static bool wait_for_bytes(const descriptor_source *s)
{
    struct pollfd both[2] = {{.fd = s->fd, .events = POLLIN}, {.fd = s->watched, .events = POLLIN}};

    if (s->watched < 0)
        return true;
    while (poll(both, 2, -1) < 0) {
        if (errno != EINTR)
            return true; /* what is wrong with it, if anything, read() says */
    }
    return both[1].revents == 0;
}

static od_status descriptor_read(od_source *base, char *to, size_t room, size_t *n, od_error *err)
{
    descriptor_source *s = (descriptor_source *)base;
    char text[128];
    ssize_t got;

    if (s->head_at < s->n_head) {
        *n = at_most(room, s->n_head - s->head_at);
        memcpy(to, s->head + s->head_at, *n);
        s->head_at += *n;
        return OD_OK;
    }
    *n = 0;
    if (!wait_for_bytes(s))
        return OD_OK;
    do
        got = read(s->fd, to, at_most(room, read_bytes_max));
    while (got < 0 && errno == EINTR);
    *n = got > 0 ? (size_t)got : 0;
    if (got >= 0)
        return OD_OK;
    od_fail_at(err, OD_INPUT, (od_place){.input = s->name}, "could not be read: %s",
               od_errno_text(text, sizeof text, errno));
    return od_remedy(err, "check the file, the disk and the connection");
}

static void descriptor_watch(od_source *base, int fd)
{
    descriptor_source *s = (descriptor_source *)base;

    s->watched = fd;
}

od_status od_source_of_descriptor(od_source **out, const char *name, int fd, const char *head, size_t n_head,
                                  od_error *err)
{
    descriptor_source *s = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(s, 1, err)) != OD_OK)
        return st;
    s->base = (od_source){descriptor_read, free_source, descriptor_watch};
    s->name = name;
    s->fd = fd;
    s->watched = -1;
    s->n_head = at_most(n_head, HEAD_BYTES);
    memcpy(s->head, head, s->n_head);
    *out = &s->base;
    return OD_OK;
}

typedef struct bytes_source {
    od_source base;
    const char *bytes;
    size_t at, n, chunk;
} bytes_source;

static od_status bytes_read(od_source *base, char *to, size_t room, size_t *n, od_error *err)
{
    bytes_source *s = (bytes_source *)base;

    (void)err;
    *n = at_most(at_most(room, s->chunk), s->n - s->at);
    if (*n)
        memcpy(to, s->bytes + s->at, *n);
    s->at += *n;
    return OD_OK;
}

od_status od_source_of_bytes(od_source **out, const char *bytes, size_t n, size_t chunk, od_error *err)
{
    bytes_source *s = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(s, 1, err)) != OD_OK)
        return st;
    s->base = (od_source){bytes_read, free_source, NULL};
    s->bytes = bytes;
    s->n = n;
    s->chunk = chunk ? chunk : 1;
    *out = &s->base;
    return OD_OK;
}

typedef struct gzip_source {
    od_source base;
    const char *name;
    od_source *packed;
    z_stream z;
    uint64_t fetched; /* packed bytes, those in the buffer included */
    bool between;     /* a member has ended and the next has not begun */
    char buffer[PACKED_BYTES];
} gzip_source;

static od_status gzip_fail(const gzip_source *s, od_error *err, const char *what)
{
    od_place place = {s->name, s->fetched - s->z.avail_in, OD_UNIT_BYTE};

    od_fail_at(err, OD_INPUT, place, "%s", what);
    return od_remedy(err, "the file is damaged: write, download or copy it again");
}

/* Sees to it that there is a packed byte, unless the packed text has ended. */
static od_status gzip_fetch(gzip_source *s, od_error *err)
{
    od_status st;
    size_t n;

    if (s->z.avail_in)
        return OD_OK;
    if ((st = s->packed->read(s->packed, s->buffer, sizeof s->buffer, &n, err)) != OD_OK)
        return st;
    s->fetched += n;
    s->z.next_in = (Bytef *)s->buffer;
    s->z.avail_in = (uInt)n;
    return OD_OK;
}

/* One step of zlib; *produced may be 0. A failure waits until what came before it has been given: zlib says
 * it again, and so it is found at the same byte however much is asked for at once. */
static od_status gzip_step(gzip_source *s, char *to, size_t room, size_t *produced, od_error *err)
{
    int code;

    s->z.next_out = (Bytef *)to;
    s->z.avail_out = (uInt)at_most(room, read_bytes_max);
    code = inflate(&s->z, Z_NO_FLUSH);
    *produced = (size_t)((char *)s->z.next_out - to);
    s->between = code == Z_STREAM_END;
    if (*produced)
        return OD_OK;
    if (code == Z_MEM_ERROR)
        return od_fail_memory(err);
    if (code == Z_OK || code == Z_BUF_ERROR || code == Z_STREAM_END)
        return OD_OK;
    return gzip_fail(s, err, "the gzip data are damaged");
}

static od_status gzip_next_member(gzip_source *s, od_error *err)
{
    if (*s->z.next_in != 0x1f)
        return gzip_fail(s, err, "something that is not gzip follows the gzip data");
    if (inflateReset(&s->z) != Z_OK)
        return gzip_fail(s, err, "the gzip data cannot be read on");
    s->between = false;
    return OD_OK;
}

static od_status gzip_read(od_source *base, char *to, size_t room, size_t *n, od_error *err)
{
    gzip_source *s = (gzip_source *)base;
    bool dry;
    od_status st;

    *n = 0;
    while (*n == 0) {
        if ((st = gzip_fetch(s, err)) != OD_OK)
            return st;
        dry = s->z.avail_in == 0;
        if (dry && s->between)
            return OD_OK;
        if (s->between && (st = gzip_next_member(s, err)) != OD_OK)
            return st;
        if ((st = gzip_step(s, to, room, n, err)) != OD_OK)
            return st;
        if (dry && *n == 0 && !s->between)
            return gzip_fail(s, err, "the gzip data end too early");
    }
    return OD_OK;
}

static void gzip_close(od_source *base)
{
    gzip_source *s = (gzip_source *)base;

    inflateEnd(&s->z);
    od_source_close(s->packed);
    free(s);
}

static void gzip_watch(od_source *base, int fd)
{
    gzip_source *s = (gzip_source *)base;

    s->packed->watch(s->packed, fd);
}

od_status od_source_of_gzip(od_source **out, const char *name, od_source *packed, od_error *err)
{
    enum { GZIP_ONLY = 16 }; /* added to the window bits: zlib.h, inflateInit2 */
    gzip_source *s = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(s, 1, err)) != OD_OK)
        goto failed;
    if (inflateInit2(&s->z, MAX_WBITS + GZIP_ONLY) != Z_OK) {
        st = od_fail_memory(err);
        goto failed;
    }
    s->base = (od_source){gzip_read, gzip_close, packed->watch ? gzip_watch : NULL};
    s->name = name;
    s->packed = packed;
    *out = &s->base;
    return OD_OK;
failed:
    free(s);
    od_source_close(packed);
    return st;
}

void od_source_close(od_source *s)
{
    if (s)
        s->close(s);
}
