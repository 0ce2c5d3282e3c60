/* narrow.c: a job over a part of the images. */
#include <stdlib.h>

#include "benchmark/job.h"

od_status od_job_narrow(od_job *job, uint32_t subset, const uint8_t *asked, od_error *err)
{
    od_job_subset *s = &job->subsets[subset];
    uint32_t n = 0;
    od_status st;

    free(s->left_out);
    if ((st = OD_ALLOC(s->left_out, s->dataset->n_images, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < s->dataset->n_images; i++) {
        s->left_out[i] = !asked[i];
        n += asked[i] && !s->dataset->image_excluded[i];
    }
    if (n > 0)
        return OD_OK;
    od_target_release(&s->target);
    s->has_target = s->wanted = false;
    return OD_OK;
}
