/* run_tables.c: the sections of a run's page that are tables and lists. */
#include <math.h>
#include <string.h>

#include "report/charts.h"
#include "report/grid.h"
#include "report/run_parts.h"
#include "report/text.h"

static void put_percent(od_html *h, double value)
{
    char text[OD_CELL_TEXT];

    od_html_raw(h, "<td class=\"n\"");
    od_html_key(h, value);
    od_html_fill(h, ">%", od_text_percent(text, value));
}

static void put_count(od_html *h, double value)
{
    char text[OD_CELL_TEXT];

    od_html_raw(h, "<td class=\"n\"");
    od_html_key(h, value);
    od_html_fill(h, ">%</td>", od_text_count(text, value));
}

static void begin_table(od_html *h, const char *label, const char *kind)
{
    od_html_fill(h, "<div class=\"scroll%\" role=\"region\" aria-label=\"%\" tabindex=\"0\">\n", kind, label);
}

/* ---- warnings ---- */

static bool has_warnings(const od_run_page *page)
{
    return page->record->n_warnings > 0;
}

static void put_warning(od_html *h, const od_record_warning *w, od_buffer *effect)
{
    od_html_raw(h, "<li>");
    if (w->subset)
        od_html_fill(h, "<b>%</b>: ", w->subset);
    od_html_text(h, w->text);
    effect->n = 0;
    if (w->effect.n && h->st == OD_OK && (h->st = od_effect_text(effect, w, h->err)) == OD_OK)
        od_html_fill(h, " (%)", effect->bytes);
    od_html_raw(h, "</li>\n");
}

static void put_warnings_of(od_html *h, const od_record *r, bool notices)
{
    od_buffer effect = {0};

    od_html_raw(h, "<ul class=\"warnings\">\n");
    for (uint32_t i = 0; i < r->n_warnings; i++)
        if (r->warnings[i].notice == notices)
            put_warning(h, &r->warnings[i], &effect);
    od_html_raw(h, "</ul>\n");
    od_buffer_free(&effect);
}

static void write_warnings(od_html *h, const od_run_page *page)
{
    const od_record *r = page->record;
    uint32_t notices = 0;

    for (uint32_t i = 0; i < r->n_warnings; i++)
        notices += r->warnings[i].notice;
    if (notices < r->n_warnings)
        put_warnings_of(h, r, false);
    if (notices == 0)
        return;
    od_html_printf(h, "<details><summary>%u notice%s</summary>\n", notices, notices == 1 ? "" : "s");
    put_warnings_of(h, r, true);
    od_html_raw(h, "</details>\n");
}

const od_run_section od_run_warnings = {"warnings", "Warnings", has_warnings, write_warnings};

/* ---- subsets ---- */

enum { COLUMNS_MAX = 9 };

/* What a reader looks for first. */
static uint32_t choose_scores(const od_record *r, const char *names[COLUMNS_MAX])
{
    static const char *const standard[] = {"nms_AP",        "AP",       "AP50", "AP75", "greedy_precision",
                                           "greedy_recall", "greedy_f1"};
    uint32_t n = 0;

    names[n++] = r->primary;
    for (size_t i = 0; i < sizeof standard / sizeof standard[0] && n < COLUMNS_MAX; i++)
        if (strcmp(standard[i], r->primary) != 0 && od_record_has(&r->overall, standard[i]))
            names[n++] = standard[i];
    return n;
}

typedef struct level {
    const char *name;
    const od_record_scores *scores, *counts;
    const od_record_ranges *intervals;
    const char *kind; /* of the row */
} level;

