#include "answer/plausible.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer/answer.h"

/* Bins of reach: hundredths of the image's side up to 2, then four to each doubling up to 65,536. */
enum {
    FINE_BINS = 200,
    BINS_PER_DOUBLING = 4,
    DOUBLINGS = 15,
    REACH_BINS = FINE_BINS + BINS_PER_DOUBLING * DOUBLINGS
};

static const double outside_margin = 0.05; /* of the side */
static const double shape_ratio = 1.2;     /* what makes an image wide or tall */
static const double small_area = 0.1;      /* of the image */

typedef struct counts {
    uint64_t boxes, outside, reversed, flat;
    uint64_t in_wide, in_wide_across, in_tall, in_tall_across;
    uint64_t reach[2][REACH_BINS]; /* of x, of y */
} counts;

/* A coordinate v is at v * scale + shift of the image's side. */
typedef struct axis_map {
    double scale, shift;
} axis_map;

typedef struct candidate {
    const char *name;
    od_frame frame;
    counts seen;
    bool has_map; /* with the sizes of the last box */
    axis_map x, y;
} candidate;

struct od_plausible_state {
    uint64_t boxes, integers;
    double largest;
    od_sizes sizes; /* of the last box */
    size_t n;
    candidate candidates[OD_PLAUSIBLE_MAX];
};

/* Frames that are met without being a family's. */
static const struct {
    const char *name;
    od_frame frame;
} others[] = {
    {"space=pixels,order=xywh", {.space = OD_SPACE_PIXELS, .order = OD_ORDER_XYWH}},
    {"space=1000,order=xywh", {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYWH, .divisor = 1000}},
    {"space=unit,order=xywh", {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYWH, .divisor = 1}},
    {"space=unit,order=cxcywh", {.space = OD_SPACE_SCALED, .order = OD_ORDER_CXCYWH, .divisor = 1}},
    {"space=unit", {.space = OD_SPACE_SCALED, .divisor = 1}},
    {"space=100", {.space = OD_SPACE_SCALED, .divisor = 100}},
    {"space=input,max-pixels=1003520",
     {.space = OD_SPACE_INPUT,
      .resize = OD_RESIZE_QWEN,
      .factor = 28,
      .min_pixels = 3136,
      .max_pixels = 1003520}},
};

static void add_candidate(struct od_plausible_state *s, const char *name, const od_frame *f)
{
    if (f->space == OD_SPACE_CELLS || s->n == OD_PLAUSIBLE_MAX)
        return;
    for (size_t i = 0; i < s->n; i++)
        if (od_frame_equal(&s->candidates[i].frame, f))
            return;
    s->candidates[s->n].name = name;
    s->candidates[s->n++].frame = *f;
}

static od_status begin(od_plausible *p, od_error *err)
{
    od_status st = OD_ALLOC(p->state, 1, err);

    if (st != OD_OK)
        return st;
    add_candidate(p->state, "pixels", &(od_frame){.space = OD_SPACE_PIXELS});
    for (const od_family *const *family = od_families; *family; family++)
        add_candidate(p->state, (*family)->name, &(*family)->frame);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        add_candidate(p->state, others[i].name, &others[i].frame);
    if (p->has_declared)
        add_candidate(p->state, "as declared", &p->declared);
    return OD_OK;
}

void od_plausible_declare(od_plausible *p, const od_frame *declared)
{
    p->declared = *declared;
    p->has_declared = true;
}

static bool is_known(double side)
{
    return side > 0 && isfinite(side);
}

static axis_map map_axis(const od_frame *f, double side, double input_side, double other_side)
{
    double square = fmax(side, other_side);

    switch (f->space) {
    case OD_SPACE_INPUT: return (axis_map){1 / input_side, 0};
    case OD_SPACE_SCALED: return (axis_map){1 / f->divisor, 0};
    case OD_SPACE_BINS: return (axis_map){1 / f->divisor, 0.5 / f->divisor};
    case OD_SPACE_SQUARE: return (axis_map){square / f->divisor / side, -floor((square - side) / 2) / side};
    case OD_SPACE_PIXELS:
    case OD_SPACE_CELLS: break;
    }
    return (axis_map){1 / side, 0};
}

