/* score_help.h: small scoring problems, written as JSON and scored in memory.
 *
 * A ground truth has the images 1, 2 and 3 of 640 x 480 and the categories 1 "dog" and 2 "cat" unless a test
 * says otherwise; detections are a COCO results list.
 */
#ifndef TESTS_SCORE_HELP_H
#define TESTS_SCORE_HELP_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "benchmark/job.h"

#define IMAGE(id) "{\"id\":" #id ",\"width\":640,\"height\":480}"
#define CATEGORIES "\"categories\":[{\"id\":1,\"name\":\"dog\"},{\"id\":2,\"name\":\"cat\"}]"
#define GT_OF(images, truths) "{\"images\":[" images "]," CATEGORIES ",\"annotations\":[" truths "]}"
#define GT(truths) GT_OF(IMAGE(1) "," IMAGE(2) "," IMAGE(3), truths)

/* Parts of lists: commas between them are the test's. */
#define ANNOTATION(id, image, category, x, y, w, h, more)                                                    \
    "{\"id\":" #id ",\"image_id\":" #image ",\"category_id\":" #category ",\"bbox\":[" #x "," #y "," #w      \
    "," #h "]" more "}"
#define TRUTH(id, image, category, x, y, w, h, area)                                                         \
    ANNOTATION(id, image, category, x, y, w, h, ",\"iscrowd\":0,\"area\":" #area)
#define CROWD(id, image, category, x, y, w, h, area)                                                         \
    ANNOTATION(id, image, category, x, y, w, h, ",\"iscrowd\":1,\"area\":" #area)
#define DET(image, category, x, y, w, h, score)                                                              \
    "{\"image_id\":" #image ",\"category_id\":" #category ",\"bbox\":[" #x "," #y "," #w "," #h "],"         \
    "\"score\":" #score "}"
#define DETS(detections) "[" detections "]"

/* A benchmark and a job of it. */
typedef struct scored {
    od_bench *bench;
    od_job *job;
} scored;

static inline void must(od_status st, const od_error *err)
{
    char text[1200];

    if (st != OD_OK)
        fail_msg("%s", od_error_text(err, text, sizeof text));
}

/* A job with nothing loaded. */
static inline scored open_job(const char *bench, const od_job_options *options)
{
    od_error err = {0};
    scored s = {0};

    must(od_bench_open(&s.bench, bench, &err), &err);
    must(od_job_create(&s.job, s.bench, options, &err), &err);
    return s;
}

static inline void close_job(scored *s)
{
    od_job_free(s->job);
    od_bench_free(s->bench);
    *s = (scored){0};
}

static inline od_dataset *read_truth(const char *gt)
{
    od_error err = {0};
    od_input *in = NULL;
    od_dataset *set = NULL;

    must(od_input_of_bytes(&in, "gt.json", gt, strlen(gt), &err), &err);
    must(od_dataset_read_coco(&set, in, NULL, &err), &err);
    od_input_close(in);
    return set;
}

static inline void give_truth(scored *s, uint32_t subset, const char *gt)
{
    od_error err = {0};

    must(od_job_take_truth(s->job, subset, read_truth(gt), &err), &err);
}

static inline void give_detections(scored *s, uint32_t subset, const char *detections)
{
    od_prediction_sink sink = {.targets = &s->job->subsets[subset].target,
                               .n_targets = 1,
                               .format = od_prediction_format_find("coco"),
                               .ledger = &s->job->ledger};
    od_error err = {0};
    od_input *in = NULL;

    must(od_input_of_bytes(&in, "preds.json", detections, strlen(detections), &err), &err);
    must(od_predictions_read_input(&sink, in, &err), &err);
    od_input_close(in);
}

/* Scores one set by the benchmark "coco". */
static inline scored score_with(const char *gt, const char *detections, od_job_options options)
{
    scored s = open_job("coco", &options);
    od_error err = {0};

    give_truth(&s, 0, gt);
    give_detections(&s, 0, detections);
    must(od_job_score(s.job, &err), &err);
    return s;
}

/* By reference rules, on one thread. */
static inline scored score(const char *gt, const char *detections, const char *metrics)
{
    return score_with(gt, detections, (od_job_options){.metrics = metrics, .threads = 1});
}

static inline const od_scores *scores_of(const scored *s)
{
    return &s->job->subsets[0].evaluation.scores;
}

/* A score that must be there. */
static inline double value_of(const scored *s, const char *name)
{
    if (!od_scores_find(scores_of(s), name))
        fail_msg("there is no score %s", name);
    return od_scores_get(scores_of(s), name);
}

static inline double value_in(const scored *s, const char *name, uint32_t category)
{
    const od_score *score = od_scores_find(scores_of(s), name);

    if (!score || !score->per_category)
        fail_msg("there is no score %s per category", name);
    return score->per_category[category];
}

static inline uint64_t noted(const scored *s, const od_ledger_kind *kind)
{
    return od_ledger_count(&scores_of(s)->ledger, kind);
}

/* One score of one problem. */
static inline double score_one(const char *gt, const char *detections, const char *metrics, const char *name)
{
    scored s = score(gt, detections, metrics);
    double value = value_of(&s, name);

    close_job(&s);
    return value;
}

static inline uint64_t bits_of(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* The same double; any NaN (undefined) equals any other. */
static inline void assert_double_same(const char *what, double value, double expected)
{
    if (!(value != value && expected != expected) && bits_of(value) != bits_of(expected))
        fail_msg("%s is %.17g, not %.17g", what, value, expected);
}

/* Equal to the decimals that a source prints. */
static inline void assert_near(const char *what, double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s is %.17g, not %.17g", what, value, expected);
}

#define SAME(s, name, expected) assert_double_same(name, value_of(&(s), name), expected)
#define NEAR(s, name, expected, tolerance) assert_near(name, value_of(&(s), name), expected, tolerance)

static inline void assert_undefined(const scored *s, const char *name)
{
    if (!isnan(value_of(s, name)))
        fail_msg("%s is %.17g, not undefined", name, value_of(s, name));
}

static inline void assert_says(const char *text, const char *piece)
{
    if (!strstr(text, piece))
        fail_msg("\"%s\" does not say \"%s\"", text, piece);
}

/* A sequence that is the same on every machine (Steele, Lea and Flood's splitmix64). */
static inline uint64_t next_random(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* 0 .. n - 1 */
static inline unsigned random_below(uint64_t *seed, unsigned n)
{
    return (unsigned)(next_random(seed) % n);
}

#endif
