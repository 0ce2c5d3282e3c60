/* json.h: a streaming JSON reader: the caller says what it expects, value by value; nothing is stored.
 *
 * The dialect is Python's json module: NaN, Infinity and -Infinity are numbers, duplicate keys are all
 * delivered (the caller that assigns on each gets "last wins"), control characters inside strings are
 * refused. A byte order mark is skipped. Strings must be UTF-8. Nesting is limited to OD_JSON_DEPTH. Errors
 * carry the byte offset.
 *
 * Text given out (keys, strings) is valid only until the next call that reads.
 */
#ifndef OD_CORE_JSON_H
#define OD_CORE_JSON_H

#include <stdbool.h>

#include "core/input.h"
#include "core/memory.h"

enum {
    OD_JSON_DEPTH = 1000, /* Python's own default recursion limit */
    OD_JSON_TEXT_MAX =
        16 * 1024 * 1024, /* bytes of a string or number that is read; skipped ones have no limit */
};

typedef enum od_json_type {
    OD_JSON_END, /* nothing but white space up to the end of the text, or a byte that starts no value */
    OD_JSON_NULL,
    OD_JSON_FALSE,
    OD_JSON_TRUE,
    OD_JSON_NUMBER,
    OD_JSON_STRING,
    OD_JSON_ARRAY,
    OD_JSON_OBJECT,
} od_json_type;

/* The members are for json.c and for readers' fast paths that look ahead in [p, end) and move p over what
 * they took. */
typedef struct od_json {
    const char *p, *end;
    od_input *in;
    const char *begin;   /* start of the window, for offsets */
    uint64_t offset;     /* of `begin` */
    bool last;           /* nothing comes after `end` */
    uint32_t depth;      /* open arrays and objects */
    od_buffer scratch;   /* the last string that had escapes or met the window's end */
    const char *counted; /* in the window: line ends before it are in `lines`; NULL: they are not counted */
    uint64_t lines;
    bool any_bytes; /* see od_json_any_bytes */
    od_error *err;
} od_json;

/* The reader starts where the input's window starts; the input stays the caller's. */
void od_json_init(od_json *j, od_input *in, od_error *err);
void od_json_free(od_json *j);

/* The type of the value that comes next; white space is skipped, nothing else is consumed. */
od_status od_json_peek(od_json *j, od_json_type *type);

/* An object:  od_json_open_object(j); while (od_json_key(j, &first, &key, &more) == OD_OK && more) { read one
 * value } `first` is the caller's bool, true before the first call. od_json_key consumes the closing brace
 * when `more` is false. */
od_status od_json_open_object(od_json *j);
od_status od_json_key(od_json *j, bool *first, od_str *key, bool *more);

/* An array, in the same way. */
od_status od_json_open_array(od_json *j);
od_status od_json_item(od_json *j, bool *first, bool *more);

/* Scalars. Each fails, saying what was found, when the next value is of another type. */
od_status od_json_number(od_json *j, double *value);
/* A number that is wanted as an integer; *fits is false when it has a fraction or does not fit 64 bits. 1.0
 * and 1e0 fit; what is written without point and exponent is exact, the rest is read as a double first. */
od_status od_json_integer(od_json *j, int64_t *value, bool *fits);
od_status od_json_bool(od_json *j, bool *value);
od_status od_json_string(od_json *j, od_str *text); /* decoded */
od_status od_json_null(od_json *j);
/* As od_json_string, but *fits is false, and the text read over, when it is longer than OD_JSON_TEXT_MAX. */
od_status od_json_string_if(od_json *j, od_str *text, bool *fits);

/* From here on, and until it is taken back, bytes in strings need not be UTF-8, and are passed on as they
 * are: for texts that somebody else wrote, and whose reader knows what to do with such bytes. */
void od_json_any_bytes(od_json *j, bool allowed);

/* Reads over one value of any kind, checking its grammar, keeping nothing. */
od_status od_json_skip(od_json *j);

/* After the last value: only white space may follow. */
od_status od_json_finish(od_json *j);

/* The byte offset of the next unread byte, and that place for messages. */
uint64_t od_json_offset(const od_json *j);
od_place od_json_place(const od_json *j);

/* Counts line ends from here on, so that od_json_line can say the line (from 1) of the next unread byte. */
void od_json_count_lines(od_json *j);
uint64_t od_json_line(od_json *j);

/* Fails at the present place. */
od_status od_json_fail(od_json *j, const char *fmt, ...) OD_PRINTF(2, 3);

#endif
