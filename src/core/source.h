/* source.h: where the bytes of a stream come from. Only input.c uses it.
 *
 * A source gives bytes in order, as many at a time as it likes, until it gives none.
 */
#ifndef OD_CORE_SOURCE_H
#define OD_CORE_SOURCE_H

#include "core/status.h"

typedef struct od_source od_source;

struct od_source {
    /* Puts 1 to `room` bytes at `to`; *n is 0 at the end only. `room` is not 0. */
    od_status (*read)(od_source *s, char *to, size_t room, size_t *n, od_error *err);
    void (*close)(od_source *s);
    /* From now on a read that waits for bytes gives up, as if they ended, once the descriptor `fd` can be
     * read; -1 takes that back. NULL where reads do not wait. */
    void (*watch)(od_source *s, int fd);
};

/* Of the bytes `head`, which were read from `fd` already, and then of fd, which the source does not close.
 * `name`, here and below, is what messages call it, and outlives the source. */
od_status od_source_of_descriptor(od_source **out, const char *name, int fd, const char *head, size_t n_head,
                                  od_error *err);

/* Of bytes that somebody else keeps, at most `chunk` at a time. */
od_status od_source_of_bytes(od_source **out, const char *bytes, size_t n, size_t chunk, od_error *err);

/* What the gzip data of `packed` hold, member after member. Takes `packed` over, also when it fails. Damage,
 * an early end, and anything else after a member are errors with their place in the packed bytes. */
od_status od_source_of_gzip(od_source **out, const char *name, od_source *packed, od_error *err);

/* Of `inner`, which a thread reads ahead, at most 1 MiB. Bytes, errors and their order are those of inner.
 * Takes it over and returns what to read instead: inner itself when there is no thread or memory for it.
 * Closing does not wait for bytes. */
od_source *od_source_ahead(od_source *inner);

void od_source_close(od_source *s); /* NULL allowed */

#endif
