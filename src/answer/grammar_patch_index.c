#include <math.h>

#include "answer/grammars.h"
#include "answer/tagged.h"

static const od_tag_word words[] = {
    {"grounding", "<grounding>", OD_TAG_TOKEN, false},    {"phrase", "<phrase>", OD_TAGGED_LABEL, false},
    {"/phrase", "</phrase>", OD_TAGGED_LABEL_END, false}, {"object", "<object>", OD_TAGGED_BOXES, false},
    {"/object", "</object>", OD_TAGGED_BOXES_END, false}, {NULL, NULL, 0, false},
};

enum { CELL, NEXT_BOX };

static const od_tag_word cells[] = {
    {"patchindex", "<patch_index_####>", CELL, true},
    {"/delimiterofmultiobjects", "</delimiter_of_multi_objects/>", NEXT_BOX, false},
    {"delimiterofmultiobjects", "</delimiter_of_multi_objects/>", NEXT_BOX, false},
    {NULL, NULL, 0, false},
};

static bool marked(od_str text)
{
    return od_tag_hint(text, "patch") && od_tag_in(text, cells);
}

/* The two corners of a box, upper left and lower right, are found one by one. */
typedef struct pair {
    double first;
    bool has_first;
    bool done; /* a box has come since the last delimiter */
} pair;

static void drop_first(od_reading *r, pair *p)
{
    r->passed[OD_PASSED_ARITY] += p->has_first;
    p->has_first = false;
}

static od_status add_cell(od_reading *r, pair *p, double cell, od_label *label, od_error *err)
{
    if (!p->has_first) {
        p->first = cell;
        p->has_first = true;
        r->repairs[OD_REPAIR_TAG] += p->done; /* no delimiter before it */
        return OD_OK;
    }
    p->has_first = false;
    p->done = true;
    return od_label_add(r, (double[4]){p->first, cell, 0.0, 0.0}, label, err);
}

static void break_off(od_reading *r)
{
    r->repairs[OD_REPAIR_CUT]++;
    r->status = OD_ANSWER_TRUNCATED;
}

static od_status take(od_reading *r, od_str text, od_label *label, bool open, od_error *err)
{
    od_scan s = od_scan_of(text);
    pair p = {0};
    bool cut = false;
    od_tag tag;
    od_status st = OD_OK;

    while (st == OD_OK && od_tag_next(&s, cells, &tag)) {
        cut = tag.kind == OD_TAG_CUT;
        if (tag.kind != OD_TAG_TOKEN && !(cut && open))
            r->repairs[OD_REPAIR_TAG] += !tag.exact;
        if (tag.kind == CELL || (cut && !open && !isnan(tag.number))) {
            st = add_cell(r, &p, tag.number, label, err);
        } else if (tag.kind == NEXT_BOX) {
            drop_first(r, &p);
            p.done = false;
        }
    }
    if (open && (cut || p.has_first))
        break_off(r);
    else
        drop_first(r, &p);
    return st;
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_tagged form = {.words = words, .take = take};

    return od_tagged_read(r, &form, text, err);
}

const od_grammar od_grammar_patch_index = {
    .name = "patch_index",
    .title = "cells of a grid: <phrase> a dog</phrase><object><patch_index_0044><patch_index_0863></object>",
    .marked = marked,
    .read = read,
};
