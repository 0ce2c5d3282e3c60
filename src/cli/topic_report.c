#include "cli/topics.h"
#include "report/report.h"

static od_status collect(od_listing *listing, od_error *err)
{
    od_status st = OD_OK;

    for (const od_report *const *r = od_reports; *r && st == OD_OK; r++)
        st = od_listing_add(listing, (*r)->name, (*r)->title, err);
    return st;
}

static od_status describe(od_page *page, const char *name, bool *known, od_error *err)
{
    const od_report *report = od_report_find(name);

    (void)err;
    *known = report != NULL;
    if (report)
        od_page_title(page, report->name, report->title);
    if (report)
        od_page_printf(page, "A report: odeval --bench NAME --preds PATH --format %s\n", report->name);
    return OD_OK;
}

const od_topic od_topic_reports = {
    .list = "formats",
    .heading = "Reports (--format)",
    .note = "Without --format the name after -o decides, by its ending.",
    .collect = collect,
    .describe = describe,
};
