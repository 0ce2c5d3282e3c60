/* Rules as they are written on the command line and in files. */
#include "decision_fixture.h"

static od_gate_rule parse_one(od_gate_rules *rules, const char *text)
{
    od_error err = {0};

    must(od_gate_rule_parse(rules, od_str_of(text), .95, &err), &err);
    return rules->list[rules->n - 1];
}

static void a_rule_without_options_allows_no_drop(void **state)
{
    od_gate_rules rules = {0};
    od_gate_rule r = parse_one(&rules, "overall.nms_AP");

    (void)state;
    assert_string_equal(r.path, "overall.nms_AP");
    assert_true(r.max_drop == 0 && isnan(r.floor) && r.confidence == .95);
    assert_false(r.plain || r.relative || r.lower_is_better);
    od_gate_rules_free(&rules);
}

static void drops_are_fractions_points_or_percent(void **state)
{
    od_gate_rules rules = {0};
    od_gate_rule r;

    (void)state;
    r = parse_one(&rules, "overall.A:drop=0.005");
    assert_true(r.max_drop == .005 && !r.relative);
    r = parse_one(&rules, "overall.B:drop=0.5pt");
    assert_true(r.max_drop == .005 && !r.relative);
    r = parse_one(&rules, "overall.C:drop=2%:confidence=0.9:plain");
    assert_true(r.max_drop == .02 && r.relative && r.plain && r.confidence == .9);
    r = parse_one(&rules, "overall.D:floor=30pt");
    assert_true(isnan(r.max_drop) && r.floor == .3);
    r = parse_one(&rules, "overall.E:drop=any");
    assert_true(isnan(r.max_drop) && isnan(r.floor));
    r = parse_one(&rules, "overall.F:floor=0.3:drop=1pt");
    assert_true(r.max_drop == .01 && r.floor == .3);
    od_gate_rules_free(&rules);
}

static void of_defects_and_costs_less_is_better(void **state)
{
    const char *const less[] = {
        "ledger.unparsable",           "warnings", "seconds", "tokens", "answers.statuses.failed",
        "subsets.a.answers.boxes.flat"};
    const char *const more[] = {
        "overall.AP", "AP", "counts.gt", "answers.n", "answers.statuses.parsed", "answers.boxes.read"};

    (void)state;
    for (size_t i = 0; i < sizeof less / sizeof less[0]; i++)
        assert_true(od_gate_lower_is_better(less[i]));
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        assert_false(od_gate_lower_is_better(more[i]));
    assert_true(od_gate_is_score("subsets.negation.nms_AP"));
    assert_false(od_gate_is_score("subsets.negation.counts.gt"));
    assert_false(od_gate_is_score("answers.statuses.parsed"));
}

