#include <string.h>

#include "benchmark/benchmark.h"
#include "cli/topics.h"

static od_status collect(od_listing *listing, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < od_bench_count() && st == OD_OK; i++) {
        od_bench *bench = NULL;
        if ((st = od_bench_at(&bench, i, err)) == OD_OK)
            st = od_listing_add(listing, bench->name, bench->title, err);
        od_bench_free(bench);
    }
    return st;
}

/* "Word:     text", filled, when there is a text. */
static void line(od_page *page, const char *word, const char *text)
{
    if (!text || !*text)
        return;
    od_page_printf(page, "%-12s", word);
    od_page_fill(page, 12, 12, od_str_of(text));
}

static void describe_subsets(od_page *page, const od_bench *b)
{
    if (b->one_set)
        return;
    od_page_printf(page, "\nSubsets:\n");
    for (uint32_t i = 0; i < b->n_subsets; i++)
        od_page_printf(page, "  %-14s asked for %s%s\n", b->subsets[i].name,
                       b->subsets[i].labels_asked ? "the image's own labels" : "all categories",
                       b->subsets[i].optional ? "; optional" : "");
}

static od_status describe_lists(od_page *page, const od_bench *b, const char *heading,
                                const od_bench_list *lists, uint32_t n, od_error *err)
{
    od_buffer members = {0};
    od_status st = OD_OK;

    if (n > 0)
        od_page_printf(page, "\n%s:\n", heading);
    for (uint32_t i = 0; i < n && st == OD_OK; i++) {
        const od_bench_list *list = &lists[i];
        members.n = 0;
        st = od_buffer_printf(&members, err, "%s", list->of_groups ? "of groups" : "of");
        for (uint32_t k = 0; k < list->n_members && st == OD_OK; k++)
            st = od_buffer_printf(&members, err, "%s %s", k ? "," : "",
                                  list->of_groups ? b->groups[list->members[k]].name
                                                  : b->subsets[list->members[k]].name);
        if (st == OD_OK && lists == b->averages && i == b->headline)
            st = od_buffer_printf(&members, err, "; the headline");
        if (st == OD_OK)
            od_page_item(page, 2, 17, list->name, members.bytes);
    }
    od_buffer_free(&members);
    return st;
}

static void describe_protocol(od_page *page, const od_bench *b)
{
    char text[160];

    od_page_printf(page, "\nProtocol:\n");
    for (size_t i = 0; i < b->n_metrics; i++)
        od_page_printf(page, "%s%s", i ? ", " : "  metrics        ",
                       od_metric_use_text(&b->metrics[i], text, sizeof text));
    od_page_printf(page, "\n  ranked by      %s\n", b->primary);
    od_page_printf(page, "  mode           %s\n", od_mode_name(b->mode));
    if (b->filter)
        od_page_printf(page, "  filter         %s, boxes %u\n", b->filter->name,
                       b->boxes ? b->boxes : b->filter->boxes);
    if (od_protocol_is_default(&b->protocol))
        return;
    od_page_printf(page, "  iou            %s\n", od_protocol_iou_text(&b->protocol, text, sizeof text));
    od_page_printf(page, "  area           %s\n", od_protocol_areas_text(&b->protocol, text, sizeof text));
    od_page_printf(page, "  max_dets       %s\n", od_protocol_max_dets_text(&b->protocol, text, sizeof text));
}

static void describe_layout(od_page *page, const od_bench *b)
{
    od_page_printf(page, "\nFiles, below the data root (--data DIR):\n");
    for (uint32_t i = 0; i < b->n_subsets; i++)
        od_page_printf(page, "  %s, images in %s\n", b->subsets[i].annotations, b->subsets[i].images);
}

/* "nms_AP celebrity 13.2, logo 26.5" from item i on, as long as it is the same model's; returns the next
 * item. */
static uint32_t published_row(const od_bench *b, uint32_t i, od_buffer *row, od_page *page)
{
    const od_bench_published *first = &b->published[i], *p = first;

    for (; i < b->n_published && strcmp(b->published[i].model, first->model) == 0; i++) {
        bool same = row->n && p->subset != OD_NONE && strcmp(b->published[i].score, p->score) == 0;
        p = &b->published[i];
        if (page->st == OD_OK)
            page->st =
                od_buffer_printf(row, page->err, "%s%s%s%s %.4g", row->n ? ", " : "", same ? "" : p->score,
                                 p->subset == OD_NONE || same ? "" : " ",
                                 p->subset == OD_NONE ? "" : b->subsets[p->subset].name, p->value * 100);
    }
    return i;
}

/* All numbers of one model follow each other in a definition. */
static void describe_published(od_page *page, const od_bench *b)
{
    if (b->n_published > 0)
        od_page_printf(page, "\nPublished, as the sources print them (x100):\n");
    for (uint32_t i = 0; i < b->n_published;) {
        const char *model = b->published[i].model;
        od_buffer row = {0};
        i = published_row(b, i, &row, page);
        od_page_item(page, 2, 6, model, row.bytes ? row.bytes : "");
        od_buffer_free(&row);
    }
}

static od_status describe_bench(od_page *page, const od_bench *b, od_error *err)
{
    od_status st;

    od_page_title(page, b->name, b->title);
    line(page, "About:", b->about);
    line(page, "Source:", b->source);
    for (const char **alias = b->aliases; *alias; alias++)
        line(page, alias == b->aliases ? "Also:" : "", *alias);
    describe_subsets(page, b);
    if ((st = describe_lists(page, b, "Groups", b->groups, b->n_groups, err)) != OD_OK ||
        (st = describe_lists(page, b, "Averages", b->averages, b->n_averages, err)) != OD_OK)
        return st;
    describe_protocol(page, b);
    describe_layout(page, b);
    describe_published(page, b);
    if (b->prompt) {
        od_page_printf(page, "\nPrompt:\n  ");
        od_page_fill(page, 2, 2, od_str_of(b->prompt));
    }
    return OD_OK;
}

/* A name, or the path of somebody's own definition. */
static od_status describe(od_page *page, const char *name, bool *known, od_error *err)
{
    od_error unknown = {0};
    od_bench *bench = NULL;
    od_status st = od_bench_open(&bench, name, &unknown);

    *known = st != OD_USAGE;
    if (st == OD_USAGE)
        return OD_OK;
    if (st == OD_OK)
        st = describe_bench(page, bench, err);
    else
        *err = unknown;
    od_bench_free(bench);
    return st;
}

const od_topic od_topic_benches = {
    .list = "benches",
    .heading = "Benchmarks (--bench)",
    .note = "odeval help BENCH prints what it asks, where its files lie, and published results.",
    .collect = collect,
    .describe = describe,
};
