/* read.c: run records from files, which may hold anything. */
#include "record/read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/input.h"
#include "record/parsing.h"

static const size_t record_max = (size_t)256 << 20; /* 10,000 categories in ten subsets take 60 MB */

/* ---- what must hold of the whole document ---- */

static int by_text(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;

    return strcmp(*a, *b);
}

static od_status check_keys(const od_parsing *r, const od_spot *at)
{
    const cJSON *child;
    const char **keys = NULL;
    size_t n = 0, capacity = 0;
    od_status st = OD_OK;

    cJSON_ArrayForEach(child, at->value)
    {
        if ((st = OD_GROW(keys, capacity, n + 1, r->err)) != OD_OK)
            goto done;
        keys[n++] = child->string;
    }
    if (n)
        qsort(keys, n, sizeof *keys, by_text);
    for (size_t i = 1; i < n && st == OD_OK; i++)
        if (strcmp(keys[i], keys[i - 1]) == 0) {
            const od_spot twice = {at, keys[i], 0, NULL};

            st = od_parsing_fail(r, &twice, "is there twice");
        }
done:
    free(keys);
    return st;
}

/* No key twice in an object, no number beyond what a double holds. Recursion ends with the parser's own limit
 * of nesting. */
static od_status check_tree(const od_parsing *r, const od_spot *at)
{
    const cJSON *child;
    size_t i = 0;
    od_status st = OD_OK;

    if (cJSON_IsNumber(at->value) && !isfinite(at->value->valuedouble))
        return od_parsing_fail(r, at, "is not a finite number");
    if (cJSON_IsObject(at->value) && (st = check_keys(r, at)) != OD_OK)
        return st;
    if (!cJSON_IsObject(at->value) && !cJSON_IsArray(at->value))
        return OD_OK;
    cJSON_ArrayForEach(child, at->value)
    {
        const od_spot below = {at, child->string, i++, child};

        if ((st = check_tree(r, &below)) != OD_OK)
            return st;
    }
    return OD_OK;
}

static od_status check_schema(const od_parsing *r, const od_spot *root)
{
    const char *schema;
    od_status st;

    if (!cJSON_IsObject(root->value))
        return od_parsing_fail(r, root, "is not an object");
    if ((st = od_parsing_text(r, root, "schema", OD_READ_REQUIRED, &schema)) != OD_OK)
        return st;
    if (strcmp(schema, OD_RECORD_SCHEMA) == 0)
        return OD_OK;
    od_fail_at(r->err, OD_INPUT, (od_place){.input = r->name},
               strncmp(schema, "odeval.run/", 11) == 0
                   ? "the run record has schema %s, and this odeval reads %s"
                   : "this has schema %s, and is no run record (%s)",
               schema, OD_RECORD_SCHEMA);
    return od_remedy(r->err, "score the predictions again with --save");
}

/* ---- the parts that stand by themselves ---- */

static od_status read_run(const od_parsing *r, const od_spot *root)
{
    od_record_run *run = &r->record->run;
    od_spot at;
    uint32_t n;
    od_status st;

    if ((st = od_parsing_object(r, root, "run", 0, &at, &n)) != OD_OK || !at.value)
        return st;
    run->known = true;
    if ((st = od_parsing_text(r, &at, "backend", OD_READ_NULLABLE, &run->backend)) != OD_OK ||
        (st = od_parsing_text(r, &at, "backend_version", OD_READ_NULLABLE, &run->backend_version)) != OD_OK)
        return st;
    return od_parsing_text(r, &at, "prompt_sha256", OD_READ_NULLABLE, &run->prompt_sha256);
}

