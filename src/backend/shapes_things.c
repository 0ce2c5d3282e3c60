/* shapes_things.c: candidates: blobs, their patches, and what is left of a blob without one of its patches.
 */
#include <stdlib.h>
#include <string.h>

#include "backend/shapes_segment.h"
#include "core/sort.h"

enum {
    MOST_THINGS = 800,
    LOOKS = 24,          /* pixels looked at, in all, for each pixel of the picture */
    CORE_PART = 10,      /* a patch of at least 1 / CORE_PART of its blob may be what holds the rest */
    MOST_OF_A_BLOB = 60, /* patches of one blob that are looked at */
    SAME_COLOUR = 7,     /* of a hole and the surroundings in the same row */
};

#define UNKNOWN 0u
#define BODY 1u
#define REACHED 2u
#define SHOWS 3u

/* Columns; left is beyond right in an empty row. */
typedef struct row_ends {
    int left, right;
} row_ends;

typedef struct finder {
    const od_raster *p;
    const od_segments *s;
    const od_forms *forms;
    od_things *things;
    uint32_t min_area;
    size_t first;        /* thing of the present blob */
    uint64_t looks_left; /* pixels */
    uint32_t *label, *queue, *rest,
        *rest_queue; /* of a mask: see od_mask; `rest` is of a blob without a patch */
    uint8_t *mask;
    row_ends *ends;
    uint32_t *order, *begin; /* patches by blob, the largest first; where a blob's begin */
} finder;

static bool in_picture(const finder *f, int x, int y)
{
    return x >= 0 && y >= 0 && x < f->p->width && y < f->p->height;
}

static size_t pixel(const finder *f, int x, int y)
{
    return (size_t)y * (size_t)f->p->width + (size_t)x;
}

static int stride_of(od_bounds b)
{
    return b.x1 - b.x0 + 2;
}

static size_t masked(od_bounds b, int x, int y)
{
    return (size_t)(y - b.y0 + 1) * (size_t)stride_of(b) + (size_t)(x - b.x0 + 1);
}

static size_t mask_size(od_bounds b)
{
    return (size_t)stride_of(b) * (size_t)(b.y1 - b.y0 + 2);
}

/* Where the outline begins and ends in each row of the mask. */
static void find_ends(const finder *f, od_bounds b)
{
    for (int y = b.y0; y < b.y1; y++) {
        row_ends *e = &f->ends[y - b.y0];

        *e = (row_ends){b.x1, b.x0 - 1};
        for (int x = b.x0; x < b.x1; x++) {
            if (f->label[masked(b, x, y)] != BODY)
                continue;
            e->left = x < e->left ? x : e->left;
            e->right = x;
        }
    }
}

/* Whether an enclosed pixel shows what is left or right of the thing in its row. */
static bool shows_surroundings(const finder *f, od_bounds b, int x, int y)
{
    od_rgb colour = f->p->rgb[f->s->source[pixel(f, x, y)]];
    const row_ends *ends = &f->ends[y - b.y0];

    if (f->s->patches[f->s->patch[pixel(f, x, y)]].ground)
        return true;
    for (int i = 0; i < 2; i++) {
        int beyond = i ? ends->right + 2 : ends->left - 2;

        if (in_picture(f, beyond, y) &&
            od_rgb_distance(colour, f->p->rgb[f->s->source[pixel(f, beyond, y)]]) <=
                SAME_COLOUR + 2 * f->s->noise)
            return true;
    }
    return false;
}

static bool beside_body(const finder *f, size_t at, int stride)
{
    return f->label[at - 1] == BODY || f->label[at + 1] == BODY || f->label[at - (size_t)stride] == BODY ||
           f->label[at + (size_t)stride] == BODY;
}

/* Decides about the enclosed pixels in the queue by those at their rim. */
static bool is_hole(const finder *f, od_bounds b, uint32_t n)
{
    uint32_t rim = 0, same = 0;
    int stride = stride_of(b);

    for (uint32_t i = 0; i < n; i++) {
        int x = b.x0 - 1 + (int)(f->queue[i] % (uint32_t)stride),
            y = b.y0 - 1 + (int)(f->queue[i] / (uint32_t)stride);

        if (!beside_body(f, f->queue[i], stride))
            continue;
        rim++;
        same += shows_surroundings(f, b, x, y);
    }
    return same * 5 >= rim * 3;
}

