/* run_gallery.c: images with their ground truth and detections drawn over them, those with the most wrong
 * first. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/output.h"
#include "metric/greedy.h"
#include "report/run_link.h"
#include "report/run_parts.h"
#include "report/run_worst.h"
#include "report/text.h"

enum { FOUND = 1, MISSED = 2, FALSE_BOX = 4, NAME_TEXT = 64 };

typedef struct gallery {
    const od_run_page *page;
    od_html *h; /* of the figures, which are put behind the form that filters them */
    od_worst worst;
    double iou_min;
    od_view_scratch *scratch;
    uint8_t *det_mark, *gt_mark; /* of the boxes of an image */
    size_t det_capacity, gt_capacity;
    uint8_t **in_gallery; /* per subset and category: 1 where an image shows it */
    size_t n_without;     /* images that could not be shown */
    char reason[OD_THUMB_REASON];
    od_error *err;
} gallery;

static od_status mark_boxes(gallery *g, const od_image_view *view)
{
    od_status st;

    if ((st = OD_GROW(g->det_mark, g->det_capacity, (size_t)view->n_det + 1, g->err)) != OD_OK ||
        (st = OD_GROW(g->gt_mark, g->gt_capacity, (size_t)view->n_gt + 1, g->err)) != OD_OK)
        return st;
    return od_greedy_mark(view, g->iou_min, g->det_mark, g->gt_mark, g->err);
}

static uint32_t count_marks(const uint8_t *marks, uint32_t n, od_mark mark)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < n; i++)
        count += marks[i] == mark;
    return count;
}

/* ---- one image ---- */

/* By od_mark. */
static const char *const detection_words[] = {"false", "found", "not counted"};

static const char *category_name(const od_dataset *set, uint32_t category)
{
    if (category == OD_NONE)
        return "a label that no category has";
    return set->category_name[category].p ? set->category_name[category].p : "";
}

static void put_rectangle(od_html *h, const char *kind, const double box[4])
{
    static const char *const names[] = {"x", "y", "width", "height"};

    od_html_fill(h, "<rect class=\"%\"", kind);
    for (int i = 0; i < 4; i++) {
        od_html_printf(h, " %s=\"", names[i]);
        od_html_number(h, i < 2 ? box[i] : fmax(box[i], 0));
        od_html_raw(h, "\"");
    }
    od_html_raw(h, ">");
}

static void put_truths(gallery *g, const od_image_view *view)
{
    static const char *const kinds[] = {"t-missed", "t-found", "t-aside"};
    static const char *const words[] = {"missed", "found (ground truth)", "not counted"};

    for (uint32_t i = 0; i < view->n_gt; i++) {
        const uint32_t category = view->problem->dataset->truth_category[view->truth[i]];

        put_rectangle(g->h, kinds[g->gt_mark[i]], view->gt_box[i]);
        od_html_fill(g->h, "<title>%: %</title></rect>\n", words[g->gt_mark[i]],
                     category_name(view->problem->dataset, category));
    }
}

static void put_detections(gallery *g, const od_image_view *view)
{
    static const char *const kinds[] = {"d-false", "d-found", "d-aside"};

    for (uint32_t i = 0; i < view->n_det; i++) {
        put_rectangle(g->h, kinds[g->det_mark[i]], view->det_box[i]);
        od_html_fill(g->h, "<title>%: %, score ", detection_words[g->det_mark[i]],
                     category_name(view->problem->dataset, view->det_category[i]));
        od_html_number(g->h, view->det_score[i]);
        od_html_raw(g->h, "</title></rect>\n");
    }
}

static unsigned truth_outcome(uint8_t mark)
{
    return mark == OD_MARK_MATCHED ? FOUND : mark == OD_MARK_ALONE ? MISSED : 0;
}

static unsigned detection_outcome(uint8_t mark)
{
    return mark == OD_MARK_MATCHED ? FOUND : mark == OD_MARK_ALONE ? FALSE_BOX : 0;
}

static void put_mark(od_html *h, unsigned outcome, const char *before)
{
    od_html_printf(h, "%s%s%s%s", before, outcome & FOUND ? "f" : "", outcome & MISSED ? "m" : "",
                   outcome & FALSE_BOX ? "x" : "");
}

