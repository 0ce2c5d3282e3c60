/* test_real.c: real annotations and detections give the numbers that the reference gave for them, as they are
 * and with all scores 1 (where only the order of the file decides).
 *
 * The data lies in $ODEVAL_SHARED/data/coco-pairs (default: ../shared); without it the test passes with a
 * message.
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parity/pair.h"

typedef struct tally {
    unsigned passed, failed;
} tally;

/* The numbers of an array of 12; false when it is none. */
static bool take_numbers(const cJSON *array, double *numbers)
{
    if (cJSON_GetArraySize(array) != PARITY_STATS)
        return false;
    for (int i = 0; i < PARITY_STATS; i++)
        numbers[i] = cJSON_GetArrayItem(array, i)->valuedouble;
    return true;
}

static void check(tally *t, const char *pair, const char *what, bool good)
{
    t->passed += good;
    t->failed += !good;
    if (!good)
        printf("%s: %s\n", pair, what);
}

static void check_family(tally *t, const char *pair, const char *title, const double *found,
                         const cJSON *reference)
{
    double wanted[PARITY_STATS];

    if (!take_numbers(reference, wanted)) {
        check(t, pair, "the reference has not 12 numbers", false);
        return;
    }
    for (int i = 0; i < PARITY_STATS; i++) {
        char text[120];

        snprintf(text, sizeof text, "%s[%d] is %.17g instead of %.17g", title, i, found[i], wanted[i]);
        check(t, pair, text, parity_same(&found[i], &wanted[i], 1));
    }
}

/* One evaluation against AP_family, nms_AP_family and nms_kept. */
static od_status check_outcome(tally *t, const char *name, const parity_pair *p, const cJSON *wanted,
                               od_error *err)
{
    parity_states whole = {0};
    parity_outcome o;
    od_status st;

    if ((st = parity_observe(&whole, p, 0, p->dataset->n_images, err)) == OD_OK &&
        (st = parity_outcome_of(p, whole.runs, &o, err)) == OD_OK) {
        const cJSON *kept = cJSON_GetObjectItem(wanted, "nms_kept");

        check_family(t, name, "AP_family", o.stats, cJSON_GetObjectItem(wanted, "AP_family"));
        check_family(t, name, "nms_AP_family", o.nms_stats, cJSON_GetObjectItem(wanted, "nms_AP_family"));
        check(t, name, "another number of detections survives NMS-AP's filter",
              kept && kept->valuedouble == o.n_kept);
    }
    parity_states_release(&whole);
    return st;
}

static bool same_count(const cJSON *wanted, const char *key, uint32_t found)
{
    const cJSON *number = cJSON_GetObjectItem(wanted, key);

    return number && number->valuedouble == (double)found;
}

static od_status set_scores_to_1(od_packed *score, od_error *err)
{
    const size_t n = score->n;
    const double one = 1;
    od_status st = OD_OK;

    od_packed_clear(score);
    while (score->n < n && st == OD_OK)
        st = od_packed_add(score, &one, err);
    return st;
}

static od_status check_pair(tally *t, const char *name, parity_pair *p, const cJSON *wanted, od_error *err)
{
    od_status st;

    check(t, name, "images, annotations or predictions are not as many as in the reference",
          same_count(wanted, "images", p->dataset->n_images) &&
              same_count(wanted, "annotations", p->dataset->n_truths) &&
              same_count(wanted, "predictions", p->target.detections.n));
    if ((st = check_outcome(t, name, p, wanted, err)) != OD_OK)
        return st;
    if ((st = set_scores_to_1(&p->target.detections.score, err)) != OD_OK)
        return st;
    return check_outcome(t, name, p, cJSON_GetObjectItem(wanted, "all_scores_1"), err);
}

static od_status run_pair(tally *t, const char *folder, const cJSON *wanted, od_error *err)
{
    od_input *gt = NULL, *dt = NULL;
    parity_pair pair = {0};
    char path[600];
    od_status st;

    snprintf(path, sizeof path, "%s/%s/gt.json", folder, wanted->string);
    if ((st = od_input_open(&gt, path, err)) != OD_OK)
        goto done;
    snprintf(path, sizeof path, "%s/%s/dt.json", folder, wanted->string);
    if ((st = od_input_open(&dt, path, err)) != OD_OK ||
        (st = parity_pair_read(&pair, gt, dt, NULL, err)) != OD_OK)
        goto done;
    st = check_pair(t, wanted->string, &pair, wanted, err);
done:
    parity_pair_release(&pair);
    od_input_close(gt);
    od_input_close(dt);
    return st;
}

/* NULL when the file is not there or no JSON. */
static cJSON *read_reference(const char *path)
{
    char text[65536];
    size_t n;
    FILE *f = fopen(path, "rb");

    if (!f)
        return NULL;
    n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = '\0';
    return cJSON_Parse(text);
}

static od_status run_pairs(tally *t, const char *folder, const cJSON *reference, od_error *err)
{
    const cJSON *wanted;
    od_status st = OD_OK;

    cJSON_ArrayForEach(wanted, reference) if (st == OD_OK) st = run_pair(t, folder, wanted, err);
    return st;
}

int main(void)
{
    const char *shared = getenv("ODEVAL_SHARED");
    tally t = {0, 0};
    od_error err = {0};
    char folder[400], path[440], text[1200];
    cJSON *reference;

    snprintf(folder, sizeof folder, "%s/data/coco-pairs", shared ? shared : "../shared");
    snprintf(path, sizeof path, "%s/reference.json", folder);
    if (access(path, F_OK) != 0) {
        printf("real: skipped, %s is not there\n", path);
        return EXIT_SUCCESS;
    }
    reference = read_reference(path);
    if (!reference || run_pairs(&t, folder, reference, &err) != OD_OK) {
        t.failed++;
        printf("%s\n", reference ? od_error_text(&err, text, sizeof text) : "reference.json is not JSON");
    }
    cJSON_Delete(reference);
    printf("real: %u passed, %u failed\n", t.passed, t.failed);
    return t.failed == 0 && t.passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
