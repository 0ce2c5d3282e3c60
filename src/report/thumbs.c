/* thumbs.c: where images are, and small copies of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/picture.h"
#include "core/memory.h"
#include "core/output.h"
#include "report/run_parts.h"

/* Most of stb_image_write is not called here, and it is not written for our warnings. */
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wsign-compare"
#endif
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#include <stb_image_write.h>

enum { QUALITY = 82 };

/* ---- small copies ---- */

/* The mean of the pixels that lie under one pixel of the small image, in whole numbers: the same bytes on
 * every machine. */
static void average(const od_picture *p, uint32_t x0, uint32_t x1, uint32_t y0, uint32_t y1,
                    unsigned char rgb[3])
{
    uint64_t sum[3] = {0}, n = (uint64_t)(x1 - x0) * (y1 - y0);

    for (uint32_t y = y0; y < y1; y++) {
        const unsigned char *at = p->rgb + ((size_t)y * p->width + x0) * 3;

        for (uint32_t x = x0; x < x1; x++, at += 3)
            for (int c = 0; c < 3; c++)
                sum[c] += at[c];
    }
    for (int c = 0; c < 3; c++)
        rgb[c] = (unsigned char)((sum[c] + n / 2) / n);
}

/* Pixel i of n of the small side covers start(i) .. start(i + 1) of the large one. */
static uint32_t start(uint32_t i, uint32_t n, uint32_t large)
{
    return (uint32_t)((uint64_t)i * large / n);
}

static od_status shrink(const od_picture *p, uint32_t width, uint32_t height, unsigned char **out,
                        od_error *err)
{
    od_status st = od_alloc(out, (size_t)width * height, 3, err);

    for (uint32_t y = 0; y < height && st == OD_OK; y++)
        for (uint32_t x = 0; x < width; x++)
            average(p, start(x, width, p->width), start(x + 1, width, p->width), start(y, height, p->height),
                    start(y + 1, height, p->height), *out + ((size_t)y * width + x) * 3);
    return st;
}

/* An image's file on its way. */
typedef struct jpeg {
    od_output *o;
    od_status st;
    od_error *err;
} jpeg;

static void take(void *context, void *bytes, int n)
{
    jpeg *j = context;

    if (j->st == OD_OK && n > 0)
        j->st = od_output_write(j->o, bytes, (size_t)n, j->err);
}

static od_status write_jpeg(const char *to, const unsigned char *rgb, uint32_t width, uint32_t height,
                            od_error *err)
{
    jpeg j = {.err = err};

    if ((j.st = od_output_open(&j.o, to, err)) != OD_OK)
        return j.st;
    if (!stbi_write_jpg_to_func(take, &j, (int)width, (int)height, 3, rgb, QUALITY) && j.st == OD_OK)
        j.st = od_fail(err, OD_SYSTEM, "a thumbnail could not be made for %s", to);
    if (j.st == OD_OK)
        return od_output_commit(j.o, err);
    od_output_discard(j.o);
    return j.st;
}

static uint32_t scaled(uint32_t length, uint32_t longest, uint32_t side)
{
    const uint32_t n = longest > side ? (uint32_t)((uint64_t)length * side / longest) : length;

    return n > 0 ? n : 1;
}

static od_status make(const od_picture *p, const char *to, uint32_t side, od_error *err)
{
    const uint32_t longest = p->width > p->height ? p->width : p->height;
    const uint32_t width = scaled(p->width, longest, side), height = scaled(p->height, longest, side);
    unsigned char *small = NULL;
    od_status st = shrink(p, width, height, &small, err);

    if (st == OD_OK)
        st = write_jpeg(to, small, width, height, err);
    free(small);
    return st;
}

od_status od_thumb_write(const char *from, const char *to, uint32_t side, bool *done, uint32_t *width,
                         uint32_t *height, char *reason, od_error *err)
{
    od_picture p = {0};
    od_status st = OD_OK;

    *done = false;
    od_picture_read(&p, from);
    if (!p.failure[0])
        od_picture_decode(&p);
    *width = p.width;
    *height = p.height;
    if (p.failure[0] || !p.rgb) {
        snprintf(reason, OD_THUMB_REASON, "%s", p.failure[0] ? p.failure : "its form is not known");
    } else {
        st = make(&p, to, side, err);
        *done = st == OD_OK;
    }
    od_picture_release(&p);
    return st;
}