static void put_level(od_html *h, const level *l, const od_record *r)
{
    const char *names[COLUMNS_MAX];
    const uint32_t n = choose_scores(r, names);

    od_html_fill(h, "<tr class=\"%\"><th scope=\"row\">%</th>", l->kind, l->name);
    for (uint32_t i = 0; i < n; i++) {
        put_percent(h, od_record_score(l->scores, names[i]));
        od_run_interval(h, l->intervals, names[i]);
        od_html_raw(h, "</td>");
    }
    for (uint32_t i = 0; i < r->counts.n; i++)
        if (l->counts)
            put_count(h, od_record_score(l->counts, r->counts.list[i].name));
        else
            od_html_raw(h, "<td class=\"n\"></td>");
    od_html_raw(h, "</tr>\n");
}

static bool has_levels(const od_run_page *page)
{
    return od_report_has_levels(page->record);
}

static void put_group(od_html *h, const od_record_group *g, const char *kind, const od_record *r)
{
    put_level(h, &(level){g->title ? g->title : g->name, &g->scores, NULL, &g->intervals, kind}, r);
}

static void write_subsets(od_html *h, const od_run_page *page)
{
    const od_record *r = page->record;
    const char *names[COLUMNS_MAX];
    const uint32_t n = choose_scores(r, names);
    char meaning[200];

    begin_table(h, "Subsets, groups and averages", "");
    od_html_raw(h, "<table class=\"sortable board\"><thead><tr>");
    od_html_sorter(h, "subset", NULL, false);
    for (uint32_t i = 0; i < n; i++)
        od_html_sorter(h, names[i], od_score_meaning(r, names[i], meaning, sizeof meaning), true);
    for (uint32_t i = 0; i < r->counts.n; i++)
        od_html_sorter(h, r->counts.list[i].name, NULL, true);
    od_html_raw(h, "</tr></thead>\n<tbody>\n");
    for (uint32_t i = 0; i < r->n_subsets; i++)
        put_level(h,
                  &(level){r->subsets[i].name, &r->subsets[i].scores, &r->subsets[i].counts,
                           &r->subsets[i].intervals, ""},
                  r);
    od_html_raw(h, "</tbody>\n<tbody>\n");
    for (uint32_t i = 0; i < r->n_groups; i++)
        if (r->groups[i].n_subsets > 1)
            put_group(h, &r->groups[i], "", r);
    od_html_raw(h, "</tbody>\n<tbody>\n");
    for (uint32_t i = 0; i < r->n_averages; i++)
        put_group(h, &r->averages[i],
                  r->headline && strcmp(r->averages[i].name, r->headline) == 0 ? "strong" : "", r);
    od_html_raw(h, "</tbody></table></div>\n<p class=\"hint\">In percent. Subsets, then groups of several, "
                   "then averages; the headline is in bold.</p>\n");
}

const od_run_section od_run_subsets = {"subsets", "Subsets", has_levels, write_subsets};

/* ---- all scores ---- */

static bool has_scores(const od_run_page *page)
{
    return page->record->overall.n > 0;
}

static void write_scores(od_html *h, const od_run_page *page)
{
    const od_record *r = page->record;
    char meaning[200];

    od_html_raw(h, "<details><summary>Every score with its meaning</summary>\n");
    begin_table(h, "Scores", "");
    od_html_raw(h, "<table><thead><tr><th scope=\"col\">score</th><th scope=\"col\" class=\"n\">percent</th>"
                   "<th scope=\"col\">meaning</th></tr></thead>\n<tbody>\n");
    for (uint32_t i = 0; i < r->overall.n; i++) {
        const od_named_value *s = &r->overall.list[i];

        od_html_fill(h, "<tr><th scope=\"row\">%</th>", s->name);
        put_percent(h, s->value);
        od_run_interval(h, &r->intervals, s->name);
        od_html_fill(h, "</td><td>%</td></tr>\n", od_score_meaning(r, s->name, meaning, sizeof meaning));
    }
    od_html_raw(h, "</tbody></table></div>\n</details>\n");
}

const od_run_section od_run_scores = {"scores", "All scores", has_scores, write_scores};

/* ---- sizes ---- */

static const char *const size_names[] = {"small", "medium", "large"};
static const char *const size_scores[][3] = {{"nms_APs", "nms_APm", "nms_APl"}, {"APs", "APm", "APl"}};

