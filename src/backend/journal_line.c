/* journal_line.c: one image's answer as a line. */
#include <math.h>
#include <string.h>

#include "backend/journal.h"
#include "core/jsonout.h"

static void put_id(od_jsonout *o, od_id id)
{
    if (id.text)
        od_jsonout_cstr(o, id.text);
    else
        od_jsonout_integer(o, id.number);
}

static void put_image(od_jsonout *o, const od_line_facts *f)
{
    const od_dataset *set = od_plan_dataset(f->plan, f->item);
    const char *subset = od_plan_subset_name(f->plan, f->item), *file = od_plan_file(f->plan, f->item);

    if (subset[0]) {
        od_jsonout_key(o, "subset");
        od_jsonout_cstr(o, subset);
    }
    od_jsonout_key(o, "image_id");
    put_id(o, set->image_id[f->plan->items[f->item].image]);
    if (file[0]) {
        od_jsonout_key(o, "file_name");
        od_jsonout_cstr(o, file);
    }
    if (f->image_sha256[0]) {
        od_jsonout_key(o, "image_sha256");
        od_jsonout_cstr(o, f->image_sha256);
    }
}

/* Labels that are the same for all images stand in the benchmark; in every line they would be most of the
 * file. */
static void put_labels(od_jsonout *o, const od_line_facts *f)
{
    if (!od_plan_asks_apart(f->plan, f->item))
        return;
    od_jsonout_key(o, "labels");
    od_jsonout_open(o, '[', true);
    for (size_t i = 0; i < f->n_labels; i++)
        od_jsonout_cstr(o, f->labels[i]);
    od_jsonout_close(o, ']');
}

static void put_box(od_jsonout *o, const odeval_box *b)
{
    const double box[4] = {b->x, b->y, b->width, b->height};

    od_jsonout_open(o, '{', true);
    od_jsonout_key(o, "label");
    od_jsonout_cstr(o, b->label ? b->label : "");
    od_jsonout_key(o, "bbox");
    od_jsonout_open(o, '[', true);
    for (int i = 0; i < 4; i++)
        od_jsonout_number(o, box[i]);
    od_jsonout_close(o, ']');
    if (!isnan(b->score)) {
        od_jsonout_key(o, "score");
        od_jsonout_number(o, b->score);
    }
    od_jsonout_close(o, '}');
}

static void put_boxes(od_jsonout *o, const odeval_result *r)
{
    od_jsonout_key(o, "predictions");
    od_jsonout_open(o, '[', true);
    for (size_t i = 0; i < r->n_boxes; i++)
        put_box(o, &r->boxes[i]);
    od_jsonout_close(o, ']');
}

static void put_box_scores(od_jsonout *o, const odeval_result *r)
{
    if (r->n_box_scores == 0)
        return;
    od_jsonout_key(o, "box_scores");
    od_jsonout_open(o, '[', true);
    for (size_t i = 0; i < r->n_box_scores; i++) {
        if (isnan(r->box_scores[i].score))
            continue;
        od_jsonout_open(o, '[', true);
        for (int k = 0; k < 4; k++)
            od_jsonout_number(o, r->box_scores[i].numbers[k]);
        od_jsonout_number(o, r->box_scores[i].score);
        od_jsonout_close(o, ']');
    }
    od_jsonout_close(o, ']');
}

static void put_text(od_jsonout *o, const odeval_result *r)
{
    od_jsonout_key(o, "answer");
    od_jsonout_text(o, (od_str){r->text ? r->text : "", r->text ? r->n_text : 0});
    if (!isnan(r->score)) {
        od_jsonout_key(o, "score");
        od_jsonout_number(o, r->score);
    }
    put_box_scores(o, r);
    if (r->input_width && r->input_height) {
        od_jsonout_key(o, "input_size");
        od_jsonout_open(o, '[', true);
        od_jsonout_integer(o, r->input_width);
        od_jsonout_integer(o, r->input_height);
        od_jsonout_close(o, ']');
    }
}

static void put_failure(od_jsonout *o, const odeval_result *r)
{
    od_jsonout_key(o, "error");
    od_jsonout_cstr(o, r->failure);
    if (r->permanent) {
        od_jsonout_key(o, "permanent");
        od_jsonout_bool(o, true);
    }
}

static void put_number(od_jsonout *o, const char *key, double value)
{
    if (!(value > 0) || isinf(value))
        return;
    od_jsonout_key(o, key);
    od_jsonout_number(o, value);
}

static void fill_entry(od_journal_entry *entry, const od_line_facts *f, const odeval_result *r)
{
    *entry = (od_journal_entry){.state = OD_JOURNAL_ANSWERED};
    if (r->failure)
        entry->state = r->permanent ? OD_JOURNAL_HOPELESS : OD_JOURNAL_FAILED;
    memcpy(entry->sha256, f->image_sha256, strlen(f->image_sha256) + 1);
    entry->tokens = (double)r->tokens;
    entry->seconds = r->seconds > 0 && !isinf(r->seconds) ? r->seconds : 0;
    entry->retries = r->retries;
}

od_status od_journal_line(od_buffer *line, od_journal_entry *entry, const od_line_facts *f,
                          const odeval_result *r, bool text, od_error *err)
{
    od_jsonout o;
    od_status st;

    fill_entry(entry, f, r);
    od_jsonout_init(&o, true, err);
    od_jsonout_open(&o, '{', true);
    put_image(&o, f);
    if (f->model) {
        od_jsonout_key(&o, "model");
        od_jsonout_cstr(&o, f->model);
    }
    put_labels(&o, f);
    if (r->failure)
        put_failure(&o, r);
    else if (text)
        put_text(&o, r);
    else
        put_boxes(&o, r);
    put_number(&o, "tokens", entry->tokens);
    put_number(&o, "seconds", entry->seconds);
    put_number(&o, "retries", entry->retries);
    od_jsonout_close(&o, '}');
    od_jsonout_newline(&o);
    if ((st = o.st) == OD_OK)
        st = od_buffer_add(line, o.text.bytes, o.text.n, err);
    od_jsonout_free(&o);
    return st;
}
