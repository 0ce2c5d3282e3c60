#include "parity/pair.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/sha256.h"
#include "dataset/filter.h"
#include "prediction/prediction.h"

static od_status read_detections(od_target *t, od_input *in, od_error *err)
{
    od_ledger stray = {0};
    od_prediction_sink sink = {.targets = t, .n_targets = 1, .ledger = &stray};
    od_status st = od_prediction_format_find("coco")->read(&sink, in, err);

    od_ledger_free(&stray);
    return st == OD_OK ? od_detections_group(&t->detections, t->dataset->n_images, err) : st;
}

od_status parity_pair_read(parity_pair *p, od_input *gt, od_input *dt, const od_protocol *protocol,
                           od_error *err)
{
    od_status st;

    *p = (parity_pair){0};
    if (protocol)
        p->protocol = *protocol;
    else
        od_protocol_default(&p->protocol);
    if ((st = od_dataset_read_coco(&p->dataset, gt, NULL, err)) != OD_OK ||
        (st = od_target_init(&p->target, "", p->dataset, err)) != OD_OK)
        return st;
    p->problem = (od_problem){
        .dataset = p->dataset,
        .detections = &p->target.detections,
        .answered = p->target.answered,
        .protocol = &p->protocol,
        .mode = OD_MODE_ALL,
    };
    return read_detections(&p->target, dt, err);
}

void parity_pair_release(parity_pair *p)
{
    od_target_release(&p->target);
    od_dataset_free(p->dataset);
}

od_status parity_observe(parity_states *s, const parity_pair *p, uint32_t first, uint32_t last, od_error *err)
{
    static const char *const names[PARITY_METRICS] = {"AP", "nms_AP", "greedy"};
    od_status st;

    *s = (parity_states){0};
    for (; s->n_runs < PARITY_METRICS; s->n_runs++) {
        s->uses[s->n_runs] = od_metric_use_default(od_metric_find(names[s->n_runs]));
        if ((st = od_run_init(&s->runs[s->n_runs], &p->problem, &s->uses[s->n_runs], err)) != OD_OK)
            return st;
    }
    return od_observe_images(s->runs, s->n_runs, &p->problem, first, last, err);
}

od_status parity_merge(parity_states *s, const parity_states *other, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < s->n_runs && st == OD_OK; i++)
        st = s->uses[i].metric->merge(s->runs[i].state, other->runs[i].state, err);
    return st;
}

void parity_states_release(parity_states *s)
{
    while (s->n_runs > 0)
        od_run_release(&s->runs[--s->n_runs]);
}

od_status parity_save(const od_run *runs, od_buffer *bytes, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < PARITY_METRICS && st == OD_OK; i++)
        st = runs[i].use->metric->save(runs[i].state, bytes, err);
    return st;
}

/* ---- numbers ---- */

static double stat(const od_scores *scores, const char *prefix, const char *name)
{
    char full[OD_SCORE_NAME];
    double value;

    snprintf(full, sizeof full, "%s%s", prefix, name);
    value = od_scores_get(scores, full);
    return isnan(value) ? -1 : value;
}

/* In the order of pycocotools' stats. */
static void take_stats(const od_scores *scores, const char *prefix, const od_protocol *p, double *stats)
{
    static const char *const names[PARITY_STATS] = {"AP", "AP50", "AP75", "APs", "APm", "APl",
                                                    NULL, NULL,   NULL,   "ARs", "ARm", "ARl"};
    char recall[16];

    for (int i = 0; i < PARITY_STATS; i++) {
        if (!names[i])
            snprintf(recall, sizeof recall, "AR%u", p->max_dets[i - 6]);
        stats[i] = stat(scores, prefix, names[i] ? names[i] : recall);
    }
}

static void put_bits(unsigned char bytes[8], double value)
{
    uint64_t bits = UINT64_C(0x7ff8000000000000);

    if (!isnan(value))
        memcpy(&bits, &value, sizeof bits);
    for (int b = 0; b < 8; b++)
        bytes[b] = (unsigned char)(bits >> 8 * b);
}

/* SHA-256 of n doubles, little-endian, every NaN as one bit pattern. */
static void digest(const double *values, size_t n, char hex[65])
{
    unsigned char bytes[512][8];
    od_sha256 hash;

    od_sha256_init(&hash);
    for (size_t i = 0; i < n;) {
        size_t k = 0;

        while (k < sizeof bytes / sizeof bytes[0] && i < n)
            put_bits(bytes[k++], values[i++]);
        od_sha256_add(&hash, bytes, k * sizeof bytes[0]);
    }
    od_sha256_hex(&hash, hex);
}

