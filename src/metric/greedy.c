/* greedy.c: precision and recall of boxes without scores (semantics C3).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/sort.h"
#include "metric/greedy.h"
#include "metric/metric.h"

enum { PARAM_IOU, PARAM_AVERAGE };
enum { AVERAGE_BOXES, AVERAGE_IMAGES };

typedef struct counts {
    uint32_t image;
    uint32_t matched, detections, truths;
} counts;

typedef struct greedy_state {
    uint32_t n_images; /* of the data set */
    counts *images;    /* one for each image with a detection or a truth */
    size_t n, capacity;
    od_greedy_pairing pairing; /* scratch */
} greedy_state;

static od_status count_cell(greedy_state *s, const od_image_view *view, const od_cell *cell, double iou_min,
                            counts *image, od_error *err)
{
    od_status st = od_greedy_pair(&s->pairing, view, cell, iou_min, err);

    if (st != OD_OK)
        return st;
    image->matched += s->pairing.n_matched;
    for (uint32_t d = 0; d < cell->n_det; d++)
        image->detections += s->pairing.det_mark[d] != OD_MARK_ASIDE;
    for (uint32_t g = 0; g < cell->n_gt; g++)
        image->truths += s->pairing.gt_mark[g] != OD_MARK_ASIDE;
    return OD_OK;
}

static od_status count_image(greedy_state *s, const od_metric_context *c, const od_image_view *view,
                             counts *image, od_error *err)
{
    od_status st = OD_OK;

    *image = (counts){.image = view->image};
    for (uint32_t i = 0; i < view->n_cells && st == OD_OK; i++)
        st = count_cell(s, view, &view->cells[i], c->params[PARAM_IOU], image, err);
    /* Labels that the data set does not have stand last; each is a false positive. */
    for (uint32_t d = view->n_det; d-- > 0 && view->det_category[d] == OD_NONE;)
        image->detections++;
    return st;
}

static od_status greedy_init(void *state, const od_metric_context *c, od_error *err)
{
    greedy_state *s = state;

    (void)err;
    s->n_images = c->problem->dataset->n_images;
    return OD_OK;
}

static od_status greedy_observe(void *state, const od_metric_context *c, const od_image_view *view,
                                od_error *err)
{
    greedy_state *s = state;
    counts image;
    od_status st;

    if ((st = count_image(s, c, view, &image, err)) != OD_OK)
        return st;
    if (image.detections == 0 && image.truths == 0)
        return OD_OK;
    if ((st = OD_GROW(s->images, s->capacity, s->n + 1, err)) != OD_OK)
        return st;
    s->images[s->n++] = image;
    return OD_OK;
}

static od_status greedy_merge(void *state, const void *other, od_error *err)
{
    greedy_state *s = state;
    const greedy_state *o = other;
    od_status st;

    if ((st = OD_GROW(s->images, s->capacity, s->n + o->n, err)) != OD_OK)
        return st;
    if (o->n)
        memcpy(s->images + s->n, o->images, o->n * sizeof *s->images);
    s->n += o->n;
    return OD_OK;
}

typedef struct rates {
    double precision, recall; /* NaN: undefined */
} rates;

static double share(uint64_t part, uint64_t whole, double otherwise)
{
    return whole ? (double)part / (double)whole : otherwise;
}

static rates over_boxes(const greedy_state *s)
{
    uint64_t matched = 0, detections = 0, truths = 0;

    for (size_t i = 0; i < s->n; i++) {
        matched += s->images[i].matched;
        detections += s->images[i].detections;
        truths += s->images[i].truths;
    }
    return (rates){share(matched, detections, 0), share(matched, truths, NAN)};
}

/* The entries in the order of images, whatever the order of merging; freed by the caller. */
static od_status order_images(const greedy_state *s, uint32_t **order, od_error *err)
{
    od_keyed *keyed = NULL, *swap = NULL;
    od_status st;

    *order = NULL;
    if ((st = OD_ALLOC(keyed, s->n, err)) != OD_OK || (st = OD_ALLOC(swap, s->n, err)) != OD_OK ||
        (st = OD_ALLOC(*order, s->n, err)) != OD_OK)
        goto done;
    for (size_t i = 0; i < s->n; i++)
        keyed[i] = (od_keyed){s->images[i].image, (uint32_t)i};
    od_sort_keyed(keyed, swap, s->n);
    for (size_t i = 0; i < s->n; i++)
        (*order)[i] = keyed[i].value;
done:
    free(keyed);
    free(swap);
    return st;
}

/* Means over images, summed in their order. */
static od_status over_images(const greedy_state *s, rates *r, od_error *err)
{
    double precision = 0, recall = 0;
    size_t with_truths = 0;
    uint32_t *order;
    od_status st = order_images(s, &order, err);

    for (size_t i = 0; i < s->n && st == OD_OK; i++) {
        const counts *image = &s->images[order[i]];

        precision += share(image->matched, image->detections, 0);
        recall += share(image->matched, image->truths, 0);
        with_truths += image->truths > 0;
    }
    r->precision = s->n ? precision / (double)s->n : 0;
    r->recall = with_truths ? recall / (double)with_truths : NAN;
    free(order);
    return st;
}

