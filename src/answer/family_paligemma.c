#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_paligemma = {
    .name = "paligemma",
    .title = "PaliGemma 1 and 2: <loc0000> to <loc1023>, y first",
    .aliases = {"paligemma2", "paligemma-2"},
    .example = "<loc0256><loc0128><loc0768><loc0512> dog ; <loc0100><loc0600><loc0400><loc1000> cat",
    .source =
        "PaliGemma README (google-research/big_vision), read as in roboflow/supervision; arXiv 2407.07726",
    .help = "The order is y1, x1, y2, x2; a location is divided by 1024. <seg..> after a box is a\n"
            "mask, which is counted and passed over.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_YXYX, .divisor = 1024},
    .grammars = {&od_grammar_loc},
};
