#include "answer/grammars.h"
#include "answer/groups.h"
#include "answer/tagged.h"

static const od_tag_word words[] = {
    {"ref", "<|ref|>", OD_TAGGED_LABEL, false},
    {"/ref", "<|/ref|>", OD_TAGGED_LABEL_END, false},
    {"det", "<|det|>", OD_TAGGED_BOXES, false},
    {"/det", "<|/det|>", OD_TAGGED_BOXES_END, false},
    {NULL, NULL, 0, false},
};

static bool marked(od_str text)
{
    return od_tag_hint(text, "det") && od_tag_in(text, words + 2);
}

static od_status take(od_reading *r, od_str text, od_label *label, bool open, od_error *err)
{
    static const od_groups how = {.brackets = "[(", .pairs = true};

    return od_groups_read(r, &how, text, label, open, err);
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_tagged form = {.words = words, .take = take};

    return od_tagged_read(r, &form, text, err);
}

const od_grammar od_grammar_det = {
    .name = "det",
    .title = "label and detection tags: <|ref|>dog<|/ref|><|det|>[[580, 270, 999, 900]]<|/det|>",
    .marked = marked,
    .read = read,
};
