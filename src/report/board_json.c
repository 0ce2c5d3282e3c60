#include <math.h>

#include "core/jsonout.h"
#include "report/sheet.h"

static void text(od_jsonout *o, const char *key, const char *value)
{
    od_jsonout_key(o, key);
    od_jsonout_cstr(o, value);
}

static void number(od_jsonout *o, const char *key, double value)
{
    od_jsonout_key(o, key);
    od_jsonout_number(o, value);
}

static void boolean(od_jsonout *o, const char *key, bool value)
{
    od_jsonout_key(o, key);
    od_jsonout_bool(o, value);
}

/* null where there is none. */
static void interval(od_jsonout *o, const char *key, od_interval i)
{
    od_jsonout_key(o, key);
    if (isnan(i.low)) {
        od_jsonout_cstr(o, NULL);
        return;
    }
    od_jsonout_open(o, '[', true);
    od_jsonout_number(o, i.low);
    od_jsonout_number(o, i.high);
    od_jsonout_close(o, ']');
}

static void ranks(od_jsonout *o, const od_rank *r)
{
    number(o, "rank", r->rank ? r->rank : NAN);
    od_jsonout_key(o, "ranks");
    if (r->rank == 0) {
        od_jsonout_cstr(o, NULL);
        return;
    }
    od_jsonout_open(o, '[', true);
    od_jsonout_integer(o, r->best);
    od_jsonout_integer(o, r->worst);
    od_jsonout_close(o, ']');
}

static void obstacles(od_jsonout *o, const od_obstacles *list)
{
    od_jsonout_key(o, "obstacles");
    od_jsonout_open(o, '[', false);
    for (size_t i = 0; i < list->n; i++) {
        od_jsonout_open(o, '{', true);
        text(o, "field", list->list[i].field);
        text(o, "reference", list->list[i].a);
        text(o, "here", list->list[i].b);
        text(o, "why", list->list[i].why);
        od_jsonout_close(o, '}');
    }
    od_jsonout_close(o, ']');
}

static void scores(od_jsonout *o, const od_sheet *s, const od_sheet_row *row)
{
    od_jsonout_key(o, "scores");
    od_jsonout_open(o, '{', false);
    for (uint32_t i = 0; i < s->n_columns; i++)
        number(o, s->columns[i].path, row->cells[i].value);
    od_jsonout_close(o, '}');
}

static void notes(od_jsonout *o, const od_sheet *s, const od_sheet_row *row)
{
    od_jsonout_key(o, "notes");
    od_jsonout_open(o, '[', false);
    for (uint32_t i = 0; i < row->n_notes; i++)
        od_jsonout_cstr(o, s->notes[row->notes[i]]);
    od_jsonout_close(o, ']');
}

static void run(od_jsonout *o, const od_sheet *s, const od_sheet_row *row)
{
    const od_rank *r = row->rank;

    od_jsonout_open(o, '{', false);
    ranks(o, r);
    text(o, "name", r->name);
    text(o, "model", row->record->model);
    text(o, "file", r->run->path);
    number(o, "value", r->value);
    interval(o, "interval", r->interval);
    number(o, "difference", r->difference);
    interval(o, "difference_interval", r->difference_interval);
    boolean(o, "comparable", r->comparable);
    obstacles(o, &s->board->obstacles[r - s->board->ranks]);
    text(o, "rules", row->record->rules);
    text(o, "mode", row->record->mode);
    boolean(o, "simulated", row->record->simulated);
    number(o, "unread", row->unread[0] ? row->n_unread : NAN);
    number(o, "warnings", row->n_warnings);
    number(o, "ledger", row->n_ledger);
    scores(o, s, row);
    notes(o, s, row);
    od_jsonout_close(o, '}');
}

static void board(od_jsonout *o, const od_sheet *s)
{
    const od_board *b = s->board;

    od_jsonout_open(o, '{', false);
    text(o, "bench", b->bench);
    text(o, "title", b->title);
    text(o, "primary", b->primary);
    text(o, "reference", b->ranks[b->reference].run->path);
    text(o, "baseline", b->baseline == SIZE_MAX ? NULL : b->ranks[b->baseline].run->path);
    boolean(o, "forced", b->forced);
    number(o, "confidence", b->confidence);
    od_jsonout_key(o, "runs");
    od_jsonout_open(o, '[', false);
    for (size_t i = 0; i < s->n; i++)
        run(o, s, &s->rows[i]);
    od_jsonout_close(o, ']');
    od_jsonout_key(o, "remarks");
    od_jsonout_open(o, '[', false);
    for (uint32_t i = 0; i < s->n_remarks; i++)
        od_jsonout_cstr(o, s->remarks[i]);
    od_jsonout_close(o, ']');
    od_jsonout_close(o, '}');
}

static od_status json_write(const od_boards *boards, const od_board_style *style, od_buffer *out,
                            od_error *err)
{
    od_jsonout o;
    od_status st = OD_OK;

    (void)style;
    od_jsonout_init(&o, false, err);
    od_jsonout_open(&o, '{', false);
    text(&o, "schema", "odeval.board/1");
    od_jsonout_key(&o, "boards");
    od_jsonout_open(&o, '[', false);
    for (size_t i = 0; i < boards->n && st == OD_OK; i++) {
        od_sheet s = {0};

        if ((st = od_sheet_make(&s, &boards->list[i], err)) == OD_OK)
            board(&o, &s);
        od_sheet_release(&s);
    }
    od_jsonout_close(&o, ']');
    od_jsonout_close(&o, '}');
    od_jsonout_newline(&o);
    if (st == OD_OK)
        st = o.st;
    if (st == OD_OK)
        st = od_buffer_add(out, o.text.bytes, o.text.n, err);
    od_jsonout_free(&o);
    return st;
}

const od_board_form od_board_json = {
    .name = "json",
    .title = "everything, for programs",
    .extension = ".json",
    .write = json_write,
};
