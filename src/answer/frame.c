#include "answer/frame.h"

#include <math.h>

static bool is_known(double side)
{
    return side > 0 && isfinite(side);
}

static bool is_image_known(const od_sizes *sizes)
{
    return is_known(sizes->width) && is_known(sizes->height);
}

static bool is_input_known(const od_sizes *sizes)
{
    return is_known(sizes->input_width) && is_known(sizes->input_height);
}

bool od_frame_equal(const od_frame *a, const od_frame *b)
{
    return a->space == b->space && a->order == b->order && a->divisor == b->divisor &&
           a->resize == b->resize && a->factor == b->factor && a->min_pixels == b->min_pixels &&
           a->max_pixels == b->max_pixels;
}

const char *od_frame_lacks(const od_frame *f, const od_sizes *sizes)
{
    double input_width, input_height;

    if (f->space == OD_SPACE_PIXELS)
        return NULL;
    if (!is_image_known(sizes))
        return "the size of the image is not known: give width and height in the data set, or "
               "\"image_size\": "
               "[width, height] with the answer";
    if (f->space != OD_SPACE_INPUT || is_input_known(sizes))
        return NULL;
    if (f->resize == OD_RESIZE_NONE)
        return "the size of the image that the model saw is not known: give \"input_size\": [width, height] "
               "with "
               "the answer, or --patch, --min-pixels and --max-pixels as the model was run with";
    if (od_frame_resize(f, sizes->height, sizes->width, &input_height, &input_width, NULL) != OD_OK)
        return "the model's processor refuses an image of this shape, so the size that the model saw is not "
               "known: "
               "give \"input_size\": [width, height] with the answer";
    return NULL;
}

/* One axis of an image: how a place on it, and a length along it, come to pixels. */
typedef struct axis {
    double side, input_side, other_side;
} axis;

/* In each, the order of operations is the published one. */
static double length_in_pixels(const od_frame *f, const axis *a, double v)
{
    switch (f->space) {
    case OD_SPACE_INPUT: return v / a->input_side * a->side;
    case OD_SPACE_SCALED: return v / f->divisor * a->side;
    case OD_SPACE_BINS: return v * a->side / f->divisor;
    case OD_SPACE_SQUARE: return v / f->divisor * fmax(a->side, a->other_side);
    case OD_SPACE_PIXELS:
    case OD_SPACE_CELLS: break;
    }
    return v;
}

static double place_in_pixels(const od_frame *f, const axis *a, double v)
{
    if (f->space == OD_SPACE_BINS)
        return (v + 0.5) * a->side / f->divisor;
    if (f->space == OD_SPACE_SQUARE && a->side < a->other_side)
        return length_in_pixels(f, a, v) - floor((a->other_side - a->side) / 2);
    return length_in_pixels(f, a, v);
}

/* transformers' Kosmos-2 processor: from centre to centre, but cells of one row or column, or one cell alone,
 * are taken whole. */
static void place_cells(const od_frame *f, const od_sizes *sizes, const double v[2], double corners[4])
{
    double n = f->divisor, cell = 1.0 / n;
    double y1 = floor(v[0] / n), x1 = v[0] - y1 * n, y2 = floor(v[1] / n), x2 = v[1] - y2 * n;
    bool whole = x1 == x2 || y1 == y2;
    double before = whole ? 0 : cell / 2, after = whole ? cell : cell / 2;

    corners[0] = (x1 * cell + before) * sizes->width;
    corners[1] = (y1 * cell + before) * sizes->height;
    corners[2] = (x2 * cell + after) * sizes->width;
    corners[3] = (y2 * cell + after) * sizes->height;
}

static void place_corners(const od_frame *f, const axis *x, const axis *y, const double v[4],
                          double corners[4])
{
    bool y_first = f->order == OD_ORDER_YXYX;

    for (int i = 0; i < 4; i += 2) {
        corners[i] = place_in_pixels(f, x, v[i + y_first]);
        corners[i + 1] = place_in_pixels(f, y, v[i + !y_first]);
    }
}

/* A place and a length to where the box begins and ends. */
static void place_span(const od_frame *f, const axis *a, double v, double v_length, double *begin,
                       double *end)
{
    double at = place_in_pixels(f, a, v), length = length_in_pixels(f, a, v_length);
    bool centred = f->order == OD_ORDER_CXCYWH;

    *begin = centred ? at - 0.5 * length : at;
    *end = centred ? at + 0.5 * length : at + length;
}

void od_frame_place(const od_frame *f, const od_sizes *sizes, const double v[4], double corners[4])
{
    axis x = {sizes->width, sizes->input_width, sizes->height};
    axis y = {sizes->height, sizes->input_height, sizes->width};

    if (f->space == OD_SPACE_CELLS) {
        place_cells(f, sizes, v, corners);
        return;
    }
    if (f->space == OD_SPACE_INPUT && !is_input_known(sizes))
        od_frame_resize(f, sizes->height, sizes->width, &y.input_side, &x.input_side, NULL);
    if (f->order == OD_ORDER_XYXY || f->order == OD_ORDER_YXYX) {
        place_corners(f, &x, &y, v, corners);
        return;
    }
    place_span(f, &x, v[0], v[2], &corners[0], &corners[2]);
    place_span(f, &y, v[1], v[3], &corners[1], &corners[3]);
}
