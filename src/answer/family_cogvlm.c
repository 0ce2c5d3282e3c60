#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_cogvlm = {
    .name = "cogvlm",
    .title = "CogVLM grounding: a phrase and [[x1,y1,x2,y2;..]] in thousandths",
    .aliases = {"cogvlm-grounding"},
    .example = "A dog [[086,540,400,760;500,530,720,780]] next to a red ball [[410,700,450,742]].",
    .source = "CogVLM README and its grounding parser (THUDM/CogVLM), arXiv 2311.03079",
    .help = "Three digits each, thousandths of width and height; \";\" parts the boxes of one phrase.\n"
            "The label is the text before the box, from the previous box or the end of the last\n"
            "sentence on. Articles stay in it: ask for labels as the model writes them, or the label\n"
            "\"A dog\" is not \"dog\". CogVLM's own parser looks for the last noun phrase with a language\n"
            "model; odeval does not.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYXY, .divisor = 1000},
    .grammars = {&od_grammar_brackets, &od_grammar_lists},
};
