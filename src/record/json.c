/* json.c: the record as JSON; the order of keys is fixed (cli.md section 6). */
#include <string.h>

#include "core/jsonout.h"
#include "record/record.h"

static void text(od_jsonout *o, const char *key, const char *value)
{
    od_jsonout_key(o, key);
    od_jsonout_cstr(o, value);
}

static void scores(od_jsonout *o, const char *key, const od_record_scores *s)
{
    od_jsonout_key(o, key);
    od_jsonout_open(o, '{', true);
    for (uint32_t i = 0; i < s->n; i++) {
        od_jsonout_key(o, s->list[i].name);
        od_jsonout_number(o, s->list[i].value);
    }
    od_jsonout_close(o, '}');
}

static void named_texts(od_jsonout *o, const char *key, const od_named_text *list, uint32_t n)
{
    od_jsonout_key(o, key);
    od_jsonout_open(o, '{', true);
    for (uint32_t i = 0; i < n; i++)
        text(o, list[i].name, list[i].value);
    od_jsonout_close(o, '}');
}

static void texts(od_jsonout *o, const char *key, const char *const *list, uint32_t n)
{
    od_jsonout_key(o, key);
    od_jsonout_open(o, '[', true);
    for (uint32_t i = 0; i < n; i++)
        od_jsonout_cstr(o, list[i]);
    od_jsonout_close(o, ']');
}

static void ranges(od_jsonout *o, const char *key, const od_record_ranges *r)
{
    od_jsonout_key(o, key);
    od_jsonout_open(o, '{', true);
    for (uint32_t i = 0; i < r->n; i++) {
        od_jsonout_key(o, r->list[i].name);
        od_jsonout_open(o, '[', true);
        od_jsonout_number(o, r->list[i].low);
        od_jsonout_number(o, r->list[i].high);
        od_jsonout_close(o, ']');
    }
    od_jsonout_close(o, '}');
}

/* Only the first of them: the rest is in their number. */
enum { LABELS_SHOWN = 20 };

static void labels(od_jsonout *o, const od_record_answers *a)
{
    od_jsonout_key(o, "unknown_labels");
    od_jsonout_open(o, '{', false);
    od_jsonout_key(o, "different");
    od_jsonout_integer(o, a->n_labels);
    od_jsonout_key(o, "first");
    od_jsonout_open(o, '[', false);
    for (uint32_t i = 0; i < a->n_listed && i < LABELS_SHOWN; i++) {
        od_jsonout_open(o, '{', true);
        text(o, "label", a->labels[i].label);
        od_jsonout_key(o, "count");
        od_jsonout_number(o, a->labels[i].count);
        od_jsonout_close(o, '}');
    }
    od_jsonout_close(o, ']');
    od_jsonout_close(o, '}');
}

/* `r`: of the whole record, which says how they were read; NULL: of a subset. */
static void answers(od_jsonout *o, const od_record_answers *a, const od_record *r)
{
    if (a->n == 0)
        return;
    od_jsonout_key(o, "answers");
    od_jsonout_open(o, '{', false);
    if (r) {
        text(o, "frame", r->frame);
        text(o, "reader", r->reader);
    }
    od_jsonout_key(o, "n");
    od_jsonout_number(o, a->n);
    scores(o, "statuses", &a->statuses);
    scores(o, "repairs", &a->repairs);
    scores(o, "passed_over", &a->passed);
    scores(o, "boxes", &a->boxes);
    scores(o, "lengths", &a->lengths);
    if (a->reading.n)
        scores(o, "reading", &a->reading);
    labels(o, a);
    od_jsonout_close(o, '}');
}

