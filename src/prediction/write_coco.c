/* write_coco.c: detections as COCO results: one array, or one for each subset. */
#include "prediction/write.h"

enum { ID_TEXT = 32 };

static void put_record(od_jsonout *j, const od_target *t, uint32_t detection, int64_t stranger)
{
    const od_detections *d = &t->detections;
    char text[ID_TEXT];

    j->text.n = 0;
    j->fresh = true;
    od_jsonout_open(j, '{', true);
    od_jsonout_key(j, "image_id");
    od_write_id(j, t->dataset->image_id[d->image[detection]]);
    od_jsonout_key(j, "category_id");
    od_write_id(j, od_written_category(t, detection, stranger, text, sizeof text));
    od_write_box(j, d, detection);
    od_jsonout_key(j, "score");
    od_write_number(j, od_detection_score(d, detection));
    od_jsonout_close(j, '}');
}

static od_status put_array(od_output *o, const od_target *t, od_error *err)
{
    const int64_t stranger = od_stranger_id(t->dataset);
    od_jsonout j;
    od_status st = od_output_printf(o, err, "[");

    od_jsonout_init(&j, true, err);
    for (uint32_t i = 0; i < t->detections.n && st == OD_OK; i++) {
        put_record(&j, t, i, stranger);
        if ((st = j.st) == OD_OK && (st = od_output_printf(o, err, i ? ",\n" : "\n")) == OD_OK)
            st = od_output_write(o, j.text.bytes, j.text.n, err);
    }
    od_jsonout_free(&j);
    return st == OD_OK ? od_output_printf(o, err, t->detections.n ? "\n]" : "]") : st;
}

static od_status put_text(od_output *o, const char *text, od_error *err)
{
    od_jsonout j;
    od_status st;

    od_jsonout_init(&j, true, err);
    od_jsonout_cstr(&j, text);
    st = j.st == OD_OK ? od_output_write(o, j.text.bytes, j.text.n, err) : j.st;
    od_jsonout_free(&j);
    return st;
}

static od_status put_key(od_output *o, const char *name, bool first, od_error *err)
{
    od_status st;

    if ((st = od_output_printf(o, err, first ? "{" : ",\n")) != OD_OK ||
        (st = put_text(o, name, err)) != OD_OK)
        return st;
    return od_output_printf(o, err, ": ");
}

static od_status coco_write(od_output *o, od_target *targets, uint32_t n_targets, const char *model,
                            od_error *err)
{
    od_status st = OD_OK;

    if (n_targets == 1 && targets[0].subset[0] == '\0')
        return (st = put_array(o, &targets[0], err)) == OD_OK ? od_output_printf(o, err, "\n") : st;
    if (model && (st = put_key(o, "model", true, err)) == OD_OK)
        st = put_text(o, model, err);
    for (uint32_t i = 0; i < n_targets && st == OD_OK; i++)
        if ((st = put_key(o, targets[i].subset, i == 0 && !model, err)) == OD_OK)
            st = put_array(o, &targets[i], err);
    return st == OD_OK ? od_output_printf(o, err, n_targets || model ? "}\n" : "{}\n") : st;
}

const od_prediction_writer od_prediction_writer_coco = {
    .name = "coco",
    .title = "COCO results: an array, or an object with an array for each subset",
    .needs_ids = true,
    .write = coco_write,
};
