/* A metric's numbers on resampled images against the metric itself on a data set that has them so often. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "population.h"
#include "score_help.h"

enum { IMAGES = 40, NUMBERS = 64 };

static od_bench *coco(void)
{
    od_bench *b = NULL;
    od_error err = {0};

    must(od_bench_open(&b, "coco", &err), &err);
    return b;
}

/* What one metric's sampler gives under the weights. */
static size_t draw(const od_job *job, size_t metric, const uint16_t *weight, const char *names[NUMBERS],
                   double values[NUMBERS])
{
    const od_run *run = &job->subsets[0].evaluation.runs[metric];
    od_sampler *s = NULL;
    od_error err = {0};
    void *scratch;
    size_t n;

    must(run->use->metric->sampler(&s, run->state, &run->context, &err), &err);
    n = s->n;
    assert_true(n > 0 && n <= NUMBERS);
    scratch = malloc(s->scratch_bytes + 1);
    assert_non_null(scratch);
    s->draw(s, weight, scratch, values);
    for (size_t i = 0; i < n; i++) {
        const od_score *score = od_scores_find(&job->subsets[0].evaluation.scores, s->names[i]);

        assert_non_null(score); /* finish() gives each of the names */
        names[i] = score->name;
    }
    assert_null(s->names[n]);
    free(scratch);
    s->release(s);
    return n;
}

/* The numbers of `job` under the weights are those of `other` as they are. */
static void assert_draws(const od_job *job, const uint16_t *weight, const od_job *other, double tolerance)
{
    for (size_t m = 0; m < job->n_metrics; m++) {
        const char *names[NUMBERS];
        double values[NUMBERS];
        size_t n = draw(job, m, weight, names, values);

        for (size_t i = 0; i < n; i++) {
            double expected = od_scores_get(&other->subsets[0].evaluation.scores, names[i]);

            if (isnan(expected) != isnan(values[i]) || fabs(values[i] - expected) > tolerance)
                fail_msg("%s is %.17g, not %.17g", names[i], values[i], expected);
        }
    }
}

static void each_image_once_gives_the_scores(void **state)
{
    const char *const metrics[] = {"AP,nms_AP,greedy", "greedy:average=images", "nms_AP:tie=first"};
    uint16_t once[IMAGES];
    od_bench *b = coco();
    (void)state;

    for (size_t i = 0; i < IMAGES; i++)
        once[i] = 1;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        const population p = {.scored = seed % 2};
        od_job *job = sample_with(b, &p, IMAGES, seed, metrics[seed % 3], NULL);

        assert_draws(job, once, job, 1e-12);
        od_job_free(job);
    }
    od_bench_free(b);
}

static void greedy_is_the_same_to_the_last_bit(void **state)
{
    const char *const metrics[] = {"greedy", "greedy:average=images"};
    uint16_t once[IMAGES];
    od_bench *b = coco();
    (void)state;

    for (size_t i = 0; i < IMAGES; i++)
        once[i] = 1;
    for (size_t i = 0; i < 2; i++) {
        od_job *job = sample_with(b, &(population){0}, IMAGES, 5, metrics[i], NULL);

        assert_draws(job, once, job, 0);
        od_job_free(job);
    }
    od_bench_free(b);
}

static void an_image_drawn_often_counts_as_so_many_images(void **state)
{
    const population p = {.scored = true}; /* no two scores of an image are equal */
    const char *const metrics[] = {"AP,nms_AP,greedy", "greedy:average=images"};
    od_bench *b = coco();
    (void)state;

    for (uint64_t seed = 1; seed <= 30; seed++) {
        uint16_t copies[IMAGES];
        uint64_t random = seed;
        od_job *job = sample_with(b, &p, IMAGES, seed, metrics[seed % 2], NULL), *repeated;

        for (size_t i = 0; i < IMAGES; i++)
            copies[i] = (uint16_t)(random_below(&random, 3) * random_below(&random, 3));
        repeated = sample_with(b, &p, IMAGES, seed, metrics[seed % 2], copies);

        assert_draws(job, copies, repeated, 1e-12);
        od_job_free(job);
        od_job_free(repeated);
    }
    od_bench_free(b);
}

