/* What readers of predictions can notice. */
#include "prediction/prediction.h"

const od_ledger_kind od_kind_unknown_image = {
    .code = "unknown_image",
    .sentence = "detections are for images that the data set does not have, and were left out",
    .singular = "detection is for an image that the data set does not have, and was left out",
    .advice =
        "check that predictions and ground truth belong together; \"7\" (a text) is not the id 7 (a number)",
};

const od_ledger_kind od_kind_unknown_category = {
    .code = "unknown_category",
    .sentence = "detections have a category_id that the data set does not have; they can only be wrong",
    .singular = "detection has a category_id that the data set does not have; it can only be wrong",
    .advice = "use the ids of the ground truth's \"categories\"",
};

const od_ledger_kind od_kind_category_text = {
    .code = "category_text",
    .sentence = "detections have a text as category_id, which reference rules do not know",
    .singular = "detection has a text as category_id, which reference rules do not know",
    .advice = "write the category's id, or score with --rules corrected, which reads such a text as a name "
              "or an id",
};

const od_ledger_kind od_kind_label_unmatched = {
    .code = "label_unmatched",
    .sentence = "detections have a label that is no category's name; they can only be wrong",
    .singular = "detection has a label that is no category's name; it can only be wrong",
    .advice = "with --label-match folded, case, spaces and closing punctuation do not matter",
};

const od_ledger_kind od_kind_record_unusable = {
    .code = "record_unusable",
    .sentence = "records could not be used, and were left out",
    .singular = "record could not be used, and was left out",
    .advice = "mend them where they are written; `odeval help formats` shows the forms",
};

const od_ledger_kind od_kind_unknown_subset = {
    .code = "unknown_subset",
    .sentence = "parts or records are for subsets that the benchmark does not have, and were left out",
    .singular = "part or record is for a subset that the benchmark does not have, and was left out",
    .advice = "`odeval help BENCH` names the subsets",
};

const od_ledger_kind od_kind_subset_passed_over = {
    .code = "subset_passed_over",
    .sentence = "parts or records are for subsets that were not asked for",
    .singular = "part or record is for a subset that was not asked for",
    .notice = true,
};

const od_ledger_kind od_kind_image_by_number = {
    .code = "image_by_number",
    .sentence =
        "results name no image; each was taken to be for the image whose id is its number in the log, from 1",
    .singular =
        "result names no image; it was taken to be for the image whose id is its number in the log, from 1",
    .advice = "add \"image\", or check that the data set numbers its images so",
};

const od_ledger_kind od_kind_image_disagrees = {
    .code = "image_disagrees",
    .sentence = "lines name one image as image_id and another as file_name; image_id counts",
    .singular = "line names one image as image_id and another as file_name; image_id counts",
    .advice = "leave one of the two out",
};

const od_ledger_kind od_kind_box_disagrees = {
    .code = "box_disagrees",
    .sentence = "boxes are one box as bbox and another as bbox_2d; bbox counts",
    .singular = "box is one box as bbox and another as bbox_2d; bbox counts",
    .advice = "bbox is [x, y, width, height], bbox_2d is [x1, y1, x2, y2]; leave one of the two out",
};

const od_ledger_kind od_kind_size_disagrees = {
    .code = "size_disagrees",
    .sentence = "lines give their image another size than the data set does; the line's was used",
    .singular = "line gives its image another size than the data set does; the line's was used",
    .advice = "image_size is [width, height] of the image as the data set has it",
};

const od_ledger_kind od_kind_image_answered_twice = {
    .code = "image_answered_twice",
    .sentence = "lines are for an image that an earlier line answered; the boxes of both count",
    .singular = "line is for an image that an earlier line answered; the boxes of both count",
    .advice = "keep one line per image, or choose with --duplicates",
};

const od_ledger_kind od_kind_image_answer_replaced = {
    .code = "image_answer_replaced",
    .sentence = "lines are for an image that an earlier line answered; the last one counts",
    .singular = "line is for an image that an earlier line answered; the last one counts",
    .advice = "keep one line per image, or choose with --duplicates",
};

const od_ledger_kind od_kind_image_answer_ignored = {
    .code = "image_answer_ignored",
    .sentence = "lines are for an image that an earlier line answered; the first one counts",
    .singular = "line is for an image that an earlier line answered; the first one counts",
    .advice = "keep one line per image, or choose with --duplicates",
};

const od_ledger_kind od_kind_failure_repeated = {
    .code = "failure_repeated",
    .sentence = "lines say that an image got no answer, which another line has, or says as well",
    .singular = "line says that an image got no answer, which another line has, or says as well",
    .notice = true,
};

const od_ledger_kind od_kind_other_run = {
    .code = "other_run",
    .sentence = "files of answers are of another run than the first: the scores mix runs",
    .singular = "file of answers is of another run than the first: the scores mix runs",
    .advice = "score each run by itself; the parts of one run have the same detector, options and prompt",
};

const od_ledger_kind od_kind_run_elsewhere = {
    .code = "run_elsewhere",
    .sentence =
        "files of answers were made for another benchmark, mode or ground truth than they are scored with",
    .singular = "file of answers was made for another benchmark, mode or ground truth than it is scored with",
    .advice = "score them with what the detector was asked about, or ask it again",
};

const od_ledger_kind od_kind_subset_without_file = {
    .code = "subset_without_file",
    .sentence = "subsets have no prediction file in the folder: all their images are unanswered",
    .singular = "subset has no prediction file in the folder: all its images are unanswered",
    .advice = "add the file, or leave the subset out with --subset",
};

const od_ledger_kind od_kind_file_passed_over = {
    .code = "file_passed_over",
    .sentence = "files of the folder are for no subset by their names",
    .singular = "file of the folder is for no subset by its name",
    .notice = true,
};
