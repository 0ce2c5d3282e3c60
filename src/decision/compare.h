/* compare.h: whether runs can be compared, and how they differ.
 */
#ifndef OD_DECISION_COMPARE_H
#define OD_DECISION_COMPARE_H

#include "decision/bootstrap.h"

/* A field in which two runs differ so that their numbers cannot be compared. */
typedef struct od_obstacle {
    const char *field; /* "rules", "params.frame", "subsets", "inputs.celebrity.json", "sample" */
    const char *a, *b; /* its two values as texts */
    const char *why;   /* a sentence's end: "the ground truth is another file" */
} od_obstacle;

typedef struct od_obstacles {
    od_obstacle *list;
    size_t n;
    od_arena texts;
} od_obstacles;

/* Data set (hashes of the ground truth), definition, rules, mode, parameters (protocol, tie rule and other
 * options of metrics that both have, frame, prompt, reader, ...), subsets, samples, odeval's major version.
 * None: the runs are comparable. How text was read, and the prompt, are compared where both runs have them: a
 * detector's boxes, which came as numbers, have no frame. What neither record says is taken for the same.
 * Fields of od_obstacles need no release when the call fails. */
od_status od_compare_check(od_obstacles *out, const od_record *a, const od_record *b, od_error *err);
void od_obstacles_free(od_obstacles *o);

/* One number in two runs. */
typedef struct od_difference {
    const char *path; /* "overall.nms_AP" */
    double a, b;
    od_interval interval; /* of b - a; NaN without states */
    double p_greater;     /* share of resamples in which b is greater; NaN without states */
} od_difference;

/* Something that moved: a category or an image. */
typedef struct od_mover {
    const char *subset, *name; /* a category's name; an image's file name or id */
    double a, b;
} od_mover;

typedef struct od_comparison {
    od_difference *differences; /* headline first, then averages, groups, subsets */
    size_t n_differences;
    od_mover *categories, *images; /* largest change first, at most as many as were asked for */
    size_t n_categories, n_images;
    const char *category_score; /* what categories are compared by: "nms_AP"; NULL: nothing */
    const char *image_score;    /* what images are compared by: "greedy_f1"; NULL: nothing */
    const char *no_intervals;   /* why there are none, a sentence; NULL: there are some */
    od_arena texts;
} od_comparison;

/* Whether the states of two runs are of the same images in the same order, so that resamples pair. */
bool od_compare_paired(const od_states *a, const od_states *b);

/* a is the baseline. Movers need scores per category in the records, or states; options NULL: no intervals.
 * What cannot be compared is compared all the same: od_compare_check is the caller's to ask. */
od_status od_compare(od_comparison **out, const od_run_file *a, const od_run_file *b,
                     const od_bootstrap_options *options, size_t movers, od_error *err);
void od_comparison_free(od_comparison *c);

#endif
