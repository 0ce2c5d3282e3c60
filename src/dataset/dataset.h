/* dataset.h: ground truth in memory, as columns.
 *
 * Images and categories have dense indices in ascending order of their ids, which is the order the reference
 * implementation visits them in; truths keep the order of the file, because order decides ties. A data set is
 * built once (by a reader, or by a program through the builder), narrowed by at most one filter, and
 * read-only from then on.
 */
#ifndef OD_DATASET_DATASET_H
#define OD_DATASET_DATASET_H

#include "core/id.h"
#include "core/input.h"
#include "core/ledger.h"
#include "core/packed.h"

enum {
    OD_TRUTH_CROWD = 1,         /* iscrowd is true */
    OD_TRUTH_IGNORE = 2,        /* the file's own "ignore" is true (the reference overwrites it by iscrowd) */
    OD_TRUTH_AREA_MISSING = 4,  /* area holds w*h */
    OD_TRUTH_CROWD_MISSING = 8, /* not a crowd */
    OD_TRUTH_ID_MISSING = 16,   /* id holds the 1-based position */
};

/* A label that an image is asked for (OVDEval's text and neg_text). */
typedef struct od_asked {
    od_str label;
    uint32_t category; /* OD_NONE when no category has that name */
    bool negative;     /* from neg_text: known not to be in the image */
} od_asked;

typedef struct od_dataset {
    /* n_images of each, ascending by id */
    uint32_t n_images;
    od_id *image_id;
    uint32_t *image_width, *image_height; /* pixels; 0 where unknown */
    od_str *image_file;                   /* file_name as given; .p is NULL where absent */
    uint8_t *image_excluded; /* 1: taken out by a filter; has no truths, its detections don't count */

    /* labels asked per image: asked[asked_start[i] .. asked_start[i + 1]); asked_start is NULL when the file
     * has none */
    uint32_t *asked_start;
    od_asked *asked;

    /* n_categories of each, ascending by id */
    uint32_t n_categories;
    od_id *category_id;
    od_str *category_name;

    /* n_truths of each, in file order, filtered ones included */
    uint32_t n_truths;
    uint32_t *truth_image;    /* OD_NONE: an image that the file does not list */
    uint32_t *truth_category; /* OD_NONE: a category that the file does not list */
    uint8_t *truth_flags;     /* OD_TRUTH_* */
    /* What od_truth_box, od_truth_area and od_truth_id read. Files whose areas are all w*h and whose ids
     * count up are so usual that these columns are only there when they say more than that. */
    od_packed truth_box;
    double *truth_area; /* NULL: w*h, to the bit */
    int64_t *truth_id;  /* NULL: first_truth_id + truth */
    int64_t first_truth_id;

    /* Truths by image: those of image i are at the places by_image_start[i] .. by_image_start[i + 1] of
     * by_image, in file order; by_image is NULL where the file has them by image already, and place and index
     * are one (od_truth_at). A truth of an unlisted image is in no list; one of an unlisted category is. */
    uint32_t *by_image_start, *by_image;
    /* The same after the reference's detour through its index by annotation id (semantics A1): an id used
     * twice stands for its last annotation both times, in that one's image. Only truths of listed images and
     * categories. Equal pointers to by_image when no id repeats and no category is unlisted. */
    uint32_t *indexed_start, *indexed;

    /* (image, category) pairs whose truths a filter took out: removed[removed_start[i] ..) are category
     * indices, ascending; removed_start is NULL without a filter. */
    uint32_t *removed_start, *removed;

    od_id_map *image_index, *category_index; /* id to index */
    od_id_map *name_index;                   /* category name to index; a name used twice: the last */

    od_ledger ledger; /* what the reader noticed: the kinds below */
    od_arena texts;
} od_dataset;

void od_dataset_free(od_dataset *set); /* NULL allowed */

/* x, y, w, h in pixels, as given. */
static inline void od_truth_box(const od_dataset *set, uint32_t truth, double box[4])
{
    od_packed_get(&set->truth_box, truth, box);
}

/* Square pixels; the file's own, which need not be w*h. */
static inline double od_truth_area(const od_dataset *set, uint32_t truth)
{
    double box[4];

    if (set->truth_area)
        return set->truth_area[truth];
    od_truth_box(set, truth, box);
    return box[2] * box[3];
}

static inline int64_t od_truth_id(const od_dataset *set, uint32_t truth)
{
    return set->truth_id ? set->truth_id[truth] : (int64_t)((uint64_t)set->first_truth_id + truth);
}

/* The truth at a place of by_image or indexed. */
static inline uint32_t od_truth_at(const uint32_t *list, uint32_t place)
{
    return list ? list[place] : place;
}

uint32_t od_dataset_image(const od_dataset *set, od_id id);    /* OD_NONE when absent */
uint32_t od_dataset_category(const od_dataset *set, od_id id); /* OD_NONE when absent */
uint32_t od_dataset_truths(const od_dataset *set);             /* those that count: after filters */
uint32_t od_dataset_images(const od_dataset *set);             /* those not excluded */

