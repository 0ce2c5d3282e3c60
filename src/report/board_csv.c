/* board_csv.c: one run a row, for spreadsheets. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front. */
#include <math.h>
#include <string.h>

#include "core/number.h"
#include "report/sheet.h"

typedef struct page {
    const char **paths; /* of the scores of all boards, each once */
    size_t n_paths;
    od_buffer *out;
    od_error *err;
} page;

static bool is_formula(const char *text)
{
    return text[0] && strchr("=+-@\t\r", text[0]);
}

static od_status put_text(const page *p, const char *text, char end)
{
    od_status st = od_buffer_add(p->out, "\"", 1, p->err);

    if (st == OD_OK && text && is_formula(text))
        st = od_buffer_add(p->out, "'", 1, p->err);
    for (size_t i = 0; text && text[i] && st == OD_OK; i++)
        st = od_buffer_add(p->out, text[i] == '"' ? "\"\"" : text + i, text[i] == '"' ? 2 : 1, p->err);
    if (st == OD_OK)
        st = od_buffer_add(p->out, "\"", 1, p->err);
    return st == OD_OK ? od_buffer_add(p->out, &end, 1, p->err) : st;
}

static od_status put_number(const page *p, double value, char end)
{
    char text[OD_NUMBER_TEXT];
    od_status st = OD_OK;

    if (isfinite(value))
        st = od_buffer_add(p->out, text, od_number_write(text, value), p->err);
    return st == OD_OK ? od_buffer_add(p->out, &end, 1, p->err) : st;
}

static bool has_path(const page *p, const char *path)
{
    for (size_t i = 0; i < p->n_paths; i++)
        if (strcmp(p->paths[i], path) == 0)
            return true;
    return false;
}

static od_status put_head(const page *p)
{
    od_status st = od_buffer_printf(
        p->out, p->err,
        "bench,rank,rank_best,rank_worst,model,file,comparable,primary,value,low,high,difference,"
        "difference_low,difference_high,rules,mode,unread,warnings,ledger,simulated%s",
        p->n_paths ? "," : "\n");

    for (size_t i = 0; i < p->n_paths && st == OD_OK; i++)
        st = put_text(p, p->paths[i], i + 1 < p->n_paths ? ',' : '\n');
    return st;
}

static od_status put_ranks(const page *p, const od_rank *r)
{
    const double ranks[] = {r->rank, r->best, r->worst};
    od_status st = OD_OK;

    for (size_t i = 0; i < 3 && st == OD_OK; i++)
        st = put_number(p, r->rank ? ranks[i] : NAN, ',');
    return st;
}

static od_status put_numbers(const page *p, const od_rank *r)
{
    const double numbers[] = {r->value,
                              r->interval.low,
                              r->interval.high,
                              r->difference,
                              r->difference_interval.low,
                              r->difference_interval.high};
    od_status st = OD_OK;

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0] && st == OD_OK; i++)
        st = put_number(p, numbers[i], ',');
    return st;
}

static od_status put_row(const page *p, const od_board *b, const od_sheet_row *row)
{
    const od_record *r = row->record;
    od_status st;

    if ((st = put_text(p, b->bench, ',')) != OD_OK || (st = put_ranks(p, row->rank)) != OD_OK ||
        (st = put_text(p, r->model, ',')) != OD_OK ||
        (st = put_text(p, row->rank->run->path, ',')) != OD_OK ||
        (st = od_buffer_printf(p->out, p->err, "%s,", row->rank->comparable ? "true" : "false")) != OD_OK ||
        (st = put_text(p, b->primary, ',')) != OD_OK || (st = put_numbers(p, row->rank)) != OD_OK ||
        (st = put_text(p, r->rules, ',')) != OD_OK || (st = put_text(p, r->mode, ',')) != OD_OK ||
        (st = put_number(p, row->unread[0] ? row->n_unread : NAN, ',')) != OD_OK ||
        (st = put_number(p, row->n_warnings, ',')) != OD_OK ||
        (st = put_number(p, row->n_ledger, ',')) != OD_OK)
        return st;
    st = od_buffer_printf(p->out, p->err, "%s%s", r->simulated ? "true" : "false", p->n_paths ? "," : "\n");
    for (size_t i = 0; i < p->n_paths && st == OD_OK; i++) {
        double value;

        if (!od_record_number(r, p->paths[i], &value))
            value = NAN;
        st = put_number(p, value, i + 1 < p->n_paths ? ',' : '\n');
    }
    return st;
}

static od_status collect_paths(page *p, od_arena *a, const od_sheet *sheets, size_t n)
{
    size_t most = 1;

    for (size_t i = 0; i < n; i++)
        most += sheets[i].n_columns;
    if (!(p->paths = od_arena_alloc(a, most * sizeof *p->paths)))
        return od_fail_memory(p->err);
    for (size_t i = 0; i < n; i++)
        for (uint32_t c = 0; c < sheets[i].n_columns; c++)
            if (!has_path(p, sheets[i].columns[c].path))
                p->paths[p->n_paths++] = sheets[i].columns[c].path;
    return OD_OK;
}

static od_status csv_write(const od_boards *boards, const od_board_style *style, od_buffer *text,
                           od_error *err)
{
    page p = {.out = text, .err = err};
    od_arena a = {0};
    od_sheet *sheets = od_arena_alloc(&a, (boards->n + 1) * sizeof *sheets);
    od_status st = sheets ? OD_OK : od_fail_memory(err);

    (void)style;
    for (size_t i = 0; i < boards->n && st == OD_OK; i++)
        st = od_sheet_make(&sheets[i], &boards->list[i], err);
    if (st == OD_OK && (st = collect_paths(&p, &a, sheets, boards->n)) == OD_OK)
        st = put_head(&p);
    for (size_t i = 0; i < boards->n && st == OD_OK; i++)
        for (size_t k = 0; k < sheets[i].n && st == OD_OK; k++)
            st = put_row(&p, &boards->list[i], &sheets[i].rows[k]);
    for (size_t i = 0; sheets && i < boards->n; i++)
        od_sheet_release(&sheets[i]);
    od_arena_free(&a);
    return st;
}

const od_board_form od_board_csv = {
    .name = "csv",
    .title = "one run a row, in full precision",
    .extension = ".csv",
    .write = csv_write,
};
