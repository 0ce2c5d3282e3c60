#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_llava = {
    .name = "llava",
    .title = "LLaVA and its kin: four numbers 0..1 in brackets, no label",
    .aliases = {"llava-1.5", "llava-1.6", "llava-onevision"},
    .example = "[0.12, 0.30, 0.55, 0.81]",
    .source = "lmms-eval, prompt and reader for referring expressions (EvolvingLMMs-Lab/lmms-eval)",
    .help = "The label is the one that was asked. Models trained on images padded to a square may\n"
            "answer within the square: --frame space=square:1.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYXY, .divisor = 1},
    .grammars = {&od_grammar_bare},
    .labels_asked = true,
};