static void map_candidate(candidate *c, const od_sizes *sizes)
{
    double input_width = sizes->input_width, input_height = sizes->input_height;

    c->has_map = is_known(sizes->width) && is_known(sizes->height);
    if (c->frame.space == OD_SPACE_INPUT && !(is_known(input_width) && is_known(input_height)))
        c->has_map = c->has_map && od_frame_resize(&c->frame, sizes->height, sizes->width, &input_height,
                                                   &input_width, NULL) == OD_OK;
    if (!c->has_map)
        return;
    c->x = map_axis(&c->frame, sizes->width, input_width, sizes->height);
    c->y = map_axis(&c->frame, sizes->height, input_height, sizes->width);
}

/* Boxes of one image come one after the other, mostly. */
static void use_sizes(struct od_plausible_state *s, const od_sizes *sizes)
{
    if (s->boxes > 0 && sizes->width == s->sizes.width && sizes->height == s->sizes.height &&
        sizes->input_width == s->sizes.input_width && sizes->input_height == s->sizes.input_height)
        return;
    s->sizes = *sizes;
    for (size_t i = 0; i < s->n; i++)
        map_candidate(&s->candidates[i], sizes);
}

static size_t reach_bin(double reach)
{
    uint64_t bits, quarters;

    if (!(reach > 0))
        return 0;
    if (reach < 2)
        return (size_t)(reach * 100 + 1e-9); /* what touches the edge has reached it, in spite of rounding */
    /* a double's exponent and the first two bits of its fraction count quarters of doublings, from 1 on */
    memcpy(&bits, &reach, sizeof bits);
    quarters = (bits >> 50) - (UINT64_C(1024) << 2);
    return quarters < REACH_BINS - FINE_BINS ? FINE_BINS + quarters : REACH_BINS - 1;
}

/* The least that lies in the bin. */
static double bin_reach(size_t bin)
{
    size_t coarse = bin - FINE_BINS;

    if (bin < FINE_BINS)
        return (double)bin / 100;
    return ldexp(1 + (double)(coarse % BINS_PER_DOUBLING) / BINS_PER_DOUBLING,
                 1 + (int)(coarse / BINS_PER_DOUBLING));
}

/* A box along one axis, in sides of the image. */
typedef struct span {
    double begin, end;
} span;

static span place_corners(const axis_map *m, double v1, double v2)
{
    return (span){v1 * m->scale + m->shift, v2 * m->scale + m->shift};
}

static span place_length(const axis_map *m, double v, double length, double centring)
{
    double begin = (v - centring * length) * m->scale + m->shift;

    return (span){begin, begin + length * m->scale};
}

static void place(const candidate *c, od_order order, const double v[4], span *x, span *y)
{
    double centring = order == OD_ORDER_CXCYWH ? 0.5 : 0;

    if (order == OD_ORDER_XYXY) {
        *x = place_corners(&c->x, v[0], v[2]);
        *y = place_corners(&c->y, v[1], v[3]);
    } else if (order == OD_ORDER_YXYX) {
        *x = place_corners(&c->x, v[1], v[3]);
        *y = place_corners(&c->y, v[0], v[2]);
    } else {
        *x = place_length(&c->x, v[0], v[2], centring);
        *y = place_length(&c->y, v[1], v[3], centring);
    }
}

static span in_order(span s)
{
    return s.end < s.begin ? (span){s.end, s.begin} : s;
}

static bool is_inside(span s)
{
    return s.begin >= -outside_margin && s.end <= 1 + outside_margin;
}

static void count_shape(counts *n, const od_sizes *sizes, double width, double height)
{
    bool differs = fabs(width - height) > 1e-6;

    if (!differs || !(width * height < small_area))
        return;
    if (sizes->width >= shape_ratio * sizes->height) {
        n->in_wide++;
        n->in_wide_across += width < height;
    } else if (sizes->height >= shape_ratio * sizes->width) {
        n->in_tall++;
        n->in_tall_across += height < width;
    }
}

