#include <string.h>

#include "answer/grammars.h"
#include "answer/groups.h"

static bool marked(od_str text)
{
    return text.n && memchr(text.p, '(', text.n) && memchr(text.p, ')', text.n) &&
           !memchr(text.p, '{', text.n);
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_groups how = {.brackets = "(", .pairs = true, .labels = true, .prose = true};
    od_label none = od_label_of((od_str){NULL, 0});
    size_t boxes = r->n_boxes;
    od_status st;

    if (!marked(text))
        return OD_OK;
    st = od_groups_read(r, &how, text, &none, !r->whole, err);
    if (r->n_boxes > boxes)
        r->repairs[OD_REPAIR_TAG]++; /* the tags that should be around it */
    return st;
}

const od_grammar od_grammar_pairs = {
    .name = "pairs",
    .title = "corners whose tags were stripped off with the special tokens: dog(176,106),(232,160)",
    .marked = marked,
    .read = read,
};
