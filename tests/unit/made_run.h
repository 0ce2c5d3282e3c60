/* made_run.h: runs of a model that answers in a known frame, made up, so that what is said of a run can be
 * held against the truth. Include after cmocka.h. */
#ifndef OD_TESTS_MADE_RUN_H
#define OD_TESTS_MADE_RUN_H

#include <math.h>

#include "answer/plausible.h"

/* Sizes of images as data sets have them. */
typedef enum made_images {
    MADE_COCO,     /* sides up to 640, wide and tall */
    MADE_VGA,      /* 640x480 only */
    MADE_HD,       /* 1920x1080 and 1280x720 */
    MADE_PHOTOS,   /* 3:4 and 4:3 of a camera, 2,000 to 4,500 */
    MADE_WEB,      /* 300 to 1,800, of all shapes */
    MADE_THOUSAND, /* sides of about 1,000 */
    MADE_SMALL,    /* 100 to 300 */
    MADE_N_IMAGES,
} made_images;

/* Where objects are. */
typedef enum made_objects {
    MADE_ANYWHERE,
    MADE_CENTRED, /* in the middle, not near the edges */
    MADE_BAND,    /* in a band across the middle, as on roads */
    MADE_SUBJECT, /* one that fills most of the image, which was held upright or not to suit it */
    MADE_N_OBJECTS,
} made_objects;

typedef struct made_run {
    uint64_t random;
    made_images images;
    made_objects objects;
    const od_frame *frame; /* that the model answers in */
    double mistakes;       /* share of boxes that end far from where they should */
} made_run;

/* splitmix64 */
static inline double made_random(made_run *r)
{
    uint64_t z = r->random += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

/* Nearly normal: a sum of twelve. */
static inline double made_normal(made_run *r)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += made_random(r);
    return sum;
}

static inline double made_between(double v, double least, double most)
{
    return v < least ? least : v > most ? most : v;
}

static inline od_sizes made_turned(double longer, double shorter, bool tall)
{
    return tall ? (od_sizes){shorter, longer, 0, 0} : (od_sizes){longer, shorter, 0, 0};
}

static inline od_sizes made_image(made_run *r)
{
    static const double coco[][2] = {{640, 480}, {640, 427}, {500, 375}, {640, 640}, {640, 360}, {612, 612}};
    double a = made_random(r), b = made_random(r), c = floor(500 * a + 300 * b);
    size_t k = (size_t)(a * 6);

    switch (r->images) {
    case MADE_COCO: return made_turned(coco[k][0], coco[k][1], b < 0.4);
    case MADE_HD: return a < 0.7 ? (od_sizes){1920, 1080, 0, 0} : (od_sizes){1280, 720, 0, 0};
    case MADE_PHOTOS: return made_turned(2000 + 4 * c, floor(0.75 * (2000 + 4 * c)), made_random(r) < 0.4);
    case MADE_WEB:
        return (od_sizes){300 + floor(1500 * a), 50 + floor((300 + 1500 * a) * exp(b - 0.5)), 0, 0};
    case MADE_THOUSAND: return (od_sizes){940 + floor(80 * a), 940 + floor(80 * b), 0, 0};
    case MADE_SMALL: return (od_sizes){100 + floor(200 * a), 100 + floor(200 * b), 0, 0};
    case MADE_VGA:
    case MADE_N_IMAGES: break;
    }
    return (od_sizes){640, 480, 0, 0};
}

