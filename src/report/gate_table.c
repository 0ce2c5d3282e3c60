/* gate_table.c: the gate for terminals and logs. */
#include "report/compare_report.h"
#include "report/gate_report.h"
#include "report/text.h"

enum { WIDTH = 80 };

static const char bold[] = "\033[1m", red[] = "\033[31m", yellow[] = "\033[33m", green[] = "\033[32m",
                  plain[] = "\033[0m";

typedef struct form {
    const od_gate_page *page;
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

static const char *colour_of(const od_gate_page *page)
{
    if (page->gate && page->gate->verdict == OD_VERDICT_PASS)
        return green;
    return page->gate && page->gate->verdict == OD_VERDICT_INCONCLUSIVE ? yellow : red;
}

static od_status put_title(const form *f)
{
    const od_gate_page *p = f->page;
    od_buffer text = {0};
    od_status st = od_buffer_printf(&text, f->err, "gate: %s", od_gate_page_verdict(p));

    if (st == OD_OK && (st = wrap(f, text.bytes, "", "  ", colour_of(p))) == OD_OK) {
        text.n = 0;
        st = od_buffer_printf(&text, f->err, "%s \u00b7 %s \u00b7 baseline %s, candidate %s",
                              p->baseline->record->bench, od_run_title(p->candidate), p->baseline->path,
                              p->candidate->path);
    }
    if (st == OD_OK)
        st = wrap(f, text.bytes, "", "  ", NULL);
    od_buffer_free(&text);
    return st;
}

static od_status put_obstacles(const form *f)
{
    const od_obstacles *o = f->page->obstacles;
    od_buffer text = {0};
    od_status st;

    if (o->n == 0)
        return OD_OK;
    if ((st = wrap(f, f->page->gate ? "not comparable, compared by force:" : "the runs differ in:", "", "",
                   yellow)) != OD_OK)
        return st;
    for (size_t i = 0; i < o->n && st == OD_OK; i++) {
        text.n = 0;
        if ((st = od_obstacle_sentence(&text, &o->list[i], f->err)) == OD_OK)
            st = wrap(f, text.bytes, "- ", "  ", yellow);
    }
    od_buffer_free(&text);
    return st;
}

static od_status put_rule(const form *f, const od_gate_result *r)
{
    od_buffer text = {0};
    od_status st = od_buffer_printf(&text, f->err, "%s: %s: ", r->rule->path, od_verdict_name(r->verdict));

    if (st == OD_OK && (st = od_gate_sentence(&text, r, f->err)) == OD_OK)
        st = wrap(f, text.bytes, "- ", "  ", r->verdict == OD_VERDICT_PASS ? NULL : bold);
    od_buffer_free(&text);
    return st;
}

static od_status put_rules(const form *f)
{
    const od_gate *gate = f->page->gate;
    od_grid g = {0};
    od_status st;

    if (!gate)
        return OD_OK;
    if ((st = od_gate_grid(&g, gate, f->err)) == OD_OK &&
        (st = od_grid_align(f->out, &g, f->width, f->style->colour, f->err)) == OD_OK)
        st = od_buffer_add(f->out, "\n", 1, f->err);
    od_grid_free(&g);
    for (size_t i = 0; i < gate->n && st == OD_OK; i++)
        st = put_rule(f, &gate->results[i]);
    return st;
}

static od_status table_write(const od_gate_page *page, const od_report_style *style, od_buffer *text,
                             od_error *err)
{
    const form f = {page, style, style->width ? style->width : WIDTH, text, err};
    od_status st;

    if ((st = put_title(&f)) != OD_OK || (st = od_buffer_add(text, "\n", 1, err)) != OD_OK ||
        (st = put_obstacles(&f)) != OD_OK)
        return st;
    if (page->gate && page->obstacles->n && (st = od_buffer_add(text, "\n", 1, err)) != OD_OK)
        return st;
    if ((st = put_rules(&f)) != OD_OK || !page->updates)
        return st;
    return od_buffer_printf(text, err, "\nThe candidate is the new baseline.\n");
}

const od_gate_report od_gate_report_table = {.name = "table", .write = table_write};
