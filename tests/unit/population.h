/* population.h: a detector and an endless supply of images, made up, so that what a sample says can be held
 * against the truth. An image has a difficulty of its own, so that its boxes succeed and fail together. */
#ifndef OD_TESTS_POPULATION_H
#define OD_TESTS_POPULATION_H

#include <math.h>
#include <stdlib.h>

#include "decision/bootstrap.h"
#include "decision/random.h"

enum { POPULATION_CATEGORIES = 4 };

typedef struct population {
    bool scored;  /* scores say something; else all are 1, as of models that answer in text */
    double skill; /* 0: the usual; .05 better, -.05 worse */
} population;

static inline double uniform(od_random *r)
{
    return (double)(od_random_next(r) >> 11) * 0x1p-53;
}

/* Nearly normal: a sum of twelve. */
static inline double normal(od_random *r)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += uniform(r);
    return sum;
}

/* 0, 1, 2, ...: each next one half as likely. */
static inline unsigned few(od_random *r, double share)
{
    unsigned n = 0;

    while (n < 6 && uniform(r) < share)
        n++;
    return n;
}

/* An image on its way into a job. */
typedef struct made_image {
    const population *p;
    od_random *random; /* of the images */
    od_random *noise;  /* of the detector */
    od_dataset_builder *truths;
    od_detection_entry *boxes; /* of all images */
    size_t n_boxes, capacity;
    int64_t n_truths;
    uint32_t image;
    double difficulty;
} made_image;

static inline void add_box(made_image *m, uint32_t category, const double box[4], double score)
{
    od_detection_entry e = {.image = m->image,
                            .category = category,
                            .mended = OD_NONE,
                            .score = m->p->scored ? score : 1,
                            .has_score = true};

    memcpy(e.box, box, sizeof e.box);
    if (OD_GROW(m->boxes, m->capacity, m->n_boxes + 1, NULL) != OD_OK)
        abort();
    m->boxes[m->n_boxes++] = e;
}

static inline void make_object(made_image *m, uint32_t category)
{
    od_random *r = m->random;
    const double side = 20 + 150 * uniform(r);
    double box[4] = {500 * uniform(r), 400 * uniform(r), side, side};
    od_truth_entry truth = {.id = ++m->n_truths,
                            .image = {.number = m->image + 1},
                            .category = {.number = category + 1},
                            .area = side * side};
    const double chance = .95 - .6 * m->difficulty + m->p->skill;

    memcpy(truth.box, box, sizeof box);
    if (od_dataset_add_truth(m->truths, &truth, (od_place){0}, NULL) != OD_OK)
        abort();
    if (uniform(m->noise) >= chance)
        return;
    box[0] += side * .06 * (1 + m->difficulty) * normal(m->noise);
    box[1] += side * .06 * (1 + m->difficulty) * normal(m->noise);
    add_box(m, category, box, .6 - .3 * m->difficulty + .15 * normal(m->noise));
}

static inline void make_image(made_image *m)
{
    od_random *r = m->random;
    const od_image_entry image = {.id = {.number = m->image + 1}, .width = 640, .height = 480};

    m->difficulty = uniform(r);
    if (od_dataset_add_image(m->truths, &image, NULL) != OD_OK)
        abort();
    for (uint32_t k = 0; k < POPULATION_CATEGORIES; k++) {
        for (unsigned i = few(r, .5); i > 0; i--)
            make_object(m, k);
        for (unsigned i = few(m->noise, .2 + .2 * m->difficulty); i > 0; i--) {
            const double box[4] = {500 * uniform(m->noise), 400 * uniform(m->noise), 60, 60};

            add_box(m, k, box, .35 + .15 * normal(m->noise));
        }
    }
}

/* Scores the images that were made, by the benchmark "coco". */
static inline od_job *score_images(made_image *m, const od_bench *bench, const char *metrics)
{
    const od_job_options options = {.metrics = metrics, .threads = 1};
    od_dataset *set = NULL;
    od_job *job = NULL;
    od_status st = OD_OK;

    for (uint32_t k = 0; k < POPULATION_CATEGORIES && st == OD_OK; k++) {
        char name[2] = {(char)('a' + k), '\0'};

        st = od_dataset_add_category(m->truths, (od_id){.number = k + 1}, od_str_of(name), NULL);
    }
    if (st != OD_OK || od_dataset_finish(&set, m->truths, "population", NULL) != OD_OK ||
        od_job_create(&job, bench, &options, NULL) != OD_OK || od_job_take_truth(job, 0, set, NULL) != OD_OK)
        abort();
    for (size_t i = 0; i < m->n_boxes; i++)
        if (od_target_add(&job->subsets[0].target, &m->boxes[i], NULL) != OD_OK)
            abort();
    if (od_job_score(job, NULL) != OD_OK)
        abort();
    free(m->boxes);
    return job;
}

/* n images and what the detector says of them, in a scored job of the benchmark "coco". */
static inline od_job *job_of_images(const od_bench *bench, const population *p, uint32_t n, od_random *random,
                                    od_random *noise)
{
    made_image m = {.p = p, .random = random, .noise = noise};

    if (od_dataset_builder_create(&m.truths, NULL) != OD_OK)
        abort();
    for (; m.image < n; m.image++)
        make_image(&m);
    return score_images(&m, bench, "AP,greedy");
}

/* n images that do not depend on each other, the i-th there copies[i] times (NULL: once), each time under an
 * id of its own. */
static inline od_job *sample_with(const od_bench *bench, const population *p, uint32_t n, uint64_t seed,
                                  const char *metrics, const uint16_t *copies)
{
    od_random random;
    made_image m = {.p = p, .random = &random, .noise = &random};

    if (od_dataset_builder_create(&m.truths, NULL) != OD_OK)
        abort();
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t c = 0; c < (copies ? copies[i] : 1); c++, m.image++) {
            random = od_random_of(seed, 1, i);
            make_image(&m);
        }
    return score_images(&m, bench, metrics);
}

/* A sample of n images. */
static inline od_job *sample_population(const od_bench *bench, const population *p, uint32_t n, uint64_t seed)
{
    od_random random = od_random_of(seed, 0, n);

    return job_of_images(bench, p, n, &random, &random);
}

/* The n images of a seed, and one of many runs of the detector over them: another run, other noise. */
static inline od_job *run_again(const od_bench *bench, const population *p, uint32_t n, uint64_t seed,
                                uint64_t run)
{
    od_random random = od_random_of(seed, 0, n), noise = od_random_of(seed, 1 + run, n);

    return job_of_images(bench, p, n, &random, &noise);
}

#endif
