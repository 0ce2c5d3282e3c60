/* run_page.h: the page of one run: its numbers, what they are made of, and images with their boxes.
 */
#ifndef OD_REPORT_RUN_PAGE_H
#define OD_REPORT_RUN_PAGE_H

#include "report/report.h"

typedef struct od_run_page {
    const od_record *record;
    const od_job *job;  /* scored; NULL: neither curves nor images */
    const char *folder; /* where the page will lie, thumbnails beside it; NULL: no images */
    uint32_t gallery;   /* at most this many images, those with the most wrong first */
    /* Called now and then while images are made; may be NULL. */
    void (*progress)(void *context, const char *stage, uint64_t done, uint64_t total);
    void *progress_context;
} od_run_page;

/* Appends the page; writes thumbnails into folder/thumbs, which is made. */
od_status od_run_page_write(const od_run_page *page, od_buffer *text, od_error *err);

#endif
