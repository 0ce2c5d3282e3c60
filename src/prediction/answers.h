/* answers.h: what became of the answers that came as text, and how they are to be read. */
#ifndef OD_PREDICTION_ANSWERS_H
#define OD_PREDICTION_ANSWERS_H

#include "answer/answer.h"
#include "answer/plausible.h"
#include "core/id.h"
#include "core/ledger.h"

/* What happens when an image is answered twice for the same labels. */
typedef enum od_duplicates {
    OD_DUPLICATES_STANDARD, /* answers as text: the last; lines of boxes: all */
    OD_DUPLICATES_ALL,
    OD_DUPLICATES_LAST,
    OD_DUPLICATES_FIRST,
    OD_DUPLICATES_ERROR,
} od_duplicates;

/* "standard", "all", "last", "first", "error"; NULL beyond them. */
const char *od_duplicates_name(od_duplicates duplicates);
od_status od_duplicates_parse(od_duplicates *duplicates, const char *name, od_error *err);

/* How answers are read. Zero-initialised means: no frame is declared, and text is refused. */
typedef struct od_answer_way {
    const od_family *family;        /* NULL: none, or a frame of the user's own */
    bool has_frame;                 /* `frame` is declared, by the family or by the user */
    od_frame frame;                 /* with --min-pixels, --max-pixels, --patch put in */
    const od_strict_reader *strict; /* NULL: leniently */
    od_duplicates duplicates;
    bool drop_unknown_labels; /* else boxes with a label that is no category are charged */
} od_answer_way;

/* From the options as typed, each NULL when not given: a family's name or "space=...", the reader's name
 * ("lenient" is the default), and numbers. OD_USAGE names what there is. */
od_status od_answer_way_parse(od_answer_way *way, const char *frame, const char *reader,
                              const char *min_pixels, const char *max_pixels, const char *patch,
                              od_error *err);

/* A label that no category has, and how many boxes carried it. */
typedef struct od_unknown_label {
    od_str label; /* in the tally's texts, terminated */
    uint64_t count;
} od_unknown_label;

enum { OD_UNKNOWN_LABELS_MAX = 10000 }; /* different ones that are told apart; the rest is only counted */

/* Over all answers for one target. Zero-initialised means: none came. */
typedef struct od_answer_tally {
    uint64_t n; /* answers */
    uint64_t status[OD_N_ANSWER_STATUS];
    uint64_t repairs[OD_N_REPAIRS], passed[OD_N_PASSED]; /* occurrences */
    uint64_t repaired_answers[OD_N_REPAIRS];             /* answers with at least one of the kind */
    uint64_t boxes;                                      /* read */
    uint64_t boxes_reversed;                             /* corners put in order */
    uint64_t boxes_flat;                                 /* without area: kept, they match nothing */
    uint64_t boxes_unknown;                              /* with a label that is no category */
    uint64_t boxes_repeated; /* equal in box and label to an earlier one of the same answer: kept */
    uint64_t think_bytes, answer_bytes, think_answers; /* sums; answers that had thoughts */
    uint64_t unclosed_think;
    uint64_t tokens, n_tokens; /* sum, and over how many answers */
    double seconds;            /* sum in the order of the file */
    uint64_t n_seconds;
    uint64_t retries;

    /* with a strict reader: in how many answers the lenient one reads other boxes, and how many boxes each
     * of the two reads */
    uint64_t differ, strict_boxes, lenient_boxes;

    od_unknown_label
        *unknown; /* most frequent first, then by bytes, once od_answer_tally_finish was called */
    size_t n_unknown, unknown_capacity;
    od_id_map *unknown_index;
    uint64_t unknown_beyond; /* boxes with labels beyond OD_UNKNOWN_LABELS_MAX */

    uint8_t *image_status;  /* per image of the data set: 1 + od_answer_status, of several answers the worst
                               (declared empty counts as the best); 0: no answer as text; NULL when there is
                               no answer at all */
    od_plausible plausible; /* of all answers, also of those that a later one has replaced */
    od_arena texts;
} od_answer_tally;

void od_answer_tally_release(od_answer_tally *t);
/* n boxes with a label that no category has. */
od_status od_answer_tally_label(od_answer_tally *t, od_str label, uint64_t n, od_error *err);
/* Puts the unknown labels in order. */
void od_answer_tally_finish(od_answer_tally *t);
/* Adds other's figures (not the per-image statuses) to t: for totals over subsets. */
od_status od_answer_tally_add(od_answer_tally *t, const od_answer_tally *other, od_error *err);

/* What can be noticed in answers; each is noted anew whenever a file has been read. */
extern const od_ledger_kind od_kind_answer_unparsable;
extern const od_ledger_kind od_kind_answer_too_long; /* beyond OD_JSON_TEXT_MAX; unparsable, too */
extern const od_ledger_kind od_kind_answer_refused;
extern const od_ledger_kind od_kind_answer_failed;
extern const od_ledger_kind od_kind_answer_truncated;
extern const od_ledger_kind od_kind_answer_repaired; /* a notice */
extern const od_ledger_kind od_kind_answer_passed;   /* points, polygons, ...: no boxes */
extern const od_ledger_kind od_kind_answer_other_family;
extern const od_ledger_kind od_kind_answer_unclosed_think;
extern const od_ledger_kind od_kind_answer_label_missing; /* charged */
extern const od_ledger_kind od_kind_answer_label_unknown; /* charged */
extern const od_ledger_kind od_kind_answer_label_dropped; /* the same where the user wants them left out */
extern const od_ledger_kind od_kind_answer_label_not_asked;
extern const od_ledger_kind od_kind_frame_doubtful; /* the declared frame hardly explains the numbers */

#endif
