#include "prediction/formats.h"

static unsigned key_meaning(od_str key)
{
    static const struct {
        const char *name;
        unsigned meaning;
    } telling[] = {
        {"subset", OD_SHAPE_LINE},
        {"image_id", OD_SHAPE_LINE},
        {"file_name", OD_SHAPE_LINE},
        {"predictions", OD_SHAPE_LINE},
        {"answer", OD_SHAPE_LINE},
        {"image", OD_SHAPE_LINE},
        {"image_path", OD_SHAPE_LINE},
        {"model_output", OD_SHAPE_LINE},
        {"raw_response", OD_SHAPE_LINE},
        {"response", OD_SHAPE_LINE},
        {"generation", OD_SHAPE_LINE},
        {"extra_info", OD_SHAPE_LINE},
        {"odeval_run", OD_SHAPE_LINE},
        {"images", OD_SHAPE_ANNOTATION},
        {"annotations", OD_SHAPE_ANNOTATION},
        {"categories", OD_SHAPE_ANNOTATION},
        {"results", OD_SHAPE_RESULTS},
    };

    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
        if (od_str_equal(od_str_of(telling[i].name), key))
            return telling[i].meaning;
    }
    return 0;
}

/* Reading stops without complaint where the bytes end or are no JSON: the format's reader will say what is
 * wrong. */
static void look_at_object(od_json *j, od_shape *shape)
{
    bool first = true, more, is_first = true;
    od_json_type type;
    od_str key;

    if (od_json_open_object(j) != OD_OK)
        return;
    while (od_json_key(j, &first, &key, &more) == OD_OK && more) {
        shape->keys |= key_meaning(key);
        if (od_json_peek(j, &type) != OD_OK)
            return;
        if (is_first)
            shape->first = type;
        is_first = false;
        if (od_json_skip(j) != OD_OK)
            return;
    }
    shape->empty = is_first && j->depth == 0;
}

static void look_at_array(od_json *j, od_shape *shape)
{
    bool first = true, more;

    if (od_json_open_array(j) != OD_OK || od_json_item(j, &first, &more) != OD_OK)
        return;
    shape->empty = !more;
    if (more && od_json_peek(j, &shape->first) != OD_OK)
        shape->first = OD_JSON_END;
}

od_shape od_shape_of(const char *bytes, size_t n, bool whole)
{
    od_shape shape = {.type = OD_JSON_END, .first = OD_JSON_END};
    od_error unused = {0};
    od_input *in = NULL;
    od_json j;

    if (od_input_of_bytes(&in, "", bytes, n, &unused) != OD_OK)
        return shape;
    od_json_init(&j, in, &unused);
    if (od_json_peek(&j, &shape.type) != OD_OK)
        shape.type = OD_JSON_END;
    shape.blank = whole && j.p == j.end;
    if (shape.type == OD_JSON_OBJECT)
        look_at_object(&j, &shape);
    else if (shape.type == OD_JSON_ARRAY)
        look_at_array(&j, &shape);
    od_json_free(&j);
    od_input_close(in);
    return shape;
}
