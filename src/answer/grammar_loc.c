#include "answer/grammars.h"
#include "answer/locs.h"

static const od_tag_word words[] = {
    {"loc", "<loc####>", OD_LOC, true},
    {"bos", "<bos>", OD_TAG_TOKEN, false},
    {"seg", "<seg###>", OD_LOC_MASK, true},
    {NULL, NULL, 0, false},
};

/* "<loc" and a digit: with "_" between them it is Florence's. */
static bool marked(od_str text)
{
    return od_tag_hint(text, "loc") && !od_tag_hint(text, "loc_") && od_tag_in(text, words);
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_locs form = {.words = words};

    return marked(text) ? od_locs_read(r, &form, text, err) : OD_OK;
}

const od_grammar od_grammar_loc = {
    .name = "loc",
    .title = "locations and then the label: <loc0256><loc0128><loc0768><loc0512> dog ; <loc0000>... cat",
    .marked = marked,
    .read = read,
};
