#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_moondream = {
    .name = "moondream",
    .title = "Moondream: x_min, y_min, x_max, y_max, 0..1",
    .aliases = {"moondream2", "moondream3"},
    .example = "{\"objects\": [{\"x_min\": 0.125, \"y_min\": 0.25, \"x_max\": 0.5, \"y_max\": 0.75}]}",
    .source = "Moondream documentation of detect(), read as in roboflow/supervision",
    .help = "The label is the one that was asked.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYXY, .divisor = 1},
    .grammars = {&od_grammar_json},
    .labels_asked = true,
};
