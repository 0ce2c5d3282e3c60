#include "report/run_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/version.h"
#include "report/grid.h"
#include "report/run_parts.h"
#include "report/text.h"

/* One line a section, in their order on the page. */
static const od_run_section *const sections[] = {
    &od_run_warnings, &od_run_subsets, &od_run_scores,     &od_run_curves,  &od_run_sizes,
    &od_run_answers,  &od_run_ledger,  &od_run_categories, &od_run_gallery,
};

enum { N_SECTIONS = sizeof sections / sizeof sections[0] };

static const od_record_range *find_interval(const od_record_ranges *intervals, const char *score)
{
    for (uint32_t i = 0; i < intervals->n; i++)
        if (strcmp(intervals->list[i].name, score) == 0 && !isnan(intervals->list[i].low))
            return &intervals->list[i];
    return NULL;
}

void od_run_interval(od_html *h, const od_record_ranges *intervals, const char *score)
{
    const od_record_range *range = find_interval(intervals, score);
    char low[OD_CELL_TEXT], high[OD_CELL_TEXT];

    if (range)
        od_html_fill(h, "<small>% to %</small>", od_text_percent(low, range->low),
                     od_text_percent(high, range->high));
}

/* ---- the top ---- */

static void put_fact(od_html *h, const char *name, const char *value)
{
    if (value && value[0])
        od_html_fill(h, "<dt>%</dt><dd>%</dd>\n", name, value);
}

static void put_run(od_html *h, const od_record *r)
{
    od_buffer run = {0};

    if (h->st == OD_OK)
        h->st = od_grid_run(&run, r, h->err);
    put_fact(h, "run with", run.bytes);
    od_buffer_free(&run);
}

static void put_params(od_html *h, const od_record *r)
{
    if (r->params_default)
        return;
    od_html_raw(h, "<dt>protocol</dt><dd>not the benchmark's own:");
    for (uint32_t i = 0; i < r->n_params; i++)
        od_html_fill(h, "% %: %", i ? ";" : "", r->params[i].name,
                     r->params[i].value ? r->params[i].value : "");
    od_html_raw(h, "</dd>\n");
}

static void put_facts(od_html *h, const od_record *r)
{
    char text[OD_CELL_TEXT], percent[OD_CELL_TEXT];

    od_html_raw(h, "<dl class=\"facts\">\n");
    put_fact(h, "benchmark", r->bench_title);
    put_run(h, r);
    put_fact(h, "rules", r->rules);
    put_fact(h, "mode", r->mode);
    put_fact(h, "frame of boxes", r->frame);
    put_fact(h, "reader of answers", r->reader);
    put_params(h, r);
    if (r->resamples)
        od_html_fill(h, "<dt>intervals</dt><dd>% percent, from % resamples of the images</dd>\n",
                     od_text_count(percent, r->confidence * 100), od_text_count(text, r->resamples));
    od_html_raw(h, "</dl>\n");
}

static const char *headline_title(const od_record *r)
{
    for (uint32_t i = 0; r->headline && i < r->n_averages; i++)
        if (strcmp(r->averages[i].name, r->headline) == 0 && r->averages[i].title)
            return r->averages[i].title;
    return r->headline ? r->headline : "of the whole set";
}

static void put_card(od_html *h, const od_record *r, const od_named_value *score, bool headline)
{
    char text[OD_CELL_TEXT], meaning[200];

    od_html_fill(h, headline ? "<li class=\"headline\" title=\"%\">" : "<li title=\"%\">",
                 od_score_meaning(r, score->name, meaning, sizeof meaning));
    od_html_fill(h, "% <b>%</b>", score->name, od_text_percent(text, score->value));
    od_run_interval(h, &r->intervals, score->name);
    if (headline)
        od_html_fill(h, "<small>%</small>", headline_title(r));
    od_html_raw(h, "</li>\n");
}

static bool is_card(const char *name)
{
    static const char *const names[] = {
        "AP", "nms_AP", "AP50", "nms_AP50", "greedy_precision", "greedy_recall", "greedy_f1"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void put_cards(od_html *h, const od_record *r)
{
    char text[OD_CELL_TEXT];

    od_html_raw(h, "<ul class=\"cards\">\n");
    for (uint32_t i = 0; i < r->overall.n; i++)
        if (strcmp(r->overall.list[i].name, r->primary) == 0)
            put_card(h, r, &r->overall.list[i], true);
    for (uint32_t i = 0; i < r->overall.n; i++)
        if (strcmp(r->overall.list[i].name, r->primary) != 0 && is_card(r->overall.list[i].name))
            put_card(h, r, &r->overall.list[i], false);
    for (uint32_t i = 0; i < r->counts.n; i++)
        od_html_fill(h, "<li>% <b>%</b></li>\n", r->counts.list[i].name,
                     od_text_count(text, r->counts.list[i].value));
    od_html_raw(h, "</ul>\n");
}

static void put_top(od_html *h, const od_record *r)
{
    od_html_fill(h, "<header><h1><bdi>%</bdi> on %</h1></header>\n",
                 r->model ? r->model : "A model without name", r->bench);
    if (r->simulated)
        od_html_fill(h, "<p class=\"alarm\">%</p>\n", od_simulated_note);
    put_cards(h, r);
    put_facts(h, r);
}

od_status od_run_page_write(const od_run_page *page, od_buffer *text, od_error *err)
{
    const od_record *r = page->record;
    od_buffer title = {0};
    od_html h = {.err = err};

    h.st = od_buffer_printf(&title, err, "%s on %s", r->model ? r->model : "Run", r->bench);
    od_html_begin(&h, h.st == OD_OK ? title.bytes : "");
    put_top(&h, r);
    for (size_t i = 0; i < N_SECTIONS && h.st == OD_OK; i++) {
        if (!sections[i]->has(page))
            continue;
        od_html_fill(&h, "<section id=\"%\">\n<h2>%</h2>\n", sections[i]->id, sections[i]->title);
        sections[i]->write(&h, page);
        od_html_raw(&h, "</section>\n");
    }
    od_html_end(&h, r->odeval ? r->odeval : OD_VERSION);
    if (h.st == OD_OK)
        h.st = od_buffer_add(text, h.text.bytes, h.text.n, err);
    od_buffer_free(&h.text);
    od_buffer_free(&title);
    return h.st;
}

/* ---- as a report: without a folder for images ---- */

static od_status html_write(const od_record *record, const od_report_style *style, od_buffer *text,
                            od_error *err)
{
    const od_run_page page = {.record = record, .job = style->job};

    return od_run_page_write(&page, text, err);
}

const od_report od_report_html = {
    .name = "html",
    .title = "a page of its own, without network (images: --report DIR)",
    .extension = ".html",
    .write = html_write,
};
