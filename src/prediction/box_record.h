/* box_record.h: one box as prediction files write it: a JSON object with its keys in any order.
 *
 * Fields are read first and judged afterwards, because which of them are needed, and for which data set, can
 * depend on a key that comes later. A key that comes twice counts as it came last.
 */
#ifndef OD_PREDICTION_BOX_RECORD_H
#define OD_PREDICTION_BOX_RECORD_H

#include "core/id.h"
#include "core/json_shape.h"

enum {
    OD_FIELD_TEXT_MAX = 64 * 1024
}; /* bytes of a label, a name or a text id; longer ones are not usable */

typedef enum od_field_state {
    OD_FIELD_ABSENT,
    OD_FIELD_GOOD,
    OD_FIELD_BAD, /* there, and not what it must be */
} od_field_state;

/* How a field came out. The rest says what stood there when it is bad. */
typedef struct od_field {
    od_field_state state;
    od_json_type found;   /* the value's type */
    const char *wrong;    /* what is wrong though the type is right: "is longer than ..."; else NULL */
    od_json_type element; /* of a box: the first element that is no number, else OD_JSON_END */
    uint32_t n;           /* of a box: its numbers, up to UINT32_MAX */
} od_field;

/* Each reads one value of whatever type, and fails only on malformed JSON and exhausted memory. */
od_status od_field_number(od_json *j, od_field *f, double *value);
od_status od_field_box(od_json *j, od_field *f, double box[4]);
od_status od_field_text(od_json *j, od_field *f, od_buffer *text);
/* A text id points into `text`, which keeps it until the next one. */
od_status od_field_id(od_json *j, od_field *f, od_id *id, od_buffer *text);

/* The keys of a record. */
enum {
    OD_KEY_IMAGE,    /* image_id */
    OD_KEY_CATEGORY, /* category_id */
    OD_KEY_BOX,      /* bbox: x, y, w, h */
    OD_KEY_SCORE,    /* score */
    OD_KEY_SUBSET,   /* subset */
    OD_KEY_LABEL,    /* label, also category, category_name */
    OD_KEY_CORNERS,  /* bbox_2d: x1, y1, x2, y2 */
    OD_N_KEYS,
};

/* Which keys a form knows; it skips the others. */
#define OD_KEY_BIT(key) (1u << (key))
#define OD_KEYS_COCO                                                                                         \
    (OD_KEY_BIT(OD_KEY_IMAGE) | OD_KEY_BIT(OD_KEY_CATEGORY) | OD_KEY_BIT(OD_KEY_BOX) |                       \
     OD_KEY_BIT(OD_KEY_SCORE) | OD_KEY_BIT(OD_KEY_SUBSET) | OD_KEY_BIT(OD_KEY_LABEL))
#define OD_KEYS_LINE                                                                                         \
    (OD_KEY_BIT(OD_KEY_CATEGORY) | OD_KEY_BIT(OD_KEY_BOX) | OD_KEY_BIT(OD_KEY_SCORE) |                       \
     OD_KEY_BIT(OD_KEY_LABEL) | OD_KEY_BIT(OD_KEY_CORNERS))

/* The shape of a record, the name of a subset included. */
typedef struct od_box_shape {
    od_json_shape text;
    uint8_t at[OD_N_KEYS]; /* for each key that it has: which of its numbers is the key's first */
} od_box_shape;

/* A record as read; zero-initialised before the first. Texts last until the next record. */
typedef struct od_box_record {
    od_json_type type; /* anything but OD_JSON_OBJECT: no record at all, and no field is there */
    od_field field[OD_N_KEYS];
    od_id image, category;
    double box[4];     /* as written under bbox */
    double corners[4]; /* as written under bbox_2d */
    double score;
    od_buffer image_text, category_text, subset, label;

    /* Of the last record that was plain (known keys, each once, numeric ids, all good): what coco_fast.c
     * expects to see again. */
    od_box_shape shape;
} od_box_record;

void od_box_record_release(od_box_record *r);

/* Reads one array element or value, an object or not, with the keys in `known`. */
od_status od_box_record_read(od_json *j, od_box_record *r, unsigned known);

/* Keeps the shape of a plain record with n keys in this order, which stands in [p, end). */
void od_box_shape_learn(od_box_shape *shape, const char *p, const char *end, const uint8_t *order,
                        unsigned n);

/* The same for a COCO record of the shape of the one before, which was plain; only its values change in `r`.
 * False, with nothing taken from `j`, when anything is out of the ordinary: then od_box_record_read reads it.
 */
bool od_box_record_read_fast(od_json *j, od_box_record *r);

/* What makes the record unusable, as a sentence in buf, or NULL when nothing does. */
const char *od_box_record_fault(const od_box_record *r, unsigned known, char *buf, size_t size);

/* A bad field (but a box) as a sentence in buf: "score is null, a number is needed". Returns buf. */
char *od_field_fault(const od_field *f, const char *name, const char *needed, char *buf, size_t size);

/* Gives mapped pages that were read back to the system, every few megabytes; *released is the offset reached
 * so far. */
void od_release_passed(od_json *j, uint64_t *released);

/* A text from a file as it may be shown: cut when long, control characters as '?'. Returns buf. */
enum { OD_SHOWN = 80 };
char *od_shown(char buf[OD_SHOWN], od_str text);

#endif
