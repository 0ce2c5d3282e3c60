/* What can be noticed in answers as text. */
#include "prediction/answers.h"

const od_ledger_kind od_kind_answer_unparsable = {
    .code = "answer_unparsable",
    .sentence = "answers hold no box that could be read; they count as answered with nothing",
    .singular = "answer holds no box that could be read; it counts as answered with nothing",
    .advice = "look at the first ones: `odeval help FRAME` shows what the family's answers look like",
};

const od_ledger_kind od_kind_answer_too_long = {
    .code = "answer_too_long",
    .sentence = "answers are longer than 16 MiB, and were not read",
    .singular = "answer is longer than 16 MiB, and was not read",
    .advice = "limit the tokens that the model may write",
};

const od_ledger_kind od_kind_answer_refused = {
    .code = "answer_refused",
    .sentence = "answers refuse to answer; they count as answered with nothing",
    .singular = "answer refuses to answer; it counts as answered with nothing",
    .advice = "look at the prompt",
};

const od_ledger_kind od_kind_answer_failed = {
    .code = "answer_failed",
    .sentence = "lines say that no answer came; their images count as not answered",
    .singular = "line says that no answer came; its image counts as not answered",
    .advice = "ask the model again for them",
};

const od_ledger_kind od_kind_answer_truncated = {
    .code = "answer_truncated",
    .sentence = "answers break off; the boxes that are complete count",
    .singular = "answer breaks off; the boxes that are complete count",
    .advice = "let the model write more tokens",
};

const od_ledger_kind od_kind_answer_repaired = {
    .code = "answer_repaired",
    .sentence = "answers had to be repaired to be read",
    .singular = "answer had to be repaired to be read",
    .notice = true,
};

const od_ledger_kind od_kind_answer_passed = {
    .code = "answer_passed",
    .sentence = "things in answers are no boxes, and were passed over",
    .singular = "thing in answers is no box, and was passed over",
    .advice = "ask for boxes, and look at the first ones",
};

const od_ledger_kind od_kind_answer_other_family = {
    .code = "answer_other_family",
    .sentence =
        "answers are written as another family of models than the declared one writes; their numbers were "
        "read in the declared frame all the same",
    .singular =
        "answer is written as another family of models than the declared one writes; its numbers were "
        "read in the declared frame all the same",
    .advice = "check --frame: `odeval list frames`",
};

const od_ledger_kind od_kind_answer_unclosed_think = {
    .code = "answer_unclosed_think",
    .sentence = "answers begin to think and never come to an end",
    .singular = "answer begins to think and never comes to an end",
    .advice = "let the model write more tokens",
};

const od_ledger_kind od_kind_answer_label_missing = {
    .code = "label_missing",
    .sentence = "boxes of answers have no label, and more than one was asked for; they can only be wrong",
    .singular = "box of an answer has no label, and more than one was asked for; it can only be wrong",
    .advice = "ask for one label at a time, and say which: \"labels\": [\"dog\"]",
};

const od_ledger_kind od_kind_answer_label_unknown = {
    .code = "label_unknown",
    .sentence = "boxes of answers have a label that is no category's name; they can only be wrong",
    .singular = "box of an answer has a label that is no category's name; it can only be wrong",
    .advice = "with --label-match folded, case, spaces and closing punctuation do not matter; "
              "--unknown-labels drop "
              "leaves such boxes out",
};

const od_ledger_kind od_kind_answer_label_dropped = {
    .code = "label_dropped",
    .sentence = "boxes of answers have a label that is no category's name, and were left out",
    .singular = "box of an answer has a label that is no category's name, and was left out",
    .advice = "with --label-match folded, case, spaces and closing punctuation do not matter",
};

const od_ledger_kind od_kind_answer_label_not_asked = {
    .code = "label_not_asked",
    .sentence = "boxes of answers have a label that is a category's name and was not asked for",
    .singular = "box of an answer has a label that is a category's name and was not asked for",
};

const od_ledger_kind od_kind_frame_doubtful = {
    .code = "frame_doubtful",
    .sentence = "boxes of answers hardly fit the declared frame",
    .singular = "box of an answer hardly fits the declared frame",
    .advice = "check --frame; the reading is as declared all the same",
    .evidence = true,
};
