/* python_value.h: values as Python reads them from text, with json.loads or with ast.literal_eval.
 *
 * The two languages are kept exactly, as of Python 3.11: what they take, what they refuse, and how deep they
 * nest. Values lie in one column, each before its items, so that a tree costs no allocation of its own.
 *
 * Known differences: "\N{...}" in a literal is refused (it needs the names of all characters).
 */
#ifndef OD_ANSWER_PYTHON_VALUE_H
#define OD_ANSWER_PYTHON_VALUE_H

#include <stdbool.h>

#include "core/memory.h"

enum {
    OD_PYTHON_JSON_DEPTH = 993,      /* one more open bracket raises RecursionError */
    OD_PYTHON_LITERAL_DEPTH = 200,   /* one more open bracket is a SyntaxError */
    OD_PYTHON_INTEGER_DIGITS = 4300, /* one more digit raises ValueError */
};

typedef enum od_python_kind {
    OD_PYTHON_NONE,
    OD_PYTHON_BOOL,
    OD_PYTHON_INT,
    OD_PYTHON_FLOAT,
    OD_PYTHON_COMPLEX, /* without its value */
    OD_PYTHON_ELLIPSIS,
    OD_PYTHON_STR,
    OD_PYTHON_BYTES,
    OD_PYTHON_LIST,
    OD_PYTHON_TUPLE,
    OD_PYTHON_SET,
    OD_PYTHON_DICT,
    OD_PYTHON_GROUP, /* parentheses around one value: od_python_at looks through them */
} od_python_kind;

/* How reading ended. */
typedef enum od_python_outcome {
    OD_PYTHON_READ,
    OD_PYTHON_INVALID, /* json.JSONDecodeError; what literal_eval raises (SyntaxError, ValueError, TypeError)
                        */
    OD_PYTHON_RAISED,  /* json.loads raised another exception: nested too deep, an integer too long */
} od_python_outcome;

/* Indices of values; the 0th value is nobody's item, so that 0 can mean: none. */
typedef uint32_t od_python_id;

typedef struct od_python_value {
    uint8_t kind;
    bool unhashable;  /* cannot be a key or in a set */
    bool in_source;   /* a text without escapes: its bytes are in the source */
    uint32_t n;       /* items; pairs of a dict */
    od_python_id end; /* behind the last of its items; 0 while it is not complete */
    uint32_t at;      /* offset in the source */
    union {
        double number; /* of BOOL, INT (infinite when it is too large for a double) and FLOAT */
        struct {
            uint32_t at, bytes;
        } text; /* of STR (UTF-8, a lone surrogate as three bytes) and BYTES */
    } as;
} od_python_value;

/* Zero-initialised before the first od_python_begin. */
typedef struct od_python {
    od_str source; /* the caller's */
    od_python_value *values;
    size_t n, capacity;
    od_buffer texts;
} od_python;

/* Forgets all values. What is read next lies in `source`. */
od_status od_python_begin(od_python *py, od_str source, od_error *err);
void od_python_release(od_python *py);

/* Reads all of `text`, a piece of the source, as one value behind those that are there. When the outcome is
 * not OD_PYTHON_READ, *root is 0 and the values read so far are left behind, with `end` 0 where they were
 * open. Only memory can fail. */
od_status od_python_json(od_python *py, od_str text, od_python_id *root, od_python_outcome *outcome,
                         od_error *err);
od_status od_python_literal(od_python *py, od_str text, od_python_id *root, od_python_outcome *outcome,
                            od_error *err);

/* A value, parentheses looked through. */
const od_python_value *od_python_at(const od_python *py, od_python_id id);
/* Its first item (of a dict: key, value, key, value, ...), or its end when it has none. */
od_python_id od_python_first(const od_python *py, od_python_id id);
/* What comes behind a value: its next sibling, or its parent's end. */
od_python_id od_python_next(const od_python *py, od_python_id id);

/* The value of a dict's key, the last when it is repeated; 0 when there is none or it is no dict. */
od_python_id od_python_get(const od_python *py, od_python_id dict, const char *key);

/* The bytes of a STR or BYTES. */
od_str od_python_text(const od_python *py, const od_python_value *v);

/* len(), and -1 for what has none. In a set or dict at most 5 are told apart; tuples in it all count. */
int64_t od_python_length(const od_python *py, od_python_id id);

/* Whether it is an int, a float or a bool, which is 0 or 1. */
bool od_python_is_number(const od_python_value *v);
bool od_python_is_list(const od_python_value *v); /* or a tuple */

/* str() of a value, added to `out`, as far as it can be the name of a category: a list or tuple is [...], a
 * set or dict {...}, what is stranger still "...". */
od_status od_python_str(const od_python *py, od_python_id id, od_buffer *out, od_error *err);

#endif
