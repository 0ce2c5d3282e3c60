/* obstacles.c: in what two runs differ so that their numbers cannot be compared. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"
#include "decision/compare.h"

enum { HASH_SHOWN = 12, USES_MAX = 16, SCORE_TEXT = OD_NUMBER_TEXT };

typedef struct inspection {
    od_obstacles *out;
    size_t capacity;
    const od_record *a, *b;
    od_error *err;
} inspection;

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static const char *copy(inspection *i, const char *text)
{
    return od_arena_copy(&i->out->texts, od_str_of(text && *text ? text : "none")).p;
}

static od_status add(inspection *i, const char *field, const char *a, const char *b, const char *why)
{
    od_obstacle o = {copy(i, field), copy(i, a), copy(i, b), why};
    od_status st = OD_GROW(i->out->list, i->capacity, i->out->n + 1, i->err);

    if (st != OD_OK)
        return st;
    if (!o.field || !o.a || !o.b)
        return od_fail_memory(i->err);
    i->out->list[i->out->n++] = o;
    return OD_OK;
}

static od_status check_text(inspection *i, const char *field, const char *a, const char *b, const char *why)
{
    return same(a, b) ? OD_OK : add(i, field, a, b, why);
}

/* Only the beginning of a hash is for people. */
static od_status check_hash(inspection *i, const char *field, const char *a, const char *b, const char *why)
{
    char short_a[HASH_SHOWN + 1], short_b[HASH_SHOWN + 1];

    if (same(a, b))
        return OD_OK;
    snprintf(short_a, sizeof short_a, "%s", a && *a ? a : "none");
    snprintf(short_b, sizeof short_b, "%s", b && *b ? b : "none");
    return add(i, field, short_a, short_b, why);
}

/* ---- parameters ---- */

/* What is known about a parameter; one that is not here makes runs incomparable as soon as it differs. */
typedef struct param_rule {
    const char *name, *why;
    bool both;     /* only where both runs have it */
    bool harmless; /* says nothing about the numbers */
} param_rule;

static const param_rule param_rules[] = {
    {"iou", "other IoU thresholds", false, false},
    {"area", "other area ranges", false, false},
    {"max_dets", "another limit on the detections of an image", false, false},
    {"label_match", "labels met category names in another way", false, false},
    {"frame", "boxes in text were read in another frame", true, false},
    {"frame_numbers", "boxes in text were read in another frame", true, false},
    {"reader", "answers were read by another reader", true, false},
    {"duplicates", "several answers for an image were taken in another way", true, false},
    {"unknown_labels", "unknown labels were charged in one run only", true, false},
    /* Detections for unknown images are dropped, or the run is refused: no score can see them. */
    {"unknown", NULL, false, true},
    {"metrics", NULL, false, true}, /* see check_metrics */
    {NULL, "another parameter of the run", false, false},
};

static const param_rule *rule_of(const char *name)
{
    const param_rule *r = param_rules;

    while (r->name && strcmp(r->name, name) != 0)
        r++;
    return r;
}

static const char *param_of(const od_record *r, const char *name)
{
    for (uint32_t i = 0; i < r->n_params; i++)
        if (strcmp(r->params[i].name, name) == 0)
            return r->params[i].value;
    return NULL;
}

static od_status check_param(inspection *i, const char *name)
{
    const param_rule *rule = rule_of(name);
    const char *a = param_of(i->a, name), *b = param_of(i->b, name);
    char field[80];

    if (rule->harmless || (rule->both && (!a || !b)))
        return OD_OK;
    /* The family's name says it already. */
    if (strcmp(name, "frame_numbers") == 0 && !same(param_of(i->a, "frame"), param_of(i->b, "frame")))
        return OD_OK;
    snprintf(field, sizeof field, "params.%s", name);
    return check_text(i, field, a, b, rule->why);
}

/* The piece of "nms_AP:iou=0.5:tie=last,AP" that comes next; .n is 0 at the end. */
static od_str next_use(const char **list)
{
    od_str use = {*list, strcspn(*list, ",")};

    *list += use.n;
    *list += **list == ',';
    return use;
}

static od_str use_name(od_str use)
{
    const char *colon = memchr(use.p, ':', use.n);

    return (od_str){use.p, colon ? (size_t)(colon - use.p) : use.n};
}

static od_status check_use(inspection *i, od_str a, const char *others)
{
    char text_a[256], text_b[256];
    od_str b;

    while ((b = next_use(&others)).n) {
        if (!od_str_equal(use_name(a), use_name(b)) || od_str_equal(a, b))
            continue;
        snprintf(text_a, sizeof text_a, "%.*s", (int)a.n, a.p);
        snprintf(text_b, sizeof text_b, "%.*s", (int)b.n, b.p);
        return add(i, "params.metrics", text_a, text_b, "other options of a metric");
    }
    return OD_OK;
}

/* A metric that only one run has is a number that is missing there, and no obstacle to the others. */
static od_status check_metrics(inspection *i)
{
    const char *a = param_of(i->a, "metrics"), *b = param_of(i->b, "metrics");
    od_status st = OD_OK;
    od_str use;

    while (a && b && st == OD_OK && (use = next_use(&a)).n)
        st = check_use(i, use, b);
    return st;
}

static od_status check_params(inspection *i)
{
    od_status st = OD_OK;

    for (uint32_t k = 0; k < i->a->n_params && st == OD_OK; k++)
        st = check_param(i, i->a->params[k].name);
    for (uint32_t k = 0; k < i->b->n_params && st == OD_OK; k++)
        if (!param_of(i->a, i->b->params[k].name))
            st = check_param(i, i->b->params[k].name);
    return st == OD_OK ? check_metrics(i) : st;
}

/* ---- data ---- */

