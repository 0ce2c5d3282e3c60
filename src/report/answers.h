/* answers.h: what became of the answers that came as text, in sentences. */
#ifndef OD_REPORT_ANSWERS_H
#define OD_REPORT_ANSWERS_H

#include "report/report.h"

/* Appends the sentences, one a line, each with a line end; nothing when no answer came as text. */
od_status od_answers_text(od_buffer *text, const od_record *r, const od_report_style *style, od_error *err);

#endif
