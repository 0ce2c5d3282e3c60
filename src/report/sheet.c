#include "report/sheet.h"

#include <math.h>
#include <string.h>

#include "report/grid.h"
#include "report/text.h"

enum { MEANING_TEXT = 256 };

/* A sheet on its way. */
typedef struct making {
    od_sheet *s;
    od_error *err;
} making;

void od_sheet_release(od_sheet *s)
{
    od_arena_free(&s->texts);
    *s = (od_sheet){0};
}

static od_status copy(making *m, const char **out, const char *text)
{
    *out = od_arena_copy(&m->s->texts, od_str_of(text)).p;
    return *out ? OD_OK : od_fail_memory(m->err);
}

/* ---- columns ---- */

static bool has_column(const od_sheet *s, const char *path)
{
    for (uint32_t i = 0; i < s->n_columns; i++)
        if (strcmp(s->columns[i].path, path) == 0)
            return true;
    return false;
}

static od_status add_column(making *m, const char *level, const char *name, const char *title, bool aspect)
{
    const char *primary = m->s->board->primary;
    od_sheet_column column = {.aspect = aspect};
    od_status st;

    column.path = od_arena_printf(&m->s->texts, "%s.%s.%s", level, name, primary);
    if (!column.path)
        return od_fail_memory(m->err);
    if (has_column(m->s, column.path))
        return OD_OK;
    if ((st = copy(m, &column.head, name)) != OD_OK || (st = copy(m, &column.title, title)) != OD_OK)
        return st;
    m->s->columns[m->s->n_columns++] = column;
    return OD_OK;
}

static od_status add_score(making *m, const od_record *r, const char *name)
{
    char title[MEANING_TEXT];
    od_sheet_column column = {0};
    od_status st;

    column.path = od_arena_printf(&m->s->texts, "overall.%s", name);
    if (!column.path)
        return od_fail_memory(m->err);
    if (has_column(m->s, column.path))
        return OD_OK;
    if ((st = copy(m, &column.head, name)) != OD_OK ||
        (st = copy(m, &column.title, od_score_meaning(r, name, title, sizeof title))) != OD_OK)
        return st;
    m->s->columns[m->s->n_columns++] = column;
    return OD_OK;
}

static const od_record_group *group_of(const od_record *r, const char *subset)
{
    for (uint32_t g = 0; g < r->n_groups; g++)
        for (uint32_t i = 0; i < r->groups[g].n_subsets; i++)
            if (strcmp(r->groups[g].subsets[i], subset) == 0)
                return &r->groups[g];
    return NULL;
}

/* A group of one subset is shown as the subset. */
static bool is_shown(const od_record_group *g)
{
    return g && g->n_subsets > 1;
}

static od_status add_subset(making *m, const od_record *r, const od_record_subset *s)
{
    const od_record_group *group = group_of(r, s->name);
    od_buffer text = {0};
    od_status st;

    st = group ? od_buffer_printf(&text, m->err, "subset %s, of %s", s->name,
                                  group->title ? group->title : group->name)
               : od_buffer_printf(&text, m->err, "subset %s", s->name);
    if (st == OD_OK)
        st = add_column(m, "subsets", s->name, text.bytes, !is_shown(group));
    od_buffer_free(&text);
    return st;
}

static od_status add_levels(making *m, const od_record *r)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < r->n_averages && st == OD_OK; i++)
        if (!r->headline || strcmp(r->averages[i].name, r->headline) != 0)
            st = add_column(m, "averages", r->averages[i].name,
                            r->averages[i].title ? r->averages[i].title : "average", false);
    for (uint32_t g = 0; g < r->n_groups && st == OD_OK; g++)
        if (is_shown(&r->groups[g]))
            st = add_column(m, "groups", r->groups[g].name, r->groups[g].title ? r->groups[g].title : "group",
                            true);
    for (uint32_t i = 0; i < r->n_subsets && st == OD_OK; i++)
        st = add_subset(m, r, &r->subsets[i]);
    return st;
}

