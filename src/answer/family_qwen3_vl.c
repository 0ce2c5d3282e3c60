#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_qwen3_vl = {
    .name = "qwen3-vl",
    .title = "Qwen3-VL: bbox_2d, thousandths",
    .aliases = {"qwen3-vl-4b", "qwen3-vl-8b", "qwen3-vl-32b", "qwen3-vl-235b"},
    .example = "```json\n"
               "[\n"
               "  {\"bbox_2d\": [120, 340, 560, 910], \"label\": \"dog\"}\n"
               "]\n"
               "```",
    .source = "Qwen3-VL README and its ODinW script (QwenLM/Qwen3-VL)",
    .help = "Written like Qwen2.5-VL's answers and another frame: 0 to 1000 over the image, whatever\n"
            "size the model saw.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYXY, .divisor = 1000},
    .grammars = {&od_grammar_json},
};
