/* board_latex.c: one table per benchmark for a paper; needs the package booktabs. */
#include <math.h>

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

/* What stands for a character that LaTeX would take as its own; NULL when it would not. */
static const char *escaped(char c)
{
    switch (c) {
    case '\\': return "\\textbackslash{}";
    case '~': return "\\textasciitilde{}";
    case '^': return "\\textasciicircum{}";
    case '{': return "\\{";
    case '}': return "\\}";
    case '$': return "\\$";
    case '&': return "\\&";
    case '#': return "\\#";
    case '%': return "\\%";
    case '_': return "\\_";
    case '<': return "\\textless{}";
    case '>': return "\\textgreater{}";
    case '|': return "\\textbar{}";
    case '"': return "\\textquotedbl{}";
    default: return (unsigned char)c < 0x20 || c == 0x7f ? " " : NULL;
    }
}

static od_status put_text(const page *p, const char *text)
{
    od_status st = OD_OK;

    for (; *text && st == OD_OK; text++)
        st = escaped(*text) ? put(p, escaped(*text)) : od_buffer_add(p->out, text, 1, p->err);
    return st;
}

static od_status put_all(const page *p, const char *before, const char *text, const char *after)
{
    od_status st;

    if ((st = put(p, before)) != OD_OK || (st = put_text(p, text)) != OD_OK)
        return st;
    return put(p, after);
}

static od_status put_marked(const page *p, const char *text, bool best, bool second)
{
    return put_all(p,
                   best     ? " & \\textbf{"
                   : second ? " & \\underline{"
                            : " & ",
                   text, best || second ? "}" : "");
}

static od_status put_head(const page *p)
{
    const od_sheet *s = p->s;
    od_status st;

    if ((st = put(p, "\\begin{tabular}{ll r")) != OD_OK || (st = put(p, s->intervals ? " l" : "")) != OD_OK ||
        (st = put(p, s->baseline ? " r" : "")) != OD_OK || (st = put(p, s->unread ? " r " : " ")) != OD_OK)
        return st;
    for (uint32_t i = 0; i < s->n_columns && st == OD_OK; i++)
        st = put(p, "r");
    if (st != OD_OK || (st = put(p, "}\n\\toprule\nRank & Model")) != OD_OK ||
        (st = put_all(p, " & ", s->board->primary, "")) != OD_OK ||
        (st = put(p, s->intervals ? " & Interval" : "")) != OD_OK ||
        (st = put(p, s->baseline ? " & Change" : "")) != OD_OK ||
        (st = put(p, s->unread ? " & Unread" : "")) != OD_OK)
        return st;
    for (uint32_t i = 0; i < s->n_columns && st == OD_OK; i++)
        st = put_all(p, " & ", s->columns[i].head, "");
    return st == OD_OK ? put(p, " \\\\\n\\midrule\n") : st;
}

static od_status put_notes(const page *p, const od_sheet_row *row)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < row->n_notes && st == OD_OK; i++)
        st = od_buffer_printf(p->out, p->err, "%s%u%s", i ? "," : "\\textsuperscript{", row->notes[i] + 1,
                              i + 1 == row->n_notes ? "}" : "");
    return st;
}

static od_status put_row(const page *p, const od_sheet_row *row)
{
    const od_sheet *s = p->s;
    char text[OD_CELL_TEXT];
    od_status st;

    if (row->rank > s->board->ranks && !row->rank->rank && row->rank[-1].rank &&
        (st = put(p, "\\midrule\n")) != OD_OK)
        return st;
    if ((st = put_all(p, "", row->place, " & ")) != OD_OK || (st = put_text(p, row->rank->name)) != OD_OK ||
        (st = put_notes(p, row)) != OD_OK ||
        (st = put_marked(p, row->score, row->best, row->second)) != OD_OK ||
        (st = s->intervals ? put_all(p, " & ", row->interval, "") : OD_OK) != OD_OK ||
        (st = s->baseline ? put_all(p, " & ", row->difference, "") : OD_OK) != OD_OK ||
        (st = s->unread ? put_all(p, " & ", row->unread, "") : OD_OK) != OD_OK)
        return st;
    for (uint32_t i = 0; i < s->n_columns && st == OD_OK; i++)
        st = put_marked(p, od_text_percent(text, row->cells[i].value), row->cells[i].best,
                        row->cells[i].second);
    return st == OD_OK ? put(p, " \\\\\n") : st;
}

static od_status put_under(const page *p)
{
    const od_sheet *s = p->s;
    od_status st = OD_OK;

    for (uint32_t i = 0; i < s->n_notes && st == OD_OK; i++)
        if ((st = od_buffer_printf(p->out, p->err, "\n\\par\\noindent\\textsuperscript{%u} ", i + 1)) ==
            OD_OK)
            st = put_all(p, "", s->notes[i], "\n");
    for (uint32_t i = 0; i < s->n_remarks && st == OD_OK; i++)
        st = put_all(p, "\n\\par\\noindent ", s->remarks[i], "\n");
    return st;
}

static od_status put_board(const page *p)
{
    od_status st;

    if ((st = put_all(p, "% ", p->s->board->bench, ": best in bold, second underlined; percent\n")) !=
            OD_OK ||
        (st = put_head(p)) != OD_OK)
        return st;
    for (size_t i = 0; i < p->s->n && st == OD_OK; i++)
        st = put_row(p, &p->s->rows[i]);
    if (st == OD_OK)
        st = put(p, "\\bottomrule\n\\end{tabular}\n");
    return st == OD_OK ? put_under(p) : st;
}

static od_status latex_write(const od_boards *boards, const od_board_style *style, od_buffer *text,
                             od_error *err)
{
    od_status st =
        od_buffer_printf(text, err, "%% needs \\usepackage{booktabs} and \\usepackage[T1]{fontenc}\n");

    (void)style;
    for (size_t i = 0; i < boards->n && st == OD_OK; i++) {
        od_sheet s = {0};
        const page p = {&s, text, err};

        if ((st = put(&p, "\n")) == OD_OK && (st = od_sheet_make(&s, &boards->list[i], err)) == OD_OK)
            st = put_board(&p);
        od_sheet_release(&s);
    }
    return st;
}

const od_board_form od_board_latex = {
    .name = "latex",
    .title = "a table for a paper (booktabs)",
    .extension = ".tex",
    .write = latex_write,
};
