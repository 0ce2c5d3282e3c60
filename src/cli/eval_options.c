#include "cli/eval_options.h"

#include <limits.h>

#include "cli/terminal.h"
#include "dataset/filter.h"
#include "decision/bootstrap.h"
#include "prediction/prediction.h"
#include "report/report.h"

static const char *const match_names[] = {"exact", "folded", NULL};
static const char *const unknown_names[] = {"error", "drop", NULL};
static const char *const rules_names[] = {"reference", "corrected", NULL};

static const char *match_name(size_t i)
{
    return match_names[i];
}

static const char *unknown_name(size_t i)
{
    return unknown_names[i];
}

/* Without the standard, which has a name for records only. */
static const char *duplicates_name(size_t i)
{
    return od_duplicates_name((od_duplicates)(i + 1));
}

static const char *unknown_labels_name(size_t i)
{
    static const char *const names[] = {"charge", "drop", NULL};

    return names[i];
}

static const char *rules_name(size_t i)
{
    return rules_names[i];
}

static const char *mode_name(size_t i)
{
    return od_mode_name((od_mode)i);
}

static const char *format_name(size_t i)
{
    return od_prediction_formats[i] ? od_prediction_formats[i]->name : NULL;
}

static const char *report_name(size_t i)
{
    return od_reports[i] ? od_reports[i]->name : NULL;
}

#define AT(member) .offset = offsetof(od_input_options, member)
const od_option od_options_data[] = {
    {"bench", .kind = OD_OPTION_TEXT, .metavar = "NAME|FILE", .value = OD_VALUE_BENCH, AT(bench),
     .help = "the benchmark: built in (odeval list benches), or your own definition"},
    {"data", .kind = OD_OPTION_TEXT, .metavar = "DIR", .value = OD_VALUE_FOLDER, AT(data),
     .help = "root of the data set; default: $ODEVAL_DATA/BENCH, else ./data/BENCH, else the installed share "
             "directory"},
    {"gt", .kind = OD_OPTION_TEXT, .metavar = "FILE", .value = OD_VALUE_FILE, AT(gt),
     .help = "one COCO annotation file as ground truth, for benchmarks of one set"},
    {"subset", .kind = OD_OPTION_TEXT, .metavar = "A,B", AT(subset),
     .help = "only these subsets; averages over missing ones are undefined"},
    {0},
};

const od_option od_options_predictions[] = {
    {"preds", .kind = OD_OPTION_TEXTS, .metavar = "PATH", .value = OD_VALUE_FILE, AT(preds),
     .help =
         "the predictions: a file, a .gz, a directory with a file per subset, or - for standard input; given "
         "several times, all of them together"},
    {"preds-format", .kind = OD_OPTION_CHOICE, .choice = format_name, AT(preds_format),
     .help = "the form of the predictions; default: told by their content"},
    {0},
};

const od_option od_options_reading[] = {
    {"label-match", .kind = OD_OPTION_CHOICE, .choice = match_name, AT(label_match),
     .help = "how labels meet category names: byte for byte (default), or whatever their case, spaces, and "
             "punctuation at the ends"},
    {"unknown", .kind = OD_OPTION_CHOICE, .choice = unknown_name, AT(unknown),
     .help = "predictions for images that the data set does not have: refuse (default), or drop and count"},
    {"name", .kind = OD_OPTION_TEXT, .metavar = "TEXT", AT(name),
     .help = "the model's name in records and reports"},
    {"frame", .kind = OD_OPTION_TEXT, .metavar = "NAME", .value = OD_VALUE_FRAME, AT(frame),
     .help = "what the numbers mean in boxes that come as a model's text: the model's family (odeval list "
             "frames), or a frame of your own, as space=1000,order=yxyx"},
    {"reader", .kind = OD_OPTION_TEXT, .metavar = "NAME", .value = OD_VALUE_READER, AT(reader),
     .help = "how such text is read: leniently (default), or as some published code reads it (odeval list "
             "readers)"},
    {"min-pixels", .kind = OD_OPTION_TEXT, .metavar = "N", AT(min_pixels),
     .help =
         "least area of the image as the model saw it, where lines have no input_size; default: the frame's"},
    {"max-pixels", .kind = OD_OPTION_TEXT, .metavar = "N", AT(max_pixels), .help = "largest area of it"},
    {"patch", .kind = OD_OPTION_TEXT, .metavar = "N", AT(patch),
     .help = "side of the model's patches in pixels: what it saw is a multiple of twice that; default: the "
             "frame's"},
    {"duplicates", .kind = OD_OPTION_CHOICE, .choice = duplicates_name, AT(duplicates),
     .help =
         "which line counts when several answer an image for the same labels; default: of texts the last, of "
         "boxes all"},
    {"unknown-labels", .kind = OD_OPTION_CHOICE, .choice = unknown_labels_name, AT(unknown_labels),
     .help =
         "boxes of answers with a label that no category has: count them as wrong (default), or leave them "
         "out"},
    {0},
};
#undef AT

