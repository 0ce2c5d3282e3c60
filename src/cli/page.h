/* page.h: text for people, gathered whole and then shown.
 *
 * Rows carry their help as plain text with a light form (below); a page fills it to 80 columns, and the
 * manual renders the same text as roff. The first failure is kept in the page and later calls do nothing, so
 * that only the end checks.
 *
 * The form: lines of a paragraph follow each other; an empty line ends it; a line that begins with "- " is an
 * item of a list; an indented line is an item, too: "  term   what it is", the term set apart by two spaces
 * or more, or text that is kept on a line of its own. Lines indented as deep as an item's text go on with it.
 */
#ifndef OD_CLI_PAGE_H
#define OD_CLI_PAGE_H

#include "core/memory.h"

enum { OD_PAGE_WIDTH = 80, OD_PAGE_COLUMN = 26 };

typedef struct od_page {
    od_buffer text;
    od_status st;
    od_error *err;
} od_page;

void od_page_init(od_page *page, od_error *err);
void od_page_free(od_page *page);

void od_page_printf(od_page *page, const char *fmt, ...) OD_PRINTF(2, 3);
/* One paragraph whose lines after the first are indented by `hang`; the first starts where the page's last
 * line ends, at column `at`. Ends the line. */
void od_page_fill(od_page *page, size_t at, size_t hang, od_str text);
/* "  term        what it is", the text starting at `column`, on the next line when the term is too long for
 * it. */
void od_page_item(od_page *page, size_t indent, size_t column, const char *term, const char *text);
/* Text in the form above. */
void od_page_text(od_page *page, const char *text);

/* Writes the page to standard output. */
od_status od_page_show(od_page *page);

/* ---- text in the form above, piece by piece ---- */

typedef struct od_block {
    bool gap;      /* an empty line goes before it */
    bool bullet;   /* began with "- " */
    size_t indent; /* of its first line */
    size_t hang;   /* where its text starts */
    od_str term;   /* .n is 0 when there is none */
    od_buffer text;
} od_block;

/* The next block; *more is false at the end. `block` is zero-initialised before the first call and freed with
 * od_block_free. */
od_status od_block_next(od_block *block, const char **text, bool *more, od_error *err);
void od_block_free(od_block *block);

#endif