/* Of the primary metric; NULL: it does not tell sizes apart. */
static const char *const *choose_sizes(const od_record *r)
{
    const bool nms = strncmp(r->primary, "nms_", 4) == 0;

    for (size_t i = nms ? 0 : 1; i < 2; i++)
        if (od_record_has(&r->overall, size_scores[i][0]))
            return size_scores[i];
    return NULL;
}

static bool has_sizes(const od_run_page *page)
{
    return choose_sizes(page->record) != NULL;
}

static void write_sizes(od_html *h, const od_run_page *page)
{
    const od_record *r = page->record;
    const char *const *scores = choose_sizes(r);
    od_bar bars[3];
    size_t n = 0;

    for (size_t i = 0; i < 3; i++) {
        const double value = od_record_score(&r->overall, scores[i]);

        if (!isnan(value))
            bars[n++] = (od_bar){size_names[i], value, NAN, NAN};
    }
    od_html_fill(h,
                 "<p class=\"hint\">%, % and %: the area of an object is below 32 x 32, up to 96 x 96, or "
                 "larger, unless --area said otherwise.</p>\n",
                 scores[0], scores[1], scores[2]);
    od_html_raw(h, "<div class=\"charts\"><figure>\n");
    if (n)
        od_chart_bars(h, "sizes", "Average precision by size of object", bars, n);
    else
        od_html_raw(h, "<p>Undefined: no size has ground truth in every subset.</p>\n");
    od_html_raw(h, "</figure></div>\n");
}

const od_run_section od_run_sizes = {"sizes", "Sizes", has_sizes, write_sizes};

/* ---- answers ---- */

static bool has_answers(const od_run_page *page)
{
    return page->record->answers.n > 0;
}

static void put_counts(od_html *h, const char *title, const od_record_scores *s, double of)
{
    if (s->n == 0)
        return;
    od_html_fill(h, "<figure><figcaption>%</figcaption>\n<div class=\"scroll\"><table><tbody>\n", title);
    for (uint32_t i = 0; i < s->n; i++) {
        od_html_fill(h, "<tr><th scope=\"row\">%</th>", s->list[i].name);
        put_count(h, s->list[i].value);
        if (of > 0) {
            put_percent(h, s->list[i].value / of);
            od_html_raw(h, "%</td>");
        }
        od_html_raw(h, "</tr>\n");
    }
    od_html_raw(h, "</tbody></table></div></figure>\n");
}

static void put_labels(od_html *h, const od_record_answers *a)
{
    if (a->n_labels == 0)
        return;
    od_html_raw(h, "<figure><figcaption>Labels that no category has, in boxes</figcaption>\n"
                   "<div class=\"scroll tall\"><table><tbody>\n");
    for (uint32_t i = 0; i < a->n_labels; i++) {
        od_html_fill(h, "<tr><th scope=\"row\"><bdi>%</bdi></th>", a->labels[i].label);
        put_count(h, a->labels[i].count);
        od_html_raw(h, "</tr>\n");
    }
    od_html_raw(h, "</tbody></table></div></figure>\n");
}

static void write_answers(od_html *h, const od_run_page *page)
{
    const od_record *r = page->record;
    char some[OD_CELL_TEXT], with[OD_CELL_TEXT], without[OD_CELL_TEXT];

    if (r->left_out > 0)
        od_html_fill(h,
                     "<p>% images have no answer that could be read, and count as answered with nothing: % "
                     "% with them, % without.</p>\n",
                     od_text_count(some, r->left_out), r->primary,
                     od_text_percent(with, od_record_score(&r->overall, r->primary)),
                     od_text_percent(without, od_record_score(&r->readable, r->primary)));
    od_html_raw(h, "<div class=\"charts\">\n");
    put_counts(h, "Answers", &r->answers.statuses, r->answers.n);
    put_counts(h, "Answers that needed a repair", &r->answers.repairs, r->answers.n);
    put_counts(h, "Passed over, times", &r->answers.passed, 0);
    put_counts(h, "Boxes", &r->answers.boxes, 0);
    put_labels(h, &r->answers);
    od_html_raw(h, "</div>\n");
}

