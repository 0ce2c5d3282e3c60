#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_molmo = {
    .name = "molmo",
    .title = "Molmo: points in percent, no boxes",
    .example = "<point x=\"61.5\" y=\"40.2\" alt=\"dog\">dog</point>",
    .source = "Molmo model card (allenai/Molmo-7B-D-0924), arXiv 2409.17146",
    .help = "Points are counted and give no box: a model that points cannot be scored by its boxes.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYXY, .divisor = 100},
    .grammars = {&od_grammar_points},
};
