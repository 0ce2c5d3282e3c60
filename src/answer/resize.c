#include "answer/frame.h"

#include <math.h>

static const double ratio_max = 200, early_side_min = 10;
static const double side_max = 1 << 26; /* products of two are exact */

typedef struct sides {
    double height, width;
} sides;

static bool is_whole(double side)
{
    return side >= 1 && side <= side_max && side == floor(side);
}

/* Rounding half to even, as Python's round. */
static double rounded(double side, double factor)
{
    return rint(side / factor) * factor;
}

static double at_least(double side, double minimum)
{
    return side < minimum ? minimum : side;
}

/* The order of operations is the processors': what is left of an ulp decides on which side of a multiple a
 * side falls. */
static sides fitted(const od_frame *f, double height, double width)
{
    bool rounds_up = f->resize == OD_RESIZE_QWEN || f->resize == OD_RESIZE_CLAMPED;
    bool floors_up = f->resize == OD_RESIZE_TRANSFORMERS || f->resize == OD_RESIZE_CLAMPED;
    double factor = f->factor;
    sides s = {rounded(height, factor), rounded(width, factor)};

    if (rounds_up)
        s = (sides){at_least(s.height, factor), at_least(s.width, factor)};
    if (s.height * s.width > f->max_pixels) {
        double beta = sqrt(height * width / f->max_pixels);
        s.height = floor(height / beta / factor) * factor;
        s.width = floor(width / beta / factor) * factor;
        if (floors_up)
            s = (sides){at_least(s.height, factor), at_least(s.width, factor)};
    } else if (s.height * s.width < f->min_pixels) {
        double beta = sqrt(f->min_pixels / (height * width));
        s.height = ceil(height * beta / factor) * factor;
        s.width = ceil(width * beta / factor) * factor;
    }
    return s;
}

od_status od_frame_resize(const od_frame *f, double height, double width, double *input_height,
                          double *input_width, od_error *err)
{
    double larger = fmax(height, width), smaller = fmin(height, width);
    sides s;

    *input_height = *input_width = 0;
    if (f->resize == OD_RESIZE_NONE)
        return od_fail(err, OD_USAGE, "the frame does not say how the model's input size is chosen");
    if (!is_whole(height) || !is_whole(width))
        return od_fail(err, OD_INPUT,
                       "an image of %g x %g pixels (width x height) has no size that can be resized", width,
                       height);
    if (larger / smaller > ratio_max)
        return od_fail(
            err, OD_INPUT,
            "an image of %.0f x %.0f pixels (width x height) is refused by the model's processor: one "
            "side is more than %.0f times the other",
            width, height, ratio_max);
    if (f->resize == OD_RESIZE_TRANSFORMERS_EARLY && smaller < early_side_min)
        return od_fail(
            err, OD_INPUT,
            "an image of %.0f x %.0f pixels (width x height) is refused by the model's processor: a "
            "side has less than %.0f pixels",
            width, height, early_side_min);
    s = fitted(f, height, width);
    if (!(s.height >= 1 && s.width >= 1))
        return od_fail(
            err, OD_INPUT,
            "of an image of %.0f x %.0f pixels (width x height) the model's processor would leave a side "
            "of no pixels",
            width, height);
    *input_height = s.height;
    *input_width = s.width;
    return OD_OK;
}
