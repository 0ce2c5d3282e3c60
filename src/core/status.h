/* status.h: how a failure travels.
 *
 * Every function that can fail returns an od_status and takes an od_error to fill. The first error is kept: a
 * caller that fails because something below it failed adds nothing. Only src/cli prints.
 */
#ifndef OD_CORE_STATUS_H
#define OD_CORE_STATUS_H

#include <stddef.h>
#include <stdint.h>

/* The values are the exit codes of the command and of the public odeval_status. */
typedef enum od_status {
    OD_OK = 0,
    OD_USAGE = 2,   /* an option or argument that makes no sense */
    OD_INPUT = 3,   /* unreadable, malformed, does not fit the data set */
    OD_BACKEND = 4, /* a detector could not be loaded or failed */
    OD_SYSTEM = 5,  /* out of memory, disk full, write failed */
} od_status;

/* What a position counts. */
typedef enum od_unit {
    OD_UNIT_NONE = 0,
    OD_UNIT_BYTE,   /* offset from 0 */
    OD_UNIT_LINE,   /* from 1 */
    OD_UNIT_RECORD, /* from 1: the n-th record of an array */
} od_unit;

/* One place in an input. */
typedef struct od_place {
    const char *input; /* name of the file as the user gave it; NULL when there is none */
    uint64_t at;       /* in the unit; ignored for OD_UNIT_NONE */
    od_unit unit;
} od_place;

/* Zero-initialised means: no error. Owned by the caller, no memory behind it. */
typedef struct od_error {
    od_status code;
    char what[400];  /* one sentence, without a full stop */
    char input[256]; /* "" when the error has no input */
    uint64_t at;     /* position in the unit */
    od_unit unit;
    char remedy[400]; /* what to do; "" when there is nothing to add */
} od_error;

#if defined(__GNUC__)
#define OD_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define OD_MUST_CHECK __attribute__((warn_unused_result))
#else
#define OD_PRINTF(fmt, args)
#define OD_MUST_CHECK
#endif

/* Each returns `code`, and fills `err` unless it holds an error already. `err` may be NULL. */
od_status od_fail(od_error *err, od_status code, const char *fmt, ...) OD_PRINTF(3, 4);
od_status od_fail_at(od_error *err, od_status code, od_place place, const char *fmt, ...) OD_PRINTF(4, 5);
od_status od_fail_memory(od_error *err);

/* Adds the remedy to the error just made (kept when one is there already); returns err's code. */
od_status od_remedy(od_error *err, const char *fmt, ...) OD_PRINTF(2, 3);

/* What the system says about an errno value, into buf, always terminated. Returns buf. */
char *od_errno_text(char *buf, size_t size, int number);

/* "out.json: byte 81,724" into buf, always terminated; "" when there is no input. Returns buf. */
char *od_place_text(char *buf, size_t size, od_place place);

/* "what: where: what to do" into buf, always terminated. Returns buf. */
char *od_error_text(const od_error *err, char *buf, size_t size);

#endif
