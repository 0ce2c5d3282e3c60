#include "answer/grammars.h"

#include <stddef.h>

/* Grammars with marks of their own come before those that any bracket may belong to. */
const od_grammar *const od_grammars[] = {
    &od_grammar_rex,
    &od_grammar_ref_box,
    &od_grammar_det,
    &od_grammar_begin_of_box,
    &od_grammar_loc,
    &od_grammar_loc_quads,
    &od_grammar_patch_index,
    &od_grammar_points,
    &od_grammar_objects,
    &od_grammar_arrays,
    &od_grammar_json,
    &od_grammar_brackets,
    NULL,
};
