#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_deepseek_vl2 = {
    .name = "deepseek-vl2",
    .title = "DeepSeek-VL2: <|ref|> and <|det|>, 0..999",
    .aliases = {"deepseek-vl"},
    .example =
        "<|ref|>dog<|/ref|><|det|>[[580, 270, 999, 900], [12, 300, 340, 888]]<|/det|><｜end▁of▁sentence｜>",
    .source = "DeepSeek-VL2 README and the code of its demo (deepseek-ai/DeepSeek-VL2), arXiv 2412.10302",
    .help = "999 is the right and the lower edge: the divisor is 999, not 1000. The tag that ends the\n"
            "answer is written with full-width bars.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYXY, .divisor = 999},
    .grammars = {&od_grammar_det},
};