/* data-marks="3f 7mx x": what came of each category, and of labels that are none. */
static void put_marks(gallery *g, const od_image_view *view, uint32_t subset)
{
    unsigned stray = 0;
    bool any = false;

    od_html_raw(g->h, " data-marks=\"");
    for (uint32_t c = 0; c < view->n_cells; c++) {
        const od_cell *cell = &view->cells[c];
        char id[NAME_TEXT];
        unsigned outcome = 0;

        for (uint32_t i = 0; i < cell->n_gt; i++)
            outcome |= truth_outcome(g->gt_mark[cell->first_gt + i]);
        for (uint32_t i = 0; i < cell->n_det; i++)
            outcome |= detection_outcome(g->det_mark[cell->first_det + i]);
        snprintf(id, sizeof id, "%s%u", any ? " " : "", cell->category);
        put_mark(g->h, outcome, id);
        any = true;
        g->in_gallery[subset][cell->category] = 1;
    }
    for (uint32_t d = view->n_det; d-- > 0 && view->det_category[d] == OD_NONE;)
        stray |= detection_outcome(g->det_mark[d]);
    if (stray)
        put_mark(g->h, stray, any ? " " : "");
    od_html_raw(g->h, "\"");
}

/* Sides of what boxes are drawn in; without any the boxes' own reach. */
static void choose_sides(const od_image_view *view, uint32_t width, uint32_t height, double sides[2])
{
    const od_dataset *set = view->problem->dataset;
    const uint32_t w = set->image_width[view->image], h = set->image_height[view->image];

    sides[0] = w ? w : width;
    sides[1] = h ? h : height;
    if (sides[0] > 0 && sides[1] > 0)
        return;
    sides[0] = sides[1] = 1;
    for (uint32_t i = 0; i < view->n_gt; i++)
        for (int k = 0; k < 2; k++)
            sides[k] = fmax(sides[k], view->gt_box[i][k] + view->gt_box[i][k + 2]);
    for (uint32_t i = 0; i < view->n_det; i++)
        for (int k = 0; k < 2; k++)
            if (isfinite(view->det_box[i][k] + view->det_box[i][k + 2]))
                sides[k] = fmax(sides[k], view->det_box[i][k] + view->det_box[i][k + 2]);
}

static void put_canvas(gallery *g, const od_image_view *view, const char *source, const double sides[2],
                       const char *name)
{
    od_html *h = g->h;

    od_html_raw(h, "<div class=\"canvas\">");
    if (source) {
        od_html_raw(h, "<img loading=\"lazy\" src=\"");
        od_html_address(h, source);
        od_html_fill(h, "\" alt=\"%\" width=\"", name);
        od_html_number(h, sides[0]);
        od_html_raw(h, "\" height=\"");
        od_html_number(h, sides[1]);
        od_html_raw(h, "\">");
    }
    od_html_raw(h, source ? "<svg preserveAspectRatio=\"none\" viewBox=\"0 0 "
                          : "<svg class=\"bare\" viewBox=\"0 0 ");
    od_html_number(h, sides[0]);
    od_html_raw(h, " ");
    od_html_number(h, sides[1]);
    od_html_fill(h, "\" role=\"img\" aria-label=\"Boxes of %\">\n", name);
    put_truths(g, view);
    put_detections(g, view);
    od_html_raw(h, "</svg></div>\n");
}

/* What the pointer shows on boxes, for whoever has none. */
static void put_list(gallery *g, const od_image_view *view)
{
    const od_dataset *set = view->problem->dataset;

    for (uint32_t i = 0; i < view->n_gt; i++)
        if (g->gt_mark[i] == OD_MARK_ALONE)
            od_html_fill(g->h, "<li>missed: %</li>\n",
                         category_name(set, set->truth_category[view->truth[i]]));
    for (uint32_t i = 0; i < view->n_det; i++) {
        od_html_fill(g->h, "<li>%: %, score ", detection_words[g->det_mark[i]],
                     category_name(set, view->det_category[i]));
        od_html_number(g->h, view->det_score[i]);
        od_html_raw(g->h, "</li>\n");
    }
}

static void put_caption(gallery *g, const od_image_view *view, const od_worst_image *c, const char *name,
                        const char *original)
{
    const od_job *job = g->page->job;
    char f1[OD_CELL_TEXT];
    od_html *h = g->h;

    od_html_raw(h, "<figcaption><b>");
    if (original) {
        od_html_raw(h, "<a href=\"");
        od_html_address(h, original);
        od_html_raw(h, "\">");
    }
    od_html_text(h, name);
    od_html_raw(h, original ? "</a></b>" : "</b>");
    if (!job->bench->one_set)
        od_html_fill(h, " %", job->subsets[c->subset].definition->name);
    od_html_printf(h, "<details><summary>%u found, %u missed, %u false; ",
                   count_marks(g->gt_mark, view->n_gt, OD_MARK_MATCHED),
                   count_marks(g->gt_mark, view->n_gt, OD_MARK_ALONE),
                   count_marks(g->det_mark, view->n_det, OD_MARK_ALONE));
    od_html_fill(h, "F1 %</summary>\n<ul>\n", od_text_percent(f1, c->f1));
    put_list(g, view);
    od_html_raw(h, "</ul></details></figcaption>");
}

