/* board_html.c: boards as a page: charts, a table that sorts, links to the pages of runs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/version.h"
#include "report/charts.h"
#include "report/run_link.h"
#include "report/sheet.h"
#include "report/text.h"

enum { BARS_MAX = 12, RADAR_RUNS = 4, RADAR_AXES_MIN = 3, RADAR_AXES_MAX = 16, ID_TEXT = 32 };

typedef struct page {
    od_html *h;
    const od_sheet *s;
    const od_board_style *style;
    size_t number; /* of the board on the page */
} page;

/* ---- charts ---- */

static bool is_shown(const od_sheet *s, size_t i)
{
    return s->rows[i].rank->rank > 0;
}

static void put_bars(const page *p)
{
    const od_sheet *s = p->s;
    od_bar bars[BARS_MAX];
    char id[ID_TEXT];
    size_t n = 0, ranked = 0;

    for (size_t i = 0; i < s->n; i++) {
        ranked += is_shown(s, i);
        if (is_shown(s, i) && n < BARS_MAX)
            bars[n++] = (od_bar){s->rows[i].rank->name, s->rows[i].rank->value, s->rows[i].rank->interval.low,
                                 s->rows[i].rank->interval.high};
    }
    if (n == 0)
        return;
    snprintf(id, sizeof id, "bars%zu", p->number);
    od_html_fill(p->h, "<figure>\n<figcaption>%", s->board->primary);
    if (ranked > n)
        od_html_printf(p->h, ", the first %zu of %zu", n, ranked);
    od_html_raw(p->h, s->intervals ? ", with intervals" : "");
    od_html_raw(p->h, "</figcaption>\n");
    od_chart_bars(p->h, id, "Scores of the runs, best first", bars, n);
    od_html_raw(p->h, "</figure>\n");
}

/* The aspects that some run has a number for. */
static uint32_t choose_axes(const od_sheet *s, uint32_t axes[RADAR_AXES_MAX])
{
    uint32_t n = 0;

    for (uint32_t c = 0; c < s->n_columns && n < RADAR_AXES_MAX; c++) {
        bool any = false;

        for (size_t i = 0; i < s->n; i++)
            any |= is_shown(s, i) && !isnan(s->rows[i].cells[c].value);
        if (any && s->columns[c].aspect)
            axes[n++] = c;
    }
    return n;
}

/* Only runs that have them all make a whole polygon. */
static bool has_axes(const od_sheet_row *row, const uint32_t *axes, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++)
        if (isnan(row->cells[axes[k]].value))
            return false;
    return true;
}

static void put_radar(const page *p)
{
    const od_sheet *s = p->s;
    uint32_t axes[RADAR_AXES_MAX], n_axes = choose_axes(s, axes), n = 0;
    const char *heads[RADAR_AXES_MAX], *names[RADAR_RUNS];
    double values[RADAR_RUNS * RADAR_AXES_MAX];
    char id[ID_TEXT];

    if (n_axes < RADAR_AXES_MIN)
        return;
    for (uint32_t k = 0; k < n_axes; k++)
        heads[k] = s->columns[axes[k]].head;
    for (size_t i = 0; i < s->n && n < RADAR_RUNS; i++) {
        if (!is_shown(s, i) || !has_axes(&s->rows[i], axes, n_axes))
            continue;
        for (uint32_t k = 0; k < n_axes; k++)
            values[n * n_axes + k] = s->rows[i].cells[axes[k]].value;
        names[n++] = s->rows[i].rank->name;
    }
    if (n == 0)
        return;
    snprintf(id, sizeof id, "radar%zu", p->number);
    od_html_fill(p->h, "<figure>\n<figcaption>% by aspect</figcaption>\n", s->board->primary);
    od_chart_radar(p->h, id, "Scores by aspect of the runs that lead",
                   &(od_radar){heads, n_axes, names, values, n});
    od_html_raw(p->h, "</figure>\n");
}

/* ---- the table ---- */

