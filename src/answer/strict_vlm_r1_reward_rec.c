#include "answer/strict.h"

const od_strict_reader od_strict_vlm_r1_reward_rec = {
    .name = "vlm-r1-reward-rec",
    .title = "VLM-R1, the box that the reward for referring expressions looks at (iou_reward)",
    .help =
        "In the first <answer>..</answer>: the first [d, d, d, d] of whole numbers without a sign; no white\n"
        "space behind the [, none before a comma or the ]. One box, with the label that was asked. The\n"
        "evaluation of the same models takes the last box in braces instead: vlm-r1-rec.\n",
    .source = "om-ai-lab/VLM-R1, open_r1/vlm_modules/qwen_module.py and its siblings, iou_reward",
    .labels_asked = true,
    .read = od_strict_answer_integers,
};
