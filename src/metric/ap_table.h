/* ap_table.h: everything after matching, for AP and its relatives.
 *
 * Two kinds of rows: detections that took a truth somewhere, with one bit per (area range, IoU threshold) for
 * "matched" and for "ignored"; and plain ones, most of all, which need no bits, for they are wrong at every
 * threshold. The 12 numbers, the curves, bounds over ties and resampling are all computed from this table,
 * never by matching again.
 */
#ifndef OD_METRIC_AP_TABLE_H
#define OD_METRIC_AP_TABLE_H

#include <string.h>

#include "core/blocks.h"
#include "metric/curves.h"
#include "metric/match.h"
#include "metric/metric.h"

/* A detection's place in the ranking of its category, and what a plain one is about. */
typedef struct od_ap_plain {
    uint32_t score[2];        /* the two halves of a double, so that a row takes 20 bytes; see od_ap_score */
    uint32_t category, image; /* indices */
    uint32_t marks;           /* rank, outside, variants: see od_ap_marks */
} od_ap_plain;

enum { OD_AP_VARIANTS = 4, OD_AP_RANKS = 1 << 20 };

/* rank: within image and category, best score first, from 0 (20 bits). outside: bit a: ignored in area range
 * a (8 bits). variants: bit v: the row belongs to variant v of the table (4 bits). Spelt out, since a row
 * must be written without being read: compilers read bit-fields first, and a page of fresh memory that is
 * read first has to be taken from all processors when it is written then, which cost two threads 10% of their
 * time. */
static inline uint32_t od_ap_marks(uint32_t rank, uint32_t outside, uint32_t variants)
{
    return rank | outside << 20 | variants << 28;
}

static inline uint32_t od_ap_rank(const od_ap_plain *row)
{
    return row->marks & (OD_AP_RANKS - 1);
}

static inline uint32_t od_ap_outside(const od_ap_plain *row)
{
    return row->marks >> 20 & 0xff;
}

static inline uint32_t od_ap_variants(const od_ap_plain *row)
{
    return row->marks >> 28;
}

static inline double od_ap_score(const od_ap_plain *row)
{
    double score;

    memcpy(&score, row->score, sizeof score);
    return score;
}

/* Image, then rank: what orders rows of equal scores. */
static inline uint64_t od_ap_place(const od_ap_plain *row)
{
    return (uint64_t)row->image << 32 | od_ap_rank(row);
}

typedef struct od_ap_row {
    od_ap_plain key;           /* first: both kinds of rows are grouped by the same code */
    uint64_t matched, ignored; /* bits as in od_match */
} od_ap_row;

/* Truths of one image and category that count in the same area ranges. */
typedef struct od_ap_truths {
    uint32_t category, image; /* indices */
    uint32_t marks;           /* n and areas: see od_ap_truths_n */
} od_ap_truths;

enum { OD_AP_TRUTHS_MAX = (1 << 24) - 1 };

/* n: how many (24 bits). areas: bit a: they count in area range a (8 bits). */
static inline uint32_t od_ap_truths_n(const od_ap_truths *t)
{
    return t->marks & OD_AP_TRUTHS_MAX;
}

static inline uint32_t od_ap_truths_areas(const od_ap_truths *t)
{
    return t->marks >> 24;
}

/* A table holds up to OD_AP_VARIANTS variants of one evaluation, which share most rows (NMS-AP and its
 * pessimistic twin). */
typedef struct od_ap_table {
    od_blocks rows, plain; /* of od_ap_row, od_ap_plain; in no order that matters to scores */
    od_blocks truths;      /* of od_ap_truths; the same. What resampling draws, beside the rows */
    uint32_t n_images, n_categories, n_areas;
    uint64_t *n_truths; /* n_categories x n_areas: truths that count, of all images */
    /* scratch */
    od_matcher matcher;
    uint32_t *picked;
    od_match *matches;
    size_t picked_capacity, matches_capacity;
} od_ap_table;

od_status od_ap_table_init(od_ap_table *t, const od_problem *problem, od_error *err);
void od_ap_table_release(od_ap_table *t);

/* Counts the image's truths. Once per image. */
od_status od_ap_table_add_truths(od_ap_table *t, const od_image_view *view, od_error *err);
/* Matches the image's detections and adds them to `variants`. keep (per position of the view; NULL: all) says
 * which detections take part. */
od_status od_ap_table_add(od_ap_table *t, const od_image_view *view, const uint8_t *keep, uint8_t variants,
                          od_error *err);

od_status od_ap_table_merge(od_ap_table *t, const od_ap_table *other, od_error *err);
/* The same, taking the rows from `other`, which keeps its counts and can only be released. */
od_status od_ap_table_absorb(od_ap_table *t, od_ap_table *other, od_error *err);
/* Rows are saved in the order in which images were added and tables merged: od_evaluate keeps to the order of
 * images, so that the bytes do not depend on the number of threads. */
od_status od_ap_table_save(const od_ap_table *t, od_buffer *bytes, od_error *err);
/* Reads what save wrote, from *bytes to the end; the table is init()ed and empty. */
od_status od_ap_table_load(od_ap_table *t, const char **bytes, const char *end, od_error *err);

/* Curves of one variant (semantics A7). wanted and with_scores as in od_curves_init, which this calls. */
od_status od_ap_table_curves(const od_ap_table *t, uint32_t variant, const od_metric_context *c,
                             unsigned wanted, bool with_scores, od_curves *curves, od_error *err);

/* One of the 12 numbers (or of as many as the protocol gives): a mean over categories, and thresholds. */
typedef struct od_ap_number {
    char name[36];     /* "AP50" */
    bool recall;       /* of recall at the last detection; else of precision over recall */
    uint32_t max_dets; /* index into the protocol's; OD_NONE: the number is undefined */
    uint32_t area;     /* index */
    uint32_t iou;      /* index; OD_NONE: all */
} od_ap_number;

enum { OD_AP_NUMBERS_MAX = 3 + 2 * OD_AREA_MAX + OD_MAX_DETS_MAX };

/* In the order of reports; returns how many. */
uint32_t od_ap_numbers(const od_problem *problem, od_ap_number numbers[OD_AP_NUMBERS_MAX]);

/* The 12 numbers (semantics A8) of one variant, named with `prefix` in front: "nms_" gives nms_AP, nms_AP50,
 * ...; AP and AP50 per category as well. */
od_status od_ap_table_scores(const od_ap_table *t, uint32_t variant, const od_metric_context *c,
                             const char *prefix, od_scores *scores, od_error *err);

/* The same numbers on resampled images: see sampler.h. */
od_status od_ap_table_sampler(od_sampler **out, const od_ap_table *t, uint32_t variant,
                              const od_metric_context *c, const char *prefix, od_error *err);

#endif
