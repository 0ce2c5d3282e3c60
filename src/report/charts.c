#include "report/charts.h"

#include <math.h>

#include "report/text.h"

enum { WIDTH = 360, NAME_COLUMNS = 42 };

static const double pi = 3.14159265358979323846;

/* ---- pieces ---- */

static void attribute(od_html *h, const char *name, double value)
{
    od_html_printf(h, " %s=\"", name);
    od_html_number(h, value);
    od_html_raw(h, "\"");
}

static void point(od_html *h, double x, double y)
{
    od_html_number(h, x);
    od_html_raw(h, ",");
    od_html_number(h, y);
    od_html_raw(h, " ");
}

static void line(od_html *h, const char *kind, double x1, double y1, double x2, double y2)
{
    od_html_fill(h, "<line class=\"%\"", kind);
    attribute(h, "x1", x1);
    attribute(h, "y1", y1);
    attribute(h, "x2", x2);
    attribute(h, "y2", y2);
    od_html_raw(h, "/>");
}

static void rectangle(od_html *h, const char *kind, double x, double y, double width, double height)
{
    od_html_fill(h, "<rect class=\"%\"", kind);
    attribute(h, "x", x);
    attribute(h, "y", y);
    attribute(h, "width", width);
    attribute(h, "height", height);
    od_html_raw(h, "/>");
}

static void begin_text(od_html *h, double x, double y, const char *anchor)
{
    od_html_raw(h, "<text");
    attribute(h, "x", x);
    attribute(h, "y", y);
    od_html_fill(h, " text-anchor=\"%\">", anchor);
}

/* At most `columns` characters of it. */
static void put_cut(od_html *h, const char *text, size_t columns)
{
    od_buffer cut = {0};

    if (h->st == OD_OK)
        h->st = od_text_add(&cut, text, columns, h->err);
    if (h->st == OD_OK && cut.n && (h->st = od_buffer_add(&cut, "", 1, h->err)) == OD_OK)
        od_html_text(h, cut.bytes);
    od_buffer_free(&cut);
}

static void label(od_html *h, double x, double y, const char *anchor, const char *text, size_t columns)
{
    begin_text(h, x, y, anchor);
    put_cut(h, text, columns);
    od_html_raw(h, "</text>\n");
}

/* Up to the description, which the caller writes and ends. */
static void begin(od_html *h, const char *kind, const char *id, const char *title, double height)
{
    od_html_fill(h, "<svg class=\"chart %\" role=\"img\" aria-labelledby=\"%-t %-d\" viewBox=\"0 0 ", kind,
                 id, id);
    od_html_number(h, WIDTH);
    od_html_raw(h, " ");
    od_html_number(h, height);
    od_html_fill(h, "\">\n<title id=\"%-t\">%</title>\n<desc id=\"%-d\">", id, title, id);
}

static void percent(od_html *h, double fraction)
{
    char text[OD_CELL_TEXT];

    od_html_text(h, od_text_percent(text, fraction));
}

/* The least of 1, 2 and 5 times a power of ten that is not below the value. */
static double round_up(double value)
{
    static const double steps[] = {.1, .2, .25, .3, .4, .5, .6, .8};

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (value <= steps[i])
            return steps[i];
    return 1;
}

/* ---- bars ---- */

enum { BAR_PITCH = 36, BAR_TEXT = 13, BAR_TOP = 18, BAR_HEIGHT = 10 };

static void describe_bars(od_html *h, const od_bar *bars, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        od_html_fill(h, i ? "; %: " : "%: ", bars[i].name);
        percent(h, bars[i].value);
        if (!isnan(bars[i].low)) {
            od_html_raw(h, " (");
            percent(h, bars[i].low);
            od_html_raw(h, " to ");
            percent(h, bars[i].high);
            od_html_raw(h, ")");
        }
    }
    od_html_raw(h, "</desc>\n");
}

static void draw_bar(od_html *h, const od_bar *bar, double y, double scale)
{
    const double middle = y + BAR_TOP + BAR_HEIGHT / 2.;

    label(h, 0, y + BAR_TEXT, "start", bar->name, NAME_COLUMNS);
    begin_text(h, WIDTH, y + BAR_TEXT, "end");
    percent(h, bar->value);
    od_html_raw(h, "</text>\n");
    rectangle(h, "track", 0, y + BAR_TOP, WIDTH, BAR_HEIGHT);
    if (bar->value > 0)
        rectangle(h, "bar", 0, y + BAR_TOP, bar->value * scale, BAR_HEIGHT);
    if (!isnan(bar->low)) {
        line(h, "whisker", bar->low * scale, middle, bar->high * scale, middle);
        line(h, "whisker", bar->low * scale, middle - 4, bar->low * scale, middle + 4);
        line(h, "whisker", bar->high * scale, middle - 4, bar->high * scale, middle + 4);
    }
    od_html_raw(h, "\n");
}