static od_status add_scores(making *m, const od_record *r)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < r->overall.n && st == OD_OK; i++)
        if (strcmp(r->overall.list[i].name, m->s->board->primary) != 0)
            st = add_score(m, r, r->overall.list[i].name);
    return st;
}

/* At least as many as there will be. */
static size_t count_columns(const od_board *board)
{
    size_t n = 1;

    for (size_t i = 0; i < board->n; i++) {
        const od_record *r = board->ranks[i].run->record;

        n += r->overall.n + (size_t)r->n_averages + r->n_groups + r->n_subsets;
    }
    return n;
}

/* All that any run has, in the order of the first that has it. */
static od_status make_columns(making *m)
{
    const od_board *board = m->s->board;
    const od_record *first = board->ranks[board->reference].run->record;
    od_status st = OD_OK;

    if (!(m->s->columns = od_arena_alloc(&m->s->texts, count_columns(board) * sizeof *m->s->columns)))
        return od_fail_memory(m->err);
    for (size_t i = 0; i <= board->n && st == OD_OK; i++) {
        const od_record *r = i == 0 ? first : board->ranks[i - 1].run->record;

        st = od_report_has_levels(r) ? add_levels(m, r) : add_scores(m, r);
    }
    return st;
}

/* ---- rows ---- */

static od_status interval_text(making *m, const char **out, od_interval i, bool points)
{
    char low[OD_CELL_TEXT], high[OD_CELL_TEXT];

    *out = "";
    if (isnan(i.low) || isnan(i.high))
        return OD_OK;
    if (points)
        *out = od_arena_printf(&m->s->texts, "%s to %s", od_text_points(low, i.low),
                               od_text_points(high, i.high));
    else
        *out = od_arena_printf(&m->s->texts, "%s to %s", od_text_percent(low, i.low),
                               od_text_percent(high, i.high));
    return *out ? OD_OK : od_fail_memory(m->err);
}

static bool shares_rank(const od_board *b, const od_rank *rank)
{
    for (size_t i = 0; i < b->n; i++)
        if (&b->ranks[i] != rank && b->ranks[i].rank == rank->rank)
            return true;
    return false;
}

static od_status place_text(making *m, od_sheet_row *row)
{
    const od_rank *rank = row->rank;

    row->place = "";
    if (rank->rank == 0)
        return OD_OK;
    if (rank->best != rank->worst)
        row->place = od_arena_printf(&m->s->texts, "%u-%u", rank->best, rank->worst);
    else
        row->place =
            od_arena_printf(&m->s->texts, "%u%s", rank->rank, shares_rank(m->s->board, rank) ? "=" : "");
    return row->place ? OD_OK : od_fail_memory(m->err);
}

static od_status difference_text(making *m, od_sheet_row *row)
{
    const od_interval i = row->rank->difference_interval;
    char text[OD_CELL_TEXT];
    od_status st;

    row->differs = i.low > 0 || i.high < 0;
    row->difference = "";
    if (m->s->board->baseline != SIZE_MAX && row->rank == &m->s->board->ranks[m->s->board->baseline])
        row->difference = "baseline";
    else if (!isnan(row->rank->difference) &&
             (st = copy(m, &row->difference, od_text_points(text, row->rank->difference))) != OD_OK)
        return st;
    return interval_text(m, &row->difference_interval, i, true);
}

static od_status unread_text(making *m, od_sheet_row *row)
{
    char some[OD_CELL_TEXT], all[OD_CELL_TEXT];

    row->unread = "";
    row->n_unread = row->record->left_out;
    if (!(row->record->answers.n > 0))
        return OD_OK;
    row->unread = od_arena_printf(&m->s->texts, "%s of %s", od_text_count(some, row->record->left_out),
                                  od_text_count(all, row->record->answers.n));
    return row->unread ? OD_OK : od_fail_memory(m->err);
}

