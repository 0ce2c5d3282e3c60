/* sheet.h: a board as texts and marks, which every form of it lays out in its way. */
#ifndef OD_REPORT_SHEET_H
#define OD_REPORT_SHEET_H

#include "report/board.h"

typedef struct od_sheet_column {
    const char *head;  /* "color", "AP50" */
    const char *path;  /* "subsets.color.nms_AP", as od_record_number takes it */
    const char *title; /* what it is, in a phrase */
    bool aspect;       /* one of the equal parts that the headline is made of: an axis of the radar */
} od_sheet_column;

typedef struct od_sheet_cell {
    double value;      /* NaN: undefined or absent */
    bool best, second; /* of all ranked runs, when there are at least two values */
} od_sheet_cell;

typedef struct od_sheet_row {
    const od_rank *rank;
    const od_record *record;
    const char *place;      /* "1", "1-3", "2=" (shared); "" where there is no rank */
    const char *score;      /* "25.46", "n/a" */
    const char *interval;   /* "24.10 to 26.81"; "" without */
    const char *difference; /* "+1.20"; "baseline"; "" without */
    const char *difference_interval;
    bool differs;       /* that interval excludes 0 */
    const char *unread; /* answers that could not be read: "12 of 456"; "" where no answers were texts */
    const char *rules;  /* "reference"; with what of the protocol is not the benchmark's own */
    double n_unread, n_warnings, n_ledger;
    bool best, second; /* of the headline */
    uint32_t *notes;   /* indices of footnotes */
    uint32_t n_notes;
    od_sheet_cell *cells; /* one a column */
} od_sheet_row;

typedef struct od_sheet {
    const od_board *board;
    od_sheet_column *columns;
    uint32_t n_columns;
    od_sheet_row *rows; /* in the order of the board */
    size_t n;
    bool intervals, baseline, unread, warnings; /* whether any row has one */
    const char **notes;                         /* footnotes, as the runs' records bring them */
    uint32_t n_notes;
    const char **remarks; /* sentences: ties, what ranks mean, what cannot be compared and why */
    uint32_t n_remarks;
    od_arena texts;
} od_sheet;

od_status od_sheet_make(od_sheet *s, const od_board *board, od_error *err);
void od_sheet_release(od_sheet *s);

/* For the files that make sheets: footnotes and remarks. */
od_status od_sheet_annotate(od_sheet *s, od_error *err);
/* Whether a warning of a record is about where its numbers come from, and a footnote. */
bool od_is_source_note(const od_record_warning *w);

#endif
