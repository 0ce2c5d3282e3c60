/* per_image.c: one line of JSON for each image that was scored. */
#include "core/jsonout.h"
#include "core/output.h"
#include "record/record.h"

static void describe_image(od_jsonout *j, const od_job_subset *s, const od_image_view *view)
{
    const od_dataset *set = s->dataset;
    const od_id id = set->image_id[view->image];

    od_jsonout_key(j, "subset");
    od_jsonout_cstr(j, s->definition->name);
    od_jsonout_key(j, "image_id");
    if (id.text)
        od_jsonout_cstr(j, id.text);
    else
        od_jsonout_integer(j, id.number);
    od_jsonout_key(j, "file_name");
    od_jsonout_text(j, set->image_file[view->image]);
    if (s->target.answers.image_status && s->target.answers.image_status[view->image]) {
        const unsigned status = s->target.answers.image_status[view->image] - 1u;

        od_jsonout_key(j, "answer");
        od_jsonout_cstr(j, od_answer_status_name((od_answer_status)status));
    }
    od_jsonout_key(j, "gt");
    od_jsonout_integer(j, view->n_gt);
    od_jsonout_key(j, "predictions");
    od_jsonout_integer(j, view->n_det);
}

static od_status write_image(const od_job *job, const od_job_subset *s, const od_image_view *view,
                             od_jsonout *j)
{
    od_status st = OD_OK;

    j->text.n = 0;
    od_jsonout_open(j, '{', true);
    describe_image(j, s, view);
    for (size_t i = 0; i < job->n_metrics && st == OD_OK; i++) {
        const od_metric_use *use = &job->metrics[i];
        const od_metric_context context = {.problem = &s->problem, .params = use->params, .n_threads = 1};

        if (use->metric->describe)
            st = use->metric->describe(&context, view, j);
    }
    od_jsonout_close(j, '}');
    od_jsonout_newline(j);
    return st == OD_OK ? j->st : st;
}

static od_status write_subset(const od_job *job, const od_job_subset *s, od_view_scratch *scratch,
                              od_output *o, od_error *err)
{
    od_jsonout j;
    od_status st = OD_OK;

    od_jsonout_init(&j, true, err);
    for (uint32_t i = 0; i < s->dataset->n_images && st == OD_OK; i++) {
        const od_image_view *view;

        if (s->dataset->image_excluded[i])
            continue;
        if ((st = od_view_make(scratch, &s->problem, i, &view, err)) == OD_OK &&
            (st = write_image(job, s, view, &j)) == OD_OK)
            st = od_output_write(o, j.text.bytes, j.text.n, err);
    }
    od_jsonout_free(&j);
    return st;
}

od_status od_write_per_image(const od_job *job, const char *path, od_error *err)
{
    od_view_scratch *scratch = NULL;
    od_output *o = NULL;
    od_status st;

    if ((st = od_view_scratch_create(&scratch, err)) != OD_OK ||
        (st = od_output_open(&o, path, err)) != OD_OK)
        goto done;
    for (uint32_t s = 0; s < job->bench->n_subsets && st == OD_OK; s++)
        if (job->subsets[s].evaluated)
            st = write_subset(job, &job->subsets[s], scratch, o, err);
    if (st != OD_OK)
        goto done;
    st = od_output_commit(o, err);
    o = NULL;
done:
    od_output_discard(o);
    od_view_scratch_free(scratch);
    return st;
}
