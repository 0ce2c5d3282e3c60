/* making.h: what the files that make a record from a job share; nobody else includes it.
 */
#ifndef OD_RECORD_MAKING_H
#define OD_RECORD_MAKING_H

#include "record/record.h"

/* A record on its way. Everything a record holds comes from its arena, so nothing of the job is borrowed. */
typedef struct od_making {
    od_record *record;
    const od_job *job;
    const od_record_options *options;
    od_ledger ledger; /* of the whole job: examples name the subset, and files without their folders */
    const od_scores
        *like; /* names and kinds of the scores: those of the first scored subset, NULL when none was */
    const char *deviation; /* what of the protocol is not the benchmark's own, as a list; NULL: nothing */
    uint32_t n_deviations;
    od_answer_tally answers; /* over all subsets */
    od_error *err;
} od_making;

/* n zeroed items; NULL, with the error set, when memory is exhausted. Not NULL for n = 0. */
void *od_making_list(od_making *m, size_t n, size_t size);
/* Copies a terminated text; NULL is copied as NULL. */
od_status od_making_text(od_making *m, const char **out, const char *text);
/* Copies and frees what a buffer holds. */
od_status od_making_buffer(od_making *m, const char **out, od_buffer *text);
/* Appends a row to a list that has room; the name is a literal. */
od_status od_making_named(od_making *m, od_named_text *list, uint32_t *n, const char *name,
                          const char *value);

/* Appends a number to a list that has room. */
od_status od_making_value(od_making *m, od_record_scores *to, const char *name, double value);

/* Fills od_making.answers; of a job that was scored. */
od_status od_making_tally(od_making *m);
/* Copies a tally's figures. */
od_status od_making_answers(od_making *m, od_record_answers *to, const od_answer_tally *from);

/* The frames, when they are asked for. */
od_status od_making_frames(od_making *m);

/* Fills od_making.ledger. */
od_status od_making_ledger(od_making *m);
/* Each fills one part of the record. */
od_status od_making_params(od_making *m);   /* and says in od_making.deviation what is special */
od_status od_making_entries(od_making *m);  /* needs the ledger */
od_status od_making_warnings(od_making *m); /* needs the ledger and the scores */
od_status od_making_inputs(od_making *m, od_record_subset *to, const od_job_subset *from);

/* The ledgers that belong to one subset; NULL where there is none. */
enum { OD_SUBSET_LEDGERS = 3 };
void od_subset_ledgers(const od_job_subset *subset, const od_ledger *ledgers[OD_SUBSET_LEDGERS]);

/* How many subsets of a group or average were not scored; marks (per subset of the benchmark, or NULL) gets a
 * 1 for each. */
uint32_t od_missing_subsets(const od_job *job, const od_bench_list *list, uint8_t *marks);

/* The part of a path after its last slash. */
const char *od_last_component(const char *path);

#endif