#define AT(member) .offset = offsetof(od_protocol_options, member)
const od_option od_options_protocol[] = {
    {"metrics", .kind = OD_OPTION_TEXT, .metavar = "LIST", .value = OD_VALUE_METRIC, AT(metrics),
     .help = "AP,nms_AP:iou=0.5:tie=last,greedy and so on (odeval list metrics); default: the benchmark's"},
    {"rules", .kind = OD_OPTION_CHOICE, .choice = rules_name, AT(rules),
     .help = "as the reference implementation, known defects included (default), or with them mended; where "
             "the two "
             "differ on the input, the report says by how much"},
    {"mode", .kind = OD_OPTION_CHOICE, .choice = mode_name, AT(mode),
     .help = "how the model was asked: for all labels, for those the image shows, or for one box of each; "
             "default: "
             "the benchmark's"},
    {"iou", .kind = OD_OPTION_TEXT, .metavar = "LIST", AT(iou),
     .help = "IoU thresholds: 0.5,0.75 or 0.5:0.95:0.05 (the default)"},
    {"area", .kind = OD_OPTION_TEXT, .metavar = "LIST", AT(area),
     .help = "area ranges in square pixels, the overall one first: all=0:1e10,small=0:1024"},
    {"max-dets", .kind = OD_OPTION_TEXT, .metavar = "LIST", AT(max_dets),
     .help = "detections per image and category: 1,10,100 (the default)"},
    {0},
};
#undef AT

#define AT(member) .offset = offsetof(od_output_options, member)
const od_option od_options_output[] = {
    {"format", .kind = OD_OPTION_CHOICE, .choice = report_name, AT(format),
     .help = "the report; default: by the ending of -o FILE, else table"},
    {"output", 'o', OD_OPTION_TEXT, "FILE", .value = OD_VALUE_FILE, AT(output),
     .help = "where the report goes; default: standard output"},
    {"save", .kind = OD_OPTION_TEXT, .metavar = "RUN.json", .value = OD_VALUE_FILE, AT(save),
     .help =
         "the run record: all scores, and what is needed to trust and compare them; beside it RUN.states, "
         "from which later commands resample the images"},
    {"per-category", .kind = OD_OPTION_FLAG, AT(per_category), .help = "scores of each category, too"},
    {"per-image", .kind = OD_OPTION_TEXT, .metavar = "FILE.jsonl", .value = OD_VALUE_FILE, AT(per_image),
     .help = "a line of JSON for each image"},
    {"export", .kind = OD_OPTION_TEXT, .metavar = "DIR", .value = OD_VALUE_FOLDER, AT(export),
     .help = "precision, recall and score arrays as .npy, laid out as pycocotools has them"},
    {"report", .kind = OD_OPTION_TEXT, .metavar = "DIR", .value = OD_VALUE_FOLDER, AT(report),
     .help = "the run's page, DIR/index.html: every number, curves, and images with boxes drawn over them"},
    {"gallery", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = 1, .high = 100000, AT(gallery),
     .help = "images on that page, those with the most wrong first; default 200"},
    {"with-environment", .kind = OD_OPTION_FLAG, AT(with_environment),
     .help = "machine and threads in the record, which then differs between machines"},
    {"color", .kind = OD_OPTION_CHOICE, .choice = od_when_name, AT(colour),
     .help = "colour in the table; default auto: on a terminal, unless NO_COLOR is set"},
    {0},
};

const od_option od_options_intervals[] = {
    {"bootstrap", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = OD_RESAMPLES_MIN, .high = OD_RESAMPLES_MAX,
     AT(bootstrap), .help = "95% intervals from N resamples of the images, 1000 for example; default: none"},
    {"seed", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = 0, .high = UINT_MAX, AT(seed),
     .help = "which resamples are drawn; default: 0"},
    {0},
};

const od_option od_options_run_intervals[] = {
    {"bootstrap", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = OD_RESAMPLES_MIN, .high = OD_RESAMPLES_MAX,
     AT(bootstrap),
     .help =
         "95% intervals from N resamples of the images, 1000 for example, drawn by --seed; default: none"},
    {0},
};

const od_option od_options_truth[] = {
    {"write-gt", .kind = OD_OPTION_TEXT, .metavar = "FILE", .value = OD_VALUE_FILE, AT(write_gt),
     .help =
         "the ground truth after the benchmark's filter, as COCO annotations; --preds is not needed then"},
    {0},
};
#undef AT

#define AT(member) .offset = offsetof(od_running_options, member)
const od_option od_options_running[] = {
    {"threads", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = 1, .high = 256, AT(threads),
     .help = "1 to 256; default: the processors this process may use; results do not depend on it"},
    {"progress", .kind = OD_OPTION_CHOICE, .choice = od_when_name, AT(progress),
     .help = "a line on standard error for work that takes a while; default auto: on a terminal"},
    {"quiet", 'q', OD_OPTION_FLAG, AT(quiet), .help = "no warnings and no progress on standard error"},
    {"verbose", 'v', OD_OPTION_COUNT, AT(verbose),
     .help = "notices, too: remarks that are no warnings; given twice, also all that a detector says"},
    {"timing", .kind = OD_OPTION_FLAG, AT(timing),
     .help = "how long each phase took, and the peak memory, on standard error"},
    {0},
};
#undef AT
