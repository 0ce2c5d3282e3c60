/* read.h: run records from files.
 */
#ifndef OD_RECORD_READ_H
#define OD_RECORD_READ_H

#include "record/record.h"
#include "record/states.h"

/* A record that was read, with what stands beside it. */
typedef struct od_run_file {
    const char *path; /* as given */
    od_record *record;
    od_buffer bytes;   /* of the file */
    od_states *states; /* NULL: there are none, or they were not wanted */
} od_run_file;

/* Reads a record (schema odeval.run/1; unknown keys are passed over; another major version is refused), and
 * with_states also RUN.states when it is there. OD_INPUT: not a record, malformed, a number where a text is
 * due, states that do not belong to it: with the file, the position or the path of the key
 * ("subsets[2].name"), and what to do. Everything in od_record that the writer writes is there again: writing
 * it anew gives the same bytes. The members of averages are not in records: they are in the states. */
od_status od_run_file_read(od_run_file *out, const char *path, bool with_states, od_error *err);
/* The record from memory; `name` is what messages call it. */
od_status od_record_parse(od_record **out, const char *name, const od_buffer *bytes, od_error *err);
void od_run_file_release(od_run_file *f);

#endif
