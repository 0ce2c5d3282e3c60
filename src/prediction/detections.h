/* detections.h: the boxes that a model gave, as columns in the order of its file.
 *
 * A target is one subset's ground truth with the detections that were given for it. Readers resolve ids and
 * labels to the data set's indices while they read, and note in the target's ledger whatever they could not
 * use.
 */
#ifndef OD_PREDICTION_DETECTIONS_H
#define OD_PREDICTION_DETECTIONS_H

#include "core/packed.h"
#include "dataset/dataset.h"
#include "prediction/answer_log.h"
#include "prediction/answers.h"

/* From detection `first` on (until the next origin's), detection d came from `at` + (d - first) * step of
 * `input`. */
typedef struct od_origin {
    uint32_t first;
    uint32_t input; /* index into inputs */
    uint64_t at;
    od_unit unit; /* records advance with the detections, lines stay */
} od_origin;

/* A category that only corrected rules see: the file gave a text where an id was due. */
typedef struct od_mended {
    uint32_t detection, category;
} od_mended;

typedef struct od_detections {
    uint32_t n;
    uint32_t *image;    /* index of a listed image, always; NULL once the detections are grouped */
    uint32_t *category; /* index, or OD_NONE: a category the data set does not have, a label not matched */
    od_packed box;      /* x, y, w, h in pixels of the original image */
    od_packed score;    /* 1.0 where the file had none */
    size_t image_capacity, category_capacity;

    od_mended *mended; /* ascending by detection */
    size_t n_mended, mended_capacity;
    uint32_t n_without_score; /* detections that were given no score */

    od_origin *origins;
    size_t n_origins, origins_capacity;
    char **inputs; /* names for messages */
    size_t n_inputs, inputs_capacity;

    /* After od_detections_group: the detections of image i are those at places by_image_start[i] ..
     * by_image_start[i + 1] of by_image, in file order; by_image is NULL where the file has them by image
     * already, and place and index are one (od_detection_at). */
    uint32_t *by_image_start, *by_image;
} od_detections;

typedef struct od_target {
    const char *subset;        /* name; "" when the benchmark has one set */
    const od_dataset *dataset; /* borrowed */
    od_detections detections;
    uint8_t *answered; /* dataset->n_images; 1 where the file has a record for the image, even an empty one */
    od_ledger ledger;
    od_answer_tally answers; /* of the answers as text that count; up to date whenever a file has been read */
    /* for readers: what was found in each line, until it is known which lines count */
    od_answer_log log;
    /* for readers: the last image looked up (OD_NONE: none yet), since records of one image stand together */
    uint32_t last_image;
    /* for readers: file names to images, built when the first file name needs it */
    od_id_map *file_index;
    /* for readers: folded category names to indices, built when the first label needs them */
    od_id_map *folded_index;
    od_arena folded_texts;
} od_target;

/* What a file may say about one box. */
typedef struct od_detection_entry {
    uint32_t image;    /* index */
    uint32_t category; /* index or OD_NONE */
    uint32_t mended;   /* index for corrected rules when category is OD_NONE, else OD_NONE */
    double box[4];     /* x, y, w, h */
    double score;
    bool has_score;
} od_detection_entry;

/* The detection at a place of the list by image. */
static inline uint32_t od_detection_at(const od_detections *d, uint32_t place)
{
    return d->by_image ? d->by_image[place] : place;
}

/* x, y, w, h and score of a detection, bit for bit as they were given. */
static inline void od_detection_box(const od_detections *d, uint32_t detection, double box[4])
{
    od_packed_get(&d->box, detection, box);
}

static inline double od_detection_score(const od_detections *d, uint32_t detection)
{
    double score;

    od_packed_get(&d->score, detection, &score);
    return score;
}

/* Prepares an empty target; the dataset and the name are borrowed. */
od_status od_target_init(od_target *t, const char *subset, const od_dataset *dataset, od_error *err);
void od_target_release(od_target *t);

/* Says that the next detections come from here (the name is copied once per input). */
od_status od_target_origin(od_target *t, od_place place, od_error *err);
/* The place of a detection, for messages. */
od_place od_detection_place(const od_detections *d, uint32_t detection);

/* More than 2^32 - 2 detections in one target: OD_INPUT. */
od_status od_target_add(od_target *t, const od_detection_entry *entry, od_error *err);

/* Adds all detections of `from`, a target for the same data set without mended categories, behind those of t.
 * Where they came from, and ledgers, are the caller's affair. */
od_status od_target_append(od_target *t, const od_target *from, od_error *err);

/* Detections from `first` to before `end`, of which so many were given no score. */
typedef struct od_span {
    uint32_t first, end, n_without_score;
} od_span;

/* Takes n spans out, ascending and apart; those behind them move up. */
void od_detections_drop(od_detections *d, const od_span *spans, size_t n);

/* Forgets detections, origins and the ledger, and keeps the room. */
void od_target_clear(od_target *t);

/* Builds the lists by image, with a counting sort where the file does not have them so. Detections cannot be
 * added any more afterwards: od_target_add and od_target_append say so. */
od_status od_detections_group(od_detections *d, uint32_t n_images, od_error *err);

#endif
