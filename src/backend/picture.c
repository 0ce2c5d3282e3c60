#include "backend/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend/picture_kind.h"
#include "core/sha256.h"
#include "core/status.h"

/* The most that one step of decoding may allocate: four channels, and something for rows and tables. A
 * damaged file whose data inflate to more than its head promises fails here. */
enum { DECODE_BYTES_MAX = 4 * OD_PICTURE_PIXELS_MAX + 64 * 1024 * 1024 };

static void *decode_alloc(size_t n)
{
    return n <= DECODE_BYTES_MAX ? malloc(n) : NULL;
}

static void *decode_realloc(void *p, size_t n)
{
    return n <= DECODE_BYTES_MAX ? realloc(p, n) : NULL;
}

#define STBI_NO_STDIO
#define STBI_MALLOC decode_alloc
#define STBI_REALLOC decode_realloc
#define STBI_FREE free
#include "core/stb_settings.h"
#include <stb_image.h>

static void fail(od_picture *p, const char *fmt, ...) OD_PRINTF(2, 3);
static void fail(od_picture *p, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vsnprintf(p->failure, sizeof p->failure, fmt, args);
    va_end(args);
}

/* ---- the file ---- */

static void read_bytes(od_picture *p, int fd)
{
    size_t n = 0;

    while (n < p->n_bytes) {
        ssize_t got = read(fd, p->bytes + n, p->n_bytes - n);

        if (got > 0) {
            n += (size_t)got;
        } else if (got == 0) {
            fail(p, "the file became shorter while it was read");
            return;
        } else if (errno != EINTR) {
            char text[100];
            fail(p, "the file cannot be read: %s", od_errno_text(text, sizeof text, errno));
            return;
        }
    }
}

static void load(od_picture *p, int fd)
{
    struct stat about;

    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        fail(p, "it is no regular file");
    } else if (about.st_size == 0) {
        fail(p, "the file is empty");
    } else if (about.st_size > OD_PICTURE_BYTES_MAX) {
        fail(p, "the file has %lld bytes, and at most %d are read", (long long)about.st_size,
             OD_PICTURE_BYTES_MAX);
    } else if (!(p->bytes = malloc((size_t)about.st_size))) {
        fail(p, "there is no memory for the file's %lld bytes", (long long)about.st_size);
    } else {
        p->n_bytes = (size_t)about.st_size;
        read_bytes(p, fd);
    }
}

static void hash(od_picture *p)
{
    od_sha256 h;

    od_sha256_init(&h);
    od_sha256_add(&h, p->bytes, p->n_bytes);
    od_sha256_hex(&h, p->sha256);
}

/* stb_image takes no size from a PNG that is too large for it. */
static void look(od_picture *p)
{
    int width, height, channels;

    if (stbi_info_from_memory(p->bytes, (int)p->n_bytes, &width, &height, &channels)) {
        p->width = (uint32_t)width;
        p->height = (uint32_t)height;
    } else if (!od_picture_png_size(p->bytes, p->n_bytes, &p->width, &p->height)) {
        return;
    }
    if (p->width == 0 || p->height == 0)
        fail(p, "it is %u x %u pixels large", (unsigned)p->width, (unsigned)p->height);
    else if ((uint64_t)p->width * p->height > OD_PICTURE_PIXELS_MAX)
        fail(p, "it is %u x %u pixels large, and at most %d pixels are decoded", (unsigned)p->width,
             (unsigned)p->height, OD_PICTURE_PIXELS_MAX);
}

void od_picture_read(od_picture *p, const char *path)
{
    /* A pipe must not stop the run: opening one waits for whoever writes into it. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    char text[100];

    if (fd < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            fail(p, "there is no such file");
        else
            fail(p, "the file cannot be opened: %s", od_errno_text(text, sizeof text, errno));
        return;
    }
    load(p, fd);
    close(fd);
    if (p->failure[0])
        return;
    hash(p);
    look(p);
}

/* ---- the pixels ---- */

uint64_t od_picture_cost(const od_picture *p)
{
    return (uint64_t)p->width * p->height * 11; /* inflated rows and four channels, then three */
}

/* The bytes as a stream that notices when the decoder asks for more than there are: it fills up with zeros
 * then, and the lower part of the image would be grey. */
typedef struct stream {
    const od_picture *picture;
    size_t at;
    bool beyond;
} stream;

static int stream_read(void *user, char *data, int size)
{
    stream *s = user;
    size_t left = s->picture->n_bytes - s->at, n = (size_t)size < left ? (size_t)size : left;

    s->beyond = s->beyond || n == 0;
    memcpy(data, s->picture->bytes + s->at, n);
    s->at += n;
    return (int)n;
}

static void stream_skip(void *user, int n)
{
    stream *s = user;
    size_t left = s->picture->n_bytes - s->at;

    if (n < 0) {
        s->at -= (size_t)-n < s->at ? (size_t)-n : s->at;
        return;
    }
    s->beyond = s->beyond || (size_t)n > left;
    s->at += (size_t)n < left ? (size_t)n : left;
}

static int stream_at_end(void *user)
{
    const stream *s = user;

    return s->at == s->picture->n_bytes;
}

static bool has_one_meaning(od_picture *p)
{
    if (p->width == 0)
        fail(p, "it is no image that can be decoded: JPEG, PNG, BMP, GIF or PNM");
    else if (stbi_is_16_bit_from_memory(p->bytes, (int)p->n_bytes))
        fail(p, "it has 16 bits a channel: convert it to 8");
    else if (od_picture_is_cmyk(p->bytes, p->n_bytes))
        fail(p, "it is CMYK, whose colours depend on the reader: convert it to RGB");
    else if (od_picture_is_animated(p->bytes, p->n_bytes))
        fail(p, "it is animated: keep one frame");
    return p->failure[0] == '\0';
}

void od_picture_decode(od_picture *p)
{
    static const stbi_io_callbacks calls = {stream_read, stream_skip, stream_at_end};
    stream s = {.picture = p};
    int width = 0, height = 0, channels;

    if (p->failure[0] || !has_one_meaning(p))
        return;
    p->rgb = stbi_load_from_callbacks(&calls, &s, &width, &height, &channels, 3);
    if (s.beyond)
        fail(p, "the file breaks off before the image ends");
    else if (!p->rgb)
        fail(p, "the image is damaged, or there is no memory for it");
    else if ((uint32_t)width != p->width || (uint32_t)height != p->height)
        fail(p, "the image is not as large as its head says");
    if (p->failure[0]) {
        free(p->rgb);
        p->rgb = NULL;
    }
}

void od_picture_release(od_picture *p)
{
    free(p->bytes);
    free(p->rgb);
    *p = (od_picture){0};
}
