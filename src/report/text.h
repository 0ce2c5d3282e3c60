/* text.h: text as terminals show it: columns, cutting, wrapping. */
#ifndef OD_REPORT_TEXT_H
#define OD_REPORT_TEXT_H

#include "core/memory.h"

/* Columns that a text takes, as od_text_add writes it. */
size_t od_text_width(const char *text);

/* Appends a text that may come from anywhere: control characters, which could steer a terminal, and bytes
 * that are not UTF-8 become '?'. At most `width` columns; what is longer ends in "…". */
od_status od_text_add(od_buffer *b, const char *text, size_t width, od_error *err);

od_status od_text_spaces(od_buffer *b, size_t n, od_error *err);

/* Lines are broken between words to fit `width`, in a longer word where a wide character ends or begins; else
 * it keeps its line. */
typedef struct od_wrap {
    const char *first, *rest; /* what the first line and each later one begin with */
    const char *on, *off;     /* put around each line; "": nothing. They take no columns */
    unsigned width;
} od_wrap;

od_status od_text_wrap(od_buffer *b, const char *text, const od_wrap *wrap, od_error *err);

/* Takes blanks from the end of the line that starts at `from`. */
void od_text_trim(od_buffer *b, size_t from);

/* 0.55123 -> "55.12", NaN -> "n/a". */
enum { OD_CELL_TEXT = 40 };
char *od_text_percent(char buf[OD_CELL_TEXT], double fraction);
/* A difference of fractions in points: "+0.31", "-0.002"; "0" for none, "n/a" for NaN. */
char *od_text_points(char buf[OD_CELL_TEXT], double difference);
char *od_text_count(char buf[OD_CELL_TEXT], double count);

#endif
