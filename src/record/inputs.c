/* inputs.c: which files a subset was scored from, with their fingerprints. */
#include <string.h>
#include <sys/stat.h>

#include "core/sha256.h"
#include "record/making.h"

static bool is_regular(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* One predictions file serves many subsets: what was hashed for an earlier one is not read again. */
static const od_record_input *find_hashed(const od_record *r, const char *role, const char *name)
{
    for (uint32_t s = 0; s < r->n_subsets; s++)
        for (uint32_t i = 0; i < r->subsets[s].n_inputs; i++) {
            const od_record_input *known = &r->subsets[s].inputs[i];

            if (known->sha256[0] && strcmp(known->role, role) == 0 && strcmp(known->name, name) == 0)
                return known;
        }
    return NULL;
}

/* `same`: files of this role that have one name are one file. A pipe cannot be read twice and has no name of
 * its own: it is listed without a fingerprint. */
static od_status add(od_making *m, od_record_subset *to, const char *role, const char *path, bool same)
{
    od_record_input *input = &to->inputs[to->n_inputs];
    const bool regular = is_regular(path);
    const char *name = regular ? od_last_component(path) : "standard input";
    const od_record_input *known = same ? find_hashed(m->record, role, name) : NULL;
    od_status st;

    input->role = role;
    if ((st = od_making_text(m, &input->name, name)) != OD_OK)
        return st;
    if (known) {
        input->bytes = known->bytes;
        memcpy(input->sha256, known->sha256, sizeof input->sha256);
    } else if (regular && m->options->fingerprint) {
        st = od_sha256_file(path, input->sha256, &input->bytes, m->err);
    }
    to->n_inputs += st == OD_OK;
    return st;
}

od_status od_making_inputs(od_making *m, od_record_subset *to, const od_job_subset *from)
{
    const od_detections *d = &from->target.detections;
    const char *preds = m->job->preds_path;
    const bool one_file = preds && (strcmp(preds, "-") == 0 || is_regular(preds));
    od_status st;

    to->inputs = od_making_list(m, d->n_inputs + 2, sizeof *to->inputs);
    if (!to->inputs)
        return OD_SYSTEM;
    if (from->gt_path && (st = add(m, to, "ground_truth", from->gt_path, false)) != OD_OK)
        return st;
    if (!preds)
        return OD_OK;
    for (size_t i = 0; i < d->n_inputs; i++)
        if ((st = add(m, to, "predictions", d->inputs[i],
                      one_file && d->n_inputs == 1 && m->job->n_preds == 1)) != OD_OK)
            return st;
    /* A file without a box for this subset is still what it was scored from. */
    return d->n_inputs == 0 && one_file ? add(m, to, "predictions", preds, true) : OD_OK;
}