/* Fills what the body encloses, but for holes. */
static void fill(finder *f, od_bounds b, od_thing *t)
{
    size_t n = mask_size(b);
    od_flood_job out = {stride_of(b), (int)(n / (size_t)stride_of(b)), f->label, f->queue, false, UNKNOWN,
                        REACHED};
    uint32_t holes = 0, body = 0;

    find_ends(f, b);
    od_flood(&out, 0);
    out.to = SHOWS;
    for (size_t i = 0; i < n; i++) {
        uint32_t enclosed;

        if (f->label[i] != UNKNOWN)
            continue;
        enclosed = od_flood(&out, (uint32_t)i);
        if (is_hole(f, b, enclosed)) {
            t->n_holes += enclosed > 3;
            continue;
        }
        for (uint32_t k = 0; k < enclosed; k++)
            f->label[f->queue[k]] = BODY;
    }
    for (size_t i = 0; i < n; i++) {
        f->mask[i] = f->label[i] == BODY ? OD_INSIDE : f->label[i] == SHOWS ? OD_HOLE : OD_OUTSIDE;
        body += f->mask[i] == OD_INSIDE;
        holes += f->mask[i] == OD_HOLE;
    }
    t->area = body;
    t->hole = (double)holes / (holes + body);
    t->extent = (double)body / ((double)(b.x1 - b.x0) * (b.y1 - b.y0));
}

/* Whether the present blob has a thing with this box already, and about this area. */
static bool known(const finder *f, od_bounds b, double area)
{
    for (size_t i = f->first; i < f->things->n; i++) {
        const od_thing *t = &f->things->at[i];

        if (memcmp(&t->box, &b, sizeof b) == 0 && t->area >= area * 0.97 && t->area <= area * 1.03)
            return true;
    }
    return false;
}

/* Measures the thing whose body is marked in f->label, unless it is known. */
static od_status take(finder *f, od_bounds b, uint32_t blob, od_error *err)
{
    od_mask m = {b, stride_of(b), b.y1 - b.y0 + 2, f->mask};
    od_thing t = {.box = b, .blob = blob};
    od_status st;

    if (f->things->n == MOST_THINGS || f->looks_left < mask_size(b))
        return OD_OK;
    f->looks_left -= mask_size(b);
    fill(f, b, &t);
    if (known(f, b, t.area))
        return OD_OK;
    if ((st = OD_GROW(f->things->at, f->things->capacity, f->things->n + 1, err)) != OD_OK)
        return st;
    od_measure_form(&t, &m, f->forms);
    od_measure_texture(&t, &m, f->p, f->s->noise);
    od_measure_hues(&t, &m, f->p, f->s);
    od_measure_marks(&t, &m, f->p, f->s);
    od_measure_silhouette(&t, &m, f->p, f->s);
    f->things->at[f->things->n++] = t;
    return OD_OK;
}

static od_status take_blob(finder *f, od_bounds b, uint32_t blob, od_error *err)
{
    memset(f->label, 0, mask_size(b) * sizeof *f->label);
    for (int y = b.y0; y < b.y1; y++)
        for (int x = b.x0; x < b.x1; x++)
            f->label[masked(b, x, y)] = f->s->blob[pixel(f, x, y)] == blob ? BODY : UNKNOWN;
    return take(f, b, blob, err);
}

static od_status take_patch(finder *f, uint32_t patch, od_error *err)
{
    od_bounds b = f->s->patches[patch].box;

    memset(f->label, 0, mask_size(b) * sizeof *f->label);
    for (int y = b.y0; y < b.y1; y++)
        for (int x = b.x0; x < b.x1; x++)
            f->label[masked(b, x, y)] = f->s->patch[pixel(f, x, y)] == patch ? BODY : UNKNOWN;
    return take(f, b, f->s->patches[patch].blob, err);
}

