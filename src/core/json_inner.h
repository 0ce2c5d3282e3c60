/* json_inner.h: what the files of the JSON reader share; nobody else includes it. */
#ifndef OD_CORE_JSON_INNER_H
#define OD_CORE_JSON_INNER_H

#include "core/json.h"

enum { OD_JSON_NO_BYTE = -1 }; /* the text has ended */

/* Moves the window on, keeping what starts at j->p. */
od_status od_json_refill(od_json *j);

/* Sees to it that n bytes from j->p on are in the window, unless the text ends before; returns OD_OK then
 * too. */
od_status od_json_need(od_json *j, size_t n);

od_status od_json_next_slowly(od_json *j, int *c);

/* Skips white space; *c is the next byte, not yet taken, or OD_JSON_NO_BYTE. */
static inline od_status od_json_next(od_json *j, int *c)
{
    const char *p = j->p;

    if (p < j->end && *p == ' ')
        p++;
    if (p < j->end && (signed char)*p > ' ') { /* bytes from 128 on go the slow way: a mark may begin there */
        j->p = p;
        *c = (unsigned char)*p;
        return OD_OK;
    }
    return od_json_next_slowly(j, c);
}

/* Fails with "expected `wanted`, found ...". */
od_status od_json_unexpected(od_json *j, const char *wanted);

/* Fails because the text has ended; `where` is "inside a string". */
od_status od_json_ended(od_json *j, const char *where);

/* Opens one more level. */
od_status od_json_enter(od_json *j);

/* j->p is after the opening quote. Reads to behind the closing one; `keep`: decoded into scratch, else only
 * checked. What is too long to be kept is an error, or, with `fits`, sets it to false and is only checked. */
od_status od_json_text(od_json *j, bool keep, bool *fits);

/* The first byte from p on that does not simply belong to a string: a quote, a backslash, a control
 * character, a byte that is not (or not yet completely) UTF-8; or `end`. */
const char *od_json_plain(const char *p, const char *end);

/* j->p is where a number or one of the words that stand for one begins: brings all of it into the window. */
od_status od_json_whole_number(od_json *j);

/* Fails because what is at j->p, all in the window, is no number. */
od_status od_json_bad_number(od_json *j);

/* Reads exactly this word. */
od_status od_json_word(od_json *j, const char *word);

#endif
