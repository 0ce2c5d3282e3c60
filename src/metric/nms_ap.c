/* nms_ap.c: AP after OVDEval's non-maximum suppression around ground truth (semantics B2, B3).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "metric/ap_table.h"

enum { PARAM_IOU, PARAM_TIE };
enum { TIE_LAST, TIE_FIRST };
enum { NORMAL = 1, PESSIMISTIC = 2 }; /* variants of the table, as bits */

typedef struct nms_state {
    od_ap_table table;
    uint64_t decisions;   /* ground truths that had to choose between two detections or more */
    uint64_t ties;        /* of these: the highest score was shared */
    uint64_t ties_across; /* of these: shared by detections of different labels */
    uint64_t removed;     /* detections taken out */
    bool differs;         /* some image keeps other detections in the pessimistic variant */
    uint8_t *marks;       /* scratch: MARK_* per position of the view */
    uint8_t *keep;
    uint32_t *candidates;
    size_t marks_capacity, keep_capacity, candidates_capacity;
} nms_state;

/* What became of a detection; one set for each variant. */
enum {
    MARK_CHOSEN = 1,
    MARK_LOST = 2,
    MARK_CHOSEN_PESSIMISTIC = 4,
    MARK_LOST_PESSIMISTIC = 8,
    MARK_BEATEN =
        16, /* the right label of a tie with a wrong one: the pessimist takes it out wherever else it won */
};

/* numpy's minimum and maximum: NaN when either is. */
static double lesser(double a, double b)
{
    return a < b || a != a ? a : b;
}

static double greater(double a, double b)
{
    return a > b || a != a ? a : b;
}

/* OVDEval's own IoU: as od_iou for positive sizes, without its cut-offs for others, and NaN where a NaN took
 * part. */
static double nms_iou(const double gt[4], const double det[4])
{
    double w = lesser(gt[0] + gt[2], det[0] + det[2]) - greater(gt[0], det[0]);
    double h = lesser(gt[1] + gt[3], det[1] + det[3]) - greater(gt[1], det[1]);
    double intersection = greater(0, w) * greater(0, h);
    double together = gt[2] * gt[3] + det[2] * det[3] - intersection;

    return together == 0 ? 0 : intersection / together;
}

/* As numpy sorts: NaN is the highest of all, and all NaN are equal. */
static bool is_higher(double a, double b)
{
    return a > b || (a != a && b == b);
}

static bool is_equal(double a, double b)
{
    return a == b || (a != a && b != b);
}

static uint32_t find_candidates(const od_image_view *view, const double gt[4], double iou,
                                uint32_t *candidates)
{
    uint32_t n = 0;

    for (uint32_t d = 0; d < view->n_det; d++)
        if (nms_iou(gt, view->det_box[d]) > iou)
            candidates[n++] = d;
    return n;
}

typedef struct decision {
    uint32_t winner, pessimistic; /* positions in the view */
    bool tie, tie_across;
    bool against; /* a tie that a wrong label could win */
} decision;

/* The candidate with the highest score; of equals the last (or first) in file order. Pessimistic: of equals,
 * one that has another label than the truth, if there is any. */
static decision decide(const od_image_view *view, const uint32_t *candidates, uint32_t n,
                       uint32_t truth_category, bool first)
{
    decision r = {.winner = candidates[0], .pessimistic = OD_NONE};
    double best;

    for (uint32_t i = 1; i < n; i++)
        if (is_higher(view->det_score[candidates[i]], view->det_score[r.winner]))
            r.winner = candidates[i];
    best = view->det_score[r.winner];
    for (uint32_t i = 0, seen = OD_NONE; i < n; i++) {
        uint32_t d = candidates[i];

        if (!is_equal(view->det_score[d], best))
            continue;
        r.tie |= seen != OD_NONE;
        r.tie_across |= seen != OD_NONE && view->det_category[d] != view->det_category[seen];
        seen = d;
        if ((view->detection[d] > view->detection[r.winner]) != first)
            r.winner = d;
        if (view->det_category[d] != truth_category &&
            (r.pessimistic == OD_NONE || (view->detection[d] > view->detection[r.pessimistic]) != first))
            r.pessimistic = d;
    }
    r.against = r.tie && r.pessimistic != OD_NONE;
    if (!r.against)
        r.pessimistic = r.winner;
    return r;
}

