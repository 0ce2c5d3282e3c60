/* plan.h: which images a run asks about, in which order, and what it asks.
 *
 * An item is one image of one subset. Items stand in the order of the benchmark's subsets and, within one, of
 * the images' ids, so that the same benchmark gives the same list on every machine.
 */
#ifndef OD_BACKEND_PLAN_H
#define OD_BACKEND_PLAN_H

#include "benchmark/job.h"

/* Which part of the images is asked about, each step of what the one before has left. Zero-initialised means:
 * all of them. */
typedef struct od_plan_part {
    uint64_t sample; /* this many, drawn by `seed`; 0: all */
    uint64_t seed;
    uint32_t shard, n_shards; /* every n_shards-th, beginning with the shard-th (from 1); 0: all */
    uint64_t limit;           /* the first ones; 0: all */
} od_plan_part;

typedef struct od_item {
    uint32_t subset; /* index into the benchmark's */
    uint32_t image;  /* index into its data set's */
} od_item;

enum { OD_PLAN_PART = 160 };

typedef struct od_plan {
    const od_job *job; /* with its ground truth; borrowed */
    od_item *items;
    size_t n;
    size_t n_all;            /* images of the wanted subsets, before a part was taken */
    char part[OD_PLAN_PART]; /* "a sample of 100 (seed 7), shard 2/4, the first 10"; "": all */
    struct od_plan_subset *subsets;
} od_plan;

/* What is asked of one image. Zero-initialised before the first; texts last until the next. */
typedef struct od_asking {
    const char **labels; /* terminated; the pointers are this struct's, the texts the data set's */
    size_t n_labels, capacity;
    od_buffer prompt; /* terminated; empty when the benchmark has none */
    od_buffer path;   /* of the image's file; empty when the data set names none */
} od_asking;

/* The job's ground truth must be loaded, and stay. A sample larger than what there is takes all. Which images
 * are in it depends on nothing but the seed and each image's own subset and id: those with the least SHA-256
 * of "SEED/SUBSET/ID" (an id that is a text in quotes), so that a larger sample holds every smaller one of
 * the same seed. OD_USAGE: the part makes no sense. OD_INPUT: nothing is left, or there is no folder with
 * images. */
od_status od_plan_make(od_plan **out, const od_job *job, const od_plan_part *part, od_error *err);
void od_plan_free(od_plan *plan); /* NULL allowed */

/* "2/4" into the part; OD_USAGE when it is none. */
od_status od_plan_parse_shard(od_plan_part *part, const char *text, od_error *err);

/* The number of the item; OD_NONE when the plan has no such. `subset` is empty for benchmarks of one set. */
uint32_t od_plan_find(const od_plan *plan, od_str subset, od_id id);

/* The data set and the file name ("" where absent) of an item. */
const od_dataset *od_plan_dataset(const od_plan *plan, size_t item);
const char *od_plan_file(const od_plan *plan, size_t item);
/* For od_backend_ways.truth: `plan` is the od_plan; NULL for a number beyond it. */
const od_dataset *od_plan_truth(void *plan, uint64_t number, uint32_t *image);
/* Its subset's name; "" for benchmarks of one set. */
const char *od_plan_subset_name(const od_plan *plan, size_t item);

/* Whether labels differ from image to image. */
bool od_plan_asks_apart(const od_plan *plan, size_t item);

/* In mode "all" the labels that the benchmark asks the image for, else those of them that it shows. May run
 * in any number of threads, each with an asking of its own. */
od_status od_plan_ask(const od_plan *plan, size_t item, od_asking *asking, od_error *err);
void od_asking_release(od_asking *asking);

#endif