static void nothing_drawn_leaves_ap_undefined(void **state)
{
    const uint16_t none[IMAGES] = {0};
    const char *names[NUMBERS];
    double values[NUMBERS];
    od_bench *b = coco();
    od_job *job = sample_with(b, &(population){.scored = true}, IMAGES, 1, "AP", NULL);
    size_t n;
    (void)state;

    n = draw(job, 0, none, names, values);

    assert_int_equal(n, 12);
    for (size_t i = 0; i < n; i++)
        assert_true(isnan(values[i]));
    od_job_free(job);
    od_bench_free(b);
}

/* By hand: category 1 is found in image 1 (AP 1), category 2 missed in image 2 (AP 0). */
static const char gt[] =
    GT_OF(IMAGE(1) "," IMAGE(2), TRUTH(1, 1, 1, 0, 0, 10, 10, 100) "," TRUTH(2, 2, 2, 0, 0, 10, 10, 100));
static const char dets[] = DETS(DET(1, 1, 0, 0, 10, 10, 0.9));

static void a_category_without_a_drawn_truth_is_left_out_of_the_mean(void **state)
{
    const uint16_t both[] = {1, 1}, first[] = {2, 0}, second[] = {0, 2};
    const char *names[NUMBERS];
    double values[NUMBERS];
    scored s = score(gt, dets, "AP");
    (void)state;

    draw(s.job, 0, both, names, values);
    assert_string_equal(names[0], "AP");
    assert_near("both", values[0], .5, 1e-12);
    draw(s.job, 0, first, names, values);
    assert_near("the first", values[0], 1, 1e-12);
    draw(s.job, 0, second, names, values);
    assert_near("the second", values[0], 0, 1e-12);
    close_job(&s);
}

/* Precision and recall of category 1 by hand: image 1 twice: 2 right of 2 detections, 2 of 2 truths. */
static void numbers_of_other_protocols_are_drawn_too(void **state)
{
    const od_job_options options = {
        .metrics = "AP", .iou = "0.6", .area = "all=0:1e10,tiny=0:50", .max_dets = "1,2,3,100", .threads = 1};
    const uint16_t first[] = {2, 0};
    const char *names[NUMBERS];
    double values[NUMBERS];
    scored s = score_with(gt, dets, options);
    size_t n;
    (void)state;

    n = draw(s.job, 0, first, names, values);

    assert_int_equal(n, 3 + 1 + 4 + 1);
    for (size_t i = 0; i < n; i++) {
        const bool defined = strcmp(names[i], "AP") == 0 || strncmp(names[i], "AR1", 3) == 0 ||
                             strcmp(names[i], "AR2") == 0 || strcmp(names[i], "AR3") == 0;

        if (defined)
            assert_near(names[i], values[i], 1, 1e-12);
        else
            assert_true(isnan(values[i])); /* no such threshold; no truth is tiny */
    }
    close_job(&s);
}

static void a_loaded_state_gives_the_same_draws(void **state)
{
    od_bench *b = coco();
    od_job *job = sample_with(b, &(population){0}, IMAGES, 9, "AP,nms_AP,greedy", NULL);
    uint16_t weight[IMAGES];
    (void)state;

    for (size_t i = 0; i < IMAGES; i++)
        weight[i] = (uint16_t)(i % 4);
    for (size_t m = 0; m < job->n_metrics; m++) {
        od_run *run = &job->subsets[0].evaluation.runs[m], loaded, kept = *run;
        const char *names[NUMBERS];
        double before[NUMBERS], after[NUMBERS];
        od_buffer bytes = {0};
        od_error err = {0};
        size_t n = draw(job, m, weight, names, before);

        must(run->use->metric->save(run->state, &bytes, &err), &err);
        must(od_run_init(&loaded, &job->subsets[0].problem, run->use, &err), &err);
        must(run->use->metric->load(loaded.state, bytes.bytes, bytes.n, &err), &err);
        *run = loaded;
        draw(job, m, weight, names, after);

        assert_memory_equal(before, after, n * sizeof *before);
        od_run_release(&loaded);
        *run = kept;
        od_buffer_free(&bytes);
    }
    od_job_free(job);
    od_bench_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_image_once_gives_the_scores),
        cmocka_unit_test(greedy_is_the_same_to_the_last_bit),
        cmocka_unit_test(an_image_drawn_often_counts_as_so_many_images),
        cmocka_unit_test(nothing_drawn_leaves_ap_undefined),
        cmocka_unit_test(a_category_without_a_drawn_truth_is_left_out_of_the_mean),
        cmocka_unit_test(numbers_of_other_protocols_are_drawn_too),
        cmocka_unit_test(a_loaded_state_gives_the_same_draws),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
