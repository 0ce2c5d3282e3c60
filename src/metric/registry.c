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

/* Cuts the text up to the next `separator` off `rest`, which becomes none (NULL) where there is no separator.
 */
static od_str cut(od_str *rest, char separator)
{
    const char *at = rest->n ? memchr(rest->p, separator, rest->n) : NULL;
    od_str piece = {rest->p, at ? (size_t)(at - rest->p) : rest->n};

    *rest = at ? (od_str){at + 1, rest->n - piece.n - 1} : (od_str){NULL, 0};
    return piece;
}

static od_status unknown_metric(od_error *err, od_str name)
{
    char known[200] = "";

    for (const od_metric *const *m = od_metrics; *m; m++)
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", known[0] ? ", " : "",
                 (*m)->name);
    od_fail(err, OD_USAGE, "there is no metric \"%.*s\"", (int)name.n, name.p);
    return od_remedy(err, "choose from %s", known);
}

/* Appends to a bounded text; what does not fit is cut. */
static void append(char *buf, size_t size, const char *before, const char *piece)
{
    size_t n = strlen(buf);

    snprintf(buf + n, size - n, "%s%s", before, piece);
}

/* "iou=NUMBER (above 0, at most 1), tie=last|first" */
static void list_params(const od_metric *metric, char *buf, size_t size)
{
    buf[0] = '\0';
    for (size_t i = 0; i < OD_PARAMS_MAX && metric->params[i].name; i++) {
        const od_param *p = &metric->params[i];
        char range[64];

        snprintf(range, sizeof range, "NUMBER (above %g, at most %g)", p->low, p->high);
        append(buf, size, i ? ", " : "", p->name);
        append(buf, size, "=", p->choices ? p->choices[0] : range);
        for (size_t k = 1; p->choices && p->choices[k]; k++)
            append(buf, size, "|", p->choices[k]);
    }
}

static od_status bad_param(od_error *err, const od_metric *metric, od_str text)
{
    char params[200];

    list_params(metric, params, sizeof params);
    od_fail(err, OD_USAGE, "metric %s does not take \"%.*s\"", metric->name, (int)text.n,
            text.p ? text.p : "");
    if (!params[0])
        return od_remedy(err, "it has no options; see odeval help %s", metric->name);
    return od_remedy(err, "its options are %s; see odeval help %s", params, metric->name);
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

/* `seen`: a bit for each option that was given before; they repeat no more than metrics do. */
static od_status set_param(od_metric_use *use, od_str text, unsigned *seen, od_error *err)
{
    const od_metric *metric = use->metric;
    od_str value = text, name = cut(&value, '=');

    for (size_t i = 0; i < OD_PARAMS_MAX && metric->params[i].name; i++)
        if (od_str_equal(od_str_of(metric->params[i].name), name)) {
            if (*seen & 1u << i) {
                od_fail(err, OD_USAGE, "metric %s is given %s twice", metric->name, metric->params[i].name);
                return od_remedy(err, "give it once");
            }
            *seen |= 1u << i;
            if (value.p && parse_value(&metric->params[i], value, &use->params[i]))
                return OD_OK;
            break;
        }
    return bad_param(err, metric, text);
}

od_status od_metric_use_parse(od_metric_use *use, od_str text, od_error *err)
{
    od_str rest = text, name = cut(&rest, ':');
    const od_metric *metric = find(name);
    unsigned seen = 0;
    od_status st = OD_OK;

    if (!metric)
        return unknown_metric(err, name);
    *use = od_metric_use_default(metric);
    while (rest.p && st == OD_OK)
        st = set_param(use, cut(&rest, ':'), &seen, err);
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
