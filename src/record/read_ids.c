/* read_ids.c: ids of categories from 2^53 on, which few data sets have, read a second time. */
#include "core/json.h"
#include "record/parsing.h"

/* What is done with the value of the key that was looked for. */
typedef od_status (*value_reader)(const od_parsing *r, od_json *j, void *context);

/* Reads an object: one key's value by `read`, all others over. */
static od_status read_key(const od_parsing *r, od_json *j, const char *wanted, value_reader read,
                          void *context)
{
    bool first = true, more;
    od_str key;
    od_status st = od_json_open_object(j);

    while (st == OD_OK && (st = od_json_key(j, &first, &key, &more)) == OD_OK && more)
        st = od_str_equal(key, od_str_of(wanted)) ? read(r, j, context) : od_json_skip(j);
    return st;
}

static od_status read_id(const od_parsing *r, od_json *j, void *context)
{
    od_record_category *c = context;
    int64_t number;
    char text[32];
    bool fits;
    od_status st;

    if (c->id)
        return od_json_skip(j);
    if ((st = od_json_integer(j, &number, &fits)) != OD_OK)
        return st;
    if (!fits)
        return od_json_fail(j, "the id of a category does not fit 64 bits");
    return od_parsing_copy(r, od_id_text(text, sizeof text, (od_id){.number = number}), &c->id);
}

static od_status read_categories(const od_parsing *r, od_json *j, void *context)
{
    od_record_subset *s = context;
    bool first = true, more;
    od_status st = od_json_open_array(j);

    for (uint32_t k = 0; st == OD_OK && (st = od_json_item(j, &first, &more)) == OD_OK && more; k++)
        st = k < s->n_categories ? read_key(r, j, "id", read_id, &s->categories[k]) : od_json_skip(j);
    return st;
}

static od_status read_subsets(const od_parsing *r, od_json *j, void *context)
{
    bool first = true, more;
    od_status st = od_json_open_array(j);

    (void)context;
    for (uint32_t s = 0; st == OD_OK && (st = od_json_item(j, &first, &more)) == OD_OK && more; s++)
        st = s < r->record->n_subsets ? read_key(r, j, "categories", read_categories, &r->record->subsets[s])
                                      : od_json_skip(j);
    return st;
}

static bool has_large_ids(const od_record *record)
{
    for (uint32_t s = 0; s < record->n_subsets; s++)
        for (uint32_t k = 0; k < record->subsets[s].n_categories; k++)
            if (!record->subsets[s].categories[k].id)
                return true;
    return false;
}

od_status od_parsing_large_ids(const od_parsing *r, const od_buffer *bytes)
{
    od_input *in = NULL;
    od_error error = {0};
    od_json j;
    od_status st;

    if (!has_large_ids(r->record))
        return OD_OK;
    if ((st = od_input_of_bytes(&in, r->name, bytes->bytes, bytes->n, r->err)) != OD_OK)
        return st;
    od_json_init(&j, in, &error);
    st = read_key(r, &j, "subsets", read_subsets, NULL);
    od_json_free(&j);
    od_input_close(in);
    if (st == OD_INPUT) { /* cJSON is the more lenient of the two */
        od_fail_at(r->err, st, (od_place){r->name, error.at, OD_UNIT_BYTE},
                   "the run record is not valid JSON");
        return od_remedy(r->err, "give a file that --save wrote, as it was written");
    }
    return st == OD_OK ? OD_OK : od_fail_memory(r->err);
}