static void count(counts *n, const od_sizes *sizes, span x, span y)
{
    n->boxes++;
    n->reversed += x.end < x.begin || y.end < y.begin;
    x = in_order(x);
    y = in_order(y);
    n->outside += !is_inside(x) || !is_inside(y);
    n->flat += (x.end - x.begin) * sizes->width < 1 || (y.end - y.begin) * sizes->height < 1;
    n->reach[0][reach_bin(x.end)]++;
    n->reach[1][reach_bin(y.end)]++;
    count_shape(n, sizes, x.end - x.begin, y.end - y.begin);
}

od_status od_plausible_add(od_plausible *p, const od_sizes *sizes, const double v[4], const od_order *order,
                           od_error *err)
{
    struct od_plausible_state *s = p->state;
    bool integers = true;
    span x, y;

    if (!s) {
        od_status st = begin(p, err);
        if (st != OD_OK)
            return st;
        s = p->state;
    }
    use_sizes(s, sizes);
    for (int i = 0; i < 4; i++) {
        integers &= v[i] == floor(v[i]);
        s->largest = s->boxes == 0 && i == 0 ? v[i] : fmax(s->largest, v[i]);
    }
    s->boxes++;
    s->integers += integers;
    for (candidate *c = s->candidates, *end = c + s->n; c < end; c++) {
        if (!c->has_map)
            continue;
        place(c, order ? *order : c->frame.order, v, &x, &y);
        count(&c->seen, sizes, x, y);
    }
    return OD_OK;
}

static void merge_counts(counts *to, const counts *from)
{
    to->boxes += from->boxes;
    to->outside += from->outside;
    to->reversed += from->reversed;
    to->flat += from->flat;
    to->in_wide += from->in_wide;
    to->in_wide_across += from->in_wide_across;
    to->in_tall += from->in_tall;
    to->in_tall_across += from->in_tall_across;
    for (size_t i = 0; i < REACH_BINS; i++) {
        to->reach[0][i] += from->reach[0][i];
        to->reach[1][i] += from->reach[1][i];
    }
}

od_status od_plausible_merge(od_plausible *p, const od_plausible *other, od_error *err)
{
    const struct od_plausible_state *from = other->state;
    struct od_plausible_state *to;
    size_t n = 0;

    if (!from)
        return OD_OK;
    if (!p->state) {
        od_status st = OD_ALLOC(p->state, 1, err);
        if (st != OD_OK)
            return st;
        *p->state = *from;
        return OD_OK;
    }
    to = p->state;
    to->boxes += from->boxes;
    to->integers += from->integers;
    to->largest = fmax(to->largest, from->largest);
    /* only the last, the declared one, can differ */
    while (n < to->n && n < from->n && od_frame_equal(&to->candidates[n].frame, &from->candidates[n].frame)) {
        merge_counts(&to->candidates[n].seen, &from->candidates[n].seen);
        n++;
    }
    to->n = n;
    return OD_OK;
}

void od_plausible_release(od_plausible *p)
{
    if (!p)
        return;
    free(p->state);
    p->state = NULL;
}

static double find_reach(const uint64_t bins[REACH_BINS], uint64_t boxes)
{
    uint64_t above = 0;
    size_t bin = REACH_BINS - 1;

    while (bin > 0 && above + bins[bin] <= boxes / 200)
        above += bins[bin--];
    return bin_reach(bin);
}

static void summarise_candidate(const candidate *c, od_plausible_frame *f)
{
    const counts *n = &c->seen;

    f->name = c->name;
    f->frame = c->frame;
    f->boxes = n->boxes;
    f->outside = n->outside;
    f->reversed = n->reversed;
    f->flat = n->flat;
    f->in_wide = n->in_wide;
    f->in_wide_across = n->in_wide_across;
    f->in_tall = n->in_tall;
    f->in_tall_across = n->in_tall_across;
    f->reach_x = find_reach(n->reach[0], n->boxes);
    f->reach_y = find_reach(n->reach[1], n->boxes);
}

void od_plausible_summarise(const od_plausible *p, od_plausible_summary *s)
{
    memset(s, 0, sizeof *s);
    if (!p->state)
        return;
    s->boxes = p->state->boxes;
    s->integers = p->state->integers;
    s->largest = p->state->largest + 0.0; /* whether 0 or -0 was kept depends on the order */
    s->n_frames = p->state->n;
    for (size_t i = 0; i < s->n_frames; i++)
        summarise_candidate(&p->state->candidates[i], &s->frames[i]);
}
