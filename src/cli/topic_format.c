#include "cli/topics.h"
#include "prediction/prediction.h"

static od_status collect(od_listing *listing, od_error *err)
{
    od_status st = OD_OK;

    for (const od_prediction_format *const *f = od_prediction_formats; *f && st == OD_OK; f++)
        st = od_listing_add(listing, (*f)->name, (*f)->title, err);
    return st;
}

static od_status describe(od_page *page, const char *name, bool *known, od_error *err)
{
    const od_prediction_format *format = od_prediction_format_find(name);

    (void)err;
    *known = format != NULL;
    if (!format)
        return OD_OK;
    od_page_title(page, format->name, format->title);
    od_page_text(page, format->help);
    od_page_printf(page, "\nExample:\n\n%s", format->example);
    return OD_OK;
}

const od_topic od_topic_formats = {
    .list = "formats",
    .heading = "Prediction files (--preds; told by content, or by --preds-format)",
    .note =
        "Any of them may be .gz, come through standard input (-), or lie in a directory, a file per subset: "
        "SUBSET.json, SUBSET_results.json, SUBSET.jsonl. odeval help FORMAT prints what it holds, and an "
        "example.",
    .collect = collect,
    .describe = describe,
};
