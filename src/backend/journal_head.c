/* journal_head.c: the first line of a journal: what the answers depend on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/journal.h"
#include "core/jsonout.h"
#include "core/sha256.h"
#include "core/version.h"

static od_status add(od_journal_head *head, const char *name, const char *value, bool told, od_error *err)
{
    od_journal_field field = {.told = told};
    od_status st = OD_GROW(head->fields, head->capacity, head->n + 1, err);

    if (st != OD_OK)
        return st;
    field.name = od_arena_copy(&head->texts, od_str_of(name)).p;
    field.value = od_arena_copy(&head->texts, od_str_of(value)).p;
    if (!field.name || !field.value)
        return od_fail_memory(err);
    head->fields[head->n++] = field;
    return OD_OK;
}

od_status od_journal_head_add(od_journal_head *head, const char *name, const char *value, od_error *err)
{
    return add(head, name, value, false, err);
}

void od_journal_head_release(od_journal_head *head)
{
    free(head->fields);
    od_arena_free(&head->texts);
    *head = (od_journal_head){0};
}

static od_status add_hash(od_journal_head *head, const char *name, const char *text, od_error *err)
{
    char hex[65];
    od_sha256 h;

    od_sha256_init(&h);
    od_sha256_add(&h, text, strlen(text));
    od_sha256_hex(&h, hex);
    return add(head, name, hex, false, err);
}

/* Every subset with its own file: another file is another question. */
static od_status add_truths(od_journal_head *head, const od_job *job, od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < job->bench->n_subsets && st == OD_OK; i++) {
        const od_job_subset *s = &job->subsets[i];
        od_buffer name = {0};
        uint64_t bytes;
        char hex[65];

        if (!s->wanted || !s->gt_path)
            continue;
        if ((st = od_buffer_printf(&name, err, "ground_truth/%s", s->definition->name)) == OD_OK &&
            (st = od_sha256_file(s->gt_path, hex, &bytes, err)) == OD_OK)
            st = add(head, name.bytes, hex, false, err);
        od_buffer_free(&name);
    }
    return st;
}

/* The prompt as somebody wrote it, before labels are put in. */
static const char *asked_prompt(const od_bench *bench, const od_journal_detector *detector)
{
    const char *prompt = detector->prompt ? detector->prompt : bench->prompt;

    return prompt ? prompt : "";
}

od_status od_journal_head_make(od_journal_head *head, const od_plan *plan,
                               const od_journal_detector *detector, od_error *err)
{
    const od_job *job = plan->job;
    od_status st;

    if ((st = add(head, "schema", OD_JOURNAL_SCHEMA, false, err)) != OD_OK ||
        (st = add(head, "odeval", OD_VERSION, true, err)) != OD_OK ||
        (st = add(head, "bench", job->bench->name, false, err)) != OD_OK ||
        (st = add(head, "definition_sha256", job->bench->sha256, false, err)) != OD_OK ||
        (st = add_truths(head, job, err)) != OD_OK ||
        (st = add(head, "mode", od_mode_name(job->mode), false, err)) != OD_OK ||
        (st = add_hash(head, "prompt_sha256", asked_prompt(job->bench, detector), err)) != OD_OK ||
        (st = add(head, "images", plan->part[0] ? plan->part : "all", false, err)) != OD_OK ||
        (st = add(head, "backend", detector->text, false, err)) != OD_OK)
        return st;
    return add(head, "backend_version", detector->version ? detector->version : "", false, err);
}

od_status od_journal_head_write(const od_journal_head *head, od_buffer *line, od_error *err)
{
    od_jsonout o;
    od_status st;

    od_jsonout_init(&o, true, err);
    od_jsonout_open(&o, '{', true);
    od_jsonout_key(&o, "odeval_run");
    od_jsonout_open(&o, '{', true);
    for (size_t i = 0; i < head->n; i++) {
        od_jsonout_key(&o, head->fields[i].name);
        od_jsonout_cstr(&o, head->fields[i].value);
    }
    od_jsonout_close(&o, '}');
    od_jsonout_close(&o, '}');
    od_jsonout_newline(&o);
    if ((st = o.st) == OD_OK)
        st = od_buffer_add(line, o.text.bytes, o.text.n, err);
    od_jsonout_free(&o);
    return st;
}
