/* csv.c: one number a row, for spreadsheets and scripts. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "report/markup.h"
#include "report/report.h"

typedef struct page {
    const od_record *record;
    const od_report_style *style;
    od_buffer *out;
    od_error *err;
} page;

enum { FIELD_TEXT = 80 };

static od_status put_number(const page *p, const char *level, const char *name, const od_named_value *score)
{
    const od_record *r = p->record;
    char value[OD_NUMBER_TEXT] = "";
    const char *const fields[] = {r->bench, r->model, r->rules, r->mode, level, name, score->name, value};
    od_status st = OD_OK;

    if (isfinite(score->value))
        od_number_write(value, score->value);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0] && st == OD_OK; i++)
        st = od_csv_field(p->out, fields[i], ',', p->err);
    return st == OD_OK ? od_csv_field(p->out, r->simulated ? "true" : "false", '\n', p->err) : st;
}

static od_status put_scores(const page *p, const char *level, const char *name,
                            const od_record_scores *scores)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < scores->n && st == OD_OK; i++)
        st = put_number(p, level, name, &scores->list[i]);
    return st;
}

/* "nms_AP.low" and "nms_AP.high". */
static od_status put_ranges(const page *p, const char *level, const char *name,
                            const od_record_ranges *ranges)
{
    char score[FIELD_TEXT];
    od_status st = OD_OK;

    for (uint32_t i = 0; i < ranges->n && st == OD_OK; i++) {
        const od_record_range *range = &ranges->list[i];

        snprintf(score, sizeof score, "%s.low", range->name);
        if ((st = put_number(p, level, name, &(od_named_value){score, range->low})) != OD_OK)
            return st;
        snprintf(score, sizeof score, "%s.high", range->name);
        st = put_number(p, level, name, &(od_named_value){score, range->high});
    }
    return st;
}

static od_status put_group(const page *p, const char *level, const od_record_group *g)
{
    od_status st = put_scores(p, level, g->name, &g->scores);

    return st == OD_OK ? put_ranges(p, level, g->name, &g->intervals) : st;
}

/* A category is named after its subset when there are several: "negation/dog". */
static od_status put_category(const page *p, const od_record_subset *s, const od_record_category *c)
{
    od_buffer name = {0};
    od_status st;

    if (od_report_has_levels(p->record))
        st = od_buffer_printf(&name, p->err, "%s/%s", s->name, c->name);
    else
        st = od_buffer_printf(&name, p->err, "%s", c->name);
    if (st == OD_OK)
        st = put_scores(p, "category", name.bytes, &c->scores);
    od_buffer_free(&name);
    return st;
}

/* "statuses.failed" and so on, of the whole or of a subset. */
static od_status put_answers(const page *p, const char *subset, const od_record_answers *a)
{
    const struct {
        const char *name;
        const od_record_scores *list;
    } lists[] = {{"statuses", &a->statuses}, {"repairs", &a->repairs}, {"passed_over", &a->passed},
                 {"boxes", &a->boxes},       {"lengths", &a->lengths}, {"reading", &a->reading}};
    const od_named_value n = {"n", a->n};
    char name[FIELD_TEXT];
    od_status st = a->n > 0 ? put_number(p, "answers", subset, &n) : OD_OK;

    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
        for (uint32_t i = 0; i < lists[k].list->n && st == OD_OK; i++) {
            const od_named_value *value = &lists[k].list->list[i];

            snprintf(name, sizeof name, "%s.%s", lists[k].name, value->name);
            st = put_number(p, "answers", subset, &(od_named_value){name, value->value});
        }
    return st;
}

static od_status put_readable(const page *p)
{
    const od_record *r = p->record;
    od_status st;

    if ((st = put_scores(p, "readable", NULL, &r->readable)) != OD_OK)
        return st;
    st = put_scores(p, "readable", NULL, &r->readable_counts);
    for (uint32_t i = 0; i < r->n_averages && st == OD_OK; i++)
        st = put_scores(p, "readable_average", r->averages[i].name, &r->averages[i].readable);
    for (uint32_t i = 0; i < r->n_groups && st == OD_OK; i++)
        st = put_scores(p, "readable_group", r->groups[i].name, &r->groups[i].readable);
    return st;
}

static od_status put_subset(const page *p, const od_record_subset *s)
{
    od_status st;

    if ((st = put_scores(p, "subset", s->name, &s->scores)) != OD_OK ||
        (st = put_ranges(p, "subset", s->name, &s->intervals)) != OD_OK)
        return st;
    st = put_scores(p, "subset", s->name, &s->counts);
    if (st == OD_OK)
        st = put_answers(p, s->name, &s->answers);
    if (st == OD_OK && (st = put_scores(p, "readable_subset", s->name, &s->readable)) == OD_OK)
        st = put_scores(p, "readable_subset", s->name, &s->readable_counts);
    for (uint32_t i = 0; p->style->per_category && i < s->n_categories && st == OD_OK; i++)
        st = put_category(p, s, &s->categories[i]);
    return st;
}

static od_status csv_write(const od_record *record, const od_report_style *style, od_buffer *text,
                           od_error *err)
{
    const page p = {record, style, text, err};
    od_status st;

    if ((st = od_buffer_printf(text, err, "bench,model,rules,mode,level,name,score,value,simulated\n")) !=
            OD_OK ||
        (st = put_scores(&p, "overall", NULL, &record->overall)) != OD_OK ||
        (st = put_ranges(&p, "overall", NULL, &record->intervals)) != OD_OK)
        return st;
    if ((st = put_scores(&p, "overall", NULL, &record->counts)) == OD_OK &&
        (st = put_answers(&p, NULL, &record->answers)) == OD_OK)
        st = put_readable(&p);
    for (uint32_t i = 0; i < record->n_averages && st == OD_OK; i++)
        st = put_group(&p, "average", &record->averages[i]);
    for (uint32_t i = 0; i < record->n_groups && st == OD_OK; i++)
        st = put_group(&p, "group", &record->groups[i]);
    for (uint32_t i = 0; i < record->n_subsets && st == OD_OK; i++)
        st = put_subset(&p, &record->subsets[i]);
    return st;
}

const od_report od_report_csv = {
    .name = "csv",
    .title = "one number a row, in full precision",
    .extension = ".csv",
    .write = csv_write,
};
