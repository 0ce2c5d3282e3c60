#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_chatrex = {
    .name = "chatrex",
    .title = "ChatRex: indices of proposed boxes",
    .example = "<ground>dog</ground><objects><obj3><obj7></objects>",
    .source = "ChatRex README (IDEA-Research/ChatRex), arXiv 2411.18363",
    .help = "The model points at boxes that another detector has proposed, and gives their numbers,\n"
            "from 0. Each line of the predictions needs that list (\"proposals\": boxes x1 y1 x2 y2 in\n"
            "pixels of the original image); an index beyond it is counted, and is no box.\n",
    .frame = {.space = OD_SPACE_PIXELS, .order = OD_ORDER_XYXY},
    .grammars = {&od_grammar_objects},
    .needs_proposals = true,
};
