/* parts.h: what a report for readers shows, and in which order; its form says what each part looks like.
 */
#ifndef OD_REPORT_PARTS_H
#define OD_REPORT_PARTS_H

#include "report/report.h"

/* `page` is the form's own. */
typedef struct od_report_parts {
    od_status (*title)(const void *page);
    od_status (*scores)(const void *page);
    od_status (*answers)(const void *page, const char *sentence, bool first); /* of what came as text */
    od_status (*categories)(const void *page, const od_record_subset *subset);
    od_status (*heading)(const void *page, bool notices); /* before the first warning, or notice */
    od_status (*warning)(const void *page, const od_record_warning *warning);
} od_report_parts;

/* Title, scores, answers if they came as text, categories if asked for, warnings, notices if asked for. */
od_status od_report_in_parts(const od_report_parts *parts, const void *page, const od_record *record,
                             const od_report_style *style, od_error *err);

#endif
