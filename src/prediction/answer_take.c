/* An answer as text: read, and its boxes placed in the image and labelled. */
#include <math.h>
#include <string.h>

#include "prediction/line_take.h"

/* One answer on its way. */
typedef struct taking {
    od_line_taker *taker;
    const od_answer_way *way;
    const od_line *line;
    od_target *t;
    uint32_t image;
    od_sizes sizes;    /* with the input size that the frame computes */
    od_sizes as_given; /* without it */
    bool sized;        /* both are filled in */
    od_str asked;      /* the label of boxes that have none; p NULL: not known */
    uint32_t asked_category;
    size_t next_score; /* of the line's box_scores */
    uint64_t reversed, flat, missing, not_asked, no_proposal;
} taking;

/* ---- reading ---- */

static od_status read_strictly(od_line_taker *taker, od_str text, od_error *err)
{
    const od_answer_way *way = taker->sink->answers;
    od_status st;

    if ((st = way->strict->read(&taker->reading, text, err)) != OD_OK)
        return st;
    return od_answer_read(&taker->lenient, way->family, text, err);
}

static od_status read_answer(od_line_taker *taker, const od_line *line, od_error *err)
{
    const od_answer_way *way = taker->sink->answers;
    od_str text = {line->answer_text.bytes, line->answer_text.n};

    if (line->answer_too_long) {
        od_reading_clear(&taker->reading);
        od_reading_clear(&taker->lenient);
        taker->reading.status = taker->lenient.status = OD_ANSWER_UNPARSABLE;
        return OD_OK;
    }
    if (way->strict)
        return read_strictly(taker, text, err);
    return od_answer_read(&taker->reading, way->family, text, err);
}

/* ---- sizes ---- */

static bool is_size(double width, double height)
{
    return isfinite(width) && isfinite(height) && width > 0 && height > 0;
}

static od_status bad_size(const od_line *line, const char *name, const od_line_size *size, od_error *err)
{
    char buf[160];

    if (size->field.state == OD_FIELD_BAD && size->field.found == OD_JSON_ARRAY)
        od_fail_at(err, OD_INPUT, line->place, "%s is not an array of two numbers", name);
    else if (size->field.state == OD_FIELD_BAD)
        od_fail_at(err, OD_INPUT, line->place, "%s",
                   od_field_fault(&size->field, name, "an array of two numbers", buf, sizeof buf));
    else
        od_fail_at(err, OD_INPUT, line->place, "%s is %g x %g, two positive numbers are needed", name,
                   size->width, size->height);
    return od_remedy(err, "write \"%s\": [width, height] in pixels, or leave it out where it is not known",
                     name);
}

/* A size that the line gives; 0 x 0 where it gives none. */
static od_status size_of(const od_line *line, const char *name, const od_line_size *size, double *width,
                         double *height, od_error *err)
{
    *width = *height = 0;
    if (size->field.state == OD_FIELD_ABSENT)
        return OD_OK;
    if (size->field.state == OD_FIELD_BAD || !is_size(size->width, size->height))
        return bad_size(line, name, size, err);
    *width = size->width;
    *height = size->height;
    return OD_OK;
}

/* The line's own size of the image, else the data set's. */
static od_status image_size(taking *k, od_error *err)
{
    const od_dataset *set = k->t->dataset;
    double width = set->image_width[k->image], height = set->image_height[k->image];
    od_sizes *s = &k->as_given;
    od_status st;

    if ((st = size_of(k->line, "image_size", &k->line->image_size, &s->width, &s->height, err)) != OD_OK)
        return st;
    if (s->width == 0) {
        s->width = width;
        s->height = height;
        return OD_OK;
    }
    if (width == 0 || (s->width == width && s->height == height))
        return OD_OK;
    return od_ledger_note(&k->t->ledger, &od_kind_size_disagrees, 1, k->line->place, err,
                          "image_size is %g x %g, in the data set it is %g x %g", s->width, s->height, width,
                          height);
}

static od_status compute_size(taking *k, od_error *err)
{
    od_error why = {0};
    od_sizes *s = &k->sizes;

    if (od_frame_resize(&k->way->frame, s->height, s->width, &s->input_height, &s->input_width, &why) ==
        OD_OK)
        return OD_OK;
    od_fail_at(err, OD_INPUT, k->line->place, "%s", why.what);
    return od_remedy(err, "give the size that the model saw with the line: \"input_size\": [width, height]");
}

