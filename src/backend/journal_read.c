/* journal_read.c: the lines of a journal, read back. What they say about boxes is for src/prediction. */
#include <stdlib.h>
#include <string.h>

#include "backend/journal.h"

/* ---- an image's line ---- */

/* What of a line says whom it is for, and what became of it. */
typedef struct line {
    od_buffer subset, id_text;
    od_id id;
    bool has_id, has_content, has_failed, permanent;
    od_journal_entry entry;
} line;

static od_status read_text(od_json *j, od_buffer *out)
{
    od_str text;
    od_status st = od_json_string(j, &text);

    out->n = 0;
    return st == OD_OK ? od_buffer_add(out, text.p, text.n, j->err) : st;
}

static od_status read_id(od_json *j, line *l)
{
    od_status st = od_json_id(j, &l->id, &l->has_id);

    if (st != OD_OK || !l->id.text || !l->has_id)
        return st;
    l->id_text.n = 0;
    if ((st = od_buffer_add(&l->id_text, l->id.text, strlen(l->id.text), j->err)) == OD_OK)
        l->id.text = l->id_text.bytes;
    return st;
}

static od_status read_sha256(od_json *j, line *l)
{
    od_str text;
    od_status st = od_json_string(j, &text);

    if (st != OD_OK)
        return st;
    if (text.n + 1 != sizeof l->entry.sha256)
        return od_json_fail(j, "\"image_sha256\" has %zu characters, 64 are needed", text.n);
    memcpy(l->entry.sha256, text.p, text.n);
    l->entry.sha256[text.n] = '\0';
    return OD_OK;
}

static od_status read_member(od_json *j, od_str key, line *l)
{
    const struct {
        const char *name;
        double *value;
    } numbers[] = {
        {"tokens", &l->entry.tokens}, {"seconds", &l->entry.seconds}, {"retries", &l->entry.retries}};

    if (od_str_equal(key, OD_STR("subset")))
        return read_text(j, &l->subset);
    if (od_str_equal(key, OD_STR("image_id")))
        return read_id(j, l);
    if (od_str_equal(key, OD_STR("image_sha256")))
        return read_sha256(j, l);
    if (od_str_equal(key, OD_STR("permanent")))
        return od_json_bool(j, &l->permanent);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (od_str_equal(key, od_str_of(numbers[i].name)))
            return od_json_number(j, numbers[i].value);
    l->has_failed = l->has_failed || od_str_equal(key, OD_STR("error"));
    l->has_content = l->has_content || od_str_equal(key, OD_STR("predictions")) ||
                     od_str_equal(key, OD_STR("answer")) || od_str_equal(key, OD_STR("error"));
    return od_json_skip(j);
}

static od_status read_members(od_json *j, line *l)
{
    bool first = true, more;
    od_str key;
    od_status st = od_json_open_object(j);

    while (st == OD_OK && (st = od_json_key(j, &first, &key, &more)) == OD_OK && more)
        st = read_member(j, key, l);
    return st == OD_OK ? od_json_finish(j) : st;
}

static od_status judge(od_journal_read *out, const od_plan *plan, line *l, od_place place, od_error *err)
{
    const od_str subset = {l->subset.bytes ? l->subset.bytes : "", l->subset.n};

    if (!l->has_id || !l->has_content)
        return od_fail_at(err, OD_INPUT, place, "the line is none that a run writes");
    out->item = od_plan_find(plan, subset, l->id);
    if (out->item == OD_NONE)
        return od_fail_at(err, OD_INPUT, place, "the line is for an image that this run does not ask about");
    l->entry.state = OD_JOURNAL_ANSWERED;
    if (l->has_failed)
        l->entry.state = l->permanent ? OD_JOURNAL_HOPELESS : OD_JOURNAL_FAILED;
    out->entry = l->entry;
    return OD_OK;
}

od_status od_journal_read_line(od_journal_read *out, const od_plan *plan, const char *text, size_t n,
                               od_place place, od_error *err)
{
    line l = {.id = {.number = 0}};
    od_error why = {0};
    od_input *in = NULL;
    od_json j;
    od_status st;

    if ((st = od_input_of_bytes(&in, place.input, text, n, err)) != OD_OK)
        return st;
    od_json_init(&j, in, &why);
    if ((st = read_members(&j, &l)) == OD_OK)
        st = judge(out, plan, &l, place, err);
    else if (st == OD_INPUT)
        st = od_fail_at(err, st, place, "the line cannot be read: %s", why.what);
    else
        st = od_fail(err, st, "%s", why.what);
    od_json_free(&j);
    od_input_close(in);
    od_buffer_free(&l.subset);
    od_buffer_free(&l.id_text);
    return st;
}

/* ---- the head ---- */

static const od_journal_field *find_field(const od_journal_head *head, od_str name)
{
    for (size_t i = 0; i < head->n; i++)
        if (od_str_equal(od_str_of(head->fields[i].name), name))
            return &head->fields[i];
    return NULL;
}

/* Marks, per field of the head, whether the text has it with the same value. Keys that are not known here are
 * somebody's notes. */
static od_status compare(const od_journal_head *head, od_json *j, bool *same)
{
    bool first = true, more;
    od_str key;
    od_status st = od_json_open_object(j);

    while (st == OD_OK && (st = od_json_key(j, &first, &key, &more)) == OD_OK && more) {
        const od_journal_field *field = find_field(head, key);
        od_json_type type;
        od_str value;

        if ((st = od_json_peek(j, &type)) != OD_OK)
            break;
        if (!field || type != OD_JSON_STRING) {
            st = od_json_skip(j);
        } else if ((st = od_json_string(j, &value)) == OD_OK) {
            same[field - head->fields] = od_str_equal(value, od_str_of(field->value));
        }
    }
    return st;
}

static od_status read_head(const od_journal_head *head, od_json *j, bool *is_head, bool *same)
{
    bool first = true, more;
    od_json_type type;
    od_str key;
    od_status st = od_json_open_object(j);

    if (st != OD_OK || (st = od_json_key(j, &first, &key, &more)) != OD_OK || !more ||
        !od_str_equal(key, OD_STR("odeval_run")) || (st = od_json_peek(j, &type)) != OD_OK ||
        type != OD_JSON_OBJECT || (st = compare(head, j, same)) != OD_OK)
        return st;
    *is_head = true;
    return OD_OK;
}

od_status od_journal_read_head(const od_journal_head *head, const char *text, size_t n, bool *is_head,
                               od_buffer *differing, od_error *err)
{
    od_error unused = {0};
    od_input *in = NULL;
    bool *same = NULL;
    od_json j;
    od_status st;

    *is_head = false;
    if ((st = OD_ALLOC(same, head->n, err)) != OD_OK ||
        (st = od_input_of_bytes(&in, "", text, n, err)) != OD_OK)
        goto done;
    od_json_init(&j, in, &unused);
    /* What is no JSON is no head. */
    if ((st = read_head(head, &j, is_head, same)) == OD_INPUT)
        st = OD_OK;
    else if (st != OD_OK)
        st = od_fail_memory(err);
    od_json_free(&j);
    for (size_t i = 0; i < head->n && st == OD_OK && *is_head; i++)
        if (!same[i] && !head->fields[i].told)
            st = od_buffer_printf(differing, err, "%s%s", differing->n ? ", " : "", head->fields[i].name);
done:
    od_input_close(in);
    free(same);
    return st;
}
