/* greedy.c: precision and recall of boxes without scores (semantics C3).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/sort.h"
#include "metric/metric.h"

enum { PARAM_IOU, PARAM_AVERAGE };
enum { AVERAGE_BOXES, AVERAGE_IMAGES };

typedef struct counts {
    uint32_t image;
    uint32_t matched, detections, truths;
} counts;

typedef struct pair {
    double iou;
    uint32_t file;    /* the detection's place in the order of the file */
    uint32_t det, gt; /* positions within the cell */
} pair;

typedef struct greedy_state {
    counts *images; /* one for each image with a detection or a truth */
    size_t n, capacity;
    pair *pairs; /* scratch */
    uint8_t *det_used, *gt_used;
    size_t pairs_capacity, det_used_capacity, gt_used_capacity;
} greedy_state;

/* Best IoU first; then the detection, then the ground truth that is first in the file. */
static int compare_pairs(const void *left, const void *right)
{
    const pair *a = left, *b = right;

    if (a->iou != b->iou)
        return a->iou > b->iou ? -1 : 1;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    return (a->gt > b->gt) - (a->gt < b->gt);
}

static od_status find_pairs(greedy_state *s, const od_image_view *view, const od_cell *cell, double iou_min,
                            size_t *n, od_error *err)
{
    od_status st;

    *n = 0;
    for (uint32_t d = 0; d < cell->n_det; d++) {
        for (uint32_t g = 0; g < cell->n_gt; g++) {
            double iou = cell->iou[(size_t)d * cell->n_gt + g];

            if (view->gt_ignored[cell->first_gt + g] || !(iou >= iou_min))
                continue;
            if ((st = OD_GROW(s->pairs, s->pairs_capacity, *n + 1, err)) != OD_OK)
                return st;
            s->pairs[(*n)++] = (pair){iou, view->detection[cell->first_det + d], d, g};
        }
    }
    return OD_OK;
}

/* Takes the pairs, best first, whose two ends are still free. Returns how many. */
static uint32_t take_pairs(greedy_state *s, size_t n)
{
    uint32_t taken = 0;

    if (n)
        qsort(s->pairs, n, sizeof *s->pairs, compare_pairs);
    for (size_t i = 0; i < n; i++) {
        const pair *p = &s->pairs[i];

        if (s->det_used[p->det] || s->gt_used[p->gt])
            continue;
        s->det_used[p->det] = s->gt_used[p->gt] = 1;
        taken++;
    }
    return taken;
}

/* A detection without a partner that lies on a crowd (or on ground truth to be ignored) counts neither way.
 */
static bool is_excused(const od_image_view *view, const od_cell *cell, uint32_t d, double iou_min)
{
    for (uint32_t g = 0; g < cell->n_gt; g++)
        if (view->gt_ignored[cell->first_gt + g] && cell->iou[(size_t)d * cell->n_gt + g] >= iou_min)
            return true;
    return false;
}

