/* COCO annotations: writing what counts. */
#include "dataset/dataset.h"

#include <stdlib.h>

#include "core/jsonout.h"
#include "core/number.h"
#include "core/output.h"

typedef struct writer {
    const od_dataset *set;
    od_output *file;
    od_jsonout json;
    uint8_t *kept; /* n_truths */
    od_error *err;
} writer;

/* Memory stays at one record, however large the data set is. */
static od_status pass_on(writer *w)
{
    od_status st = w->json.st;

    if (st == OD_OK && w->json.text.n > 0)
        st = od_output_write(w->file, w->json.text.bytes, w->json.text.n, w->err);
    w->json.text.n = 0;
    return st;
}

static void put_id(writer *w, const char *key, od_id id)
{
    od_jsonout_key(&w->json, key);
    if (id.text)
        od_jsonout_cstr(&w->json, id.text);
    else
        od_jsonout_integer(&w->json, id.number);
}

/* NaN and infinities as Python writes them, so that what is read again is the same. */
static void put_number(writer *w, double value)
{
    char text[OD_NUMBER_TEXT];

    od_number_write(text, value);
    od_jsonout_raw(&w->json, text);
}

static void put_labels(writer *w, uint32_t image, bool negative)
{
    const od_dataset *set = w->set;

    od_jsonout_key(&w->json, negative ? "neg_text" : "text");
    od_jsonout_open(&w->json, '[', true);
    for (uint32_t a = set->asked_start[image]; a < set->asked_start[image + 1]; a++) {
        if (set->asked[a].negative == negative)
            od_jsonout_text(&w->json, set->asked[a].label);
    }
    od_jsonout_close(&w->json, ']');
}

static void put_image(writer *w, uint32_t i)
{
    const od_dataset *set = w->set;

    od_jsonout_open(&w->json, '{', true);
    put_id(w, "id", set->image_id[i]);
    if (set->image_file[i].p) {
        od_jsonout_key(&w->json, "file_name");
        od_jsonout_text(&w->json, set->image_file[i]);
    }
    if (set->image_width[i] > 0) {
        od_jsonout_key(&w->json, "width");
        od_jsonout_integer(&w->json, set->image_width[i]);
    }
    if (set->image_height[i] > 0) {
        od_jsonout_key(&w->json, "height");
        od_jsonout_integer(&w->json, set->image_height[i]);
    }
    if (set->asked_start) {
        put_labels(w, i, false);
        put_labels(w, i, true);
    }
    od_jsonout_close(&w->json, '}');
}

static void put_category(writer *w, uint32_t c)
{
    od_jsonout_open(&w->json, '{', true);
    put_id(w, "id", w->set->category_id[c]);
    od_jsonout_key(&w->json, "name");
    od_jsonout_text(&w->json, w->set->category_name[c]);
    od_jsonout_close(&w->json, '}');
}

static void put_truth(writer *w, uint32_t t)
{
    const od_dataset *set = w->set;
    double box[4];

    od_truth_box(set, t, box);
    od_jsonout_open(&w->json, '{', true);
    od_jsonout_key(&w->json, "id");
    od_jsonout_integer(&w->json, od_truth_id(set, t));
    put_id(w, "image_id", set->image_id[set->truth_image[t]]);
    put_id(w, "category_id", set->category_id[set->truth_category[t]]);
    od_jsonout_key(&w->json, "bbox");
    od_jsonout_open(&w->json, '[', true);
    for (int i = 0; i < 4; i++)
        put_number(w, box[i]);
    od_jsonout_close(&w->json, ']');
    od_jsonout_key(&w->json, "area");
    put_number(w, od_truth_area(set, t));
    od_jsonout_key(&w->json, "iscrowd");
    od_jsonout_integer(&w->json, (set->truth_flags[t] & OD_TRUTH_CROWD) != 0);
    if (set->truth_flags[t] & OD_TRUTH_IGNORE) {
        od_jsonout_key(&w->json, "ignore");
        od_jsonout_integer(&w->json, 1);
    }
    od_jsonout_close(&w->json, '}');
}

static bool image_counts(const writer *w, uint32_t i)
{
    return !w->set->image_excluded[i];
}

static bool truth_counts(const writer *w, uint32_t t)
{
    return w->kept[t];
}

/* `counts` says which of the n are written; NULL: all. */
static od_status put_section(writer *w, const char *key, uint32_t n, bool (*counts)(const writer *, uint32_t),
                             void (*put)(writer *, uint32_t))
{
    od_status st = w->json.st;

    od_jsonout_key(&w->json, key);
    od_jsonout_open(&w->json, '[', false);
    for (uint32_t i = 0; i < n && st == OD_OK; i++) {
        if (counts && !counts(w, i))
            continue;
        put(w, i);
        st = pass_on(w);
    }
    od_jsonout_close(&w->json, ']');
    return st;
}

/* A truth whose image or category is not listed has no id left to write. */
static void find_kept(writer *w)
{
    const od_dataset *set = w->set;

    for (uint32_t k = 0; k < set->by_image_start[set->n_images]; k++) {
        uint32_t t = od_truth_at(set->by_image, k);
        w->kept[t] = set->truth_category[t] != OD_NONE;
    }
}

static od_status put_all(writer *w)
{
    od_status st;

    od_jsonout_open(&w->json, '{', false);
    if ((st = put_section(w, "images", w->set->n_images, image_counts, put_image)) != OD_OK ||
        (st = put_section(w, "categories", w->set->n_categories, NULL, put_category)) != OD_OK ||
        (st = put_section(w, "annotations", w->set->n_truths, truth_counts, put_truth)) != OD_OK)
        return st;
    od_jsonout_close(&w->json, '}');
    od_jsonout_newline(&w->json);
    return pass_on(w);
}

od_status od_dataset_write_coco(const od_dataset *set, const char *path, od_error *err)
{
    writer w = {.set = set, .err = err};
    od_status st;

    od_jsonout_init(&w.json, false, err);
    if ((st = OD_ALLOC(w.kept, set->n_truths, err)) != OD_OK ||
        (st = od_output_open(&w.file, path, err)) != OD_OK)
        goto done;
    find_kept(&w);
    if ((st = put_all(&w)) != OD_OK)
        goto done;
    st = od_output_commit(w.file, err);
    w.file = NULL;
done:
    od_output_discard(w.file);
    od_jsonout_free(&w.json);
    free(w.kept);
    return st;
}