static double f1_of(rates r)
{
    return r.precision + r.recall > 0 ? 2 * r.precision * r.recall / (r.precision + r.recall) : r.recall;
}

static od_status greedy_finish(const void *state, const od_metric_context *c, od_scores *scores,
                               od_error *err)
{
    const greedy_state *s = state;
    rates r = over_boxes(s);
    od_status st = OD_OK;

    if (c->params[PARAM_AVERAGE] == AVERAGE_IMAGES)
        st = over_images(s, &r, err);
    if (st != OD_OK || (st = od_scores_set(scores, "greedy_precision", r.precision, err)) != OD_OK ||
        (st = od_scores_set(scores, "greedy_recall", r.recall, err)) != OD_OK)
        return st;
    return od_scores_set(scores, "greedy_f1", f1_of(r), err);
}

/* ---- resampling ---- */

typedef struct greedy_sampler {
    od_sampler base; /* first */
    const greedy_state *state;
    uint32_t *order; /* state->n: entries in the order of images */
    bool over_images;
} greedy_sampler;

static void draw_boxes(const greedy_state *s, const uint16_t *weight, rates *r)
{
    uint64_t matched = 0, detections = 0, truths = 0;

    for (size_t i = 0; i < s->n; i++) {
        const counts *image = &s->images[i];
        const uint64_t w = weight[image->image];

        matched += w * image->matched;
        detections += w * image->detections;
        truths += w * image->truths;
    }
    *r = (rates){share(matched, detections, 0), share(matched, truths, NAN)};
}

static void draw_images(const greedy_sampler *sampler, const uint16_t *weight, rates *r)
{
    double precision = 0, recall = 0;
    uint64_t n = 0, with_truths = 0;

    for (size_t i = 0; i < sampler->state->n; i++) {
        const counts *image = &sampler->state->images[sampler->order[i]];
        const uint32_t w = weight[image->image];

        precision += w * share(image->matched, image->detections, 0);
        recall += w * share(image->matched, image->truths, 0);
        n += w;
        with_truths += image->truths > 0 ? w : 0;
    }
    *r = (rates){n ? precision / (double)n : 0, with_truths ? recall / (double)with_truths : NAN};
}

static void greedy_draw(const od_sampler *base, const uint16_t *weight, void *scratch, double *values)
{
    const greedy_sampler *s = (const greedy_sampler *)base;
    rates r;

    (void)scratch;
    if (s->over_images)
        draw_images(s, weight, &r);
    else
        draw_boxes(s->state, weight, &r);
    values[0] = r.precision;
    values[1] = r.recall;
    values[2] = f1_of(r);
}

static void greedy_sampler_release(od_sampler *base)
{
    greedy_sampler *s = (greedy_sampler *)base;

    free(s->order);
    free(s);
}

static od_status greedy_sampler_make(od_sampler **out, const void *state, const od_metric_context *c,
                                     od_error *err)
{
    static const char *const names[] = {"greedy_precision", "greedy_recall", "greedy_f1", NULL};
    const greedy_state *state_given = state;
    greedy_sampler *s;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(s, 1, err)) != OD_OK)
        return st;
    s->base = (od_sampler){.names = names, .n = 3, .draw = greedy_draw, .release = greedy_sampler_release};
    s->state = state_given;
    s->over_images = c->params[PARAM_AVERAGE] == AVERAGE_IMAGES;
    if ((st = order_images(state_given, &s->order, err)) != OD_OK) {
        greedy_sampler_release(&s->base);
        return st;
    }
    *out = &s->base;
    return OD_OK;
}

/* ---- as bytes ---- */

enum { STATE_VERSION = 1, COUNTS_BYTES = 16 };

