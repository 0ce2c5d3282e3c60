#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_sphinx = {
    .name = "sphinx",
    .title = "SPHINX: [x1,y1,x2,y2;..], 0..1 of the image padded to a square",
    .aliases = {"sphinx-v2"},
    .example = "[0.125,0.25,0.5,0.75;0.5,0.25,0.875,0.75]",
    .source = "d-cube, eval_sota/sphinx.py (shikras/d-cube); arXiv 2311.07575",
    .help = "Coordinates are of the square around the image, with the image in its middle. The label\n"
            "is the one that was asked. The script of d-cube takes the first group of brackets only;\n"
            "odeval takes all.\n",
    .frame = {.space = OD_SPACE_SQUARE, .order = OD_ORDER_XYXY, .divisor = 1},
    .grammars = {&od_grammar_lists},
    .labels_asked = true,
};
