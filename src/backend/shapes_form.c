/* shapes_form.c: which form an outline has: a circle, a star, a shield, ...
 *
 * An outline is read as its distance from the middle in 72 directions, scaled to one area. Two such readings
 * overlap by the sum of their smaller squares over that of their larger ones: for outlines that every ray
 * from the middle crosses once, this is exactly intersection over union. A form is tried in each turn that
 * its word allows: a square on its corner is a diamond.
 */
#include <math.h>

#include "backend/shapes.h"

enum { RASTER = 96, STEP_DEGREES = 360 / OD_DIRECTIONS };

#define PI 3.14159265358979323846

/* ---- reading an outline ---- */

typedef struct profile {
    double reach[OD_DIRECTIONS]; /* of mean square 1 */
} profile;

static bool within_outline(const od_mask *m, double x, double y)
{
    int column = (int)floor(x), row = (int)floor(y);

    if (column < m->box.x0 || column >= m->box.x1 || row < m->box.y0 || row >= m->box.y1)
        return false;
    return od_mask_at(m, column, row) != OD_OUTSIDE;
}

/* From far outside inwards, to the first point of the outline. */
static double reach_towards(const od_mask *m, double x, double y, double dx, double dy, double far)
{
    const double step = far > 200 ? 0.5 : 0.25;

    for (double r = far; r > 0; r -= step)
        if (within_outline(m, x + r * dx, y + r * dy))
            return r + step / 2;
    return step / 2;
}

static profile read_outline(const od_mask *m)
{
    double x = 0, y = 0, n = 0, far, square = 0;
    profile p;

    for (int row = m->box.y0; row < m->box.y1; row++)
        for (int column = m->box.x0; column < m->box.x1; column++)
            if (od_mask_at(m, column, row) != OD_OUTSIDE) {
                x += column + 0.5;
                y += row + 0.5;
                n++;
            }
    far = hypot(fmax(x / n - m->box.x0, m->box.x1 - x / n), fmax(y / n - m->box.y0, m->box.y1 - y / n));
    for (int k = 0; k < OD_DIRECTIONS; k++) {
        double angle = 2 * PI * k / OD_DIRECTIONS;

        p.reach[k] = reach_towards(m, x / n, y / n, sin(angle), -cos(angle), far);
        square += p.reach[k] * p.reach[k];
    }
    for (int k = 0; k < OD_DIRECTIONS; k++)
        p.reach[k] /= sqrt(square / OD_DIRECTIONS);
    return p;
}

/* ---- what forms look like, in a square from -1 to 1, y downwards ---- */

static bool in_polygon(int n, double x, double y)
{
    double angle = atan2(x, -y), sector = 2 * PI / n;
    double from_corner = angle - sector * floor(angle / sector);

    return hypot(x, y) * cos(from_corner - sector / 2) <= cos(sector / 2);
}

/* `core`: how far the inner corners are from the middle, the outer ones being at 1. */
static bool in_star(double core, double x, double y)
{
    double angle = atan2(x, -y), sector = 2 * PI / 5;
    double a = angle - sector * floor(angle / sector), r = hypot(x, y), px, py;

    a = a > sector / 2 ? sector - a : a;
    px = r * sin(a);
    py = r * cos(a);
    return px * (1 - core * cos(sector / 2)) + (py - 1) * core * sin(sector / 2) <= 0;
}

static bool in_shield(double shoulder, double x, double y)
{
    double lower = (y - shoulder) / (1 - shoulder);

    if (y < shoulder)
        return fabs(x) <= 0.87 && y >= -0.9;
    return lower <= 1 && fabs(x) <= 0.87 * sqrt(1 - lower * lower);
}

