/* heads.h: what a detection network's outputs mean: a head turns raw numbers into boxes.
 *
 * A head is one row and one file. Nothing here knows OpenCV, files, or the image: it reads tensors, and gives
 * boxes in pixels of the network's input.
 */
#ifndef OD_BACKEND_OPENCV_HEADS_H
#define OD_BACKEND_OPENCV_HEADS_H

#include "backend/opencv/best.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { OD_TENSOR_DIMS = 4 };

/* One output of one image: row-major, without the dimension of the batch. */
typedef struct od_tensor {
    const float *values;
    size_t n_dims;
    size_t dims[OD_TENSOR_DIMS];
} od_tensor;

/* What a network gave for one image. */
typedef struct od_outputs {
    const od_tensor *tensors;
    size_t n;
    size_t n_labels;        /* classes that it was trained for */
    uint32_t width, height; /* of its input, pixels */
} od_outputs;

typedef struct od_head {
    const char *name;
    const char *help; /* one line */
    const char *form; /* of its outputs, for errors: "1 x C x h x w"; C: how many labels */

    /* What such networks are usually given, where the user does not say otherwise: an input of size x size
     * pixels, of values 0 .. 255 times scale; the image keeps its shape and bars fill the rest (letterbox),
     * or it is stretched. */
    uint32_t size;
    double scale;
    bool letterbox;
    bool affine; /* pixel (x, y) is the image at (x, y) by the ratio of their sizes, as cv::warpAffine
                    samples; else middles of pixels fall on each other, as cv::resize does */

    /* And what is usually done with its boxes: the lower of two of one label goes when their IoU is above nms
     * (1: both stay), looking at the `most` highest (0: at as many as are wanted in the end); they are cut at
     * the image's border (clip), or left as they are. */
    double nms;
    size_t most;
    bool clip;

    /* Whether the shapes are this head's. */
    bool (*accepts)(const od_outputs *outputs);
    /* Offers each box to `best`. The outputs are accepted ones. */
    void (*decode)(const od_outputs *outputs, od_best *best);
} od_head;

/* One line each; ends with NULL. */
extern const od_head *const od_heads[];
const od_head *od_head_find(const char *name); /* NULL when there is none */

extern const od_head od_head_centernet;
extern const od_head od_head_yolo;

/* The 80 categories of COCO, in the order of their ids. */
enum { OD_COCO_LABELS = 80 };
extern const char *const od_coco_labels[OD_COCO_LABELS];

#ifdef __cplusplus
}
#endif

#endif
