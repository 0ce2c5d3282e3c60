#include "answer/grammars.h"
#include "answer/lenient.h"

static bool marked(od_str text)
{
    return od_lenient_bracket(text, '{') || od_lenient_bracket(text, '[') || od_scan_has(text, "\"bbox");
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    return od_lenient_read(r, OD_LENIENT_OBJECTS, text, err);
}

const od_grammar od_grammar_json = {
    .name = "json",
    .title = "objects with a box and a label, in a list or alone, in a code fence or not",
    .marked = marked,
    .read = read,
};
