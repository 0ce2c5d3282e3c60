/* levels.c: subsets, groups and averages as rows. */
#include <math.h>
#include <string.h>

#include "report/grid.h"
#include "report/text.h"

/* Columns in order of what a reader looks for; those that do not fit go from the end. */
static const struct {
    const char *head, *name;
    bool count;
} standard[] = {
    {"AP", "AP", false},
    {"AP50", "AP50", false},
    {"P", "greedy_precision", false},
    {"R", "greedy_recall", false},
    {"F1", "greedy_f1", false},
    {"images", "images", true},
    {"gt", "gt", true},
    {"preds", "predictions", true},
};

enum { N_STANDARD = sizeof standard / sizeof standard[0] };

typedef struct columns {
    const char *name[OD_GRID_COLUMNS]; /* of a score or count; [0] is the row's name */
    bool count[OD_GRID_COLUMNS];
    uint32_t interval; /* the column of the primary score's interval; 0: there is none */
} columns;

static od_status add_column(od_grid *g, columns *c, const char *head, const char *name, bool count,
                            od_error *err)
{
    c->name[g->n_columns] = name;
    c->count[g->n_columns] = count;
    return od_grid_column(g, head, true, err);
}

static od_status add_interval_column(od_grid *g, columns *c, const od_record *r, od_error *err)
{
    char head[OD_CELL_TEXT];

    return add_column(g, c, od_grid_interval_head(r, head), r->primary, false, err);
}

static od_status choose_columns(od_grid *g, columns *c, const od_record *r, od_error *err)
{
    od_status st;

    *c = (columns){.name = {""}};
    if ((st = od_grid_column(g, "", false, err)) != OD_OK)
        return st;
    if (od_record_has(&r->overall, r->primary) &&
        (st = add_column(g, c, r->primary, r->primary, false, err)) != OD_OK)
        return st;
    if (r->resamples && od_record_has(&r->overall, r->primary)) {
        c->interval = g->n_columns;
        if ((st = add_interval_column(g, c, r, err)) != OD_OK)
            return st;
    }
    for (size_t i = 0; i < N_STANDARD && st == OD_OK; i++)
        if (strcmp(standard[i].name, r->primary) != 0 &&
            od_record_has(standard[i].count ? &r->counts : &r->overall, standard[i].name))
            st = add_column(g, c, standard[i].head, standard[i].name, standard[i].count, err);
    return st;
}

static const od_record_subset *find_subset(const od_record *r, const char *name)
{
    for (uint32_t i = 0; i < r->n_subsets; i++)
        if (strcmp(r->subsets[i].name, name) == 0)
            return &r->subsets[i];
    return NULL;
}

/* Members of a group that were scored. */
static uint32_t scored_members(const od_record *r, const od_record_group *g)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < g->n_subsets; i++)
        n += find_subset(r, g->subsets[i]) != NULL;
    return n;
}

static double sum_of_members(const od_record *r, const od_record_group *g, const char *name)
{
    double sum = 0;

    for (uint32_t i = 0; i < g->n_subsets; i++) {
        const od_record_subset *s = find_subset(r, g->subsets[i]);
        sum += s ? od_record_score(&s->counts, name) : 0;
    }
    return sum;
}

typedef struct levels {
    od_grid *grid;
    const od_record *record;
    columns columns;
    od_error *err;
} levels;

/* intervals NULL: none. counts NULL: sums over the members of `group`; both NULL: empty cells. */
static od_status add_row(levels *l, const char *name, const od_record_scores *scores,
                         const od_record_ranges *intervals, const od_record_scores *counts,
                         const od_record_group *group, od_grid_row **row)
{
    char text[OD_CELL_TEXT];
    od_status st = od_grid_row_add(l->grid, name, row, l->err);

    for (uint32_t i = 1; i < l->grid->n_columns && st == OD_OK; i++) {
        const char *column = l->columns.name[i];

        if (i == l->columns.interval)
            od_grid_interval(intervals, column, text);
        else if (!l->columns.count[i])
            od_text_percent(text, od_record_score(scores, column));
        else if (counts)
            od_text_count(text, od_record_score(counts, column));
        else if (group)
            od_text_count(text, sum_of_members(l->record, group, column));
        else
            continue;
        st = od_grid_cell(l->grid, &(*row)->cells[i], text, l->err);
    }
    return st;
}

/* The scores of a subset without its unreadable answers, where there are any. */
static od_status add_readable(levels *l, const od_record_subset *s, unsigned indent)
{
    od_grid_row *row;
    od_status st;

    if (l->record->left_out == 0 ||
        od_record_score(&s->readable_counts, "images") == od_record_score(&s->counts, "images"))
        return OD_OK;
    if ((st = add_row(l, "readable only", &s->readable, NULL, &s->readable_counts, NULL, &row)) == OD_OK)
        row->indent = indent;
    return st;
}

