/* protocol.h: the parameters of an evaluation: IoU and recall thresholds, area ranges, detections per image
 * and category, and which known defects of the reference implementation are mended.
 */
#ifndef OD_METRIC_PROTOCOL_H
#define OD_METRIC_PROTOCOL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/ledger.h"

enum {
    OD_IOU_MAX = 32,
    OD_AREA_MAX = 8,
    OD_MAX_DETS_MAX = 8,
    OD_RECALL_POINTS = 101,
    OD_COMBINATIONS = 64, /* area ranges x IoU thresholds: one bit each */
};

typedef struct od_area_range {
    char name[24];    /* "all", "small", ...: the first one is the overall range */
    double low, high; /* square pixels; both ends belong to the range */
} od_area_range;

typedef struct od_protocol {
    uint32_t n_iou, n_areas, n_max_dets;
    double iou[OD_IOU_MAX];          /* ascending */
    double recall[OD_RECALL_POINTS]; /* 0 .. 1 */
    od_area_range area[OD_AREA_MAX];
    uint32_t max_dets[OD_MAX_DETS_MAX]; /* per image and category, ascending */
} od_protocol;

/* COCO's (semantics A2), with the bits of numpy's linspace. */
void od_protocol_default(od_protocol *p);
bool od_protocol_is_default(const od_protocol *p);

/* "0.5", "0.5,0.75" or "0.5:0.95:0.05" (both ends included). Errors: OD_USAGE, p unchanged. */
od_status od_protocol_set_iou(od_protocol *p, const char *text, od_error *err);
/* "all=0:1e10,tiny=0:256": name, lower end, upper end. */
od_status od_protocol_set_areas(od_protocol *p, const char *text, od_error *err);
/* "1,10,100". */
od_status od_protocol_set_max_dets(od_protocol *p, const char *text, od_error *err);

/* "1,10,100" and so on, as the setters take them, for records and reports. buf gets at most size bytes. */
char *od_protocol_iou_text(const od_protocol *p, char *buf, size_t size);
char *od_protocol_areas_text(const od_protocol *p, char *buf, size_t size);
char *od_protocol_max_dets_text(const od_protocol *p, char *buf, size_t size);

/* Known defects of the reference (semantics A9) that corrected rules mend, one bit each. */
enum {
    OD_FIX_ID_ZERO = 1,    /* a detection matched to the truth with annotation id 0 counts as matched */
    OD_FIX_IGNORE = 2,     /* a truth's "ignore" is honoured */
    OD_FIX_MAX_DETS = 4,   /* all use the last of max_dets: not AP literally 100, not the others the third */
    OD_FIX_NON_FINITE = 8, /* detections with a NaN or an infinity are left out */
    OD_FIX_CATEGORY_TEXT = 16, /* a category id given as a text is looked up by name */
    OD_FIX_ALL = 31,
};

typedef struct od_fix {
    unsigned bit;
    const char *code; /* of the warning: "annotation-id-0" */
    const char *text; /* what the reference does, for people */
} od_fix;

/* Ends with a row whose bit is 0. */
extern const od_fix od_fixes[];

#endif
