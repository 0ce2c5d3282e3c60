/* gate_text.c: verdicts in words and numbers, for every form. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "report/compare_report.h"
#include "report/gate_report.h"
#include "report/text.h"

enum { CHANGE_DECIMALS = 3, INTERVAL_TEXT = 2 * OD_CELL_TEXT + 8 };

const char *od_gate_page_verdict(const od_gate_page *page)
{
    return page->gate ? od_verdict_name(page->gate->verdict) : "not comparable";
}

int od_gate_page_exit(const od_gate_page *page)
{
    return page->gate ? od_verdict_exit(page->gate->verdict) : OD_EXIT_NOT_COMPARABLE;
}

/* ---- numbers ---- */

/* A whole number as such; seconds and tokens with as many decimals as they need. */
static char *plain_number(char buf[OD_CELL_TEXT], double value)
{
    if (isnan(value))
        return strcpy(buf, "n/a");
    od_number_fixed(buf, OD_CELL_TEXT, value, value == floor(value) ? 0 : CHANGE_DECIMALS);
    return buf;
}

static char *value_text(char buf[OD_CELL_TEXT], const od_gate_rule *rule, double value)
{
    return od_gate_is_score(rule->path) ? od_text_percent(buf, value) : plain_number(buf, value);
}

static char *change_text(char buf[OD_CELL_TEXT], const od_gate_rule *rule, double change)
{
    if (od_gate_is_score(rule->path))
        return od_text_points(buf, change);
    buf[0] = '+';
    plain_number(change > 0 ? buf + 1 : buf, change);
    return buf;
}

/* "0.50 points", "2% of the baseline", "3" */
static void allowed_text(char buf[OD_CELL_TEXT], const od_gate_rule *rule)
{
    const bool score = od_gate_is_score(rule->path);
    size_t n;

    if (rule->max_drop == 0) {
        strcpy(buf, "none");
    } else if (rule->relative) {
        n = od_number_fixed(buf, OD_CELL_TEXT, rule->max_drop * 100, 2);
        snprintf(buf + n, OD_CELL_TEXT - n, "%% of the baseline");
    } else {
        n = od_number_fixed(buf, OD_CELL_TEXT, rule->max_drop * (score ? 100 : 1), score ? 2 : 0);
        snprintf(buf + n, OD_CELL_TEXT - n, "%s", score ? " points" : "");
    }
}

/* ---- the grid ---- */

static od_status fill_row(od_grid *g, od_grid_row *row, const od_gate_result *r, od_error *err)
{
    char text[INTERVAL_TEXT];
    od_status st;

    if ((st = od_grid_cell(g, &row->cells[1], r->rule->path, err)) != OD_OK ||
        (st = od_grid_cell(g, &row->cells[2], value_text(text, r->rule, r->baseline), err)) != OD_OK ||
        (st = od_grid_cell(g, &row->cells[3], value_text(text, r->rule, r->candidate), err)) != OD_OK ||
        (st = od_grid_cell(g, &row->cells[4], change_text(text, r->rule, r->candidate - r->baseline), err)) !=
            OD_OK)
        return st;
    return od_grid_cell(g, &row->cells[5], od_text_interval(text, sizeof text, r->interval), err);
}

od_status od_gate_grid(od_grid *g, const od_gate *gate, od_error *err)
{
    static const char *const heads[] = {"verdict", "number", "baseline", "candidate", "change", "interval"};
    od_grid_row *row;
    od_status st = OD_OK;

    g->elastic = 1;
    g->keep = 5;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0] && st == OD_OK; i++)
        st = od_grid_column(g, heads[i], i > 1, err);
    for (size_t i = 0; i < gate->n && st == OD_OK; i++) {
        const od_gate_result *r = &gate->results[i];

        if ((st = od_grid_row_add(g, od_verdict_name(r->verdict), &row, err)) == OD_OK) {
            row->strong = r->verdict != OD_VERDICT_PASS;
            st = fill_row(g, row, r, err);
        }
    }
    return st;
}

/* ---- sentences ---- */

static od_status put_rule(od_buffer *text, const od_gate_rule *rule, od_error *err)
{
    char amount[OD_CELL_TEXT];
    od_status st = OD_OK;

    if (!isnan(rule->max_drop)) {
        allowed_text(amount, rule);
        st = od_buffer_printf(text, err, "; allowed %s: %s", rule->lower_is_better ? "rise" : "drop", amount);
    }
    if (st != OD_OK || isnan(rule->floor))
        return st;
    return od_buffer_printf(text, err, "; %s: %s", rule->lower_is_better ? "at most" : "floor",
                            value_text(amount, rule, rule->floor));
}

static od_status put_interval(od_buffer *text, const od_gate_result *r, od_error *err)
{
    char interval[INTERVAL_TEXT], percent[OD_NUMBER_TEXT];

    if (isnan(r->interval.low))
        return OD_OK;
    od_number_write(percent, r->rule->confidence * 100);
    return od_buffer_printf(text, err, ", %s%% interval %s", percent,
                            od_text_interval(interval, sizeof interval, r->interval));
}

od_status od_gate_sentence(od_buffer *text, const od_gate_result *r, od_error *err)
{
    const od_gate_rule *rule = r->rule;
    char a[OD_CELL_TEXT], b[OD_CELL_TEXT], change[OD_CELL_TEXT];
    od_status st;

    if ((st = od_buffer_printf(text, err, "%s -> %s (%s%s", value_text(a, rule, r->baseline),
                               value_text(b, rule, r->candidate),
                               change_text(change, rule, r->candidate - r->baseline),
                               od_gate_is_score(rule->path) ? " points" : "")) != OD_OK ||
        (st = put_interval(text, r, err)) != OD_OK || (st = put_rule(text, rule, err)) != OD_OK ||
        (st = od_buffer_printf(text, err, "): %s", r->reason)) != OD_OK || isnan(r->detectable))
        return st;
    od_number_fixed(a, sizeof a, r->detectable * 100, 2);
    return od_buffer_printf(
        text, err,
        ". A true drop of %s points beyond what is allowed would have shown in 9 cases of "
        "10",
        a);
}

od_status od_obstacle_sentence(od_buffer *text, const od_obstacle *o, od_error *err)
{
    return od_buffer_printf(text, err, "%s: %s (baseline: %s, candidate: %s)", o->field, o->why, o->a, o->b);
}