static od_status add_subset(levels *l, const od_record_subset *s, unsigned indent)
{
    od_grid_row *row;
    od_status st;

    if ((st = add_row(l, s->name, &s->scores, &s->intervals, &s->counts, NULL, &row)) != OD_OK)
        return st;
    row->indent = indent;
    return add_readable(l, s, indent + 1);
}

static od_status add_members(levels *l, const od_record_group *g)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < g->n_subsets && st == OD_OK; i++) {
        const od_record_subset *s = find_subset(l->record, g->subsets[i]);

        if (s)
            st = add_subset(l, s, 1);
    }
    return st;
}

/* A group of one subset with its own name is one row. */
static od_status add_group(levels *l, const od_record_group *g)
{
    od_grid_row *row;
    od_status st;

    if (scored_members(l->record, g) == 0)
        return OD_OK;
    if ((st = add_row(l, g->title, &g->scores, &g->intervals, NULL, g, &row)) != OD_OK)
        return st;
    if (g->n_subsets == 1 && strcmp(g->subsets[0], g->name) == 0)
        return add_readable(l, find_subset(l->record, g->name), 1);
    return add_members(l, g);
}

static bool is_grouped(const od_record *r, const char *subset)
{
    for (uint32_t g = 0; g < r->n_groups; g++)
        for (uint32_t i = 0; i < r->groups[g].n_subsets; i++)
            if (strcmp(r->groups[g].subsets[i], subset) == 0)
                return true;
    return false;
}

static bool is_headline(const od_record *r, const od_record_group *average)
{
    return r->headline && strcmp(average->name, r->headline) == 0;
}

static od_status add_averages(levels *l)
{
    const od_record *r = l->record;
    const size_t first = l->grid->n;
    od_buffer name = {0};
    od_grid_row *row;
    od_status st = OD_OK;

    for (uint32_t i = 0; i < r->n_averages && st == OD_OK; i++)
        if (!is_headline(r, &r->averages[i]))
            st = add_row(l, r->averages[i].name, &r->averages[i].scores, &r->averages[i].intervals, NULL,
                         NULL, &row);
    if (st != OD_OK || !r->headline || (st = od_buffer_printf(&name, l->err, "%s *", r->headline)) != OD_OK)
        goto done;
    if ((st = add_row(l, name.bytes, &r->overall, &r->intervals, &r->counts, NULL, &row)) != OD_OK)
        goto done;
    row->strong = true;
    if (r->left_out > 0 &&
        (st = add_row(l, "readable only", &r->readable, NULL, &r->readable_counts, NULL, &row)) == OD_OK)
        row->indent = 1;
done:
    od_buffer_free(&name);
    if (st == OD_OK && first < l->grid->n)
        l->grid->rows[first].apart = true;
    return st;
}

od_status od_grid_levels(od_grid *g, const od_record *r, od_error *err)
{
    levels l = {.grid = g, .record = r, .err = err};
    od_status st;

    g->elastic = 0;
    g->keep = r->resamples ? 3 : 2;
    if ((st = choose_columns(g, &l.columns, r, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < r->n_groups && st == OD_OK; i++)
        st = add_group(&l, &r->groups[i]);
    for (uint32_t i = 0; i < r->n_subsets && st == OD_OK; i++)
        if (!is_grouped(r, r->subsets[i].name))
            st = add_subset(&l, &r->subsets[i], 0);
    return st == OD_OK ? add_averages(&l) : st;
}

static od_status headline_legend(od_buffer *text, const od_record *r, od_error *err)
{
    for (uint32_t i = 0; i < r->n_averages; i++)
        if (is_headline(r, &r->averages[i]) && r->averages[i].title)
            return od_buffer_printf(text, err, "* headline: %s. ", r->averages[i].title);
    return od_buffer_printf(text, err, "* headline. ");
}

static od_status interval_legend(od_buffer *text, const od_record *r, od_error *err)
{
    char head[OD_CELL_TEXT];

    if (!r->resamples)
        return OD_OK;
    return od_buffer_printf(text, err, " %s: interval from %u resamples of the images, seed %u.",
                            od_grid_interval_head(r, head), r->resamples, r->seed);
}

od_status od_grid_legend(od_buffer *text, const od_record *r, od_error *err)
{
    od_status st = OD_OK;

    if (od_report_has_levels(r) && r->headline)
        st = headline_legend(text, r, err);
    if (st == OD_OK)
        st = od_buffer_printf(text, err, "Scores are in percent.");
    if (st == OD_OK && od_report_has_levels(r) && od_record_has(&r->overall, "greedy_precision"))
        st = od_buffer_printf(text, err, " P, R, F1: greedy precision, recall, F1.");
    return st == OD_OK ? interval_legend(text, r, err) : st;
}
