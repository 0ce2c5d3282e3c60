#include "answer/grammars.h"
#include "answer/tagged.h"

static const od_tag_word words[] = {
    {"objectrefstart", "<|object_ref_start|>", OD_TAGGED_LABEL, false},
    {"objectrefend", "<|object_ref_end|>", OD_TAGGED_LABEL_END, false},
    {"boxstart", "<|box_start|>", OD_TAGGED_BOXES, false},
    {"boxend", "<|box_end|>", OD_TAGGED_BOXES_END, false},
    {NULL, NULL, 0, false},
};

static bool marked(od_str text)
{
    return od_tag_has_numbers(text) && od_tag_hint(text, "box") && od_tag_in(text, words);
}

/* The numbers since the last comma. */
typedef struct group {
    double v[4];
    size_t n;
    bool whole;    /* its last number has its ">" */
    bool inexact;  /* one of its numbers is not in a tag of its own */
    bool polygons; /* there was one in these tags */
} group;

static void break_off(od_reading *r)
{
    r->repairs[OD_REPAIR_CUT]++;
    r->status = OD_ANSWER_TRUNCATED;
}

static od_status end_group(od_reading *r, group *g, od_label *label, od_error *err)
{
    size_t n = g->n;

    g->n = 0;
    r->repairs[OD_REPAIR_TAG] += n && g->inexact;
    g->inexact = false;
    if (n == 0)
        return OD_OK;
    if (n <= 4)
        return od_label_take(r, g->v, n, label, err);
    g->polygons = true;
    r->passed[OD_PASSED_POLYGON]++;
    return OD_OK;
}

/* What the text breaks off in may be a box only when it has all of its numbers, and could not go on. */
static od_status end_open_group(od_reading *r, group *g, od_label *label, od_error *err)
{
    if (g->n == 0 || (g->n == 4 && g->whole && !g->polygons))
        return end_group(r, g, label, err);
    break_off(r);
    return OD_OK;
}

static bool add_number(group *g, od_scan *s, const char *begin)
{
    bool opened = s->p > begin && s->p[-1] == '<';
    double value;

    if (!od_scan_number(s, &value))
        return false;
    g->whole = s->p < s->end && *s->p == '>';
    g->inexact |= !opened || !g->whole;
    if (g->n < 4)
        g->v[g->n] = value;
    g->n++;
    return true;
}

static od_status take(od_reading *r, od_str text, od_label *label, bool open, od_error *err)
{
    od_scan s = od_scan_of(text);
    group g = {0};
    od_status st = OD_OK;

    if (!od_tag_has_numbers(text))
        return OD_OK;
    while (st == OD_OK && s.p < s.end) {
        if (*s.p == ',' || *s.p == ';') {
            st = end_group(r, &g, label, err);
            s.p++;
        } else if (!add_number(&g, &s, text.p)) {
            s.p++;
        }
    }
    if (st != OD_OK)
        return st;
    return open ? end_open_group(r, &g, label, err) : end_group(r, &g, label, err);
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_tagged form = {.words = words, .take = take};

    return od_tagged_read(r, &form, text, err);
}

const od_grammar od_grammar_rex = {
    .name = "rex",
    .title = "numbers as tokens in box tags: <|box_start|><0><35><980><987>, <646><0><999><940><|box_end|>",
    .marked = marked,
    .read = read,
};
