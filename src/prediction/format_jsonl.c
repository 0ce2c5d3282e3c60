#include <stdio.h>
#include <string.h>

#include "prediction/formats.h"
#include "prediction/line_take.h"

/* Lines are what people look for in such a file: malformed JSON is said to be there, and at which byte. */
static void tell_line(uint64_t line, od_error *err)
{
    char what[sizeof err->what];

    if (!err || err->unit != OD_UNIT_BYTE)
        return;
    snprintf(what, sizeof what, "%.300s (byte %llu of the text)", err->what, (unsigned long long)err->at);
    memcpy(err->what, what, sizeof what);
    err->at = line;
    err->unit = OD_UNIT_LINE;
}

/* Values follow one another until nothing but white space is left; finishing complains of what is neither. */
static od_status read_lines(od_json *j, od_line *line, od_line_use use, void *context, uint64_t *number,
                            od_error *err)
{
    const od_line_way way = {.has_heads = true};
    uint64_t released = 0;
    od_json_type type;
    od_status st;

    while ((st = od_json_peek(j, &type)) == OD_OK && type != OD_JSON_END) {
        *number = od_json_line(j);
        st = od_line_read(j, line, &way, (od_place){od_input_name(j->in), *number, OD_UNIT_LINE});
        if (st != OD_OK || (st = use(context, line, err)) != OD_OK)
            return st;
        od_release_passed(j, &released);
    }
    *number = od_json_line(j);
    return st == OD_OK ? od_json_finish(j) : st;
}

od_status od_lines_of_jsonl(od_input *in, od_line_use use, void *context, od_error *err)
{
    od_line line = {0};
    uint64_t number = 1;
    od_json j;
    od_status st;

    od_json_init(&j, in, err);
    od_json_count_lines(&j);
    if ((st = read_lines(&j, &line, use, context, &number, err)) != OD_OK)
        tell_line(number, err);
    od_line_release(&line);
    od_json_free(&j);
    return st;
}

static od_status jsonl_read(od_prediction_sink *sink, od_input *in, od_error *err)
{
    return od_lines_take(sink, in, od_lines_of_jsonl, err);
}

static int jsonl_probe(const char *bytes, size_t n, bool whole)
{
    od_shape shape = od_shape_of(bytes, n, whole);

    return shape.type == OD_JSON_OBJECT && shape.keys & OD_SHAPE_LINE ? 90 : 0;
}

const od_prediction_format od_prediction_format_jsonl = {
    .name = "jsonl",
    .title = "JSON Lines: one image a line",
    .help = "One JSON object per image, usually one a line:\n"
            "  subset         the subset's name, for benchmarks with several\n"
            "  image_id       the image's id, or instead of it\n"
            "  file_name      the image's file, with or without its folder\n"
            "  predictions    an array of boxes, [] when the model found nothing; each with\n"
            "    label        a category's name, or instead of it\n"
            "    category_id  a category's id (it goes first when both are there)\n"
            "    bbox         [x, y, width, height] in pixels of the original image, or instead of it\n"
            "    bbox_2d      [x1, y1, x2, y2]\n"
            "    score        any number, higher is surer; 1.0 when it is missing\n"
            "  model          the model's name, used in reports when --name is not given\n"
            "or, instead of predictions, what a vision-language model said, to be read by odeval:\n"
            "  answer         the text; --frame says what its numbers mean. null, or a line with an error\n"
            "                 and no answer: none came, which is counted, and the image is unanswered\n"
            "  labels         what was asked, an array of texts: the label of boxes without one, when it\n"
            "                 is one; lines for the same image with other labels add up\n"
            "  input_size     [width, height] of the image as the model saw it, for frames that need it\n"
            "  image_size     [width, height] of the image, when the data set does not say\n"
            "  proposals      [[x1, y1, x2, y2], ...] for models that answer with indices\n"
            "  score          of an answer: the score of those of its boxes that have none of their own\n"
            "  box_scores     of an answer: [[n1, n2, n3, n4, score], ...], each for the box with these four\n"
            "                 numbers in the text, in its order; goes before score\n"
            "  tokens, seconds, retries, error   what the answer cost, and what went wrong\n"
            "Keys may come in any order; other keys are skipped. With both, the answer counts when --frame\n"
            "is given, else the predictions. An image without a line was not answered, which is reported;\n"
            "a line with no boxes is an answer. The first line of what odeval run writes is for no image:\n"
            "{\"odeval_run\": {...}} says what made the answers, and goes into the run record.\n"
            "\n"
            "When several lines answer the same image for the same\n"
            "labels, the last text counts, and all boxes: --duplicates says otherwise.\n"
            "\n"
            "Raw answers of other evaluators are read under their keys: image and image_path for\n"
            "file_name; model_output, raw_response, response, generation and text for answer; and\n"
            "Qwen3-VL's extra_info {img_id, img_path, img_w, img_h, resized_w, resized_h} and result\n"
            "{gen_raw, gen}. Ground truth in them is never looked at.\n",
    .example =
        "{\"image_id\": 42, \"predictions\": [{\"label\": \"red ball\", \"bbox_2d\": [10, 20, 60, 70]}]}\n"
        "{\"file_name\": \"73.jpg\", \"predictions\": [{\"category_id\": 1, \"bbox\": [1, 2, 30, 40]}]}\n"
        "{\"image_id\": 74, \"predictions\": []}\n"
        "{\"image_id\": 75, \"answer\": \"[{\\\"bbox_2d\\\": [14, 28, 70, 84], \\\"label\\\": \\\"red "
        "ball\\\"}]\", "
        "\"input_size\": [644, 420]}\n",
    .probe = jsonl_probe,
    .read = jsonl_read,
    .lines = od_lines_of_jsonl,
};
