/* ledger.h: what was suspicious or not usable, counted, with the first places.
 *
 * Nothing is dropped in silence: whoever passes over something notes it under its kind. Kinds are constant
 * rows in the room that knows them (dataset/, prediction/), known by address; the ledger keeps a count and
 * the first three places.
 */
#ifndef OD_CORE_LEDGER_H
#define OD_CORE_LEDGER_H

#include <stdbool.h>

#include "core/memory.h"

typedef struct od_ledger_kind {
    const char *code;     /* as the run record spells it: "unknown_image" */
    const char *sentence; /* what happened, after the count: "detections are for images that the data set does
                             not have" */
    const char *singular; /* the same for a count of one */
    const char *advice;   /* what to do; NULL when there is nothing to do */
    bool notice;          /* a remark rather than a warning: kept in the record, printed only with -v */
    bool evidence;        /* the examples say why, not where */
} od_ledger_kind;

enum { OD_LEDGER_EXAMPLES = 3 };

typedef struct od_ledger_entry {
    const od_ledger_kind *kind;
    uint64_t count;
    uint32_t n_examples;
    char *examples[OD_LEDGER_EXAMPLES]; /* "out.json: record 17: image_id 99" */
} od_ledger_entry;

/* Zero-initialised means: empty. Entries are in the order in which their kinds were first noted. */
typedef struct od_ledger {
    od_ledger_entry *entries;
    size_t n, capacity;
    od_arena texts;
} od_ledger;

/* Adds `count` of a kind. The text (formatted only while an example is still wanted) names the culprit; NULL
 * adds none. Failing memory is the only error. */
od_status od_ledger_note(od_ledger *l, const od_ledger_kind *kind, uint64_t count, od_place place,
                         od_error *err, const char *fmt, ...) OD_PRINTF(6, 7);

/* How many of a kind. */
uint64_t od_ledger_count(const od_ledger *l, const od_ledger_kind *kind);

/* Whether a text would be kept as an example, so that it is worth making. */
bool od_ledger_wants(const od_ledger *l, const od_ledger_kind *kind);

/* As if this kind had never been noted. */
void od_ledger_forget(od_ledger *l, const od_ledger_kind *kind);

/* Adds other's counts and, while there is room, examples, in other's order. */
od_status od_ledger_merge(od_ledger *l, const od_ledger *other, od_error *err);

/* NULL: nothing of the kind was noted. */
const od_ledger_entry *od_ledger_find(const od_ledger *l, const od_ledger_kind *kind);
/* "gt.json: byte 100: annotation 7", or "unknown". */
const char *od_ledger_first(const od_ledger_entry *e);

void od_ledger_free(od_ledger *l);

#endif
