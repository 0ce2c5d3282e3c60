/* strict_lmms.h: the searches of lmms-eval's ODinW-13 reader; for strict_lmms_odinw13.c. */
#ifndef OD_ANSWER_STRICT_LMMS_H
#define OD_ANSWER_STRICT_LMMS_H

#include "answer/strict.h"

/* Puts the objects of _extract_all_objects() on the pile: from every { the text up to its }, if that is JSON,
 * and on behind it. *good is false when json.loads raises something else. Linear in the length, where the
 * original is quadratic. */
od_status od_lmms_objects(od_python *py, od_str text, od_python_id **ids, size_t *n, size_t *capacity,
                          bool *good, od_error *err);

/* Adds the boxes, without labels, of re.findall with N[\s,]+N[\s,]+N[\s,]+N, N being (-?\d+(?:\.\d+)?) */
od_status od_lmms_quads(od_reading *r, od_str text, od_error *err);

#endif
