#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_grounding_dino = {
    .name = "grounding-dino",
    .title = "Grounding DINO: arrays boxes, logits, phrases; centre and size, 0..1",
    .aliases = {"groundingdino"},
    .example = "{\"boxes\": [[0.5, 0.5, 0.25, 0.5]], \"logits\": [0.75], \"phrases\": [\"dog\"]}",
    .source = "Grounding DINO, util/inference.py (IDEA-Research/GroundingDINO), arXiv 2303.05499",
    .help = "Centre x, centre y, width, height, each 0 to 1. The score is the highest token logit.\n"
            "Phrases are pieces of the prompt and not always a whole label; the project's own code\n"
            "takes the first class whose name is in the phrase. Odeval takes the phrase as it is.\n",
    .frame = {.space = OD_SPACE_SCALED, .order = OD_ORDER_CXCYWH, .divisor = 1},
    .grammars = {&od_grammar_arrays},
};
