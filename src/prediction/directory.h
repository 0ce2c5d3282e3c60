/* directory.h: predictions as a folder with one file per subset. */
#ifndef OD_PREDICTION_DIRECTORY_H
#define OD_PREDICTION_DIRECTORY_H

#include "prediction/prediction.h"

typedef od_status (*od_prediction_file_read)(od_prediction_sink *sink, const char *path, od_error *err);

/* For each target reads the one file that its subset's name says: NAME.json, NAME_results.json or NAME.jsonl,
 * each also with .gz behind it. Two of them are an error, none is noted, and it is an error when no subset
 * has one. A target without a name takes the folder's only prediction file. Files that are for no subset are
 * noted. */
od_status od_prediction_directory_read(od_prediction_sink *sink, const char *path,
                                       od_prediction_file_read read_file, od_error *err);

#endif