/* `lacks` says what is missing, and, after a colon, how to give it. */
static od_status fail_sizes(const taking *k, const char *lacks, od_error *err)
{
    const char *colon = strstr(lacks, ": ");
    int n = colon ? (int)(colon - lacks) : (int)strlen(lacks);

    od_fail_at(err, OD_INPUT, k->line->place, "%.*s", n, lacks);
    return colon ? od_remedy(err, "%s", colon + 2) : OD_INPUT;
}

/* Before the first box is placed. */
static od_status find_sizes(taking *k, od_error *err)
{
    const char *lacks;
    od_status st;

    if (k->sized)
        return OD_OK;
    if ((st = image_size(k, err)) != OD_OK ||
        (st = size_of(k->line, "input_size", &k->line->input_size, &k->as_given.input_width,
                      &k->as_given.input_height, err)) != OD_OK)
        return st;
    k->sizes = k->as_given;
    k->sized = true;
    if ((lacks = od_frame_lacks(&k->way->frame, &k->sizes)))
        return fail_sizes(k, lacks, err);
    if (k->way->frame.space != OD_SPACE_INPUT || k->sizes.input_width > 0)
        return OD_OK;
    return compute_size(k, err);
}

/* ---- labels ---- */

/* What was asked of this image, where that is one label. */
static od_status find_asked(taking *k, od_error *err)
{
    const od_dataset *set = k->t->dataset;
    const od_line *line = k->line;
    uint32_t first = set->asked_start ? set->asked_start[k->image] : 0;
    uint32_t n = set->asked_start ? set->asked_start[k->image + 1] - first : 0;

    k->asked_category = OD_NONE;
    if (line->n_asked == 1) {
        k->asked = od_line_text(line, line->asked[0].text, line->asked[0].text_bytes);
        return od_find_label(k->t, k->asked, k->taker->sink->label_match, &k->asked_category, err);
    }
    if (line->n_asked == 0 && n == 1) {
        k->asked = set->asked[first].label;
        k->asked_category = set->asked[first].category;
    } else if (line->n_asked == 0 && n == 0 && set->n_categories == 1) {
        k->asked = set->category_name[0];
        k->asked_category = 0;
    }
    return OD_OK;
}

/* Marks the categories that the line asks for with its number. */
static od_status mark_asked(taking *k, od_error *err)
{
    od_line_taker *taker = k->taker;
    const od_line *line = k->line;
    size_t before = taker->asked_capacity;
    uint32_t category;
    od_status st;

    if (line->n_asked == 0)
        return OD_OK;
    if ((st = OD_GROW(taker->asked_by, taker->asked_capacity, k->t->dataset->n_categories, err)) != OD_OK)
        return st;
    if (taker->asked_capacity > before)
        memset(taker->asked_by + before, 0, (taker->asked_capacity - before) * sizeof *taker->asked_by);
    for (size_t i = 0; i < line->n_asked; i++) {
        od_str label = od_line_text(line, line->asked[i].text, line->asked[i].text_bytes);

        if ((st = od_find_label(k->t, label, taker->sink->label_match, &category, err)) != OD_OK)
            return st;
        if (category != OD_NONE)
            taker->asked_by[category] = taker->n_lines;
    }
    return OD_OK;
}

/* *drop: the box is not wanted. */
static od_status find_category(taking *k, const od_answer_box *box, uint32_t *category, bool *drop,
                               od_error *err)
{
    od_str label = box->has_label ? od_reading_label(&k->taker->reading, box) : k->asked;
    od_status st = OD_OK;

    *drop = false;
    *category = OD_NONE;
    if (box->has_label)
        st = od_find_label(k->t, label, k->taker->sink->label_match, category, err);
    else
        *category = k->asked_category;
    if (st != OD_OK)
        return st;
    if (*category != OD_NONE) {
        k->not_asked += k->line->n_asked > 0 && k->taker->asked_by[*category] != k->taker->n_lines;
        return OD_OK;
    }
    if (!label.p) {
        k->missing++;
        return OD_OK;
    }
    *drop = k->way->drop_unknown_labels;
    return od_answer_log_unknown(&k->t->log, label, err);
}

/* ---- boxes ---- */

static bool order_up(double *low, double *high)
{
    double swapped = *low;

    if (!(*high < *low))
        return false;
    *low = *high;
    *high = swapped;
    return true;
}

