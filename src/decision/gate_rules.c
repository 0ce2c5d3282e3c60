#include "decision/gate_rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/nearest.h"
#include "core/number.h"

static od_status fail(const od_rule_draft *d, const char *key, const char *needs, od_error *err)
{
    return od_fail_at(err, d->code, d->place, "the rule for \"%.*s\" needs %s as its %s", (int)d->path.n,
                      d->path.p, needs, key);
}

od_status od_rule_draft_number(od_rule_draft *d, const char *key, double value, od_error *err)
{
    if (strcmp(key, "drop") == 0) {
        if (!(value >= 0) || isinf(value))
            return fail(d, key, "a number from 0", err);
        d->max_drop = value;
        d->has_drop = true;
    } else if (strcmp(key, "floor") == 0) {
        if (!isfinite(value))
            return fail(d, key, "a number", err);
        d->floor = value;
    } else {
        if (!(value > .5 && value < 1))
            return fail(d, key, "a number above 0.5 and below 1", err);
        d->confidence = value;
    }
    return OD_OK;
}

od_status od_rule_draft_set(od_rule_draft *d, const char *key, od_str text, od_error *err)
{
    const bool drop = strcmp(key, "drop") == 0, floor = strcmp(key, "floor") == 0;
    const char *end = text.p + text.n, *unit;
    double value;

    if (drop && od_str_equal(text, OD_STR("any"))) {
        d->max_drop = NAN;
        d->has_drop = true;
        return OD_OK;
    }
    unit = od_number_read(text.p, end, &value);
    if (unit && drop && od_str_equal((od_str){unit, (size_t)(end - unit)}, OD_STR("%"))) {
        d->relative = true;
        value /= 100;
    } else if (unit && (drop || floor) && od_str_equal((od_str){unit, (size_t)(end - unit)}, OD_STR("pt"))) {
        d->points = true;
        value /= 100;
    } else if (unit != end) {
        return fail(d, key,
                    drop    ? "a number, points (0.5pt), percent of the baseline (2%) or \"any\""
                    : floor ? "a number or points (30pt)"
                            : "a number above 0.5 and below 1",
                    err);
    }
    return od_rule_draft_number(d, key, value, err);
}

od_status od_rule_draft_add(od_gate_rules *rules, const od_rule_draft *d, od_error *err)
{
    od_gate_rule rule = {.max_drop = d->max_drop,
                         .relative = d->relative,
                         .floor = d->floor,
                         .confidence = d->confidence,
                         .plain = d->plain};
    od_status st;

    if (d->path.n == 0 || memchr(d->path.p, '\0', d->path.n))
        return od_fail_at(err, d->code, d->place, "a rule does not say which number it is for");
    for (size_t i = 0; i < rules->n; i++)
        if (od_str_equal(od_str_of(rules->list[i].path), d->path)) {
            od_fail_at(err, d->code, d->place, "there are two rules for \"%s\"", rules->list[i].path);
            return od_remedy(err, "join them: a rule can have a drop and a floor");
        }
    if (!(rule.path = od_arena_copy(&rules->texts, d->path).p))
        return od_fail_memory(err);
    if (d->points && !od_gate_is_score(rule.path)) {
        od_fail_at(err, d->code, d->place, "\"%s\" is no score, and has no points", rule.path);
        return od_remedy(err, "give a plain number, or percent of the baseline");
    }
    rule.lower_is_better = od_gate_lower_is_better(rule.path);
    if (!d->has_drop)
        rule.max_drop = isnan(d->floor) ? 0 : NAN;
    if ((st = OD_GROW(rules->list, rules->capacity, rules->n + 1, err)) == OD_OK)
        rules->list[rules->n++] = rule;
    return st;
}

/* ---- "overall.nms_AP:drop=0.5pt:plain" ---- */

static od_str next_piece(od_str *rest)
{
    const char *colon = memchr(rest->p, ':', rest->n);
    od_str piece = {rest->p, colon ? (size_t)(colon - rest->p) : rest->n};

    rest->p += piece.n + (colon != NULL);
    rest->n -= piece.n + (colon != NULL);
    return piece;
}

static od_status unknown_option(const od_rule_draft *d, od_str key, od_error *err)
{
    static const char *const known[] = {"drop", "floor", "confidence", "plain", NULL};
    char word[32];
    const char *near;

    memcpy(word, key.p, key.n < sizeof word ? key.n : sizeof word - 1);
    word[key.n < sizeof word ? key.n : sizeof word - 1] = '\0';
    near = od_nearest(word, known);
    od_fail(err, OD_USAGE, "the rule for \"%.*s\" has an unknown option \"%s\"", (int)d->path.n, d->path.p,
            word);
    if (near)
        return od_remedy(err, "did you mean %s?", near);
    return od_remedy(err, "a rule is NUMBER:drop=0.5pt:floor=0.3:confidence=0.95:plain");
}

static od_status set_option(od_rule_draft *d, od_str option, od_error *err)
{
    static const char *const keys[] = {"drop", "floor", "confidence"};
    const char *equals = memchr(option.p, '=', option.n);
    od_str key = {option.p, equals ? (size_t)(equals - option.p) : option.n};

    if (od_str_equal(option, OD_STR("plain"))) {
        d->plain = true;
        return OD_OK;
    }
    for (size_t i = 0; equals && i < sizeof keys / sizeof keys[0]; i++)
        if (od_str_equal(key, od_str_of(keys[i])))
            return od_rule_draft_set(d, keys[i], (od_str){equals + 1, option.n - key.n - 1}, err);
    return unknown_option(d, key, err);
}

od_status od_gate_rule_parse(od_gate_rules *rules, od_str text, double confidence, od_error *err)
{
    od_rule_draft d = {.max_drop = NAN, .floor = NAN, .confidence = confidence, .code = OD_USAGE};
    od_status st = OD_OK;

    d.path = next_piece(&text);
    while (text.n && st == OD_OK)
        st = set_option(&d, next_piece(&text), err);
    return st == OD_OK ? od_rule_draft_add(rules, &d, err) : st;
}

od_status od_gate_rules_default(od_gate_rules *rules, const od_record *baseline, double confidence,
                                od_error *err)
{
    od_buffer text = {0};
    od_status st;

    if (!baseline->primary) {
        od_fail(err, OD_USAGE, "the baseline has no primary score, and there is no rule");
        return od_remedy(err, "say with --rule which number may not drop");
    }
    if ((st = od_buffer_printf(&text, err, "overall.%s", baseline->primary)) == OD_OK)
        st = od_gate_rule_parse(rules, od_str_of(text.bytes), confidence, err);
    od_buffer_free(&text);
    return st;
}

void od_gate_rules_free(od_gate_rules *rules)
{
    free(rules->list);
    od_arena_free(&rules->texts);
    *rules = (od_gate_rules){0};
}
