/* table.c: the report for terminals, readable without colour. */
#include "report/grid.h"
#include "report/parts.h"
#include "report/text.h"

enum { WIDTH = 80 };

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

/* ---- the page ---- */

static od_status put_run(const page *p)
{
    od_buffer line = {0};
    od_status st = od_buffer_printf(&line, p->err, "run with ");
    const size_t begun = line.n;

    if (st == OD_OK && (st = od_grid_run(&line, p->record, p->err)) == OD_OK && line.n > begun)
        st = wrap(p, line.bytes, "", "  ", NULL);
    od_buffer_free(&line);
    return st;
}

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
    if (st == OD_OK && (st = put_run(p)) == OD_OK)
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
    if (st != OD_OK || (st = od_grid_align(p->out, &g, p->width, p->style->colour, p->err)) != OD_OK ||
        (st = put(p, "\n")) != OD_OK || (st = od_grid_legend(&legend, r, p->err)) != OD_OK)
        goto done;
    st = wrap(p, legend.bytes, "", "", NULL);
done:
    od_buffer_free(&legend);
    od_grid_free(&g);
    return st;
}

static od_status put_answers(const void *page_given, const char *sentence, bool first)
{
    const page *p = page_given;
    od_status st = first ? put(p, "\n") : OD_OK;

    return st == OD_OK ? wrap(p, sentence, "", "  ", NULL) : st;
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
    st = od_grid_align(p->out, &g, p->width, p->style->colour, p->err);
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
    .answers = put_answers,
    .categories = put_categories,
    .heading = put_heading,
    .warning = put_warning,
};

static od_status table_write(const od_record *record, const od_report_style *style, od_buffer *text,
                             od_error *err)
{
    const page p = {record, style, style->width ? style->width : WIDTH, text, err};

    return od_report_in_parts(&parts, &p, record, style, err);
}

const od_report od_report_table = {
    .name = "table",
    .title = "aligned text for a terminal",
    .extension = ".txt",
    .write = table_write,
};