/* The n pixels of f->rest_queue, which are of a mask of the blob. */
static od_status take_rest(finder *f, od_bounds blob_box, uint32_t blob, uint32_t n, od_error *err)
{
    uint32_t stride = (uint32_t)stride_of(blob_box);
    od_bounds b = {f->p->width, f->p->height, 0, 0};

    for (uint32_t i = 0; i < n; i++)
        od_bounds_add(&b, blob_box.x0 - 1 + (int)(f->rest_queue[i] % stride),
                      blob_box.y0 - 1 + (int)(f->rest_queue[i] / stride));
    memset(f->label, 0, mask_size(b) * sizeof *f->label);
    for (uint32_t i = 0; i < n; i++)
        f->label[masked(b, blob_box.x0 - 1 + (int)(f->rest_queue[i] % stride),
                        blob_box.y0 - 1 + (int)(f->rest_queue[i] / stride))] = BODY;
    return take(f, b, blob, err);
}

static od_status take_without(finder *f, od_bounds b, uint32_t blob, uint32_t patch, od_error *err)
{
    size_t n = mask_size(b);
    od_flood_job job = {stride_of(b), b.y1 - b.y0 + 2, f->rest, f->rest_queue, true, BODY, REACHED};
    od_status st = OD_OK;

    if (f->looks_left < n)
        return OD_OK;
    f->looks_left -= n;
    memset(f->rest, 0, n * sizeof *f->rest);
    for (int y = b.y0; y < b.y1; y++)
        for (int x = b.x0; x < b.x1; x++) {
            size_t at = pixel(f, x, y);

            f->rest[masked(b, x, y)] = f->s->blob[at] == blob && f->s->patch[at] != patch ? BODY : UNKNOWN;
        }
    for (size_t i = 0; i < n && st == OD_OK; i++) {
        uint32_t area;

        if (f->rest[i] != BODY)
            continue;
        area = od_flood(&job, (uint32_t)i);
        if (area >= f->min_area)
            st = take_rest(f, b, blob, area, err);
    }
    return st;
}

static od_form best_form(const od_thing *t)
{
    od_form best = OD_CIRCLE;

    for (int i = 1; i < OD_N_FORMS; i++)
        if (t->form[i] > t->form[best])
            best = (od_form)i;
    return best;
}

static bool is_core(const od_thing *t, const od_thing *whole)
{
    int dx = t->box.x0 + t->box.x1 - whole->box.x0 - whole->box.x1,
        dy = t->box.y0 + t->box.y1 - whole->box.y0 - whole->box.y1;

    return t != whole && whole->border > 0.5 && abs(dx) <= 4 &&
           abs(dy) * 4 <= whole->box.y1 - whole->box.y0 && best_form(t) == best_form(whole);
}

/* Things of one blob: how large beside the largest, and how many are like it. */
static void compare_things(finder *f)
{
    od_thing *t = f->things->at + f->first;
    size_t n = f->things->n - f->first;

    for (size_t i = 0; i < n; i++) {
        t[i].part = t[i].area / t[0].area;
        t[i].core = is_core(&t[i], &t[0]);
        for (size_t k = 0; k < n; k++)
            t[i].alike += t[k].area > t[i].area * 0.7 && t[k].area < t[i].area * 1.4 &&
                          od_rgb_distance(t[i].colour, t[k].colour) < 24;
    }
}

