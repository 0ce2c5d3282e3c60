#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_rex_omni = {
    .name = "rex-omni",
    .title = "Rex-Omni: <0> to <999> in box tags",
    .aliases = {"rexomni"},
    .example = "<|object_ref_start|>dog<|object_ref_end|><|box_start|><0><35><980><987>, "
               "<646><0><999><940><|box_end|>, "
               "<|object_ref_start|>cat<|object_ref_end|><|box_start|>None<|box_end|>",
    .source = "Rex-Omni, parser.py (IDEA-Research/Rex-Omni), arXiv 2510.12798",
    .help = "999 is the right and the lower edge. Two numbers are a point and more than four a\n"
            "polygon; both are counted and passed over. \"None\" in box tags says that there is none of\n"
            "that label.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYXY, .divisor = 999},
    .grammars = {&od_grammar_rex},
};
