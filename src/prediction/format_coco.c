#include "prediction/coco_records.h"
#include "prediction/formats.h"

static int coco_probe(const char *bytes, size_t n, bool whole)
{
    od_shape shape = od_shape_of(bytes, n, whole);

    if (shape.type != OD_JSON_ARRAY)
        return 0;
    if (shape.first == OD_JSON_OBJECT)
        return 90;
    return shape.empty ? 80 : 0;
}

static od_status coco_read(od_prediction_sink *sink, od_input *in, od_error *err)
{
    od_json j;
    od_status st;

    od_json_init(&j, in, err);
    if (sink->target != OD_NONE)
        sink->routed = true;
    if ((st = od_coco_array_read(sink, &j, sink->target, err)) == OD_OK)
        st = od_json_finish(&j);
    od_json_free(&j);
    return st;
}

const od_prediction_format od_prediction_format_coco = {
    .name = "coco",
    .title = "COCO results: one JSON array of boxes",
    .help = "One JSON array with an object per box:\n"
            "  image_id     the image's id as the ground truth has it\n"
            "  category_id  the category's id as the ground truth has it; without one, the text under\n"
            "               label (or category, category_name) is matched to the categories' names\n"
            "  bbox         [x, y, width, height] in pixels of the original image; x and y of the\n"
            "               upper left corner\n"
            "  score        any number, higher is surer; 1.0 when it is missing\n"
            "  subset       the subset's name, for benchmarks with several\n"
            "Keys may come in any order; other keys are skipped. The order of records breaks ties\n"
            "between equal scores, so it is kept.\n",
    .example =
        "[{\"image_id\": 42, \"category_id\": 18, \"bbox\": [258.1, 41.2, 348.2, 243.7], \"score\": 0.2},\n"
        " {\"image_id\": 73, \"category_id\": 11, \"bbox\": [61.0, 22.7, 504.0, 609.6], \"score\": 0.3}]\n",
    .probe = coco_probe,
    .read = coco_read,
};
