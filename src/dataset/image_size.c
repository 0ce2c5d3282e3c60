#include "dataset/image_size.h"

/* Most of stb_image is not called here, and it is not written for our warnings. */
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wuninitialized"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#endif
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_NO_PIC
#define STBI_NO_PSD
#define STBI_NO_TGA /* known by no signature: anything could be one */
#define STBI_NO_SIMD
#define STBI_NO_FAILURE_STRINGS
#include <stb_image.h>

bool od_image_size(const char *path, uint32_t *width, uint32_t *height)
{
    int w, h, channels;

    if (!stbi_info(path, &w, &h, &channels) || w <= 0 || h <= 0)
        return false;
    *width = (uint32_t)w;
    *height = (uint32_t)h;
    return true;
}