/* Our curves, [M][A][T][R][K], in the order of the reference's arrays, [T][R][K][A][M]. */
static size_t reorder_points(const od_curves *c, double *const *ours, double *theirs)
{
    size_t n = 0;

    for (uint32_t t = 0; t < c->n_iou; t++)
        for (uint32_t r = 0; r < OD_RECALL_POINTS; r++)
            for (uint32_t k = 0; k < c->n_categories; k++)
                for (uint32_t a = 0; a < c->n_areas; a++)
                    for (uint32_t m = 0; m < c->n_max_dets; m++)
                        theirs[n++] = ours[m][od_curves_point_at(c, a, t, r, k)];
    return n;
}

static size_t reorder_recall(const od_curves *c, double *theirs)
{
    size_t n = 0;

    for (uint32_t t = 0; t < c->n_iou; t++)
        for (uint32_t k = 0; k < c->n_categories; k++)
            for (uint32_t a = 0; a < c->n_areas; a++)
                for (uint32_t m = 0; m < c->n_max_dets; m++)
                    theirs[n++] = c->recall[od_curves_recall_at(c, m, a, t, k)];
    return n;
}

od_status parity_arrays_of(const od_run *ap, parity_arrays *a, od_error *err)
{
    od_curves c = {0};
    double *values = NULL;
    od_status st;

    if ((st = ap->use->metric->curves(ap->state, &ap->context,
                                      (1u << ap->context.problem->protocol->n_max_dets) - 1, true, &c,
                                      err)) != OD_OK)
        goto done;
    st =
        OD_ALLOC(values, (size_t)c.n_iou * OD_RECALL_POINTS * c.n_categories * c.n_areas * c.n_max_dets, err);
    if (st != OD_OK)
        goto done;
    a->shape[0] = c.n_iou;
    a->shape[1] = OD_RECALL_POINTS;
    a->shape[2] = c.n_categories;
    a->shape[3] = c.n_areas;
    a->shape[4] = c.n_max_dets;
    digest(values, reorder_points(&c, c.precision, values), a->precision);
    digest(values, reorder_recall(&c, values), a->recall);
    digest(values, reorder_points(&c, c.score, values), a->scores);
done:
    free(values);
    od_curves_free(&c);
    return st;
}

/* The counts stand in the state: version, number of images, then image, matched, detections, truths of each.
 */
static od_status take_counts(const od_run *greedy, parity_outcome *o, od_error *err)
{
    od_buffer bytes = {0};
    uint32_t version = 0, image, matched, detections, truths;
    uint64_t n = 0;
    const char *p, *end;
    od_status st;

    o->matched = o->predictions = o->truths = 0;
    if ((st = greedy->use->metric->save(greedy->state, &bytes, err)) != OD_OK)
        goto done;
    p = bytes.bytes;
    end = p + bytes.n;
    if (!od_take_u32(&p, end, &version) || version != 1 || !od_take_u64(&p, end, &n)) {
        st = od_fail(err, OD_INPUT, "greedy's state is of version %u, this test reads version 1", version);
        goto done;
    }
    while (n-- > 0 && od_take_u32(&p, end, &image) && od_take_u32(&p, end, &matched) &&
           od_take_u32(&p, end, &detections) && od_take_u32(&p, end, &truths)) {
        o->matched += matched;
        o->predictions += detections;
        o->truths += truths;
    }
done:
    od_buffer_free(&bytes);
    return st;
}

od_status parity_outcome_of(const parity_pair *p, const od_run *runs, parity_outcome *o, od_error *err)
{
    od_scores scores = {.n_categories = p->dataset->n_categories};
    od_status st = OD_OK;

    *o = (parity_outcome){.n_kept = 0};
    for (size_t i = 0; i < PARITY_METRICS && st == OD_OK; i++)
        st = runs[i].use->metric->finish(runs[i].state, &runs[i].context, &scores, err);
    if (st != OD_OK || (st = take_counts(&runs[PARITY_GREEDY], o, err)) != OD_OK)
        goto done;
    take_stats(&scores, "", &p->protocol, o->stats);
    take_stats(&scores, "nms_", &p->protocol, o->nms_stats);
    o->n_kept = (double)p->target.detections.n - od_scores_get(&scores, "nms_removed");
done:
    od_scores_free(&scores);
    return st;
}

bool parity_same(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(isnan(a[i]) && isnan(b[i])) && memcmp(&a[i], &b[i], sizeof *a) != 0)
            return false;
    return true;
}
