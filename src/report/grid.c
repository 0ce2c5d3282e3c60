#include "report/grid.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"
#include "report/text.h"

const char od_simulated_note[] = "simulated predictions: no model was run";

/* Options may hold whole prompts. */
enum { BACKEND_WIDTH = 200, HASH_SHOWN = 8 };

od_status od_grid_run(od_buffer *text, const od_record *r, od_error *err)
{
    const char *backend = r->run.backend, *prompt = r->run.prompt_sha256;
    od_status st;

    if (!backend || (st = od_text_add(text, backend, BACKEND_WIDTH, err)) != OD_OK || !prompt)
        return backend ? st : OD_OK;
    return od_buffer_printf(text, err, " (prompt %.*s)", HASH_SHOWN, prompt);
}

void od_grid_free(od_grid *g)
{
    free(g->rows);
    od_arena_free(&g->texts);
    *g = (od_grid){0};
}

od_status od_grid_column(od_grid *g, const char *head, bool numeric, od_error *err)
{
    if (g->n_columns == OD_GRID_COLUMNS)
        return od_fail(err, OD_SYSTEM, "a report has too many columns");
    g->numeric[g->n_columns] = numeric;
    return od_grid_cell(g, &g->head[g->n_columns++], head, err);
}

od_status od_grid_cell(od_grid *g, const char **cell, const char *text, od_error *err)
{
    *cell = od_arena_copy(&g->texts, od_str_of(text)).p;
    return *cell ? OD_OK : od_fail_memory(err);
}

od_status od_grid_row_add(od_grid *g, const char *name, od_grid_row **row, od_error *err)
{
    od_status st = OD_GROW(g->rows, g->capacity, g->n + 1, err);

    *row = NULL;
    if (st != OD_OK)
        return st;
    *row = &g->rows[g->n++];
    **row = (od_grid_row){0};
    for (uint32_t i = 0; i < OD_GRID_COLUMNS; i++)
        (*row)->cells[i] = "";
    return od_grid_cell(g, &(*row)->cells[0], name, err);
}

bool od_report_has_levels(const od_record *r)
{
    return r->headline || r->n_groups || r->n_subsets > 1;
}

/* The scores that change, each by how much; or the names of all when none does. */
static od_status list_effect(od_buffer *text, const od_record_scores *effect, bool any, od_error *err)
{
    char points[OD_CELL_TEXT];
    const char *between = "";
    od_status st = OD_OK;

    for (uint32_t i = 0; i < effect->n && st == OD_OK; i++) {
        const od_named_value *score = &effect->list[i];

        if (any && score->value == 0)
            continue;
        st = od_buffer_printf(text, err, "%s%s%s%s", between, score->name, any ? " " : "",
                              any ? od_text_points(points, score->value) : "");
        between = ", ";
    }
    return st;
}

od_status od_effect_text(od_buffer *text, const od_record_warning *w, od_error *err)
{
    bool any = false;
    od_status st;

    for (uint32_t i = 0; i < w->effect.n; i++)
        any |= w->effect.list[i].value != 0;
    if ((st = od_buffer_printf(text, err, any ? "effect: " : "effect: none on ")) != OD_OK ||
        (st = list_effect(text, &w->effect, any, err)) != OD_OK)
        return st;
    return any ? od_buffer_printf(text, err, " points") : OD_OK;
}

char *od_grid_interval_head(const od_record *r, char buf[OD_CELL_TEXT])
{
    size_t n = od_number_fixed(buf, OD_CELL_TEXT - 1, 100 * r->confidence, 1);

    if (n > 2 && strcmp(buf + n - 2, ".0") == 0)
        n -= 2;
    memcpy(buf + n, "%", 2);
    return buf;
}

char *od_grid_interval(const od_record_ranges *ranges, const char *score, char buf[OD_CELL_TEXT])
{
    char low[OD_NUMBER_TEXT], high[OD_NUMBER_TEXT];

    buf[0] = '\0';
    for (uint32_t i = 0; ranges && i < ranges->n; i++) {
        const od_record_range *range = &ranges->list[i];

        if (strcmp(range->name, score) != 0)
            continue;
        if (isnan(range->low) || isnan(range->high))
            return strcpy(buf, "n/a");
        od_number_fixed(low, sizeof low, 100 * range->low, 1);
        od_number_fixed(high, sizeof high, 100 * range->high, 1);
        snprintf(buf, OD_CELL_TEXT, "%.15s\u2013%.15s", low, high);
    }
    return buf;
}
