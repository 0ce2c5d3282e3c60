/* job_truth.c: the ground truth of a job: which files, and whether the reference would take them. */
#include <sys/stat.h>

#include "benchmark/job.h"

void od_job_tell(const od_job *job, const char *stage, uint64_t done, uint64_t total)
{
    if (job->options.progress)
        job->options.progress(job->options.progress_context, stage, done, total);
}

static od_status missing(const od_ledger *ledger, const od_ledger_kind *kind, const char *field,
                         const char *cure, od_error *err)
{
    const od_ledger_entry *e = od_ledger_find(ledger, kind);

    if (!e)
        return OD_OK;
    od_fail(err, OD_INPUT, "%llu annotation%s no \"%s\", which the reference refuses (first: %s)",
            (unsigned long long)e->count, e->count == 1 ? " has" : "s have", field, od_ledger_first(e));
    return od_remedy(err, "add it, or use --rules corrected, which %s", cure);
}

/* What the reference would stop at, and what corrected rules do not accept. */
static od_status check_truth(const od_job *job, const od_dataset *set, od_error *err)
{
    const od_ledger_entry *repeated = od_ledger_find(&set->ledger, &od_kind_duplicate_annotation_id);
    od_status st;

    if (job->options.rules == OD_RULES_REFERENCE) {
        if ((st = missing(&set->ledger, &od_kind_area_missing, "area", "takes width x height", err)) !=
                OD_OK ||
            (st = missing(&set->ledger, &od_kind_iscrowd_missing, "iscrowd", "takes 0", err)) != OD_OK)
            return st;
        return missing(&set->ledger, &od_kind_annotation_id_missing, "id", "numbers them", err);
    }
    if (!repeated)
        return OD_OK;
    od_fail(err, OD_INPUT, "%llu annotation%s an id that a later one has too (first: %s)",
            (unsigned long long)repeated->count, repeated->count == 1 ? " has" : "s have",
            od_ledger_first(repeated));
    return od_remedy(err, "number them anew; --rules reference scores the file as pycocotools does");
}

od_status od_job_init_target(const od_job *job, od_job_subset *s, od_error *err)
{
    od_status st =
        od_target_init(&s->target, job->bench->one_set ? "" : s->definition->name, s->dataset, err);

    s->has_target = st == OD_OK;
    return st;
}

od_status od_job_take_truth(od_job *job, uint32_t subset, od_dataset *dataset, od_error *err)
{
    od_job_subset *s = &job->subsets[subset];
    od_status st;

    od_target_release(&s->target);
    od_dataset_free(s->dataset);
    s->has_target = false;
    s->dataset = dataset;
    if ((st = check_truth(job, dataset, err)) != OD_OK)
        return st;
    if (job->bench->filter) {
        st = od_dataset_filter(dataset, job->bench->filter, job->bench->boxes, job->mode, err);
        if (st != OD_OK)
            return st;
    }
    return od_job_init_target(job, s, err);
}

static bool exists(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0;
}

/* The path of a subset's annotation file, with .gz where only that is there. */
static od_status annotation_path(const od_job *job, const od_job_subset *s, od_buffer *path, od_error *err)
{
    od_status st;

    if (job->options.gt)
        return od_buffer_printf(path, err, "%s", job->options.gt);
    if ((st = od_buffer_printf(path, err, "%s/%s", job->root, s->definition->annotations)) != OD_OK ||
        exists(path->bytes))
        return st;
    if ((st = od_buffer_add(path, ".gz", 3, err)) == OD_OK && !exists(path->bytes)) {
        path->n -= 3;
        path->bytes[path->n] = '\0';
    }
    return st;
}

static od_status read_truth(od_job *job, uint32_t subset, od_error *err)
{
    od_job_subset *s = &job->subsets[subset];
    od_buffer folder = {0};
    od_input *in = NULL;
    od_dataset *set;
    od_status st;

    if (job->root &&
        (st = od_buffer_printf(&folder, err, "%s/%s", job->root, s->definition->images)) != OD_OK)
        goto done;
    if ((st = od_input_open(&in, s->gt_path, err)) != OD_OK)
        goto done;
    if (job->options.threads > 1)
        od_input_read_ahead(in);
    if ((st = od_dataset_read_coco_by(&set, in, folder.bytes,
                                      (od_coco_way){.n_threads = job->options.threads}, err)) != OD_OK)
        goto done;
    if (set->n_truths == 0 &&
        (st = od_ledger_note(&set->ledger, &od_kind_truth_none, 1, (od_place){.input = od_input_name(in)},
                             err, NULL)) != OD_OK)
        od_dataset_free(set);
    else
        st = od_job_take_truth(job, subset, set, err);
done:
    od_input_close(in);
    od_buffer_free(&folder);
    return st;
}

static od_status find_truth(od_job *job, od_job_subset *s, od_error *err)
{
    od_buffer path = {0};
    od_status st = annotation_path(job, s, &path, err);

    s->gt_path = path.bytes;
    if (st == OD_OK && s->definition->optional && !job->options.subsets && !exists(s->gt_path))
        s->wanted = false;
    return st;
}

od_status od_job_load_truth(od_job *job, od_error *err)
{
    const od_bench *b = job->bench;
    double lap = od_now();
    od_status st = OD_OK;

    if (!job->options.gt && (st = od_bench_locate(b, job->options.data, &job->root, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < b->n_subsets && st == OD_OK; i++) {
        od_job_tell(job, "reading ground truth", i, b->n_subsets);
        if (job->subsets[i].wanted && (st = find_truth(job, &job->subsets[i], err)) == OD_OK &&
            job->subsets[i].wanted)
            st = read_truth(job, i, err);
    }
    od_timing_lap(&job->timing, OD_PHASE_TRUTH, &lap);
    return st;
}