static od_status read_identity(const od_parsing *r, const od_spot *root)
{
    od_record *record = r->record;
    od_spot bench, model;
    uint32_t n;
    od_status st;

    if ((st = od_parsing_text(r, root, "odeval", OD_READ_REQUIRED, &record->odeval)) != OD_OK ||
        (st = od_parsing_object(r, root, "bench", OD_READ_REQUIRED, &bench, &n)) != OD_OK ||
        (st = od_parsing_text(r, &bench, "name", OD_READ_REQUIRED, &record->bench)) != OD_OK ||
        (st = od_parsing_text(r, &bench, "title", OD_READ_NULLABLE, &record->bench_title)) != OD_OK ||
        (st = od_parsing_text(r, &bench, "definition_sha256", OD_READ_NULLABLE,
                              &record->definition_sha256)) != OD_OK ||
        (st = od_parsing_object(r, root, "model", 0, &model, &n)) != OD_OK ||
        (st = od_parsing_text(r, &model, "name", OD_READ_NULLABLE, &record->model)) != OD_OK ||
        (st = od_parsing_bool(r, &model, "simulated", &record->simulated)) != OD_OK ||
        (st = read_run(r, root)) != OD_OK ||
        (st = od_parsing_text(r, root, "rules", OD_READ_REQUIRED, &record->rules)) != OD_OK ||
        (st = od_parsing_text(r, root, "mode", OD_READ_REQUIRED, &record->mode)) != OD_OK ||
        (st = od_parsing_named_texts(r, root, "params", 0, &record->params, &record->n_params)) != OD_OK ||
        (st = od_parsing_bool(r, root, "params_default", &record->params_default)) != OD_OK ||
        (st = od_parsing_text(r, root, "primary", OD_READ_REQUIRED, &record->primary)) != OD_OK)
        return st;
    return od_parsing_text(r, root, "headline", OD_READ_NULLABLE, &record->headline);
}

/* How answers were read stands beside what became of them. */
static od_status read_answers(const od_parsing *r, const od_spot *root)
{
    od_spot at;
    uint32_t n;
    od_status st;

    if ((st = od_parsing_answers(r, root, &r->record->answers)) != OD_OK ||
        (st = od_parsing_object(r, root, "answers", 0, &at, &n)) != OD_OK || !at.value)
        return st;
    if ((st = od_parsing_text(r, &at, "frame", OD_READ_NULLABLE, &r->record->frame)) != OD_OK)
        return st;
    return od_parsing_text(r, &at, "reader", OD_READ_NULLABLE, &r->record->reader);
}

static od_status read_readable(const od_parsing *r, const od_spot *root)
{
    od_record *record = r->record;
    od_spot at;
    uint32_t n;
    od_status st;

    if ((st = od_parsing_object(r, root, "readable", 0, &at, &n)) != OD_OK || !at.value)
        return st;
    if ((st = od_parsing_number(r, &at, "left_out", OD_READ_REQUIRED, &record->left_out)) != OD_OK ||
        (st = od_parsing_scores(r, &at, "overall", OD_READ_REQUIRED | OD_READ_SCORE, &record->readable)) !=
            OD_OK)
        return st;
    return od_parsing_scores(r, &at, "counts", 0, &record->readable_counts);
}

static od_status read_entry(const od_parsing *r, const od_spot *at, od_record_entry *out)
{
    const od_spot list = od_parsing_member(at, "examples");
    const char **examples;
    uint32_t n;
    od_status st;

    if (!cJSON_IsObject(at->value))
        return od_parsing_fail(r, at, "is not an object");
    if ((st = od_parsing_copy(r, at->key, &out->code)) != OD_OK ||
        (st = od_parsing_count(r, at, "count", OD_READ_REQUIRED, &out->count)) != OD_OK ||
        (st = od_parsing_texts(r, at, "examples", &examples, &n)) != OD_OK)
        return st;
    if (n > OD_LEDGER_EXAMPLES)
        return od_parsing_fail(r, &list, "has too many");
    for (; out->n_examples < n; out->n_examples++)
        out->examples[out->n_examples] = examples[out->n_examples];
    return OD_OK;
}

static od_status read_ledger(const od_parsing *r, const od_spot *root)
{
    od_record *record = r->record;
    const cJSON *child;
    od_spot at;
    uint32_t n;
    od_status st = od_parsing_object(r, root, "ledger", 0, &at, &n);

    if (st != OD_OK)
        return st;
    if (!(record->ledger = od_parsing_room(r, n, sizeof *record->ledger)))
        return OD_SYSTEM;
    cJSON_ArrayForEach(child, at.value)
    {
        const od_spot entry = {&at, child->string, 0, child};

        if ((st = read_entry(r, &entry, &record->ledger[record->n_ledger])) != OD_OK)
            return st;
        record->n_ledger++;
    }
    return OD_OK;
}

static od_status read_warning(const od_parsing *r, const od_spot *at, od_record_warning *out)
{
    od_status st;

    if (!cJSON_IsObject(at->value))
        return od_parsing_fail(r, at, "is not an object");
    if ((st = od_parsing_text(r, at, "code", OD_READ_REQUIRED, &out->code)) != OD_OK ||
        (st = od_parsing_text(r, at, "text", OD_READ_REQUIRED, &out->text)) != OD_OK ||
        (st = od_parsing_text(r, at, "subset", 0, &out->subset)) != OD_OK ||
        (st = od_parsing_count(r, at, "count", OD_READ_REQUIRED, &out->count)) != OD_OK ||
        (st = od_parsing_bool(r, at, "notice", &out->notice)) != OD_OK)
        return st;
    return od_parsing_scores(r, at, "effect", 0, &out->effect);
}

