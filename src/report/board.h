/* board.h: how leaderboards are shown. One row, one file, per form.
 */
#ifndef OD_REPORT_BOARD_H
#define OD_REPORT_BOARD_H

#include "decision/ranking.h"

typedef struct od_board_style {
    bool colour;        /* terminal escapes may be used */
    unsigned width;     /* columns of the table */
    const char *folder; /* where the report will lie, for links to run pages; NULL: no links */
} od_board_style;

typedef struct od_board_form {
    const char *name;      /* what --format takes: "html" */
    const char *title;     /* one line */
    const char *extension; /* ".html": without --format, `-o FILE` chooses the form by it */
    /* Appends the whole report to `text`. */
    od_status (*write)(const od_boards *boards, const od_board_style *style, od_buffer *text, od_error *err);
} od_board_form;

/* NULL-terminated; the first is the default. */
extern const od_board_form *const od_board_forms[];
const od_board_form *od_board_form_find(const char *name);

#endif
