/* plausible.h: whether the declared frame can be the right one, told without ground truth.
 *
 * Over a whole run, the numbers of the boxes and the sizes of their images say a lot: boxes that leave their
 * image, coordinates that never reach most of it, corners in the wrong order. What is gathered here only
 * warns. It never changes how a single number is read.
 *
 * Here boxes are placed relative to their image and to within some ulps; od_frame_place alone says where a
 * box is.
 */
#ifndef OD_ANSWER_PLAUSIBLE_H
#define OD_ANSWER_PLAUSIBLE_H

#include "answer/frame.h"

/* The candidates are the frames of all families but grids of cells, those that are the same told once; some
 * that people meet without a family (pixels; x y width height; percent; an input of at most 1,003,520
 * pixels); and the declared one. */
enum { OD_PLAUSIBLE_MAX = 32 };

/* What one frame makes of the run's boxes. */
typedef struct od_plausible_frame {
    const char *name; /* as --frame takes it: "pixels", of the first family that has it, else the frame's
                         text; of a declared frame that no family has, "as declared" */
    od_frame frame;
    uint64_t boxes;          /* that could be placed: sizes known */
    uint64_t outside;        /* with a corner outside the image by more than 5% of its side */
    uint64_t reversed;       /* whose second corner is left of or above the first */
    uint64_t flat;           /* thinner than a pixel */
    double reach_x, reach_y; /* largest coordinate relative to the image's side, the highest 0.5% of the boxes
                                left out; to a hundredth below 2, else to a quarter; 0 without boxes */
    /* Boxes of less than a tenth of their image, in images at least a fifth wider than high (tall: higher
     * than wide); and those of them that are, relative to the image's sides, longer along its shorter side.
     * Objects know nothing of the image's shape, so with the axes in the right order these are more than half
     * in wide and tall images taken together, and less than half with the axes swapped. */
    uint64_t in_wide, in_wide_across, in_tall, in_tall_across;
} od_plausible_frame;

/* Zero-initialised means: nothing seen. Memory does not grow with the number of boxes (150 kB, made by the
 * first): there are only counts, so that what is summarised does not depend on order and splits. */
typedef struct od_plausible {
    struct od_plausible_state *state;
    od_frame declared;
    bool has_declared;
} od_plausible;

/* Before the first box: the frame to judge with the others when it is none of them. */
void od_plausible_declare(od_plausible *p, const od_frame *declared);

/* One box's numbers as written and the sizes known (0 where not). `order`: what the text itself says of the
 * order (named corners), which then holds whatever the frame; NULL: the frame's. Not for cells and indices,
 * whose numbers are no coordinates. */
od_status od_plausible_add(od_plausible *p, const od_sizes *sizes, const double v[4], const od_order *order,
                           od_error *err);
/* Both were declared alike (a declared frame that only one of them has is dropped). */
od_status od_plausible_merge(od_plausible *p, const od_plausible *other, od_error *err);
void od_plausible_release(od_plausible *p);

typedef struct od_plausible_summary {
    uint64_t boxes;    /* seen */
    uint64_t integers; /* whose four numbers are all integers */
    double largest;    /* number seen; 0 without boxes */
    od_plausible_frame frames[OD_PLAUSIBLE_MAX];
    size_t n_frames; /* 0 without boxes */
} od_plausible_summary;

void od_plausible_summarise(const od_plausible *p, od_plausible_summary *s);

/* When another frame explains the numbers clearly better than the declared one: a sentence without a full
 * stop that says which and why, in buf; else NULL. Fewer than 20 boxes say nothing.
 *
 * The declared frame is suspected when, of its boxes,
 *   1. 5% (and 4) or more are outside, or
 *   2. 5% (and 4) or more are reversed, or
 *   3. next to none comes beyond 0.7 of the images' width (or height); 0.85 when there are 200 boxes, or
 *   4. small ones, 100 in wide and 100 in tall images, follow the image's shape: the shares described above
 *      add up to less than 0.85, and that is five standard errors below 1.
 * It is told only if another frame does better: at most a tenth as many outside and reversed, or at most 2%
 * (and a quarter as many of what the declared one is suspected for); and a reach, on both axes, of 0.8 in
 * case 1 (0.5 when half the boxes are outside), 0.5 in case 2, 0.9 in case 3 (0.97 to 1.03 when it is the
 * 0.85 that is not reached). Frames with widths and heights are considered in case 2, or when the declared
 * one has them. In case 4 the other frame is the same with the axes swapped. Of several the one with the
 * fewest wrong boxes is named; then that whose boxes reach closest to 1; then, the numbers not telling, that
 * with the declared order and that which models use most.
 *
 * Not told, because the numbers don't tell it: 0..1000 from 0..999, 0..1024 and bins; pixels of the image
 * from those of an input of nearly its size; pixels from 0..1000 when the images have about 1000; 0..1
 * declared where it is of the padded square. */
const char *od_plausible_suspicion(const od_plausible_summary *s, const od_frame *declared, char *buf,
                                   size_t size);

#endif
