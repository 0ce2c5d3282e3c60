#include <string.h>

#include "answer/grammars.h"
#include "answer/groups.h"
#include "answer/tagged.h"

static const od_tag_word words[] = {
    {"beginofbox", "<|begin_of_box|>", OD_TAGGED_BOXES, false},
    {"endofbox", "<|end_of_box|>", OD_TAGGED_BOXES_END, false},
    {NULL, NULL, 0, false},
};

static bool marked(od_str text)
{
    return od_tag_hint(text, "box") && od_tag_in(text, words);
}

/* The tags hold whatever the model's last word is: groups of numbers, also after a name, or JSON. */
static od_status take(od_reading *r, od_str text, od_label *label, bool open, od_error *err)
{
    static const od_groups how = {.brackets = "[(<", .labels = true};

    if (memchr(text.p, '{', text.n))
        return od_grammar_json.read(r, text, err);
    return od_groups_read(r, &how, text, label, open, err);
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_tagged form = {.words = words, .take = take, .unlabelled = true};

    return od_tagged_read(r, &form, text, err);
}

const od_grammar od_grammar_begin_of_box = {
    .name = "begin_of_box",
    .title = "GLM's box tags: <|begin_of_box|>[[x1,y1,x2,y2]]<|end_of_box|>, with brackets of any style",
    .marked = marked,
    .read = read,
};
