#include "metric/audit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"
#include "core/sort.h"

const od_ledger_kind od_kind_non_finite = {
    .code = "non_finite",
    .sentence = "detections have a NaN or infinite number",
    .singular = "detection has a NaN or infinite number",
    .advice = "reference rules keep them as pycocotools does; --rules corrected drops them",
};
const od_ledger_kind od_kind_negative_size = {
    .code = "negative_size",
    .sentence = "detections have a negative width or height, and match nothing",
    .singular = "detection has a negative width or height, and matches nothing",
    .advice = "order the corners, x1 < x2 and y1 < y2",
};
const od_ledger_kind od_kind_zero_size = {
    .code = "zero_size",
    .sentence = "detections have no area, and match nothing",
    .singular = "detection has no area, and matches nothing",
    .notice = true,
};
const od_ledger_kind od_kind_outside_image = {
    .code = "outside_image",
    .sentence = "detections reach out of their image by more than a pixel",
    .singular = "detection reaches out of its image by more than a pixel",
    .advice = "check that boxes are x, y, width, height in pixels of the original image",
};
const od_ledger_kind od_kind_duplicate = {
    .code = "duplicate",
    .sentence = "detections repeat the box, label and score of another",
    .singular = "detection repeats the box, label and score of another",
    .advice = "each copy counts, as in pycocotools",
};
const od_ledger_kind od_kind_too_many = {
    .code = "too_many",
    .sentence =
        "detections are beyond the largest max_dets of their image and category, and AP leaves them out",
    .singular = "detection is beyond the largest max_dets of its image and category, and AP leaves it out",
    .advice = NULL,
};
const od_ledger_kind od_kind_never_predicted = {
    .code = "never_predicted",
    .sentence = "images have no prediction",
    .singular = "image has no prediction",
    .advice = "what they show counts as missed; if the run is unfinished, finish it",
};
const od_ledger_kind od_kind_label_not_asked = {
    .code = "label_not_asked",
    .sentence = "detections have a label that their image was not asked for",
    .singular = "detection has a label that its image was not asked for",
    .advice = "they count as any other; check the prompts",
};
const od_ledger_kind od_kind_out_of_scope = {
    .code = "out_of_scope",
    .sentence = "detections are left out by the benchmark's filter or mode",
    .singular = "detection is left out by the benchmark's filter or mode",
    .notice = true,
};
const od_ledger_kind od_kind_xyxy_suspected = {
    .code = "xyxy_suspected",
    .sentence = "detections fit their image only when their bbox is read as x1, y1, x2, y2",
    .singular = "detection fits its image only when its bbox is read as x1, y1, x2, y2",
    .advice = "bbox must be x, y, width, height: convert, or call the field bbox_2d in JSON Lines",
    .evidence = true,
};
const od_ledger_kind od_kind_normalised_suspected = {
    .code = "normalised_suspected",
    .sentence = "detections, all of them, have coordinates between 0 and 1",
    .singular = "detection, the only one, has coordinates between 0 and 1",
    .advice = "boxes must be in pixels of the original image: multiply by its width and height",
    .evidence = true,
};
const od_ledger_kind od_kind_scores_equal = {
    .code = "scores_equal",
    .sentence = "detections all have the same score: their order in the file decides AP",
    .singular = "detections all have the same score: their order in the file decides AP",
    .advice = "read the greedy scores and nms_AP_pessimistic beside AP",
    .evidence = true,
};

typedef struct audit_state {
    od_ledger ledger;
    uint64_t images, images_predicted, detections;
    uint64_t sized;             /* detections in images of known size, all numbers finite */
    uint64_t outside;           /* of these: reach out of the image */
    uint64_t fit_as_xyxy;       /* of these: are proper boxes within the image when read as corners */
    double highest;             /* largest coordinate */
    double score;               /* one of the scores */
    uint64_t key_low, key_high; /* of all scores, as od_score_key has them */
    od_keyed *keyed, *swap;     /* scratch */
    size_t keyed_capacity, swap_capacity;
} audit_state;

typedef struct finding {
    audit_state *state;
    const od_image_view *view;
    od_error *err;
} finding;

