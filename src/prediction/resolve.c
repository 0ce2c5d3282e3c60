/* From what a file writes to the data set's indices. */
#include "prediction/prediction.h"

#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "prediction/box_record.h"

/* ---- images ---- */

static uint32_t find_image(od_target *t, od_id id)
{
    uint32_t image;

    if (t->last_image != OD_NONE && od_id_equal(t->dataset->image_id[t->last_image], id))
        return t->last_image;
    image = od_dataset_image(t->dataset, id);
    if (image != OD_NONE)
        t->last_image = image;
    return image;
}

/* An id as text, short enough to show. */
static const char *id_text(char buf[OD_SHOWN], od_id id)
{
    char text[OD_SHOWN];

    if (!id.text)
        return od_id_text(buf, OD_SHOWN, id);
    od_shown(text, od_str_of(id.text));
    snprintf(buf, OD_SHOWN, "\"%.*s\"", OD_SHOWN - 3, text);
    return buf;
}

od_status od_resolve_image(od_target *t, od_id id, od_place place, uint32_t *image, od_error *err)
{
    char text[OD_SHOWN];

    *image = find_image(t, id);
    if (*image != OD_NONE)
        return OD_OK;
    return od_ledger_note(&t->ledger, &od_kind_unknown_image, 1, place, err, "image_id %s",
                          id_text(text, id));
}

od_status od_resolve_file(od_target *t, od_str file, od_place place, uint32_t *image, od_error *err)
{
    char text[OD_SHOWN];
    od_status st;

    *image = OD_NONE;
    if (!t->file_index && (st = od_dataset_file_index(&t->file_index, t->dataset, err)) != OD_OK)
        return st;
    *image = od_file_index_image(t->file_index, file);
    if (*image != OD_NONE)
        return OD_OK;
    return od_ledger_note(&t->ledger, &od_kind_unknown_image, 1, place, err, "file_name \"%s\"",
                          od_shown(text, file));
}

/* ---- categories ---- */

/* What a text in the place of an id means: a category's name, or its number in digits. */
static uint32_t mend(const od_dataset *set, const char *text)
{
    const char *end = text + strlen(text);
    uint32_t category = od_id_map_get_text(set->name_index, od_str_of(text));
    int64_t number;

    if (category == OD_NONE && od_number_read_int64(text, end, &number) == end && end != text)
        category = od_dataset_category(set, (od_id){.number = number});
    return category;
}

od_status od_resolve_category(od_target *t, od_id id, od_place place, uint32_t *category, uint32_t *mended,
                              od_error *err)
{
    const od_ledger_kind *kind;
    char text[OD_SHOWN];

    *mended = OD_NONE;
    *category = od_dataset_category(t->dataset, id);
    if (*category != OD_NONE)
        return OD_OK;
    if (id.text)
        *mended = mend(t->dataset, id.text);
    kind = *mended == OD_NONE ? &od_kind_unknown_category : &od_kind_category_text;
    return od_ledger_note(&t->ledger, kind, 1, place, err, "category_id %s", id_text(text, id));
}

enum { FOLDED_MAX = 4096 };

static od_status build_folded_index(od_target *t, od_error *err)
{
    const od_dataset *set = t->dataset;
    char buf[FOLDED_MAX];
    od_str folded;
    od_status st;

    if ((st = od_id_map_create(&t->folded_index, err)) != OD_OK)
        return st;
    for (uint32_t c = 0; c < set->n_categories; c++) {
        if (!od_label_fold(set->category_name[c], buf, sizeof buf, &folded))
            continue;
        folded = od_arena_copy(&t->folded_texts, folded);
        if (!folded.p)
            return od_fail_memory(err);
        if ((st = od_id_map_put(t->folded_index, (od_id){.text = folded.p}, c, err)) != OD_OK)
            return st;
    }
    return OD_OK;
}

