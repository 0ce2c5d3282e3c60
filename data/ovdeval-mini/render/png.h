/* png.h: the finished picture as a file. */
#ifndef PNG_H
#define PNG_H

#include <stdbool.h>
#include <stdint.h>

/* rgb: height rows of width pixels of 3 bytes. False when the file could not be written whole. */
bool png_write(const char *path, const uint8_t *rgb, int width, int height);

#endif