void od_chart_bars(od_html *h, const char *id, const char *title, const od_bar *bars, size_t n)
{
    double most = 0;

    for (size_t i = 0; i < n; i++) {
        most = fmax(most, bars[i].value);
        most = fmax(most, bars[i].high);
    }
    most = most > 0 ? most : 1;
    begin(h, "bars", id, title, (double)n * BAR_PITCH);
    describe_bars(h, bars, n);
    for (size_t i = 0; i < n; i++)
        draw_bar(h, &bars[i], (double)i * BAR_PITCH, WIDTH / most);
    od_html_raw(h, "</svg>\n");
}

/* ---- legends ---- */

static void legend(od_html *h, const char *const *names, uint32_t n)
{
    od_html_raw(h, "<ul class=\"legend\">\n");
    for (uint32_t i = 0; i < n; i++) {
        od_html_printf(h,
                       "<li><svg class=\"key s%u\" viewBox=\"0 0 28 10\" aria-hidden=\"true\"><line x1=\"1\" "
                       "y1=\"5\" x2=\"27\" y2=\"5\"/></svg>",
                       i % OD_CHART_SERIES);
        od_html_fill(h, "<bdi>%</bdi></li>\n", names[i]);
    }
    od_html_raw(h, "</ul>\n");
}

/* ---- radar ---- */

enum { RADAR_HEIGHT = 262, RADIUS = 104, RINGS = 4 };

static void on_axis(double fraction, uint32_t axis, uint32_t n_axes, double *x, double *y)
{
    const double angle = 2 * pi * axis / n_axes - pi / 2;

    *x = WIDTH / 2. + fraction * RADIUS * cos(angle);
    *y = RADAR_HEIGHT / 2. + fraction * RADIUS * sin(angle);
}

static void describe_radar(od_html *h, const od_radar *r)
{
    for (uint32_t i = 0; i < r->n; i++) {
        od_html_fill(h, i ? ". %: " : "%: ", r->names[i]);
        for (uint32_t k = 0; k < r->n_axes; k++) {
            od_html_fill(h, k ? ", % " : "% ", r->axes[k]);
            percent(h, r->values[(size_t)i * r->n_axes + k]);
        }
    }
    od_html_raw(h, "</desc>\n");
}

static void draw_ring(od_html *h, double fraction, uint32_t n_axes)
{
    od_html_raw(h, "<polygon class=\"ring\" points=\"");
    for (uint32_t k = 0; k < n_axes; k++) {
        double x, y;

        on_axis(fraction, k, n_axes, &x, &y);
        point(h, x, y);
    }
    od_html_raw(h, "\"/>\n");
}

static void draw_axis(od_html *h, const od_radar *r, uint32_t axis)
{
    double x, y, at_x, at_y;

    on_axis(1, axis, r->n_axes, &x, &y);
    line(h, "ring", WIDTH / 2., RADAR_HEIGHT / 2., x, y);
    on_axis(1.1, axis, r->n_axes, &at_x, &at_y);
    label(h, at_x, at_y + 4,
          fabs(at_x - WIDTH / 2.) < 4 ? "middle"
          : at_x > WIDTH / 2.         ? "start"
                                      : "end",
          r->axes[axis], 13);
}

static void draw_polygon(od_html *h, const od_radar *r, uint32_t i, double most)
{
    const double *values = r->values + (size_t)i * r->n_axes;

    od_html_printf(h, "<g class=\"s%u\"><polygon points=\"", i % OD_CHART_SERIES);
    for (uint32_t k = 0; k < r->n_axes; k++) {
        double x, y;

        if (isnan(values[k]))
            continue;
        on_axis(values[k] / most, k, r->n_axes, &x, &y);
        point(h, x, y);
    }
    od_html_raw(h, "\"/>");
    for (uint32_t k = 0; k < r->n_axes; k++) {
        double x, y;

        if (isnan(values[k]))
            continue;
        on_axis(values[k] / most, k, r->n_axes, &x, &y);
        od_html_raw(h, "<circle r=\"2.5\"");
        attribute(h, "cx", x);
        attribute(h, "cy", y);
        od_html_fill(h, "><title>%, %: ", r->names[i], r->axes[k]);
        percent(h, values[k]);
        od_html_raw(h, "</title></circle>");
    }
    od_html_raw(h, "</g>\n");
}

