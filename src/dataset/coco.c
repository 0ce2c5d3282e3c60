/* COCO annotations: the whole file and its sections. */
#include "dataset/coco.h"

#include <string.h>

#include "core/json_split.h"

const char *od_coco_type_name(od_json_type type)
{
    static const char *const names[] = {
        [OD_JSON_END] = "nothing",    [OD_JSON_NULL] = "null",        [OD_JSON_FALSE] = "false",
        [OD_JSON_TRUE] = "true",      [OD_JSON_NUMBER] = "a number",  [OD_JSON_STRING] = "a text",
        [OD_JSON_ARRAY] = "an array", [OD_JSON_OBJECT] = "an object",
    };

    return names[type];
}

od_status od_coco_id(od_coco_reader *r, od_buffer *hold, od_id *id, bool *usable)
{
    od_status st = od_json_id(&r->json, id, usable);

    if (st != OD_OK || !*usable || !id->text)
        return st;
    hold->n = 0;
    if ((st = od_buffer_add(hold, id->text, strlen(id->text), r->err)) != OD_OK)
        return st;
    id->text = hold->bytes;
    return OD_OK;
}

/* ---- sections ---- */

static const struct {
    const char *key, *subject, *entry; /* as in the file, and in messages */
    void (*drop)(od_dataset_builder *b);
    od_status (*read)(od_coco_reader *r);
} sections[OD_COCO_SECTIONS] = {
    [OD_COCO_IMAGES] = {"images", "\"images\"", "an entry of \"images\"", od_dataset_builder_drop_images,
                        od_coco_image},
    [OD_COCO_ANNOTATIONS] = {"annotations", "\"annotations\"", "an entry of \"annotations\"",
                             od_dataset_builder_drop_truths, od_coco_annotation},
    [OD_COCO_CATEGORIES] = {"categories", "\"categories\"", "an entry of \"categories\"",
                            od_dataset_builder_drop_categories, od_coco_category},
};

static od_status wrong_type(od_coco_reader *r, const char *subject, const char *wanted, od_json_type found)
{
    /* What starts no value is a matter of grammar: the JSON reader says it better. */
    if (found == OD_JSON_END)
        return od_json_skip(&r->json);
    od_fail_at(r->err, OD_INPUT, od_json_place(&r->json), "%s is not %s but %s", subject, wanted,
               od_coco_type_name(found));
    od_remedy(r->err,
              "COCO annotations hold arrays of objects under \"images\", \"annotations\" and \"categories\"");
    return OD_INPUT;
}

/* Now and then, so that a large file does not stay in memory beside what is kept of it. */
static void give_back(od_coco_reader *r, uint64_t *given_back)
{
    enum { STEP = 4 << 20 };
    uint64_t at = od_json_offset(&r->json);

    if (at - *given_back < STEP)
        return;
    od_input_release(r->json.in, r->json.p);
    *given_back = at;
}

od_status od_coco_entry(od_coco_reader *r, int section)
{
    od_json_type type;
    od_status st = od_json_peek(&r->json, &type);

    if (st == OD_OK && type != OD_JSON_OBJECT)
        return wrong_type(r, sections[section].entry, "an object", type);
    return st == OD_OK ? sections[section].read(r) : st;
}

static od_status read_entries(od_coco_reader *r, int section)
{
    uint64_t given_back = od_json_offset(&r->json);
    bool first = true, more;
    od_status st;

    while ((st = od_json_item(&r->json, &first, &more)) == OD_OK && more) {
        if ((st = od_coco_entry(r, section)) != OD_OK)
            return st;
        give_back(r, &given_back);
    }
    return st;
}

static bool is_worth_splitting(const od_coco_reader *r, int section)
{
    if (section != OD_COCO_ANNOTATIONS || r->way.n_threads < 2)
        return false;
    return r->way.piece_bytes ? od_input_is_whole(r->json.in)
                              : od_json_worth_splitting(&r->json, r->way.n_threads);
}

