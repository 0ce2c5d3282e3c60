/* json_split.h: one big array read by several threads, with the result of one.
 *
 * The text is cut at places that look like the start of a record. Threads read the pieces ahead of their
 * turn, each into a slot. Then, in the order of the file, a piece is either kept, if the one
 * before it ended exactly where this one began and nothing in it was out of the ordinary, or read once more
 * by the caller's own reader. So a wrong guess costs time and never a result, and whatever is worth a message
 * is read, and said, by the one reader.
 */
#ifndef OD_CORE_JSON_SPLIT_H
#define OD_CORE_JSON_SPLIT_H

#include "core/json.h"

/* How many pieces may be read ahead at a time: more than there are threads, so that none waits for another's
 * turn. */
unsigned od_json_slots(unsigned n_threads);

/* How an array's owner takes part. `slot` is 0 .. od_json_slots() - 1, and one thread's at a time. */
typedef struct od_json_pieces {
    void *context;
    /* Any thread. The reader for the slot's pieces; od_json_split initialises it for each. */
    od_json *(*reader)(void *context, unsigned slot);
    /* Any thread. Forgets what the slot holds, before a new piece. */
    void (*clear)(void *context, unsigned slot);
    /* Any thread. Reads one record with that reader into the slot; false: let the caller's reader do it. */
    bool (*ahead)(void *context, unsigned slot);
    /* One at a time, in order: takes over what the slot holds, n records. */
    od_status (*keep)(void *context, unsigned slot, uint64_t n, od_error *err);
    /* One at a time, in order: reads one record with the caller's reader. */
    od_status (*read)(void *context, od_error *err);
} od_json_pieces;

/* Bytes of a piece: small enough for what is read ahead to stay in a processor's cache. */
enum { OD_JSON_PIECE = 512 * 1024 };

/* The array has been opened with od_json_open_array on the caller's reader `j`, whose input is whole. Reads
 * all of its records and the closing bracket, in pieces of piece_bytes (0: OD_JSON_PIECE). */
od_status od_json_split(od_json *j, unsigned n_threads, size_t piece_bytes, const od_json_pieces *pieces,
                        od_error *err);

/* Whether splitting is worth its while for what comes next. */
bool od_json_worth_splitting(const od_json *j, unsigned n_threads);

#endif