static void mark(nms_state *s, const od_image_view *view, uint32_t n, const decision *r,
                 uint32_t truth_category)
{
    const double best = view->det_score[r->winner];

    for (uint32_t i = 0; i < n; i++) {
        uint32_t d = s->candidates[i];

        s->marks[d] |= d == r->winner ? MARK_CHOSEN : MARK_LOST;
        s->marks[d] |= d == r->pessimistic ? MARK_CHOSEN_PESSIMISTIC : MARK_LOST_PESSIMISTIC;
        if (r->against && view->det_category[d] == truth_category && is_equal(view->det_score[d], best))
            s->marks[d] |= MARK_BEATEN;
    }
}

static bool is_removed(uint8_t marks, unsigned variant)
{
    if (variant == NORMAL)
        return (marks & MARK_LOST) && !(marks & MARK_CHOSEN);
    return (marks & MARK_BEATEN) || ((marks & MARK_LOST_PESSIMISTIC) && !(marks & MARK_CHOSEN_PESSIMISTIC));
}

/* Runs the suppression over one image; marks are in s->marks afterwards. */
static od_status suppress(nms_state *s, const od_metric_context *c, const od_image_view *view, od_error *err)
{
    const od_dataset *set = view->problem->dataset;
    const uint32_t *start = set->by_image_start;
    od_status st;

    if ((st = OD_GROW(s->marks, s->marks_capacity, view->n_det, err)) != OD_OK ||
        (st = OD_GROW(s->keep, s->keep_capacity, view->n_det, err)) != OD_OK ||
        (st = OD_GROW(s->candidates, s->candidates_capacity, view->n_det, err)) != OD_OK)
        return st;
    if (view->n_det)
        memset(s->marks, 0, view->n_det);
    for (uint32_t i = start[view->image]; i < start[view->image + 1]; i++) {
        uint32_t truth = od_truth_at(set->by_image, i), n;
        double box[4];
        decision r;

        od_truth_box(set, truth, box);
        n = find_candidates(view, box, c->params[PARAM_IOU], s->candidates);
        if (n == 0)
            continue;
        r = decide(view, s->candidates, n, set->truth_category[truth], c->params[PARAM_TIE] == TIE_FIRST);
        mark(s, view, n, &r, set->truth_category[truth]);
        s->decisions += n > 1;
        s->ties += r.tie;
        s->ties_across += r.tie_across;
    }
    return OD_OK;
}

/* Fills s->keep for a variant; returns how many are kept. */
static uint32_t fill_keep(nms_state *s, uint32_t n_det, unsigned variant)
{
    uint32_t kept = 0;

    for (uint32_t d = 0; d < n_det; d++)
        kept += s->keep[d] = !is_removed(s->marks[d], variant);
    return kept;
}

static bool variants_differ(const nms_state *s, uint32_t n_det)
{
    for (uint32_t d = 0; d < n_det; d++)
        if (is_removed(s->marks[d], NORMAL) != is_removed(s->marks[d], PESSIMISTIC))
            return true;
    return false;
}

static od_status nms_init(void *state, const od_metric_context *c, od_error *err)
{
    nms_state *s = state;

    return od_ap_table_init(&s->table, c->problem, err);
}

