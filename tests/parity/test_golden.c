/* test_golden.c: every case of a golden file gives the reference's numbers to the last bit, on one thread, on
 * three, and in two halves that are merged.
 *
 * test_golden [FILE]   default: tests/parity/golden.jsonl.gz
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parity/cases.h"

enum { SHOWN = 10 };

static void add(char *list, size_t size, const char *what)
{
    size_t n = strlen(list);

    snprintf(list + n, size - n, "%s%s", n ? ", " : "", what);
}

static void add_stats(char *list, size_t size, const char *title, const double *found, const double *wanted)
{
    for (int i = 0; i < PARITY_STATS; i++) {
        char text[120];

        if (parity_same(&found[i], &wanted[i], 1))
            continue;
        snprintf(text, sizeof text, "%s[%d] is %.17g instead of %.17g", title, i, found[i], wanted[i]);
        add(list, size, text);
        return;
    }
}

static void add_number(char *list, size_t size, const char *title, double found, double wanted)
{
    char text[120];

    if (found == wanted)
        return;
    snprintf(text, sizeof text, "%s: %.17g instead of %.17g", title, found, wanted);
    add(list, size, text);
}

/* What differs from the reference is added to the list in words. */
static void compare_numbers(const parity_expected *e, const parity_outcome *o, char *list, size_t size)
{
    add_stats(list, size, "stats", o->stats, e->stats);
    if (e->has_nms_stats)
        add_stats(list, size, "nms_stats", o->nms_stats, e->nms_stats);
    add_number(list, size, "survivors", o->n_kept, e->n_kept);
    add_number(list, size, "greedy matches", o->matched, e->matched);
    add_number(list, size, "greedy predictions", o->predictions, e->predictions);
    add_number(list, size, "greedy truths", o->truths, e->truths);
}

static void compare_arrays(const parity_expected *e, const parity_arrays *a, char *list, size_t size)
{
    if (!parity_same(a->shape, e->shape, PARITY_AXES))
        add(list, size, "shape");
    if (strcmp(a->precision, e->precision) != 0)
        add(list, size, "precision");
    if (strcmp(a->recall, e->recall) != 0)
        add(list, size, "recall");
    if (strcmp(a->scores, e->scores) != 0)
        add(list, size, "scores");
}

static bool same_bytes(const od_buffer *a, const od_buffer *b)
{
    return a->n == b->n && memcmp(a->bytes, b->bytes, a->n) == 0;
}

/* ---- one case in several ways ---- */

/* The whole, by the library's own loop on n_threads threads. */
static od_status on_threads(const parity_pair *p, const od_metric_use *uses, unsigned n_threads,
                            od_buffer *bytes, od_error *err)
{
    od_evaluation e = {0};
    od_status st = od_evaluate(&e, &p->problem, uses, PARITY_METRICS, n_threads, NULL, NULL, err);

    if (st == OD_OK)
        st = parity_save(e.runs, bytes, err);
    od_evaluation_free(&e);
    return st;
}

/* Two parts, merged in the order of images (bytes) and the other way round (numbers). */
static od_status in_parts(const parity_pair *p, uint32_t cut, od_buffer *bytes, parity_outcome *reversed,
                          od_error *err)
{
    parity_states head = {0}, tail = {0}, joined = {0};
    od_status st;

    if ((st = parity_observe(&head, p, 0, cut, err)) != OD_OK ||
        (st = parity_observe(&tail, p, cut, p->dataset->n_images, err)) != OD_OK ||
        (st = parity_observe(&joined, p, 0, 0, err)) != OD_OK ||
        (st = parity_merge(&joined, &tail, err)) != OD_OK ||
        (st = parity_merge(&joined, &head, err)) != OD_OK ||
        (st = parity_outcome_of(p, joined.runs, reversed, err)) != OD_OK ||
        (st = parity_merge(&head, &tail, err)) != OD_OK)
        goto done;
    st = parity_save(head.runs, bytes, err);
done:
    parity_states_release(&head);
    parity_states_release(&tail);
    parity_states_release(&joined);
    return st;
}

