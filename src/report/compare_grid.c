/* compare_grid.c: the tables of a comparison. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "report/compare_report.h"
#include "report/text.h"

enum { COLUMN_A = 1, COLUMN_B, COLUMN_CHANGE, COLUMN_INTERVAL, COLUMN_GREATER };

const char *od_run_title(const od_run_file *run)
{
    return run->record->model ? run->record->model : run->path;
}

char *od_text_interval(char *buf, size_t size, od_interval interval)
{
    char low[OD_CELL_TEXT], high[OD_CELL_TEXT];

    if (isnan(interval.low) || isnan(interval.high))
        snprintf(buf, size, "%s", "");
    else
        snprintf(buf, size, "%s to %s", od_text_points(low, interval.low),
                 od_text_points(high, interval.high));
    return buf;
}

/* A grid that is being made of differences. */
typedef struct making {
    od_grid *grid;
    const od_comparison *comparison;
    od_error *err;
} making;

static od_status add_columns(od_grid *g, const char *first, bool intervals, double confidence, od_error *err)
{
    char percent[OD_CELL_TEXT];
    size_t n;
    od_status st;

    g->keep = COLUMN_CHANGE + 1;
    if ((st = od_grid_column(g, first, false, err)) != OD_OK ||
        (st = od_grid_column(g, "A", true, err)) != OD_OK ||
        (st = od_grid_column(g, "B", true, err)) != OD_OK ||
        (st = od_grid_column(g, "B - A", true, err)) != OD_OK || !intervals)
        return st;
    n = od_number_write(percent, confidence * 100);
    snprintf(percent + n, sizeof percent - n, "%% interval");
    if ((st = od_grid_column(g, percent, true, err)) != OD_OK)
        return st;
    return od_grid_column(g, "B > A", true, err);
}

static const od_difference *difference_at(const od_comparison *c, const char *path)
{
    for (size_t i = 0; i < c->n_differences; i++)
        if (strcmp(c->differences[i].path, path) == 0)
            return &c->differences[i];
    return NULL;
}

static od_status set_numbers(making *m, od_grid_row *row, double a, double b)
{
    char text[OD_CELL_TEXT];
    od_status st;

    if ((st = od_grid_cell(m->grid, &row->cells[COLUMN_A], od_text_percent(text, a), m->err)) != OD_OK ||
        (st = od_grid_cell(m->grid, &row->cells[COLUMN_B], od_text_percent(text, b), m->err)) != OD_OK)
        return st;
    return od_grid_cell(m->grid, &row->cells[COLUMN_CHANGE], od_text_points(text, b - a), m->err);
}

static od_status set_interval(making *m, od_grid_row *row, const od_difference *d)
{
    char text[2 * OD_CELL_TEXT + 8];
    size_t n;
    od_status st;

    if (m->grid->n_columns <= COLUMN_INTERVAL || isnan(d->interval.low))
        return OD_OK;
    od_text_interval(text, sizeof text, d->interval);
    if ((st = od_grid_cell(m->grid, &row->cells[COLUMN_INTERVAL], text, m->err)) != OD_OK)
        return st;
    n = od_number_fixed(text, sizeof text, d->p_greater * 100, 1);
    snprintf(text + n, sizeof text - n, "%%");
    return od_grid_cell(m->grid, &row->cells[COLUMN_GREATER], text, m->err);
}

static od_status add_row(making *m, const char *name, const od_difference *d, od_grid_row **row)
{
    od_status st = od_grid_row_add(m->grid, name, row, m->err);

    if (st != OD_OK || !d)
        return st;
    st = set_numbers(m, *row, d->a, d->b);
    return st == OD_OK ? set_interval(m, *row, d) : st;
}

/* "groups.attribute.nms_AP"; no row where there is no such number. */
static od_status add_level(making *m, const char *level, const char *name, const char *title,
                           const char *score, od_grid_row **row)
{
    od_buffer path = {0};
    od_status st = od_buffer_printf(&path, m->err, "%s.%s.%s", level, name, score);
    const od_difference *d = st == OD_OK ? difference_at(m->comparison, path.bytes) : NULL;

    *row = NULL;
    if (d)
        st = add_row(m, title, d, row);
    od_buffer_free(&path);
    return st;
}

static od_status add_groups(making *m, const od_record *r, uint8_t *shown)
{
    od_grid_row *row;
    od_status st = OD_OK;

    for (uint32_t i = 0; i < r->n_groups && st == OD_OK; i++) {
        const od_record_group *g = &r->groups[i];
        const bool itself = g->n_subsets == 1 && strcmp(g->name, g->subsets[0]) == 0;

        st = add_level(m, "groups", g->name, g->title ? g->title : g->name, r->primary, &row);
        for (uint32_t s = 0; s < r->n_subsets && st == OD_OK; s++)
            for (uint32_t k = 0; k < g->n_subsets && st == OD_OK; k++) {
                if (strcmp(r->subsets[s].name, g->subsets[k]) != 0)
                    continue;
                shown[s] = 1;
                if (itself)
                    continue;
                st = add_level(m, "subsets", g->subsets[k], g->subsets[k], r->primary, &row);
                if (row)
                    row->indent = 1;
            }
    }
    return st;
}

static od_status add_averages(making *m, const od_record *r)
{
    od_grid_row *row;
    bool apart = r->n_subsets > 0;
    od_status st = OD_OK;

    for (uint32_t i = 0; i < r->n_averages && st == OD_OK; i++) {
        const bool headline = r->headline && strcmp(r->averages[i].name, r->headline) == 0;

        st = add_level(m, "averages", r->averages[i].name, r->averages[i].name, r->primary, &row);
        if (!row)
            continue;
        row->apart = apart;
        row->strong = headline;
        apart = false;
    }
    return st;
}

