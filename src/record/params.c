/* params.c: the parameters in force, and which of them are not the benchmark's own. */
#include <string.h>

#include "record/making.h"

enum { N_PARAMS = 12, PARAM_TEXT = 1024, USE_TEXT = 256 };

typedef char *(*protocol_text)(const od_protocol *p, char *buf, size_t size);

static od_status deviate(od_making *m, od_buffer *list, const char *name, const char *value,
                         const char *standard)
{
    if (strcmp(value, standard) == 0)
        return OD_OK;
    m->n_deviations++;
    return od_buffer_printf(list, m->err, "%s%s is %s (standard: %s)", list->n ? ", " : "", name, value,
                            standard);
}

static od_status add(od_making *m, od_buffer *deviations, const char *name, const char *value,
                     const char *standard)
{
    od_status st = od_making_named(m, m->record->params, &m->record->n_params, name, value);

    return st == OD_OK ? deviate(m, deviations, name, value, standard) : st;
}

static od_status add_protocol(od_making *m, od_buffer *deviations, const char *name, protocol_text text)
{
    char value[PARAM_TEXT], standard[PARAM_TEXT];

    text(&m->job->protocol, value, sizeof value);
    text(&m->job->bench->protocol, standard, sizeof standard);
    return add(m, deviations, name, value, standard);
}

/* With the options that the benchmark, else the metric itself, gives it. */
static od_metric_use standard_use(const od_bench *bench, const od_metric *metric)
{
    for (size_t i = 0; i < bench->n_metrics; i++)
        if (bench->metrics[i].metric == metric)
            return bench->metrics[i];
    return od_metric_use_default(metric);
}

/* More or fewer metrics are no deviation, other options of one are. */
static od_status add_metrics(od_making *m, od_buffer *deviations)
{
    char value[USE_TEXT], standard[USE_TEXT];
    od_buffer list = {0};
    od_status st = od_buffer_add(&list, "", 0, m->err);

    for (size_t i = 0; i < m->job->n_metrics && st == OD_OK; i++) {
        const od_metric_use *use = &m->job->metrics[i];
        const od_metric_use own = standard_use(m->job->bench, use->metric);

        od_metric_use_text(use, value, sizeof value);
        od_metric_use_text(&own, standard, sizeof standard);
        if ((st = od_buffer_printf(&list, m->err, "%s%s", i ? "," : "", value)) == OD_OK)
            st = deviate(m, deviations, use->metric->name, value, standard);
    }
    if (st == OD_OK)
        st = od_making_named(m, m->record->params, &m->record->n_params, "metrics", list.bytes);
    od_buffer_free(&list);
    return st;
}

/* How text was read: whoever reads it otherwise has other boxes. */
static od_status add_reading(od_making *m, od_buffer *deviations)
{
    const od_answer_way *way = &m->job->options.answers;
    od_record *r = m->record;
    char frame[PARAM_TEXT];
    od_status st;

    if (m->answers.n == 0)
        return OD_OK;
    od_frame_text(&way->frame, frame, sizeof frame);
    r->reader = way->strict ? way->strict->name : "lenient";
    if (m->options->undeclared)
        return OD_OK;
    if ((st = od_making_text(m, &r->frame, way->family ? way->family->name : frame)) != OD_OK ||
        (st = od_making_named(m, r->params, &r->n_params, "frame", r->frame)) != OD_OK ||
        (st = od_making_named(m, r->params, &r->n_params, "frame_numbers", frame)) != OD_OK ||
        (st = add(m, deviations, "reader", r->reader, "lenient")) != OD_OK ||
        (st = add(m, deviations, "duplicates", od_duplicates_name(way->duplicates),
                  od_duplicates_name(OD_DUPLICATES_STANDARD))) != OD_OK)
        return st;
    return add(m, deviations, "unknown_labels", way->drop_unknown_labels ? "drop" : "charge", "charge");
}

/* A run that asked about a part of the images is comparable with runs of the same part only. */
static od_status add_part(od_making *m, od_buffer *deviations)
{
    const char *part = m->job->options.part;

    return part ? add(m, deviations, "images", part, "all") : OD_OK;
}

od_status od_making_params(od_making *m)
{
    const od_job *job = m->job;
    const char *match = job->options.label_match == OD_LABEL_FOLDED ? "folded" : "exact";
    od_record *r = m->record;
    od_buffer deviations = {0};
    od_status st;

    if (!(r->params = od_making_list(m, N_PARAMS, sizeof *r->params)))
        return OD_SYSTEM;
    if ((st = add_protocol(m, &deviations, "iou", od_protocol_iou_text)) != OD_OK ||
        (st = add_protocol(m, &deviations, "area", od_protocol_areas_text)) != OD_OK ||
        (st = add_protocol(m, &deviations, "max_dets", od_protocol_max_dets_text)) != OD_OK ||
        (st = add_metrics(m, &deviations)) != OD_OK ||
        (st = add(m, &deviations, "label_match", match, "exact")) != OD_OK ||
        (st = deviate(m, &deviations, "mode", od_mode_name(job->mode), od_mode_name(job->bench->mode))) !=
            OD_OK ||
        (st = od_making_named(m, r->params, &r->n_params, "unknown",
                              job->options.drop_unknown ? "drop" : "error")) != OD_OK ||
        (st = add_reading(m, &deviations)) != OD_OK || (st = add_part(m, &deviations)) != OD_OK)
        goto done;
    r->params_default = m->n_deviations == 0;
    if (m->n_deviations)
        st = od_making_text(m, &m->deviation, deviations.bytes);
done:
    od_buffer_free(&deviations);
    return st;
}
