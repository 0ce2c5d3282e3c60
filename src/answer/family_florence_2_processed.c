#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_florence_2_processed = {
    .name = "florence-2-processed",
    .title = "Florence-2 after post-processing: lists of boxes and labels in pixels",
    .aliases = {"florence2-processed"},
    .example = "{'<OD>': {'bboxes': [[33.3, 160.5, 596.8, 371.8], [12.0, 20.0, 80.5, 64.0]], 'labels': "
               "['dog', 'cat']}}",
    .source = "Florence-2 model card (microsoft/Florence-2-large)",
    .help = "What post_process_generation returns, as JSON or as Python prints it. The task\n"
            "<OPEN_VOCABULARY_DETECTION> names its labels \"bboxes_labels\". Pixels of the size that\n"
            "was given to post-processing, which is expected to be the original's.\n",
    .frame = {.space = OD_SPACE_PIXELS, .order = OD_ORDER_XYXY},
    .grammars = {&od_grammar_arrays},
};