/* The scores over readable answers, in the shape of the record's own. */
static void readable(od_jsonout *o, const od_record *r)
{
    if (r->left_out == 0)
        return;
    od_jsonout_key(o, "readable");
    od_jsonout_open(o, '{', false);
    od_jsonout_key(o, "left_out");
    od_jsonout_number(o, r->left_out);
    scores(o, "overall", &r->readable);
    scores(o, "counts", &r->readable_counts);
    od_jsonout_key(o, "averages");
    od_jsonout_open(o, '{', false);
    for (uint32_t i = 0; i < r->n_averages; i++)
        scores(o, r->averages[i].name, &r->averages[i].readable);
    od_jsonout_close(o, '}');
    od_jsonout_close(o, '}');
}

static void run(od_jsonout *o, const od_record_run *r)
{
    if (!r->known)
        return;
    od_jsonout_key(o, "run");
    od_jsonout_open(o, '{', true);
    text(o, "backend", r->backend);
    text(o, "backend_version", r->backend_version);
    text(o, "prompt_sha256", r->prompt_sha256);
    od_jsonout_close(o, '}');
}

static void identity(od_jsonout *o, const od_record *r)
{
    text(o, "schema", OD_RECORD_SCHEMA);
    text(o, "odeval", r->odeval);
    od_jsonout_key(o, "bench");
    od_jsonout_open(o, '{', true);
    text(o, "name", r->bench);
    text(o, "title", r->bench_title);
    text(o, "definition_sha256", r->definition_sha256);
    od_jsonout_close(o, '}');
    od_jsonout_key(o, "model");
    od_jsonout_open(o, '{', true);
    text(o, "name", r->model);
    od_jsonout_key(o, "simulated");
    od_jsonout_bool(o, r->simulated);
    od_jsonout_close(o, '}');
    run(o, &r->run);
    text(o, "rules", r->rules);
    text(o, "mode", r->mode);
    named_texts(o, "params", r->params, r->n_params);
    od_jsonout_key(o, "params_default");
    od_jsonout_bool(o, r->params_default);
    text(o, "primary", r->primary);
    text(o, "headline", r->headline);
}

/* Under "averages" a name leads straight to numbers, so the titles stand beside them. */
static void averages(od_jsonout *o, const od_record *r)
{
    od_jsonout_key(o, "averages");
    od_jsonout_open(o, '{', false);
    for (uint32_t i = 0; i < r->n_averages; i++)
        scores(o, r->averages[i].name, &r->averages[i].scores);
    od_jsonout_close(o, '}');
    od_jsonout_key(o, "average_titles");
    od_jsonout_open(o, '{', true);
    for (uint32_t i = 0; i < r->n_averages; i++)
        text(o, r->averages[i].name, r->averages[i].title);
    od_jsonout_close(o, '}');
}

static void groups(od_jsonout *o, const od_record *r)
{
    od_jsonout_key(o, "groups");
    od_jsonout_open(o, '[', false);
    for (uint32_t i = 0; i < r->n_groups; i++) {
        const od_record_group *g = &r->groups[i];

        od_jsonout_open(o, '{', true);
        text(o, "name", g->name);
        text(o, "title", g->title);
        texts(o, "subsets", g->subsets, g->n_subsets);
        scores(o, "scores", &g->scores);
        if (r->left_out > 0)
            scores(o, "readable", &g->readable);
        od_jsonout_close(o, '}');
    }
    od_jsonout_close(o, ']');
}

static void inputs(od_jsonout *o, const od_record_subset *s)
{
    od_jsonout_key(o, "inputs");
    od_jsonout_open(o, '[', false);
    for (uint32_t i = 0; i < s->n_inputs; i++) {
        const od_record_input *input = &s->inputs[i];

        od_jsonout_open(o, '{', true);
        text(o, "role", input->role);
        text(o, "name", input->name);
        if (input->sha256[0]) {
            od_jsonout_key(o, "bytes");
            od_jsonout_integer(o, (int64_t)input->bytes);
            text(o, "sha256", input->sha256);
        }
        od_jsonout_close(o, '}');
    }
    od_jsonout_close(o, ']');
}

