/* board_table.c: boards as columns of text: ranks first, then the parts of the headline, in blocks that fit.
 */
#include <stdio.h>
#include <string.h>

#include "report/grid.h"
#include "report/sheet.h"
#include "report/text.h"

enum { PLACE_WIDTH = 9, NAME_WIDTH = 24, GAP = 2, VALUE_WIDTH = 6, NUMBER_TEXT = 16 };

static const char bold[] = "\033[1m", plain[] = "\033[0m";

typedef struct page {
    const od_sheet *s;
    const od_board_style *style;
    od_buffer *out;
    od_error *err;
} page;

/* "GLIP [1,3]", by footnotes. */
static od_status name_of(od_buffer *out, const od_sheet_row *row, od_error *err)
{
    od_status st = od_buffer_printf(out, err, "%s", row->rank->name);

    for (uint32_t i = 0; i < row->n_notes && st == OD_OK; i++)
        st = od_buffer_printf(out, err, "%s%u%s", i ? "," : " [", row->notes[i] + 1,
                              i + 1 == row->n_notes ? "]" : "");
    return st;
}

static od_status begin_row(const page *p, od_grid *g, const od_sheet_row *row, od_grid_row **out)
{
    od_buffer name = {0};
    od_status st;

    if ((st = od_grid_row_add(g, row->place, out, p->err)) == OD_OK &&
        (st = name_of(&name, row, p->err)) == OD_OK)
        st = od_grid_cell(g, &(*out)->cells[1], name.bytes, p->err);
    od_buffer_free(&name);
    if (st != OD_OK)
        return st;
    (*out)->strong = row->best;
    (*out)->apart = !row->rank->comparable && !p->s->board->forced && row->rank > p->s->board->ranks &&
                    row->rank[-1].comparable;
    return OD_OK;
}

static od_status begin_grid(const page *p, od_grid *g)
{
    od_status st;

    g->elastic = 1;
    g->keep = OD_GRID_COLUMNS;
    if ((st = od_grid_column(g, "rank", false, p->err)) != OD_OK)
        return st;
    return od_grid_column(g, "model", false, p->err);
}

static od_status show(const page *p, od_grid *g, od_status st)
{
    if (st == OD_OK)
        st = od_grid_align(p->out, g, p->style->width, p->style->colour, p->err);
    od_grid_free(g);
    return st;
}

/* ---- ranks ---- */

static od_status head_ranks(const page *p, od_grid *g)
{
    const od_sheet *s = p->s;
    od_status st;

    if ((st = begin_grid(p, g)) != OD_OK ||
        (st = od_grid_column(g, s->board->primary, true, p->err)) != OD_OK ||
        (st = s->intervals ? od_grid_column(g, "interval", false, p->err) : OD_OK) != OD_OK ||
        (st = s->baseline ? od_grid_column(g, "change", true, p->err) : OD_OK) != OD_OK ||
        (st = s->unread ? od_grid_column(g, "unread", true, p->err) : OD_OK) != OD_OK ||
        (st = s->warnings ? od_grid_column(g, "warn", true, p->err) : OD_OK) != OD_OK)
        return st;
    return od_grid_column(g, "rules", false, p->err);
}

static od_status put_ranks(const page *p)
{
    const od_sheet *s = p->s;
    od_grid g = {0};
    od_status st = head_ranks(p, &g);

    for (size_t i = 0; i < s->n && st == OD_OK; i++) {
        const od_sheet_row *row = &s->rows[i];
        char warnings[OD_CELL_TEXT];
        uint32_t c = 2;
        od_grid_row *to;

        if ((st = begin_row(p, &g, row, &to)) == OD_OK)
            st = od_grid_cell(&g, &to->cells[c++], row->score, p->err);
        if (st == OD_OK && s->intervals)
            st = od_grid_cell(&g, &to->cells[c++], row->interval, p->err);
        if (st == OD_OK && s->baseline)
            st = od_grid_cell(&g, &to->cells[c++], row->difference, p->err);
        if (st == OD_OK && s->unread)
            st = od_grid_cell(&g, &to->cells[c++], row->unread, p->err);
        if (st == OD_OK && s->warnings)
            st = od_grid_cell(&g, &to->cells[c++], od_text_count(warnings, row->n_warnings), p->err);
        if (st == OD_OK)
            st = od_grid_cell(&g, &to->cells[c], row->rules, p->err);
    }
    return show(p, &g, st);
}

/* ---- parts ---- */

static size_t column_width(const od_sheet *s, uint32_t column)
{
    const size_t head = od_text_width(s->columns[column].head);

    return head > VALUE_WIDTH ? head : VALUE_WIDTH;
}

