#include <string.h>

#include "answer/grammars.h"
#include "answer/groups.h"

static bool marked(od_str text)
{
    return text.n && memchr(text.p, '[', text.n) && !memchr(text.p, '{', text.n);
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_groups how = {.brackets = "[", .labels = true, .prose = true};
    od_label none = od_label_of((od_str){NULL, 0});

    return marked(text) ? od_groups_read(r, &how, text, &none, !r->whole, err) : OD_OK;
}

const od_grammar od_grammar_lists = {
    .name = "lists",
    .title = "boxes in single brackets, several parted by semicolons: [0.1,0.2,0.3,0.4;0.5,0.6,0.7,0.8]",
    .marked = marked,
    .read = read,
};
