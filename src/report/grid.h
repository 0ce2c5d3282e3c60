/* grid.h: a table of short texts, made from a record: table.c aligns it, markdown.c puts bars between its
 * cells. */
#ifndef OD_REPORT_GRID_H
#define OD_REPORT_GRID_H

#include "record/record.h"
#include "report/text.h"

enum { OD_GRID_COLUMNS = 12 };

typedef struct od_grid_row {
    const char *cells[OD_GRID_COLUMNS]; /* "" where empty */
    unsigned indent;                    /* levels, of the first cell */
    bool strong;                        /* the row that counts most */
    bool apart;                         /* a new block begins */
} od_grid_row;

/* Zero-initialised means: empty. */
typedef struct od_grid {
    const char *head[OD_GRID_COLUMNS];
    bool numeric[OD_GRID_COLUMNS]; /* aligned to the right */
    uint32_t n_columns;
    uint32_t elastic; /* the column that is cut where there is no room for all */
    uint32_t keep;    /* columns after this many may be left out */
    od_grid_row *rows;
    size_t n, capacity;
    od_arena texts;
} od_grid;

void od_grid_free(od_grid *g);

/* Whether the benchmark has subsets, so that there are levels to show; else it is one set. */
bool od_report_has_levels(const od_record *r);

/* Subsets under their groups, then the averages, the headline last: for records with levels. */
od_status od_grid_levels(od_grid *g, const od_record *r, od_error *err);
/* Every score with its meaning, then the counts: for records of one set. */
od_status od_grid_scores(od_grid *g, const od_record *r, od_error *err);
/* The categories of one subset. */
od_status od_grid_categories(od_grid *g, const od_record_subset *s, od_error *err);
/* What a reader of the first two needs to know about them, in sentences. */
od_status od_grid_legend(od_buffer *text, const od_record *r, od_error *err);

/* "effect: nms_AP -0.31, AP 0 points" of a warning that has one. */
od_status od_effect_text(od_buffer *text, const od_record_warning *w, od_error *err);

/* What stands under the title when no model was run. */
extern const char od_simulated_note[];

/* "openai:model=m,temperature=0 (prompt 223a353b)": what made the answers, on one line; nothing where the
 * record does not say. */
od_status od_grid_run(od_buffer *text, const od_record *r, od_error *err);

/* The grid as columns of text that fit `width`. */
od_status od_grid_align(od_buffer *out, const od_grid *g, size_t width, bool colour, od_error *err);

/* "95%", above intervals of a record that has them; and one of them: "33.2\u201340.9", "" where `ranges`
 * (NULL: none) do not have it. */
char *od_grid_interval_head(const od_record *r, char buf[OD_CELL_TEXT]);
char *od_grid_interval(const od_record_ranges *ranges, const char *score, char buf[OD_CELL_TEXT]);

/* For the files that make grids. */
od_status od_grid_column(od_grid *g, const char *head, bool numeric, od_error *err);
od_status od_grid_row_add(od_grid *g, const char *name, od_grid_row **row, od_error *err);
od_status od_grid_cell(od_grid *g, const char **cell, const char *text, od_error *err);
/* What a score is, into buf; "" when it is not one of ours. */
const char *od_score_meaning(const od_record *r, const char *name, char *buf, size_t size);

#endif
