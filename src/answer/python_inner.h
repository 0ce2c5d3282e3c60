/* python_inner.h: what the readers of Python's languages share; nobody else includes it. */
#ifndef OD_ANSWER_PYTHON_INNER_H
#define OD_ANSWER_PYTHON_INNER_H

#include "answer/python_value.h"

typedef struct od_python_reader {
    od_python *py;
    const char *p, *end;
    unsigned depth; /* open brackets */
    od_python_outcome outcome;
    od_status st;
    od_error *err;
} od_python_reader;

/* Adds an open value that begins at `at`; false when memory is exhausted. */
bool od_python_open(od_python_reader *r, od_python_kind kind, const char *at, od_python_id *id);

/* Completes it. */
void od_python_close(od_python_reader *r, od_python_id id);

/* A complete value without items. */
bool od_python_add_number(od_python_reader *r, od_python_kind kind, const char *at, double number);

/* Adds to the texts; false when memory is exhausted. */
bool od_python_add_bytes(od_python_reader *r, const char *bytes, size_t n);
/* A character, a surrogate as three bytes like any other. */
bool od_python_add_code(od_python_reader *r, uint32_t code);

/* The n hexadecimal digits at p; false when there are fewer. */
bool od_python_hex(const char *p, const char *end, unsigned n, uint32_t *code);

/* Sets the outcome; returns false. */
bool od_python_stop(od_python_reader *r, od_python_outcome outcome);

/* Of an integer's value: -0 is 0. */
double od_python_integer(double value);

#endif
