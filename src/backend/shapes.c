/* shapes.c: a classical detector for flat drawings: nothing learned, nothing random. See shapes.h. */
#include <math.h>
#include <stdlib.h>

#include "backend/backends.h"
#include "backend/shapes_query.h"

typedef struct detector {
    int64_t min_area;
    double threshold;
    od_forms forms;
    const odeval_host *host;
} detector;

static odeval_backend_status shapes_open(void *private_block, const odeval_host *host)
{
    detector *d = private_block;

    d->host = host;
    od_forms_make(&d->forms);
    return ODEVAL_BACKEND_OK;
}

/* What one image needs; all of it is released before the next. */
typedef struct work {
    od_raster picture;
    od_segments segments;
    od_scene scene;
    od_finds finds;
    odeval_box *boxes;
    size_t n, capacity;
} work;

static void work_free(work *w)
{
    od_raster_free(&w->picture);
    od_segments_free(&w->segments);
    od_things_free(&w->scene.things);
    od_faces_free(&w->scene.faces);
    free(w->finds.at);
    free(w->boxes);
}

/* In pixels of the image; the picture's last column and row may stand for fewer. */
static odeval_box box_of(const od_find *f, const odeval_request *r, int factor, const char *label)
{
    double x = (double)f->box.x0 * factor, y = (double)f->box.y0 * factor;
    double right = fmin((double)f->box.x1 * factor, r->width),
           lower = fmin((double)f->box.y1 * factor, r->height);

    return (odeval_box){x, y, right - x, lower - y, f->score, label};
}

static od_status answer_label(const detector *d, const odeval_request *r, const char *label, work *w,
                              od_error *err)
{
    od_query query = od_query_read(label);
    od_status st = od_query_answer(&query, &w->scene, d->threshold, &w->finds, err);

    if (st != OD_OK || (st = OD_GROW(w->boxes, w->capacity, w->n + w->finds.n, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < w->finds.n; i++)
        w->boxes[w->n++] = box_of(&w->finds.at[i], r, w->picture.factor, label);
    return OD_OK;
}

static od_status look(const detector *d, const odeval_request *r, work *w, od_error *err)
{
    uint32_t min_area;
    od_status st;

    if ((st = od_raster_make(&w->picture, r->rgb, r->width, r->height, err)) != OD_OK ||
        (st = od_segments_make(&w->segments, &w->picture, err)) != OD_OK)
        return st;
    min_area = (uint32_t)(d->min_area / ((int64_t)w->picture.factor * w->picture.factor));
    w->scene.p = &w->picture;
    w->scene.s = &w->segments;
    if ((st = od_things_find(&w->scene.things, &w->picture, &w->segments, &d->forms,
                             min_area > 0 ? min_area : 1, err)) != OD_OK ||
        (st = od_faces_find(&w->scene.faces, &w->picture, &w->segments, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < r->n_labels && st == OD_OK; i++)
        st = answer_label(d, r, r->labels[i], w, err);
    return st;
}

static odeval_backend_status shapes_detect(void *private_block, const odeval_request *requests, size_t n,
                                           const odeval_sink *sink)
{
    const detector *d = private_block;

    for (size_t i = 0; i < n; i++) {
        odeval_result result = {.struct_size = sizeof result, .number = requests[i].number, .score = NAN};
        od_error err = {0};
        work w = {0};

        if (d->host->cancelled(d->host->context))
            return ODEVAL_BACKEND_CANCELLED;
        if (!requests[i].rgb || requests[i].width == 0 || requests[i].height == 0) {
            result.failure = "the image has no pixels";
            result.permanent = 1;
        } else if (look(d, &requests[i], &w, &err) != OD_OK) {
            result.failure = err.what;
        } else {
            result.boxes = w.boxes;
            result.n_boxes = w.n;
        }
        sink->put(sink->context, &result);
        work_free(&w);
    }
    return ODEVAL_BACKEND_OK;
}

static const odeval_backend_option shapes_options[] = {
    {"min_area", "pixels of the smallest thing that is looked at", "24", ODEVAL_OPTION_INTEGER, 0,
     offsetof(detector, min_area), 1, 1e9},
    {"threshold", "boxes with a lower score are not given", "0.2", ODEVAL_OPTION_NUMBER, 0,
     offsetof(detector, threshold), 0, 1},
    {0},
};

const odeval_backend od_backend_shapes = {
    .abi_version = ODEVAL_BACKEND_ABI,
    .struct_size = sizeof(odeval_backend),
    .name = "shapes",
    .version = "1",
    .title = "a classical detector for flat drawings, for trying a run without a model",
    .help =
        "Cuts the image into areas of one colour, measures the form, colour, texture and place of what "
        "stands\n"
        "on the ground, and compares that with the words of each label: \"red striped circle left of the "
        "box\",\n"
        "\"square without border\", \"emblem with a white star in a blue shield\". It knows about a hundred "
        "words;\n"
        "of photographs it understands nothing. Images of more than a million pixels are reduced first.\n",
    .flags = ODEVAL_BACKEND_THREADS,
    .wants = ODEVAL_WANTS_RGB,
    .gives = ODEVAL_GIVES_BOXES,
    .max_batch = 1,
    .options = shapes_options,
    .private_size = sizeof(detector),
    .open = shapes_open,
    .detect = shapes_detect,
    .request_size = sizeof(odeval_request),
};