/* ---- files ---- */

/* Where things of one figure are; texts are freed by release. */
typedef struct places {
    od_buffer original, thumb, source; /* paths; the last as the page says it */
    char *link;                        /* to the original; NULL: it is not there */
    bool shown;
    uint32_t width, height;
} places;

static void places_release(places *p)
{
    od_buffer_free(&p->original);
    od_buffer_free(&p->thumb);
    od_buffer_free(&p->source);
    free(p->link);
}

static void note_reason(gallery *g, const char *file, const char *reason)
{
    if (g->n_without++ == 0)
        snprintf(g->reason, sizeof g->reason, "%.80s: %.100s", file, reason);
}

static od_status find_places(gallery *g, const od_worst_image *c, places *p)
{
    const od_job_subset *s = &g->page->job->subsets[c->subset];
    const char *file = s->dataset->image_file[c->image].p, *folder = g->page->folder;
    char reason[OD_THUMB_REASON] = "";
    od_status st;

    if (!file) {
        note_reason(g, s->definition->name, "the data set names no file");
        return OD_OK;
    }
    if ((st = od_job_image_folder(g->page->job, s, &p->original, g->err)) != OD_OK ||
        (st = od_buffer_printf(&p->original, g->err, "/%s", file)) != OD_OK ||
        (st = od_buffer_printf(&p->source, g->err, "thumbs/%u-%u.jpg", c->subset, c->image)) != OD_OK ||
        (st = od_buffer_printf(&p->thumb, g->err, "%s/%s", folder, p->source.bytes)) != OD_OK ||
        (st = od_relative_path(&p->link, p->original.bytes, folder, g->err)) != OD_OK ||
        (st = od_thumb_write(p->original.bytes, p->thumb.bytes, OD_THUMB_SIDE, &p->shown, &p->width,
                             &p->height, reason, g->err)) != OD_OK)
        return st;
    if (!p->shown)
        note_reason(g, file, reason);
    return OD_OK;
}

/* The thumbnail; where that could not be made the original, which a browser may know. */
static const char *image_source(const places *p)
{
    return p->shown ? p->source.bytes : p->link;
}

static od_status put_figure(gallery *g, const od_worst_image *c)
{
    const od_job_subset *s = &g->page->job->subsets[c->subset];
    const char *file = s->dataset->image_file[c->image].p;
    const od_image_view *view;
    char name[NAME_TEXT];
    double sides[2];
    places p = {0};
    od_status st;

    if ((st = od_view_make(g->scratch, &s->problem, c->image, &view, g->err)) != OD_OK ||
        (st = mark_boxes(g, view)) != OD_OK || (st = find_places(g, c, &p)) != OD_OK)
        goto done;
    if (!file)
        snprintf(name, sizeof name, "image %u", c->image);
    choose_sides(view, p.width, p.height, sides);
    od_html_printf(g->h, "<figure data-subset=\"%u\"", c->subset);
    put_marks(g, view, c->subset);
    od_html_raw(g->h, ">\n");
    put_canvas(g, view, image_source(&p), sides, file ? file : name);
    put_caption(g, view, c, file ? file : name, p.link);
    od_html_raw(g->h, "</figure>\n");
    st = g->h->st;
done:
    places_release(&p);
    return st;
}

/* ---- the form ---- */

static void put_subsets(od_html *h, const gallery *g)
{
    const od_job *job = g->page->job;

    od_html_raw(h, "<label>Subset <select name=\"subset\"><option value=\"\">all</option>\n");
    for (uint32_t i = 0; i < job->bench->n_subsets; i++)
        if (job->subsets[i].evaluated) {
            od_html_printf(h, "<option value=\"%u\">", i);
            od_html_fill(h, "%</option>\n", job->subsets[i].definition->name);
        }
    od_html_raw(h, "</select></label>\n");
}

