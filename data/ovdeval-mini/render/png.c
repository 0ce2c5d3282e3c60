#include "png.h"

#include <stdio.h>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb_image_write.h>

enum { COMPRESSION = 32 }; /* longest hash chain of stb's deflate; its default is 8 */

typedef struct sink {
    FILE *file;
    bool failed;
} sink;

static void sink_write(void *context, void *data, int size)
{
    sink *s = context;

    if (fwrite(data, 1, (size_t)size, s->file) != (size_t)size)
        s->failed = true;
}

bool png_write(const char *path, const uint8_t *rgb, int width, int height)
{
    sink s = {fopen(path, "wb"), false};
    bool made;

    if (!s.file)
        return false;
    stbi_write_png_compression_level = COMPRESSION;
    made = stbi_write_png_to_func(sink_write, &s, width, height, 3, rgb, width * 3) != 0;
    return (fclose(s.file) == 0) & made & !s.failed;
}
