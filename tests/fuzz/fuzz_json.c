/* Any bytes through the JSON reader, once as a whole and once as a stream with a tiny window: what is
 * delivered, and where and how it fails, must be the same. The first byte chooses the window and whether
 * values are read or skipped. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/id.h"
#include "core/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Everything delivered, folded into one number, and how it ended. */
typedef struct outcome {
    uint64_t digest;
    od_status status;
    uint64_t at;
} outcome;

static void fold(outcome *o, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;

    for (size_t i = 0; i < n; i++)
        o->digest = (o->digest ^ p[i]) * UINT64_C(0x100000001b3);
}

static od_status read_value(od_json *j, outcome *o);

static od_status read_array(od_json *j, outcome *o)
{
    bool first = true, more;
    od_status st = od_json_open_array(j);

    while (st == OD_OK && (st = od_json_item(j, &first, &more)) == OD_OK && more)
        st = read_value(j, o);
    fold(o, "]", 1);
    return st;
}

static od_status read_object(od_json *j, outcome *o)
{
    bool first = true, more;
    od_str key;
    od_status st = od_json_open_object(j);

    while (st == OD_OK && (st = od_json_key(j, &first, &key, &more)) == OD_OK && more) {
        fold(o, key.p, key.n);
        if (key.n == 2 && memcmp(key.p, "id", 2) == 0) {
            od_id id;
            bool usable;
            st = od_json_id(j, &id, &usable);
            fold(o, &usable, sizeof usable);
            fold(o, id.text ? id.text : (char *)&id.number, id.text ? strlen(id.text) : sizeof id.number);
        } else {
            st = key.n == 4 && memcmp(key.p, "skip", 4) == 0 ? od_json_skip(j) : read_value(j, o);
        }
    }
    fold(o, "}", 1);
    return st;
}

static od_status read_value(od_json *j, outcome *o)
{
    od_json_type type;
    od_str text = {0};
    double number = 0;
    bool truth = false;
    od_status st = od_json_peek(j, &type);

    if (st != OD_OK)
        return st;
    switch (type) {
    case OD_JSON_ARRAY: return read_array(j, o);
    case OD_JSON_OBJECT: return read_object(j, o);
    case OD_JSON_STRING: st = od_json_string(j, &text); break;
    case OD_JSON_NULL: st = od_json_null(j); break;
    case OD_JSON_FALSE:
    case OD_JSON_TRUE: st = od_json_bool(j, &truth); break;
    case OD_JSON_NUMBER:
    case OD_JSON_END: st = od_json_number(j, &number); break;
    }
    if (st == OD_OK) {
        fold(o, &type, sizeof type);
        fold(o, text.p, text.n);
        fold(o, &truth, sizeof truth);
        fold(o, &number, sizeof number);
    }
    return st;
}

static outcome read_input(od_input *in, bool skip)
{
    outcome o = {.digest = UINT64_C(0xcbf29ce484222325)};
    od_error err = {0};
    od_json j;

    od_json_init(&j, in, &err);
    o.status = skip ? od_json_skip(&j) : read_value(&j, &o);
    if (o.status == OD_OK)
        o.status = od_json_finish(&j);
    if (o.status != err.code || (o.status != OD_OK && (err.what[0] == '\0' || err.unit != OD_UNIT_BYTE)))
        abort();
    o.at = o.status == OD_OK ? od_json_offset(&j) : err.at;
    od_json_free(&j);
    return o;
}

static void must_agree(const char *what, outcome a, outcome b, bool places)
{
    if (a.status == b.status && (!places || (a.digest == b.digest && a.at == b.at)))
        return;
    fprintf(stderr, "%s: %d at %" PRIu64 " against %d at %" PRIu64 "\n", what, (int)a.status, a.at,
            (int)b.status, b.at);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    od_input *whole = NULL, *stream = NULL;
    outcome of[2][2];
    size_t chunk;

    if (n == 0)
        return 0;
    chunk = 1 + data[0] % 32;
    for (int skip = 0; skip < 2; skip++) {
        if (od_input_of_bytes(&whole, "whole", data + 1, n - 1, NULL) != OD_OK ||
            od_input_of_chunks(&stream, "stream", data + 1, n - 1, chunk, NULL) != OD_OK)
            abort();
        of[skip][0] = read_input(whole, skip);
        of[skip][1] = read_input(stream, skip);
        od_input_close(whole);
        od_input_close(stream);
        must_agree("whole against stream", of[skip][0], of[skip][1], true);
    }
    must_agree("read against skipped", of[0][0], of[1][0], false);
    return 0;
}
