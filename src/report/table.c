/* table.c: the report for terminals, readable without colour. */
#include <stdlib.h>
#include <string.h>

#include "report/grid.h"
#include "report/parts.h"
#include "report/text.h"

enum { WIDTH = 80, GAP = 2, INDENT = 2, ELASTIC_WISH = 24, ELASTIC_MIN = 8 };

static const char bold[] = "\033[1m", yellow[] = "\033[33m", plain[] = "\033[0m";

typedef struct page {
    const od_record *record;
    const od_report_style *style;
    unsigned width;
    od_buffer *out;
    od_error *err;
} page;

static od_status put(const page *p, const char *text)
{
    return od_buffer_printf(p->out, p->err, "%s", text);
}

static const char *paint(const page *p, const char *escape)
{
    return p->style->colour ? escape : "";
}

static od_status wrap(const page *p, const char *text, const char *first, const char *rest,
                      const char *colour)
{
    const od_wrap w = {first, rest, colour ? paint(p, colour) : "", colour ? paint(p, plain) : "", p->width};

    return od_text_wrap(p->out, text, &w, p->err);
}

/* ---- grids ---- */

typedef struct layout {
    size_t width[OD_GRID_COLUMNS];
    uint32_t n; /* columns shown */
} layout;

static size_t total(const layout *l)
{
    size_t sum = 0;

    for (uint32_t i = 0; i < l->n; i++)
        sum += l->width[i] + (i ? GAP : 0);
    return sum;
}

static size_t cell_width(const od_grid_row *row, uint32_t column)
{
    return od_text_width(row->cells[column]) + (column == 0 ? (size_t)INDENT * row->indent : 0);
}

/* The elastic column gives way down to what one wishes for, then columns go from the end, then it takes what
 * is left. */
static void fit(layout *l, const od_grid *g, size_t width)
{
    size_t *elastic = &l->width[g->elastic];
    const size_t natural = *elastic;
    size_t others;

    if (total(l) <= width)
        return;
    if (*elastic > ELASTIC_WISH)
        *elastic = ELASTIC_WISH;
    while (l->n > g->keep && total(l) > width)
        l->n--;
    others = total(l) - *elastic;
    *elastic = width > others + ELASTIC_MIN ? width - others : ELASTIC_MIN;
    if (*elastic > natural)
        *elastic = natural;
}

static layout lay_out(const od_grid *g, size_t width)
{
    layout l = {.n = g->n_columns};

    for (uint32_t i = 0; i < g->n_columns; i++)
        l.width[i] = od_text_width(g->head[i]);
    for (size_t r = 0; r < g->n; r++)
        for (uint32_t i = 0; i < g->n_columns; i++)
            if (cell_width(&g->rows[r], i) > l.width[i])
                l.width[i] = cell_width(&g->rows[r], i);
    fit(&l, g, width);
    return l;
}

static od_status put_cell(const page *p, const char *text, size_t width, bool right)
{
    size_t n = od_text_width(text);
    size_t pad = n < width ? width - n : 0;
    od_status st;

    if (right && (st = od_text_spaces(p->out, pad, p->err)) != OD_OK)
        return st;
    if ((st = od_text_add(p->out, text, width, p->err)) != OD_OK)
        return st;
    return right ? OD_OK : od_text_spaces(p->out, pad, p->err);
}

static od_status put_row(const page *p, const od_grid *g, const layout *l, const char *const *cells,
                         unsigned indent, bool strong)
{
    size_t from;
    od_status st = strong ? put(p, paint(p, bold)) : OD_OK;

    from = p->out->n;
    for (uint32_t i = 0; i < l->n && st == OD_OK; i++) {
        size_t before = i ? GAP : (size_t)INDENT * indent, width = l->width[i];

        if (i == 0)
            width = width > before ? width - before : 1;
        if ((st = od_text_spaces(p->out, before, p->err)) == OD_OK)
            st = put_cell(p, cells[i], width, g->numeric[i]);
    }
    if (st != OD_OK)
        return st;
    od_text_trim(p->out, from);
    return od_buffer_printf(p->out, p->err, "%s\n", strong ? paint(p, plain) : "");
}