static od_status nms_observe(void *state, const od_metric_context *c, const od_image_view *view,
                             od_error *err)
{
    nms_state *s = state;
    bool differ;
    od_status st;

    if ((st = od_ap_table_add_truths(&s->table, view, err)) != OD_OK ||
        (st = suppress(s, c, view, err)) != OD_OK)
        return st;
    differ = variants_differ(s, view->n_det);
    s->differs |= differ;
    s->removed += view->n_det - fill_keep(s, view->n_det, NORMAL);
    st = od_ap_table_add(&s->table, view, s->keep, differ ? NORMAL : NORMAL | PESSIMISTIC, err);
    if (st != OD_OK || !differ)
        return st;
    fill_keep(s, view->n_det, PESSIMISTIC);
    return od_ap_table_add(&s->table, view, s->keep, PESSIMISTIC, err);
}

static void add_counts(nms_state *s, const nms_state *other)
{
    s->decisions += other->decisions;
    s->ties += other->ties;
    s->ties_across += other->ties_across;
    s->removed += other->removed;
    s->differs |= other->differs;
}

static od_status nms_merge(void *state, const void *other, od_error *err)
{
    nms_state *s = state;
    const nms_state *o = other;

    add_counts(s, o);
    return od_ap_table_merge(&s->table, &o->table, err);
}

static od_status nms_absorb(void *state, void *other, od_error *err)
{
    nms_state *s = state;
    nms_state *o = other;

    add_counts(s, o);
    return od_ap_table_absorb(&s->table, &o->table, err);
}

static od_status set_pessimistic(const nms_state *s, const od_metric_context *c, od_scores *scores,
                                 od_error *err)
{
    od_scores twin = {.n_categories = scores->n_categories};
    double value = od_scores_get(scores, "nms_AP");
    od_status st = OD_OK;

    if (s->differs) {
        st = od_ap_table_scores(&s->table, 1, c, "", &twin, err);
        value = fmin(value,
                     od_scores_get(&twin, "AP")); /* a bound from below, whatever else removal brings about */
        od_scores_free(&twin);
    }
    return st == OD_OK ? od_scores_set(scores, "nms_AP_pessimistic", value, err) : st;
}

static od_status nms_finish(const void *state, const od_metric_context *c, od_scores *scores, od_error *err)
{
    const nms_state *s = state;
    od_status st;

    if ((st = od_ap_table_scores(&s->table, 0, c, "nms_", scores, err)) != OD_OK ||
        (st = set_pessimistic(s, c, scores, err)) != OD_OK ||
        (st = od_scores_set_count(scores, "nms_removed", (double)s->removed, err)) != OD_OK ||
        (st = od_scores_set_count(scores, "nms_decisions", (double)s->decisions, err)) != OD_OK ||
        (st = od_scores_set_count(scores, "nms_ties", (double)s->ties, err)) != OD_OK)
        return st;
    return od_scores_set_count(scores, "nms_ties_across_labels", (double)s->ties_across, err);
}

static od_status nms_save(const void *state, od_buffer *bytes, od_error *err)
{
    const nms_state *s = state;
    od_status st;

    if ((st = od_put_u64(bytes, s->decisions, err)) != OD_OK ||
        (st = od_put_u64(bytes, s->ties, err)) != OD_OK ||
        (st = od_put_u64(bytes, s->ties_across, err)) != OD_OK ||
        (st = od_put_u64(bytes, s->removed, err)) != OD_OK ||
        (st = od_put_u32(bytes, s->differs, err)) != OD_OK)
        return st;
    return od_ap_table_save(&s->table, bytes, err);
}

static od_status nms_load(void *state, const char *bytes, size_t n, od_error *err)
{
    nms_state *s = state;
    const char *end = bytes + n;
    uint32_t differs;

    if (!od_take_u64(&bytes, end, &s->decisions) || !od_take_u64(&bytes, end, &s->ties) ||
        !od_take_u64(&bytes, end, &s->ties_across) || !od_take_u64(&bytes, end, &s->removed) ||
        !od_take_u32(&bytes, end, &differs)) {
        od_fail(err, OD_INPUT, "the saved state is cut short");
        return od_remedy(err, "score the predictions again with this version of odeval");
    }
    s->differs = differs != 0;
    return od_ap_table_load(&s->table, &bytes, end, err);
}

