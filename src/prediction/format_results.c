#include "prediction/formats.h"
#include "prediction/line_take.h"

/* Early logs do not name their images. */
static void number_image(od_line *line)
{
    if (!line->is_object || line->image.state != OD_FIELD_ABSENT || line->file.state != OD_FIELD_ABSENT)
        return;
    line->image = (od_field){.state = OD_FIELD_GOOD, .found = OD_JSON_NUMBER};
    line->image_id = (od_id){.number = (int64_t)line->place.at};
    line->image_by_number = true;
}

/* One record after the other; sizes are height first in these logs. */
static od_status read_records(od_json *j, od_line *line, od_line_use use, void *context, od_error *err)
{
    const od_line_way way = {.height_first = true};
    uint64_t number = 0, released = od_json_offset(j);
    bool first = true, more;
    od_status st;

    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more) {
        st = od_line_read(j, line, &way, (od_place){od_input_name(j->in), ++number, OD_UNIT_RECORD});
        if (st != OD_OK)
            return st;
        number_image(line);
        if ((st = use(context, line, err)) != OD_OK)
            return st;
        od_release_passed(j, &released);
    }
    return st;
}

static od_status read_object(od_json *j, od_line *line, od_line_use use, void *context, od_error *err)
{
    bool first = true, more, found = false;
    od_json_type type;
    od_str key;
    od_status st;

    if ((st = od_json_open_object(j)) != OD_OK)
        return st;
    while ((st = od_json_key(j, &first, &key, &more)) == OD_OK && more) {
        bool wanted = od_str_equal(key, OD_STR("results"));

        if ((st = od_json_peek(j, &type)) != OD_OK)
            return st;
        found = found || wanted;
        st = wanted ? read_records(j, line, use, context, err) : od_json_skip(j);
        if (st != OD_OK)
            return st;
    }
    if (st == OD_OK && !found)
        return od_json_fail(j, "the object has no \"results\"");
    return st == OD_OK ? od_json_finish(j) : st;
}

od_status od_lines_of_results(od_input *in, od_line_use use, void *context, od_error *err)
{
    od_line line = {0};
    od_json j;
    od_status st;

    od_json_init(&j, in, err);
    st = read_object(&j, &line, use, context, err);
    od_line_release(&line);
    od_json_free(&j);
    return st;
}

static od_status results_read(od_prediction_sink *sink, od_input *in, od_error *err)
{
    return od_lines_take(sink, in, od_lines_of_results, err);
}

static int results_probe(const char *bytes, size_t n, bool whole)
{
    od_shape shape = od_shape_of(bytes, n, whole);

    return shape.type == OD_JSON_OBJECT && shape.keys & OD_SHAPE_RESULTS ? 85 : 0;
}

const od_prediction_format od_prediction_format_results = {
    .name = "results",
    .title = "log of VLM-R1's evaluation scripts: raw answers under \"results\"",
    .help = "One object, {\"accuracy\": ..., \"results\": [...]}; of each result is read\n"
            "  image          the image's file, with or without its folder; a result without one is\n"
            "                 for the image whose id is its number in the log, from 1, which is said\n"
            "  model_output   what the model said; --frame says what its numbers mean\n"
            "  input_size     [height, width] of the image as the model saw it: height first here\n"
            "  image_size     [height, width] of the image\n"
            "  labels         what was asked, an array of texts, where somebody has added it\n"
            "and whatever else `odeval help jsonl` names. The rest, accuracy, ground_truth,\n"
            "extracted_answer and correct among it, is never looked at: those are somebody else's\n"
            "reading of the answers, and the answer key.\n",
    .example = "{\"accuracy\": 90.6, \"results\": [\n"
               "  {\"image\": \"train2014/73.jpg\", \"question\": \"... man in orange\", \"ground_truth\": "
               "[14, 133, 121, 469],\n"
               "   \"model_output\": \"<answer>{\\\"bbox_2d\\\": [14, 135, 136, 470]}</answer>\",\n"
               "   \"input_size\": [476, 644], \"image_size\": [480, 640],\n"
               "   \"extracted_answer\": [14, 135, 136, 470], \"correct\": 1}]}\n",
    .probe = results_probe,
    .read = results_read,
    .lines = od_lines_of_results,
};
