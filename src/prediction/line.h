/* line.h: one line of a file as data: an image, and boxes or an answer as text.
 *
 * A line is first read as a whole, whatever the order of its keys, and then judged and used by whoever wants
 * it: line_take.h puts it into a target.
 */
#ifndef OD_PREDICTION_LINE_H
#define OD_PREDICTION_LINE_H

#include "core/json.h"
#include "prediction/box_record.h"

/* One box of a line. Texts stand in the line's `texts`: it must be read to its end before it is known which
 * data set they are to be looked up in. */
typedef struct od_line_box {
    enum { OD_LINE_BOX_ID, OD_LINE_BOX_TEXT_ID, OD_LINE_BOX_LABEL, OD_LINE_BOX_UNUSABLE } kind;
    bool disagrees; /* bbox and bbox_2d are both there and are different boxes; bbox is taken */
    int64_t id;
    size_t text; /* offset of the terminated text id, label or, when unusable, reason */
    size_t text_bytes;
    double box[4]; /* x, y, w, h */
    double score;
    bool has_score;
} od_line_box;

/* A label that was asked, in the line's `texts`, terminated. */
typedef struct od_line_label {
    size_t text, text_bytes;
} od_line_label;

/* A width and a height in pixels, as written. */
typedef struct od_line_size {
    od_field field; /* absent, too, for null */
    double width, height;
    unsigned given; /* of two separate keys: bit 0, the width was there; bit 1, the height */
} od_line_size;

/* Zero-initialised before the first. Texts and lists last until the next line. */
typedef struct od_line {
    od_place place;
    bool is_object; /* else none of the rest is there */
    bool is_head;   /* the first line of a run's journal, which is for no image */
    od_buffer head; /* what it says, for od_run_facts_add */
    od_field subset, image, file, predictions, labels;
    od_id image_id;
    bool image_by_number; /* a log's result that names no image: the id is its number */
    od_buffer subset_text, image_text, file_text;

    /* What the model said. `answer` is good for a text, and bad for anything else; with found OD_JSON_NULL
     * the answer never came. */
    od_field answer;
    unsigned answer_rank;  /* which of the keys that it may stand under: the lowest is taken */
    bool answer_too_long;  /* a text beyond OD_JSON_TEXT_MAX: good, and empty */
    od_buffer answer_text; /* as decoded; need not be UTF-8 */
    bool has_error;        /* the run says that this one failed */

    od_line_box *boxes; /* of `predictions` */
    size_t n_boxes, boxes_capacity;
    od_line_label *asked; /* of `labels` */
    size_t n_asked, asked_capacity;
    od_buffer texts;

    od_line_size image_size, input_size;
    double (*proposals)[4]; /* x1, y1, x2, y2; NaN for one that is none */
    size_t n_proposals, proposals_capacity;
    double (*box_scores)[5]; /* four numbers as the answer has them, and a score; in the answer's order */
    size_t n_box_scores, box_scores_capacity;

    od_buffer model; /* empty: not given */
    od_field tokens_field, seconds_field, retries_field, score_field;
    double tokens, seconds, retries; /* when their fields are good */
    double score;         /* when its field is good: of the answer's boxes that have none of their own */
    od_box_record record; /* for reading predictions */
} od_line;

void od_line_release(od_line *line);

/* How a file writes what differs from form to form. */
typedef struct od_line_way {
    bool height_first; /* sizes are [height, width] */
    bool has_heads;    /* a line may be the head of a run's journal */
} od_line_way;

/* Reads the value that comes next, an object or not. */
od_status od_line_read(od_json *j, od_line *line, const od_line_way *way, od_place place);

/* Whoever wants all lines of a file gets them one after the other, heads of journals among them. */
typedef od_status (*od_line_use)(void *context, const od_line *line, od_error *err);

/* Values that follow one another, and the array under "results" of one object. */
od_status od_lines_of_jsonl(od_input *in, od_line_use use, void *context, od_error *err);
od_status od_lines_of_results(od_input *in, od_line_use use, void *context, od_error *err);

static inline od_str od_line_text(const od_line *line, size_t at, size_t n)
{
    return (od_str){line->texts.bytes ? line->texts.bytes + at : "", n};
}

/* The id of the image of a line that names none, where there is no data set: the line's number. */
static inline od_id od_line_place_id(const od_line *line)
{
    return (od_id){.number = (int64_t)line->place.at};
}

/* The score of the answer's box with the numbers v, the first from *from on, which is moved past it. False
 * when there is none: such a box has the line's score, if anything. */
bool od_line_box_score(const od_line *line, size_t *from, const double v[4], double *score);

/* Whether the line has an answer as text, and whether it says that none came. */
bool od_line_has_answer(const od_line *line);
bool od_line_has_failed(const od_line *line);

#endif