const od_run_section od_run_answers = {"answers", "Answers", has_answers, write_answers};

/* ---- the ledger ---- */

static bool has_ledger(const od_run_page *page)
{
    return page->record->n_ledger > 0;
}

static void write_ledger(od_html *h, const od_run_page *page)
{
    const od_record *r = page->record;

    begin_table(h, "Ledger", "");
    od_html_raw(h, "<table><thead><tr><th scope=\"col\">what</th><th scope=\"col\" class=\"n\">times</th>"
                   "<th scope=\"col\">first</th></tr></thead>\n<tbody>\n");
    for (uint32_t i = 0; i < r->n_ledger; i++) {
        const od_record_entry *e = &r->ledger[i];

        od_html_fill(h, "<tr><th scope=\"row\">%</th>", e->code);
        put_count(h, (double)e->count);
        od_html_raw(h, "<td>");
        for (uint32_t k = 0; k < e->n_examples; k++)
            od_html_fill(h, k ? "<br>%" : "%", e->examples[k]);
        od_html_raw(h, "</td></tr>\n");
    }
    od_html_raw(h, "</tbody></table></div>\n");
}

const od_run_section od_run_ledger = {"ledger", "What was counted about the input", has_ledger, write_ledger};

/* ---- categories ---- */

static bool has_categories(const od_run_page *page)
{
    for (uint32_t i = 0; i < page->record->n_subsets; i++)
        if (page->record->subsets[i].n_categories)
            return true;
    return false;
}

/* All categories of a record have the same scores. */
static const od_record_scores *category_scores(const od_record *r)
{
    for (uint32_t i = 0; i < r->n_subsets; i++)
        if (r->subsets[i].n_categories)
            return &r->subsets[i].categories[0].scores;
    return NULL;
}

static void put_category(od_html *h, const od_record_category *c, const od_record_subset *s, bool levels,
                         const od_record_scores *like)
{
    od_html_fill(h, "<tr><th scope=\"row\"><bdi>%</bdi></th>", c->name);
    if (levels)
        od_html_fill(h, "<td>%</td>", s->name);
    for (uint32_t i = 0; i < like->n; i++) {
        put_percent(h, od_record_score(&c->scores, like->list[i].name));
        od_html_raw(h, "</td>");
    }
    od_html_raw(h, "</tr>\n");
}

static void write_categories(od_html *h, const od_run_page *page)
{
    const od_record *r = page->record;
    const od_record_scores *like = category_scores(r);
    const bool levels = od_report_has_levels(r);
    char meaning[200];

    od_html_raw(
        h, "<div class=\"filters\"><label>Name contains <input type=\"search\" data-table=\"per-category\" "
           "data-count=\"category-count\"></label><output id=\"category-count\"></output></div>\n");
    begin_table(h, "Categories", " tall");
    od_html_raw(h, "<table id=\"per-category\" class=\"sortable\"><thead><tr>");
    od_html_sorter(h, "category", NULL, false);
    if (levels)
        od_html_sorter(h, "subset", NULL, false);
    for (uint32_t i = 0; i < like->n; i++)
        od_html_sorter(h, like->list[i].name,
                       od_score_meaning(r, like->list[i].name, meaning, sizeof meaning), true);
    od_html_raw(h, "</tr></thead>\n<tbody>\n");
    for (uint32_t s = 0; s < r->n_subsets; s++)
        for (uint32_t k = 0; k < r->subsets[s].n_categories; k++)
            put_category(h, &r->subsets[s].categories[k], &r->subsets[s], levels, like);
    od_html_raw(h, "</tbody></table></div>\n");
}

const od_run_section od_run_categories = {"categories", "Categories", has_categories, write_categories};