/* How many columns from `first` on go into one block; at least one. */
static uint32_t fitting(const page *p, uint32_t first)
{
    size_t room = p->style->width, used = PLACE_WIDTH + NAME_WIDTH;
    uint32_t n = 0;

    while (first + n < p->s->n_columns && n + 2 < OD_GRID_COLUMNS) {
        used += GAP + column_width(p->s, first + n) + 1; /* the mark */
        if (n > 0 && used > room)
            break;
        n++;
    }
    return n;
}

static od_status put_cell(const page *p, od_grid *g, const char **cell, const od_sheet_cell *value)
{
    char number[OD_CELL_TEXT], text[OD_CELL_TEXT + 1];
    const size_t n = strlen(od_text_percent(number, value->value));

    memcpy(text, number, n);
    text[n] = value->best ? '*' : ' ';
    text[n + 1] = '\0';
    return od_grid_cell(g, cell, text, p->err);
}

static od_status put_block(const page *p, uint32_t first, uint32_t n)
{
    const od_sheet *s = p->s;
    od_grid g = {0};
    od_status st = begin_grid(p, &g);

    for (uint32_t c = 0; c < n && st == OD_OK; c++) {
        od_buffer head = {0};

        if ((st = od_buffer_printf(&head, p->err, "%s ", s->columns[first + c].head)) == OD_OK)
            st = od_grid_column(&g, head.bytes, true, p->err);
        od_buffer_free(&head);
    }
    for (size_t i = 0; i < s->n && st == OD_OK; i++) {
        od_grid_row *to;

        st = begin_row(p, &g, &s->rows[i], &to);
        for (uint32_t c = 0; c < n && st == OD_OK; c++)
            st = put_cell(p, &g, &to->cells[2 + c], &s->rows[i].cells[first + c]);
    }
    return show(p, &g, st);
}

/* ---- what is said under it ---- */

static od_status put_remarks(const page *p)
{
    const od_wrap wrap = {.first = "- ", .rest = "  ", .on = "", .off = "", .width = p->style->width};
    od_status st = p->s->n_remarks ? od_buffer_add(p->out, "\n", 1, p->err) : OD_OK;

    for (uint32_t i = 0; i < p->s->n_remarks && st == OD_OK; i++)
        st = od_text_wrap(p->out, p->s->remarks[i], &wrap, p->err);
    return st;
}

static od_status put_notes(const page *p)
{
    od_status st = p->s->n_notes ? od_buffer_add(p->out, "\n", 1, p->err) : OD_OK;

    for (uint32_t i = 0; i < p->s->n_notes && st == OD_OK; i++) {
        char number[NUMBER_TEXT];
        const od_wrap wrap = {.first = number, .rest = "    ", .on = "", .off = "", .width = p->style->width};

        snprintf(number, sizeof number, "[%u] ", i + 1);
        st = od_text_wrap(p->out, p->s->notes[i], &wrap, p->err);
    }
    return st;
}

static od_status put_board(const page *p)
{
    const od_board *b = p->s->board;
    uint32_t n;
    od_status st;

    if ((st = od_buffer_printf(p->out, p->err, "%s", p->style->colour ? bold : "")) != OD_OK ||
        (st = od_text_add(p->out, b->bench, p->style->width, p->err)) != OD_OK ||
        (st = od_buffer_printf(p->out, p->err, "%s: %zu run%s, by ", p->style->colour ? plain : "", b->n,
                               b->n == 1 ? "" : "s")) != OD_OK ||
        (st = od_text_add(p->out, b->primary, p->style->width, p->err)) != OD_OK ||
        (st = od_buffer_printf(p->out, p->err, ", in percent\n\n")) != OD_OK || (st = put_ranks(p)) != OD_OK)
        return st;
    for (uint32_t first = 0; first < p->s->n_columns && st == OD_OK; first += n) {
        n = fitting(p, first);
        if ((st = od_buffer_add(p->out, "\n", 1, p->err)) == OD_OK)
            st = put_block(p, first, n);
    }
    if (st == OD_OK)
        st = put_remarks(p);
    return st == OD_OK ? put_notes(p) : st;
}

static od_status table_write(const od_boards *boards, const od_board_style *style, od_buffer *text,
                             od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < boards->n && st == OD_OK; i++) {
        od_sheet s = {0};
        const page p = {&s, style, text, err};

        if ((st = i ? od_buffer_add(text, "\n", 1, err) : OD_OK) == OD_OK &&
            (st = od_sheet_make(&s, &boards->list[i], err)) == OD_OK)
            st = put_board(&p);
        od_sheet_release(&s);
    }
    return st;
}

const od_board_form od_board_table = {
    .name = "table",
    .title = "for reading on a terminal",
    .write = table_write,
};
