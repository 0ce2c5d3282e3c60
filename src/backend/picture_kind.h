/* picture_kind.h: what the structure of an image file says, which its pixels do not. */
#ifndef OD_BACKEND_PICTURE_KIND_H
#define OD_BACKEND_PICTURE_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A JPEG with four channels. */
bool od_picture_is_cmyk(const unsigned char *bytes, size_t n);
/* A GIF with a second frame, or a PNG that says that it has several. */
bool od_picture_is_animated(const unsigned char *bytes, size_t n);

/* The size that a PNG says it has, however large; false when it is none. */
bool od_picture_png_size(const unsigned char *bytes, size_t n, uint32_t *width, uint32_t *height);

#endif
