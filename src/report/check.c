#include "report/check.h"

#include <math.h>
#include <string.h>

#include "core/number.h"
#include "report/answers.h"
#include "report/grid.h"
#include "report/text.h"

enum { WIDTH = 80 };

static const char bold[] = "\033[1m", yellow[] = "\033[33m", plain[] = "\033[0m";

typedef struct page {
    const od_record *record;
    const od_report_style *style;
    od_buffer *out;
    od_error *err;
} page;

static od_status put(const page *p, const char *text, const char *first, const char *rest, const char *colour)
{
    const bool on = colour && p->style->colour;
    const od_wrap w = {first, rest, on ? colour : "", on ? plain : "",
                       p->style->width ? p->style->width : WIDTH};

    return od_text_wrap(p->out, text, &w, p->err);
}

static od_status put_line(const page *p, od_buffer *line, const char *colour)
{
    od_status st = put(p, line->bytes ? line->bytes : "", "", "  ", colour);

    line->n = 0;
    return st;
}

static const char *count(const page *p, const char *name, char buf[OD_CELL_TEXT])
{
    return od_text_count(buf, od_record_score(&p->record->counts, name));
}

static const char *plural(const page *p, const char *name)
{
    return od_record_score(&p->record->counts, name) == 1 ? "" : "s";
}

/* ---- what was looked at ---- */

static od_status put_title(const page *p, bool with_truth)
{
    const od_record *r = p->record;
    char n[4][OD_CELL_TEXT];
    od_buffer line = {0};
    od_status st;

    if ((st = od_buffer_printf(&line, p->err, "check of %s%s%s", with_truth ? r->bench : "predictions",
                               r->model ? " \u00b7 " : "", r->model ? r->model : "")) != OD_OK ||
        (st = put_line(p, &line, bold)) != OD_OK)
        goto done;
    if (with_truth)
        st = od_buffer_printf(&line, p->err, "%s image%s, %s object%s in the ground truth",
                              count(p, "images", n[0]), plural(p, "images"), count(p, "gt", n[1]),
                              plural(p, "gt"));
    if (st == OD_OK && od_record_has(&r->counts, "predictions"))
        st = od_buffer_printf(&line, p->err, "%s%s box%s predicted, in %s image%s", with_truth ? "; " : "",
                              count(p, "predictions", n[2]), *plural(p, "predictions") ? "es" : "",
                              count(p, "images_predicted", n[3]), plural(p, "images_predicted"));
    if (st == OD_OK)
        st = put_line(p, &line, NULL);
done:
    od_buffer_free(&line);
    return st;
}

static od_status put_answers(const page *p)
{
    od_buffer text = {0};
    od_status st = od_answers_text(&text, p->record, p->style, p->err);

    if (st == OD_OK && text.n)
        st = od_buffer_add(p->out, "\n", 1, p->err);
    for (char *line = text.bytes, *end; line && *line && st == OD_OK; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        st = put(p, line, "", "  ", NULL);
    }
    od_buffer_free(&text);
    return st;
}

/* ---- frames ---- */

static const char *percent(char buf[OD_CELL_TEXT], double fraction)
{
    char number[OD_CELL_TEXT];

    if (isnan(fraction))
        return strcpy(buf, "n/a");
    od_number_fixed(number, sizeof number, fraction * 100, 1);
    return strcat(strcpy(buf, number), "%");
}

static const char *ratio(char buf[OD_CELL_TEXT], double value)
{
    if (isnan(value))
        return strcpy(buf, "n/a");
    od_number_fixed(buf, OD_CELL_TEXT, value, 2);
    return buf;
}

static od_status add_frame(const page *p, od_grid *g, const od_record_frame *f)
{
    char cells[6][OD_CELL_TEXT];
    const char *const texts[] = {od_text_count(cells[0], f->boxes),
                                 percent(cells[1], f->outside),
                                 percent(cells[2], f->reversed),
                                 percent(cells[3], f->flat),
                                 ratio(cells[4], f->reach_x),
                                 ratio(cells[5], f->reach_y),
                                 f->fits ? "fits" : ""};
    od_buffer name = {0};
    od_grid_row *row;
    od_status st;

    if ((st = od_buffer_printf(&name, p->err, "%s%s", f->name, f->declared ? " *" : "")) == OD_OK)
        st = od_grid_row_add(g, name.bytes, &row, p->err);
    od_buffer_free(&name);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && st == OD_OK; i++)
        st = od_grid_cell(g, &row->cells[i + 1], texts[i], p->err);
    if (st == OD_OK)
        row->strong = f->declared;
    return st;
}

