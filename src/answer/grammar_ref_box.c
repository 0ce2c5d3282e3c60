#include "answer/grammars.h"
#include "answer/groups.h"
#include "answer/tagged.h"

static const od_tag_word words[] = {
    {"objectrefstart", "<|object_ref_start|>", OD_TAGGED_LABEL, false},
    {"objectrefend", "<|object_ref_end|>", OD_TAGGED_LABEL_END, false},
    {"boxstart", "<|box_start|>", OD_TAGGED_BOXES, false},
    {"boxend", "<|box_end|>", OD_TAGGED_BOXES_END, false},
    {"quadstart", "<|quad_start|>", OD_TAGGED_POLYGON, false},
    {"quadend", "<|quad_end|>", OD_TAGGED_POLYGON_END, false},
    {"ref", "<ref>", OD_TAGGED_LABEL, false},
    {"/ref", "</ref>", OD_TAGGED_LABEL_END, false},
    {"box", "<box>", OD_TAGGED_BOXES, false},
    {"/box", "</box>", OD_TAGGED_BOXES_END, false},
    {"bbox", "<box>", OD_TAGGED_BOXES, false},
    {"/bbox", "</box>", OD_TAGGED_BOXES_END, false},
    {"quad", "<quad>", OD_TAGGED_POLYGON, false},
    {"/quad", "</quad>", OD_TAGGED_POLYGON_END, false},
    {NULL, NULL, 0, false},
};

static const od_tag_word marks[] = {
    {"boxstart", "<|box_start|>", 0, false},
    {"boxend", "<|box_end|>", 0, false},
    {"box", "<box>", 0, false},
    {"/box", "</box>", 0, false},
    {"bbox", "<box>", 0, false},
    {"/bbox", "</box>", 0, false},
    {NULL, NULL, 0, false},
};

static bool marked(od_str text)
{
    return od_tag_hint(text, "box") && od_tag_in(text, marks);
}

/* Numbers in tags of their own are how Rex-Omni writes between the same box tags. */
static od_status take(od_reading *r, od_str text, od_label *label, bool open, od_error *err)
{
    static const od_groups how = {.brackets = "([", .pairs = true};

    return od_tag_has_numbers(text) ? OD_OK : od_groups_read(r, &how, text, label, open, err);
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_tagged form = {.words = words, .take = take};

    return od_tagged_read(r, &form, text, err);
}

const od_grammar od_grammar_ref_box = {
    .name = "ref_box",
    .title = "label and box tags: <ref>dog</ref><box>(176,106),(232,160)</box>, also with <|box_start|> and "
             "[[..]]",
    .marked = marked,
    .read = read,
};
