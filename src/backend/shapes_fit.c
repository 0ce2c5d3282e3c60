/* shapes_fit.c: how well one thing fits what a label says about it. */
#include "backend/shapes_fit.h"

#include <math.h>

double od_soft(double v, double none, double full)
{
    double part = (v - none) / (full - none);

    return part < 0 ? 0 : part > 1 ? 1 : part;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double width_over_height(const od_thing *t)
{
    return (double)(t->box.x1 - t->box.x0) / (t->box.y1 - t->box.y0);
}

/* 1 within the range, falling to 0 at a quarter of its ends beyond them. */
static double between(double v, double low, double high)
{
    return v < low ? od_soft(v, low * 0.75, low) : v > high ? od_soft(-v, -high * 1.25, -high) : 1;
}

/* ---- buildings and the like ---- */

/* What a noun looks like, whatever its colours: ranges of width over height, of the part of the box that it
 * fills, and of the width of its upper quarter over that of its lowest tenth. */
typedef struct look {
    double wide_from, wide_to, full_from, full_to, taper_from, taper_to;
} look;

static const look looks[OD_N_NOUNS] = {
    [OD_NOUN_BRIDGE] = {1.5, 5, 0.12, 0.85, 0.3, 3},
    [OD_NOUN_TOWER] = {0.25, 0.65, 0.4, 0.95, 0.3, 1.6},
    [OD_NOUN_LIGHTHOUSE] = {0.15, 0.5, 0.5, 0.95, 0.3, 1},
    [OD_NOUN_PYRAMID] = {1, 2.6, 0.45, 0.72, 0.1, 0.6},
    [OD_NOUN_TEMPLE] = {0.7, 1.5, 0.5, 0.9, 0.2, 0.9},
    [OD_NOUN_WINDMILL] = {0.5, 1.1, 0.2, 0.65, 0.4, 3},
    [OD_NOUN_WHEEL] = {0.75, 1.15, 0.15, 0.75, 0.3, 4},
    [OD_NOUN_HOUSE] = {0.8, 1.9, 0.5, 0.95, 0.2, 1},
    [OD_NOUN_TREE] = {0.3, 0.9, 0.35, 0.8, 0.1, 6},
};

static double fits_look(const look *l, const od_thing *t)
{
    double foot = larger(t->span[OD_LEVELS - 1], 0.02), taper = t->span[2] / foot;

    return between(width_over_height(t), l->wide_from, l->wide_to) *
           between(t->extent, l->full_from, l->full_to) *
           (0.4 + 0.6 * between(taper, l->taper_from, l->taper_to));
}

/* Of a building, a colour is a part among others; it need not be everywhere. */
static double fits_hue_of_building(const od_term *w, const od_thing *t)
{
    double fit = 1;

    for (int h = 0; h < OD_N_HUES; h++)
        if (w->hues & 1u << h)
            fit *= od_soft(t->hue[h], 0.08, 0.4);
    return fit;
}

static unsigned most_runs(const od_thing *t, int from, int to)
{
    unsigned most = 0;

    for (int i = from; i < to; i++)
        most = t->runs[i] > most ? t->runs[i] : most;
    return most;
}

static double fits_building(const od_term *w, const od_thing *t)
{
    double fit = fits_look(&looks[w->noun], t) * fits_hue_of_building(w, t);

    if (w->looks & OD_LOOK_SUSPENDED)
        fit *= od_soft(-t->extent, -0.6, -0.4);
    if (w->looks & OD_LOOK_POINTED)
        fit *= od_soft(-t->span[0], -0.7, -0.4);
    if (w->noun == OD_NOUN_WHEEL)
        fit *= t->n_holes + most_runs(t, 2, 8) >= 8 ? 1 : 0.3;
    return fit * (t->part > 0.9 ? 1 : 0.3);
}

/* ---- simple things ---- */

static double best_form(const od_thing *t, od_form a, od_form b)
{
    return larger(t->form[a], t->form[b]);
}

static double fits_noun(const od_term *w, const od_thing *t)
{
    double solid = od_soft(-t->hole, -0.3, -0.1), open = od_soft(t->hole, 0.08, 0.2),
           wide = width_over_height(t);

    switch (w->noun) {
    case OD_NOUN_NONE:
    case OD_NOUN_THING: return w->has_form ? t->form[w->form] * solid : 1;
    case OD_NOUN_FORM: return t->form[w->form] * solid;
    case OD_NOUN_RING: return best_form(t, OD_CIRCLE, OD_OVAL) * open;
    case OD_NOUN_FRAME: return best_form(t, OD_SQUARE, OD_RECTANGLE) * open;
    case OD_NOUN_BAR:
        return od_soft(t->extent, 0.75, 0.95) * od_soft(larger(wide, 1 / wide), 1.4, 2.4) * solid;
    case OD_NOUN_BOX: return od_soft(t->extent, 0.8, 0.95) * between(wide, 0.7, 2.4) * t->main_hue[OD_BROWN];
    case OD_NOUN_EMBLEM:
    case OD_NOUN_FACE: return 0;
    case OD_NOUN_BRIDGE:
    case OD_NOUN_TOWER:
    case OD_NOUN_LIGHTHOUSE:
    case OD_NOUN_PYRAMID:
    case OD_NOUN_TEMPLE:
    case OD_NOUN_WINDMILL:
    case OD_NOUN_WHEEL:
    case OD_NOUN_HOUSE:
    case OD_NOUN_TREE: return fits_building(w, t);
    case OD_NOUN_BORDER:
    case OD_NOUN_DOT:
    case OD_NOUN_STRIPE:
    case OD_NOUN_HOLE:
    case OD_NOUN_FLAG:
    case OD_NOUN_DOME:
    case OD_NOUN_SAIL:
    case OD_NOUN_ROOF:
    case OD_NOUN_ARCH:
    case OD_NOUN_HAT:
    case OD_NOUN_HAIR:
    case OD_NOUN_GLASSES:
    case OD_NOUN_MOUSTACHE:
    case OD_NOUN_BEARD:
    case OD_NOUN_EYE_PATCH:
    case OD_N_NOUNS: break;
    }
    return 0; /* a part is no thing by itself */
}

static bool is_building(od_noun n)
{
    return n >= OD_NOUN_BRIDGE && n <= OD_NOUN_TREE;
}

/* A thing has the colour of most of it, and has it up to its outline or within a border: else it is what
 * holds a thing of that colour. */
static double fits_hue(const od_thing *t, int h)
{
    double most = larger(t->main_hue[h], 0.8 * od_soft(t->hue[h], 0.25, 0.5));

    return most * larger(od_soft(t->border, 0.4, 0.7), od_soft(t->rim_hue[h], 0.15, 0.5));
}

static double fits_qualities(const od_term *w, const od_thing *t)
{
    double fit = 1;

    for (int h = 0; h < OD_N_HUES; h++) {
        if (w->hues & 1u << h)
            fit *= fits_hue(t, h);
        if (w->not_hues & 1u << h)
            fit *= 1 - t->main_hue[h];
    }
    for (int x = 0; x < OD_N_TEXTURES; x++) {
        if (w->textures & 1u << x)
            fit *= t->texture[x];
        if (w->not_textures & 1u << x)
            fit *= 1 - t->texture[x];
    }
    return fit;
}

double od_fit_term(const od_term *w, const od_thing *t)
{
    double fit = fits_noun(w, t);

    return fit <= 0 || is_building(w->noun) ? fit : fit * fits_qualities(w, t);
}

/* Less for what is only a piece: one of many alike on one blob, or very little of it. */
double od_whole_thing(const od_thing *t)
{
    double fit = t->core ? 0.25 : 1;

    if (t->part < 0.5 && t->alike >= 4)
        fit *= 0.25;
    return fit * (0.3 + 0.7 * od_soft(t->part, 0.03, 0.12));
}

/* ---- parts ---- */

static double most_of(unsigned hues, const double amount[OD_N_HUES])
{
    double most = hues ? 0 : 1;

    for (int h = 0; h < OD_N_HUES; h++)
        if (hues & 1u << h)
            most = larger(most, amount[h]);
    return most;
}

/* A number of pieces that was asked for: exactly it is better. */
static double fits_count(unsigned found, int asked)
{
    return asked == 0 ? found > 1 : found == (unsigned)asked ? 1 : 0.3;
}

static double has_part(const od_term *w, const od_thing *t)
{
    switch (w->noun) {
    case OD_NOUN_BORDER: return od_soft(t->border, 0.35, 0.75);
    case OD_NOUN_DOT: return t->dot;
    case OD_NOUN_STRIPE: return larger(t->stripe, t->bands * od_soft(most_of(w->hues, t->hue), 0.1, 0.3));
    case OD_NOUN_HOLE: return od_soft(t->hole, 0.02, 0.1);
    case OD_NOUN_FLAG: return od_soft(most_of(w->hues, t->upper_hue), 0.005, 0.03);
    case OD_NOUN_DOME:
        return od_soft(most_of(w->hues, t->upper_hue), 0.1, 0.35) * od_soft(-t->span[0], -1, -0.8);
    case OD_NOUN_SAIL: return od_soft(most_of(w->hues, t->upper_hue), 0.05, 0.2);
    case OD_NOUN_ROOF: return (w->looks & OD_LOOK_POINTED) ? od_soft(-t->span[0], -0.75, -0.45) : 1;
    case OD_NOUN_ARCH: return fits_count(most_runs(t, 7, OD_LEVELS) - 1, w->count);
    case OD_NOUN_TOWER: return fits_count(t->runs[0], w->count);
    case OD_NOUN_NONE:
    case OD_NOUN_THING:
    case OD_NOUN_FORM:
    case OD_NOUN_RING:
    case OD_NOUN_FRAME:
    case OD_NOUN_BAR:
    case OD_NOUN_BOX:
    case OD_NOUN_EMBLEM:
    case OD_NOUN_FACE:
    case OD_NOUN_BRIDGE:
    case OD_NOUN_LIGHTHOUSE:
    case OD_NOUN_PYRAMID:
    case OD_NOUN_TEMPLE:
    case OD_NOUN_WINDMILL:
    case OD_NOUN_WHEEL:
    case OD_NOUN_HOUSE:
    case OD_NOUN_TREE:
    case OD_NOUN_HAT:
    case OD_NOUN_HAIR:
    case OD_NOUN_GLASSES:
    case OD_NOUN_MOUSTACHE:
    case OD_NOUN_BEARD:
    case OD_NOUN_EYE_PATCH:
    case OD_N_NOUNS: break;
    }
    return -1;
}

/* ---- what a thing shows on itself ---- */

static bool lies_in(const od_thing *part, const od_thing *whole)
{
    double dx = (part->box.x0 + part->box.x1 - whole->box.x0 - whole->box.x1) / 2.0,
           dy = (part->box.y0 + part->box.y1 - whole->box.y0 - whole->box.y1) / 2.0;
    double wide = whole->box.x1 - whole->box.x0, high = whole->box.y1 - whole->box.y0;

    return part->blob == whole->blob && part->box.x0 > whole->box.x0 && part->box.y0 > whole->box.y0 &&
           part->box.x1 < whole->box.x1 && part->box.y1 < whole->box.y1 && fabs(dx) < wide / 4 &&
           fabs(dy) < high / 4 && part->area > whole->area * 0.02 && part->area < whole->area * 0.6;
}

/* How well the best, or the count-th best, thing on it fits the term. */
static double shows(const od_term *w, const od_thing *whole, const od_things *all)
{
    double best[2] = {0, 0};

    for (size_t i = 0; i < all->n; i++) {
        double fit;

        if (!lies_in(&all->at[i], whole))
            continue;
        fit = od_fit_term(w, &all->at[i]);
        if (fit > best[0]) {
            best[1] = best[0];
            best[0] = fit;
        } else if (fit > best[1]) {
            best[1] = fit;
        }
    }
    return w->count >= 2 ? sqrt(best[0] * best[1]) : best[0];
}

double od_fit_parts(const od_query *q, const od_thing *t, const od_things *all)
{
    double fit = 1;

    for (int i = 0; i < q->n_parts; i++) {
        double has = has_part(&q->part[i], t);

        if (has < 0)
            has = shows(&q->part[i], t, all);
        fit *= q->part[i].denied ? 1 - has : has;
    }
    return fit;
}

/* An emblem is a field of one colour with something on it. */
double od_fit_emblem(const od_query *q, const od_thing *t, const od_things *all)
{
    od_term field = q->field;

    if (field.noun == OD_NOUN_NONE)
        field.noun = OD_NOUN_THING;
    field.hues |= q->head.hues;
    return od_fit_term(&field, t) * od_fit_parts(q, t, all);
}

/* ---- faces ---- */

static double face_has(const od_term *w, const od_face *f)
{
    double glasses = larger(f->round_glasses, f->square_glasses);

    if (w->noun == OD_NOUN_HAT)
        return f->hat * most_of(w->hues, f->top_hue);
    if (w->noun == OD_NOUN_HAIR)
        return f->hair * most_of(w->hues, f->top_hue);
    if (w->noun == OD_NOUN_GLASSES && w->has_form)
        return w->form == OD_CIRCLE ? f->round_glasses : w->form == OD_SQUARE ? f->square_glasses : 0;
    if (w->noun == OD_NOUN_GLASSES)
        return glasses;
    if (w->noun == OD_NOUN_MOUSTACHE)
        return f->moustache;
    if (w->noun == OD_NOUN_BEARD)
        return f->beard;
    return w->noun == OD_NOUN_EYE_PATCH ? f->patch : 0;
}

double od_fit_face(const od_query *q, const od_face *f)
{
    double fit = 1;

    for (int i = 0; i < q->n_parts; i++) {
        double has = face_has(&q->part[i], f);

        fit *= q->part[i].denied ? 1 - has : has;
    }
    return fit;
}