static od_status read_warnings(const od_parsing *r, const od_spot *root)
{
    od_record *record = r->record;
    const cJSON *child;
    od_spot at;
    uint32_t n;
    od_status st = od_parsing_list(r, root, "warnings", 0, &at, &n);

    if (st != OD_OK)
        return st;
    if (!(record->warnings = od_parsing_room(r, n, sizeof *record->warnings)))
        return OD_SYSTEM;
    cJSON_ArrayForEach(child, at.value)
    {
        const od_spot item = od_parsing_item(&at, record->n_warnings, child);

        if ((st = read_warning(r, &item, &record->warnings[record->n_warnings])) != OD_OK)
            return st;
        record->n_warnings++;
    }
    return OD_OK;
}

static od_status read_all(const od_parsing *r, const od_spot *root)
{
    od_record *record = r->record;
    od_status st;

    if ((st = check_tree(r, root)) != OD_OK || (st = check_schema(r, root)) != OD_OK ||
        (st = read_identity(r, root)) != OD_OK ||
        (st = od_parsing_scores(r, root, "overall", OD_READ_REQUIRED | OD_READ_SCORE, &record->overall)) !=
            OD_OK ||
        (st = od_parsing_scores(r, root, "counts", 0, &record->counts)) != OD_OK ||
        (st = read_answers(r, root)) != OD_OK || (st = read_readable(r, root)) != OD_OK ||
        (st = od_parsing_levels(r, root)) != OD_OK || (st = read_ledger(r, root)) != OD_OK ||
        (st = read_warnings(r, root)) != OD_OK)
        return st;
    return od_parsing_named_texts(r, root, "environment", 0, &record->environment, &record->n_environment);
}

/* ---- the file ---- */

static bool is_blank(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
        p++;
    return p == end;
}

static od_status fail_to_parse(const char *name, size_t at, od_error *err)
{
    od_fail_at(err, OD_INPUT, (od_place){name, at, OD_UNIT_BYTE}, "the run record is not valid JSON");
    return od_remedy(err, "give a file that --save wrote, as it was written");
}

od_status od_record_parse(od_record **out, const char *name, const od_buffer *bytes, od_error *err)
{
    const char *end = bytes->bytes;
    od_parsing r = {.name = name, .err = err};
    cJSON *root = NULL;
    od_spot top = {0};
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(r.record, 1, err)) != OD_OK)
        return st;
    root = bytes->n ? cJSON_ParseWithLengthOpts(bytes->bytes, bytes->n, &end, 0) : NULL;
    if (!root || !is_blank(end, bytes->bytes + bytes->n)) {
        st = fail_to_parse(name, bytes->n ? (size_t)(end - bytes->bytes) : 0, err);
        goto done;
    }
    top.value = root;
    if ((st = read_all(&r, &top)) != OD_OK || (st = od_parsing_large_ids(&r, bytes)) != OD_OK)
        goto done;
    *out = r.record;
    r.record = NULL;
done:
    cJSON_Delete(root);
    od_record_free(r.record);
    return st;
}

/* States that are not there are none; those that are there must be good. */
static od_status read_states(od_run_file *f, od_error *err)
{
    char *path = od_states_path(f->path);
    od_status st = OD_OK;

    if (!path)
        return od_fail_memory(err);
    if (access(path, F_OK) == 0)
        st = od_states_read(&f->states, path, &f->bytes, err);
    free(path);
    return st;
}

od_status od_run_file_read(od_run_file *out, const char *path, bool with_states, od_error *err)
{
    od_status st;

    *out = (od_run_file){.path = path};
    if ((st = od_input_bytes(&out->bytes, path, record_max, err)) == OD_OK &&
        (st = od_record_parse(&out->record, path, &out->bytes, err)) == OD_OK && with_states)
        st = read_states(out, err);
    if (st != OD_OK)
        od_run_file_release(out);
    return st;
}

void od_run_file_release(od_run_file *f)
{
    od_states_free(f->states);
    od_record_free(f->record);
    od_buffer_free(&f->bytes);
    *f = (od_run_file){0};
}
