/* compare_markdown.c: a comparison as GitHub shows it. */
#include <string.h>

#include "report/compare_report.h"
#include "report/markup.h"

typedef struct form {
    const od_compare_page *page;
    const od_report_style *style;
    od_buffer *out;
    od_error *err;
} form;

static od_status put(const form *f, const char *markup)
{
    return od_buffer_add(f->out, markup, strlen(markup), f->err);
}

static od_status put_all(const form *f, const char *before, const char *text, const char *after)
{
    od_status st;

    if ((st = put(f, before)) != OD_OK || (st = od_markdown_text(f->out, text, f->err)) != OD_OK)
        return st;
    return put(f, after);
}

static od_status put_title(const form *f, const od_compared *other)
{
    const od_record *r = f->page->baseline->record;
    od_status st;

    if ((st = put_all(f, "## ", r->bench, ": ")) != OD_OK ||
        (st = put_all(f, "", od_run_title(other->run), " against ")) != OD_OK ||
        (st = put_all(f, "", od_run_title(f->page->baseline), "\n\n")) != OD_OK ||
        (st = put_all(f, "A: ", f->page->baseline->path, ", ")) != OD_OK ||
        (st = put_all(f, "B: ", other->run->path, "; ")) != OD_OK ||
        (st = put_all(f, "rules ", r->rules, ", ")) != OD_OK)
        return st;
    return put_all(f, "mode ", r->mode, ".\n\n");
}

static od_status put_grid(const void *form_given, const od_grid *g)
{
    const form *f = form_given;
    od_status st = od_markdown_grid(f->out, g, f->err);

    return st == OD_OK ? put(f, "\n") : st;
}

static od_status put_obstacles(const form *f, const od_obstacles *obstacles, bool forced)
{
    od_grid g = {0};
    od_status st;

    if (obstacles->n == 0)
        return OD_OK;
    if ((st = put(f, forced ? "**Not comparable, compared by force:**\n\n" : "**Not comparable:**\n\n")) ==
            OD_OK &&
        (st = od_obstacles_grid(&g, obstacles, f->err)) == OD_OK)
        st = put_grid(f, &g);
    od_grid_free(&g);
    return st;
}

static od_status put_scores(const form *f, const od_compared *other)
{
    od_buffer legend = {0};
    od_status st;

    if ((st = od_compare_each_grid(f->page, other, f->style->verbose, put_grid, f, f->err)) == OD_OK &&
        (st = od_compare_legend(&legend, f->page, other, f->err)) == OD_OK)
        st = put_all(f, "", legend.bytes, "\n");
    od_buffer_free(&legend);
    return st;
}

static od_status put_movers(const form *f, const char *title, const char *score, const od_mover *movers,
                            size_t n)
{
    od_grid g = {0};
    od_status st;

    if (n == 0)
        return OD_OK;
    if ((st = put_all(f, title, score, "\n\n")) == OD_OK &&
        (st = od_compare_grid_movers(&g, movers, n, f->err)) == OD_OK)
        st = od_markdown_grid(f->out, &g, f->err);
    od_grid_free(&g);
    return st;
}

static od_status put_other(const form *f, const od_compared *other)
{
    const od_comparison *c = other->comparison;
    od_status st;

    if ((st = put_title(f, other)) != OD_OK || (st = put_obstacles(f, other->obstacles, c)) != OD_OK || !c)
        return st;
    if ((st = put_scores(f, other)) != OD_OK ||
        (st = put_movers(f, "\n### Categories that changed most, by ", c->category_score, c->categories,
                         c->n_categories)) != OD_OK)
        return st;
    return put_movers(f, "\n### Images that changed most, by ", c->image_score, c->images, c->n_images);
}

static od_status markdown_write(const od_compare_page *page, const od_report_style *style, od_buffer *text,
                                od_error *err)
{
    const form f = {page, style, text, err};
    od_status st = OD_OK;

    for (size_t i = 0; i < page->n && st == OD_OK; i++)
        if ((st = i ? put(&f, "\n") : OD_OK) == OD_OK)
            st = put_other(&f, &page->others[i]);
    return st;
}

const od_compare_report od_compare_report_markdown = {
    .name = "markdown",
    .extension = ".md",
    .write = markdown_write,
};
