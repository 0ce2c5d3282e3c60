/* journal.h: the file that a run writes: what every image was answered, as soon as it was.
 *
 * JSON Lines. The first line is the head: {"odeval_run": {...}} with everything that the answers depend on.
 * Each line after it is an image, in the form that --preds takes (`odeval help jsonl`), with "image_sha256";
 * a later line for an image stands in the place of an earlier one. A line goes out in one write, so a file
 * that was cut off at any byte has whole lines and at most a torn last one, which is cut away when the file
 * is opened again.
 *
 * One process writes a journal at a time; a lock on the file sees to that.
 */
#ifndef OD_BACKEND_JOURNAL_H
#define OD_BACKEND_JOURNAL_H

#include "backend/plan.h"
#include "odeval/backend.h"

#define OD_JOURNAL_SCHEMA "odeval.journal/1"

/* One thing that answers depend on. */
typedef struct od_journal_field {
    const char *name, *value;
    bool told; /* only for people: another value is no other run */
} od_journal_field;

/* Zero-initialised means: empty. */
typedef struct od_journal_head {
    od_journal_field *fields;
    size_t n, capacity;
    od_arena texts;
} od_journal_head;

/* What is asked. */
typedef struct od_journal_detector {
    const char *text;    /* see od_backend_text */
    const char *version; /* NULL: it has none */
    const char *prompt;  /* see od_backend_prompt */
} od_journal_detector;

/* Of a plan and a detector: the benchmark and its prompt by their hashes, ground truth by its files', the
 * part of the images, the detector's spec and version. */
od_status od_journal_head_make(od_journal_head *head, const od_plan *plan,
                               const od_journal_detector *detector, od_error *err);
od_status od_journal_head_add(od_journal_head *head, const char *name, const char *value, od_error *err);
void od_journal_head_release(od_journal_head *head);
/* The head as a line, its end included. */
od_status od_journal_head_write(const od_journal_head *head, od_buffer *line, od_error *err);

typedef enum od_journal_state {
    OD_JOURNAL_NONE,     /* no line */
    OD_JOURNAL_ANSWERED, /* nothing is left to do */
    OD_JOURNAL_FAILED,   /* to be asked again */
    OD_JOURNAL_HOPELESS, /* failed, and would fail again as long as the image's bytes are the same */
} od_journal_state;

/* What is known of an item: of its last line. */
typedef struct od_journal_entry {
    od_journal_state state;
    char sha256[65];    /* of the image's bytes; "": they were not read */
    uint64_t at, bytes; /* where the line stands in the file, its end included */
    double tokens, seconds, retries;
} od_journal_entry;

typedef struct od_journal od_journal;

/* Makes the file with its head, or opens one that is there: the head must have the same fields, and every
 * line must be for an item of the plan. OD_INPUT: another run's journal (naming the fields that differ), or
 * no journal at all; nothing is changed then. OD_SYSTEM: another process writes to it, or it cannot be
 * written. */
od_status od_journal_open(od_journal **out, const char *path, const od_plan *plan,
                          const od_journal_head *head, od_error *err);
void od_journal_close(od_journal *j); /* NULL allowed */

/* Of an item; changes when lines are added. */
const od_journal_entry *od_journal_entry_of(const od_journal *j, size_t item);

/* Adds a line. `entry` says what it holds, but for its place. Any thread. After a failure (disk full) the
 * file holds what it held before. */
od_status od_journal_add(od_journal *j, size_t item, const od_journal_entry *entry, const od_buffer *line,
                         od_error *err);

/* Lines that have been added survive a loss of power from here on. Any thread; others may add meanwhile. */
od_status od_journal_sync(od_journal *j, od_error *err);

/* At the end: the file written anew, with one line an item in the order of the plan, if it is not so already.
 * So it does not depend on threads, nor on how often the run was interrupted. */
od_status od_journal_settle(od_journal *j, od_error *err);

/* ---- lines ---- */

/* What goes into a line for an item besides the result. */
typedef struct od_line_facts {
    const od_plan *plan;
    size_t item;
    const char *model;        /* NULL: not known */
    const char *image_sha256; /* "": not known */
    const char *const *labels;
    size_t n_labels;
} od_line_facts;

/* Boxes, the text, or the failure, as a line, its end included. Fills the entry, too. */
od_status od_journal_line(od_buffer *line, od_journal_entry *entry, const od_line_facts *facts,
                          const odeval_result *result, bool text, od_error *err);

/* ---- for the parts of this module ---- */

/* One line that was read. `image` is the text of the id when text is wanted. */
typedef struct od_journal_read {
    uint32_t item;
    od_journal_entry entry;
} od_journal_read;

/* Reads a line without its end; OD_INPUT with what is wrong about it. */
od_status od_journal_read_line(od_journal_read *out, const od_plan *plan, const char *line, size_t n,
                               od_place place, od_error *err);
/* Whether the line is a head, and which fields of it differ, as "prompt_sha256, backend"; empty: none. */
od_status od_journal_read_head(const od_journal_head *head, const char *line, size_t n, bool *is_head,
                               od_buffer *differing, od_error *err);

#endif