static od_status note(const finding *f, const od_ledger_kind *kind, uint32_t detection)
{
    char id[80];
    const od_problem *p = f->view->problem;

    if (od_ledger_count(&f->state->ledger, kind) >= OD_LEDGER_EXAMPLES)
        return od_ledger_note(&f->state->ledger, kind, 1, (od_place){0}, f->err, NULL);
    return od_ledger_note(&f->state->ledger, kind, 1, od_detection_place(p->detections, detection), f->err,
                          "image_id %s", od_id_text(id, sizeof id, p->dataset->image_id[f->view->image]));
}

static bool all_finite(const double box[4], double score)
{
    return isfinite(box[0]) && isfinite(box[1]) && isfinite(box[2]) && isfinite(box[3]) && isfinite(score);
}

static bool is_within(double x1, double y1, double x2, double y2, double width, double height)
{
    return x1 >= -1 && y1 >= -1 && x2 <= width + 1 && y2 <= height + 1;
}

static od_status check_position(const finding *f, uint32_t detection, const double box[4])
{
    const od_dataset *set = f->view->problem->dataset;
    double width = set->image_width[f->view->image], height = set->image_height[f->view->image];
    audit_state *s = f->state;

    for (size_t i = 0; i < 4; i++)
        s->highest = box[i] > s->highest ? box[i] : s->highest;
    if (width == 0 || height == 0)
        return OD_OK;
    s->sized++;
    s->fit_as_xyxy +=
        box[2] > box[0] && box[3] > box[1] && is_within(box[0], box[1], box[2], box[3], width, height);
    if (is_within(box[0], box[1], box[0] + box[2], box[1] + box[3], width, height))
        return OD_OK;
    s->outside++;
    return note(f, &od_kind_outside_image, detection);
}

static od_status check_size(const finding *f, uint32_t detection, const double box[4])
{
    if (box[2] < 0 || box[3] < 0)
        return note(f, &od_kind_negative_size, detection);
    if (box[2] == 0 || box[3] == 0)
        return note(f, &od_kind_zero_size, detection);
    return OD_OK;
}

static bool is_asked(const od_dataset *set, uint32_t image, uint32_t category)
{
    for (uint32_t i = set->asked_start[image]; i < set->asked_start[image + 1]; i++)
        if (set->asked[i].category == category)
            return true;
    return set->asked_start[image] == set->asked_start[image + 1];
}

/* By key, so that NaN and the order of detections make no difference. */
static void note_score(audit_state *s, double score)
{
    const uint64_t key = od_score_key(score);

    s->score = score + 0.0; /* -0.0 becomes 0.0 */
    s->key_low = key < s->key_low ? key : s->key_low;
    s->key_high = key > s->key_high ? key : s->key_high;
}

static od_status check_detection(const finding *f, uint32_t position)
{
    const od_image_view *view = f->view;
    const od_dataset *set = view->problem->dataset;
    const double *box = view->det_box[position];
    const double score = view->det_score[position];
    const uint32_t detection = view->detection[position];
    audit_state *s = f->state;
    od_status st;

    note_score(s, score);
    if (!all_finite(box, score))
        return note(f, &od_kind_non_finite, detection);
    if ((st = check_size(f, detection, box)) != OD_OK || (st = check_position(f, detection, box)) != OD_OK)
        return st;
    if (view->problem->labels_asked && set->asked_start && view->det_category[position] != OD_NONE &&
        !is_asked(set, view->image, view->det_category[position]))
        return note(f, &od_kind_label_not_asked, detection);
    return OD_OK;
}