static bool in_form(od_form form, int variant, double x, double y)
{
    static const double oval[] = {0.8, 0.65, 0.5}, rectangle[] = {0.75, 0.5, 0.34, 0.23};
    static const double rhombus[] = {1, 0.75, 0.6}, core[] = {0.382, 0.44, 0.5}, arm[] = {0.33, 0.26, 0.4};
    static const double bite[][3] = {{0.45, 0.06, 0.75}, {0.35, 0, 0.85}, {0.5, 0, 0.9}};
    double most = fabs(x) > fabs(y) ? fabs(x) : fabs(y), least = fabs(x) > fabs(y) ? fabs(y) : fabs(x);

    switch (form) {
    case OD_CIRCLE: return hypot(x, y) <= 1;
    case OD_OVAL: return hypot(x, y / oval[variant]) <= 1;
    case OD_SQUARE: return most <= 0.8;
    case OD_RECTANGLE: return fabs(x) <= 0.95 && fabs(y) <= 0.95 * rectangle[variant];
    case OD_TRIANGLE: return in_polygon(3, x, y);
    case OD_DIAMOND: return fabs(x) / rhombus[variant] + fabs(y) <= 1;
    case OD_PENTAGON: return in_polygon(5, x, y);
    case OD_HEXAGON: return in_polygon(6, x, y);
    case OD_STAR: return in_star(core[variant], x, y);
    case OD_CROSS: return most <= 0.95 && least <= 0.95 * arm[variant];
    case OD_CRESCENT:
        return hypot(x, y) <= 1 && hypot(x - bite[variant][0], y + bite[variant][1]) > bite[variant][2];
    case OD_SHIELD: return in_shield(variant == 0 ? -0.09 : variant == 1 ? 0.2 : -0.4, x, y);
    case OD_N_FORMS: break;
    }
    return false;
}

/* How a form may be drawn. */
typedef struct form_row {
    int variants;
    int turn;   /* steps that it may be turned, either way */
    bool sides; /* also turned by a quarter */
} form_row;

static const form_row rows[OD_N_FORMS] = {
    [OD_CIRCLE] = {1, 0, false},   [OD_OVAL] = {3, 18, false},     [OD_SQUARE] = {1, 4, false},
    [OD_RECTANGLE] = {4, 3, true}, [OD_TRIANGLE] = {1, 12, false}, [OD_DIAMOND] = {3, 4, true},
    [OD_PENTAGON] = {1, 7, false}, [OD_HEXAGON] = {1, 6, false},   [OD_STAR] = {3, 7, false},
    [OD_CROSS] = {3, 9, false},    [OD_CRESCENT] = {3, 36, false}, [OD_SHIELD] = {3, 3, false},
};

void od_forms_make(od_forms *f)
{
    uint8_t bytes[(RASTER + 2) * (RASTER + 2)];

    for (int form = 0; form < OD_N_FORMS; form++) {
        f->n_variants[form] = rows[form].variants;
        for (int v = 0; v < rows[form].variants; v++) {
            od_mask m = {{0, 0, RASTER, RASTER}, RASTER + 2, RASTER + 2, bytes};
            profile p;

            for (int i = 0; i < (RASTER + 2) * (RASTER + 2); i++) {
                int column = i % (RASTER + 2) - 1, row = i / (RASTER + 2) - 1;

                bytes[i] =
                    in_form((od_form)form, v, (column + 0.5) * 2 / RASTER - 1, (row + 0.5) * 2 / RASTER - 1)
                        ? OD_INSIDE
                        : OD_OUTSIDE;
            }
            p = read_outline(&m);
            for (int k = 0; k < 2 * OD_DIRECTIONS; k++)
                f->reach[form][v][k] = p.reach[k % OD_DIRECTIONS];
        }
    }
}

/* ---- comparing ---- */

static double overlap(const double *a, const double *b)
{
    double both = 0, either = 0;

    for (int k = 0; k < OD_DIRECTIONS; k++) {
        double l = a[k], r = b[k];

        both += l < r ? l * l : r * r;
        either += l < r ? r * r : l * l;
    }
    return both / either;
}

static double best_overlap(const profile *p, const od_forms *f, od_form form)
{
    const form_row *row = &rows[form];
    double best = 0;

    for (int v = 0; v < row->variants; v++)
        for (int quarter = 0; quarter <= (row->sides ? 1 : 0); quarter++)
            for (int turn = -row->turn; turn <= row->turn; turn++) {
                int steps = turn + quarter * OD_DIRECTIONS / 4 + OD_DIRECTIONS;
                double o = overlap(p->reach, f->reach[form][v] + steps % OD_DIRECTIONS);

                best = o > best ? o : best;
            }
    return best;
}

void od_measure_form(od_thing *t, const od_mask *m, const od_forms *f)
{
    const double own = 3.5,
                 beside_best = 16; /* how steeply a fit counts by itself, and beside the best one */
    profile p = read_outline(m);
    double fit[OD_N_FORMS], best = 0;

    for (int i = 0; i < OD_N_FORMS; i++) {
        fit[i] = best_overlap(&p, f, (od_form)i);
        best = fit[i] > best ? fit[i] : best;
    }
    for (int i = 0; i < OD_N_FORMS; i++)
        t->form[i] = exp(-own * (1 - fit[i]) - beside_best * (best - fit[i]));
}