/* Adds to `list` the ways that did not give the bytes (or, merged in reverse, the numbers) of the whole. */
static od_status compare_ways(const parity_pair *p, const parity_states *whole, const parity_expected *e,
                              char *list, size_t size, od_error *err)
{
    od_buffer one = {0}, three = {0}, parts = {0}, plain = {0};
    parity_outcome reversed;
    char text[1000] = "";
    od_status st;

    if ((st = parity_save(whole->runs, &plain, err)) != OD_OK ||
        (st = on_threads(p, whole->uses, 1, &one, err)) != OD_OK ||
        (st = on_threads(p, whole->uses, 3, &three, err)) != OD_OK ||
        (st = in_parts(p, p->dataset->n_images / 2, &parts, &reversed, err)) != OD_OK)
        goto done;
    if (!same_bytes(&plain, &one))
        add(list, size, "od_evaluate has another state");
    if (!same_bytes(&one, &three))
        add(list, size, "three threads have another state");
    if (!same_bytes(&plain, &parts))
        add(list, size, "two merged parts have another state");
    compare_numbers(e, &reversed, text, sizeof text);
    if (text[0] && !list[0])
        add(list, size, "merging in reverse order changes the numbers");
done:
    od_buffer_free(&one);
    od_buffer_free(&three);
    od_buffer_free(&parts);
    od_buffer_free(&plain);
    return st;
}

static od_status evaluate_case(const parity_pair *p, const parity_expected *e, char *list, size_t size,
                               od_error *err)
{
    parity_states whole = {0};
    parity_outcome outcome;
    parity_arrays arrays;
    od_status st;

    if ((st = parity_observe(&whole, p, 0, p->dataset->n_images, err)) == OD_OK &&
        (st = parity_outcome_of(p, whole.runs, &outcome, err)) == OD_OK &&
        (st = parity_arrays_of(&whole.runs[PARITY_AP], &arrays, err)) == OD_OK) {
        compare_arrays(e, &arrays, list, size);
        compare_numbers(e, &outcome, list, size);
        st = compare_ways(p, &whole, e, list, size, err);
    }
    parity_states_release(&whole);
    return st;
}

static od_status run_case(const parity_case *c, char *list, size_t size, od_error *err)
{
    od_input *gt = NULL, *dt = NULL;
    parity_pair pair = {0};
    od_status st;

    list[0] = '\0';
    if ((st = od_input_of_bytes(&gt, "gt", c->gt.p, c->gt.n, err)) == OD_OK &&
        (st = od_input_of_bytes(&dt, "dt", c->dt.p, c->dt.n, err)) == OD_OK &&
        (st = parity_pair_read(&pair, gt, dt, &c->protocol, err)) == OD_OK)
        st = evaluate_case(&pair, &c->expected, list, size, err);
    parity_pair_release(&pair);
    od_input_close(gt);
    od_input_close(dt);
    return st;
}

/* ---- all cases ---- */

static bool passes(const parity_case *c, bool show)
{
    char list[2000], text[1200];
    od_error err = {0};

    if (run_case(c, list, sizeof list, &err) != OD_OK)
        add(list, sizeof list, od_error_text(&err, text, sizeof text));
    if (list[0] && show)
        printf("%s: %s\n", c->name, list);
    return !list[0];
}

typedef struct tally {
    unsigned long passed, failed;
} tally;

static od_status run_file(const char *path, tally *t, od_error *err)
{
    parity_file file;
    parity_case c;
    bool more = true;
    od_status st = parity_open(&file, path, err);

    while (st == OD_OK && (st = parity_next(&file, &c, &more, err)) == OD_OK && more) {
        bool passed = passes(&c, t->failed < SHOWN);

        t->passed += passed;
        t->failed += !passed;
    }
    parity_close(&file);
    return st;
}

int main(int argc, char **argv)
{
    tally t = {0, 0};
    od_error err = {0};
    char text[1200];
    od_status st = run_file(argc > 1 ? argv[1] : "tests/parity/golden.jsonl.gz", &t, &err);

    if (st != OD_OK)
        fprintf(stderr, "test_golden: %s\n", od_error_text(&err, text, sizeof text));
    printf("golden: %lu passed, %lu failed\n", t.passed, t.failed);
    return st == OD_OK && t.failed == 0 && t.passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