/* What the numbers say of the frame; numbers of cells are no coordinates. */
static od_status see(taking *k, const od_answer_box *box, od_error *err)
{
    od_plausible *p = &k->t->answers.plausible;

    if (k->way->frame.space == OD_SPACE_CELLS)
        return OD_OK;
    if (!p->has_declared)
        od_plausible_declare(p, &k->way->frame);
    return od_plausible_add(p, &k->as_given, box->v, box->has_order ? &box->order : NULL, err);
}

/* Corners in pixels of the original; *placed is false where there are none. */
static od_status place(taking *k, const od_answer_box *box, double corners[4], bool *placed, od_error *err)
{
    od_frame frame = k->way->frame;
    od_status st;

    *placed = true;
    if (box->index != UINT32_MAX) {
        *placed = box->index < k->line->n_proposals && !isnan(k->line->proposals[box->index][0]);
        if (*placed)
            memcpy(corners, k->line->proposals[box->index], 4 * sizeof *corners);
        k->no_proposal += !*placed;
        return OD_OK;
    }
    if ((st = find_sizes(k, err)) != OD_OK)
        return st;
    if (box->has_order)
        frame.order = box->order;
    od_frame_place(&frame, &k->sizes, box->v, corners);
    return see(k, box, err);
}

static bool is_finite(const double box[4])
{
    return isfinite(box[0]) && isfinite(box[1]) && isfinite(box[2]) && isfinite(box[3]);
}

/* The box's own in the text goes first, then what the line says of it, then what it says of all. Every box
 * takes its place among the line's scores, so that the next of two equal ones meets the next score. */
static void find_score(taking *k, const od_answer_box *box, od_detection_entry *entry)
{
    double score;
    bool listed = box->index == UINT32_MAX && od_line_box_score(k->line, &k->next_score, box->v, &score);

    entry->has_score = box->has_score || listed || k->line->score_field.state == OD_FIELD_GOOD;
    entry->score = box->has_score ? box->score : listed ? score : k->line->score;
}

static od_status take_box(taking *k, const od_answer_box *box, od_error *err)
{
    od_detection_entry entry = {.image = k->image, .mended = OD_NONE};
    double c[4];
    bool placed, drop, swapped_x, swapped_y;
    od_status st;

    find_score(k, box, &entry);
    if ((st = place(k, box, c, &placed, err)) != OD_OK || !placed)
        return st;
    swapped_x = order_up(&c[0], &c[2]);
    swapped_y = order_up(&c[1], &c[3]);
    memcpy(entry.box, (double[4]){c[0], c[1], c[2] - c[0], c[3] - c[1]}, sizeof entry.box);
    if (!is_finite(entry.box))
        return od_ledger_note(&k->t->ledger, &od_kind_record_unusable, 1, k->line->place, err,
                              "box %zu of the answer is too large for a number",
                              (size_t)(box - k->taker->reading.boxes) + 1);
    k->reversed += swapped_x || swapped_y;
    k->flat += !(entry.box[2] > 0 && entry.box[3] > 0);
    if ((st = find_category(k, box, &entry.category, &drop, err)) != OD_OK || drop)
        return st;
    return od_target_add(k->t, &entry, err);
}

