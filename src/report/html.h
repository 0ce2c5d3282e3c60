/* html.h: pages that need nothing but themselves: no network, no other file but images beside them.
 *
 * Texts that may come from anywhere go through od_html_fill or od_html_text, which leave no character of
 * them markup. The first failure is kept and later calls do nothing, so that only the end checks.
 */
#ifndef OD_REPORT_HTML_H
#define OD_REPORT_HTML_H

#include "core/memory.h"

typedef struct od_html {
    od_buffer text;
    od_status st;
    od_error *err;
} od_html;

/* Markup as it is. */
void od_html_raw(od_html *h, const char *markup);
/* Text, escaped for content and for quoted attributes; what is not UTF-8, and control characters, those
 * that change the direction of text among them, become U+FFFD. */
void od_html_text(od_html *h, const char *text);
/* Markup in which each % stands for the next text, escaped; "%%" for a percent sign. */
void od_html_fill(od_html *h, const char *markup, ...);
/* Markup made of numbers and our own words. */
void od_html_printf(od_html *h, const char *fmt, ...) OD_PRINTF(2, 3);
/* A number as attributes of SVG want it, whatever the locale: at most two decimals. */
void od_html_number(od_html *h, double value);
/* A path as an address: relative ones stay relative, no character of it can mean a scheme. */
void od_html_address(od_html *h, const char *path);

/* From <!doctype> to the opened <main>; styles included. */
void od_html_begin(od_html *h, const char *title);
/* To </html>; the script included. `version` is of odeval. */
void od_html_end(od_html *h, const char *version);

/* A table's head cell that sorts by its column; `explanation` may be NULL. */
void od_html_sorter(od_html *h, const char *name, const char *explanation, bool numeric);
/* data-v, by which a cell sorts; nothing for NaN, which sorts last. */
void od_html_key(od_html *h, double value);

#endif