static void categories(od_jsonout *o, const od_record_subset *s)
{
    od_jsonout_key(o, "categories");
    od_jsonout_open(o, '[', false);
    for (uint32_t i = 0; i < s->n_categories; i++) {
        const od_record_category *c = &s->categories[i];

        od_jsonout_open(o, '{', true);
        od_jsonout_key(o, "id");
        if (c->text_id)
            od_jsonout_cstr(o, c->id);
        else
            od_jsonout_raw(o, c->id);
        text(o, "name", c->name);
        scores(o, "scores", &c->scores);
        od_jsonout_close(o, '}');
    }
    od_jsonout_close(o, ']');
}

static void subsets(od_jsonout *o, const od_record *r)
{
    od_jsonout_key(o, "subsets");
    od_jsonout_open(o, '[', false);
    for (uint32_t i = 0; i < r->n_subsets; i++) {
        const od_record_subset *s = &r->subsets[i];

        od_jsonout_open(o, '{', false);
        text(o, "name", s->name);
        scores(o, "scores", &s->scores);
        scores(o, "counts", &s->counts);
        answers(o, &s->answers, NULL);
        if (r->left_out > 0) {
            scores(o, "readable", &s->readable);
            scores(o, "readable_counts", &s->readable_counts);
        }
        inputs(o, s);
        categories(o, s);
        od_jsonout_close(o, '}');
    }
    od_jsonout_close(o, ']');
}

static void group_ranges(od_jsonout *o, const char *key, const od_record_group *list, uint32_t n)
{
    od_jsonout_key(o, key);
    od_jsonout_open(o, '{', false);
    for (uint32_t i = 0; i < n; i++)
        ranges(o, list[i].name, &list[i].intervals);
    od_jsonout_close(o, '}');
}

static void intervals(od_jsonout *o, const od_record *r)
{
    if (!r->resamples)
        return;
    od_jsonout_key(o, "intervals");
    od_jsonout_open(o, '{', false);
    od_jsonout_key(o, "confidence");
    od_jsonout_number(o, r->confidence);
    od_jsonout_key(o, "resamples");
    od_jsonout_integer(o, r->resamples);
    od_jsonout_key(o, "seed");
    od_jsonout_integer(o, r->seed);
    ranges(o, "overall", &r->intervals);
    group_ranges(o, "averages", r->averages, r->n_averages);
    group_ranges(o, "groups", r->groups, r->n_groups);
    od_jsonout_key(o, "subsets");
    od_jsonout_open(o, '{', false);
    for (uint32_t i = 0; i < r->n_subsets; i++)
        ranges(o, r->subsets[i].name, &r->subsets[i].intervals);
    od_jsonout_close(o, '}');
    od_jsonout_close(o, '}');
}

static void ledger(od_jsonout *o, const od_record *r)
{
    od_jsonout_key(o, "ledger");
    od_jsonout_open(o, '{', false);
    for (uint32_t i = 0; i < r->n_ledger; i++) {
        const od_record_entry *e = &r->ledger[i];

        od_jsonout_key(o, e->code);
        od_jsonout_open(o, '{', true);
        od_jsonout_key(o, "count");
        od_jsonout_integer(o, (int64_t)e->count);
        texts(o, "examples", e->examples, e->n_examples);
        od_jsonout_close(o, '}');
    }
    od_jsonout_close(o, '}');
}

static void warnings(od_jsonout *o, const od_record *r, bool health)
{
    od_jsonout_key(o, "warnings");
    od_jsonout_open(o, '[', false);
    for (uint32_t i = 0; i < r->n_warnings; i++) {
        const od_record_warning *w = &r->warnings[i];

        if (health && od_record_is_of_scores(r, w))
            continue;
        od_jsonout_open(o, '{', true);
        text(o, "code", w->code);
        text(o, "text", w->text);
        if (w->subset)
            text(o, "subset", w->subset);
        od_jsonout_key(o, "count");
        od_jsonout_integer(o, (int64_t)w->count);
        if (w->notice) {
            od_jsonout_key(o, "notice");
            od_jsonout_bool(o, true);
        }
        if (w->effect.n)
            scores(o, "effect", &w->effect);
        od_jsonout_close(o, '}');
    }
    od_jsonout_close(o, ']');
}

