/* bootstrap.h: how sure a number is, from the images it was measured on.
 *
 * Images are drawn with replacement within each subset, as many as it has. The generator of resample r of a
 * subset is seeded by the seed, the subset's name and r alone, so that it is the same whatever the thread
 * count, and the same for two runs on the same data: their differences are paired. Groups and averages are
 * recomputed from the subsets' resampled numbers.
 *
 * An interval is the percentile interval of the resamples, at the confidence asked for, moved so that their
 * mean is the number itself. AP needs the move: its curve is made falling, so that whatever is uneven by
 * chance counts for the better; resamples are more uneven than what they are drawn from, and their AP is
 * higher. (With all scores equal, and the order in the file so deciding, often so much that the number lies
 * outside their percentile interval.) For the same reason AP on few images is higher than on many: what an
 * interval holds, in so many cases of a hundred, is what the detector would score on average on data sets of
 * this size. Measured: see `make coverage`.
 */
#ifndef OD_DECISION_BOOTSTRAP_H
#define OD_DECISION_BOOTSTRAP_H

#include "record/read.h"

typedef struct od_interval {
    double low, high; /* NaN where there is none */
} od_interval;

enum { OD_RESAMPLES_STANDARD = 1000, OD_RESAMPLES_MIN = 10, OD_RESAMPLES_MAX = 100000 };

typedef struct od_bootstrap_options {
    uint32_t resamples; /* 1000 */
    uint64_t seed;      /* 0 is as good as any */
    double confidence;  /* .95 */
    unsigned threads;
    void (*progress)(void *context, uint64_t done, uint64_t total); /* may be NULL */
    void *progress_context;
} od_bootstrap_options;

/* All resampled numbers of one run: for each path ("overall.nms_AP", "averages.flat8.nms_AP",
 * "groups.attribute.nms_AP", "subsets.color.nms_AP") one value a resample. */
typedef struct od_bootstrap {
    const char **paths;
    size_t n_paths;
    uint32_t resamples;
    double *estimates; /* n_paths: of the images themselves, each drawn once; NULL: nothing is moved */
    double *values;    /* n_paths x resamples; NaN where undefined */
    od_arena texts;
} od_bootstrap;

/* From a run's states, which say how subsets make up groups and averages. States of other subsets than the
 * record has: OD_INPUT. */
od_status od_bootstrap_run(od_bootstrap **out, const od_record *record, const od_states *states,
                           const od_bootstrap_options *options, od_error *err);
/* From a job just scored, for --bootstrap: the same numbers as from its states. */
od_status od_bootstrap_job(od_bootstrap **out, const od_job *job, const od_bootstrap_options *options,
                           od_error *err);
void od_bootstrap_free(od_bootstrap *b); /* NULL allowed */

/* Writes the intervals of all numbers that were resampled into the record of the same run. */
od_status od_bootstrap_note(const od_bootstrap *b, const od_bootstrap_options *options, od_record *record,
                            od_error *err);

/* SIZE_MAX when there is no such path. */
size_t od_bootstrap_find(const od_bootstrap *b, const char *path);
/* Of one path, within 0 to 1, as all numbers that are resampled are. Resamples without a value are left out;
 * no other: NaN. The percentiles are quantiles (1 - confidence) / 2 and (1 + confidence) / 2, with linear
 * interpolation between neighbours, as numpy has them. */
od_interval od_bootstrap_interval(const od_bootstrap *b, size_t path, double confidence);
/* Of b's value minus a's, resample by resample: the runs are of the same images, seed and number. A
 * difference of exactly 0, as runs have in resamples without any of the images in which they differ, is not
 * moved. p_greater (may be NULL): the share of resamples, moved in the same way, in which b's value is
 * greater; NaN without any. */
od_interval od_bootstrap_difference(const od_bootstrap *a, size_t path_a, const od_bootstrap *b,
                                    size_t path_b, double confidence, double *p_greater);
/* Standard deviation of the difference over the resamples: what detectable differences are made of. */
double od_bootstrap_spread(const od_bootstrap *a, size_t path_a, const od_bootstrap *b, size_t path_b);

#endif
