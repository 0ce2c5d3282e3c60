/* states.h: RUN.states, the metrics' states beside a run record: what later commands resample and compare
 * image by image without the raw data.
 *
 * The file: "odeval.states/1\n", the SHA-256 of the record that it belongs to and "\n", the size of what
 * follows once it is inflated (8 bytes), one zlib stream of everything else, and the CRC-32 of all bytes
 * before it (4 bytes). Numbers are little-endian. Same input, same bytes, for any thread count.
 */
#ifndef OD_RECORD_STATES_H
#define OD_RECORD_STATES_H

#include "benchmark/job.h"
#include "metric/evaluate.h"

#define OD_STATES_SCHEMA "odeval.states/1"

/* One subset's states as read back: enough of a problem for finish(), samplers and movers, and no boxes. */
typedef struct od_states_subset {
    const char *name;
    od_dataset *dataset; /* ids and file names of images, ids and names of categories; no truths */
    od_detections none;  /* no detections */
    od_protocol protocol;
    od_problem problem;
    od_metric_use *uses; /* n_runs */
    od_run *runs;        /* states, loaded */
    size_t n_runs;
} od_states_subset;

typedef struct od_states {
    od_states_subset *subsets; /* those that were scored */
    uint32_t n_subsets;
    /* How subsets make up groups and averages. Members are indices into `subsets` (of averages over groups,
     * into `groups`); OD_NONE: a subset that was not scored. Titles are NULL. */
    od_bench_list *groups, *averages;
    uint32_t n_groups, n_averages;
    uint32_t headline; /* index into averages; OD_NONE: the one subset */
    od_arena texts;
} od_states;

/* "a/run.json" -> "a/run.states" (a name that does not end in .json gets .states behind it). Freed with
 * free(); NULL when memory is exhausted. */
char *od_states_path(const char *record_path);

/* The states of a scored job as the bytes of a file. `record` is the record's bytes as they are saved. */
od_status od_states_bytes(od_buffer *file, const od_job *job, const od_buffer *record, od_error *err);
/* Writes them atomically. */
od_status od_states_write(const char *path, const od_job *job, const od_buffer *record, od_error *err);

/* Reads them back. OD_INPUT: cut short, damaged, of another version, or not of this record, each with what to
 * do ("score the predictions again with --save"). `record` are the bytes of the record file. */
od_status od_states_read(od_states **out, const char *path, const od_buffer *record, od_error *err);
/* The same from memory; `name` is what messages call it. */
od_status od_states_parse(od_states **out, const char *name, const void *bytes, size_t n,
                          const od_buffer *record, od_error *err);
void od_states_free(od_states *s); /* NULL allowed */

#endif
