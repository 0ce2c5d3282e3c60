/* align.c: a grid as columns of text. */
#include "report/grid.h"
#include "report/text.h"

enum { GAP = 2, INDENT = 2, ELASTIC_WISH = 24, ELASTIC_MIN = 8 };

static const char bold[] = "\033[1m", plain[] = "\033[0m";

/* Where the columns go. */
typedef struct page {
    od_buffer *out;
    size_t width;
    bool colour;
    od_error *err;
} page;

static od_status put(const page *p, const char *text)
{
    return od_buffer_printf(p->out, p->err, "%s", text);
}

static const char *paint(const page *p, const char *escape)
{
    return p->colour ? escape : "";
}

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
    const size_t from = p->out->n, n = od_text_width(text);
    od_status st;

    if (right && n < width && (st = od_text_spaces(p->out, width - n, p->err)) != OD_OK)
        return st;
    if ((st = od_text_add(p->out, text, width, p->err)) != OD_OK || right || width == 0)
        return st;
    /* Less than n when a wide character did not fit before the cut. */
    return od_text_spaces(p->out, width - od_text_width(p->out->bytes + from), p->err);
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

od_status od_grid_align(od_buffer *out, const od_grid *g, size_t width, bool colour, od_error *err)
{
    const page on = {out, width, colour, err}, *p = &on;
    const layout l = lay_out(g, width);
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