static void put_head(const page *p)
{
    const od_sheet *s = p->s;
    od_html *h = p->h;

    od_html_raw(h, "<thead><tr>");
    od_html_sorter(h, "rank", "1 is best; 1-3: the data allow any place from 1 to 3", true);
    od_html_sorter(h, "model", NULL, false);
    od_html_sorter(h, s->board->primary, "the headline, by which runs are ranked; percent", true);
    if (s->baseline)
        od_html_sorter(h, "change", "difference to the baseline in points", true);
    if (s->unread)
        od_html_sorter(h, "unread", "answers that could not be read, which count as answers without boxes",
                       true);
    if (s->warnings)
        od_html_sorter(h, "warnings", "what was suspicious about the input; the run's page has them", true);
    od_html_sorter(h, "rules", "reference: as the reference implementation; corrected: its defects mended",
                   false);
    for (uint32_t i = 0; i < s->n_columns; i++)
        od_html_sorter(h, s->columns[i].head, s->columns[i].title, true);
    od_html_raw(h, "</tr></thead>\n");
}

static void begin_number(const page *p, double key, const char *kind)
{
    od_html_printf(p->h, "<td class=\"n%s\"", kind);
    od_html_key(p->h, key);
    od_html_raw(p->h, ">");
}

static const char *mark(bool best, bool second)
{
    return best ? " best" : second ? " second" : "";
}

static void put_marked(const page *p, const char *text, bool best, bool second)
{
    od_html_text(p->h, text);
    od_html_raw(p->h, best     ? "<span class=\"sr\"> (best)</span>"
                      : second ? "<span class=\"sr\"> (second best)</span>"
                               : "");
}

static void put_score(const page *p, const od_sheet_row *row)
{
    od_html *h = p->h;
    char *link = NULL;

    if (h->st == OD_OK && p->style->folder)
        h->st = od_run_link(&link, row->rank->run->path, p->style->folder, h->err);
    begin_number(p, row->rank->value, mark(row->best, row->second));
    if (link) {
        od_html_raw(h, "<a href=\"");
        od_html_address(h, link);
        od_html_raw(h, "\">");
    }
    put_marked(p, row->score, row->best, row->second);
    od_html_raw(h, link ? "</a>" : "");
    if (row->interval[0])
        od_html_fill(h, "<small>%</small>", row->interval);
    od_html_raw(h, "</td>");
    free(link);
}

static void put_name(const page *p, const od_sheet_row *row)
{
    od_html *h = p->h;

    od_html_fill(h, "<th scope=\"row\"><bdi>%</bdi>", row->rank->name);
    for (uint32_t i = 0; i < row->n_notes; i++) {
        const uint32_t note = row->notes[i] + 1;

        od_html_raw(h, i ? ", " : "<sup>");
        od_html_printf(h, "<a href=\"#b%zun%u\" aria-label=\"note %u\">%u</a>", p->number, note, note, note);
    }
    od_html_raw(h, row->n_notes ? "</sup>" : "");
    if (row->record->simulated)
        od_html_raw(h, "<small>simulated</small>");
    od_html_raw(h, "</th>");
}

static void put_difference(const page *p, const od_sheet_row *row)
{
    const double d = row->rank->difference;

    begin_number(p, d, !row->differs ? "" : d > 0 ? " up" : " down");
    od_html_text(p->h, row->difference);
    if (row->difference_interval[0])
        od_html_fill(p->h, "<small>%</small>", row->difference_interval);
    od_html_raw(p->h, "</td>");
}

static void put_defects(const page *p, const od_sheet_row *row)
{
    char text[OD_CELL_TEXT];

    if (p->s->unread) {
        begin_number(p, row->unread[0] ? row->n_unread : NAN, "");
        od_html_fill(p->h, "%</td>", row->unread);
    }
    if (p->s->warnings) {
        begin_number(p, row->n_warnings, "");
        od_html_fill(p->h, "%</td>", od_text_count(text, row->n_warnings));
    }
    od_html_fill(p->h, "<td class=\"rules\">%</td>", row->rules);
}

static void put_row(const page *p, const od_sheet_row *row)
{
    char text[OD_CELL_TEXT];

    od_html_raw(p->h, "<tr>");
    begin_number(p, row->rank->rank ? row->rank->rank : NAN, "");
    od_html_fill(p->h, "%</td>", row->place);
    put_name(p, row);
    put_score(p, row);
    if (p->s->baseline)
        put_difference(p, row);
    put_defects(p, row);
    for (uint32_t i = 0; i < p->s->n_columns; i++) {
        const od_sheet_cell *cell = &row->cells[i];

        begin_number(p, cell->value, mark(cell->best, cell->second));
        put_marked(p, od_text_percent(text, cell->value), cell->best, cell->second);
        od_html_raw(p->h, "</td>");
    }
    od_html_raw(p->h, "</tr>\n");
}