static od_status take_boxes(taking *k, od_error *err)
{
    const od_reading *r = &k->taker->reading;
    od_status st;

    if (r->n_boxes == 0)
        return OD_OK;
    if ((st = find_asked(k, err)) != OD_OK || (st = mark_asked(k, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < r->n_boxes; i++)
        if ((st = take_box(k, &r->boxes[i], err)) != OD_OK)
            return st;
    return OD_OK;
}

/* ---- what is to be remembered ---- */

typedef struct found {
    unsigned what;
    uint64_t value;
} found;

static od_status log_all(od_answer_log *log, const found *list, size_t n, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < n && st == OD_OK; i++)
        if (list[i].value)
            st = od_answer_log_find(log, list[i].what, list[i].value, err);
    return st;
}

static od_status log_reading(const taking *k, od_error *err)
{
    const od_reading *r = &k->taker->reading;
    const od_reading *whole = k->way->strict ? &k->taker->lenient : r; /* only it tells thoughts apart */
    uint64_t repeated;
    od_status st;

    if ((st = od_repeats_count(&k->taker->repeats, r, &repeated, err)) != OD_OK)
        return st;
    const found list[] = {
        {OD_FOUND_BOXES, r->n_boxes},
        {OD_FOUND_REPEATED, repeated},
        {OD_FOUND_THINK_BYTES, whole->think_bytes},
        {OD_FOUND_ANSWER_BYTES, whole->answer_bytes},
        {OD_FOUND_UNCLOSED_THINK, whole->unclosed_think},
        {OD_FOUND_OTHER_FAMILY, r->n_boxes > 0 && r->repairs[OD_REPAIR_OTHER_GRAMMAR] > 0},
        {OD_FOUND_TOO_LONG, k->line->answer_too_long},
    };
    return log_all(&k->t->log, list, sizeof list / sizeof *list, err);
}

static od_status log_counts(const taking *k, od_error *err)
{
    const od_reading *r = &k->taker->reading;
    const found list[] = {
        {OD_FOUND_REVERSED, k->reversed},
        {OD_FOUND_FLAT, k->flat},
        {OD_FOUND_LABEL_MISSING, k->missing},
        {OD_FOUND_LABEL_NOT_ASKED, k->not_asked},
    };
    od_status st = log_all(&k->t->log, list, sizeof list / sizeof *list, err);

    for (unsigned i = 0; i < OD_N_REPAIRS && st == OD_OK; i++)
        if (r->repairs[i])
            st = od_answer_log_find(&k->t->log, OD_FOUND_REPAIR + i, r->repairs[i], err);
    for (unsigned i = 0; i < OD_N_PASSED && st == OD_OK; i++) {
        uint64_t n = r->passed[i] + (i == OD_PASSED_INDEX ? k->no_proposal : 0);

        if (n)
            st = od_answer_log_find(&k->t->log, OD_FOUND_PASSED + i, n, err);
    }
    return st;
}

static od_status log_strict(const taking *k, od_error *err)
{
    const od_reading *strict = &k->taker->reading, *lenient = &k->taker->lenient;
    const found list[] = {
        {OD_FOUND_DIFFER, !od_readings_agree(strict, lenient)},
        {OD_FOUND_STRICT_BOXES, strict->n_boxes},
        {OD_FOUND_LENIENT_BOXES, lenient->n_boxes},
    };

    return k->way->strict ? log_all(&k->t->log, list, sizeof list / sizeof *list, err) : OD_OK;
}

/* A count that a line gives; 0 where it makes no sense. */
static uint64_t count_of(const od_field *f, double value)
{
    return f->state == OD_FIELD_GOOD && value >= 1 && value < 1e15 ? (uint64_t)value : 0;
}

static od_status log_costs(const taking *k, od_error *err)
{
    const od_line *l = k->line;
    od_answer_log *log = &k->t->log;
    uint64_t bits;
    od_status st;

    if ((st = od_answer_log_find(log, OD_FOUND_RETRIES, count_of(&l->retries_field, l->retries), err)) !=
        OD_OK)
        return st;
    if (l->tokens_field.state == OD_FIELD_GOOD &&
        (st = od_answer_log_find(log, OD_FOUND_TOKENS, count_of(&l->tokens_field, l->tokens), err)) != OD_OK)
        return st;
    if (l->seconds_field.state != OD_FIELD_GOOD || !isfinite(l->seconds) || l->seconds < 0)
        return OD_OK;
    memcpy(&bits, &l->seconds, sizeof bits);
    return od_answer_log_find(log, OD_FOUND_SECONDS, bits, err);
}

od_status od_answer_fail(od_line_taker *taker, od_target *t, uint32_t image, const od_line *line,
                         od_error *err)
{
    const taking k = {.taker = taker, .line = line, .t = t, .image = image};
    od_status st = od_line_open(t, line, image, true, OD_ANSWER_FAILED, err);

    return st == OD_OK ? log_costs(&k, err) : st;
}

od_status od_answer_take(od_line_taker *taker, od_target *t, uint32_t image, const od_line *line,
                         od_error *err)
{
    taking k = {.taker = taker, .way = taker->sink->answers, .line = line, .t = t, .image = image};
    uint32_t before = t->detections.n_without_score;
    od_status st;

    if ((st = read_answer(taker, line, err)) != OD_OK ||
        (st = od_line_open(t, line, image, true, taker->reading.status, err)) != OD_OK ||
        (st = log_reading(&k, err)) != OD_OK || (st = take_boxes(&k, err)) != OD_OK ||
        (st = log_counts(&k, err)) != OD_OK || (st = log_strict(&k, err)) != OD_OK ||
        (st = log_costs(&k, err)) != OD_OK)
        return st;
    od_line_close(t, before);
    return OD_OK;
}
