#include "answer/label.h"

od_status od_label_boxes(od_reading *r, size_t from, od_label *label, od_error *err)
{
    od_status st;

    if (from == r->n_boxes || !label->text.p)
        return OD_OK;
    if (!label->kept && (st = od_reading_text(r, label->text, &label->at, &label->bytes, err)) != OD_OK)
        return st;
    label->kept = true;
    for (od_answer_box *box = r->boxes + from; box < r->boxes + r->n_boxes; box++) {
        box->has_label = true;
        box->label = label->at;
        box->label_bytes = label->bytes;
    }
    return OD_OK;
}

od_status od_label_take(od_reading *r, const double *v, size_t n, od_label *label, od_error *err)
{
    size_t boxes = r->n_boxes;
    od_status st = od_reading_take(r, v, n, (od_str){NULL, 0}, err);

    return st == OD_OK ? od_label_boxes(r, boxes, label, err) : st;
}

od_status od_label_add(od_reading *r, const double v[4], od_label *label, od_error *err)
{
    return od_label_take(r, v, 4, label, err);
}
