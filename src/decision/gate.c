#include "decision/gate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/nearest.h"

/* A drop of exactly what is allowed is allowed, whatever the last bits of the difference say. */
static const double TOLERANCE = 1e-12;
static const double POWER = .9;

const char *od_verdict_name(od_verdict v)
{
    switch (v) {
    case OD_VERDICT_PASS: return "pass";
    case OD_VERDICT_INCONCLUSIVE: return "inconclusive";
    case OD_VERDICT_REGRESSED: break;
    }
    return "regressed";
}

int od_verdict_exit(od_verdict v)
{
    switch (v) {
    case OD_VERDICT_PASS: return 0;
    case OD_VERDICT_INCONCLUSIVE: return 6;
    case OD_VERDICT_REGRESSED: break;
    }
    return 1;
}

/* What a gate is made of. */
typedef struct making {
    const od_run_file *baseline, *candidate;
    od_bootstrap *a, *b; /* NULL: no intervals */
    const char *no_intervals;
    od_gate *out;
    od_error *err;
} making;

/* ---- numbers ---- */

/* The quantile of the standard normal distribution, to a millionth: the last bits of erfc are the machine's
 * own. */
static double normal_quantile(double p)
{
    double low = -10, high = 10;

    while (high - low > 1e-9) {
        const double middle = (low + high) / 2;

        if (.5 * erfc(-middle / sqrt(2)) < p)
            low = middle;
        else
            high = middle;
    }
    return round(low * 1e6) / 1e6;
}

typedef struct listing {
    const char **names;
    size_t n, capacity;
    od_arena texts;
    od_error *err;
} listing;

static od_status list_scores(listing *l, const char *level, const char *name, const od_record_scores *s)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < s->n && st == OD_OK; i++) {
        const char *text = name ? od_arena_printf(&l->texts, "%s.%s.%s", level, name, s->list[i].name)
                                : od_arena_printf(&l->texts, "%s.%s", level, s->list[i].name);

        if (!text)
            return od_fail_memory(l->err);
        if ((st = OD_GROW(l->names, l->capacity, l->n + 2, l->err)) == OD_OK)
            l->names[l->n++] = text;
    }
    return st;
}

static od_status list_numbers(listing *l, const od_record *r)
{
    od_status st = list_scores(l, "overall", NULL, &r->overall);

    for (uint32_t i = 0; i < r->n_averages && st == OD_OK; i++)
        st = list_scores(l, "averages", r->averages[i].name, &r->averages[i].scores);
    for (uint32_t i = 0; i < r->n_groups && st == OD_OK; i++)
        st = list_scores(l, "groups", r->groups[i].name, &r->groups[i].scores);
    for (uint32_t i = 0; i < r->n_subsets && st == OD_OK; i++)
        st = list_scores(l, "subsets", r->subsets[i].name, &r->subsets[i].scores);
    if (st == OD_OK)
        st = list_scores(l, "counts", NULL, &r->counts);
    return st == OD_OK ? list_scores(l, "answers.statuses", NULL, &r->answers.statuses) : st;
}

/* A number that is right, and that these runs cannot have. */
static bool needs_answers(const od_record *r, const char *path)
{
    return strcmp(path, "seconds") == 0 || strcmp(path, "tokens") == 0 ||
           (strncmp(path, "answers.", strlen("answers.")) == 0 && r->answers.n == 0);
}

static od_status unknown_number(const od_record *r, const char *path, od_error *err)
{
    listing l = {.err = err};
    const char *near = NULL;
    od_status st = list_numbers(&l, r);

    if (st == OD_OK) {
        if (l.n) {
            l.names[l.n] = NULL;
            near = od_nearest(path, l.names);
        }
        od_fail(err, OD_USAGE, "neither run has a number \"%s\"", path);
        if (needs_answers(r, path))
            st = od_remedy(err,
                           "it is there for answers as text, where their lines say so; these runs have none");
        else
            st = near ? od_remedy(err, "did you mean %s?", near)
                      : od_remedy(err, "a number is overall.AP, averages.NAME.AP, groups.NAME.AP, "
                                       "subsets.NAME.AP, counts.gt, ledger.CODE, seconds or warnings");
    }
    free(l.names);
    od_arena_free(&l.texts);
    return st;
}

/* ---- one rule ---- */

/* How much worse the candidate is; negative: better. */
static double worse_by(const od_gate_rule *rule, double baseline, double candidate)
{
    return rule->lower_is_better ? candidate - baseline : baseline - candidate;
}

static double allowed(const od_gate_rule *rule, double baseline)
{
    return rule->relative ? rule->max_drop * fabs(baseline) : rule->max_drop;
}

typedef struct finding {
    od_verdict verdict;
    const char *reason;
} finding;

static void measure(const making *m, od_gate_result *r)
{
    const od_gate_rule *rule = r->rule;
    size_t in_a, in_b;
    double spread, greater;

    r->interval = (od_interval){NAN, NAN};
    r->detectable = NAN;
    if (rule->plain || !m->a || !m->b)
        return;
    in_a = od_bootstrap_find(m->a, rule->path);
    in_b = od_bootstrap_find(m->b, rule->path);
    if (in_a == SIZE_MAX || in_b == SIZE_MAX)
        return;
    r->interval = od_bootstrap_difference(m->a, in_a, m->b, in_b, rule->confidence, &greater);
    spread = od_bootstrap_spread(m->a, in_a, m->b, in_b);
    if (spread > 0)
        r->detectable = (normal_quantile((1 + rule->confidence) / 2) + normal_quantile(POWER)) * spread;
}

