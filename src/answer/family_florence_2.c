#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_florence_2 = {
    .name = "florence-2",
    .title = "Florence-2, raw: <loc_0> to <loc_999>, 1000 bins",
    .aliases = {"florence", "florence2", "florence-2-raw"},
    .example = "dog<loc_52><loc_332><loc_932><loc_774>cat<loc_5><loc_12><loc_410><loc_388><loc_600><loc_20><"
               "loc_998><loc_402>",
    .source =
        "Florence-2 model card (microsoft/Florence-2-large, its processor's box quantizer), arXiv 2311.06242",
    .help = "The text before post-processing. A bin stands for its centre: (bin + 0.5) / 1000. Every\n"
            "four locations after a label are a box of it. Text recognised in quadrangles, eight\n"
            "locations to a text, is another task and would be read as two boxes each. What the\n"
            "processor's post_process_generation gives is already in pixels: florence-2-processed.\n",
    .frame = {.space = OD_SPACE_BINS, .order = OD_ORDER_XYXY, .divisor = 1000},
    .grammars = {&od_grammar_loc_quads},
};
