#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_mm_grounding_dino = {
    .name = "mm-grounding-dino",
    .title = "MM-Grounding-DINO and other MMDetection models: bboxes, labels, scores in pixels",
    .aliases = {"mmdet", "mmdetection"},
    .example = "{\"bboxes\": [[12.5, 40.0, 210.25, 388.0]], \"labels\": [0], \"scores\": [0.875]}",
    .source = "MMDetection, pred2dict of det_inferencer.py (open-mmlab/mmdetection), arXiv 2401.02361",
    .help = "Labels are numbers, by the order in which the classes were asked, from 0.\n",
    .frame = {.space = OD_SPACE_PIXELS, .order = OD_ORDER_XYXY},
    .grammars = {&od_grammar_arrays},
};
