#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_qwen2_vl = {
    .name = "qwen2-vl",
    .title = "Qwen2-VL: <|object_ref_start|> and <|box_start|>, thousandths",
    .aliases = {"qwen2-vl-2b", "qwen2-vl-7b", "qwen2-vl-72b"},
    .example = "<|object_ref_start|>dog<|object_ref_end|><|box_start|>(176,106),(232,160)<|box_end|>",
    .source = "Qwen2-VL paper, arXiv 2409.12191; the process_bbox notebook of QwenLM/Qwen3-VL",
    .help = "Decoded with skip_special_tokens, answers lose their tags: dog(176,106),(232,160). That\n"
            "is read, too, and counted. Qwen2.5-VL is another frame.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYXY, .divisor = 1000},
    .grammars = {&od_grammar_ref_box, &od_grammar_pairs},
};