static double greatest(const double *values, size_t n)
{
    double most = 0;

    for (size_t i = 0; i < n; i++)
        most = fmax(most, values[i]);
    return most;
}

void od_chart_radar(od_html *h, const char *id, const char *title, const od_radar *r)
{
    const double most = round_up(greatest(r->values, (size_t)r->n * r->n_axes));
    char text[OD_CELL_TEXT];

    begin(h, "radar", id, title, RADAR_HEIGHT);
    describe_radar(h, r);
    for (uint32_t i = 1; i <= RINGS; i++)
        draw_ring(h, (double)i / RINGS, r->n_axes);
    for (uint32_t k = 0; k < r->n_axes; k++)
        draw_axis(h, r, k);
    for (uint32_t i = 0; i < r->n; i++)
        draw_polygon(h, r, i, most);
    label(h, WIDTH / 2. + 4, RADAR_HEIGHT / 2. - RADIUS + 12, "start", od_text_count(text, most * 100), 8);
    od_html_raw(h, "</svg>\n");
    legend(h, r->names, r->n);
}

/* ---- lines ---- */

enum { PLOT_HEIGHT = 250, LEFT = 40, RIGHT = 12, TOP = 8, BOTTOM = 40 };

static double plot_x(double v)
{
    return LEFT + v * (WIDTH - LEFT - RIGHT);
}

static double plot_y(double v)
{
    return PLOT_HEIGHT - BOTTOM - v * (PLOT_HEIGHT - TOP - BOTTOM);
}

static void draw_grid(od_html *h, const char *x_name, const char *y_name)
{
    char text[OD_CELL_TEXT];

    for (int i = 0; i <= 4; i++) {
        const double v = i / 4.;

        line(h, "ring", plot_x(v), plot_y(0), plot_x(v), plot_y(1));
        line(h, "ring", plot_x(0), plot_y(v), plot_x(1), plot_y(v));
        od_text_count(text, v * 100);
        label(h, plot_x(v), plot_y(0) + 15, "middle", text, 8);
        label(h, LEFT - 5, plot_y(v) + 4, "end", text, 8);
    }
    label(h, plot_x(.5), PLOT_HEIGHT - 6, "middle", x_name, 40);
    od_html_printf(h, "<g transform=\"rotate(-90 10 %d)\">", (PLOT_HEIGHT - BOTTOM + TOP) / 2);
    label(h, 10, (PLOT_HEIGHT - BOTTOM + TOP) / 2., "middle", y_name, 40);
    od_html_raw(h, "</g>\n");
}

static void draw_line(od_html *h, const od_polyline *l, uint32_t i)
{
    bool drawing = false;

    od_html_printf(h, "<path class=\"s%u\" d=\"", i % OD_CHART_SERIES);
    for (uint32_t k = 0; k < l->n; k++) {
        if (isnan(l->y[k])) {
            drawing = false;
            continue;
        }
        od_html_raw(h, drawing ? "L" : "M");
        point(h, plot_x(l->x[k]), plot_y(l->y[k]));
        drawing = true;
    }
    od_html_raw(h, "\"/>\n");
}

static void describe_lines(od_html *h, const od_polyline *lines, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        od_html_fill(h, i ? ". %:" : "%:", lines[i].name);
        for (uint32_t k = 0; k<lines[i].n; k += lines[i].n> 10 ? lines[i].n / 10 : 1) {
            od_html_raw(h, " ");
            percent(h, lines[i].y[k]);
            od_html_raw(h, " at ");
            percent(h, lines[i].x[k]);
            od_html_raw(h, ",");
        }
    }
    od_html_raw(h, "</desc>\n");
}

void od_chart_lines(od_html *h, const char *id, const char *title, const char *x_name, const char *y_name,
                    const od_polyline *lines, uint32_t n)
{
    const char *names[OD_CHART_SERIES];

    begin(h, "lines", id, title, PLOT_HEIGHT);
    describe_lines(h, lines, n);
    draw_grid(h, x_name, y_name);
    for (uint32_t i = 0; i < n; i++)
        draw_line(h, &lines[i], i);
    od_html_raw(h, "</svg>\n");
    for (uint32_t i = 0; i < n && i < OD_CHART_SERIES; i++)
        names[i] = lines[i].name;
    legend(h, names, n < OD_CHART_SERIES ? n : OD_CHART_SERIES);
}
