/* What a reader of ground truth can notice. */
#include "dataset/dataset.h"

const od_ledger_kind od_kind_annotation_id_0 = {
    .code = "annotation_id_0",
    .sentence =
        "annotations have the id 0, which the reference takes for \"not matched\": finding them counts as a "
        "false positive",
    .singular =
        "annotation has the id 0, which the reference takes for \"not matched\": finding it counts as a "
        "false positive",
    .advice = "number annotations from 1, or score with --rules corrected",
};

const od_ledger_kind od_kind_duplicate_annotation_id = {
    .code = "duplicate_annotation_id",
    .sentence = "annotations have an id that a later one has too: the reference evaluates the later one "
                "again in their "
                "stead",
    .singular =
        "annotation has an id that a later one has too: the reference evaluates the later one again in its "
        "stead",
    .advice = "give every annotation an id of its own",
};

const od_ledger_kind od_kind_ignore_overwritten = {
    .code = "ignore_overwritten",
    .sentence =
        "annotations say \"ignore\" and are no crowds: the reference does not heed it and expects them to be "
        "found",
    .singular = "annotation says \"ignore\" and is no crowd: the reference does not heed it and expects it "
                "to be found",
    .advice = "score with --rules corrected to have them ignored",
};

const od_ledger_kind od_kind_area_missing = {
    .code = "area_missing",
    .sentence = "annotations have no \"area\"; width times height stands in",
    .singular = "annotation has no \"area\"; width times height stands in",
    .advice = "write the area: the reference stops at an annotation without one",
};

const od_ledger_kind od_kind_iscrowd_missing = {
    .code = "iscrowd_missing",
    .sentence = "annotations have no \"iscrowd\"; they count as no crowds",
    .singular = "annotation has no \"iscrowd\"; it counts as no crowd",
    .advice = "write \"iscrowd\": 0 or 1: the reference stops at an annotation without it",
};

const od_ledger_kind od_kind_annotation_id_missing = {
    .code = "annotation_id_missing",
    .sentence = "annotations have no \"id\"; their position in the list, from 1, stands in",
    .singular = "annotation has no \"id\"; its position in the list, from 1, stands in",
    .advice = "give every annotation an id of its own",
};

const od_ledger_kind od_kind_truth_image_unlisted = {
    .code = "truth_image_unlisted",
    .sentence = "annotations are for images that the file does not list, and do not count",
    .singular = "annotation is for an image that the file does not list, and does not count",
    .advice = "add the images to \"images\"; \"7\" (a text) is not the id 7 (a number)",
};

const od_ledger_kind od_kind_truth_category_unlisted = {
    .code = "truth_category_unlisted",
    .sentence = "annotations are of categories that the file does not list, and do not count in AP",
    .singular = "annotation is of a category that the file does not list, and does not count in AP",
    .advice = "add the categories to \"categories\"; \"7\" (a text) is not the id 7 (a number)",
};

const od_ledger_kind od_kind_truth_degenerate = {
    .code = "truth_degenerate",
    .sentence = "annotations have a box without width or height, or with a number that is not finite: what "
                "matches them means little",
    .singular = "annotation has a box without width or height, or with a number that is not finite: what "
                "matches it means little",
    .advice = "boxes are [x, y, width, height] in pixels",
};

const od_ledger_kind od_kind_truth_outside = {
    .code = "truth_outside",
    .sentence = "annotations reach out of their image by more than a pixel",
    .singular = "annotation reaches out of its image by more than a pixel",
    .advice = "boxes are [x, y, width, height], not [x1, y1, x2, y2]",
    .notice = true,
};

const od_ledger_kind od_kind_image_id_duplicate = {
    .code = "image_id_duplicate",
    .sentence = "entries of \"images\" have an id that an earlier one has; the last is used",
    .singular = "entry of \"images\" has an id that an earlier one has; the last is used",
    .advice = "give every image an id of its own",
};

const od_ledger_kind od_kind_category_id_duplicate = {
    .code = "category_id_duplicate",
    .sentence = "entries of \"categories\" have an id that an earlier one has; the last is used",
    .singular = "entry of \"categories\" has an id that an earlier one has; the last is used",
    .advice = "give every category an id of its own",
};

const od_ledger_kind od_kind_category_name_duplicate = {
    .code = "category_name_duplicate",
    .sentence = "categories have the name of an earlier one; labels go to the last",
    .singular = "category has the name of an earlier one; labels go to the last",
    .advice = "give every category a name of its own, or write predictions with category_id",
};

const od_ledger_kind od_kind_image_size_unknown = {
    .code = "image_size_unknown",
    .sentence = "images are of unknown size: boxes that reach out of them are not noticed",
    .singular = "image is of unknown size: boxes that reach out of it are not noticed",
    .advice = "write \"width\" and \"height\", or have the image files in the data set's folder",
    .notice = true,
};

const od_ledger_kind od_kind_truth_none = {
    .code = "truth_none",
    .sentence = "annotation files hold no object to find: recall and AP are undefined there",
    .singular = "annotation file holds no object to find: recall and AP are undefined",
    .advice = "check that it is the right file, and whole",
};

const od_ledger_kind od_kind_asked_label_unlisted = {
    .code = "asked_label_unlisted",
    .sentence = "labels in \"text\" or \"neg_text\" are no category's name",
    .singular = "label in \"text\" or \"neg_text\" is no category's name",
    .advice = "spell them as in \"categories\"",
};