/* How many decisions in one image were ties, and how many of its detections were taken out. */
static od_status nms_describe(const od_metric_context *c, const od_image_view *view, od_jsonout *out)
{
    nms_state s = {0};
    od_status st = suppress(&s, c, view, out->err);

    if (st == OD_OK) {
        od_jsonout_key(out, "nms_ties");
        od_jsonout_integer(out, (int64_t)s.ties);
        od_jsonout_key(out, "nms_removed");
        od_jsonout_integer(out, (int64_t)view->n_det - fill_keep(&s, view->n_det, NORMAL));
    }
    free(s.marks);
    free(s.keep);
    free(s.candidates);
    return st;
}

static od_status nms_curves(const void *state, const od_metric_context *c, unsigned wanted, bool with_scores,
                            od_curves *curves, od_error *err)
{
    const nms_state *s = state;

    return od_ap_table_curves(&s->table, 0, c, wanted, with_scores, curves, err);
}

static od_status nms_sampler(od_sampler **out, const void *state, const od_metric_context *c, od_error *err)
{
    const nms_state *s = state;

    return od_ap_table_sampler(out, &s->table, 0, c, "nms_", err);
}

static void nms_release(void *state)
{
    nms_state *s = state;

    od_ap_table_release(&s->table);
    free(s->marks);
    free(s->keep);
    free(s->candidates);
}

static const char *const tie_choices[] = {"last", "first", NULL};

const od_metric od_metric_nms_ap = {
    .name = "nms_AP",
    .title = "AP after all but the best box on each ground truth are removed (OVDEval)",
    .help = "Plain AP stays high when a model gives the same box several labels. NMS-AP first looks, for "
            "each ground\n"
            "truth, at all detections of the image with IoU above 0.5 (not at 0.5), whatever their label, "
            "and keeps the\n"
            "one with the highest score; a detection that lost at some ground truth and won at none is "
            "removed. What is\n"
            "left is scored as AP. A wrong label with the higher score so removes the right one.\n"
            "\n"
            "  nms_AP nms_AP50 ...     as AP's 12 numbers, on what is left\n"
            "  nms_removed             detections removed\n"
            "  nms_decisions nms_ties  ground truths with two candidates or more; of these, with the highest "
            "score shared\n"
            "  nms_ties_across_labels  of the ties, those between different labels\n"
            "  nms_AP_pessimistic      every tie between the right label and a wrong one is lost: the right "
            "box goes, even\n"
            "                          if it won elsewhere, and the wrong one stays; never above nms_AP\n"
            "\n"
            "Mind:\n"
            "- Ties decide a lot for models without scores. The rule is `last` in file order (as the "
            "reference does for\n"
            "  up to 16 candidates); `first` is the option. nms_AP_pessimistic says how much hangs on it.\n"
            "- A perfect file does not reach 1 where ground truths overlap by more than half.\n"
            "- Detections of unknown labels take part in the removal.\n",
    .cite = "OVDEval (eval.py; arXiv 2308.13177). The pessimistic variant is odeval's own.",
    .primary = "nms_AP",
    .params =
        {
            [PARAM_IOU] = {"iou", "a detection is a candidate above this IoU", .5, 0, 1, NULL},
            [PARAM_TIE] = {"tie", "which of equal scores wins, in file order", TIE_LAST, 0, 0, tie_choices},
        },
    .state_size = sizeof(nms_state),
    .init = nms_init,
    .observe = nms_observe,
    .merge = nms_merge,
    .absorb = nms_absorb,
    .finish = nms_finish,
    .save = nms_save,
    .load = nms_load,
    .describe = nms_describe,
    .curves = nms_curves,
    .sampler = nms_sampler,
    .release = nms_release,
};