static od_status read_section(od_coco_reader *r, int section)
{
    od_json_type type;
    od_status st;

    sections[section].drop(r->builder);
    if ((st = od_json_peek(&r->json, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_ARRAY)
        return wrong_type(r, sections[section].subject, "an array", type);
    if ((st = od_json_open_array(&r->json)) != OD_OK)
        return st;
    return is_worth_splitting(r, section) ? od_coco_annotations_split(r) : read_entries(r, section);
}

static int section_of(od_str key)
{
    for (int s = 0; s < OD_COCO_SECTIONS; s++) {
        if (od_str_equal(key, od_str_of(sections[s].key)))
            return s;
    }
    return OD_COCO_SECTIONS;
}

static od_status check_sections(od_coco_reader *r, const bool seen[OD_COCO_SECTIONS])
{
    static const char *const remedies[OD_COCO_SECTIONS] = {
        [OD_COCO_IMAGES] =
            "COCO annotations are one object with \"images\", \"annotations\" and \"categories\"; if "
            "this is a "
            "prediction file, give it as --preds, and the annotation file as --gt",
        [OD_COCO_ANNOTATIONS] =
            "nothing can be scored without ground truth; write \"annotations\": [] if it is empty on purpose",
        [OD_COCO_CATEGORIES] = "add the list of categories, each with an id and a name",
    };

    for (int s = 0; s < OD_COCO_SECTIONS; s++) {
        if (seen[s])
            continue;
        od_fail_at(r->err, OD_INPUT, (od_place){.input = od_input_name(r->json.in)},
                   "the annotation file has no \"%s\"", sections[s].key);
        od_remedy(r->err, "%s", remedies[s]);
        return OD_INPUT;
    }
    return OD_OK;
}

static od_status check_top(od_coco_reader *r)
{
    od_json_type type;
    od_status st;

    if ((st = od_json_peek(&r->json, &type)) != OD_OK || type == OD_JSON_OBJECT)
        return st;
    if (type == OD_JSON_END)
        return od_json_open_object(&r->json);
    if (type == OD_JSON_ARRAY) {
        od_fail_at(r->err, OD_INPUT, od_json_place(&r->json),
                   "this looks like predictions (an array), not annotations");
        od_remedy(r->err, "give it as --preds, and the annotation file as --gt");
        return OD_INPUT;
    }
    return wrong_type(r, "the annotation file", "an object", type);
}

static od_status read_file(od_coco_reader *r)
{
    od_json *j = &r->json;
    bool seen[OD_COCO_SECTIONS] = {false};
    bool first = true, more;
    od_str key;
    od_status st;

    if ((st = check_top(r)) != OD_OK || (st = od_json_open_object(j)) != OD_OK)
        return st;
    while ((st = od_json_key(j, &first, &key, &more)) == OD_OK && more) {
        int section = section_of(key);
        if (section < OD_COCO_SECTIONS)
            seen[section] = true;
        st = section < OD_COCO_SECTIONS ? read_section(r, section) : od_json_skip(j);
        if (st != OD_OK)
            return st;
    }
    if (st != OD_OK || (st = check_sections(r, seen)) != OD_OK)
        return st;
    return od_json_finish(j);
}

static od_status read_data_set(od_dataset **out, od_coco_reader *r, od_input *in)
{
    od_status st;

    *out = NULL;
    od_json_init(&r->json, in, r->err);
    if ((st = od_dataset_builder_create(&r->builder, r->err)) != OD_OK || (st = read_file(r)) != OD_OK)
        goto done;
    st = od_dataset_finish(out, r->builder, od_input_name(in), r->err);
    r->builder = NULL;
done:
    if (st == OD_INPUT)
        od_remedy(r->err, "mend the file there, or write it again"); /* where nobody knew better */
    od_dataset_builder_free(r->builder);
    od_coco_images_release(r);
    od_buffer_free(&r->image_text);
    od_buffer_free(&r->category_text);
    od_json_free(&r->json);
    return st;
}

od_status od_dataset_read_coco(od_dataset **out, od_input *in, const char *image_folder, od_error *err)
{
    return od_dataset_read_coco_by(out, in, image_folder, (od_coco_way){0}, err);
}

od_status od_dataset_read_coco_by(od_dataset **out, od_input *in, const char *image_folder, od_coco_way way,
                                  od_error *err)
{
    od_error ignored = {0};
    od_coco_reader r = {.folder = image_folder, .way = way, .err = err ? err : &ignored};

    return read_data_set(out, &r, in);
}