static void a_rule_that_cannot_be_meant_is_refused(void **state)
{
    const struct {
        const char *text, *says;
    } cases[] = {
        {"", "which number"},
        {":drop=1", "which number"},
        {"overall.AP:drop=", "needs a number, points"},
        {"overall.AP:drop=1x", "needs a number, points"},
        {"overall.AP:drop=-1", "a number from 0"},
        {"overall.AP:drop=NaN", "a number from 0"},
        {"overall.AP:drop=Infinity", "a number from 0"},
        {"overall.AP:floor=NaN", "needs a number as its floor"},
        {"overall.AP:floor=2%", "needs a number or points"},
        {"overall.AP:confidence=95", "above 0.5 and below 1"},
        {"overall.AP:confidence=1", "above 0.5 and below 1"},
        {"overall.AP:dorp=1", "did you mean drop?"},
        {"overall.AP:drop", "unknown option \"drop\""},
        {"overall.AP:exactly", "NUMBER:drop"},
        {"ledger.unparsable:drop=1pt", "has no points"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        od_gate_rules rules = {0};
        od_error err = {0};
        char text[1200];

        assert_int_equal(od_gate_rule_parse(&rules, od_str_of(cases[i].text), .95, &err), OD_USAGE);
        assert_says(od_error_text(&err, text, sizeof text), cases[i].says);
        assert_int_equal(rules.n, 0);
        od_gate_rules_free(&rules);
    }
}

static void two_rules_for_one_number_are_refused(void **state)
{
    od_gate_rules rules = {0};
    od_error err = {0};

    (void)state;
    parse_one(&rules, "overall.AP:drop=1pt");

    assert_int_equal(od_gate_rule_parse(&rules, OD_STR("overall.AP:floor=0.2"), .95, &err), OD_USAGE);
    assert_says(err.what, "two rules for \"overall.AP\"");
    od_gate_rules_free(&rules);
}

static void without_rules_the_primary_score_may_not_drop(void **state)
{
    od_gate_rules rules = {0};
    hand_record h;

    (void)state;
    hand_make(&h);
    assert_int_equal(od_gate_rules_default(&rules, &h.record, .9, NULL), OD_OK);

    assert_int_equal(rules.n, 1);
    assert_string_equal(rules.list[0].path, "overall.nms_AP");
    assert_true(rules.list[0].max_drop == 0 && rules.list[0].confidence == .9);
    od_gate_rules_free(&rules);
}

/* ---- files ---- */

#include "scratch.h"

static od_status read_text(void **state, const char *text, od_gate_rules *rules, od_error *err)
{
    const char *path = scratch_file(state, "rules.json", text, strlen(text));

    return od_gate_rules_read(rules, path, .95, err);
}

static void a_file_says_the_same(void **state)
{
    static const char text[] =
        "{\"rules\": [{\"number\": \"overall.nms_AP\", \"max_drop\": \"0.5pt\", \"floor\": 0.3},\n"
        " {\"number\": \"seconds\", \"max_drop\": 0.1, \"relative\": true, \"confidence\": 0.9, "
        "\"plain\": true}]}";
    od_gate_rules rules = {0};
    od_error err = {0};

    must(read_text(state, text, &rules, &err), &err);

    assert_int_equal(rules.n, 2);
    assert_true(rules.list[0].max_drop == .005 && rules.list[0].floor == .3);
    assert_string_equal(rules.list[1].path, "seconds");
    assert_true(rules.list[1].relative && rules.list[1].plain && rules.list[1].lower_is_better);
    assert_true(rules.list[1].max_drop == .1 && rules.list[1].confidence == .9);
    od_gate_rules_free(&rules);
}

static void a_bad_file_is_refused_with_its_position(void **state)
{
    const struct {
        const char *text, *says;
        uint64_t at; /* byte */
    } cases[] = {
        {"{\"rules\": [{\"numbr\": \"overall.AP\"}]}", "did you mean \"number\"?", 20},
        {"{\"rule\": []}", "did you mean \"rules\"?", 8},
        {"{\"rules\": []}", "there is no rule", 13},
        {"{}", "there is no rule", 2},
        {"[]", "", 0},
        {"{\"rules\": [{\"max_drop\": 1}]}", "which number", 11},
        {"{\"rules\": [{\"number\": \"a\", \"max_drop\": -1}]}", "a number from 0", 39},
        {"{\"rules\": [{\"number\": \"a\", \"max_drop\": NaN}]}", "a number from 0", 39},
        {"{\"rules\": [{\"number\": \"a\", \"plain\": 1}]}", "", 36},
        {"{\"rules\": [{\"number\": \"a\"}, {\"number\": \"a\"}]}", "two rules", 28},
        {"{\"rules\": [{\"number\": \"a\"}", "", 26},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        od_gate_rules rules = {0};
        od_error err = {0};
        char text[1200];

        assert_int_equal(read_text(state, cases[i].text, &rules, &err), OD_INPUT);
        assert_says(od_error_text(&err, text, sizeof text), cases[i].says);
        if (err.unit != OD_UNIT_BYTE || err.at != cases[i].at)
            fail_msg("%s: byte %llu, not %llu: %s", cases[i].text, (unsigned long long)err.at,
                     (unsigned long long)cases[i].at, text);
        od_gate_rules_free(&rules);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_without_options_allows_no_drop),
        cmocka_unit_test(drops_are_fractions_points_or_percent),
        cmocka_unit_test(of_defects_and_costs_less_is_better),
        cmocka_unit_test(a_rule_that_cannot_be_meant_is_refused),
        cmocka_unit_test(two_rules_for_one_number_are_refused),
        cmocka_unit_test(without_rules_the_primary_score_may_not_drop),
        cmocka_unit_test_setup_teardown(a_file_says_the_same, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(a_bad_file_is_refused_with_its_position, scratch_setup,
                                        scratch_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
