#include "report/report.h"

/* The record as it is: what is shown is not for the style to say. */
static od_status json_write(const od_record *record, const od_report_style *style, od_buffer *text,
                            od_error *err)
{
    (void)style;
    return od_record_json(record, text, err);
}

const od_report od_report_json = {
    .name = "json",
    .title = "the run record (odeval.run/1)",
    .extension = ".json",
    .write = json_write,
};