static od_status take_all_of(finder *f, uint32_t blob, od_bounds box, uint32_t area, od_error *err)
{
    uint32_t begin = f->begin[blob], n = f->begin[blob + 1] - begin;
    od_status st;

    f->first = f->things->n;
    if ((st = take_blob(f, box, blob, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < n && i < MOST_OF_A_BLOB && st == OD_OK; i++) {
        uint32_t patch = f->order[begin + i], size = f->s->patches[patch].area;

        if (size < f->min_area)
            break;
        st = take_patch(f, patch, err);
        if (st == OD_OK && size < area && (uint64_t)size * CORE_PART >= area)
            st = take_without(f, box, blob, patch, err);
    }
    compare_things(f);
    return st;
}

/* Patches by blob and, within, by area, the largest first. */
static od_status order_patches(finder *f, od_keyed *items, od_error *err)
{
    const od_segments *s = f->s;
    od_status st;

    if ((st = OD_ALLOC(f->order, s->n, err)) != OD_OK ||
        (st = OD_ALLOC(f->begin, (size_t)s->n_blobs + 2, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < s->n; i++) {
        const od_patch *patch = &s->patches[i];

        items[i] = (od_keyed){(uint64_t)patch->blob << 32 | (UINT32_MAX - patch->area), i};
        f->begin[patch->blob + 1]++;
    }
    for (uint32_t i = 0; i <= s->n_blobs; i++)
        f->begin[i + 1] += f->begin[i];
    od_sort_keyed(items, items + s->n, s->n);
    for (uint32_t i = 0; i < s->n; i++)
        f->order[i] = items[i].value;
    return OD_OK;
}

typedef struct blob {
    uint32_t area;
    od_bounds box;
} blob;

static void measure_blobs(const finder *f, blob *of)
{
    for (uint32_t i = 0; i <= f->s->n_blobs; i++)
        of[i].box = (od_bounds){f->p->width, f->p->height, 0, 0};
    for (int y = 0; y < f->p->height; y++)
        for (int x = 0; x < f->p->width; x++) {
            blob *b = &of[f->s->blob[pixel(f, x, y)]];

            b->area++;
            od_bounds_add(&b->box, x, y);
        }
}

/* Blob after blob, the largest first: what does not fit any more is small. */
static od_status take_blobs(finder *f, od_keyed *items, od_error *err)
{
    uint32_t n = f->s->n_blobs;
    blob *of = NULL;
    od_status st;

    if ((st = OD_ALLOC(of, (size_t)n + 1, err)) != OD_OK)
        return st;
    measure_blobs(f, of);
    for (uint32_t i = 0; i < n; i++)
        items[i] = (od_keyed){UINT32_MAX - of[i + 1].area, i + 1};
    od_sort_keyed(items, items + n, n);
    for (uint32_t i = 0; i < n && st == OD_OK; i++) {
        const blob *b = &of[items[i].value];

        if (b->area < f->min_area)
            break;
        st = take_all_of(f, items[i].value, b->box, b->area, err);
    }
    free(of);
    return st;
}

od_status od_things_find(od_things *t, const od_raster *p, const od_segments *s, const od_forms *forms,
                         uint32_t min_area, od_error *err)
{
    size_t pixels = (size_t)p->width * (size_t)p->height;
    size_t room = ((size_t)p->width + 2) * ((size_t)p->height + 2), n = s->n > s->n_blobs ? s->n : s->n_blobs;
    finder f = {.p = p,
                .s = s,
                .forms = forms,
                .things = t,
                .min_area = min_area,
                .looks_left = pixels * LOOKS + 4096};
    od_keyed *items = NULL;
    od_status st;

    *t = (od_things){0};
    if ((st = OD_ALLOC(f.label, room, err)) != OD_OK || (st = OD_ALLOC(f.queue, room, err)) != OD_OK ||
        (st = OD_ALLOC(f.rest, room, err)) != OD_OK || (st = OD_ALLOC(f.rest_queue, room, err)) != OD_OK ||
        (st = OD_ALLOC(f.mask, room, err)) != OD_OK ||
        (st = OD_ALLOC(f.ends, (size_t)p->height, err)) != OD_OK ||
        (st = OD_ALLOC(items, 2 * n, err)) != OD_OK || (st = order_patches(&f, items, err)) != OD_OK)
        goto done;
    st = take_blobs(&f, items, err);
done:
    free(f.label);
    free(f.queue);
    free(f.rest);
    free(f.rest_queue);
    free(f.mask);
    free(f.ends);
    free(f.order);
    free(f.begin);
    free(items);
    return st;
}

void od_things_free(od_things *t)
{
    free(t->at);
    *t = (od_things){0};
}
