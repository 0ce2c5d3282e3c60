#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_internvl = {
    .name = "internvl",
    .title = "InternVL 2 to 3.5: <ref> and <box>, thousandths",
    .aliases = {"internvl2", "internvl2.5", "internvl3", "internvl3.5"},
    .example = "<ref>dog</ref><box>[[120, 340, 560, 910], [600, 300, 880, 905]]</box>",
    .source = "InternVL, evaluate_grounding.py (OpenGVLab/InternVL), arXiv 2404.16821",
    .help = "The project's own script divides by 1000 only when the four numbers sum to 4 or more;\n"
            "odeval always does.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYXY, .divisor = 1000},
    .grammars = {&od_grammar_ref_box},
};
