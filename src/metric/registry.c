#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "metric/metric.h"

extern const od_metric od_metric_ap, od_metric_nms_ap, od_metric_greedy;

/* One line a metric. */
const od_metric *const od_metrics[] = {
    &od_metric_ap,
    &od_metric_nms_ap,
    &od_metric_greedy,
    NULL,
};

static const od_metric *find(od_str name)
{
    for (const od_metric *const *m = od_metrics; *m; m++)
        if (od_str_equal(od_str_of((*m)->name), name))
            return *m;
    return NULL;
}

const od_metric *od_metric_find(const char *name)
{
    return find(od_str_of(name));
}

od_metric_use od_metric_use_default(const od_metric *metric)
{
    od_metric_use use = {.metric = metric};

    for (size_t i = 0; i < OD_PARAMS_MAX && metric->params[i].name; i++)
        use.params[i] = metric->params[i].standard;
    return use;
}

/* Cuts the text up to the next `separator` off `rest`. */
static od_str cut(od_str *rest, char separator)
{
    const char *at = rest->n ? memchr(rest->p, separator, rest->n) : NULL;
    size_t n = at ? (size_t)(at - rest->p) : rest->n;
    od_str piece = {rest->p, n};

    rest->p += at ? n + 1 : n;
    rest->n -= at ? n + 1 : n;
    return piece;
}

static od_status unknown_metric(od_error *err, od_str name)
{
    char known[200] = "";

    for (const od_metric *const *m = od_metrics; *m; m++)
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", known[0] ? ", " : "", (*m)->name);
    od_fail(err, OD_USAGE, "there is no metric \"%.*s\"", (int)name.n, name.p);
    return od_remedy(err, "choose from %s", known);
}

static od_status bad_param(od_error *err, const od_metric *metric, od_str text)
{
    od_fail(err, OD_USAGE, "metric %s has no option \"%.*s\"", metric->name, (int)text.n, text.p);
    return od_remedy(err, "see odeval help %s", metric->name);
}

static bool parse_value(const od_param *param, od_str text, double *value)
{
    if (param->choices) {
        for (size_t i = 0; param->choices[i]; i++)
            if (od_str_equal(od_str_of(param->choices[i]), text)) {
                *value = (double)i;
                return true;
            }
        return false;
    }
    return od_number_read(text.p, text.p + text.n, value) == text.p + text.n && *value > param->low &&
           *value <= param->high;
}

static od_status set_param(od_metric_use *use, od_str text, od_error *err)
{
    const od_metric *metric = use->metric;
    od_str value = text, name = cut(&value, '=');

    for (size_t i = 0; i < OD_PARAMS_MAX && metric->params[i].name; i++)
        if (od_str_equal(od_str_of(metric->params[i].name), name)) {
            if (parse_value(&metric->params[i], value, &use->params[i]))
                return OD_OK;
            break;
        }
    return bad_param(err, metric, text);
}

od_status od_metric_use_parse(od_metric_use *use, od_str text, od_error *err)
{
    od_str rest = text, name = cut(&rest, ':');
    const od_metric *metric = find(name);
    od_status st = OD_OK;

    if (!metric)
        return unknown_metric(err, name);
    *use = od_metric_use_default(metric);
    while (rest.n && st == OD_OK)
        st = set_param(use, cut(&rest, ':'), err);
    return st;
}

char *od_metric_use_text(const od_metric_use *use, char *buf, size_t size)
{
    char number[OD_NUMBER_TEXT];

    snprintf(buf, size, "%s", use->metric->name);
    for (size_t i = 0; i < OD_PARAMS_MAX && use->metric->params[i].name; i++) {
        const od_param *p = &use->metric->params[i];
        const char *value = number;

        if (p->choices)
            value = p->choices[(size_t)use->params[i]];
        else
            od_number_write(number, use->params[i]);
        snprintf(buf + strlen(buf), size - strlen(buf), ":%s=%s", p->name, value);
    }
    return buf;
}