static uint64_t box_hash(const double box[4])
{
    uint64_t hash = 0, bits;

    for (size_t i = 0; i < 4; i++) {
        memcpy(&bits, &box[i], sizeof bits);
        hash = (hash ^ bits) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    return hash;
}

/* Detections first .. first + n - 1 of the view have one category and one score: which boxes repeat? */
static od_status find_repeats(const finding *f, uint32_t first, uint32_t n)
{
    audit_state *s = f->state;
    const double(*box)[4] = f->view->det_box;
    od_status st;

    if ((st = OD_GROW(s->keyed, s->keyed_capacity, n, f->err)) != OD_OK ||
        (st = OD_GROW(s->swap, s->swap_capacity, n, f->err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < n; i++)
        s->keyed[i] = (od_keyed){box_hash(box[first + i]), first + i};
    od_sort_keyed(s->keyed, s->swap, n);
    for (uint32_t i = 1; i < n && st == OD_OK; i++)
        if (memcmp(box[s->keyed[i].value], box[s->keyed[i - 1].value], sizeof box[0]) == 0)
            st = note(f, &od_kind_duplicate, f->view->detection[s->keyed[i].value]);
    return st;
}

static od_status check_cell(const finding *f, const od_cell *cell)
{
    const od_protocol *p = f->view->problem->protocol;
    const double *score = f->view->det_score;
    const uint32_t limit = p->max_dets[p->n_max_dets - 1], end = cell->first_det + cell->n_det;
    od_status st = OD_OK;

    for (uint32_t d = limit; d < cell->n_det && st == OD_OK; d++)
        st = note(f, &od_kind_too_many, f->view->detection[cell->first_det + d]);
    for (uint32_t d = cell->first_det; d < end && st == OD_OK;) {
        uint32_t run = d + 1;

        while (run < end && score[run] == score[d])
            run++;
        if (run - d > 1)
            st = find_repeats(f, d, run - d);
        d = run;
    }
    return st;
}

static od_status count_image(const finding *f)
{
    const od_problem *p = f->view->problem;
    const uint32_t image = f->view->image;
    const uint32_t given = p->detections->by_image_start[image + 1] - p->detections->by_image_start[image];
    const bool answered = given > 0 || (p->answered && p->answered[image]);
    audit_state *s = f->state;
    char id[80];

    s->images++;
    s->images_predicted += answered;
    s->detections += f->view->n_det;
    if (answered)
        return OD_OK;
    return od_ledger_note(&s->ledger, &od_kind_never_predicted, 1, (od_place){0}, f->err, "image_id %s",
                          od_id_text(id, sizeof id, p->dataset->image_id[image]));
}

static od_status note_out_of_scope(const finding *f)
{
    const od_problem *p = f->view->problem;
    const uint32_t *start = p->detections->by_image_start;
    uint32_t left_out = start[f->view->image + 1] - start[f->view->image] - f->view->n_det;
    od_status st = OD_OK;

    /* Under corrected rules non-finite detections are out of the view as well; they are not the filter's
     * doing. */
    for (uint32_t i = start[f->view->image]; (p->fixes & OD_FIX_NON_FINITE) && i < start[f->view->image + 1];
         i++) {
        uint32_t d = od_detection_at(p->detections, i);
        double box[4];

        od_detection_box(p->detections, d, box);
        if (all_finite(box, od_detection_score(p->detections, d)))
            continue;
        left_out -= left_out > 0;
        if ((st = note(f, &od_kind_non_finite, d)) != OD_OK)
            return st;
    }
    if (!left_out)
        return OD_OK;
    return od_ledger_note(&f->state->ledger, &od_kind_out_of_scope, left_out, (od_place){0}, f->err, NULL);
}

static od_status audit_init(void *state, const od_metric_context *c, od_error *err)
{
    audit_state *s = state;

    (void)c, (void)err;
    s->key_low = UINT64_MAX;
    return OD_OK;
}

static od_status audit_observe(void *state, const od_metric_context *c, const od_image_view *view,
                               od_error *err)
{
    finding f = {state, view, err};
    od_status st;

    (void)c;
    if ((st = count_image(&f)) != OD_OK || (st = note_out_of_scope(&f)) != OD_OK)
        return st;
    for (uint32_t d = 0; d < view->n_det && st == OD_OK; d++)
        st = check_detection(&f, d);
    for (uint32_t i = 0; i < view->n_cells && st == OD_OK; i++)
        st = check_cell(&f, &view->cells[i]);
    return st;
}

static od_status audit_merge(void *state, const void *other, od_error *err)
{
    audit_state *s = state;
    const audit_state *o = other;

    s->images += o->images;
    s->images_predicted += o->images_predicted;
    s->detections += o->detections;
    s->sized += o->sized;
    s->outside += o->outside;
    s->fit_as_xyxy += o->fit_as_xyxy;
    s->highest = fmax(s->highest, o->highest);
    if (o->detections)
        s->score = o->score;
    s->key_low = o->key_low < s->key_low ? o->key_low : s->key_low;
    s->key_high = o->key_high > s->key_high ? o->key_high : s->key_high;
    return od_ledger_merge(&s->ledger, &o->ledger, err);
}

/* A few boxes that reach out are a detector's habit; every fifth is another convention, and of boxes that are
 * x, y, w, h nine in ten never look like corners: most lie further from the origin than they are wide. */
static od_status suspect_frames(const audit_state *s, od_scores *scores, od_error *err)
{
    const double evidence = s->sized ? 100. * (double)s->fit_as_xyxy / (double)s->sized : 0;
    const double share = s->sized ? 100. * (double)s->outside / (double)s->sized : 0;
    char text[2][OD_NUMBER_TEXT]; /* not by printf's %g, which minds the locale */

    od_number_fixed(text[0], sizeof text[0], share, 0);
    od_number_fixed(text[1], sizeof text[1], evidence, 0);
    if (s->sized >= 5 && share >= 20 && evidence >= 90)
        return od_ledger_note(&scores->ledger, &od_kind_xyxy_suspected, s->outside, (od_place){0}, err,
                              "%s%% reach out of the image as x, y, w, h; %s%% lie inside as x1, y1, x2, y2",
                              text[0], text[1]);
    od_number_write(text[0], s->highest);
    if (s->sized >= 5 && s->highest > 0 && s->highest <= 1.0)
        return od_ledger_note(&scores->ledger, &od_kind_normalised_suspected, s->sized, (od_place){0}, err,
                              "the largest coordinate is %s", text[0]);
    return OD_OK;
}

/* Detections of images that a filter took out: no metric ever sees them. */
static uint64_t excluded_detections(const od_problem *p)
{
    uint64_t n = 0;

    for (uint32_t i = 0; i < p->dataset->n_images; i++)
        if (p->dataset->image_excluded[i])
            n += p->detections->by_image_start[i + 1] - p->detections->by_image_start[i];
    return n;
}

/* Those of images that take part. */
static uint32_t count_truths(const od_problem *p)
{
    const uint32_t *start = p->dataset->indexed_start;
    uint32_t n = od_dataset_truths(p->dataset);

    for (uint32_t i = 0; p->left_out && i < p->dataset->n_images; i++)
        if (!od_problem_has(p, i))
            n -= start[i + 1] - start[i];
    return n;
}

static od_status audit_finish(const void *state, const od_metric_context *c, od_scores *scores, od_error *err)
{
    const audit_state *s = state;
    uint64_t excluded = excluded_detections(c->problem);
    char score[OD_NUMBER_TEXT];
    od_status st;

    od_number_write(score, s->score);
    if ((st = od_scores_set_count(scores, "images", (double)s->images, err)) != OD_OK ||
        (st = od_scores_set_count(scores, "images_predicted", (double)s->images_predicted, err)) != OD_OK ||
        (st = od_scores_set_count(scores, "gt", count_truths(c->problem), err)) != OD_OK ||
        (st = od_scores_set_count(scores, "predictions", (double)s->detections, err)) != OD_OK ||
        (st = suspect_frames(s, scores, err)) != OD_OK ||
        (st = od_ledger_merge(&scores->ledger, &s->ledger, err)) != OD_OK)
        return st;
    if (excluded)
        st = od_ledger_note(&scores->ledger, &od_kind_out_of_scope, excluded, (od_place){0}, err, NULL);
    if (st == OD_OK && s->detections > 1 && s->key_low == s->key_high)
        st = od_ledger_note(&scores->ledger, &od_kind_scores_equal, s->detections, (od_place){0}, err,
                            "every score is %s", score);
    return st;
}

static void audit_release(void *state)
{
    audit_state *s = state;

    od_ledger_free(&s->ledger);
    free(s->keyed);
    free(s->swap);
}

const od_metric od_metric_audit = {
    .name = "audit",
    .title = "what looks wrong about the detections",
    .help = "Counts what is suspicious; see the warnings under a report.\n",
    .state_size = sizeof(audit_state),
    .init = audit_init,
    .observe = audit_observe,
    .merge = audit_merge,
    .finish = audit_finish,
    .release = audit_release,
};
