/* outputs.h: the files that one command writes: all of them, or none.
 *
 * Every path is claimed before the work starts, so that a file that cannot be written is said at once and not
 * after an hour. Texts are staged (written beside their names) and appear when everything has succeeded;
 * files that a room writes by itself are taken away again when something later fails, unless they were there
 * before.
 */
#ifndef OD_CLI_OUTPUTS_H
#define OD_CLI_OUTPUTS_H

#include <stdbool.h>

#include "core/memory.h"
#include "core/output.h"

enum { OD_OUTPUTS_MAX = 12 };

typedef struct od_claim {
    const char *option; /* "--save": for messages */
    const char *path;
    bool existed, made; /* before the command; by it */
    od_output *staged;
} od_claim;

/* Zero-initialised means: empty. */
typedef struct od_outputs {
    od_claim claims[OD_OUTPUTS_MAX];
    size_t n;
} od_outputs;

/* `path` NULL claims nothing. OD_USAGE when another option claims the same file or standard output ("-") too;
 * OD_SYSTEM when it cannot be written. */
od_status od_outputs_claim(od_outputs *o, const char *option, const char *path, od_error *err);

/* Fails with OD_USAGE when a claimed path is this input (NULL: none). */
od_status od_outputs_spare(const od_outputs *o, const char *option, const char *input, od_error *err);

/* The same for each of a NULL-terminated list. */
od_status od_outputs_spare_all(const od_outputs *o, const char *option, const char *const *inputs,
                               od_error *err);

/* The first of n inputs that is a file before it, too, under this name or another; n: there is none. */
size_t od_outputs_repeated(const char *const *inputs, size_t n);

/* Writes a text for the claimed path, to appear at od_outputs_commit. */
od_status od_outputs_stage(od_outputs *o, const char *path, const od_buffer *text, od_error *err);

/* The claimed path was written by somebody else. */
void od_outputs_made(od_outputs *o, const char *path);

/* Lets the staged files appear: standard output first, for it can fail. */
od_status od_outputs_commit(od_outputs *o, od_error *err);

/* Takes away what is staged or made. Does nothing after a commit that succeeded. */
void od_outputs_abandon(od_outputs *o);

#endif
