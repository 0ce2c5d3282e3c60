#include "answer/grammars.h"
#include "answer/locs.h"

static const od_tag_word words[] = {
    {"loc", "<loc_#>", OD_LOC, true},
    {"poly", "<poly>", OD_LOC_POLYGON, false},
    {"/poly", "</poly>", OD_LOC_PART, false},
    {"sep", "<sep>", OD_LOC_PART, false},
    {NULL, NULL, 0, false},
};

static bool marked(od_str text)
{
    return od_tag_hint(text, "loc_") && od_tag_in(text, words);
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_locs form = {.words = words, .label_first = true, .several = true};

    return marked(text) ? od_locs_read(r, &form, text, err) : OD_OK;
}

const od_grammar od_grammar_loc_quads = {
    .name = "loc_quads",
    .title = "the label and then its locations: dog<loc_52><loc_332><loc_932><loc_774>",
    .marked = marked,
    .read = read,
};
