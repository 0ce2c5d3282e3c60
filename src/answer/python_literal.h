/* python_literal.h: numbers and texts as they are written in Python's source; for python_literal.c. */
#ifndef OD_ANSWER_PYTHON_LITERAL_H
#define OD_ANSWER_PYTHON_LITERAL_H

#include "answer/python_inner.h"

/* The number at p, which begins with a digit, or a point and a digit: returns the byte behind it, NULL when
 * it is malformed. What may stand behind a number is the caller's to know. */
const char *od_python_number_token(const char *p, const char *end, od_python_kind *kind, double *value);

/* Whether a quote, or a prefix and a quote, is at p. */
bool od_python_begins_text(const char *p, const char *end);

/* Reads the text at r->p into a value of its own. */
bool od_python_read_text(od_python_reader *r);

/* While another text follows the one that was read last, adds it to that; `skip` passes over what may stand
 * between the two. */
bool od_python_join_texts(od_python_reader *r, bool (*skip)(od_python_reader *r));

#endif