/* The box of one object, in pixels. */
static inline void made_object(made_run *r, const od_sizes *s, double box[4])
{
    double size = sqrt(s->width * s->height) * made_between(exp(0.9 * made_normal(r) - 1.5), 0.01, 1.3);
    double shape = exp(0.3 * made_normal(r) - 0.05), w = size * shape, h = size / shape;
    double x = made_random(r) * s->width, y = made_random(r) * s->height;

    if (r->objects == MADE_CENTRED || r->objects == MADE_SUBJECT) {
        x = s->width * (0.5 + 0.05 * made_normal(r));
        y = s->height * (0.5 + 0.05 * made_normal(r));
        w = fmin(w, 0.6 * s->width);
        h = fmin(h, 0.6 * s->height);
    }
    if (r->objects == MADE_SUBJECT) {
        w = s->width * (0.45 + 0.4 * made_random(r)) * (s->width > s->height ? 1 : 0.8);
        h = s->height * (0.45 + 0.4 * made_random(r)) * (s->width > s->height ? 0.8 : 1);
    }
    if (r->objects == MADE_BAND) {
        y = s->height * (0.4 + 0.3 * made_random(r));
        h = fmin(h, 0.15 * s->height);
        w = fmin(w, 2 * h);
    }
    box[0] = made_between(x - w / 2, 0, s->width - 1);
    box[1] = made_between(y - h / 2, 0, s->height - 1);
    box[2] = made_between(x + w / 2, box[0] + 1, s->width);
    box[3] = made_between(y + h / 2, box[1] + 1, s->height);
}

/* A coordinate as the model writes it: od_frame_place the other way round, in its integers or thousandths. */
static inline double made_number(const od_frame *f, double v, double side, double other, double input)
{
    double number = v, divisor = f->divisor;

    if (f->space == OD_SPACE_INPUT)
        number = v / side * input;
    else if (f->space == OD_SPACE_SQUARE)
        number = (v + floor((fmax(side, other) - side) / 2)) / fmax(side, other) * divisor;
    else if (f->space != OD_SPACE_PIXELS)
        number = v / side * divisor;
    if (f->space == OD_SPACE_BINS)
        return made_between(floor(number), 0, divisor - 1);
    return divisor == 1 ? rint(number * 1000) / 1000 : rint(number);
}

static inline void made_answer(const od_frame *f, const od_sizes *s, const double box[4], double v[4])
{
    double input_width = s->input_width, input_height = s->input_height, c[4];

    if (f->space == OD_SPACE_INPUT && input_width == 0)
        assert_int_equal(od_frame_resize(f, s->height, s->width, &input_height, &input_width, NULL), OD_OK);
    for (int i = 0; i < 4; i += 2) {
        c[i] = made_number(f, box[i], s->width, s->height, input_width);
        c[i + 1] = made_number(f, box[i + 1], s->height, s->width, input_height);
    }
    switch (f->order) {
    case OD_ORDER_XYXY: v[0] = c[0], v[1] = c[1], v[2] = c[2], v[3] = c[3]; break;
    case OD_ORDER_YXYX: v[0] = c[1], v[1] = c[0], v[2] = c[3], v[3] = c[2]; break;
    case OD_ORDER_XYWH: v[0] = c[0], v[1] = c[1], v[2] = c[2] - c[0], v[3] = c[3] - c[1]; break;
    case OD_ORDER_CXCYWH:
        v[0] = (c[0] + c[2]) / 2, v[1] = (c[1] + c[3]) / 2, v[2] = c[2] - c[0], v[3] = c[3] - c[1];
        break;
    }
}

/* One box of the run: nearly the object's, now and then far from it. */
static inline void made_box(made_run *r, const od_sizes *s, double v[4])
{
    double box[4];

    made_object(r, s, box);
    for (int i = 0; i < 4; i++)
        box[i] += 0.004 * made_normal(r) * (i % 2 ? s->height : s->width);
    if (made_random(r) < r->mistakes)
        box[2] *= 1 + 0.5 * made_random(r);
    made_answer(r->frame, s, box, v);
}

/* n boxes, four to an image. */
static inline void made_boxes(made_run *r, unsigned n, od_plausible *p)
{
    od_sizes sizes = {0};
    double v[4];

    for (unsigned i = 0; i < n; i++) {
        if (i % 4 == 0)
            sizes = made_image(r);
        made_box(r, &sizes, v);
        assert_int_equal(od_plausible_add(p, &sizes, v, NULL, NULL), OD_OK);
    }
}

#endif
