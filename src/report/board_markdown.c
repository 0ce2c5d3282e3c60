/* board_markdown.c: boards as tables for GitHub and other readers of Markdown. */
#include <math.h>

#include "report/markup.h"
#include "report/sheet.h"
#include "report/text.h"

typedef struct page {
    const od_sheet *s;
    od_buffer *out;
    od_error *err;
} page;

static od_status put(const page *p, const char *markup)
{
    return od_buffer_printf(p->out, p->err, "%s", markup);
}

static od_status put_all(const page *p, const char *before, const char *text, const char *after)
{
    od_status st;

    if ((st = put(p, before)) != OD_OK || (st = od_markdown_text(p->out, text, p->err)) != OD_OK)
        return st;
    return put(p, after);
}

static od_status put_marked(const page *p, const char *text, bool best, bool second)
{
    return put_all(p, best ? " **" : second ? " _" : " ", text, best ? "** |" : second ? "_ |" : " |");
}

static od_status put_if(const page *p, bool wanted, const char *text)
{
    return wanted ? put_all(p, " ", text, " |") : OD_OK;
}

static od_status put_head(const page *p)
{
    const od_sheet *s = p->s;
    const uint32_t n = s->n_columns + s->intervals + s->baseline + s->unread + s->warnings;
    od_status st;

    if ((st = put(p, "| rank | model |")) != OD_OK || (st = put_if(p, true, s->board->primary)) != OD_OK ||
        (st = put_if(p, s->intervals, "interval")) != OD_OK ||
        (st = put_if(p, s->baseline, "change")) != OD_OK || (st = put_if(p, s->unread, "unread")) != OD_OK ||
        (st = put_if(p, s->warnings, "warnings")) != OD_OK || (st = put_if(p, true, "rules")) != OD_OK)
        return st;
    for (uint32_t i = 0; i < s->n_columns && st == OD_OK; i++)
        st = put_if(p, true, s->columns[i].head);
    if (st == OD_OK)
        st = put(p, "\n| :-- | :-- | --: |");
    for (uint32_t i = 0; i <= n && st == OD_OK; i++)
        st = put(p, " --: |");
    return st == OD_OK ? put(p, "\n") : st;
}

static od_status put_name(const page *p, const od_sheet_row *row)
{
    od_status st = put_all(p, " ", row->rank->name, "");

    for (uint32_t i = 0; i < row->n_notes && st == OD_OK; i++)
        st = od_buffer_printf(p->out, p->err, "%s%u%s", i ? "," : " <sup>", row->notes[i] + 1,
                              i + 1 == row->n_notes ? "</sup>" : "");
    return st == OD_OK ? put(p, " |") : st;
}

static od_status put_row(const page *p, const od_sheet_row *row)
{
    const od_sheet *s = p->s;
    char text[OD_CELL_TEXT];
    od_status st;

    if ((st = put_all(p, "| ", row->place, " |")) != OD_OK || (st = put_name(p, row)) != OD_OK ||
        (st = put_marked(p, row->score, row->best, row->second)) != OD_OK ||
        (st = put_if(p, s->intervals, row->interval)) != OD_OK ||
        (st = put_if(p, s->baseline, row->difference)) != OD_OK ||
        (st = put_if(p, s->unread, row->unread)) != OD_OK ||
        (st = put_if(p, s->warnings, od_text_count(text, row->n_warnings))) != OD_OK ||
        (st = put_if(p, true, row->rules)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < s->n_columns && st == OD_OK; i++)
        st = put_marked(p, od_text_percent(text, row->cells[i].value), row->cells[i].best,
                        row->cells[i].second);
    return st == OD_OK ? put(p, "\n") : st;
}

static od_status put_under(const page *p)
{
    const od_sheet *s = p->s;
    od_status st = put(p, "\nIn percent; best in bold, second best in italics.\n");

    for (uint32_t i = 0; i < s->n_remarks && st == OD_OK; i++)
        st = put_all(p, i ? "- " : "\n- ", s->remarks[i], "\n");
    for (uint32_t i = 0; i < s->n_notes && st == OD_OK; i++)
        if ((st = od_buffer_printf(p->out, p->err, "\n<sup>%u</sup> ", i + 1)) == OD_OK)
            st = put_all(p, "", s->notes[i], "\n");
    return st;
}

static od_status put_board(const page *p)
{
    const od_board *b = p->s->board;
    od_status st;

    if ((st = put_all(p, "## ", b->bench, "\n\n")) != OD_OK ||
        (st = b->title ? put_all(p, "", b->title, "\n\n") : OD_OK) != OD_OK || (st = put_head(p)) != OD_OK)
        return st;
    for (size_t i = 0; i < p->s->n && st == OD_OK; i++)
        st = put_row(p, &p->s->rows[i]);
    return st == OD_OK ? put_under(p) : st;
}

static od_status markdown_write(const od_boards *boards, const od_board_style *style, od_buffer *text,
                                od_error *err)
{
    od_status st = OD_OK;

    (void)style;
    for (size_t i = 0; i < boards->n && st == OD_OK; i++) {
        od_sheet s = {0};
        const page p = {&s, text, err};

        if ((st = i ? put(&p, "\n") : OD_OK) == OD_OK &&
            (st = od_sheet_make(&s, &boards->list[i], err)) == OD_OK)
            st = put_board(&p);
        od_sheet_release(&s);
    }
    return st;
}

const od_board_form od_board_markdown = {
    .name = "markdown",
    .title = "tables for GitHub and other readers of Markdown",
    .extension = ".md",
    .write = markdown_write,
};