static od_status rules_text(making *m, od_sheet_row *row)
{
    const od_record *r = row->record;
    const bool mode = r->mode && strcmp(r->mode, "all") != 0 && !(r->rules && strcmp(r->mode, r->rules) == 0);

    row->rules =
        od_arena_printf(&m->s->texts, "%s%s%s%s", r->rules ? r->rules : "not given", mode ? ", " : "",
                        mode ? r->mode : "", r->params_default ? "" : ", own protocol");
    return row->rules ? OD_OK : od_fail_memory(m->err);
}

static void count_defects(od_sheet_row *row)
{
    const od_record *r = row->record;

    for (uint32_t i = 0; i < r->n_warnings; i++)
        row->n_warnings += !r->warnings[i].notice && !od_is_source_note(&r->warnings[i]);
    for (uint32_t i = 0; i < r->n_ledger; i++)
        row->n_ledger += (double)r->ledger[i].count;
}

static od_status make_row(making *m, od_sheet_row *row, const od_rank *rank)
{
    od_sheet *s = m->s;
    char text[OD_CELL_TEXT];
    od_status st;

    row->rank = rank;
    row->record = rank->run->record;
    if (!(row->cells = od_arena_alloc(&s->texts, (s->n_columns + 1) * sizeof *row->cells)))
        return od_fail_memory(m->err);
    for (uint32_t i = 0; i < s->n_columns; i++)
        if (!od_record_number(row->record, s->columns[i].path, &row->cells[i].value) ||
            !isfinite(row->cells[i].value))
            row->cells[i].value = NAN;
    count_defects(row);
    if ((st = copy(m, &row->score, od_text_percent(text, rank->value))) != OD_OK ||
        (st = interval_text(m, &row->interval, rank->interval, false)) != OD_OK ||
        (st = place_text(m, row)) != OD_OK || (st = difference_text(m, row)) != OD_OK ||
        (st = unread_text(m, row)) != OD_OK || (st = rules_text(m, row)) != OD_OK)
        return st;
    s->intervals |= row->interval[0] != '\0';
    s->baseline |= row->difference[0] != '\0';
    s->unread |= row->unread[0] != '\0';
    s->warnings |= row->n_warnings > 0;
    return OD_OK;
}

/* ---- the best and the second best ---- */

static double cell_value(const od_sheet_row *row, uint32_t column, uint32_t n_columns)
{
    return column == n_columns ? row->rank->value : row->cells[column].value;
}

/* The column after the last is the headline. */
static void mark_column(od_sheet *s, uint32_t column)
{
    double best = -INFINITY, second = -INFINITY;
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++) {
        const double v = s->rows[i].rank->comparable || s->board->forced
                             ? cell_value(&s->rows[i], column, s->n_columns)
                             : NAN;

        if (isnan(v))
            continue;
        n++;
        if (v > best) {
            second = best;
            best = v;
        } else if (v > second && v < best) {
            second = v;
        }
    }
    for (size_t i = 0; i < s->n && n > 1; i++) {
        od_sheet_row *row = &s->rows[i];
        const double v = cell_value(row, column, s->n_columns);
        const bool counts = row->rank->comparable || s->board->forced;

        *(column == s->n_columns ? &row->best : &row->cells[column].best) = counts && v == best;
        *(column == s->n_columns ? &row->second : &row->cells[column].second) = counts && v == second;
    }
}

od_status od_sheet_make(od_sheet *s, const od_board *board, od_error *err)
{
    making m = {.s = s, .err = err};
    od_status st;

    *s = (od_sheet){.board = board, .n = board->n};
    if (!(s->rows = od_arena_alloc(&s->texts, (s->n + 1) * sizeof *s->rows)))
        return od_fail_memory(err);
    if ((st = make_columns(&m)) != OD_OK)
        goto done;
    for (size_t i = 0; i < s->n && st == OD_OK; i++)
        st = make_row(&m, &s->rows[i], &board->ranks[i]);
    if (st != OD_OK)
        goto done;
    for (uint32_t c = 0; c <= s->n_columns; c++)
        mark_column(s, c);
    st = od_sheet_annotate(s, err);
done:
    if (st != OD_OK)
        od_sheet_release(s);
    return st;
}