static bool is_apart(const page *p, size_t i)
{
    return !p->s->board->forced && !p->s->rows[i].rank->comparable;
}

static void put_table(const page *p)
{
    const od_sheet *s = p->s;
    const size_t columns = 4 + s->n_columns + s->baseline + s->unread + s->warnings;

    od_html_fill(p->h,
                 "<div class=\"scroll\" role=\"region\" aria-label=\"Ranking of %\" tabindex=\"0\">\n"
                 "<table class=\"sortable board\">\n",
                 s->board->bench);
    put_head(p);
    od_html_raw(p->h, "<tbody>\n");
    for (size_t i = 0; i < s->n; i++) {
        if (is_apart(p, i) && (i == 0 || !is_apart(p, i - 1)))
            od_html_printf(p->h,
                           "</tbody>\n<tbody class=\"fixed\"><tr><th class=\"apart\" colspan=\"%zu\">Not "
                           "comparable with the runs above, so not ranked</th></tr></tbody>\n<tbody>\n",
                           columns);
        put_row(p, &s->rows[i]);
    }
    od_html_raw(p->h, "</tbody>\n</table>\n</div>\n");
}

/* ---- what is said under it ---- */

static void put_under(const page *p)
{
    const od_sheet *s = p->s;

    od_html_raw(p->h, "<p class=\"hint\">In percent. <b class=\"best\">Best</b> and <span class=\"second\">"
                      "second best</span> of a column are marked. A click on a heading sorts.</p>\n");
    if (s->n_remarks) {
        od_html_raw(p->h, "<ul>\n");
        for (uint32_t i = 0; i < s->n_remarks; i++)
            od_html_fill(p->h, "<li>%</li>\n", s->remarks[i]);
        od_html_raw(p->h, "</ul>\n");
    }
    if (s->n_notes) {
        od_html_raw(p->h, "<ol class=\"notes\">\n");
        for (uint32_t i = 0; i < s->n_notes; i++) {
            od_html_printf(p->h, "<li id=\"b%zun%u\">", p->number, i + 1);
            od_html_fill(p->h, "%</li>\n", s->notes[i]);
        }
        od_html_raw(p->h, "</ol>\n");
    }
}

static void put_board(const page *p)
{
    const od_board *b = p->s->board;

    od_html_fill(p->h, "<section>\n<h2>%</h2>\n", b->bench);
    if (b->title)
        od_html_fill(p->h, "<p>%</p>\n", b->title);
    if (b->forced && b->n_incomparable)
        od_html_raw(p->h, "<p class=\"alarm\">Runs that cannot be compared are ranked together here, because "
                          "that was forced; below the table is said in what they differ.</p>\n");
    od_html_raw(p->h, "<div class=\"charts\">\n");
    put_bars(p);
    put_radar(p);
    od_html_raw(p->h, "</div>\n");
    put_table(p);
    put_under(p);
    od_html_raw(p->h, "</section>\n");
}

static od_status html_write(const od_boards *boards, const od_board_style *style, od_buffer *text,
                            od_error *err)
{
    od_html h = {.err = err};

    od_html_begin(&h, "Leaderboard");
    od_html_raw(&h, "<header><h1>Leaderboard</h1></header>\n");
    for (size_t i = 0; i < boards->n && h.st == OD_OK; i++) {
        od_sheet s = {0};

        if ((h.st = od_sheet_make(&s, &boards->list[i], err)) == OD_OK)
            put_board(&(page){&h, &s, style, i + 1});
        od_sheet_release(&s);
    }
    od_html_end(&h, OD_VERSION);
    if (h.st == OD_OK)
        h.st = od_buffer_add(text, h.text.bytes, h.text.n, err);
    od_buffer_free(&h.text);
    return h.st;
}

const od_board_form od_board_html = {
    .name = "html",
    .title = "a page of its own, without network",
    .extension = ".html",
    .write = html_write,
};
