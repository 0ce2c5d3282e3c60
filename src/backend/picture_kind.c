#include "backend/picture_kind.h"

#include <string.h>

/* ---- JPEG (ITU T.81, annex B) ---- */

static bool is_frame_header(unsigned marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static bool stands_alone(unsigned marker)
{
    return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
}

bool od_picture_is_cmyk(const unsigned char *bytes, size_t n)
{
    size_t at = 2;

    if (n < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8)
        return false;
    while (n - at >= 4) {
        unsigned marker = bytes[at + 1];
        size_t length = (size_t)bytes[at + 2] << 8 | bytes[at + 3];

        if (bytes[at] != 0xFF)
            return false;
        if (marker == 0xFF || stands_alone(marker)) {
            at += marker == 0xFF ? 1 : 2;
            continue;
        }
        if (is_frame_header(marker)) /* length, precision, height, width, channels */
            return n - at > 9 && bytes[at + 9] == 4;
        if (marker == 0xDA || marker == 0xD9 || length < 2 || n - at - 2 < length)
            return false;
        at += 2 + length;
    }
    return false;
}

/* ---- GIF (89a) ---- */

/* The place behind the sub-blocks that begin at `at`; n when they break off. */
static size_t behind_blocks(const unsigned char *bytes, size_t n, size_t at)
{
    while (at < n && bytes[at] != 0)
        at += (size_t)bytes[at] + 1;
    return at < n ? at + 1 : n;
}

static size_t table_bytes(unsigned flags)
{
    return flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

static bool has_second_frame(const unsigned char *bytes, size_t n)
{
    size_t at = 13 + (n > 10 ? table_bytes(bytes[10]) : 0);
    int frames = 0;

    while (at < n && frames < 2) {
        if (bytes[at] == 0x21) { /* an extension: its label, then blocks */
            at = behind_blocks(bytes, n, at + 2);
        } else if (bytes[at] == 0x2C && n - at > 10) { /* an image: 9 bytes, table, code size, then blocks */
            frames++;
            at = behind_blocks(bytes, n, at + 10 + table_bytes(bytes[at + 9]) + 1);
        } else {
            break;
        }
    }
    return frames == 2;
}

/* ---- PNG, with the animation chunks of its third edition ---- */

static bool is_png(const unsigned char *bytes, size_t n)
{
    return n >= 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0;
}

static uint32_t big_endian(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

bool od_picture_png_size(const unsigned char *bytes, size_t n, uint32_t *width, uint32_t *height)
{
    if (n < 24 || !is_png(bytes, n) || memcmp(bytes + 12, "IHDR", 4) != 0)
        return false;
    *width = big_endian(bytes + 16);
    *height = big_endian(bytes + 20);
    return true;
}

static bool has_animation_chunk(const unsigned char *bytes, size_t n)
{
    for (size_t at = 8; n - at >= 12;) {
        const uint32_t length = big_endian(bytes + at);

        if (memcmp(bytes + at + 4, "acTL", 4) == 0)
            return true;
        if (memcmp(bytes + at + 4, "IDAT", 4) == 0 || length > n - at - 12)
            return false;
        at += 12 + (size_t)length;
    }
    return false;
}

bool od_picture_is_animated(const unsigned char *bytes, size_t n)
{
    if (n >= 13 && (memcmp(bytes, "GIF87a", 6) == 0 || memcmp(bytes, "GIF89a", 6) == 0))
        return has_second_frame(bytes, n);
    return is_png(bytes, n) && has_animation_chunk(bytes, n);
}
