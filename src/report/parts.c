#include "report/parts.h"

#include <string.h>

#include "report/answers.h"

static od_status put_warnings(const od_report_parts *parts, const void *page, const od_record *record,
                              bool notices)
{
    bool headed = false;
    od_status st = OD_OK;

    for (uint32_t i = 0; i < record->n_warnings && st == OD_OK; i++) {
        if (record->warnings[i].notice != notices)
            continue;
        if (!headed && (st = parts->heading(page, notices)) != OD_OK)
            return st;
        headed = true;
        st = parts->warning(page, &record->warnings[i]);
    }
    return st;
}

static od_status put_answers(const od_report_parts *parts, const void *page, const od_record *record,
                             const od_report_style *style, od_error *err)
{
    od_buffer text = {0};
    od_status st = od_answers_text(&text, record, style, err);

    for (char *line = text.bytes, *end; line && *line && st == OD_OK; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        st = parts->answers(page, line, line == text.bytes);
    }
    od_buffer_free(&text);
    return st;
}

od_status od_report_in_parts(const od_report_parts *parts, const void *page, const od_record *record,
                             const od_report_style *style, od_error *err)
{
    od_status st;

    if ((st = parts->title(page)) != OD_OK || (st = parts->scores(page)) != OD_OK ||
        (st = put_answers(parts, page, record, style, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < record->n_subsets && style->per_category && st == OD_OK; i++)
        st = parts->categories(page, &record->subsets[i]);
    if (st == OD_OK)
        st = put_warnings(parts, page, record, false);
    return st == OD_OK && style->verbose ? put_warnings(parts, page, record, true) : st;
}
