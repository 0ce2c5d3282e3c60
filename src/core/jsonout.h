/* jsonout.h: JSON text, the same bytes for the same content.
 *
 * Doubles are written so that reading them gives the same double; NaN becomes null (a number that could not
 * be computed is null, never 0 or -1), and so do infinities, which JSON does not have. Indentation is 1 space
 * per level; a list opened as "inline" stays on one line.
 */
#ifndef OD_CORE_JSONOUT_H
#define OD_CORE_JSONOUT_H

#include <stdbool.h>

#include "core/memory.h"

typedef struct od_jsonout {
    od_buffer text;               /* what has been written */
    od_error *err;                /* may be NULL */
    od_status st;                 /* the first failure (memory); later calls do nothing */
    unsigned depth, inline_depth; /* inline_depth: levels from here on are on one line; 0: none */
    bool compact;                 /* everything on one line, for JSON Lines */
    bool fresh;                   /* nothing yet at this level */
    bool after_key;
} od_jsonout;

void od_jsonout_init(od_jsonout *o, bool compact, od_error *err);
void od_jsonout_free(od_jsonout *o);

void od_jsonout_open(od_jsonout *o, char bracket, bool on_one_line); /* '{' or '[' */
void od_jsonout_close(od_jsonout *o, char bracket);                  /* '}' or ']' */
void od_jsonout_key(od_jsonout *o, const char *key);
void od_jsonout_text(od_jsonout *o,
                     od_str text); /* .p NULL writes null; bytes that are not UTF-8 become U+FFFD */
void od_jsonout_cstr(od_jsonout *o, const char *text); /* NULL writes null */
void od_jsonout_number(od_jsonout *o, double value);
void od_jsonout_integer(od_jsonout *o, int64_t value);
void od_jsonout_bool(od_jsonout *o, bool value);
void od_jsonout_raw(od_jsonout *o, const char *json); /* a value that is JSON already */
/* Ends a document, or a line of JSON Lines. */
void od_jsonout_newline(od_jsonout *o);

#endif
