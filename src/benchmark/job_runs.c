/* job_runs.c: whether journals were made with what the job scores them with. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "benchmark/job.h"
#include "core/sha256.h"

enum { HASH_SHOWN = 12, NAME_SHOWN = 60 };

static od_status note(od_job *job, const od_run_head *head, const char *what, const char *asked,
                      const char *scored, int shown, od_error *err)
{
    return od_ledger_note(&job->ledger, &od_kind_run_elsewhere, 1, head->place, err,
                          "%s was %.*s, and is %.*s", what, shown, asked, shown, scored);
}

/* *said: it was noted. What the head does not say is no difference. */
static od_status compare(od_job *job, const od_run_head *head, const char *name, const char *own, int shown,
                         bool *said, od_error *err)
{
    const char *theirs = od_run_head_text(head, name);

    *said = theirs && own && strcmp(theirs, own) != 0;
    return *said ? note(job, head, name, theirs, own, shown, err) : OD_OK;
}

/* A pipe cannot be read twice. */
static bool is_regular(const char *path)
{
    struct stat about;

    return path && stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* The first file that is another one now. */
static od_status compare_truths(od_job *job, const od_run_head *head, char (*hashes)[65], od_error *err)
{
    bool said = false;
    od_status st = OD_OK;

    for (uint32_t i = 0; i < job->bench->n_subsets && st == OD_OK && !said; i++) {
        od_buffer name = {0};

        if (hashes[i][0] &&
            (st = od_buffer_printf(&name, err, "ground_truth/%s", job->bench->subsets[i].name)) == OD_OK)
            st = compare(job, head, name.bytes, hashes[i], HASH_SHOWN, &said, err);
        od_buffer_free(&name);
    }
    return st;
}

static od_status check(od_job *job, const od_run_head *head, char (*hashes)[65], od_error *err)
{
    const od_bench *b = job->bench;
    bool said;
    od_status st;

    if ((st = compare(job, head, "bench", b->name, NAME_SHOWN, &said, err)) != OD_OK || said ||
        (st = compare(job, head, "definition_sha256", b->sha256, HASH_SHOWN, &said, err)) != OD_OK || said ||
        (st = compare(job, head, "mode", od_mode_name(job->mode), NAME_SHOWN, &said, err)) != OD_OK || said)
        return st;
    return compare_truths(job, head, hashes, err);
}

/* "" for subsets that were not loaded from a file. */
static od_status hash_truths(const od_job *job, char (*hashes)[65], od_error *err)
{
    od_status st = OD_OK;
    uint64_t bytes;

    for (uint32_t i = 0; i < job->bench->n_subsets && st == OD_OK; i++)
        if (job->subsets[i].wanted && is_regular(job->subsets[i].gt_path))
            st = od_sha256_file(job->subsets[i].gt_path, hashes[i], &bytes, err);
    return st;
}

od_status od_job_check_runs(od_job *job, size_t first, od_error *err)
{
    char(*hashes)[65] = NULL;
    od_status st;

    /* A survey's benchmark was made of the predictions themselves. */
    if (first == job->runs.n || job->options.images_by_place)
        return OD_OK;
    if ((st = OD_ALLOC(hashes, job->bench->n_subsets, err)) == OD_OK)
        st = hash_truths(job, hashes, err);
    for (size_t i = first; i < job->runs.n && st == OD_OK; i++)
        st = check(job, &job->runs.heads[i], hashes, err);
    free(hashes);
    return st;
}
