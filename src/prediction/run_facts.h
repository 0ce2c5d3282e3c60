/* run_facts.h: what runs say of themselves in the heads of their journals: what their answers depend on.
 *
 * A head is a list of named texts: "backend", "prompt_sha256", "ground_truth/color", ...
 * src/backend/journal.h writes it. Files that are read together have one each. Those of one run (resumed, or
 * in shards) agree; what they do not agree on is not known of the scores.
 */
#ifndef OD_PREDICTION_RUN_FACTS_H
#define OD_PREDICTION_RUN_FACTS_H

#include "core/json.h"
#include "core/ledger.h"

typedef struct od_run_head {
    od_place place;    /* the file without its folders */
    const char *texts; /* names and values in turn, each terminated */
    size_t bytes;      /* of texts */
} od_run_head;

/* Zero-initialised means: none. */
typedef struct od_run_facts {
    od_run_head *heads; /* in the order in which they were read */
    size_t n, capacity;
    od_arena texts;
} od_run_facts;

void od_run_facts_release(od_run_facts *facts);

/* Reads a head, the value under "odeval_run", into `texts` as od_run_head has them. What is no text, or holds
 * a NUL, is somebody's note, and read over. */
od_status od_run_head_read(od_json *j, od_buffer *texts);

/* Keeps what od_run_head_read has read. One that is of another run than the first is noted. */
od_status od_run_facts_add(od_run_facts *facts, const od_buffer *texts, od_place place, od_ledger *ledger,
                           od_error *err);

/* The value of a name; NULL where the head has none. */
const char *od_run_head_text(const od_run_head *head, const char *name);

/* What all heads have under a name; NULL where one has something else, or there is none. */
const char *od_run_facts_text(const od_run_facts *facts, const char *name);

#endif