/* The measured drop is beyond what is allowed. */
static finding judge_drop(const making *m, const od_gate_result *r)
{
    const od_gate_rule *rule = r->rule;
    const double limit = allowed(rule, r->baseline);
    const double surely = rule->lower_is_better ? r->interval.low : -r->interval.high;

    if (rule->plain || !od_gate_is_score(rule->path))
        return (finding){OD_VERDICT_REGRESSED, "worse than the rule allows"};
    if (isnan(r->interval.low))
        return (finding){OD_VERDICT_INCONCLUSIVE,
                         m->no_intervals ? m->no_intervals
                                         : "worse than the rule allows, but this number has no interval: "
                                           "say plain to compare it as it is"};
    if (surely > limit + TOLERANCE)
        return (finding){OD_VERDICT_REGRESSED,
                         "worse than the rule allows, and the whole interval lies beyond it"};
    return (finding){OD_VERDICT_INCONCLUSIVE,
                     "worse than the rule allows, but the interval reaches into what is allowed"};
}

static finding judge_rule(const making *m, const od_gate_result *r)
{
    const od_gate_rule *rule = r->rule;
    double drop;

    if (isnan(r->candidate) && isnan(r->baseline))
        return (finding){OD_VERDICT_INCONCLUSIVE, "undefined in both runs"};
    if (isnan(r->candidate))
        return (finding){OD_VERDICT_REGRESSED, "missing or undefined in the candidate"};
    if (!isnan(rule->floor) && worse_by(rule, rule->floor, r->candidate) > TOLERANCE)
        return (finding){OD_VERDICT_REGRESSED,
                         rule->lower_is_better ? "above the most that the rule allows" : "below the floor"};
    if (isnan(rule->max_drop))
        return (finding){OD_VERDICT_PASS, isnan(rule->floor)      ? "any difference is allowed"
                                          : rule->lower_is_better ? "not above the most that the rule allows"
                                                                  : "not below the floor"};
    if (isnan(r->baseline))
        return (finding){OD_VERDICT_INCONCLUSIVE, "missing or undefined in the baseline"};
    drop = worse_by(rule, r->baseline, r->candidate);
    if (drop <= allowed(rule, r->baseline) + TOLERANCE)
        return (finding){OD_VERDICT_PASS, drop < 0    ? "better than the baseline"
                                          : drop == 0 ? "the same as the baseline"
                                                      : "worse by no more than the rule allows"};
    return judge_drop(m, r);
}

static od_status run_rule(making *m, const od_gate_rule *rule, od_gate_result *r)
{
    bool in_a, in_b;
    finding f;

    r->rule = rule;
    in_a = od_gate_number(m->baseline->record, rule->path, &r->baseline);
    in_b = od_gate_number(m->candidate->record, rule->path, &r->candidate);
    if (!in_a && !in_b)
        return unknown_number(m->baseline->record, rule->path, m->err);
    measure(m, r);
    f = judge_rule(m, r);
    r->verdict = f.verdict;
    r->reason = f.reason;
    if (r->verdict > m->out->verdict)
        m->out->verdict = r->verdict;
    return OD_OK;
}

/* ---- all ---- */

static bool wants_intervals(const od_gate_rules *rules)
{
    for (size_t i = 0; i < rules->n; i++)
        if (!rules->list[i].plain && od_gate_is_score(rules->list[i].path))
            return true;
    return false;
}

static od_status resample(making *m, const od_bootstrap_options *options)
{
    const od_run_file *a = m->baseline, *b = m->candidate;
    od_status st;

    if (!options)
        m->no_intervals = "worse than the rule allows, and no intervals were asked for";
    else if (!a->states || !b->states)
        m->no_intervals = "worse than the rule allows, but without states beside both records nobody can say "
                          "how sure that is: score with --save, or say plain";
    else if (!od_compare_paired(a->states, b->states))
        m->no_intervals = "worse than the rule allows, but the runs are not of the same images";
    if (m->no_intervals)
        return OD_OK;
    if ((st = od_bootstrap_run(&m->a, a->record, a->states, options, m->err)) != OD_OK)
        return st;
    return od_bootstrap_run(&m->b, b->record, b->states, options, m->err);
}

od_status od_gate_run(od_gate **out, const od_run_file *baseline, const od_run_file *candidate,
                      const od_gate_rules *rules, const od_bootstrap_options *options, od_error *err)
{
    making m = {.baseline = baseline, .candidate = candidate, .err = err};
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(m.out, 1, err)) != OD_OK || (st = OD_ALLOC(m.out->results, rules->n, err)) != OD_OK ||
        (wants_intervals(rules) && (st = resample(&m, options)) != OD_OK))
        goto done;
    for (; m.out->n < rules->n && st == OD_OK; m.out->n++)
        st = run_rule(&m, &rules->list[m.out->n], &m.out->results[m.out->n]);
    if (st != OD_OK)
        goto done;
    *out = m.out;
    m.out = NULL;
done:
    od_bootstrap_free(m.a);
    od_bootstrap_free(m.b);
    od_gate_free(m.out);
    return st;
}

void od_gate_free(od_gate *g)
{
    if (!g)
        return;
    free(g->results);
    free(g);
}
