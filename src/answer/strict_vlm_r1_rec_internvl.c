#include "answer/strict.h"

const od_strict_reader od_strict_vlm_r1_rec_internvl = {
    .name = "vlm-r1-rec-internvl",
    .title = "VLM-R1, referring expressions, InternVL models (test_rec_r1_internvl.py)",
    .help =
        "In the first <answer>..</answer>: the first [d, d, d, d] of whole numbers without a sign, braces "
        "or\n"
        "not; no white space behind the [, none before a comma or the ]. One box, with the label that was\n"
        "asked.\n",
    .source = "om-ai-lab/VLM-R1, src/eval/test_rec_r1_internvl.py",
    .labels_asked = true,
    .read = od_strict_answer_integers,
};