/* Images by file name, for whoever meets file names; most readers never do. Freed with od_id_map_free, before
 * the data set. */
od_status od_dataset_file_index(od_id_map **out, const od_dataset *set, od_error *err);
/* The image whose file_name this is, else the one whose file_name ends in the same path component; OD_NONE
 * when there is none, or more than one. */
uint32_t od_file_index_image(const od_id_map *index, od_str file);

/* How label strings meet category names. */
typedef enum od_label_match {
    OD_LABEL_EXACT,  /* byte for byte */
    OD_LABEL_FOLDED, /* ASCII case, runs of white space, and space and .,;:!? at the ends do not matter */
} od_label_match;

/* The folded form of a label in `buf`; false when it does not fit. */
bool od_label_fold(od_str label, char *buf, size_t size, od_str *folded);

/* What a reader can notice. Codes in ledgers and warnings are theirs. */
extern const od_ledger_kind od_kind_annotation_id_0; /* counted in listed images and categories */
extern const od_ledger_kind od_kind_duplicate_annotation_id;
extern const od_ledger_kind od_kind_ignore_overwritten; /* "ignore" true where iscrowd is false */
extern const od_ledger_kind od_kind_area_missing;
extern const od_ledger_kind od_kind_iscrowd_missing;
extern const od_ledger_kind od_kind_annotation_id_missing;
extern const od_ledger_kind od_kind_truth_image_unlisted;
extern const od_ledger_kind od_kind_truth_category_unlisted;
extern const od_ledger_kind od_kind_truth_degenerate; /* w or h is not positive, or not finite */
extern const od_ledger_kind
    od_kind_truth_outside; /* reaches out of its image by more than a pixel; a notice */
extern const od_ledger_kind od_kind_image_id_duplicate;      /* the last entry is used */
extern const od_ledger_kind od_kind_category_id_duplicate;   /* the last entry is used */
extern const od_ledger_kind od_kind_category_name_duplicate; /* labels go to the last */
extern const od_ledger_kind od_kind_image_size_unknown;      /* a notice */
extern const od_ledger_kind od_kind_truth_none;              /* noted by who reads a file of them */
extern const od_ledger_kind od_kind_asked_label_unlisted;    /* text or neg_text names no category */

/* ---- building ---- */

typedef struct od_dataset_builder od_dataset_builder;

typedef struct od_image_entry {
    od_id id;
    uint32_t width, height; /* 0: unknown */
    od_str file;            /* .p NULL: none */
} od_image_entry;

typedef struct od_truth_entry {
    int64_t id;
    od_id image, category;
    double box[4]; /* x, y, w, h */
    double area;
    unsigned flags; /* OD_TRUTH_* */
} od_truth_entry;

/* Texts are copied. Entries may come in any order: truths before their images, too. */
od_status od_dataset_builder_create(od_dataset_builder **out, od_error *err);
od_status od_dataset_add_image(od_dataset_builder *b, const od_image_entry *image, od_error *err);
/* A label asked of the image added last. */
od_status od_dataset_add_asked(od_dataset_builder *b, od_str label, bool negative, od_error *err);
od_status od_dataset_add_category(od_dataset_builder *b, od_id id, od_str name, od_error *err);
/* `place` is where messages point to. */
od_status od_dataset_add_truth(od_dataset_builder *b, const od_truth_entry *truth, od_place place,
                               od_error *err);
/* Sorts, groups, checks; frees the builder in any case. `name` is what messages call the whole. */
od_status od_dataset_finish(od_dataset **out, od_dataset_builder *b, const char *name, od_error *err);
void od_dataset_builder_free(od_dataset_builder *b); /* NULL allowed */

/* ---- reading and writing ---- */

/* Reads COCO annotations, OVDEval's fields included (semantics A1, B1). Missing area, iscrowd and id are
 * filled in, flagged and noted: whether that is acceptable is the rules' affair, not the reader's.
 * `image_folder` (may be NULL) is where image files lie: the size of an image without width or height is read
 * from the file when it is there. */
od_status od_dataset_read_coco(od_dataset **out, od_input *in, const char *image_folder, od_error *err);

/* How to read; zeroed: on one thread. The result is the same in every way. */
typedef struct od_coco_way {
    unsigned n_threads;
    /* for tests */
    size_t piece_bytes; /* cut the annotations into pieces of this size, however small; 0: as is best */
    bool general;       /* without the short cut for annotations one like the other */
} od_coco_way;

od_status od_dataset_read_coco_by(od_dataset **out, od_input *in, const char *image_folder, od_coco_way way,
                                  od_error *err);

/* Writes what is left after filters as COCO annotations, in file order of truths and id order of the rest. */
od_status od_dataset_write_coco(const od_dataset *set, const char *path, od_error *err);

#endif