od_status od_record_json(const od_record *r, od_buffer *out, od_error *err)
{
    od_jsonout o;

    od_jsonout_init(&o, false, err);
    od_jsonout_open(&o, '{', false);
    identity(&o, r);
    scores(&o, "overall", &r->overall);
    scores(&o, "counts", &r->counts);
    answers(&o, &r->answers, r);
    readable(&o, r);
    averages(&o, r);
    groups(&o, r);
    subsets(&o, r);
    intervals(&o, r);
    ledger(&o, r);
    warnings(&o, r, false);
    if (r->n_environment)
        named_texts(&o, "environment", r->environment, r->n_environment);
    od_jsonout_close(&o, '}');
    od_jsonout_newline(&o);
    if (o.st == OD_OK)
        o.st = od_buffer_add(out, o.text.bytes, o.text.n, err);
    od_jsonout_free(&o);
    return o.st;
}

/* ---- the health of a data set and of predictions ---- */

bool od_record_is_of_scores(const od_record *r, const od_record_warning *w)
{
    return strcmp(w->code, "params") == 0 || strcmp(w->code, "average_undefined") == 0 ||
           (r->answers.n > 0 && strcmp(w->code, "scores_equal") == 0);
}

uint32_t od_record_findings(const od_record *r)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < r->n_warnings; i++)
        n += !r->warnings[i].notice && !od_record_is_of_scores(r, &r->warnings[i]);
    return n;
}

static void number(od_jsonout *o, const char *key, double value)
{
    od_jsonout_key(o, key);
    od_jsonout_number(o, value);
}

static void boolean(od_jsonout *o, const char *key, bool value)
{
    od_jsonout_key(o, key);
    od_jsonout_bool(o, value);
}

static void frames(od_jsonout *o, const od_record *r)
{
    od_jsonout_key(o, "frames");
    od_jsonout_open(o, '[', false);
    for (uint32_t i = 0; i < r->n_frames; i++) {
        const od_record_frame *f = &r->frames[i];

        od_jsonout_open(o, '{', true);
        text(o, "name", f->name);
        text(o, "words", f->words);
        boolean(o, "declared", f->declared);
        boolean(o, "fits", f->fits);
        number(o, "boxes", f->boxes);
        number(o, "outside", f->outside);
        number(o, "reversed", f->reversed);
        number(o, "flat", f->flat);
        number(o, "reach_x", f->reach_x);
        number(o, "reach_y", f->reach_y);
        od_jsonout_close(o, '}');
    }
    od_jsonout_close(o, ']');
}

od_status od_record_check_json(const od_record *r, od_buffer *out, od_error *err)
{
    od_jsonout o;

    od_jsonout_init(&o, false, err);
    od_jsonout_open(&o, '{', false);
    text(&o, "schema", OD_CHECK_SCHEMA);
    text(&o, "odeval", r->odeval);
    text(&o, "bench", r->bench);
    text(&o, "model", r->model);
    scores(&o, "counts", &r->counts);
    answers(&o, &r->answers, r);
    if (r->n_frames) {
        scores(&o, "numbers", &r->numbers);
        frames(&o, r);
    }
    ledger(&o, r);
    warnings(&o, r, true);
    number(&o, "found", od_record_findings(r));
    od_jsonout_close(&o, '}');
    od_jsonout_newline(&o);
    if (o.st == OD_OK)
        o.st = od_buffer_add(out, o.text.bytes, o.text.n, err);
    od_jsonout_free(&o);
    return o.st;
}
