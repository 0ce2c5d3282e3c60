/* runner.h: drives a detector over the images of a plan and writes down what it says.
 *
 * Threads that read and decode images fill a bounded queue, threads that call the detector empty it, and each
 * answer goes into the journal as it comes. The order in which images are done changes no result.
 */
#ifndef OD_BACKEND_RUNNER_H
#define OD_BACKEND_RUNNER_H

#include "backend/backend.h"
#include "backend/journal.h"

typedef struct od_run_progress {
    const char *stage; /* "checking images", "detecting" */
    uint64_t done, total, failed;
    double rate; /* images a second; 0: not known yet */
    double left; /* seconds; NaN: not known yet */
} od_run_progress;

/* Zero-initialised but for what is wanted, and max_failures. */
typedef struct od_run_ways {
    unsigned jobs;         /* calls of detect at once; 0: as suits the backend */
    unsigned readers;      /* threads that read images; 0: a few */
    uint64_t max_failures; /* more failed images than this end the run; UINT64_MAX: none do */
    const char *model;     /* in every line; NULL: none */
    /* Asked now and then, by one thread. 0: go on; 1: begin nothing new. NULL: go on. */
    int (*stopping)(void *context);
    void *stopping_context;
    void (*progress)(void *context, const od_run_progress *progress); /* by one thread; may be NULL */
    void *progress_context;
} od_run_ways;

enum { OD_RUN_REASON = 300 };

typedef struct od_run_outcome {
    uint64_t images;                   /* of the plan */
    uint64_t answered, failed, left;   /* of these: with an answer, without one, not asked yet */
    uint64_t kept;                     /* of the answered: by an earlier run */
    double tokens, seconds, retries;   /* summed over answered and failed, where they are known */
    bool stopped;                      /* because stopping() said so */
    char first_failure[OD_RUN_REASON]; /* of this run, in the order of its images: "color: 003.png: there is
                                          no such file"; "": none */
} od_run_outcome;

/* Asks about every item that the journal has no answer for; what failed is asked again, unless it said that
 * this would not help and the image's bytes are the same. OD_INPUT: an image that is answered already has
 * other bytes now. OD_BACKEND: the backend gave up, more failed than is allowed, or all did. OD_SYSTEM: the
 * journal cannot be written. `out` is filled in any case. The journal keeps what came, and is settled when
 * nothing is left. */
od_status od_run_images(od_run_outcome *out, const od_plan *plan, od_backend *backend, od_journal *journal,
                        const od_run_ways *ways, od_error *err);

#endif
