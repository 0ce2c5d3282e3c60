/* sheet_notes.c: what is said under a board. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/sheet.h"
#include "report/text.h"

enum { NAMES_MAX = 6 };

typedef struct notes {
    od_sheet *s;
    size_t capacity, remarks_capacity; /* of lists in the arena, both fixed */
    od_error *err;
} notes;

bool od_is_source_note(const od_record_warning *w)
{
    return strcmp(w->code, "source") == 0 || strcmp(w->code, "source_mismatch") == 0;
}

/* ---- footnotes ---- */

static uint32_t find_note(const od_sheet *s, const char *text)
{
    for (uint32_t i = 0; i < s->n_notes; i++)
        if (strcmp(s->notes[i], text) == 0)
            return i;
    return s->n_notes;
}

static size_t count_notes(const od_sheet *s)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        n += s->rows[i].record->n_warnings;
    return n;
}

static od_status add_footnotes(notes *n, od_sheet_row *row)
{
    const od_record *r = row->record;

    if (!(row->notes = od_arena_alloc(&n->s->texts, (r->n_warnings + 1) * sizeof *row->notes)))
        return od_fail_memory(n->err);
    for (uint32_t i = 0; i < r->n_warnings; i++) {
        uint32_t at;

        if (!od_is_source_note(&r->warnings[i]))
            continue;
        at = find_note(n->s, r->warnings[i].text);
        if (at == n->s->n_notes)
            n->s->notes[n->s->n_notes++] = r->warnings[i].text;
        row->notes[row->n_notes++] = at;
    }
    return OD_OK;
}

/* ---- remarks ---- */

/* Takes the text over. */
static od_status add_remark(notes *n, od_buffer *text, od_status st)
{
    if (st == OD_OK && n->s->n_remarks < n->remarks_capacity) {
        const char *copy = od_arena_copy(&n->s->texts, (od_str){text->bytes, text->n}).p;

        if (copy)
            n->s->remarks[n->s->n_remarks++] = copy;
        else
            st = od_fail_memory(n->err);
    }
    od_buffer_free(text);
    return st;
}

static od_status say_ranks(notes *n)
{
    const od_board *b = n->s->board;
    od_buffer text = {0};
    size_t with = 0;
    od_status st;

    for (size_t i = 0; i < b->n; i++)
        with += !isnan(b->ranks[i].interval.low);
    if (with == 0)
        return OD_OK;
    st = od_buffer_printf(&text, n->err,
                          "Intervals are %g%% bootstrap intervals over images. A rank of 1-3 means that the "
                          "data allow any place from 1 to 3; runs whose ranks overlap, the data cannot tell "
                          "apart for sure.",
                          b->confidence * 100);
    if (st == OD_OK && with < b->n)
        st = od_buffer_printf(&text, n->err,
                              " %zu of %zu runs have no states beside their record, so no interval.",
                              b->n - with, b->n);
    return add_remark(n, &text, st);
}

static size_t end_of_tie(const od_board *b, size_t i)
{
    size_t end = i + 1;

    while (end < b->n && b->ranks[end].rank == b->ranks[i].rank)
        end++;
    return end;
}

/* "a, b and c", at most NAMES_MAX of them. */
static od_status put_names(notes *n, od_buffer *text, size_t first, size_t end)
{
    const od_board *b = n->s->board;
    const size_t shown = end - first > NAMES_MAX ? first + NAMES_MAX : end;
    od_status st = OD_OK;

    for (size_t i = first; i < shown && st == OD_OK; i++)
        st = od_buffer_printf(text, n->err, "%s%s",
                              i == first                     ? ""
                              : i + 1 == end && shown == end ? " and "
                                                             : ", ",
                              b->ranks[i].name);
    if (st == OD_OK && shown < end)
        st = od_buffer_printf(text, n->err, " and %zu more", end - shown);
    return st;
}

static od_status say_ties(notes *n)
{
    const od_board *b = n->s->board;
    od_status st = OD_OK;

    for (size_t i = 0, end; i < b->n && b->ranks[i].rank && st == OD_OK; i = end) {
        od_buffer text = {0};

        end = end_of_tie(b, i);
        if (end - i < 2)
            continue;
        if ((st = put_names(n, &text, i, end)) == OD_OK)
            st = od_buffer_printf(&text, n->err, " have the same %s to the last bit and share rank %u.",
                                  b->primary, b->ranks[i].rank);
        st = add_remark(n, &text, st);
    }
    return st;
}

static od_status say_obstacles(notes *n, size_t i)
{
    const od_board *b = n->s->board;
    const od_obstacles *o = &b->obstacles[i];
    od_buffer text = {0};
    od_status st;

    if (o->n == 0)
        return OD_OK;
    st = od_buffer_printf(&text, n->err, "%s cannot be compared with %s%s", b->ranks[i].name,
                          b->ranks[b->reference].name,
                          b->forced ? ", and is ranked all the same because that was forced: " : ": ");
    for (size_t k = 0; k < o->n && st == OD_OK; k++)
        st =
            od_buffer_printf(&text, n->err, "%s%s is %s there and %s here (%s)", k ? "; " : "",
                             o->list[k].field, o->list[k].a ? o->list[k].a : "not given",
                             o->list[k].b ? o->list[k].b : "not given", o->list[k].why ? o->list[k].why : "");
    if (st == OD_OK)
        st = od_buffer_printf(&text, n->err, ".");
    return add_remark(n, &text, st);
}

static od_status say_simulated(notes *n)
{
    od_buffer text = {0};
    size_t simulated = 0;
    od_status st;

    for (size_t i = 0; i < n->s->n; i++)
        simulated += n->s->rows[i].record->simulated;
    if (simulated == 0)
        return OD_OK;
    st = od_buffer_printf(&text, n->err, "%zu of %zu runs are simulated predictions: no model was run.",
                          simulated, n->s->n);
    return add_remark(n, &text, st);
}

od_status od_sheet_annotate(od_sheet *s, od_error *err)
{
    notes n = {.s = s, .err = err};
    od_status st = OD_OK;

    n.capacity = count_notes(s);
    n.remarks_capacity = 2 * s->n + 4;
    s->notes = od_arena_alloc(&s->texts, (n.capacity + 1) * sizeof *s->notes);
    s->remarks = od_arena_alloc(&s->texts, n.remarks_capacity * sizeof *s->remarks);
    if (!s->notes || !s->remarks)
        return od_fail_memory(err);
    for (size_t i = 0; i < s->n && st == OD_OK; i++)
        st = add_footnotes(&n, &s->rows[i]);
    if (st != OD_OK || (st = say_ranks(&n)) != OD_OK || (st = say_ties(&n)) != OD_OK ||
        (st = say_simulated(&n)) != OD_OK)
        return st;
    for (size_t i = 0; i < s->n && st == OD_OK; i++)
        st = say_obstacles(&n, i);
    return st;
}
