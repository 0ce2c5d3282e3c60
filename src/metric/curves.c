#include "metric/curves.h"

#include <math.h>
#include <stdlib.h>

#include "core/memory.h"

static od_status minus_ones(double **out, size_t a, size_t b, od_error *err)
{
    size_t n = a * b;
    od_status st;

    if (b && a > SIZE_MAX / sizeof(double) / b)
        return od_fail_memory(err);
    if ((st = od_alloc(out, n, sizeof **out, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < n; i++)
        (*out)[i] = -1;
    return OD_OK;
}

od_status od_curves_init(od_curves *c, const od_protocol *p, uint32_t n_categories, unsigned wanted,
                         bool with_scores, od_error *err)
{
    const size_t lines = (size_t)p->n_areas * p->n_iou;
    od_status st;

    *c = (od_curves){
        .n_iou = p->n_iou, .n_categories = n_categories, .n_areas = p->n_areas, .n_max_dets = p->n_max_dets};
    if ((st = minus_ones(&c->recall, lines * p->n_max_dets, n_categories, err)) != OD_OK)
        return st;
    for (uint32_t m = 0; m < p->n_max_dets; m++) {
        if (!(wanted >> m & 1))
            continue;
        if ((st = minus_ones(&c->precision[m], lines * OD_RECALL_POINTS, n_categories, err)) != OD_OK)
            return st;
        if (with_scores &&
            (st = minus_ones(&c->score[m], lines * OD_RECALL_POINTS, n_categories, err)) != OD_OK)
            return st;
    }
    return OD_OK;
}

void od_curves_free(od_curves *c)
{
    free(c->recall);
    for (uint32_t m = 0; m < OD_MAX_DETS_MAX; m++) {
        free(c->precision[m]);
        free(c->score[m]);
    }
    *c = (od_curves){0};
}

size_t od_curves_recall_at(const od_curves *c, uint32_t m, uint32_t a, uint32_t t, uint32_t k)
{
    return (((size_t)m * c->n_areas + a) * c->n_iou + t) * c->n_categories + k;
}

size_t od_curves_point_at(const od_curves *c, uint32_t a, uint32_t t, uint32_t r, uint32_t k)
{
    return (((size_t)a * c->n_iou + t) * OD_RECALL_POINTS + r) * c->n_categories + k;
}

uint64_t od_recall_needed(double threshold, uint64_t n_truths)
{
    uint64_t c = (uint64_t)(threshold * (double)n_truths);

    while (c > 0 && (double)(c - 1) / (double)n_truths >= threshold)
        c--;
    while ((double)c / (double)n_truths < threshold)
        c++;
    return c;
}

/* numpy's pairwise sum: eight running sums per block of up to 128, halves joined above that. */
static double pairwise_sum(const double *v, size_t n)
{
    double r[8], sum;
    size_t i, half;

    if (n < 8) {
        sum = n ? v[0] : 0;
        for (i = 1; i < n; i++)
            sum += v[i];
        return sum;
    }
    if (n > 128) {
        half = n / 2;
        half -= half % 8;
        return pairwise_sum(v, half) + pairwise_sum(v + half, n - half);
    }
    for (i = 0; i < 8; i++)
        r[i] = v[i];
    for (; i < n - n % 8; i += 8)
        for (size_t k = 0; k < 8; k++)
            r[k] += v[i + k];
    sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < n; i++)
        sum += v[i];
    return sum;
}

/* numpy's add.reduce of the defined values, up to numpy 2.2: pieces of its buffer's size one after the other.
 * (From 2.3 on the row is one piece, which can change the last bit of a mean of more values.) */
double od_mean_defined(const double *values, size_t n, double *scratch)
{
    size_t defined = 0, held = 0;
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        if (!(values[i] > -1))
            continue;
        scratch[held++] = values[i];
        defined++;
        if (held == OD_MEAN_PIECE) {
            sum += pairwise_sum(scratch, held);
            held = 0;
        }
    }
    if (held)
        sum += pairwise_sum(scratch, held);
    return defined ? sum / (double)defined : NAN;
}
