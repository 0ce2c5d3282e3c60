/* frame.h: what the numbers of a box mean.
 *
 * The same four numbers are a different box in every model's coordinate frame, and nothing in the text says
 * which it is. A frame is declared: by the family's row, or by the user. It is never guessed, and never
 * chosen by what fits the ground truth.
 */
#ifndef OD_ANSWER_FRAME_H
#define OD_ANSWER_FRAME_H

#include <stdbool.h>

#include "core/memory.h"

/* What a coordinate counts. */
typedef enum od_space {
    OD_SPACE_PIXELS, /* pixels of the original image: nothing to do */
    OD_SPACE_INPUT,  /* pixels of the image as the model saw it: v / input width * width, in that order */
    OD_SPACE_SCALED, /* 0 .. divisor over the image: v / divisor * width; 0-1 has the divisor 1 */
    OD_SPACE_BINS,   /* bins 0 .. divisor - 1, the centre counts: (v + 0.5) * width / divisor */
    OD_SPACE_SQUARE, /* 0 .. divisor over the image padded to a square, in the middle:
                        v / divisor * max(width, height), less floor(|width - height| / 2) on the short side
                      */
    OD_SPACE_CELLS,  /* two cells of a grid with divisor x divisor cells, numbered by row (Kosmos-2) */
} od_space;

/* The order of the four numbers. */
typedef enum od_order {
    OD_ORDER_XYXY,
    OD_ORDER_YXYX,
    OD_ORDER_XYWH,
    OD_ORDER_CXCYWH,
} od_order;

/* How a model's processor chooses the size that the model sees (semantics E3). They differ for images with a
 * side of less than about `factor` pixels, before or after scaling, and in nothing else. */
typedef enum od_resize {
    OD_RESIZE_NONE,               /* not known: the size must be given with each answer */
    OD_RESIZE_QWEN,               /* qwen_vl_utils: a side is rounded to at least `factor` */
    OD_RESIZE_TRANSFORMERS,       /* transformers from 4.57 on: a side is scaled down to at least `factor` */
    OD_RESIZE_TRANSFORMERS_EARLY, /* before: no such minimum; sides under 10 pixels are refused */
    OD_RESIZE_CLAMPED,            /* lmms-eval: at least `factor` in both */
    OD_N_RESIZE,
} od_resize;

typedef struct od_frame {
    od_space space;
    od_order order;   /* of CELLS: XYXY */
    double divisor;   /* of SCALED, BINS, SQUARE, CELLS; else 0 */
    od_resize resize; /* of INPUT; else NONE */
    /* of a resize, else 0: a side is a multiple of `factor` pixels (twice the patch, so even), the area
     * within the limits, which are integers */
    uint32_t factor;
    double min_pixels, max_pixels;
} od_frame;

/* Whether both read the same numbers, with the same sizes, as the same box. */
bool od_frame_equal(const od_frame *a, const od_frame *b);

/* Pixels; 0 where it is not known. */
typedef struct od_sizes {
    double width, height;             /* of the original image */
    double input_width, input_height; /* of what the model saw */
} od_sizes;

/* The size that the model sees of an image of this size, as its processor computes it, bit for bit. OD_INPUT
 * for what the processor refuses (a side ratio over 200, ...), for sizes that are no whole numbers of pixels,
 * and where it would make a side of no pixels; OD_USAGE for OD_RESIZE_NONE. On failure the outputs are 0. */
od_status od_frame_resize(const od_frame *f, double height, double width, double *input_height,
                          double *input_width, od_error *err);

/* NULL when boxes in this frame can be placed with these sizes, else what is missing and how to give it, as a
 * sentence without a full stop. A size that is zero, negative or no finite number is not known. */
const char *od_frame_lacks(const od_frame *f, const od_sizes *sizes);

/* Four numbers as written to x1, y1, x2, y2 in pixels of the original, unclipped, corners as they come. Where
 * the input size is not given and the frame has a resize, it is computed. od_frame_lacks() must be NULL, the
 * numbers finite; the result need not be. Widths and heights are scaled like coordinates, without what bins
 * and padding add to a place, and only then made corners. Cells: v[0] and v[1], the rest is not read. */
void od_frame_place(const od_frame *f, const od_sizes *sizes, const double v[4], double corners[4]);

/* "space=1000,order=yxyx": a frame of the user's own. Keys, each at most once, in any order, blanks around
 * them allowed: space       pixels, input, unit (0..1), a number D > 0 (0..D), bins:N, square:D, cells:N;
 * needed order       xyxy (when not given), yxyx, xywh, cxcywh; not with cells resize      none, qwen,
 * transformers, transformers-early, clamped; this and the rest only with space=input patch       of the
 * model, in pixels; when not given 14. Sides are multiples of twice as many min-pixels, max-pixels of the
 * resized image; when not given what the resize has: 4 and 16384 (transformers: 1280) squares of twice the
 * patch Of patch and pixels alone, resize=qwen follows. OD_USAGE names what there is. */
od_status od_frame_parse(od_frame *f, od_str text, od_error *err);

/* Enough for od_frame_text and od_frame_words of any frame. */
enum { OD_FRAME_TEXT = 256 };
/* The frame as od_frame_parse takes it; always terminated. Returns buf. */
char *od_frame_text(const od_frame *f, char *buf, size_t size);
/* The frame in words: "0..1000 of the image's width and height, x1 y1 x2 y2"; always terminated. Returns buf.
 */
char *od_frame_words(const od_frame *f, char *buf, size_t size);

/* The order's name for --frame, "xyxy"; the resize's, "qwen"; and what the order says, "x1 y1 x2 y2". */
const char *od_order_name(od_order order);
const char *od_order_words(od_order order);
const char *od_resize_name(od_resize resize);

#endif