static od_status greedy_save(const void *state, od_buffer *bytes, od_error *err)
{
    const greedy_state *s = state;
    od_status st;

    if ((st = od_put_u32(bytes, STATE_VERSION, err)) != OD_OK || (st = od_put_u64(bytes, s->n, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < s->n; i++) {
        const counts *image = &s->images[i];

        if ((st = od_put_u32(bytes, image->image, err)) != OD_OK ||
            (st = od_put_u32(bytes, image->matched, err)) != OD_OK ||
            (st = od_put_u32(bytes, image->detections, err)) != OD_OK ||
            (st = od_put_u32(bytes, image->truths, err)) != OD_OK)
            return st;
    }
    return OD_OK;
}

static od_status bad_state(od_error *err)
{
    od_fail(err, OD_INPUT, "the saved state of greedy is damaged or of another version");
    return od_remedy(err, "score the predictions again with this version of odeval");
}

static od_status greedy_load(void *state, const char *bytes, size_t n, od_error *err)
{
    greedy_state *s = state;
    const char *end = bytes + n;
    uint32_t version;
    uint64_t images;
    od_status st;

    if (!od_take_u32(&bytes, end, &version) || version != STATE_VERSION ||
        !od_take_u64(&bytes, end, &images) || images != (uint64_t)(end - bytes) / COUNTS_BYTES ||
        (end - bytes) % COUNTS_BYTES)
        return bad_state(err);
    if ((st = OD_GROW(s->images, s->capacity, (size_t)images, err)) != OD_OK)
        return st;
    for (s->n = 0; s->n < images; s->n++) {
        counts *image = &s->images[s->n];

        if (!od_take_u32(&bytes, end, &image->image) || !od_take_u32(&bytes, end, &image->matched) ||
            !od_take_u32(&bytes, end, &image->detections) || !od_take_u32(&bytes, end, &image->truths) ||
            image->image >= s->n_images || image->matched > image->detections ||
            image->matched > image->truths)
            return bad_state(err);
    }
    return OD_OK;
}

static void greedy_release(void *state)
{
    greedy_state *s = state;

    free(s->images);
    od_greedy_pairing_release(&s->pairing);
}

/* The F1 of each image. Where there is nothing to find and nothing was detected all is right: 1. */
static od_status greedy_per_image(const void *state, const od_metric_context *c, double *values,
                                  od_error *err)
{
    const greedy_state *s = state;
    const od_problem *problem = c->problem;

    (void)err;
    for (uint32_t i = 0; i < problem->dataset->n_images; i++)
        values[i] = od_problem_has(problem, i) ? 1 : NAN;
    for (size_t i = 0; i < s->n; i++) {
        const counts *image = &s->images[i];

        values[image->image] = 2.0 * image->matched / ((double)image->detections + image->truths);
    }
    return OD_OK;
}

static od_status greedy_describe(const od_metric_context *c, const od_image_view *view, od_jsonout *out)
{
    greedy_state s = {0};
    counts image;
    od_status st = count_image(&s, c, view, &image, out->err);

    if (st == OD_OK) {
        od_jsonout_key(out, "greedy_found");
        od_jsonout_integer(out, image.matched);
        od_jsonout_key(out, "greedy_missed");
        od_jsonout_integer(out, (int64_t)image.truths - image.matched);
        od_jsonout_key(out, "greedy_false");
        od_jsonout_integer(out, (int64_t)image.detections - image.matched);
    }
    greedy_release(&s);
    return st;
}

static const char *const average_choices[] = {"boxes", "images", NULL};

const od_metric od_metric_greedy = {
    .name = "greedy",
    .title = "precision, recall and F1 at one IoU, matched greedily by IoU",
    .help = "In each image, pairs of a detection and a ground truth with the same label and IoU >= 0.5 are "
            "taken, best\n"
            "IoU first (equal: the detection, then the ground truth that comes first in the file), until no "
            "pair has\n"
            "both ends free. Scores play no part, nor does a limit on the number of detections.\n"
            "\n"
            "  greedy_precision   pairs taken / detections; 0 without detections\n"
            "  greedy_recall      pairs taken / ground truths; n/a without ground truth\n"
            "  greedy_f1          2 P R / (P + R)\n"
            "\n"
            "average=boxes counts over all images together. average=images takes P and R in each image and "
            "averages: P\n"
            "over images with a detection or a ground truth (0 where nothing was detected), R over images "
            "with ground\n"
            "truth.\n"
            "\n"
            "Mind:\n"
            "- Detections of labels that the data set does not have count as wrong: AP cannot see them.\n"
            "- Crowds are not to be found; a detection without a partner on a crowd of its label "
            "(intersection over its\n"
            "  own area >= 0.5) is not counted.\n",
    .cite =
        "VLM-R1 report, 20 March 2025 (\"Greedy Precision/Recall, IoU=0.5\"); it gives no code, and what it "
        "leaves open is decided here: IoU >= 0.5, counts over all boxes, crowds not counted.",
    .primary = "greedy_f1",
    .params =
        {
            [PARAM_IOU] = {"iou", "a pair needs at least this IoU", .5, 0, 1, NULL},
            [PARAM_AVERAGE] = {"average", "over all boxes together, or over images", AVERAGE_BOXES, 0, 0,
                               average_choices},
        },
    .state_size = sizeof(greedy_state),
    .init = greedy_init,
    .observe = greedy_observe,
    .merge = greedy_merge,
    .finish = greedy_finish,
    .save = greedy_save,
    .load = greedy_load,
    .describe = greedy_describe,
    .per_image = greedy_per_image,
    .sampler = greedy_sampler_make,
    .release = greedy_release,
};

double od_greedy_iou(const od_metric_use *uses, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (uses[i].metric == &od_metric_greedy)
            return uses[i].params[PARAM_IOU];
    return od_metric_greedy.params[PARAM_IOU].standard;
}
