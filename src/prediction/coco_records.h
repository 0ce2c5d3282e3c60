/* coco_records.h: one COCO results array, from an open reader into targets. */
#ifndef OD_PREDICTION_COCO_RECORDS_H
#define OD_PREDICTION_COCO_RECORDS_H

#include "prediction/prediction.h"
#include "prediction/box_record.h"

/* Reads the array that comes next in `j`. Records are for the subset that they name, else for `target`
 * (OD_NONE: not known). Nothing but the present record and the columns is held in memory. */
od_status od_coco_array_read(od_prediction_sink *sink, od_json *j, uint32_t target, od_error *err);

/* The same with or without the fast path, so that tests can hold one against the other. */
od_status od_coco_array_read_by(od_prediction_sink *sink, od_json *j, uint32_t target, bool fast,
                                od_error *err);

#endif
