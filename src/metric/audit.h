/* audit.h: what looks wrong about detections once they lie beside the ground truth.
 *
 * The audit is a metric without scores: it observes images, merges in the order of images, and ends in a
 * ledger.
 */
#ifndef OD_METRIC_AUDIT_H
#define OD_METRIC_AUDIT_H

#include "metric/metric.h"

extern const od_metric od_metric_audit; /* not in od_metrics: it is always run, and has no score to ask for */

extern const od_ledger_kind od_kind_non_finite;
extern const od_ledger_kind od_kind_negative_size;
extern const od_ledger_kind od_kind_zero_size;       /* a notice */
extern const od_ledger_kind od_kind_outside_image;   /* reaches out by more than a pixel */
extern const od_ledger_kind od_kind_duplicate;       /* the same box, label and score again */
extern const od_ledger_kind od_kind_too_many;        /* beyond max_dets per image and category */
extern const od_ledger_kind od_kind_never_predicted; /* images */
extern const od_ledger_kind od_kind_label_not_asked;
extern const od_ledger_kind od_kind_out_of_scope;   /* left out by the benchmark's filter or mode; a notice */
extern const od_ledger_kind od_kind_xyxy_suspected; /* boxes look like x1, y1, x2, y2 */
extern const od_ledger_kind od_kind_normalised_suspected; /* boxes look like fractions of the image */
extern const od_ledger_kind od_kind_scores_equal; /* all detections have one score: order decides AP */

#endif
