#include <string.h>

#include "answer/grammars.h"
#include "answer/groups.h"

static bool marked(od_str text)
{
    return text.n && (memchr(text.p, '[', text.n) || memchr(text.p, '(', text.n));
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_groups how = {.brackets = "[(", .prose = true};
    od_label none = od_label_of((od_str){NULL, 0});

    return marked(text) ? od_groups_read(r, &how, text, &none, !r->whole, err) : OD_OK;
}

const od_grammar od_grammar_bare = {
    .name = "bare",
    .title = "four numbers in brackets, without a label: [0.12, 0.30, 0.55, 0.81]",
    .marked = marked,
    .read = read,
};
