/* shapes_raster.c: an image small enough to look at closely. */
#include "backend/shapes.h"

#include <stdlib.h>

/* The least factor that leaves at most OD_RASTER_PIXELS, and no side of an image below one pixel. */
static int factor_for(uint32_t width, uint32_t height)
{
    uint64_t factor = 1;

    while (((width + factor - 1) / factor) * ((height + factor - 1) / factor) > OD_RASTER_PIXELS)
        factor++;
    return (int)factor;
}

/* The mean of the pixels under one pixel of the picture; those at the right and lower edge may be fewer. */
static od_rgb mean_under(const unsigned char *rgb, uint32_t width, uint32_t height, uint32_t x, uint32_t y,
                         uint32_t factor)
{
    uint32_t right = width - x < factor ? width : x + factor,
             lower = height - y < factor ? height : y + factor;
    uint64_t sum[3] = {0}, n = (uint64_t)(right - x) * (lower - y);
    const unsigned char *first = rgb + 3 * ((size_t)y * width + x);

    if (n == 1)
        return (od_rgb){first[0], first[1], first[2]};
    for (uint32_t row = y; row < lower; row++) {
        const unsigned char *p = rgb + 3 * ((size_t)row * width + x);

        for (uint32_t column = x; column < right; column++, p += 3) {
            sum[0] += p[0];
            sum[1] += p[1];
            sum[2] += p[2];
        }
    }
    return (od_rgb){(uint8_t)((sum[0] + n / 2) / n), (uint8_t)((sum[1] + n / 2) / n),
                    (uint8_t)((sum[2] + n / 2) / n)};
}

od_status od_raster_make(od_raster *p, const unsigned char *rgb, uint32_t width, uint32_t height,
                         od_error *err)
{
    uint32_t factor = (uint32_t)factor_for(width, height);
    od_status st;

    *p = (od_raster){.width = (int)((width - 1) / factor + 1),
                     .height = (int)((height - 1) / factor + 1),
                     .factor = (int)factor};
    if ((st = OD_ALLOC(p->rgb, (size_t)p->width * (size_t)p->height, err)) != OD_OK)
        return st;
    for (int y = 0; y < p->height; y++)
        for (int x = 0; x < p->width; x++)
            p->rgb[(size_t)y * (size_t)p->width + (size_t)x] =
                mean_under(rgb, width, height, (uint32_t)x * factor, (uint32_t)y * factor, factor);
    return OD_OK;
}

void od_raster_free(od_raster *p)
{
    free(p->rgb);
    *p = (od_raster){0};
}
