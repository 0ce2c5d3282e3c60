/* strict.h: the strict readers by name, one row in one file each, and what they share.
 *
 * Each repeats the rule of one published program, fault for fault. Where such a program stops with an
 * exception that nobody catches, its reader finds no box in that answer. Whether a label belongs to a
 * category is decided later, as for all answers.
 */
#ifndef OD_ANSWER_STRICT_H
#define OD_ANSWER_STRICT_H

#include "answer/answer.h"
#include "answer/python_value.h"

extern const od_strict_reader od_strict_lmms_odinw13;
extern const od_strict_reader od_strict_qwen_cookbook;
extern const od_strict_reader od_strict_qwen3_odinw;
extern const od_strict_reader od_strict_supervision;
extern const od_strict_reader od_strict_vlm_r1_map;
extern const od_strict_reader od_strict_vlm_r1_od;
extern const od_strict_reader od_strict_vlm_r1_rec;
extern const od_strict_reader od_strict_vlm_r1_rec_baseline;
extern const od_strict_reader od_strict_vlm_r1_rec_internvl;
extern const od_strict_reader od_strict_vlm_r1_reward;
extern const od_strict_reader od_strict_vlm_r1_reward_rec;
extern const od_strict_reader od_strict_vlm_r1_weighted;

/* Clears the reading: nothing could be read yet. False when there is no text at all. */
bool od_strict_begin(od_reading *r, od_str text);

/* The last step: `list` says that a list was found, whatever it held. */
void od_strict_end(od_reading *r, bool list);

/* Forgets the boxes found so far. */
void od_strict_drop(od_reading *r);

/* Adds a box. The label is kept as it is, white space and all, since the programs compare it so; bytes that
 * are no UTF-8, and NULs, become U+FFFD. label.p NULL: none. A number that is not finite: counted, no box. */
od_status od_strict_add(od_reading *r, const double v[4], od_str label, od_error *err);

/* The same with str() of a value as the label. */
od_status od_strict_add_str(od_reading *r, const double v[4], const od_python *py, od_python_id label,
                            od_error *err);

/* What stands between `open` and the `close` behind it, for re.search and re.findall of open(.*?)close where
 * dot matches newlines: the first such place, or the last of those that do not overlap. False: there is none.
 */
bool od_strict_first(od_str text, const char *open, const char *close, od_str *inner);
bool od_strict_last(od_str text, const char *open, const char *close, od_str *inner);

/* What (?:json)? matches at p under re.IGNORECASE, which has U+017F for an s, too: the place behind. */
const char *od_strict_skip_json(const char *p, const char *end);

/* The first box of the first <answer>, stripped, by \[(\d+),\s*(\d+),\s*(\d+),\s*(\d+)] */
od_status od_strict_answer_integers(od_reading *r, od_str text, od_error *err);

/* Matches \[(\d+),\s*(\d+),\s*(\d+),\s*(\d+)] at p, which is at the bracket: the byte behind it, or NULL. */
const char *od_strict_integers(const char *p, const char *end, double v[4]);

/* The first four items of a list or tuple when all four are numbers. */
bool od_strict_four(const od_python *py, od_python_id list, double v[4]);

/* Reads `text` as a JSON list of {"bbox_2d": [x1, y1, x2, y2], "label": ...}, as VLM-R1's rewards do: any
 * value that can be iterated is a list; items without four numbers are passed over, and without a label, too,
 * when `labelled`. A label that is no text counts as none. Sets the status. */
od_status od_strict_items(od_reading *r, od_str text, bool labelled, od_error *err);

/* Why a value gave no box, counted. 0: there was none. */
void od_strict_pass(od_reading *r, const od_python *py, od_python_id box);

#endif
