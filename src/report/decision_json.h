/* decision_json.h: what the JSON of comparisons and gates has in common. */
#ifndef OD_REPORT_DECISION_JSON_H
#define OD_REPORT_DECISION_JSON_H

#include "core/jsonout.h"
#include "decision/compare.h"

/* {"file": ..., "model": ...} under a key. */
void od_json_run(od_jsonout *o, const char *key, const od_run_file *run);
/* "not_comparable": a list of fields; nothing when there are none. */
void od_json_obstacles(od_jsonout *o, const od_obstacles *obstacles);
/* [low, high] under a key; null without. */
void od_json_interval(od_jsonout *o, const char *key, od_interval interval);
void od_json_resampling(od_jsonout *o, const od_bootstrap_options *options);

#endif
