#include "answer/families.h"
#include "answer/grammars.h"

const od_family od_family_qwen2_5_vl = {
    .name = "qwen2.5-vl",
    .title = "Qwen2.5-VL and models trained from it: bbox_2d in pixels of the resized image",
    .aliases = {"qwen2.5-vl-3b", "qwen2.5-vl-7b", "qwen2.5-vl-72b", "vlm-r1"},
    .example = "```json\n"
               "[\n"
               "  {\"bbox_2d\": [14, 135, 136, 470], \"label\": \"dog\"}\n"
               "]\n"
               "```",
    .source = "Qwen2.5-VL paper, arXiv 2502.13923; qwen_vl_utils; VLM-R1 (om-ai-lab/VLM-R1), test_rec_r1.py",
    .help = "Pixels of the image as the processor resized it, not of the original: x / input width *\n"
            "width. Give \"input_size\" with each line (image_grid_thw times 14). Where it is missing\n"
            "odeval resizes as qwen_vl_utils does, to multiples of 28 with 3136 to 12845056 pixels in\n"
            "all; if you ran with other limits, say --min-pixels and --max-pixels, or large images\n"
            "will be off.\n",
    .frame = {.space = OD_SPACE_INPUT,
              .order = OD_ORDER_XYXY,
              .resize = OD_RESIZE_QWEN,
              .factor = 28,
              .min_pixels = 4 * 28 * 28,
              .max_pixels = 16384 * 28 * 28},
    .grammars = {&od_grammar_json},
};
