/* documents.c: the run record, reports and files. */
#include <string.h>

#include "api/api.h"
#include "core/output.h"
#include "report/report.h"

enum { REPORT_WIDTH = 80 };

/* The record as the options want it. */
static od_status need_record(odeval *o, od_error *err)
{
    od_record_options options = o->options.record;
    od_status st;

    if ((st = od_api_need_scores(o, err)) != OD_OK || o->record)
        return st;
    options.fingerprint = true;
    return od_record_make(&o->record, o->job, &options, err);
}

static od_status need_record_text(odeval *o, od_error *err)
{
    od_status st;

    if ((st = need_record(o, err)) != OD_OK || o->record_text.n > 0)
        return st;
    if ((st = od_record_json(o->record, &o->record_text, err)) != OD_OK)
        od_buffer_free(&o->record_text);
    return st;
}

static void give_text(const od_buffer *from, const char **text, size_t *n)
{
    *text = from->bytes ? from->bytes : "";
    if (n)
        *n = from->n;
}

odeval_status odeval_record(odeval *o, const char **text, size_t *n, odeval_error *err)
{
    od_error e = {0};
    od_status st;

    *text = NULL;
    if (n)
        *n = 0;
    if ((st = need_record_text(o, &e)) == OD_OK)
        give_text(&o->record_text, text, n);
    return od_api_return(err, &e, st);
}

/* ---- reports ---- */

static od_status no_such_report(const char *format, od_error *err)
{
    od_buffer list = {0};
    od_status st = OD_OK;

    for (const od_report *const *r = od_reports; *r && st == OD_OK; r++)
        st = od_buffer_printf(&list, err, "%s%s", list.n ? ", " : "", (*r)->name);
    od_fail(err, OD_USAGE, "there is no report \"%s\"", format);
    if (st == OD_OK)
        st = od_remedy(err, "choose from %s", list.bytes);
    od_buffer_free(&list);
    return st;
}

static od_status make_report(odeval *o, const char *format, od_error *err)
{
    const od_report *report = od_report_find(format);
    const od_report_style style = {.per_category = o->options.record.categories, .width = REPORT_WIDTH};
    od_status st;

    if (!report)
        return no_such_report(format, err);
    if ((st = need_record(o, err)) != OD_OK)
        return st;
    od_buffer_free(&o->report_text);
    return report->write(o->record, &style, &o->report_text, err);
}

odeval_status odeval_report(odeval *o, const char *format, const char **text, size_t *n, odeval_error *err)
{
    od_error e = {0};
    od_status st;

    *text = NULL;
    if (n)
        *n = 0;
    if ((st = make_report(o, format, &e)) == OD_OK)
        give_text(&o->report_text, text, n);
    return od_api_return(err, &e, st);
}

/* ---- files ---- */

static od_status write_text(const char *path, const od_buffer *text, od_error *err)
{
    od_output *out = NULL;
    od_status st;

    if ((st = od_output_open(&out, path, err)) != OD_OK)
        return st;
    if ((st = od_output_write(out, text->bytes, text->n, err)) == OD_OK)
        return od_output_commit(out, err);
    od_output_discard(out);
    return st;
}

odeval_status odeval_write_record(odeval *o, const char *path, odeval_error *err)
{
    od_error e = {0};
    od_status st;

    if ((st = need_record_text(o, &e)) == OD_OK)
        st = write_text(path, &o->record_text, &e);
    return od_api_return(err, &e, st);
}

odeval_status odeval_write_arrays(const odeval *o, const char *folder, odeval_error *err)
{
    od_error e = {0};
    od_status st;

    if ((st = od_api_need_scores(o, &e)) == OD_OK)
        st = od_export_arrays(o->job, folder, &e);
    return od_api_return(err, &e, st);
}

odeval_status odeval_write_per_image(const odeval *o, const char *path, odeval_error *err)
{
    od_error e = {0};
    od_status st;

    if ((st = od_api_need_scores(o, &e)) == OD_OK)
        st = od_write_per_image(o->job, path, &e);
    return od_api_return(err, &e, st);
}

odeval_status odeval_write_ground_truth(odeval *o, const char *subset, const char *path, odeval_error *err)
{
    od_error e = {0};
    uint32_t index;
    od_status st;

    if ((st = od_api_complete_truth(o, &e)) != OD_OK || (st = od_api_subset(o, subset, &index, &e)) != OD_OK)
        return od_api_return(err, &e, st);
    if (o->job->subsets[index].dataset)
        st = od_dataset_write_coco(o->job->subsets[index].dataset, path, &e);
    else
        st = od_fail(&e, OD_USAGE, "the subset \"%s\" has no ground truth", o->bench->subsets[index].name);
    return od_api_return(err, &e, st);
}
