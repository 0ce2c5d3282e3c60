/* python_text.h: text as Python sees it: which characters are white space and digits, and what int(), float()
 * and lower() make of them.
 *
 * The strict readers repeat what published Python code does, and that code works on characters: its \s and \d
 * know Unicode (14.0 here, as in Python 3.11). A byte that begins no character counts as U+FFFD, which is
 * what decoding with errors="replace" makes of it.
 */
#ifndef OD_ANSWER_PYTHON_TEXT_H
#define OD_ANSWER_PYTHON_TEXT_H

#include <stdbool.h>

#include "core/memory.h"

/* od_python_char for what is not ASCII. */
size_t od_python_wide_char(const char *p, const char *end, uint32_t *code);

/* The character at p < end; a lone surrogate, as values hold it in three bytes, is U+FFFD. Returns its bytes,
 * at least 1. */
static inline size_t od_python_char(const char *p, const char *end, uint32_t *code)
{
    if ((unsigned char)*p >= 0x80)
        return od_python_wide_char(p, end, code);
    *code = (unsigned char)*p;
    return 1;
}

/* What str.isspace() and \s say. */
bool od_python_is_space(uint32_t code);

/* 0 to 9 for what \d matches, else -1. */
int od_python_digit(uint32_t code);

/* What \s* and \d* match at p: the place behind. */
const char *od_python_spaces(const char *p, const char *end);
const char *od_python_digits(const char *p, const char *end);

/* str.strip(), and str.rstrip(). */
od_str od_python_strip(od_str text);
od_str od_python_rstrip(od_str text);

/* The value of a number in the form [sign] digits [. digits] [e [sign] digits] with any white space at its
 * ends and any _ between digits, correctly rounded. The caller has seen to the form. */
double od_python_decimal(od_str text);

/* What float(text) takes: the above, inf, infinity and nan. False for what raises ValueError. */
bool od_python_float(od_str text, double *value);

/* str.lower(), added to `out`. */
od_status od_python_lower(od_buffer *out, od_str text, od_error *err);

/* One character's lower case: a code, with 0x307 behind it for U+0130 alone. Sigma is od_python_lower's
 * affair.
 */
uint32_t od_python_lower_code(uint32_t code);

#endif
