#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_pixels = {
    .name = "pixels",
    .title = "any model that answers with JSON in pixels of the original image",
    .aliases = {"absolute"},
    .example = "```json\n"
               "[\n"
               "  {\"bbox_2d\": [10, 20, 110, 220], \"label\": \"dog\"}\n"
               "]\n"
               "```",
    .source = "no model's own: the form is Qwen2.5-VL's",
    .help = "x1, y1, x2, y2 in pixels of the image as the ground truth knows it. Qwen2.5-VL answers\n"
            "in pixels, too, but of the image as it was resized for the model: qwen2.5-vl.\n",
    .frame = {.space = OD_SPACE_PIXELS, .order = OD_ORDER_XYXY},
    .grammars = {&od_grammar_json, &od_grammar_arrays},
};
