/* write.h: detections as prediction files, so that other tools can use what was read.
 *
 * What is written reads back as the same detections: every number as the same double, in the same order.
 */
#ifndef OD_PREDICTION_WRITE_H
#define OD_PREDICTION_WRITE_H

#include "core/jsonout.h"
#include "core/output.h"
#include "prediction/detections.h"

typedef struct od_prediction_writer {
    const char *name;  /* what --to takes: "coco" */
    const char *title; /* one line */
    bool needs_ids;    /* categories must have ids, so there must be a data set */
    /* All targets, which have a name each unless there is only one; `model` (may be NULL) is named where the
     * form has a place for it. Detections are not grouped yet; they may be afterwards. */
    od_status (*write)(od_output *o, od_target *targets, uint32_t n_targets, const char *model,
                       od_error *err);
} od_prediction_writer;

/* NULL-terminated. */
extern const od_prediction_writer *const od_prediction_writers[];
const od_prediction_writer *od_prediction_writer_find(const char *name); /* NULL when there is none */

/* ---- for writers ---- */

/* An id that no category of the data set has, for boxes whose label no category has. */
int64_t od_stranger_id(const od_dataset *set);
/* The category of a detection as its value would be under "category_id": an id; the text that corrected rules
 * mend; or the stranger's id. `text` is scratch for the result. */
od_id od_written_category(const od_target *t, uint32_t detection, int64_t stranger, char *text, size_t size);

void od_write_id(od_jsonout *j, od_id id);
/* Also where it is not finite, as Python's json writes it. */
void od_write_number(od_jsonout *j, double value);
/* "bbox" and its four numbers. */
void od_write_box(od_jsonout *j, const od_detections *d, uint32_t detection);

#endif
