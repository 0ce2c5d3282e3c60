#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_glm_4v = {
    .name = "glm-4v",
    .title = "GLM-4.1V and 4.5V: <|begin_of_box|>, thousandths",
    .aliases = {"glm-4.1v", "glm-4.5v", "glm-v"},
    .example = "The dog is at <|begin_of_box|>[[120, 340, 560, 910]]<|end_of_box|>.",
    .source = "GLM-V README and examples (zai-org/GLM-V), arXiv 2507.01006",
    .help = "The README says that coordinates are scaled by 1000; the prompts for user interfaces say\n"
            "0-999. Odeval divides by 1000; where yours were 0-999, say --frame space=999. The style\n"
            "of the brackets varies: [..], [[..]], (..), <..>. JSON between the tags is read, too.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_XYXY, .divisor = 1000},
    .grammars = {&od_grammar_begin_of_box, &od_grammar_json},
    .labels_asked = true,
};