static od_status put_numbers(const page *p)
{
    const od_record_scores *s = &p->record->numbers;
    char cells[2][OD_CELL_TEXT], largest[OD_NUMBER_TEXT];
    od_buffer line = {0};
    od_status st;

    od_number_write(largest, od_record_score(s, "largest"));
    st = od_buffer_printf(&line, p->err, "Numbers: all integers in %s of %s boxes; the largest is %s.",
                          percent(cells[0], od_record_score(s, "integers") / od_record_score(s, "boxes")),
                          od_text_count(cells[1], od_record_score(s, "boxes")), largest);
    if (st == OD_OK)
        st = put_line(p, &line, NULL);
    od_buffer_free(&line);
    return st;
}

static od_status put_grid(const page *p)
{
    static const char *const heads[] = {"boxes", "outside", "reversed", "flat", "reach x", "reach y"};
    const od_record *r = p->record;
    od_grid g = {.keep = 8};
    od_status st = od_grid_column(&g, "frame", false, p->err);

    for (size_t i = 0; i < sizeof heads / sizeof heads[0] && st == OD_OK; i++)
        st = od_grid_column(&g, heads[i], true, p->err);
    if (st == OD_OK)
        st = od_grid_column(&g, "", false, p->err);
    for (uint32_t i = 0; i < r->n_frames && st == OD_OK; i++)
        st = add_frame(p, &g, &r->frames[i]);
    if (st == OD_OK)
        st = od_grid_align(p->out, &g, p->style->width ? p->style->width : WIDTH, p->style->colour, p->err);
    od_grid_free(&g);
    return st;
}

static od_status put_legend(const page *p, bool declared)
{
    od_buffer line = {0};
    od_status st;

    st = od_buffer_printf(
        &line, p->err,
        "%sWhat the boxes would be in each frame: outside their image, with corners reversed, "
        "without area; and how far they reach, relative to the image.",
        declared ? "* as declared. " : "");
    if (st == OD_OK)
        st = put_line(p, &line, NULL);
    od_buffer_free(&line);
    return st;
}

static od_status put_frames(const page *p)
{
    const od_record *r = p->record;
    bool declared = false, placed = false;
    od_status st;

    if (r->n_frames == 0)
        return OD_OK;
    for (uint32_t i = 0; i < r->n_frames; i++) {
        declared |= r->frames[i].declared;
        placed |= r->frames[i].boxes > 0;
    }
    if ((st = put_numbers(p)) != OD_OK)
        return st;
    if (!placed)
        return put(
            p,
            "No image's size is known, so that no frame can be told from another: name the data set, or "
            "give image_size with each line.",
            "", "  ", NULL);
    if ((st = od_buffer_add(p->out, "\n", 1, p->err)) != OD_OK || (st = put_grid(p)) != OD_OK ||
        (st = od_buffer_add(p->out, "\n", 1, p->err)) != OD_OK)
        return st;
    return put_legend(p, declared);
}

/* ---- what was found ---- */

static od_status put_warning(const page *p, const od_record_warning *w)
{
    od_buffer text = {0};
    od_status st =
        od_buffer_printf(&text, p->err, "%s%s%s", w->subset ? w->subset : "", w->subset ? ": " : "", w->text);

    if (st == OD_OK)
        st = put(p, text.bytes, "- ", "  ", w->notice ? NULL : yellow);
    od_buffer_free(&text);
    return st;
}

static od_status put_warnings(const page *p, bool notices)
{
    const od_record *r = p->record;
    bool headed = false;
    od_status st = OD_OK;

    for (uint32_t i = 0; i < r->n_warnings && st == OD_OK; i++) {
        if (r->warnings[i].notice != notices || od_record_is_of_scores(r, &r->warnings[i]))
            continue;
        if (!headed && ((st = od_buffer_add(p->out, "\n", 1, p->err)) != OD_OK ||
                        (st = put(p, notices ? "notices" : "found", "", "", bold)) != OD_OK))
            return st;
        headed = true;
        st = put_warning(p, &r->warnings[i]);
    }
    return st;
}

od_status od_check_write(const od_record *record, const od_report_style *style, bool with_truth,
                         od_buffer *text, od_error *err)
{
    const page p = {record, style, text, err};
    od_status st;

    if ((st = put_title(&p, with_truth)) != OD_OK || (st = put_answers(&p)) != OD_OK ||
        (st = put_frames(&p)) != OD_OK || (st = put_warnings(&p, false)) != OD_OK ||
        (st = style->verbose ? put_warnings(&p, true) : OD_OK) != OD_OK)
        return st;
    return od_record_findings(record) ? OD_OK : od_buffer_printf(text, err, "\nNothing was found.\n");
}
