/* fit.h: how an image is laid into a network's input, and the way back for boxes.
 */
#ifndef OD_BACKEND_OPENCV_FIT_H
#define OD_BACKEND_OPENCV_FIT_H

#include <stdbool.h>
#include <stdint.h>

#include "backend/opencv/best.h"
#include "odeval/backend.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The image is resized to width x height, and lies in the input with its corner at (left, top). */
typedef struct od_fit {
    uint32_t left, top, width, height;
    double pixel_width, pixel_height; /* of one pixel of the input, in pixels of the image */
    uint32_t image_width, image_height;
} od_fit;

/* Sizes are at least 1. With letterbox the image keeps its shape, as large as fits and in the middle;
 * without, it fills the input. */
od_fit od_fit_make(uint32_t image_width, uint32_t image_height, uint32_t input_width, uint32_t input_height,
                   bool letterbox);

/* The box in pixels of the image, with its score and without a label; with clip, cut at the image's border.
 */
odeval_box od_fit_back(const od_fit *fit, const od_seen *seen, bool clip);

#ifdef __cplusplus
}
#endif

#endif
