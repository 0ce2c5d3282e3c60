#include "prediction/run_facts.h"

#include <stdlib.h>
#include <string.h>

#include "prediction/prediction.h"

enum { HASH_SHOWN = 12, VALUE_SHOWN = 60 };

void od_run_facts_release(od_run_facts *facts)
{
    free(facts->heads);
    od_arena_free(&facts->texts);
    *facts = (od_run_facts){0};
}

/* ---- reading ---- */

static bool is_plain(od_str text)
{
    return text.n == 0 || !memchr(text.p, '\0', text.n);
}

static od_status add_text(od_buffer *texts, od_str text, od_error *err)
{
    od_status st = od_buffer_add(texts, text.p, text.n, err);

    return st == OD_OK ? od_buffer_add(texts, "", 1, err) : st;
}

static od_status read_value(od_json *j, od_buffer *texts, bool *taken)
{
    od_json_type type;
    od_str value;
    bool fits;
    od_status st;

    *taken = false;
    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_STRING)
        return od_json_skip(j);
    if ((st = od_json_string_if(j, &value, &fits)) != OD_OK || !fits || !is_plain(value))
        return st;
    *taken = true;
    return add_text(texts, value, j->err);
}

/* The name goes first: reading on may move it. */
static od_status read_member(od_json *j, od_str name, od_buffer *texts)
{
    const size_t before = texts->n;
    const bool plain = is_plain(name);
    bool taken;
    od_status st;

    if ((st = add_text(texts, name, j->err)) != OD_OK || (st = read_value(j, texts, &taken)) != OD_OK)
        return st;
    if (!plain || !taken)
        texts->n = before;
    return OD_OK;
}

static od_status read_members(od_json *j, od_buffer *texts)
{
    bool first = true, more;
    od_json_type type;
    od_str name;
    od_status st;

    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_OBJECT)
        return od_json_skip(j);
    st = od_json_open_object(j);
    while (st == OD_OK && (st = od_json_key(j, &first, &name, &more)) == OD_OK && more)
        st = read_member(j, name, texts);
    return st;
}

od_status od_run_head_read(od_json *j, od_buffer *texts)
{
    od_status st;

    texts->n = 0;
    od_json_any_bytes(j, true);
    st = read_members(j, texts);
    od_json_any_bytes(j, false);
    return st;
}

/* ---- looking up ---- */

const char *od_run_head_text(const od_run_head *head, const char *name)
{
    const char *end = head->texts + head->bytes;

    for (const char *at = head->texts, *value; at < end; at = value + strlen(value) + 1) {
        value = at + strlen(at) + 1;
        if (strcmp(at, name) == 0)
            return value;
    }
    return NULL;
}

const char *od_run_facts_text(const od_run_facts *facts, const char *name)
{
    const char *common = facts->n ? od_run_head_text(&facts->heads[0], name) : NULL;

    for (size_t i = 1; i < facts->n && common; i++) {
        const char *other = od_run_head_text(&facts->heads[i], name);

        if (!other || strcmp(common, other) != 0)
            common = NULL;
    }
    return common;
}

/* ---- of one run, or not ---- */

/* Where in both texts the option begins in which they first differ. */
static size_t difference(const char *a, const char *b)
{
    size_t begin = 0;

    for (size_t i = 0; a[i] && a[i] == b[i]; i++)
        if (a[i] == ',' || a[i] == ':')
            begin = i + 1;
    return begin;
}

/* "b.jsonl: line 1: backend ...seed=2; in a.jsonl ...seed=1" */
static od_status note_other_run(const od_run_head *head, const od_run_head *first, const char *name,
                                od_ledger *ledger, od_error *err)
{
    const char *value = od_run_head_text(head, name), *other = od_run_head_text(first, name);
    const bool is_hash = strcmp(name, "prompt_sha256") == 0;
    const int shown = is_hash ? HASH_SHOWN : VALUE_SHOWN;
    size_t at;

    value = value ? value : "";
    other = other ? other : "";
    at = is_hash ? 0 : difference(value, other);
    return od_ledger_note(ledger, &od_kind_other_run, 1, head->place, err, "%s %s%.*s; in %s %s%.*s", name,
                          at ? "..." : "", shown, value + at, first->place.input, at ? "..." : "", shown,
                          other + at);
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static od_status compare(const od_run_head *head, const od_run_head *first, od_ledger *ledger, od_error *err)
{
    static const char *const names[] = {"prompt_sha256", "backend", "backend_version"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!same(od_run_head_text(head, names[i]), od_run_head_text(first, names[i])))
            return note_other_run(head, first, names[i], ledger, err);
    return OD_OK;
}

static const char *without_folders(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

od_status od_run_facts_add(od_run_facts *facts, const od_buffer *texts, od_place place, od_ledger *ledger,
                           od_error *err)
{
    od_run_head head = {.place = place, .bytes = texts->n};
    od_status st;

    head.place.input = od_arena_copy(&facts->texts, od_str_of(without_folders(place.input))).p;
    head.texts = od_arena_copy(&facts->texts, (od_str){texts->n ? texts->bytes : "", texts->n}).p;
    if (!head.place.input || !head.texts)
        return od_fail_memory(err);
    if ((st = OD_GROW(facts->heads, facts->capacity, facts->n + 1, err)) != OD_OK)
        return st;
    facts->heads[facts->n++] = head;
    return compare(&head, &facts->heads[0], ledger, err);
}
