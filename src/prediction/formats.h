/* formats.h: the rows of prediction formats, and what they share to recognise their content. */
#ifndef OD_PREDICTION_FORMATS_H
#define OD_PREDICTION_FORMATS_H

#include "core/json.h"
#include "prediction/prediction.h"

extern const od_prediction_format od_prediction_format_coco;
extern const od_prediction_format od_prediction_format_subsets;
extern const od_prediction_format od_prediction_format_jsonl;
extern const od_prediction_format od_prediction_format_results;

/* Keys that tell what an object is. */
enum {
    OD_SHAPE_LINE = 1,       /* subset, image_id, file_name, predictions, answer, ... */
    OD_SHAPE_ANNOTATION = 2, /* images, annotations, categories */
    OD_SHAPE_RESULTS = 4,    /* results */
};

/* The first value of a text, as far as the bytes show it. */
typedef struct od_shape {
    od_json_type type; /* of the value; OD_JSON_END: none, or no JSON */
    bool blank;        /* nothing but white space */
    bool empty;        /* an array or object without members */
    od_json_type
        first;     /* of an array: its first element; of an object: its first key's value; else OD_JSON_END */
    unsigned keys; /* of an object: which telling keys stand at its first level, OD_SHAPE_* */
} od_shape;

od_shape od_shape_of(const char *bytes, size_t n, bool whole);

#endif
