/* write_jsonl.c: detections as JSON Lines: a line for each line that was read, else for each image. */
#include "prediction/survey.h"
#include "prediction/write.h"

enum { ID_TEXT = 32 };

/* Writing one target. */
typedef struct lines {
    const od_target *target;
    const char *model; /* NULL: not known */
    od_output *output;
    od_jsonout json;
    int64_t stranger;
    od_error *err;
} lines;

static void put_label(lines *l, uint32_t detection, od_str unknown)
{
    const od_target *t = l->target;
    const od_dataset *set = t->dataset;
    const uint32_t category = t->detections.category[detection];
    const od_str name = category == OD_NONE ? unknown : set->category_name[category];
    char text[ID_TEXT];

    if (name.n && od_id_map_get_text(set->name_index, name) == category) {
        od_jsonout_key(&l->json, "label");
        od_jsonout_text(&l->json, name);
        return;
    }
    od_jsonout_key(&l->json, "category_id");
    od_write_id(&l->json, od_written_category(t, detection, l->stranger, text, sizeof text));
}

/* `unknown`: the label, where it is no category's and known. */
static void put_detection(lines *l, uint32_t detection, od_str unknown, bool scored)
{
    od_jsonout_open(&l->json, '{', true);
    put_label(l, detection, unknown);
    od_write_box(&l->json, &l->target->detections, detection);
    if (scored) {
        od_jsonout_key(&l->json, "score");
        od_write_number(&l->json, od_detection_score(&l->target->detections, detection));
    }
    od_jsonout_close(&l->json, '}');
}

/* Up to the list of predictions. */
static void open_line(lines *l, uint32_t image)
{
    const od_target *t = l->target;
    const od_dataset *set = t->dataset;

    l->json.text.n = 0;
    od_jsonout_open(&l->json, '{', true);
    if (t->subset[0]) {
        od_jsonout_key(&l->json, "subset");
        od_jsonout_cstr(&l->json, t->subset);
    }
    if (!od_survey_is_file(set, image)) {
        od_jsonout_key(&l->json, "image_id");
        od_write_id(&l->json, set->image_id[image]);
    }
    if (set->image_file[image].p) {
        od_jsonout_key(&l->json, "file_name");
        od_jsonout_text(&l->json, set->image_file[image]);
    }
}

static od_status close_line(lines *l)
{
    od_jsonout_close(&l->json, ']');
    if (l->model) {
        od_jsonout_key(&l->json, "model");
        od_jsonout_cstr(&l->json, l->model);
    }
    od_jsonout_close(&l->json, '}');
    od_jsonout_newline(&l->json);
    if (l->json.st != OD_OK)
        return l->json.st;
    return od_output_write(l->output, l->json.text.bytes, l->json.text.n, l->err);
}

/* ---- lines as they were read ---- */

static uint32_t count_unknown(const lines *l, const od_logged *line)
{
    uint32_t n = 0;

    for (uint32_t d = line->first; d < line->first + line->n; d++)
        n += l->target->detections.category[d] == OD_NONE;
    return n;
}

/* The labels noted for a line, one after the other; none at the end. */
static od_str next_label(const od_answer_log *log, const char **p, const char *end)
{
    unsigned finding;
    uint64_t value;

    while (od_answer_log_next(p, end, &finding, &value))
        if (finding == OD_FOUND_LABEL_UNKNOWN && value < log->n_labels)
            return log->labels[value];
    return (od_str){NULL, 0};
}

/* Which box carried which unknown label is only known when every one of these boxes had one. */
static bool labels_fit(const lines *l, size_t index)
{
    const od_answer_log *log = &l->target->log;
    const od_str findings = od_answer_log_findings(log, index);
    const char *p = findings.p, *const end = p + findings.n;
    uint32_t n = 0;

    while (next_label(log, &p, end).p)
        n++;
    return n == count_unknown(l, &log->lines[index]);
}

static od_status put_logged(lines *l, size_t index)
{
    const od_answer_log *log = &l->target->log;
    const od_logged *line = &log->lines[index];
    const od_str findings = od_answer_log_findings(log, index);
    const char *p = findings.p, *const end = p + findings.n;
    const bool known = labels_fit(l, index), scored = line->n_without_score < line->n;

    open_line(l, line->image);
    if (line->as_text) {
        od_jsonout_key(&l->json, "status");
        od_jsonout_cstr(&l->json, od_answer_status_name((od_answer_status)line->status));
    }
    od_jsonout_key(&l->json, "predictions");
    od_jsonout_open(&l->json, '[', true);
    for (uint32_t d = line->first; d < line->first + line->n; d++) {
        od_str unknown = {NULL, 0};

        if (known && l->target->detections.category[d] == OD_NONE)
            unknown = next_label(log, &p, end);
        put_detection(l, d, unknown, scored);
    }
    return close_line(l);
}

/* ---- images ---- */

static od_status put_image(lines *l, uint32_t image)
{
    const od_detections *d = &l->target->detections;
    const od_str none = {NULL, 0};
    const bool scored = d->n_without_score < d->n;

    open_line(l, image);
    od_jsonout_key(&l->json, "predictions");
    od_jsonout_open(&l->json, '[', true);
    for (uint32_t i = d->by_image_start[image]; i < d->by_image_start[image + 1]; i++)
        put_detection(l, od_detection_at(d, i), none, scored);
    return close_line(l);
}

static od_status put_images(lines *l, od_target *t)
{
    od_status st = od_detections_group(&t->detections, t->dataset->n_images, l->err);

    for (uint32_t i = 0; i < t->dataset->n_images && st == OD_OK; i++)
        if (t->answered[i] || t->detections.by_image_start[i + 1] > t->detections.by_image_start[i])
            st = put_image(l, i);
    return st;
}

static od_status jsonl_write(od_output *o, od_target *targets, uint32_t n_targets, const char *model,
                             od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < n_targets && st == OD_OK; i++) {
        od_target *t = &targets[i];
        lines l = {
            .target = t, .model = model, .output = o, .stranger = od_stranger_id(t->dataset), .err = err};

        od_jsonout_init(&l.json, true, err);
        for (size_t k = 0; k < t->log.n && st == OD_OK; k++)
            st = put_logged(&l, k);
        if (st == OD_OK && t->log.n == 0)
            st = put_images(&l, t);
        od_jsonout_free(&l.json);
    }
    return st;
}

const od_prediction_writer od_prediction_writer_jsonl = {
    .name = "jsonl",
    .title = "JSON Lines with boxes: label, bbox, score, and what became of the answer",
    .write = jsonl_write,
};
