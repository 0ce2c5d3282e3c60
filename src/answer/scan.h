/* scan.h: a cursor over an answer's text, and what all grammars share. Only grammars and readers use it. */
#ifndef OD_ANSWER_SCAN_H
#define OD_ANSWER_SCAN_H

#include "answer/answer.h"

typedef struct od_scan {
    const char *p, *end;
} od_scan;

static inline od_scan od_scan_of(od_str text)
{
    return (od_scan){text.p, text.p + text.n};
}

/* The first place of `word` at or after p, or NULL. Linear (memchr on the first byte, then memcmp). */
const char *od_scan_find(const char *p, const char *end, const char *word);
bool od_scan_has(od_str text, const char *word);

void od_scan_space(od_scan *s);
/* Takes the word when it comes next (white space before it is not passed over). */
bool od_scan_take(od_scan *s, const char *word);

/* A number as models write it: sign, digits, fraction, exponent (core/number.h reads the value, exactly).
 * false, with nothing taken, when there is none; the value may be infinite (1e999), which callers refuse. A
 * number that ends in a letter ("0x10", "12px") is taken whole and is no number: *value is NaN. */
bool od_scan_number(od_scan *s, double *value);

/* A text trimmed of white space at both ends. */
od_str od_trimmed(od_str text);

/* Keeps a text, trimmed and mended into valid UTF-8 (counted as OD_REPAIR_ENCODING), in the reading's texts;
 * `text` must not lie there itself, unless they have room for three times its length more. For a label that
 * many boxes share: their label and label_bytes are set to what comes back. */
od_status od_reading_text(od_reading *r, od_str text, size_t *at, size_t *bytes, od_error *err);

/* Adds a box with up to one label; the label is trimmed, and mended into valid UTF-8 (counted as
 * OD_REPAIR_ENCODING). label.p NULL: none. A number that is not finite: counted under OD_PASSED_NUMBER, no
 * box. */
od_status od_reading_add(od_reading *r, const double v[4], od_str label, od_error *err);
/* The box just added, to say more about it; NULL when it was passed over. */
od_answer_box *od_reading_last(od_reading *r);

/* n numbers where a box is due: 4 are a box (added with the label), 2 a point, more than 4 a polygon,
 * anything else counts as OD_PASSED_ARITY. */
od_status od_reading_take(od_reading *r, const double *v, size_t n, od_str label, od_error *err);

#endif
