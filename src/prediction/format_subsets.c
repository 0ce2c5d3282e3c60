#include <stdlib.h>

#include "prediction/coco_records.h"
#include "prediction/formats.h"

static int subsets_probe(const char *bytes, size_t n, bool whole)
{
    od_shape shape = od_shape_of(bytes, n, whole);

    if (shape.type != OD_JSON_OBJECT || (shape.first != OD_JSON_ARRAY && shape.first != OD_JSON_STRING))
        return 0;
    return shape.keys == 0 ? 80 : 0;
}

/* A part for one of the targets. As an object's last key would win, a subset given twice has lost its first
 * part: better to say so. */
static od_status read_part(od_prediction_sink *sink, od_json *j, uint32_t target, uint8_t *given,
                           od_place place, od_error *err)
{
    const char *name = sink->targets[target].subset;
    od_json_type type;
    od_status st;

    if (given[target]) {
        od_fail_at(err, OD_INPUT, place, "the subset \"%s\" is there twice", name);
        od_remedy(err, "put its records into one array");
        return OD_INPUT;
    }
    given[target] = 1;
    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_ARRAY) {
        od_json_fail(j, "the subset \"%s\" is not an array", name);
        od_remedy(err, "write an array of records, [] when there are none");
        return OD_INPUT;
    }
    return od_coco_array_read(sink, j, target, err);
}

/* Beside the subsets a file may say whose boxes these are. */
static bool is_model(od_json *j, od_str key)
{
    od_json_type type;
    bool named = od_str_equal(key, OD_STR("model"));

    return named && od_json_peek(j, &type) == OD_OK && type == OD_JSON_STRING;
}

static od_status read_parts(od_prediction_sink *sink, od_json *j, uint8_t *given, od_error *err)
{
    bool first = true, more;
    uint32_t target;
    od_place place;
    od_str subset;
    od_status st;

    if ((st = od_json_open_object(j)) != OD_OK)
        return st;
    while ((st = od_json_key(j, &first, &subset, &more)) == OD_OK && more) {
        place = od_json_place(j);
        if (is_model(j, subset)) {
            if ((st = od_sink_model(sink, j, err)) != OD_OK)
                return st;
            continue;
        }
        if ((st = od_sink_target(sink, subset, place, &target, err)) != OD_OK)
            return st;
        st = target == OD_NONE ? od_json_skip(j) : read_part(sink, j, target, given, place, err);
        if (st != OD_OK)
            return st;
    }
    return st == OD_OK ? od_json_finish(j) : st;
}

static od_status subsets_read(od_prediction_sink *sink, od_input *in, od_error *err)
{
    uint8_t *given = NULL;
    od_json j;
    od_status st;

    if ((st = OD_ALLOC(given, sink->n_targets, err)) != OD_OK)
        return st;
    od_json_init(&j, in, err);
    st = read_parts(sink, &j, given, err);
    od_json_free(&j);
    free(given);
    return st;
}

const od_prediction_format od_prediction_format_subsets = {
    .name = "subsets",
    .title = "one JSON object: subset name to COCO results",
    .help = "One JSON object whose keys are the benchmark's subsets and whose values are COCO\n"
            "results arrays (form \"coco\"). A record's own \"subset\" goes before the key. Subsets\n"
            "that the benchmark does not have are left out with a warning. A text under the key\n"
            "\"model\" names the model.\n",
    .example = "{\"celebrity\": [{\"image_id\": 0, \"category_id\": 3, \"bbox\": [12, 30, 80, 120]}],\n"
               " \"negation\": []}\n",
    .probe = subsets_probe,
    .read = subsets_read,
};
