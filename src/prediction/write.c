#include "prediction/write.h"

#include <stdio.h>
#include <string.h>

#include "core/number.h"

extern const od_prediction_writer od_prediction_writer_coco, od_prediction_writer_jsonl;

/* One line a writer. */
const od_prediction_writer *const od_prediction_writers[] = {
    &od_prediction_writer_coco,
    &od_prediction_writer_jsonl,
    NULL,
};

const od_prediction_writer *od_prediction_writer_find(const char *name)
{
    for (const od_prediction_writer *const *w = od_prediction_writers; *w; w++)
        if (strcmp((*w)->name, name) == 0)
            return *w;
    return NULL;
}

int64_t od_stranger_id(const od_dataset *set)
{
    int64_t id = -1;

    while (od_dataset_category(set, (od_id){.number = id}) != OD_NONE)
        id--;
    return id;
}

static uint32_t mended_category(const od_detections *d, uint32_t detection)
{
    size_t low = 0, high = d->n_mended;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (d->mended[middle].detection < detection)
            low = middle + 1;
        else
            high = middle;
    }
    return low < d->n_mended && d->mended[low].detection == detection ? d->mended[low].category : OD_NONE;
}

/* Whether a text in the place of an id means this category to corrected rules, and none to the reference: its
 * name, else its number in digits. */
static bool means(const od_dataset *set, const char *text, uint32_t category, bool is_name)
{
    const uint32_t named = od_id_map_get_text(set->name_index, od_str_of(text));

    return od_dataset_category(set, (od_id){.text = text}) == OD_NONE &&
           named == (is_name ? category : OD_NONE);
}

od_id od_written_category(const od_target *t, uint32_t detection, int64_t stranger, char *text, size_t size)
{
    const od_dataset *set = t->dataset;
    const uint32_t category = t->detections.category[detection];
    const uint32_t mended = category == OD_NONE ? mended_category(&t->detections, detection) : OD_NONE;

    if (category != OD_NONE)
        return set->category_id[category];
    if (mended != OD_NONE && means(set, set->category_name[mended].p, mended, true))
        return (od_id){.text = set->category_name[mended].p};
    if (mended != OD_NONE && !set->category_id[mended].text) {
        snprintf(text, size, "%lld", (long long)set->category_id[mended].number);
        if (means(set, text, mended, false))
            return (od_id){.text = text};
    }
    return (od_id){.number = stranger};
}

void od_write_id(od_jsonout *j, od_id id)
{
    if (id.text)
        od_jsonout_cstr(j, id.text);
    else
        od_jsonout_integer(j, id.number);
}

void od_write_number(od_jsonout *j, double value)
{
    char text[OD_NUMBER_TEXT];

    od_number_write(text, value);
    od_jsonout_raw(j, text);
}

void od_write_box(od_jsonout *j, const od_detections *d, uint32_t detection)
{
    double box[4];

    od_detection_box(d, detection, box);
    od_jsonout_key(j, "bbox");
    od_jsonout_open(j, '[', true);
    for (int i = 0; i < 4; i++)
        od_write_number(j, box[i]);
    od_jsonout_close(j, ']');
}
