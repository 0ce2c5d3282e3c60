#include <string.h>

#include "cli/topics.h"
#include "core/number.h"
#include "metric/metric.h"

static od_status collect(od_listing *listing, od_error *err)
{
    od_status st = OD_OK;

    for (const od_metric *const *m = od_metrics; *m && st == OD_OK; m++)
        st = od_listing_add(listing, (*m)->name, (*m)->title, err);
    return st;
}

static void describe_choices(od_page *page, const od_param *param)
{
    for (size_t i = 0; param->choices[i]; i++)
        od_page_printf(page, "%s%s%s", i ? "|" : "", param->choices[i],
                       (double)i == param->standard ? "*" : "");
}

static void describe_range(od_page *page, const od_param *param)
{
    char standard[OD_NUMBER_TEXT], low[OD_NUMBER_TEXT], high[OD_NUMBER_TEXT];

    od_number_write(standard, param->standard);
    od_number_write(low, param->low);
    od_number_write(high, param->high);
    od_page_printf(page, "%s*; above %s, up to %s", standard, low, high);
}

static void describe_params(od_page *page, const od_metric *metric)
{
    if (!metric->params[0].name)
        return;
    od_page_printf(page, "\nOptions, as in --metrics %s:%s=... (* is the default):\n", metric->name,
                   metric->params[0].name);
    for (const od_param *p = metric->params; p->name; p++) {
        od_page_printf(page, "  %s=", p->name);
        if (p->choices)
            describe_choices(page, p);
        else
            describe_range(page, p);
        od_page_printf(page, "\n      %s\n", p->help);
    }
}

static od_status describe(od_page *page, const char *name, bool *known, od_error *err)
{
    const od_metric *metric = od_metric_find(name);

    (void)err;
    *known = metric != NULL;
    if (!metric)
        return OD_OK;
    od_page_title(page, metric->name, metric->title);
    od_page_text(page, metric->help);
    describe_params(page, metric);
    od_page_printf(page, "\nSource: ");
    od_page_fill(page, strlen("Source: "), 0, od_str_of(metric->cite));
    return OD_OK;
}

const od_topic od_topic_metrics = {
    .list = "metrics",
    .heading = "Metrics (--metrics)",
    .note = "odeval help METRIC prints formula, options, caveats and source.",
    .collect = collect,
    .describe = describe,
};