od_status od_compare_grid_levels(od_grid *g, const od_compare_page *page, const od_compared *other,
                                 od_error *err)
{
    const od_record *r = page->baseline->record;
    making m = {g, other->comparison, err};
    uint8_t *shown;
    od_grid_row *row;
    od_status st;

    if (!(shown = od_arena_alloc(&g->texts, r->n_subsets + 1)))
        return od_fail_memory(err);
    if ((st = add_columns(g, r->primary, !other->comparison->no_intervals, page->options->confidence, err)) !=
            OD_OK ||
        (st = add_groups(&m, r, shown)) != OD_OK)
        return st;
    for (uint32_t s = 0; s < r->n_subsets && st == OD_OK; s++)
        if (!shown[s])
            st = add_level(&m, "subsets", r->subsets[s].name, r->subsets[s].name, r->primary, &row);
    return st == OD_OK ? add_averages(&m, r) : st;
}

static bool is_usual(const char *score)
{
    static const char *const usual[] = {
        "nms_AP",        "AP",       "AP50", "AP75", "APs", "APm", "APl", "AR100", "greedy_precision",
        "greedy_recall", "greedy_f1"};

    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (strcmp(usual[i], score) == 0)
            return true;
    return false;
}

od_status od_compare_grid_scores(od_grid *g, const od_compare_page *page, const od_compared *other, bool all,
                                 od_error *err)
{
    static const char level[] = "overall.";
    const od_comparison *c = other->comparison;
    making m = {g, c, err};
    od_grid_row *row;
    od_status st = add_columns(g, "headline", !c->no_intervals, page->options->confidence, err);

    for (size_t i = 0; i < c->n_differences && st == OD_OK; i++) {
        const od_difference *d = &c->differences[i];
        const char *score = d->path + strlen(level);

        if (strncmp(d->path, level, strlen(level)) == 0 && (all || is_usual(score)))
            st = add_row(&m, score, d, &row);
    }
    return st;
}

od_status od_compare_each_grid(const od_compare_page *page, const od_compared *other, bool all,
                               od_status (*put)(const void *context, const od_grid *g), const void *context,
                               od_error *err)
{
    od_grid g = {0};
    od_status st = OD_OK;

    if (od_report_has_levels(page->baseline->record)) {
        if ((st = od_compare_grid_levels(&g, page, other, err)) == OD_OK)
            st = put(context, &g);
        od_grid_free(&g);
    }
    if (st == OD_OK && (st = od_compare_grid_scores(&g, page, other, all, err)) == OD_OK)
        st = put(context, &g);
    od_grid_free(&g);
    return st;
}

od_status od_compare_grid_movers(od_grid *g, const od_mover *movers, size_t n, od_error *err)
{
    making m = {g, NULL, err};
    od_buffer name = {0};
    od_grid_row *row;
    od_status st = add_columns(g, "", false, 0, err);

    for (size_t i = 0; i < n && st == OD_OK; i++) {
        name.n = 0;
        if ((st = od_buffer_printf(&name, err, "%s: %s", movers[i].subset, movers[i].name)) == OD_OK &&
            (st = od_grid_row_add(g, name.bytes, &row, err)) == OD_OK)
            st = set_numbers(&m, row, movers[i].a, movers[i].b);
    }
    od_buffer_free(&name);
    return st;
}

od_status od_obstacles_grid(od_grid *g, const od_obstacles *obstacles, od_error *err)
{
    od_grid_row *row;
    od_status st;

    g->elastic = 1;
    g->keep = 4;
    if ((st = od_grid_column(g, "field", false, err)) != OD_OK ||
        (st = od_grid_column(g, "A", false, err)) != OD_OK ||
        (st = od_grid_column(g, "B", false, err)) != OD_OK ||
        (st = od_grid_column(g, "why", false, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < obstacles->n && st == OD_OK; i++) {
        const od_obstacle *o = &obstacles->list[i];

        if ((st = od_grid_row_add(g, o->field, &row, err)) == OD_OK &&
            (st = od_grid_cell(g, &row->cells[1], o->a, err)) == OD_OK &&
            (st = od_grid_cell(g, &row->cells[2], o->b, err)) == OD_OK)
            st = od_grid_cell(g, &row->cells[3], o->why, err);
    }
    return st;
}

od_status od_compare_legend(od_buffer *text, const od_compare_page *page, const od_compared *other,
                            od_error *err)
{
    const od_record *r = page->baseline->record;
    od_status st = OD_OK;

    for (uint32_t i = 0; i < r->n_averages && st == OD_OK; i++)
        if (r->headline && r->averages[i].title && strcmp(r->averages[i].name, r->headline) == 0)
            st = od_buffer_printf(text, err, "Headline: %s, the %s. ", r->headline, r->averages[i].title);
    if (st != OD_OK ||
        (st = od_buffer_printf(text, err, "Scores are in percent, differences in points. ")) != OD_OK)
        return st;
    if (other->comparison->no_intervals)
        return od_buffer_printf(text, err, "%s.", other->comparison->no_intervals);
    return od_buffer_printf(
        text, err,
        "Intervals are of the difference: paired bootstrap over images, %u resamples, seed "
        "%llu. B > A: the share of resamples in which B is greater.",
        page->options->resamples, (unsigned long long)page->options->seed);
}
