/* compare_table.c: a comparison for terminals. */
#include "report/compare_report.h"
#include "report/text.h"

enum { WIDTH = 80 };

static const char bold[] = "\033[1m", yellow[] = "\033[33m", plain[] = "\033[0m";

typedef struct form {
    const od_compare_page *page;
    const od_report_style *style;
    unsigned width;
    od_buffer *out;
    od_error *err;
} form;

static od_status wrap(const form *f, const char *text, const char *first, const char *rest,
                      const char *colour)
{
    const bool paint = colour && f->style->colour;
    const od_wrap w = {first, rest, paint ? colour : "", paint ? plain : "", f->width};

    return od_text_wrap(f->out, text, &w, f->err);
}

static od_status gap(const form *f)
{
    return od_buffer_add(f->out, "\n", 1, f->err);
}

static od_status put_run(const form *f, const char *letter, const od_run_file *run)
{
    od_buffer text = {0};
    od_status st = run->record->model
                       ? od_buffer_printf(&text, f->err, "%s (%s)%s", run->record->model, run->path,
                                          run->record->simulated ? ", no model was run" : "")
                       : od_buffer_printf(&text, f->err, "%s", run->path);

    if (st == OD_OK)
        st = wrap(f, text.bytes, letter, "   ", NULL);
    od_buffer_free(&text);
    return st;
}

static od_status put_title(const form *f, const od_compared *other)
{
    const od_record *r = f->page->baseline->record;
    od_buffer title = {0};
    od_status st =
        od_buffer_printf(&title, f->err, "%s \u00b7 rules %s \u00b7 mode %s", r->bench, r->rules, r->mode);

    if (st == OD_OK && (st = wrap(f, title.bytes, "", "  ", bold)) == OD_OK &&
        (st = put_run(f, "A  ", f->page->baseline)) == OD_OK)
        st = put_run(f, "B  ", other->run);
    od_buffer_free(&title);
    return st;
}

static od_status put_obstacles(const form *f, const od_obstacles *obstacles, bool forced)
{
    od_buffer line = {0};
    od_status st;

    if (obstacles->n == 0)
        return OD_OK;
    if ((st = gap(f)) != OD_OK ||
        (st = wrap(f, forced ? "not comparable, compared by force:" : "not comparable:", "", "", yellow)) !=
            OD_OK)
        return st;
    for (size_t i = 0; i < obstacles->n && st == OD_OK; i++) {
        const od_obstacle *o = &obstacles->list[i];

        line.n = 0;
        if ((st = od_buffer_printf(&line, f->err, "%s: %s (A: %s, B: %s)", o->field, o->why, o->a, o->b)) ==
            OD_OK)
            st = wrap(f, line.bytes, "- ", "  ", yellow);
    }
    od_buffer_free(&line);
    return st;
}

static od_status put_grid(const void *form_given, const od_grid *g)
{
    const form *f = form_given;
    od_status st = gap(f);

    return st == OD_OK ? od_grid_align(f->out, g, f->width, f->style->colour, f->err) : st;
}

static od_status put_scores(const form *f, const od_compared *other)
{
    od_buffer legend = {0};
    od_status st;

    if ((st = od_compare_each_grid(f->page, other, f->style->verbose, put_grid, f, f->err)) == OD_OK &&
        (st = od_compare_legend(&legend, f->page, other, f->err)) == OD_OK && (st = gap(f)) == OD_OK)
        st = wrap(f, legend.bytes, "", "", NULL);
    od_buffer_free(&legend);
    return st;
}

static od_status put_movers(const form *f, const char *what, const char *score, const od_mover *movers,
                            size_t n)
{
    od_buffer title = {0};
    od_grid g = {0};
    od_status st;

    if (n == 0)
        return OD_OK;
    if ((st = od_buffer_printf(&title, f->err, "%s that changed most, by %s", what, score)) == OD_OK &&
        (st = gap(f)) == OD_OK && (st = wrap(f, title.bytes, "", "  ", bold)) == OD_OK &&
        (st = od_compare_grid_movers(&g, movers, n, f->err)) == OD_OK)
        st = od_grid_align(f->out, &g, f->width, f->style->colour, f->err);
    od_buffer_free(&title);
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
        (st = put_movers(f, "categories", c->category_score, c->categories, c->n_categories)) != OD_OK)
        return st;
    return put_movers(f, "images", c->image_score, c->images, c->n_images);
}

static od_status table_write(const od_compare_page *page, const od_report_style *style, od_buffer *text,
                             od_error *err)
{
    const form f = {page, style, style->width ? style->width : WIDTH, text, err};
    od_status st = OD_OK;

    for (size_t i = 0; i < page->n && st == OD_OK; i++) {
        if (i > 0)
            st = od_buffer_add(text, "\n\n", 2, err);
        if (st == OD_OK)
            st = put_other(&f, &page->others[i]);
    }
    return st;
}

const od_compare_report od_compare_report_table = {
    .name = "table",
    .extension = ".txt",
    .write = table_write,
};
