#include "answer/grammars.h"
#include "answer/lenient.h"

static bool marked(od_str text)
{
    return od_lenient_bracket(text, '{') && od_scan_has(text, "boxes");
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    return !od_scan_has(text, "box") ? OD_OK : od_lenient_read(r, OD_LENIENT_ARRAYS, text, err);
}

const od_grammar od_grammar_arrays = {
    .name = "arrays",
    .title = "parallel lists of boxes, labels and scores, as JSON or as Python prints them",
    .marked = marked,
    .read = read,
};