static od_status find_folded(od_target *t, od_str label, uint32_t *category, od_error *err)
{
    char buf[FOLDED_MAX];
    od_str folded;
    od_status st;

    if (!t->folded_index && (st = build_folded_index(t, err)) != OD_OK)
        return st;
    if (od_label_fold(label, buf, sizeof buf, &folded))
        *category = od_id_map_get_text(t->folded_index, folded);
    return OD_OK;
}

od_status od_find_label(od_target *t, od_str label, od_label_match match, uint32_t *category, od_error *err)
{
    *category = od_id_map_get_text(t->dataset->name_index, label);
    if (*category == OD_NONE && match == OD_LABEL_FOLDED)
        return find_folded(t, label, category, err);
    return OD_OK;
}

od_status od_resolve_label(od_target *t, od_str label, od_label_match match, od_place place,
                           uint32_t *category, od_error *err)
{
    char text[OD_SHOWN];
    od_status st = od_find_label(t, label, match, category, err);

    if (st != OD_OK || *category != OD_NONE)
        return st;
    return od_ledger_note(&t->ledger, &od_kind_label_unmatched, 1, place, err, "label \"%s\"",
                          od_shown(text, label));
}

/* ---- subsets ---- */

char *od_sink_subsets(const od_prediction_sink *sink, char *buf, size_t size)
{
    size_t n = 0;

    if (size)
        buf[0] = '\0';
    for (uint32_t i = 0; i < sink->n_targets; i++) {
        const char *name = sink->targets[i].subset, *comma = i ? ", " : "";
        size_t needed = strlen(comma) + strlen(name) + 1;
        bool is_last = i + 1 == sink->n_targets;
        if (size - n < needed + (is_last ? 0 : strlen(", ..."))) {
            if (size - n > strlen(", ..."))
                snprintf(buf + n, size - n, "%s...", comma);
            break;
        }
        n += (size_t)snprintf(buf + n, size - n, "%s%s", comma, name);
    }
    return buf;
}

static bool is_passed_over(const od_prediction_sink *sink, od_str subset)
{
    for (const char *const *name = sink->passed_over; name && *name; name++) {
        if (od_str_equal(od_str_of(*name), subset))
            return true;
    }
    return false;
}

od_status od_sink_target(od_prediction_sink *sink, od_str subset, od_place place, uint32_t *target,
                         od_error *err)
{
    const od_ledger_kind *kind;
    char text[OD_SHOWN];

    for (uint32_t i = 0; i < sink->n_targets; i++) {
        if (od_str_equal(od_str_of(sink->targets[i].subset), subset)) {
            *target = i;
            sink->routed = true;
            return OD_OK;
        }
    }
    *target = OD_NONE;
    kind = is_passed_over(sink, subset) ? &od_kind_subset_passed_over : &od_kind_unknown_subset;
    return od_ledger_note(sink->ledger, kind, 1, place, err, "subset \"%s\"", od_shown(text, subset));
}

od_status od_sink_fail_subset(const od_prediction_sink *sink, od_place place, od_error *err)
{
    const char *first = sink->n_targets ? sink->targets[0].subset : "";
    char names[160];

    od_fail_at(err, OD_INPUT, place, "nothing says which subset this is for");
    od_remedy(err,
              "write one object {\"%.40s\": [...], ...}, or \"subset\": \"%.40s\" into each record, or give "
              "a folder "
              "with %.40s.json and so on; the subsets are %s",
              first, first, first, od_sink_subsets(sink, names, sizeof names));
    return OD_INPUT;
}

od_status od_sink_model(od_prediction_sink *sink, od_json *j, od_error *err)
{
    od_json_type type;
    od_str name;
    od_status st;

    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_STRING || !sink->model || sink->model->n)
        return od_json_skip(j);
    if ((st = od_json_string(j, &name)) != OD_OK)
        return st;
    return od_buffer_add(sink->model, name.p, name.n, err);
}
