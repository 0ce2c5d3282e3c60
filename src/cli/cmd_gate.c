#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/decision_options.h"
#include "cli/outputs.h"
#include "core/input.h"
#include "report/gate_report.h"

typedef struct gate_options {
    const char *baseline, *candidate, *rules;
    const char *rule[OD_OPTION_TEXTS_MAX + 1];
    bool force, update;
} gate_options;

typedef struct report_options {
    const char *junit, *markdown, *json, *colour;
} report_options;

typedef struct gate_values {
    gate_options gate;
    report_options reports;
    od_resampling_options resampling;
} gate_values;

/* One run of the command. */
typedef struct gate {
    const gate_values *v;
    od_outputs outputs;
    od_meter meter;
    od_bootstrap_options options;
    bool table; /* standard output is for people, and not for one of the files */
    bool first; /* there is no baseline yet */
    char *baseline_states, *candidate_states; /* paths */
    od_run_file baseline, candidate;
    od_gate_rules rules;
    od_obstacles obstacles;
    od_gate *gate;
    od_gate_page page;
} gate;

/* ---- before the work ---- */

static bool is_standard(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

static od_status check_needs(const gate *g, od_error *err)
{
    const gate_options *o = &g->v->gate;

    if (o->baseline && o->candidate)
        return OD_OK;
    od_fail(err, OD_USAGE, "%s is missing", o->baseline ? "--candidate" : "--baseline");
    return od_remedy(err, "odeval gate --baseline A.json --candidate B.json; --save writes records");
}

static od_status claim_update(gate *g, od_error *err)
{
    const gate_options *o = &g->v->gate;
    od_status st;

    if (!o->update)
        return OD_OK;
    g->first = access(o->baseline, F_OK) != 0 && errno == ENOENT;
    if (!(g->baseline_states = od_states_path(o->baseline)) ||
        !(g->candidate_states = od_states_path(o->candidate)))
        return od_fail_memory(err);
    if ((st = od_outputs_claim(&g->outputs, "--update", o->baseline, err)) != OD_OK)
        return st;
    return access(g->candidate_states, F_OK) == 0
               ? od_outputs_claim(&g->outputs, "--update", g->baseline_states, err)
               : OD_OK;
}

static od_status claim_outputs(gate *g, od_error *err)
{
    const gate_options *o = &g->v->gate;
    const report_options *r = &g->v->reports;
    od_status st;

    g->table = !is_standard(r->junit) && !is_standard(r->markdown) && !is_standard(r->json);
    if ((st = od_outputs_claim(&g->outputs, "the report", g->table ? "-" : NULL, err)) != OD_OK ||
        (st = od_outputs_claim(&g->outputs, "--junit", r->junit, err)) != OD_OK ||
        (st = od_outputs_claim(&g->outputs, "--markdown", r->markdown, err)) != OD_OK ||
        (st = od_outputs_claim(&g->outputs, "--json", r->json, err)) != OD_OK ||
        (st = od_outputs_spare(&g->outputs, "--baseline", o->baseline, err)) != OD_OK ||
        (st = claim_update(g, err)) != OD_OK ||
        (st = od_outputs_spare(&g->outputs, "--candidate", o->candidate, err)) != OD_OK)
        return st;
    return od_outputs_spare(&g->outputs, "--rules", o->rules, err);
}

/* An option may hold several rules. */
static od_status parse_rules(gate *g, const char *text, od_error *err)
{
    od_status st = OD_OK;

    while (*text && st == OD_OK) {
        const size_t n = strcspn(text, ",;");

        st = od_gate_rule_parse(&g->rules, (od_str){text, n}, g->options.confidence, err);
        text += n;
        text += *text != '\0';
    }
    return st;
}

static od_status read_rules(gate *g, od_error *err)
{
    const gate_options *o = &g->v->gate;
    od_status st = OD_OK;

    for (size_t i = 0; o->rule[i] && st == OD_OK; i++)
        st = parse_rules(g, o->rule[i], err);
    if (st == OD_OK && o->rules)
        st = od_gate_rules_read(&g->rules, o->rules, g->options.confidence, err);
    return st;
}

static od_status read_runs(gate *g, od_error *err)
{
    const gate_options *o = &g->v->gate;
    od_status st;

    if ((st = od_run_file_read(&g->candidate, o->candidate, true, err)) != OD_OK || g->first)
        return st;
    return od_run_file_read(&g->baseline, o->baseline, true, err);
}

/* ---- the work ---- */

static od_status judge(gate *g, od_error *err)
{
    od_status st;

    if (g->rules.n == 0 &&
        (st = od_gate_rules_default(&g->rules, g->baseline.record, g->options.confidence, err)) != OD_OK)
        return st;
    if ((st = od_compare_check(&g->obstacles, g->baseline.record, g->candidate.record, err)) != OD_OK)
        return st;
    if (g->obstacles.n == 0 || g->v->gate.force)
        st = od_gate_run(&g->gate, &g->baseline, &g->candidate, &g->rules, &g->options, err);
    g->page = (od_gate_page){
        .baseline = &g->baseline,
        .candidate = &g->candidate,
        .gate = g->gate,
        .obstacles = &g->obstacles,
        .options = &g->options,
        .updates = g->gate && g->v->gate.update,
    };
    return st;
}

/* ---- what comes out ---- */

static od_status stage(gate *g, const od_gate_report *report, const char *path, od_error *err)
{
    od_buffer text = {0};
    od_status st;

    if (!path)
        return OD_OK;
    if ((st = report->write(&g->page, &(od_report_style){0}, &text, err)) == OD_OK)
        st = od_outputs_stage(&g->outputs, path, &text, err);
    od_buffer_free(&text);
    return st;
}

static bool in_github_actions(void)
{
    const char *actions = getenv("GITHUB_ACTIONS");

    return actions && strcmp(actions, "true") == 0;
}

/* GitHub reads commands from both streams: where standard output holds a file, they go to the other. */
static od_status stage_standard(gate *g, od_error *err)
{
    const od_report_style style = {.colour = od_colour_wanted(g->v->reports.colour), .width = OD_PAGE_WIDTH};
    od_buffer text = {0};
    od_status st = OD_OK;

    if (g->table)
        st = od_gate_report_table.write(&g->page, &style, &text, err);
    if (st == OD_OK && in_github_actions())
        st = od_gate_report_annotations.write(&g->page, &style, &text, err);
    if (st == OD_OK && g->table)
        st = od_outputs_stage(&g->outputs, "-", &text, err);
    else if (st == OD_OK && text.n)
        fputs(text.bytes, stderr);
    od_buffer_free(&text);
    return st;
}

/* The summary of a job in GitHub Actions is a file that every step adds to. */
static od_status add_summary(const gate *g, od_error *err)
{
    const char *path = getenv("GITHUB_STEP_SUMMARY");
    od_buffer text = {0};
    FILE *file;
    bool failed;
    od_status st;

    if (!path || !*path)
        return OD_OK;
    if ((st = od_gate_report_markdown.write(&g->page, &(od_report_style){0}, &text, err)) != OD_OK)
        goto done;
    failed = !(file = fopen(path, "a"));
    if (file) {
        failed = fwrite(text.bytes, 1, text.n, file) != text.n;
        failed |= fclose(file) != 0;
    }
    if (failed) {
        char reason[128];

        st = od_fail_at(err, OD_SYSTEM, (od_place){.input = path}, "the summary cannot be written: %s",
                        od_errno_text(reason, sizeof reason, errno));
        od_remedy(err, "unset GITHUB_STEP_SUMMARY, or let it name a file that can be written");
    }
done:
    od_buffer_free(&text);
    return st;
}

/* ---- a new baseline ---- */

static od_status read_bytes(od_buffer *bytes, const char *path, od_error *err)
{
    od_input *in = NULL;
    od_window w;
    od_status st;

    if ((st = od_input_open(&in, path, err)) != OD_OK)
        return st;
    for (w = od_input_window(in); st == OD_OK; w = od_input_window(in)) {
        st = od_buffer_add(bytes, w.begin, (size_t)(w.end - w.begin), err);
        if (st != OD_OK || w.last)
            break;
        st = od_input_more(in, w.end, err);
    }
    od_input_close(in);
    return st;
}

static od_status stage_update(gate *g, od_error *err)
{
    od_buffer states = {0};
    od_status st;

    if ((st = od_outputs_stage(&g->outputs, g->v->gate.baseline, &g->candidate.bytes, err)) != OD_OK ||
        !g->candidate.states)
        return st;
    if ((st = read_bytes(&states, g->candidate_states, err)) == OD_OK)
        st = od_outputs_stage(&g->outputs, g->baseline_states, &states, err);
    od_buffer_free(&states);
    return st;
}

/* States of the old baseline would be refused beside the new one. */
static od_status drop_old_states(const gate *g, od_error *err)
{
    char reason[128];

    if (g->candidate.states || unlink(g->baseline_states) == 0 || errno == ENOENT)
        return OD_OK;
    return od_fail_at(err, OD_SYSTEM, (od_place){.input = g->baseline_states},
                      "the old baseline's states cannot be removed: %s",
                      od_errno_text(reason, sizeof reason, errno));
}

static int begin_baseline(gate *g, od_error *err)
{
    static const char said[] = "There was no baseline: the candidate is the first.\n";
    const od_buffer text = {.bytes = (char *)said, .n = sizeof said - 1};
    od_status st;

    if (!g->table || g->v->reports.junit || g->v->reports.markdown || g->v->reports.json) {
        od_fail(err, OD_INPUT, "there is no baseline %s, so there is nothing to report", g->v->gate.baseline);
        return od_remedy(err, "make the first with --update alone, without --junit, --markdown and --json");
    }
    if ((st = stage_update(g, err)) != OD_OK ||
        (st = od_outputs_stage(&g->outputs, "-", &text, err)) != OD_OK)
        return st;
    return od_outputs_commit(&g->outputs, err);
}

static int finish(gate *g, od_error *err)
{
    const report_options *r = &g->v->reports;
    od_status st;

    od_meter_clear(&g->meter);
    if ((st = stage(g, &od_gate_report_junit, r->junit, err)) != OD_OK ||
        (st = stage(g, &od_gate_report_markdown, r->markdown, err)) != OD_OK ||
        (st = stage(g, &od_gate_report_json, r->json, err)) != OD_OK ||
        (st = stage_standard(g, err)) != OD_OK || (g->page.updates && (st = stage_update(g, err)) != OD_OK) ||
        (st = add_summary(g, err)) != OD_OK || (st = od_outputs_commit(&g->outputs, err)) != OD_OK ||
        (g->page.updates && (st = drop_old_states(g, err)) != OD_OK))
        return st;
    if (!g->gate)
        od_print_obstacles(g->candidate.path, "baseline", "candidate", &g->obstacles);
    return od_gate_page_exit(&g->page);
}

static void release(gate *g)
{
    od_meter_clear(&g->meter);
    od_outputs_abandon(&g->outputs);
    od_gate_free(g->gate);
    od_gate_rules_free(&g->rules);
    od_obstacles_free(&g->obstacles);
    od_run_file_release(&g->baseline);
    od_run_file_release(&g->candidate);
    free(g->baseline_states);
    free(g->candidate_states);
}

static int run(const void *values, const od_parsed *parsed, od_error *err)
{
    gate g = {.v = values};
    int code;

    (void)parsed;
    if ((code = check_needs(&g, err)) != OD_OK ||
        (code = od_resampling_make(&g.options, &g.v->resampling, &g.meter, err)) != OD_OK ||
        (code = claim_outputs(&g, err)) != OD_OK || (code = read_rules(&g, err)) != OD_OK ||
        (code = read_runs(&g, err)) != OD_OK)
        goto done;
    if (g.first)
        code = begin_baseline(&g, err);
    else if ((code = judge(&g, err)) == OD_OK)
        code = finish(&g, err);
done:
    release(&g);
    return code;
}

/* ---- the row ---- */

#define AT(member) .offset = offsetof(gate_options, member)
static const od_option options[] = {
    {"baseline", .kind = OD_OPTION_TEXT, .metavar = "A.json", .value = OD_VALUE_FILE, AT(baseline),
     .help = "the run record to hold against"},
    {"candidate", .kind = OD_OPTION_TEXT, .metavar = "B.json", .value = OD_VALUE_FILE, AT(candidate),
     .help = "the run record in question"},
    {"rule", .kind = OD_OPTION_TEXTS, .metavar = "RULE", AT(rule),
     .help = "NUMBER:drop=0.5pt:floor=30pt:confidence=0.95:plain; may be given again, or several with commas "
             "between them; default: the primary score of the headline may not drop"},
    {"rules", .kind = OD_OPTION_TEXT, .metavar = "FILE", .value = OD_VALUE_FILE, AT(rules),
     .help = "rules from a JSON file"},
    {"force", .kind = OD_OPTION_FLAG, AT(force),
     .help = "judge runs that are not comparable; every report says in what they differ"},
    {"update", .kind = OD_OPTION_FLAG, AT(update),
     .help = "make the candidate, with its states, the new baseline, whatever the verdict, unless the runs "
             "are not comparable"},
    {0},
};
#undef AT

#define AT(member) .offset = offsetof(report_options, member)
static const od_option reports[] = {
    {"junit", .kind = OD_OPTION_TEXT, .metavar = "FILE", .value = OD_VALUE_FILE, AT(junit),
     .help = "JUnit XML: a test case a rule"},
    {"markdown", .kind = OD_OPTION_TEXT, .metavar = "FILE", .value = OD_VALUE_FILE, AT(markdown),
     .help = "for a comment on the pull request"},
    {"json", .kind = OD_OPTION_TEXT, .metavar = "FILE", .value = OD_VALUE_FILE, AT(json),
     .help = "for scripts (odeval.gate/1)"},
    {"color", .kind = OD_OPTION_CHOICE, .choice = od_when_name, AT(colour),
     .help = "colour in the table; default auto: on a terminal, unless NO_COLOR is set"},
    {0},
};
#undef AT

static const od_option_group groups[] = {
    {"Rules", options, offsetof(gate_values, gate)},
    {"Output", reports, offsetof(gate_values, reports)},
    {"Intervals", od_options_resampling, offsetof(gate_values, resampling)},
    {0},
};

const od_command od_command_gate = {
    .name = "gate",
    .summary = "regression gate for CI: may this run replace that one?",
    .usage = "  odeval gate --baseline A.json --candidate B.json [--rule RULE ...] [options]\n",
    .help =
        "Each rule names a number and how much worse it may become. A drop beyond that is a regression only "
        "when the whole interval of the difference (paired bootstrap over images, from the states that "
        "--save writes beside a record) lies beyond it, too; else the rule is inconclusive, and the report "
        "says "
        "how large a drop this data would have shown. Improvements always pass.\n"
        "\n"
        "  NUMBER        overall.nms_AP, averages.flat8.AP, groups.attribute.AP, subsets.negation.nms_AP, "
        "counts.predictions, answers.statuses.failed, ledger.answer_unparsable, warnings, and per answer "
        "seconds and tokens. Of ledgers, warnings, seconds, tokens and answers that were not parsed, less is "
        "better; these and counts are compared as they are\n"
        "  drop=D        allowed change for the worse: 0.005, 0.5pt (points), 2% (of the baseline), any; "
        "default 0, and any beside a floor\n"
        "  floor=F       what the candidate may not be worse than: 0.3, 30pt\n"
        "  confidence=P  of this rule's interval\n"
        "  plain         compare the numbers as they are, without an interval\n"
        "\n"
        "A file of rules holds the same: {\"rules\": [{\"number\": \"overall.nms_AP\", \"max_drop\": "
        "\"0.5pt\", "
        "\"floor\": 0.3, \"confidence\": 0.95, \"plain\": false, \"relative\": false}]}.\n"
        "\n"
        "The exit code is 0 when all rules pass, 1 when one regressed, else 6 when one is inconclusive; 7 "
        "when "
        "the runs are not comparable (odeval help compare says what that takes). In GitHub Actions the "
        "report "
        "is added to the job's summary, and regressions become annotations. With --update and no baseline "
        "yet, the candidate becomes the first.\n",
    .groups = groups,
    .values_size = sizeof(gate_values),
    .run = run,
};
