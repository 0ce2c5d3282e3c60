#include <string.h>

#include "answer/chars.h"
#include "answer/grammars.h"
#include "answer/groups.h"

static bool is_json(od_str text)
{
    return text.n && memchr(text.p, '{', text.n);
}

/* "[[" and a number: what no sentence has by chance. */
static bool marked(od_str text)
{
    size_t opened = 0; /* brackets in a row */

    if (is_json(text))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '[')
            opened++;
        else if (opened >= 2 && (od_is_digit(c) || c == '-' || c == '.'))
            return true;
        else if (!od_is_space(c))
            opened = 0;
    }
    return false;
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_groups how = {.brackets = "[", .labels = true, .prose = true};
    od_label none = od_label_of((od_str){NULL, 0});

    return is_json(text) ? OD_OK : od_groups_read(r, &how, text, &none, !r->whole, err);
}

const od_grammar od_grammar_brackets = {
    .name = "brackets",
    .title = "boxes after the phrase they belong to: a dog [[086,540,400,760;100,200,300,400]]",
    .marked = marked,
    .read = read,
};