static const od_record_subset *subset_of(const od_record *r, const char *name)
{
    for (uint32_t i = 0; i < r->n_subsets; i++)
        if (strcmp(r->subsets[i].name, name) == 0)
            return &r->subsets[i];
    return NULL;
}

/* The n-th file of ground truth; NULL beyond the last. */
static const od_record_input *truth_of(const od_record_subset *s, uint32_t n)
{
    for (uint32_t i = 0; i < s->n_inputs; i++)
        if (strcmp(s->inputs[i].role, "ground_truth") == 0 && n-- == 0)
            return &s->inputs[i];
    return NULL;
}

static od_status check_truth(inspection *i, const od_record_subset *a, const od_record_subset *b)
{
    od_status st = OD_OK;

    for (uint32_t n = 0; st == OD_OK; n++) {
        const od_record_input *in_a = truth_of(a, n), *in_b = truth_of(b, n);
        char field[256];

        if (!in_a && !in_b)
            break;
        snprintf(field, sizeof field, "inputs.%s", in_a ? in_a->name : in_b->name);
        st = check_hash(i, field, in_a ? in_a->sha256 : "", in_b ? in_b->sha256 : "",
                        in_a && in_b ? "the ground truth is another file"
                                     : "one record does not say what its ground truth is");
    }
    return st;
}

/* The same files, and other images of them: a sample. */
static od_status check_count(inspection *i, const od_record_subset *a, const od_record_subset *b,
                             const char *name)
{
    const double in_a = od_record_score(&a->counts, name), in_b = od_record_score(&b->counts, name);
    char field[256], text_a[SCORE_TEXT], text_b[SCORE_TEXT];

    if (!(in_a != in_b) || in_a != in_a || in_b != in_b)
        return OD_OK;
    snprintf(field, sizeof field, "subsets.%s.counts.%s", a->name, name);
    od_number_write(text_a, in_a);
    od_number_write(text_b, in_b);
    return add(i, field, text_a, text_b, "not the same images: one run, or both, is of a sample");
}

static od_status check_subset(inspection *i, const od_record_subset *a, const od_record_subset *b)
{
    const size_t before = i->out->n;
    od_status st = check_truth(i, a, b);

    if (st != OD_OK || i->out->n > before || (st = check_count(i, a, b, "images")) != OD_OK ||
        i->out->n > before)
        return st;
    return check_count(i, a, b, "gt");
}

static od_status list_subsets(od_buffer *text, const od_record *r, od_error *err)
{
    od_status st = od_buffer_add(text, "", 0, err);

    for (uint32_t i = 0; i < r->n_subsets && st == OD_OK; i++)
        st = od_buffer_printf(text, err, "%s%s", i ? "," : "", r->subsets[i].name);
    return st;
}

static bool same_subsets(const od_record *a, const od_record *b)
{
    for (uint32_t i = 0; i < a->n_subsets; i++)
        if (!subset_of(b, a->subsets[i].name))
            return false;
    return a->n_subsets == b->n_subsets;
}

static od_status check_subsets(inspection *i)
{
    od_buffer a = {0}, b = {0};
    od_status st = OD_OK;

    if (!same_subsets(i->a, i->b) && (st = list_subsets(&a, i->a, i->err)) == OD_OK &&
        (st = list_subsets(&b, i->b, i->err)) == OD_OK)
        st = add(i, "subsets", a.bytes, b.bytes, "other subsets were scored");
    for (uint32_t k = 0; k < i->a->n_subsets && st == OD_OK; k++) {
        const od_record_subset *s = &i->a->subsets[k], *other = subset_of(i->b, s->name);

        if (other)
            st = check_subset(i, s, other);
    }
    od_buffer_free(&a);
    od_buffer_free(&b);
    return st;
}

/* ---- the whole ---- */

static od_status check_version(inspection *i)
{
    const char *a = i->a->odeval, *b = i->b->odeval;

    if (!a || !b || strtol(a, NULL, 10) == strtol(b, NULL, 10))
        return OD_OK;
    return add(i, "odeval", a, b, "another major version of odeval");
}

/* Predictions that no run of odeval made say nothing of their prompt. */
static od_status check_prompt(inspection *i)
{
    const char *a = i->a->run.prompt_sha256, *b = i->b->run.prompt_sha256;

    return a && b ? check_hash(i, "run.prompt_sha256", a, b, "the model was asked in another way") : OD_OK;
}

static od_status check_all(inspection *i)
{
    const od_record *a = i->a, *b = i->b;
    od_status st;

    /* Of two benchmarks everything else differs, too. */
    if (!same(a->bench, b->bench))
        return add(i, "bench", a->bench, b->bench, "another benchmark");
    if ((st = check_version(i)) != OD_OK ||
        (st = check_hash(i, "bench.definition_sha256", a->definition_sha256, b->definition_sha256,
                         "another version of the benchmark's definition")) != OD_OK ||
        (st = check_text(i, "rules", a->rules, b->rules, "other rules")) != OD_OK ||
        (st = check_text(i, "mode", a->mode, b->mode, "another prompt mode")) != OD_OK ||
        (st = check_prompt(i)) != OD_OK || (st = check_params(i)) != OD_OK)
        return st;
    return check_subsets(i);
}

od_status od_compare_check(od_obstacles *out, const od_record *a, const od_record *b, od_error *err)
{
    inspection i = {.out = out, .a = a, .b = b, .err = err};
    od_status st;

    *out = (od_obstacles){0};
    if ((st = check_all(&i)) != OD_OK)
        od_obstacles_free(out);
    return st;
}

void od_obstacles_free(od_obstacles *o)
{
    free(o->list);
    od_arena_free(&o->texts);
    *o = (od_obstacles){0};
}
