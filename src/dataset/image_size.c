#include "dataset/image_size.h"

#define STBI_NO_SIMD
#include "core/stb_settings.h"
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
