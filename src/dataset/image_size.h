/* image_size.h: width and height of an image file, from its header. Only the dataset room includes this. */
#ifndef OD_DATASET_IMAGE_SIZE_H
#define OD_DATASET_IMAGE_SIZE_H

#include <stdbool.h>
#include <stdint.h>

/* False, leaving the numbers alone, when there is no such file or it is no image that stb_image knows. */
bool od_image_size(const char *path, uint32_t *width, uint32_t *height);

#endif
