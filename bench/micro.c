/* micro.c: the reader, the matcher and the accumulator, each by itself, on one thread (`make bench-micro`).
 *
 *   micro GT.json DT.json
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/rounds.h"
#include "core/number.h"
#include "metric/evaluate.h"
#include "metric/match.h"
#include "prediction/prediction.h"

enum { VIEWS = 400, NUMBERS = 100000 };

/* ---- reading ---- */

typedef struct bench {
    char *truth_text, *prediction_text;
    size_t truth_bytes, prediction_bytes;
    od_dataset *dataset;
    od_target target;
    od_protocol protocol;
    od_problem problem;
} bench;

static od_status load(char **text, size_t *n, const char *path, od_error *err)
{
    FILE *f = fopen(path, "rb");
    size_t capacity = 0, got;
    od_status st = OD_OK;

    *n = 0;
    if (!f)
        return od_fail(err, OD_INPUT, "%s cannot be opened", path);
    do {
        if ((st = OD_GROW(*text, capacity, *n + (1 << 20), err)) != OD_OK)
            break;
        *n += got = fread(*text + *n, 1, 1 << 20, f);
    } while (got > 0);
    if (ferror(f))
        st = od_fail(err, OD_INPUT, "%s cannot be read", path);
    fclose(f);
    return st;
}

static od_status read_truth(const bench *b, od_dataset **set, od_error *err)
{
    od_input *in = NULL;
    od_status st = od_input_of_bytes(&in, "truth", b->truth_text, b->truth_bytes, err);

    if (st == OD_OK)
        st = od_dataset_read_coco(set, in, NULL, err);
    od_input_close(in);
    return st;
}

static od_status read_predictions(const bench *b, od_target *target, od_error *err)
{
    od_ledger ledger = {0};
    od_prediction_sink sink = {.targets = target, .n_targets = 1, .target = 0, .ledger = &ledger};
    od_input *in = NULL;
    od_status st;

    if ((st = od_target_init(target, "", b->dataset, err)) == OD_OK &&
        (st = od_input_of_bytes(&in, "predictions", b->prediction_text, b->prediction_bytes, err)) == OD_OK)
        st = od_predictions_read_input(&sink, in, err);
    od_input_close(in);
    od_ledger_free(&ledger);
    return st;
}

static od_status truth_part(void *context, od_error *err)
{
    od_dataset *set = NULL;
    od_status st = read_truth(context, &set, err);

    od_dataset_free(set);
    return st;
}

static od_status predictions_part(void *context, od_error *err)
{
    od_target target = {0};
    od_status st = read_predictions(context, &target, err);

    od_target_release(&target);
    return st;
}

/* ---- numbers ---- */

typedef struct numbers {
    char *text;
    size_t n;   /* bytes */
    double sum; /* so that nothing is optimised away */
} numbers;

/* How numbers are printed. */
typedef struct print_form {
    const char *what;
    bool decimals, narrow; /* digits after the point, not all; of a float */
    int digits;
} print_form;

/* Numbers in [0, 640), one after the other. */
static od_status make_numbers(numbers *list, const print_form *form, od_error *err)
{
    od_buffer text = {0};
    uint64_t random = 1;
    od_status st = OD_OK;

    for (int i = 0; i < NUMBERS && st == OD_OK; i++) {
        double value;
        random = random * 6364136223846793005u + 1442695040888963407u;
        value = (double)(random >> 11) * 0x1p-53 * 640;
        if (form->narrow)
            value = (double)(float)value;
        st = od_buffer_printf(&text, err, form->decimals ? "%.*f " : "%.*g ", form->digits, value);
    }
    *list = (numbers){text.bytes, text.n, 0};
    return st;
}

static od_status numbers_part(void *context, od_error *err)
{
    numbers *list = context;
    const char *p = list->text, *end = p + list->n;

    while (p < end) {
        double value;
        if (!(p = od_number_read(p, end, &value)))
            return od_fail(err, OD_INPUT, "a number could not be read");
        list->sum += value;
        p++; /* the space */
    }
    return OD_OK;
}

static od_status bench_numbers(od_error *err)
{
    static const print_form forms[] = {
        {.what = "numbers with 2 decimals", .decimals = true, .digits = 2},
        {.what = "numbers with all digits of a float", .narrow = true, .digits = 16},
        {.what = "numbers with all digits of a double", .digits = 17},
    };
    od_status st = OD_OK;

    for (size_t i = 0; i < sizeof forms / sizeof forms[0] && st == OD_OK; i++) {
        numbers list = {0};
        if ((st = make_numbers(&list, &forms[i], err)) == OD_OK)
            st = show_each(forms[i].what, "number", numbers_part, &list, NUMBERS, err);
        free(list.text);
    }
    return st;
}

/* ---- views and matches ---- */

typedef struct views {
    const od_problem *problem;
    od_view_scratch *scratch[VIEWS]; /* one each: a view lives in its scratch */
    const od_image_view *view[VIEWS];
    uint32_t n;
    uint64_t detections;
    od_matcher matcher;
    uint32_t *rows; /* 0, 1, 2, ... */
    od_match *matches;
    size_t rows_capacity, matches_capacity;
} views;

