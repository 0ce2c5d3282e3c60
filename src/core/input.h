/* input.h: the bytes of one file, wherever they come from.
 *
 * A plain file is mapped; a .gz file (known by its first bytes, not its name), a pipe or standard input is
 * read through a window that slides. Either way a reader sees [begin, end) and asks for more when that is not
 * enough, so one reader serves all, and memory is the window.
 *
 * Known limit: a mapped file that somebody shortens while it is read ends the process (SIGBUS). Files
 * replaced by a rename, as od_output does it, are safe.
 */
#ifndef OD_CORE_INPUT_H
#define OD_CORE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/memory.h"

typedef struct od_input od_input;

typedef struct od_window {
    const char *begin, *end;
    uint64_t offset; /* of `begin`, in bytes of the (inflated) text */
    bool last;       /* nothing comes after `end` */
} od_window;

/* `path` "-" is standard input. A missing or empty file, a directory, an unreadable file: OD_INPUT with a
 * remedy. Opening reads the first window. */
od_status od_input_open(od_input **out, const char *path, od_error *err);

/* Bytes that somebody else owns and keeps until od_input_close. An empty text is allowed here. */
od_status od_input_of_bytes(od_input **out, const char *name, const void *bytes, size_t n, od_error *err);

/* The same bytes as a stream whose reads give at most `chunk` bytes (0 counts as 1) and whose window begins
 * that small, for tests and fuzzing. */
od_status od_input_of_chunks(od_input **out, const char *name, const void *bytes, size_t n, size_t chunk,
                             od_error *err);

/* From now on a thread of its own reads (and inflates) a stream ahead of the window, by at most 1 MiB; bytes
 * and errors stay the same. No effect on what is whole, on what is read ahead already, and when no thread can
 * be had. */
void od_input_read_ahead(od_input *in);

void od_input_close(od_input *in); /* NULL allowed */

/* What messages call it: the path as given, "standard input" for "-". Lives as long as the input. */
const char *od_input_name(const od_input *in);

od_window od_input_window(const od_input *in);

/* Forgets the bytes before `keep` (which lies in the window) and reads on: the bytes from `keep` are kept, at
 * a new address, and at least one byte is added unless `last` is reached. A truncated or damaged .gz is an
 * error that says where. A piece that must be kept and is larger than 1 GiB is an error. */
od_status od_input_more(od_input *in, const char *keep, od_error *err);

/* True when the whole text is in the window from the start (mapped files, bytes). */
bool od_input_is_whole(const od_input *in);

/* A mapped file's pages before `upto` may be given back to the system; they stay readable. No effect
 * elsewhere. */
void od_input_release(od_input *in, const char *upto);

/* All bytes of a file, at most `maximum`, as od_input_open and od_input_more give them; more: OD_INPUT. */
od_status od_input_bytes(od_buffer *out, const char *path, size_t maximum, od_error *err);

#endif