static void put_categories(od_html *h, const gallery *g)
{
    const od_job *job = g->page->job;

    od_html_raw(h, "<label>Category <select name=\"category\"><option value=\"\">all</option>\n");
    for (uint32_t i = 0; i < job->bench->n_subsets; i++) {
        const od_job_subset *s = &job->subsets[i];

        if (!g->in_gallery[i])
            continue;
        od_html_fill(h, "<optgroup label=\"%\">\n", s->definition->name);
        for (uint32_t k = 0; k < s->dataset->n_categories; k++)
            if (g->in_gallery[i][k]) {
                od_html_printf(h, "<option value=\"%u-%u\">", i, k);
                od_html_fill(h, "%</option>\n", category_name(s->dataset, k));
            }
        od_html_raw(h, "</optgroup>\n");
    }
    od_html_raw(h, "</select></label>\n");
}

static void put_form(od_html *h, const gallery *g, size_t shown)
{
    od_html_printf(h,
                   "<p class=\"hint\">%zu of %zu images with boxes, the lowest greedy F1 (IoU %.4g) first.",
                   shown, g->worst.n, g->iou_min);
    if (shown < g->worst.n)
        od_html_raw(h, " --gallery N shows more.");
    od_html_raw(h,
                " <span class=\"swatch found\"></span>found, <span class=\"swatch false\"></span>false, "
                "<span class=\"swatch missed\"></span>missed; ground truth is dashed. The pointer on a box "
                "shows its label.</p>\n");
    if (g->n_without) {
        od_html_printf(h, "<p class=\"hint\">%zu image%s could not be made small", g->n_without,
                       g->n_without == 1 ? "" : "s");
        od_html_fill(h, " (first: %).</p>\n", g->reason);
    }
    od_html_raw(h, "<form id=\"gallery-filters\" class=\"filters\">\n");
    put_subsets(h, g);
    put_categories(h, g);
    od_html_raw(h, "<label>Boxes <select name=\"outcome\"><option value=\"\">all</option>"
                   "<option value=\"f\">found</option><option value=\"m\">missed</option>"
                   "<option value=\"x\">false</option></select></label>\n<output></output></form>\n");
}

/* ---- the whole ---- */

static bool has_gallery(const od_run_page *page)
{
    return page->job && page->folder && page->gallery > 0;
}

static od_status prepare(gallery *g)
{
    const od_job *job = g->page->job;
    od_buffer thumbs = {0};
    od_status st;

    if ((st = od_view_scratch_create(&g->scratch, g->err)) != OD_OK ||
        (st = OD_ALLOC(g->in_gallery, job->bench->n_subsets, g->err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < job->bench->n_subsets && st == OD_OK; i++)
        if (job->subsets[i].evaluated)
            st = OD_ALLOC(g->in_gallery[i], job->subsets[i].dataset->n_categories, g->err);
    if (st == OD_OK)
        st = od_worst_find(&g->worst, job, g->iou_min, g->err);
    if (st == OD_OK && (st = od_buffer_printf(&thumbs, g->err, "%s/thumbs", g->page->folder)) == OD_OK)
        st = od_make_folder(thumbs.bytes, g->err);
    od_buffer_free(&thumbs);
    return st;
}

static void release(gallery *g)
{
    for (uint32_t i = 0; g->in_gallery && i < g->page->job->bench->n_subsets; i++)
        free(g->in_gallery[i]);
    free(g->in_gallery);
    free(g->worst.list);
    free(g->det_mark);
    free(g->gt_mark);
    od_view_scratch_free(g->scratch);
}

static void write_gallery(od_html *h, const od_run_page *page)
{
    od_html figures = {.err = h->err};
    gallery g = {.page = page, .h = &figures, .iou_min = od_greedy_iou(page->job->metrics, page->job->n_metrics), .err = h->err};
    size_t shown = 0;

    if (h->st == OD_OK)
        h->st = prepare(&g);
    for (; shown < g.worst.n && shown < page->gallery && h->st == OD_OK; shown++) {
        if (page->progress)
            page->progress(page->progress_context, "images", shown,
                           g.worst.n < page->gallery ? g.worst.n : page->gallery);
        h->st = put_figure(&g, &g.worst.list[shown]);
    }
    put_form(h, &g, shown);
    od_html_raw(h, "<div class=\"gallery\">\n");
    if (h->st == OD_OK && figures.text.n)
        h->st = od_buffer_add(&h->text, figures.text.bytes, figures.text.n, h->err);
    od_html_raw(h, "</div>\n");
    od_buffer_free(&figures.text);
    release(&g);
}

const od_run_section od_run_gallery = {"gallery", "Images", has_gallery, write_gallery};
