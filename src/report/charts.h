/* charts.h: drawings inside pages, as SVG with a title and a description that say the same in words.
 *
 * `id` tells one drawing of a page from the others: letters and digits. Lengths of lists are not limited
 * here.
 */
#ifndef OD_REPORT_CHARTS_H
#define OD_REPORT_CHARTS_H

#include "report/html.h"

/* How many kinds of line there are: of the styles .s0 to .s5. */
enum { OD_CHART_SERIES = 6 };

typedef struct od_bar {
    const char *name;
    double value, low, high; /* fractions of 1; low and high NaN: no interval */
} od_bar;

/* Bars from 0 to the greatest value, each with its name, its value in percent, and its interval. */
void od_chart_bars(od_html *h, const char *id, const char *title, const od_bar *bars, size_t n);

/* Values of `n` series on the same axes, as polygons, with a legend. */
typedef struct od_radar {
    const char *const *axes; /* n_axes, at least 3 */
    uint32_t n_axes;
    const char *const *names; /* n */
    const double *values;     /* n x n_axes, row-major, fractions of 1; NaN: undefined */
    uint32_t n;
} od_radar;
void od_chart_radar(od_html *h, const char *id, const char *title, const od_radar *radar);

/* Lines over 0 .. 1 in both directions. */
typedef struct od_polyline {
    const char *name;
    const double *x, *y; /* n; NaN in y: a gap */
    uint32_t n;
} od_polyline;
void od_chart_lines(od_html *h, const char *id, const char *title, const char *x_name, const char *y_name,
                    const od_polyline *lines, uint32_t n);

#endif
