#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_kosmos_2 = {
    .name = "kosmos-2",
    .title = "Kosmos-2: two cells of a grid of 32 x 32",
    .aliases = {"kosmos2"},
    .example = "<grounding><phrase> a "
               "dog</phrase><object><patch_index_0044><patch_index_0863></delimiter_of_multi_objects/"
               "><patch_index_0005><patch_index_0911></object>",
    .source = "Kosmos-2 processor (huggingface/transformers, processing_kosmos2), arXiv 2306.14824",
    .help = "The cell of the upper left and that of the lower right corner, numbered by row. The box\n"
            "goes from centre to centre; cells of the same row or column count with their outer\n"
            "edges. Boxes are coarse: a cell is 1/32 of the image. Articles stay in the label.\n",
    .frame = {.space = OD_SPACE_CELLS, .order = OD_ORDER_XYXY, .divisor = 32},
    .grammars = {&od_grammar_patch_index},
};
