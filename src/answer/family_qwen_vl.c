#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_qwen_vl = {
    .name = "qwen-vl",
    .title = "Qwen-VL: <ref> and <box>(x1,y1),(x2,y2)</box>, thousandths",
    .aliases = {"qwen-vl-chat"},
    .example = "<ref>dog</ref><box>(536,509),(588,602)</box><box>(20,30),(140,410)</box>",
    .source = "Qwen-VL README (QwenLM/Qwen-VL), arXiv 2308.12966",
    .help = "Where the tags were lost when the answer was decoded, the corners are read without them.\n"
            "<quad> is a polygon, which is counted and passed over.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYXY, .divisor = 1000},
    .grammars = {&od_grammar_ref_box, &od_grammar_pairs},
};
