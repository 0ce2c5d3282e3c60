/* compare_csv.c: one difference a row. */
#include <math.h>

#include "core/number.h"
#include "report/compare_report.h"
#include "report/markup.h"

static od_status put_number(od_buffer *out, double value, char end, od_error *err)
{
    char text[OD_NUMBER_TEXT] = "";

    if (isfinite(value))
        od_number_write(text, value);
    return od_csv_field(out, text, end, err);
}

static od_status put_difference(const od_compare_page *page, const od_compared *other, const od_difference *d,
                                od_buffer *out, od_error *err)
{
    const double numbers[] = {d->a, d->b, d->b - d->a, d->interval.low, d->interval.high, d->p_greater};
    od_status st;

    if ((st = od_csv_field(out, od_run_title(page->baseline), ',', err)) != OD_OK ||
        (st = od_csv_field(out, od_run_title(other->run), ',', err)) != OD_OK ||
        (st = od_csv_field(out, d->path, ',', err)) != OD_OK)
        return st;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0] && st == OD_OK; i++)
        st = put_number(out, numbers[i], ',', err);
    return st == OD_OK ? od_csv_field(out, other->obstacles->n ? "false" : "true", '\n', err) : st;
}

static od_status csv_write(const od_compare_page *page, const od_report_style *style, od_buffer *text,
                           od_error *err)
{
    od_status st = od_buffer_printf(text, err,
                                    "a,b,number,value_a,value_b,difference,low,high,p_greater,"
                                    "comparable\n");

    (void)style;
    for (size_t i = 0; i < page->n; i++)
        for (size_t k = 0;
             page->others[i].comparison && k < page->others[i].comparison->n_differences && st == OD_OK; k++)
            st = put_difference(page, &page->others[i], &page->others[i].comparison->differences[k], text,
                                err);
    return st;
}

const od_compare_report od_compare_report_csv = {
    .name = "csv",
    .extension = ".csv",
    .write = csv_write,
};
