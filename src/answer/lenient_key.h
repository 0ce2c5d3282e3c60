/* lenient_key.h: what the keys of a model's JSON mean.
 */
#ifndef OD_ANSWER_LENIENT_KEY_H
#define OD_ANSWER_LENIENT_KEY_H

#include "answer/answer.h"

typedef enum od_key_role {
    OD_KEY_OTHER, /* not known: may be a label */
    OD_KEY_GROUP, /* holds items: objects, detections */
    OD_KEY_BOX,
    OD_KEY_LABEL,
    OD_KEY_SCORE,
    OD_KEY_CORNER,
    OD_KEY_PLACE, /* a corner of the box, as a point */
    OD_KEY_POINT,
    OD_KEY_POLYGON,
    OD_KEY_MASK,
    OD_KEY_SKIP, /* known, and of no interest */
} od_key_role;

typedef enum od_corner {
    OD_CORNER_X1,
    OD_CORNER_Y1,
    OD_CORNER_X2,
    OD_CORNER_Y2,
    OD_CORNER_X,
    OD_CORNER_Y,
    OD_CORNER_W,
    OD_CORNER_H,
    OD_CORNER_CX,
    OD_CORNER_CY,
    OD_CORNER_X0,
    OD_CORNER_Y0,
    OD_N_CORNERS,
} od_corner;

typedef struct od_key {
    od_key_role role;
    uint8_t rank;     /* of boxes and of labels, from 1: when an object has several, the lowest counts */
    od_corner corner; /* of OD_KEY_CORNER; of OD_KEY_PLACE the X of it: X1 or X2 */
    bool usual;       /* of a box: a key that needs no remark */
    bool plural;      /* several are due under it */
    bool sure;        /* of a label: it is one wherever it stands, and for the objects inside as well */
    bool has_order;   /* of a box: the key says the order */
    od_order order;
} od_key;

/* Case, white space at the ends, "-" or " " for "_", and what stands in brackets behind the name do not
 * matter (but are not usual). */
od_key od_key_of(od_str name);

#endif
