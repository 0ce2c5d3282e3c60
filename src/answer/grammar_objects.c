#include <math.h>

#include "answer/grammars.h"
#include "answer/tagged.h"

static const od_tag_word words[] = {
    {"ground", "<ground>", OD_TAGGED_LABEL, false},
    {"/ground", "</ground>", OD_TAGGED_LABEL_END, false},
    {"objects", "<objects>", OD_TAGGED_BOXES, false},
    {"/objects", "</objects>", OD_TAGGED_BOXES_END, false},
    {NULL, NULL, 0, false},
};

static const od_tag_word indices[] = {
    {"obj", "<obj#>", 0, true},
    {"object", "<obj#>", 0, true},
    {NULL, NULL, 0, false},
};

static bool marked(od_str text)
{
    return od_tag_hint(text, "obj") && od_tag_in(text, indices);
}

static od_status add_index(od_reading *r, double number, od_label *label, od_error *err)
{
    static const double nowhere[4] = {0.0, 0.0, 0.0, 0.0};
    size_t boxes = r->n_boxes;
    od_status st;

    if (!(number < (double)UINT32_MAX)) {
        r->passed[OD_PASSED_INDEX]++;
        return OD_OK;
    }
    if ((st = od_label_add(r, nowhere, label, err)) == OD_OK && r->n_boxes > boxes)
        r->boxes[boxes].index = (uint32_t)number;
    return st;
}

static od_status take(od_reading *r, od_str text, od_label *label, bool open, od_error *err)
{
    od_scan s = od_scan_of(text);
    od_tag tag;
    od_status st = OD_OK;

    while (st == OD_OK && od_tag_next(&s, indices, &tag)) {
        if (tag.kind == OD_TAG_CUT && open) {
            r->repairs[OD_REPAIR_CUT]++;
            r->status = OD_ANSWER_TRUNCATED;
        } else if (tag.kind != OD_TAG_TOKEN) {
            r->repairs[OD_REPAIR_TAG] += !tag.exact;
            if (!isnan(tag.number)) /* else a piece of a tag before the closing one */
                st = add_index(r, tag.number, label, err);
        }
    }
    return st;
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_tagged form = {.words = words, .take = take};

    return od_tagged_read(r, &form, text, err);
}

const od_grammar od_grammar_objects = {
    .name = "objects",
    .title = "indices of proposals: <ground>dog</ground><objects><obj3><obj7></objects>",
    .marked = marked,
    .read = read,
};
