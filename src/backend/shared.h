/* shared.h: memory that odeval and one backend's process both see: images go through it uncopied, and the
 * wish to stop is seen at once.
 */
#ifndef OD_BACKEND_SHARED_H
#define OD_BACKEND_SHARED_H

#include <stdatomic.h>

#include "core/memory.h"

/* The first page, mapped for as long as the process lives: threads of a backend look at it at any time. */
typedef struct od_shared_flags {
    atomic_int cancelled;
} od_shared_flags;

/* A file without a name. Zero-initialised but for `file`, which is -1, means: none. */
typedef struct od_shared {
    int file;
    od_shared_flags *flags;
    char *data;  /* what comes after the first page */
    size_t size; /* of data */
} od_shared;

od_status od_shared_create(od_shared *s, od_error *err);
/* At the other end: from here on `s` owns `file`. */
od_status od_shared_attach(od_shared *s, int file, od_error *err);
/* Room for `needed` bytes of data; old ones are kept, and the data may move. At the attached end the creator
 * must have done so before. */
od_status od_shared_grow(od_shared *s, size_t needed, od_error *err);
void od_shared_release(od_shared *s);

#endif
