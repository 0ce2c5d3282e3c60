/* pages.h: the styles and the script of HTML pages; made from data/pages at build time. */
#ifndef OD_REPORT_PAGES_H
#define OD_REPORT_PAGES_H

/* Terminated. */
extern const char od_page_css[], od_page_js[];

#endif
