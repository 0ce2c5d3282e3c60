/* shapes_answer.c: which things of a scene a query names: every thing by itself, then by what is around it.
 */
#include <math.h>
#include <stdlib.h>

#include "backend/shapes_fit.h"

enum { GAP = 3 /* pixels between things that touch, at most */ };

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* ---- where things are ---- */

static int shared(int a0, int a1, int b0, int b1)
{
    int from = a0 > b0 ? a0 : b0, to = a1 < b1 ? a1 : b1;

    return to > from ? to - from : 0;
}

static bool shares_rows(od_bounds a, od_bounds b)
{
    return shared(a.y0, a.y1, b.y0, b.y1) > 0;
}

static bool shares_columns(od_bounds a, od_bounds b)
{
    return shared(a.x0, a.x1, b.x0, b.x1) > 0;
}

/* Strictly within, by at least a pixel on each side. */
static bool lies_within(od_bounds a, od_bounds b)
{
    return a.x0 > b.x0 && a.y0 > b.y0 && a.x1 < b.x1 && a.y1 < b.y1;
}

static bool stands_on(od_bounds a, od_bounds b)
{
    return abs(a.y1 - b.y0) <= GAP && shared(a.x0, a.x1, b.x0, b.x1) * 2 >= smaller(a.x1 - a.x0, b.x1 - b.x0);
}

static bool touches(od_bounds a, od_bounds b)
{
    int aside = a.x0 < b.x0 ? b.x0 - a.x1 : a.x0 - b.x1, rows = shared(a.y0, a.y1, b.y0, b.y1);

    return abs(aside) <= GAP && rows * 2 >= smaller(a.y1 - a.y0, b.y1 - b.y0);
}

static bool relates(od_relation r, const od_thing *t, const od_thing *other)
{
    od_bounds a = t->box, b = other->box;

    switch (r) {
    case OD_RELATION_NONE: return true;
    case OD_RELATION_LEFT: return a.x1 <= b.x0 && shares_rows(a, b);
    case OD_RELATION_RIGHT: return b.x1 <= a.x0 && shares_rows(a, b);
    case OD_RELATION_ABOVE: return a.y1 <= b.y0 && shares_columns(a, b);
    case OD_RELATION_BELOW: return b.y1 <= a.y0 && shares_columns(a, b);
    case OD_RELATION_INSIDE: return lies_within(a, b) && t->blob != other->blob && other->hole > 0.1;
    case OD_RELATION_AROUND: return lies_within(b, a) && t->blob != other->blob && t->hole > 0.1;
    case OD_RELATION_TOUCHING: return touches(a, b);
    case OD_RELATION_ON: return stands_on(a, b);
    case OD_RELATION_UNDER: return stands_on(b, a);
    }
    return false;
}

static double best_other(const od_query *q, const od_thing *t, const od_things *all)
{
    double best = 0;

    for (size_t i = 0; i < all->n; i++) {
        double fit;

        if (&all->at[i] == t || !relates(q->relation, t, &all->at[i]))
            continue;
        fit = od_fit_term(&q->other, &all->at[i]) * od_whole_thing(&all->at[i]);
        best = fit > best ? fit : best;
    }
    return best;
}

static double fits_places(unsigned places, od_bounds b, const od_raster *p)
{
    double x = (b.x0 + b.x1) / 2.0 / p->width, y = (b.y0 + b.y1) / 2.0 / p->height, fit = 1;

    if (places & OD_PLACE_LEFT)
        fit *= od_soft(-x, -0.55, -0.4);
    if (places & OD_PLACE_RIGHT)
        fit *= od_soft(x, 0.45, 0.6);
    if (places & OD_PLACE_TOP)
        fit *= od_soft(-y, -0.55, -0.4);
    if (places & OD_PLACE_BOTTOM)
        fit *= od_soft(y, 0.45, 0.6);
    if (places & OD_PLACE_MIDDLE)
        fit *= od_soft(-hypot(x - 0.5, y - 0.5), -0.35, -0.15);
    return fit;
}

static double fits_size(unsigned looks, od_bounds b, const od_raster *p)
{
    double part = (double)(b.x1 - b.x0) * (b.y1 - b.y0) / ((double)p->width * p->height), fit = 1;

    if (looks & OD_LOOK_SMALL)
        fit *= od_soft(-part, -0.06, -0.02);
    if (looks & OD_LOOK_LARGE)
        fit *= od_soft(part, 0.01, 0.05);
    return fit;
}

/* ---- which are meant ---- */

static double fits(const od_query *q, const od_thing *t, const od_scene *scene)
{
    double fit = od_whole_thing(t);

    if (q->head.noun == OD_NOUN_EMBLEM)
        fit *= od_fit_emblem(q, t, &scene->things);
    else if ((fit *= od_fit_term(&q->head, t)) > 0)
        fit *= od_fit_parts(q, t, &scene->things);
    if (fit > 0 && q->relation != OD_RELATION_NONE)
        fit *= best_other(q, t, &scene->things);
    return fit;
}

static od_status add(od_finds *out, od_find find, od_error *err)
{
    od_status st = OD_GROW(out->at, out->capacity, out->n + 1, err);

    if (st == OD_OK)
        out->at[out->n++] = find;
    return st;
}

static double overlap(od_bounds a, od_bounds b)
{
    double both = (double)shared(a.x0, a.x1, b.x0, b.x1) * shared(a.y0, a.y1, b.y0, b.y1);

    return both / ((double)(a.x1 - a.x0) * (a.y1 - a.y0) + (double)(b.x1 - b.x0) * (b.y1 - b.y0) - both);
}

static bool is_better(const od_find *a, const od_find *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    return a->box.y0 != b->box.y0 ? a->box.y0 < b->box.y0 : a->box.x0 < b->box.x0;
}

static int better_first(const void *a, const void *b)
{
    return is_better(a, b) ? -1 : is_better(b, a);
}

/* Best first; drops what is nearly in the place of a better one. */
static void keep_best(od_finds *f)
{
    size_t kept = 0;

    if (f->n > 1)
        qsort(f->at, f->n, sizeof *f->at, better_first);
    for (size_t i = 0; i < f->n; i++) {
        bool taken = false;

        for (size_t k = 0; k < kept && !taken; k++)
            taken = overlap(f->at[i].box, f->at[k].box) > 0.5;
        if (!taken)
            f->at[kept++] = f->at[i];
    }
    f->n = kept;
}

od_status od_query_answer(const od_query *q, const od_scene *scene, double threshold, od_finds *out,
                          od_error *err)
{
    bool faces = q->head.noun == OD_NOUN_FACE;
    size_t n = faces ? scene->faces.n : scene->things.n;
    double sure = q->n_known == 0 ? 0 : (double)q->n_known / (q->n_known + q->n_unknown);
    od_status st = OD_OK;

    out->n = 0;
    for (size_t i = 0; i < n && sure > 0 && st == OD_OK; i++) {
        od_bounds box = faces ? scene->faces.at[i].box : scene->things.at[i].box;
        double score = faces ? od_fit_face(q, &scene->faces.at[i]) : fits(q, &scene->things.at[i], scene);

        score *= sure * fits_places(q->head.places, box, scene->p) * fits_size(q->head.looks, box, scene->p);
        if (score > 0 && score >= threshold)
            st = add(out, (od_find){box, score}, err);
    }
    keep_best(out);
    return st;
}
