#include "cli/run_report.h"

#include "core/output.h"
#include "report/run_page.h"

enum { GALLERY = 200 };

od_status od_run_report_check(const od_output_options *o, bool scored, od_error *err)
{
    if (o->gallery && !o->report) {
        od_fail(err, OD_USAGE, "--gallery needs --report");
        return od_remedy(err, "say where the page goes, --report DIR, or leave --gallery out");
    }
    return scored && o->report ? od_make_folder(o->report, err) : OD_OK;
}

/* The intervals of a record that was resampled, for one of the same job; they stay the first's. */
static void borrow_intervals(od_record *to, const od_record *from)
{
    to->resamples = from->resamples;
    to->seed = from->seed;
    to->confidence = from->confidence;
    to->intervals = from->intervals;
    for (uint32_t i = 0; i < to->n_averages && i < from->n_averages; i++)
        to->averages[i].intervals = from->averages[i].intervals;
    for (uint32_t i = 0; i < to->n_groups && i < from->n_groups; i++)
        to->groups[i].intervals = from->groups[i].intervals;
    for (uint32_t i = 0; i < to->n_subsets && i < from->n_subsets; i++)
        to->subsets[i].intervals = from->subsets[i].intervals;
}

static od_status write_page(const od_output_options *o, const od_record *record, const od_job *job,
                            od_buffer *text, od_error *err)
{
    const od_run_page page = {
        .record = record,
        .job = job,
        .folder = o->report,
        .gallery = o->gallery ? o->gallery : GALLERY,
        .progress = job->options.progress,
        .progress_context = job->options.progress_context,
    };

    return od_run_page_write(&page, text, err);
}

static od_status write_file(const char *folder, const od_buffer *text, od_error *err)
{
    od_buffer path = {0};
    od_output *out = NULL;
    od_status st;

    if ((st = od_buffer_printf(&path, err, "%s/index.html", folder)) != OD_OK ||
        (st = od_output_open(&out, path.bytes, err)) != OD_OK ||
        (st = od_output_write(out, text->bytes, text->n, err)) != OD_OK)
        goto done;
    st = od_output_commit(out, err);
    out = NULL;
done:
    od_output_discard(out);
    od_buffer_free(&path);
    return st;
}

od_status od_run_report_write(const od_output_options *o, const od_record *record, const od_job *job,
                              od_error *err)
{
    const od_record_options options = {.categories = true};
    od_record *whole = NULL;
    od_buffer text = {0};
    od_status st;

    if ((st = od_record_make(&whole, job, &options, err)) != OD_OK)
        goto done;
    borrow_intervals(whole, record);
    if ((st = write_page(o, whole, job, &text, err)) == OD_OK)
        st = write_file(o->report, &text, err);
done:
    od_buffer_free(&text);
    od_record_free(whole);
    return st;
}
