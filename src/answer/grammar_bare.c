#include <string.h>

#include "answer/chars.h"
#include "answer/grammars.h"
#include "answer/groups.h"
#include "answer/lenient.h"

static bool has_brackets(od_str text)
{
    return od_lenient_bracket(text, '[') || od_lenient_bracket(text, '(');
}

/* Numbers, and what names them ("x1=0.12"), and nothing else. */
static bool is_numbers(od_str text)
{
    od_scan s = od_scan_of(text);
    double value;

    while (s.p < s.end) {
        const char *word = s.p;

        if (od_scan_number(&s, &value))
            continue;
        if (strchr(" \t\r\n,;.", *s.p) && *s.p) {
            s.p++;
            continue;
        }
        while (s.p < s.end && (od_is_letter(*s.p) || (s.p > word && od_is_digit(*s.p)) || *s.p == '_'))
            s.p++;
        if (s.p == word || s.p == s.end || (*s.p != '=' && *s.p != ':'))
            return false;
        s.p++;
    }
    return true;
}

static bool marked(od_str text)
{
    return text.n && (has_brackets(text) || is_numbers(text));
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    static const od_groups in_prose = {.brackets = "[(", .pairs = true, .prose = true};
    static const od_groups alone = {.brackets = "[("};
    od_label none = od_label_of((od_str){NULL, 0});

    if (!marked(text))
        return OD_OK;
    if (!has_brackets(text)) /* then nothing shows where it ends */
        return od_groups_read(r, &alone, text, &none, false, err);
    return od_groups_read(r, &in_prose, text, &none, !r->whole, err);
}

const od_grammar od_grammar_bare = {
    .name = "bare",
    .title = "four numbers in brackets, without a label: [0.12, 0.30, 0.55, 0.81]",
    .marked = marked,
    .read = read,
};
