/* gate_markdown.c: the gate as a comment of a pull request or a summary of a job. */
#include <string.h>

#include "report/compare_report.h"
#include "report/gate_report.h"
#include "report/markup.h"

typedef struct form {
    const od_gate_page *page;
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

static od_status put_title(const form *f)
{
    const od_gate_page *p = f->page;
    od_status st;

    if ((st = put_all(f, "## odeval gate: ", od_gate_page_verdict(p), "\n\n")) != OD_OK ||
        (st = put_all(f, "", p->baseline->record->bench, ": ")) != OD_OK ||
        (st = put_all(f, "", od_run_title(p->candidate), " (")) != OD_OK ||
        (st = put_all(f, "", p->candidate->path, ") against ")) != OD_OK ||
        (st = put_all(f, "", od_run_title(p->baseline), " (")) != OD_OK)
        return st;
    return put_all(f, "", p->baseline->path, ").\n");
}

static od_status put_obstacles(const form *f)
{
    const od_obstacles *o = f->page->obstacles;
    od_buffer text = {0};
    od_status st;

    if (o->n == 0)
        return OD_OK;
    st = put(f, f->page->gate ? "\n**Not comparable, compared by force:**\n\n" : "\nThe runs differ in:\n\n");
    for (size_t i = 0; i < o->n && st == OD_OK; i++) {
        text.n = 0;
        if ((st = od_obstacle_sentence(&text, &o->list[i], f->err)) == OD_OK)
            st = put_all(f, "- ", text.bytes, "\n");
    }
    od_buffer_free(&text);
    return st;
}

static od_status put_rules(const form *f)
{
    const od_gate *gate = f->page->gate;
    od_buffer text = {0};
    od_grid g = {0};
    od_status st;

    if (!gate)
        return OD_OK;
    if ((st = put(f, "\n")) == OD_OK && (st = od_gate_grid(&g, gate, f->err)) == OD_OK &&
        (st = od_markdown_grid(f->out, &g, f->err)) == OD_OK)
        st = put(f, "\n");
    od_grid_free(&g);
    for (size_t i = 0; i < gate->n && st == OD_OK; i++) {
        text.n = 0;
        if ((st = od_gate_sentence(&text, &gate->results[i], f->err)) == OD_OK &&
            (st = put_all(f, "- ", gate->results[i].rule->path, ": ")) == OD_OK)
            st = put_all(f, "", text.bytes, "\n");
    }
    od_buffer_free(&text);
    return st;
}

static od_status markdown_write(const od_gate_page *page, const od_report_style *style, od_buffer *text,
                                od_error *err)
{
    const form f = {page, text, err};
    od_status st;

    (void)style;
    if ((st = put_title(&f)) != OD_OK || (st = put_obstacles(&f)) != OD_OK || (st = put_rules(&f)) != OD_OK)
        return st;
    return page->updates ? put(&f, "\nThe candidate is the new baseline.\n") : OD_OK;
}

const od_gate_report od_gate_report_markdown = {.name = "markdown", .write = markdown_write};