static od_status put_grid(const page *p, const od_grid *g)
{
    const layout l = lay_out(g, p->width);
    od_status st = put_row(p, g, &l, g->head, 0, true);

    for (size_t r = 0; r < g->n && st == OD_OK; r++) {
        const od_grid_row *row = &g->rows[r];

        if (row->apart)
            st = put(p, "\n");
        if (st == OD_OK)
            st = put_row(p, g, &l, row->cells, row->indent, row->strong);
    }
    return st;
}

/* ---- the page ---- */

static od_status put_title(const void *page_given)
{
    const page *p = page_given;
    const od_record *r = p->record;
    od_buffer title = {0};
    od_status st;

    if ((st = od_buffer_printf(&title, p->err, "%s%s%s \u00b7 rules %s \u00b7 mode %s", r->bench,
                               r->model ? " \u00b7 " : "", r->model ? r->model : "", r->rules, r->mode)) !=
            OD_OK ||
        (st = wrap(p, title.bytes, "", "  ", bold)) != OD_OK)
        goto done;
    if (r->simulated)
        st = wrap(p, od_simulated_note, "", "  ", yellow);
    if (st == OD_OK)
        st = put(p, "\n");
done:
    od_buffer_free(&title);
    return st;
}

static od_status put_scores(const void *page_given)
{
    const page *p = page_given;
    const od_record *r = p->record;
    od_buffer legend = {0};
    od_grid g = {0};
    od_status st;

    st = od_report_has_levels(r) ? od_grid_levels(&g, r, p->err) : od_grid_scores(&g, r, p->err);
    if (st != OD_OK || (st = put_grid(p, &g)) != OD_OK || (st = put(p, "\n")) != OD_OK ||
        (st = od_grid_legend(&legend, r, p->err)) != OD_OK)
        goto done;
    st = wrap(p, legend.bytes, "", "", NULL);
done:
    od_buffer_free(&legend);
    od_grid_free(&g);
    return st;
}

static od_status put_categories(const void *page_given, const od_record_subset *s)
{
    const page *p = page_given;
    od_buffer title = {0};
    od_grid g = {0};
    od_status st;

    if ((st = od_buffer_printf(&title, p->err, "categories of %s", s->name)) != OD_OK ||
        (st = put(p, "\n")) != OD_OK || (st = wrap(p, title.bytes, "", "  ", bold)) != OD_OK ||
        (st = od_grid_categories(&g, s, p->err)) != OD_OK)
        goto done;
    st = put_grid(p, &g);
done:
    od_buffer_free(&title);
    od_grid_free(&g);
    return st;
}

static od_status put_warning(const void *page_given, const od_record_warning *w)
{
    const page *p = page_given;
    od_buffer text = {0};
    od_status st;

    if ((st = od_buffer_printf(&text, p->err, "%s%s%s", w->subset ? w->subset : "", w->subset ? ": " : "",
                               w->text)) != OD_OK ||
        (st = wrap(p, text.bytes, "- ", "  ", w->notice ? NULL : yellow)) != OD_OK || w->effect.n == 0)
        goto done;
    text.n = 0;
    if ((st = od_effect_text(&text, w, p->err)) == OD_OK)
        st = wrap(p, text.bytes, "  ", "  ", w->notice ? NULL : yellow);
done:
    od_buffer_free(&text);
    return st;
}

static od_status put_heading(const void *page_given, bool notices)
{
    const page *p = page_given;
    od_status st = put(p, "\n");

    return st == OD_OK ? wrap(p, notices ? "notices" : "warnings", "", "", bold) : st;
}

static const od_report_parts parts = {
    .title = put_title,
    .scores = put_scores,
    .categories = put_categories,
    .heading = put_heading,
    .warning = put_warning,
};

static od_status table_write(const od_record *record, const od_report_style *style, od_buffer *text,
                             od_error *err)
{
    const page p = {record, style, style->width ? style->width : WIDTH, text, err};

    return od_report_in_parts(&parts, &p, record, style);
}

const od_report od_report_table = {
    .name = "table",
    .title = "aligned text for a terminal",
    .extension = ".txt",
    .write = table_write,
};
