/* survey.h: a data set made of what a prediction file says itself.
 *
 * Its images, with the sizes that the file gives, and the labels that it uses, all of them known, and no
 * truths: whoever has no ground truth can read the predictions into targets for these sets as into any other.
 */
#ifndef OD_PREDICTION_SURVEY_H
#define OD_PREDICTION_SURVEY_H

#include "core/input.h"
#include "dataset/dataset.h"
#include "prediction/prediction.h"

typedef struct od_survey_set {
    const char *name; /* of the subset; "" for what names none */
    od_dataset *dataset;
} od_survey_set;

/* In the order in which the subsets are first met. Zero-initialised means: empty. */
typedef struct od_survey {
    od_survey_set *sets;
    size_t n, capacity;
    od_arena texts;
} od_survey;

/* An image of which only the file name is known has this as its id, too, one that is not named at all the
 * number of its line (od_prediction_sink.images_by_place); a label is a category with the label as its id and
 * name, a category known by its id only has an empty name. Records that readers would refuse leave no trace.
 * `format` may be NULL: by content. `way` says how answers as text are read, for their labels; NULL: they
 * have none. */
od_status od_survey_make(od_survey *out, od_input *in, const od_prediction_format *format,
                         const od_answer_way *way, od_error *err);
void od_survey_release(od_survey *s);

/* Whether an image of such a set was given by its file name only. */
bool od_survey_is_file(const od_dataset *set, uint32_t image);

#endif
