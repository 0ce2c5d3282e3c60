/* gate_rules_file.c: rules from a JSON file. */
#include <math.h>
#include <string.h>

#include "core/json.h"
#include "core/nearest.h"
#include "decision/gate_rules.h"

enum { KEY_TEXT = 64 };

typedef struct reading {
    od_json *json;
    od_gate_rules *rules;
    double confidence;
    od_arena *texts;
    od_error *err;
} reading;

static od_status unknown_key(reading *r, od_str key, const char *const *known)
{
    char word[KEY_TEXT];
    const size_t n = key.n < sizeof word ? key.n : sizeof word - 1;
    const char *near;

    memcpy(word, key.p, n);
    word[n] = '\0';
    near = od_nearest(word, known);
    od_json_fail(r->json, "unknown key \"%s\"", word);
    if (near)
        return od_remedy(r->err, "did you mean \"%s\"?", near);
    return od_remedy(r->err, "odeval help gate shows what a file of rules looks like");
}

/* A number, or a text with a unit. */
static od_status read_amount(reading *r, od_rule_draft *d, const char *key)
{
    od_json_type type;
    double value;
    od_str text;
    od_status st = od_json_peek(r->json, &type);

    d->place = od_json_place(r->json);
    if (st != OD_OK)
        return st;
    if (type != OD_JSON_STRING)
        return (st = od_json_number(r->json, &value)) == OD_OK ? od_rule_draft_number(d, key, value, r->err)
                                                               : st;
    return (st = od_json_string(r->json, &text)) == OD_OK ? od_rule_draft_set(d, key, text, r->err) : st;
}

static od_status read_path(reading *r, od_rule_draft *d)
{
    od_str text;
    od_status st = od_json_string(r->json, &text);

    if (st != OD_OK)
        return st;
    d->path = od_arena_copy(r->texts, text);
    return d->path.p ? OD_OK : od_fail_memory(r->err);
}

static od_status read_member(reading *r, od_rule_draft *d, od_str key)
{
    static const char *const known[] = {"number",     "max_drop", "relative", "floor",
                                        "confidence", "plain",    NULL};

    if (od_str_equal(key, OD_STR("number")))
        return read_path(r, d);
    if (od_str_equal(key, OD_STR("max_drop")))
        return read_amount(r, d, "drop");
    if (od_str_equal(key, OD_STR("floor")))
        return read_amount(r, d, "floor");
    if (od_str_equal(key, OD_STR("confidence")))
        return read_amount(r, d, "confidence");
    if (od_str_equal(key, OD_STR("plain")))
        return od_json_bool(r->json, &d->plain);
    if (od_str_equal(key, OD_STR("relative")))
        return od_json_bool(r->json, &d->relative);
    return unknown_key(r, key, known);
}

static od_status read_rule(reading *r)
{
    od_rule_draft d = {.max_drop = NAN, .floor = NAN, .confidence = r->confidence, .code = OD_INPUT};
    od_place place = od_json_place(r->json);
    bool first = true, more;
    od_str key;
    od_status st = od_json_open_object(r->json);

    while (st == OD_OK && (st = od_json_key(r->json, &first, &key, &more)) == OD_OK && more)
        st = read_member(r, &d, key);
    d.place = place;
    return st == OD_OK ? od_rule_draft_add(r->rules, &d, r->err) : st;
}

static od_status read_rules(reading *r)
{
    bool first = true, more;
    od_status st = od_json_open_array(r->json);

    while (st == OD_OK && (st = od_json_item(r->json, &first, &more)) == OD_OK && more)
        st = read_rule(r);
    return st;
}

static od_status read_file(reading *r)
{
    static const char *const known[] = {"rules", NULL};
    const size_t before = r->rules->n;
    bool first = true, more;
    od_str key;
    od_status st = od_json_open_object(r->json);

    while (st == OD_OK && (st = od_json_key(r->json, &first, &key, &more)) == OD_OK && more)
        st = od_str_equal(key, OD_STR("rules")) ? read_rules(r) : unknown_key(r, key, known);
    if (st == OD_OK && (st = od_json_finish(r->json)) == OD_OK && r->rules->n == before) {
        od_json_fail(r->json, "there is no rule in the file");
        return od_remedy(r->err, "{\"rules\": [{\"number\": \"overall.AP\", \"max_drop\": 0.005}]} is one");
    }
    return st;
}

od_status od_gate_rules_read(od_gate_rules *rules, const char *path, double confidence, od_error *err)
{
    od_json json = {0};
    od_arena texts = {0};
    reading r = {&json, rules, confidence, &texts, err};
    od_input *in = NULL;
    od_status st;

    if ((st = od_input_open(&in, path, err)) != OD_OK)
        return st;
    od_json_init(&json, in, err);
    st = read_file(&r);
    od_json_free(&json);
    od_input_close(in);
    od_arena_free(&texts);
    return st;
}
