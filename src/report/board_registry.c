#include <string.h>

#include "report/board.h"

extern const od_board_form od_board_table, od_board_html, od_board_markdown, od_board_csv, od_board_json,
    od_board_latex;

/* One line a form. */
const od_board_form *const od_board_forms[] = {
    &od_board_table, &od_board_html, &od_board_markdown, &od_board_csv, &od_board_json, &od_board_latex, NULL,
};

const od_board_form *od_board_form_find(const char *name)
{
    for (const od_board_form *const *f = od_board_forms; *f; f++)
        if (strcmp((*f)->name, name) == 0)
            return *f;
    return NULL;
}
