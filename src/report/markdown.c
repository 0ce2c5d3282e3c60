/* markdown.c: the report as GitHub shows it in issues and summaries. */
#include "report/markup.h"
#include "report/parts.h"

typedef struct page {
    const od_record *record;
    od_buffer *out;
    od_error *err;
} page;

static od_status put(const page *p, const char *markup)
{
    return od_buffer_printf(p->out, p->err, "%s", markup);
}

static od_status put_text(const page *p, const char *text)
{
    return od_markdown_text(p->out, text, p->err);
}

static od_status put_all(const page *p, const char *before, const char *text, const char *after)
{
    od_status st;

    if ((st = put(p, before)) != OD_OK || (st = put_text(p, text)) != OD_OK)
        return st;
    return put(p, after);
}

/* ---- the page ---- */

static od_status put_run(const page *p)
{
    od_buffer run = {0};
    od_status st = od_grid_run(&run, p->record, p->err);

    if (st == OD_OK && run.n)
        st = put_all(p, "Run with ", run.bytes, ".\n\n");
    od_buffer_free(&run);
    return st;
}

static od_status put_title(const void *page_given)
{
    const page *p = page_given;
    const od_record *r = p->record;
    od_status st;

    if ((st = put_all(p, "## ", r->bench, "")) != OD_OK ||
        (st = r->model ? put_all(p, ": ", r->model, "") : OD_OK) != OD_OK ||
        (st = put_all(p, "\n\nRules ", r->rules, "")) != OD_OK ||
        (st = put_all(p, ", mode ", r->mode, "")) != OD_OK ||
        (st = put_all(p, "; odeval ", r->odeval, ".\n\n")) != OD_OK || (st = put_run(p)) != OD_OK)
        return st;
    return r->simulated ? put_all(p, "**", od_simulated_note, "**\n\n") : OD_OK;
}

static od_status put_scores(const void *page_given)
{
    const page *p = page_given;
    const od_record *r = p->record;
    od_buffer legend = {0};
    od_grid g = {0};
    od_status st;

    st = od_report_has_levels(r) ? od_grid_levels(&g, r, p->err) : od_grid_scores(&g, r, p->err);
    if (st != OD_OK || (st = od_markdown_grid(p->out, &g, p->err)) != OD_OK ||
        (st = od_grid_legend(&legend, r, p->err)) != OD_OK)
        goto done;
    st = put_all(p, "\n", legend.bytes, "\n");
done:
    od_buffer_free(&legend);
    od_grid_free(&g);
    return st;
}

static od_status put_answers(const void *page_given, const char *sentence, bool first)
{
    return put_all(page_given, first ? "\n- " : "- ", sentence, "\n");
}

static od_status put_categories(const void *page_given, const od_record_subset *s)
{
    const page *p = page_given;
    od_grid g = {0};
    od_status st;

    if ((st = put_all(p, "\n### Categories of ", s->name, "\n\n")) == OD_OK &&
        (st = od_grid_categories(&g, s, p->err)) == OD_OK)
        st = od_markdown_grid(p->out, &g, p->err);
    od_grid_free(&g);
    return st;
}

static od_status put_warning(const void *page_given, const od_record_warning *w)
{
    const page *p = page_given;
    od_buffer effect = {0};
    od_status st;

    if ((st = put(p, "- ")) != OD_OK || (st = w->subset ? put_all(p, "", w->subset, ": ") : OD_OK) != OD_OK ||
        (st = put_text(p, w->text)) != OD_OK)
        return st;
    if (w->effect.n && (st = od_effect_text(&effect, w, p->err)) == OD_OK)
        st = put_all(p, " (", effect.bytes, ")");
    od_buffer_free(&effect);
    return st == OD_OK ? put(p, "\n") : st;
}

static od_status put_heading(const void *page_given, bool notices)
{
    return put(page_given, notices ? "\n### Notices\n\n" : "\n### Warnings\n\n");
}

static const od_report_parts parts = {
    .title = put_title,
    .scores = put_scores,
    .answers = put_answers,
    .categories = put_categories,
    .heading = put_heading,
    .warning = put_warning,
};

static od_status markdown_write(const od_record *record, const od_report_style *style, od_buffer *text,
                                od_error *err)
{
    const page p = {record, text, err};

    return od_report_in_parts(&parts, &p, record, style, err);
}

const od_report od_report_markdown = {
    .name = "markdown",
    .title = "tables for GitHub and other readers of Markdown",
    .extension = ".md",
    .write = markdown_write,
};