static od_status make_views(void *context, od_error *err)
{
    views *v = context;
    od_status st = OD_OK;

    v->detections = 0;
    for (uint32_t i = 0; i < v->n && st == OD_OK; i++) {
        st = od_view_make(v->scratch[i], v->problem, i, &v->view[i], err);
        v->detections += st == OD_OK ? v->view[i]->n_det : 0;
    }
    return st;
}

static od_status make_room(views *v, od_error *err)
{
    uint32_t most = 1;
    od_status st;

    for (uint32_t i = 0; i < v->n; i++)
        if (v->view[i]->n_det > most)
            most = v->view[i]->n_det;
    if ((st = OD_GROW(v->rows, v->rows_capacity, most, err)) != OD_OK ||
        (st = OD_GROW(v->matches, v->matches_capacity, most, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < most; i++)
        v->rows[i] = i;
    return OD_OK;
}

static od_status match_part(void *context, od_error *err)
{
    views *v = context;
    od_status st = OD_OK;

    for (uint32_t i = 0; i < v->n; i++) {
        const od_image_view *view = v->view[i];
        for (uint32_t c = 0; c < view->n_cells && st == OD_OK; c++)
            st = od_match_cell(&v->matcher, view, &view->cells[c], v->rows, view->cells[c].n_det, v->matches,
                               err);
    }
    return st;
}

static od_status bench_matching(const od_problem *problem, od_error *err)
{
    const uint32_t n_images = problem->dataset->n_images;
    views v = {.problem = problem, .n = n_images < VIEWS ? n_images : VIEWS};
    od_status st = OD_OK;

    for (uint32_t i = 0; i < v.n && st == OD_OK; i++)
        st = od_view_scratch_create(&v.scratch[i], err);
    if (st == OD_OK && (st = make_views(&v, err)) == OD_OK && (st = make_room(&v, err)) == OD_OK &&
        (st = show_each("view of an image: grouping, sorting, IoU", "detection", make_views, &v, v.detections,
                        err)) == OD_OK)
        st = show_each("matching, 4 area ranges x 10 thresholds", "detection", match_part, &v, v.detections,
                       err);
    for (uint32_t i = 0; i < v.n; i++)
        od_view_scratch_free(v.scratch[i]);
    od_matcher_free(&v.matcher);
    free(v.rows);
    free(v.matches);
    return st;
}

/* ---- metrics ---- */

static od_status finish_part(void *context, od_error *err)
{
    od_run *run = context;
    od_scores scores = {.n_categories = run->context.problem->dataset->n_categories};
    od_status st = run->use->metric->finish(run->state, &run->context, &scores, err);

    od_scores_free(&scores);
    return st;
}

static od_status bench_metric(const od_metric *metric, const od_problem *problem, od_error *err)
{
    const od_metric_use use = od_metric_use_default(metric);
    char what[64];
    od_run run;
    od_status st = od_run_init(&run, problem, &use, err);

    snprintf(what, sizeof what, "%s: numbers from the states", metric->name);
    if (st == OD_OK &&
        (st = od_observe_images(&run, 1, problem, 0, problem->dataset->n_images, err)) == OD_OK)
        st = show_each(what, "detection", finish_part, &run, problem->detections->n, err);
    od_run_release(&run);
    return st;
}

/* ---- all ---- */

static od_status prepare(bench *b, char **argv, od_error *err)
{
    od_status st;

    if ((st = load(&b->truth_text, &b->truth_bytes, argv[1], err)) != OD_OK ||
        (st = load(&b->prediction_text, &b->prediction_bytes, argv[2], err)) != OD_OK ||
        (st = read_truth(b, &b->dataset, err)) != OD_OK ||
        (st = read_predictions(b, &b->target, err)) != OD_OK ||
        (st = od_detections_group(&b->target.detections, b->dataset->n_images, err)) != OD_OK)
        return st;
    od_protocol_default(&b->protocol);
    b->problem = (od_problem){.dataset = b->dataset,
                              .detections = &b->target.detections,
                              .answered = b->target.answered,
                              .protocol = &b->protocol};
    return OD_OK;
}

static od_status run_all(bench *b, od_error *err)
{
    od_status st;

    if ((st = show_speed("reading ground truth from memory", truth_part, b, b->truth_bytes, err)) != OD_OK ||
        (st = show_speed("reading predictions from memory", predictions_part, b, b->prediction_bytes, err)) !=
            OD_OK ||
        (st = bench_numbers(err)) != OD_OK || (st = bench_matching(&b->problem, err)) != OD_OK)
        return st;
    for (const od_metric *const *m = od_metrics; *m && st == OD_OK; m++)
        st = bench_metric(*m, &b->problem, err);
    return st;
}

int main(int argc, char **argv)
{
    bench b = {0};
    od_error err = {0};
    char text[1200];
    od_status st;

    if (argc != 3) {
        fputs("usage: micro GT.json DT.json\n", stderr);
        return OD_USAGE;
    }
    if ((st = prepare(&b, argv, &err)) == OD_OK)
        st = run_all(&b, &err);
    if (st != OD_OK)
        fprintf(stderr, "micro: %s\n", od_error_text(&err, text, sizeof text));
    od_target_release(&b.target);
    od_dataset_free(b.dataset);
    free(b.truth_text);
    free(b.prediction_text);
    return st;
}