static od_status count_cell(greedy_state *s, const od_image_view *view, const od_cell *cell, double iou_min,
                            counts *image, od_error *err)
{
    size_t n;
    od_status st;

    if ((st = OD_GROW(s->det_used, s->det_used_capacity, cell->n_det, err)) != OD_OK ||
        (st = OD_GROW(s->gt_used, s->gt_used_capacity, cell->n_gt, err)) != OD_OK ||
        (st = find_pairs(s, view, cell, iou_min, &n, err)) != OD_OK)
        return st;
    if (cell->n_det)
        memset(s->det_used, 0, cell->n_det);
    if (cell->n_gt)
        memset(s->gt_used, 0, cell->n_gt);
    image->matched += take_pairs(s, n);
    for (uint32_t d = 0; d < cell->n_det; d++)
        image->detections += s->det_used[d] || !is_excused(view, cell, d, iou_min);
    for (uint32_t g = 0; g < cell->n_gt; g++)
        image->truths += !view->gt_ignored[cell->first_gt + g];
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

/* Means over images, summed in the order of images whatever the order of merging. */
static od_status over_images(const greedy_state *s, rates *r, od_error *err)
{
    od_keyed *order = NULL, *swap = NULL;
    double precision = 0, recall = 0;
    size_t with_truths = 0;
    od_status st;

    if ((st = OD_ALLOC(order, s->n, err)) != OD_OK || (st = OD_ALLOC(swap, s->n, err)) != OD_OK)
        goto done;
    for (size_t i = 0; i < s->n; i++)
        order[i] = (od_keyed){s->images[i].image, (uint32_t)i};
    od_sort_keyed(order, swap, s->n);
    for (size_t i = 0; i < s->n; i++) {
        const counts *image = &s->images[order[i].value];

        precision += share(image->matched, image->detections, 0);
        recall += share(image->matched, image->truths, 0);
        with_truths += image->truths > 0;
    }
    r->precision = s->n ? precision / (double)s->n : 0;
    r->recall = with_truths ? recall / (double)with_truths : NAN;
done:
    free(order);
    free(swap);
    return st;
}

static od_status greedy_finish(const void *state, const od_metric_context *c, od_scores *scores,
                               od_error *err)
{
    const greedy_state *s = state;
    rates r = over_boxes(s);
    double f1;
    od_status st = OD_OK;

    if (c->params[PARAM_AVERAGE] == AVERAGE_IMAGES)
        st = over_images(s, &r, err);
    f1 = r.precision + r.recall > 0 ? 2 * r.precision * r.recall / (r.precision + r.recall) : r.recall;
    if (st != OD_OK || (st = od_scores_set(scores, "greedy_precision", r.precision, err)) != OD_OK ||
        (st = od_scores_set(scores, "greedy_recall", r.recall, err)) != OD_OK)
        return st;
    return od_scores_set(scores, "greedy_f1", f1, err);
}

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

static od_status greedy_load(void *state, const char *bytes, size_t n, od_error *err)
{
    greedy_state *s = state;
    const char *end = bytes + n;
    uint32_t version;
    uint64_t images;
    od_status st;

    if (!od_take_u32(&bytes, end, &version) || version != STATE_VERSION ||
        !od_take_u64(&bytes, end, &images) || images != (uint64_t)(end - bytes) / COUNTS_BYTES ||
        (end - bytes) % COUNTS_BYTES) {
        od_fail(err, OD_INPUT, "the saved state of greedy is damaged or of another version");
        return od_remedy(err, "score the predictions again with this version of odeval");
    }
    if ((st = OD_GROW(s->images, s->capacity, (size_t)images, err)) != OD_OK)
        return st;
    for (s->n = 0; s->n < images; s->n++) {
        counts *image = &s->images[s->n];

        if (!od_take_u32(&bytes, end, &image->image) || !od_take_u32(&bytes, end, &image->matched) ||
            !od_take_u32(&bytes, end, &image->detections) || !od_take_u32(&bytes, end, &image->truths))
            break; /* cannot happen: the size was checked */
    }
    return OD_OK;
}

static void greedy_release(void *state)
{
    greedy_state *s = state;

    free(s->images);
    free(s->pairs);
    free(s->det_used);
    free(s->gt_used);
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
        "VLM-R1 report, 20 March 2025 (\"Greedy Precision/Recall, IoU=0.5\"); it gives no code, and what it\n"
        "leaves open is decided here: IoU >= 0.5, counts over all boxes, crowds not counted.",
    .primary = "greedy_f1",
    .params =
        {
            [PARAM_IOU] = {"iou", "a pair needs at least this IoU", .5, 0, 1, NULL},
            [PARAM_AVERAGE] = {"average", "over all boxes together, or over images", AVERAGE_BOXES, 0, 0,
                               average_choices},
        },
    .state_size = sizeof(greedy_state),
    .observe = greedy_observe,
    .merge = greedy_merge,
    .finish = greedy_finish,
    .save = greedy_save,
    .load = greedy_load,
    .describe = greedy_describe,
    .release = greedy_release,
};
