#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_gemini = {
    .name = "gemini",
    .title = "Gemini 2.0 and 2.5: box_2d, y first, 0..1000",
    .aliases = {"gemini-2", "gemini-2.0", "gemini-2.5"},
    .example = "```json\n"
               "[\n"
               "  {\"box_2d\": [599, 339, 725, 395], \"label\": \"dog\"}\n"
               "]\n"
               "```",
    .source = "Gemini API documentation (bounding boxes), read as in roboflow/supervision",
    .help = "The order is y1, x1, y2, x2. Version 2.5 may add a mask, which is passed over, and\n"
            "\"confidence\", which is read as the score.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_YXYX, .divisor = 1000},
    .grammars = {&od_grammar_json},
};
