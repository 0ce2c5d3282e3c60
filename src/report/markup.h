/* markup.h: texts from anywhere in Markdown, XML and CSV, with nothing in them that would be markup there.
 */
#ifndef OD_REPORT_MARKUP_H
#define OD_REPORT_MARKUP_H

#include "report/grid.h"

od_status od_markdown_text(od_buffer *out, const char *text, od_error *err);
/* A grid as a table. */
od_status od_markdown_grid(od_buffer *out, const od_grid *g, od_error *err);

/* In the text of an element or an attribute's value, in either kind of quotes. What XML 1.0 does not have
 * (control characters, bytes that are not UTF-8) becomes '?'. */
od_status od_xml_text(od_buffer *out, const char *text, od_error *err);

/* A field and the character behind it, quoted as RFC 4180 says; lines end in a line feed. NULL is an empty
 * field. */
od_status od_csv_field(od_buffer *out, const char *text, char end, od_error *err);

#endif
