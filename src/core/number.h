/* number.h: text to double and back, exactly.
 *
 * Reading gives the correctly rounded double for every input, as strtod does in the C locale, whatever the
 * process's locale is. Most numbers take Clinger's exact path or Eisel and Lemire's 128-bit product (D.
 * Lemire, "Number parsing at a gigabyte per second", 2021); what those cannot decide goes to strtod.
 */
#ifndef OD_CORE_NUMBER_H
#define OD_CORE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/* Reads one JSON number (or NaN, Infinity, -Infinity as Python writes them) from [p, end). Returns the byte
 * after it, or NULL when the text is not a number or `end` was reached inside it in a way that more bytes
 * could change. A number that ends exactly at `end` is read; the caller that has more text to come must look
 * first whether it has all of it. Overflow gives an infinity, underflow a denormal or zero, as Python's json
 * does. */
const char *od_number_read(const char *p, const char *end, double *value);

/* The same without the value: the grammar only. */
const char *od_number_skip(const char *p, const char *end);

/* An integer without fraction or exponent that fits int64; NULL otherwise (nothing is said about why). */
const char *od_number_read_int64(const char *p, const char *end, int64_t *value);

/* The shortest decimal text (15 to 17 digits tried in turn) that reads back as the same double, in JSON's
 * syntax: "0.1", "1", "1e-07", "NaN", "Infinity". `buf` needs OD_NUMBER_TEXT bytes. Returns its length. */
enum { OD_NUMBER_TEXT = 32 };
size_t od_number_write(char *buf, double value);

/* As printf's "%.*f" in the C locale. Returns its length; buf is always terminated. */
size_t od_number_fixed(char *buf, size_t size, double value, int decimals);

#endif
